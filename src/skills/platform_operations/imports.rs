//! Taking objectives over from other packs: the rows that are asked for, with what they were observed to be.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::baseline::Baseline;
use super::objectives::{Import, Objectives};
use super::reading::observation;
use super::reading::roster::{is_all, names};
use crate::gate::Beside;
use crate::pack::{Pack, Row, SectionRef, Value, tidy};
use crate::quantity::{self, Quantity, Target, date};
use crate::skill::input::MAX_ROWS;
use crate::skills::exchange::{self, Stated};
use crate::text;

/// What a pack cites.
pub(super) fn cites(pack: &Pack) -> Vec<String> {
    exchange::imports(pack).map(|row| row.name().text.trim().to_owned()).collect()
}

/// A pack with the objectives that its imports name and its table lacks, filled in from the packs beside it. Rows that are
/// there stay as they are: where they differ, a rule says so.
pub(super) fn complete(pack: Pack, beside: &[Beside], on: Date) -> Pack {
    if beside.is_empty() {
        return pack;
    }
    let taken = Taken::of(&pack, beside, on);
    taken.put(pack)
}

/// The rows to be written, each table as a whole.
struct Taken {
    imports: Vec<Row>,
    slos: Vec<Row>,
    observations: Vec<Row>,
}

impl Taken {
    fn of(pack: &Pack, beside: &[Beside], on: Date) -> Self {
        let (section, baseline) = (Objectives::of(pack), Baseline::of(pack));
        let mut taken = Taken {
            imports: table(pack, &section.0, "imports"),
            slos: table(pack, &section.0, "slos"),
            observations: table(pack, &baseline.0, "observations"),
        };
        for (index, row) in section.imports().enumerate() {
            let source = beside.iter().find(|one| !row.name().is_blank() && one.is(row.name().text));
            if let Some(source) = source {
                taken.take(pack, index, &row, source, on);
            }
        }
        taken
    }

    /// Takes what one row asks for.
    fn take(&mut self, pack: &Pack, index: usize, row: &Import<'_>, source: &Beside, on: Date) {
        let theirs = exchange::stated(&source.pack);
        let wanted = wanted(row, &theirs);
        let mut added = false;
        for name in &wanted {
            let Some(stated) = exchange::find(&theirs, name) else { continue };
            if self.slos.len() >= MAX_ROWS || self.slos.iter().any(|row| text::same_name(row.get("slo"), name)) {
                continue;
            }
            let slo = self.slo(pack, stated, source);
            self.slos.push(slo);
            added = true;
        }
        let Some(import) = self.imports.get_mut(index) else { return };
        import.set("slos", tidy::cell(&wanted.join(", ")));
        if added || import.get("revision").is_empty() {
            let revision =
                source.revision.map_or_else(|| format!("as of {}", source.pack.as_of), |one| one.to_string());
            import.set("revision", revision);
            import.set("taken", on.to_string());
        }
    }

    /// The row of an objective, and the observation it rests on, if that can be told.
    fn slo(&mut self, pack: &Pack, stated: &Stated<'_>, source: &Beside) -> Row {
        let ours = Baseline::of(pack).journeys().map(|row| row.name().text);
        let journey = ours.into_iter().find(|name| text::same_name(name, stated.journey)).unwrap_or(stated.journey);
        let mut row = Row::default();
        for (column, value) in [
            ("slo", stated.name.as_str()),
            ("journey", journey),
            ("kind", stated.kind),
            ("sli", stated.sli.text),
            ("target", stated.target.text),
            ("method", stated.method.text),
            ("owner", stated.owner.text),
        ] {
            row.set(column, tidy::cell(value));
        }
        // Without a section for observations there is nowhere to put one.
        if pack.sections.contains_key(Baseline::KEY)
            && let Some(observation) = observation(stated, source)
        {
            let name = observation.get("fact").to_owned();
            if !self.observations.iter().any(|row| text::same_name(row.get("fact"), &name)) {
                self.observations.push(observation);
            }
            row.set("baseline", name);
        }
        row
    }

    fn put(self, mut pack: Pack) -> Pack {
        for (section, field, rows) in [
            (Objectives::KEY, "imports", self.imports),
            (Objectives::KEY, "slos", self.slos),
            (Baseline::KEY, "observations", self.observations),
        ] {
            // A table without rows brings no section into being.
            if !rows.is_empty() {
                pack.sections.entry(section.to_owned()).or_default().set(field, Value::Table(rows));
            }
        }
        pack
    }
}

/// The rows of a table as they stand.
fn table(pack: &Pack, section: &SectionRef<'_>, field: &'static str) -> Vec<Row> {
    let fields = pack.sections.get(section.place().section).map(|section| &section.fields);
    match fields.and_then(|fields| fields.get(field)) {
        Some(Value::Table(rows)) => rows.clone(),
        _ => Vec::new(),
    }
}

/// The objectives that a row asks for, by the names under which the other pack states them: all, or those that it names
/// itself or by their journey. What the other pack does not state stays as it is written.
fn wanted(row: &Import<'_>, theirs: &[Stated<'_>]) -> Vec<String> {
    if is_all(row.slos()) {
        return theirs.iter().map(|one| one.name.clone()).collect();
    }
    let mut wanted = Vec::new();
    for name in names(row.slos()) {
        let of_journey = theirs.iter().filter(|one| text::same_name(one.journey, name)).map(|one| one.name.clone());
        match exchange::find(theirs, name) {
            Some(one) => wanted.push(one.name.clone()),
            None => {
                let found: Vec<String> = of_journey.collect();
                if found.is_empty() { wanted.push(name.to_owned()) } else { wanted.extend(found) }
            }
        }
    }
    wanted
}

/// What the notes of an objective say was observed, as a row of observations: `Baseline 99.94 % over 90 days (Prometheus,
/// 2026-10-18)`. What they do not say stays blank. `None` where they give no value of the target's kind.
fn observation(stated: &Stated<'_>, source: &Beside) -> Option<Row> {
    let target = Target::parse(stated.target.text).ok()?;
    let notes = stated.notes.text;
    let (_, word) = text::find_any(notes, &["baseline"]).next()?;
    // One sentence is about what was observed; the next may be about work.
    let said = notes.get(word.end..)?.split("; ").next()?.split(". ").next()?;
    let quantities = quantity::find_all(said);
    // Days are a window, unless the target itself is one of days.
    let is_window = |one: &Quantity| one.as_days().is_some_and(|days| days >= Decimal::ONE);
    let is_value = |one: &Quantity| {
        observation::held(&target, "", one).is_some() && (!is_window(one) || is_window(&target.quantity))
    };
    let at = quantities.iter().position(|(_, one)| is_value(one))?;
    let (range, value) = quantities.get(at)?;
    let window =
        quantities.iter().skip(at + 1).find(|(_, one)| is_window(one)).and_then(|(at, _)| said.get(at.clone()));
    let dated = date::find_dates(said).into_iter().next();
    let mut row = Row::default();
    row.set("fact", tidy::cell(&format!("Observed for {}", stated.name)));
    row.set("value", tidy::cell(&value.to_string()));
    row.set("window", tidy::cell(window.unwrap_or_default()));
    if let Some(read) = bracketed(said, range.end, dated.as_ref().map(|(at, _)| at.start)) {
        row.set("source", tidy::cell(&format!("{read}, as noted in {}", source.pack.title)));
    }
    row.set("observed", dated.map(|(_, day)| day.to_string()).unwrap_or_default());
    Some(row)
}

/// What stands in the first brackets behind `from`, up to a date at `until`: `Prometheus` of `(Prometheus, 2026-10-18)`.
fn bracketed(text: &str, from: usize, until: Option<usize>) -> Option<&str> {
    let open = from + text.get(from..)?.find('(')? + 1;
    let close = open + text.get(open..)?.find(')')?;
    let end = until.filter(|until| (open..close).contains(until)).unwrap_or(close);
    Some(text.get(open..end)?.trim_matches([' ', ',', ';'])).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::pack::parse;
    use crate::skill::Skill;
    use crate::skills::platform_infrastructure::PlatformInfrastructure;
    use crate::skills::platform_operations::PlatformOperations;

    fn read(skill: &dyn Skill, source: &str) -> Pack {
        let definition = skill.definition();
        parse(source, definition.standard.sections, definition.name, 1, date(2026, 11, 1)).pack
    }

    fn shop(slos: &str) -> Beside {
        let source = format!(
            "# Shop\n\n## Quality attributes\n\n### SLOs\n\n| Journey | SLI | SLO target | Measurement method | Owner | \
             Notes |\n| --- | --- | --- | --- | --- | --- |\n{slos}\n"
        );
        Beside { names: Vec::new(), revision: None, pack: read(&PlatformInfrastructure, &source) }
    }

    const OURS: &str = "\
# Releases

## Current state

### Journeys

| Journey | Services | Criticality | SLI today |
| --- | --- | --- | --- |
| Place-an-order | api | critical | none |

## Service objectives

### Imported objectives

| Pack | SLOs |
| --- | --- |
| shop | WANTED |
";

    #[test]
    fn notes_become_observations() {
        for (target, notes, expected) in [
            (
                "99.9 % over 30 days",
                "Baseline 99.87 % over 90 days (SLO board, 2026-10-30); M2 closes it by 2027-01-01",
                Some(["99.87 %", "90 days", "SLO board, as noted in Shop", "2026-10-30"]),
            ),
            (
                "p95 < 400 ms over 30 days",
                "Baseline over 30 days: p95 1,240 ms (Tempo, 2026-10-30). M4 and M5 close it.",
                Some(["1,240 ms", "", "Tempo, as noted in Shop", "2026-10-30"]),
            ),
            ("99.9 % over 30 days", "baseline 99.9 %", Some(["99.9 %", "", "", ""])),
            ("99.9 % over 30 days", "Baseline p95 520 ms over 30 days (Tempo, 2026-10-30)", None),
            ("99.9 % over 30 days", "Estimate, confidence low; 99.5 % would do", None),
            ("99.9 % over 30 days", "No baseline; 99.5 % would do", None),
        ] {
            let shop = shop(&format!("| Place an order | good / all | {target} | logs | Ana Ruiz | {notes} |"));
            let stated = exchange::stated(&shop.pack);
            let row = observation(&stated[0], &shop);
            let cells = row.as_ref().map(|row| ["value", "window", "source", "observed"].map(|column| row.get(column)));
            assert_eq!(cells, expected, "{notes}");
        }
    }

    #[test]
    fn what_is_missing_is_taken_once() {
        let shop = shop(
            "| Place an order | good / all | 99.9 % over 30 days | logs | Ana Ruiz | Baseline 99.93 % over 90 days |\n\
             | Place an order | p95 of orders | p95 < 1 s over 30 days | logs | Ana Ruiz | |\n\
             | Search, browse | good / all | 99 % over 30 days | logs | Ana Ruiz | |",
        );
        for (wanted, expected) in [
            ("all", "Place an order availability, Place an order latency, Search browse"),
            ("Place an order", "Place an order availability, Place an order latency"),
            ("place an order latency; Nothing", "Place an order latency, Nothing"),
        ] {
            let pack = read(&PlatformOperations, &OURS.replace("WANTED", wanted));
            let taken = complete(pack, std::slice::from_ref(&shop), date(2026, 11, 2));
            let section = Objectives::of(&taken);
            let import = section.imports().next().unwrap();
            let cells = [import.slos().text, import.revision().text, import.taken().text];
            assert_eq!(cells, [expected, "as of 2026-11-01", "2026-11-02"], "{wanted}");
            let first = section.slos().next().unwrap();
            assert_eq!(first.journey().text, "Place-an-order", "as it is called here");
            // Nothing more is to be done on another day.
            assert_eq!(complete(taken.clone(), std::slice::from_ref(&shop), date(2026, 12, 2)), taken);
        }
        let pack = read(&PlatformOperations, &OURS.replace("WANTED", "all"));
        assert_eq!(complete(pack.clone(), &[], date(2026, 11, 2)), pack);
    }
}
