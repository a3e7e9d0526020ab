//! Whoever calls the tools of a skill: what they call the places of a pack.

use serde_json::{Map, Value as Json, json};

use super::{Definition, Step, example};
use crate::gate::voice::Voice;
use crate::pack::{ColumnSpec, FieldSpec, Kind, Location, Pack, Row, SectionSpec, TableSpec, Value};
use crate::quantity::{self, DateRange, DurationRange, Target, date};
use crate::text::cut;

/// How much of a row's name tells it from others; names of risks and questions are sentences.
const NAME: usize = 60;

/// Whether what is written in a cell lacks the form of its kind, and an example would show it. Of a blank cell only the
/// form of days, times and owners is shown: a measure or target of another row is no example for this one.
fn wants_form(kind: Kind, written: &str) -> bool {
    let blank = written.trim().is_empty();
    match kind {
        // The words of a choice are told by the finding itself.
        Kind::Choice(_) => false,
        Kind::Measure => !blank && !quantity::find_all(written).iter().any(|(_, one)| one.has_unit()),
        Kind::Target => !blank && Target::parse(written).is_err(),
        Kind::Date | Kind::PastDate => date::parse(written).is_err(),
        Kind::DateRange => DateRange::parse(written).is_err(),
        Kind::Duration => DurationRange::parse(written).is_err(),
        Kind::Owner => blank,
        Kind::Prose | Kind::Name | Kind::Names | Kind::Refs => blank,
    }
}

/// Calls places as the arguments of the steps that take them.
#[derive(Debug, Clone, Copy)]
pub struct Caller(&'static Definition);

impl Caller {
    /// The caller of a skill's tools.
    pub fn of(definition: &'static Definition) -> Self {
        Caller(definition)
    }

    /// The step that takes a section; none takes the pack as a whole.
    pub fn step(&self, section: &str) -> Option<&'static Step> {
        self.0.steps.iter().find(|step| step.sections.contains(&section))
    }

    /// Where something stands, as a pointer into the arguments of the step that takes it. A row is told by what names it:
    /// `/slos[slo=Checkout]/target`, an item by its number from 0: `/risks/questions`, `/non_goals/2`.
    pub fn pointer(&self, pack: &Pack, at: &Location) -> String {
        let mut pointer = String::new();
        let main = self.step(&at.section).is_some_and(|step| step.sections.first() == Some(&at.section.as_str()));
        let section = if main { "" } else { at.section.as_str() };
        for part in [section, &at.field].into_iter().filter(|part| !part.is_empty()) {
            pointer.push('/');
            pointer.push_str(part);
        }
        if let Some(index) = at.row {
            pointer.push_str(&self.row(pack, at, index));
        }
        if !at.column.is_empty() {
            pointer.push('/');
            pointer.push_str(&at.column);
        }
        if pointer.is_empty() { "/".to_owned() } else { pointer }
    }

    /// The same, with the tool in front where it is another than that of `step`.
    pub fn place(&self, step: Option<&Step>, pack: &Pack, at: &Location) -> String {
        let pointer = self.pointer(pack, at);
        match self.step(&at.section).filter(|other| step.is_none_or(|step| step.tool != other.tool)) {
            Some(other) if pointer == "/" => other.tool.to_owned(),
            Some(other) => format!("{} {pointer}", other.tool),
            None => pointer,
        }
    }

    /// Arguments that would be accepted at a cell, or for a table that has no row; `None` where their form is plain, the
    /// declaration gives no example, or the cell has that form already: what is wrong with it then, the finding says, and
    /// the value of another row would be copied.
    pub fn example(&self, pack: &Pack, at: &Location) -> Option<Json> {
        let spec = self.0.standard.section(&at.section)?;
        let table = spec.table(&at.field)?;
        let row = match (at.row, table.column(&at.column)) {
            (None, None) => Json::Object(example::row(table)),
            // Another value in what tells rows apart is another row.
            (Some(_), Some(column)) if !column.tells_apart && column.key != table.key_column().key => {
                let written = rows(pack, at).get(at.row?).map_or("", |row| row.get(column.key));
                let shown = wants_form(column.kind, written).then(|| example::cell(column)).flatten()?;
                let text = Json::String(shown);
                let mut cells = Map::new();
                cells.insert(table.key_column().key.to_owned(), json!(at.row_name));
                cells.extend(self.told_apart(pack, at, table));
                cells.insert(column.key.to_owned(), text);
                Json::Object(cells)
            }
            _ => return None,
        };
        let sent = json!({at.field.as_str(): [row]});
        let main = self.step(spec.key)?.sections.first() == Some(&spec.key);
        Some(if main { sent } else { json!({spec.key: sent}) })
    }

    /// What tells a row from others of its name, where there are any.
    fn told_apart(&self, pack: &Pack, at: &Location, table: &TableSpec) -> Vec<(String, Json)> {
        let rows = rows(pack, at);
        let Some(row) = at.row.and_then(|index| rows.get(index)) else { return Vec::new() };
        let key = table.key_column().key;
        if rows.iter().filter(|other| other.get(key) == row.get(key)).count() < 2 {
            return Vec::new();
        }
        table.telling_apart().map(|column| (column.key.to_owned(), json!(row.get(column.key)))).collect()
    }

    fn row(&self, pack: &Pack, at: &Location, index: usize) -> String {
        let table = self.0.standard.section(&at.section).and_then(|spec| spec.table(&at.field));
        let (Some(table), Some(row)) = (table, rows(pack, at).get(index)) else { return format!("/{index}") };
        let key = table.key_column().key;
        let mut told = vec![format!("{key}={}", shortened(row.get(key)))];
        let apart = self.told_apart(pack, at, table);
        told.extend(apart.iter().map(|(column, text)| format!("{column}={}", text.as_str().unwrap_or_default())));
        format!("[{}]", told.join(", "))
    }

    /// A field's key, with the section where the step has several and the tool where it is another's.
    fn path(&self, here: &Location, section: &SectionSpec, field: &str) -> String {
        let Some(step) = self.step(section.key) else { return format!("`{}.{field}`", section.key) };
        let main = step.sections.first() == Some(&section.key);
        let path = if main { format!("`{field}`") } else { format!("`{}.{field}`", section.key) };
        if step.sections.contains(&here.section.as_str()) { path } else { format!("{path} of {}", step.tool) }
    }
}

impl Voice for Caller {
    fn section(&self, _: &Location, section: &SectionSpec) -> String {
        match self.step(section.key) {
            Some(step) if step.sections.first() == Some(&section.key) => format!("`{}`", step.tool),
            Some(step) => format!("`{}` of {}", section.key, step.tool),
            None => format!("`{}`", section.key),
        }
    }

    fn field(&self, here: &Location, section: &SectionSpec, field: &FieldSpec) -> String {
        self.path(here, section, field.key)
    }

    fn column(&self, here: &Location, section: &SectionSpec, field: &FieldSpec, column: &ColumnSpec) -> String {
        if here.section == section.key && here.field == field.key {
            return format!("`{}`", column.key);
        }
        self.path(here, section, &format!("{}.{}", field.key, column.key))
    }
}

/// The rows of the table that a place is in.
fn rows<'p>(pack: &'p Pack, at: &Location) -> &'p [Row] {
    match pack.sections.get(&at.section).and_then(|section| section.fields.get(&at.field)) {
        Some(Value::Table(rows)) => rows,
        _ => &[],
    }
}

/// The beginning of a text, long enough to know it by.
pub(super) fn shortened(text: &str) -> String {
    cut(text, NAME)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::pack::Place;
    use crate::skill::{Skill, input};
    use crate::skills::platform_operations::PlatformOperations;

    fn pack() -> Pack {
        let definition = PlatformOperations.definition();
        let mut pack = Pack::new(definition.name, 1, "Orders", date(2026, 11, 2));
        for (tool, sent) in [
            (
                "ops_assess",
                json!({"observations": [
                {"fact": "Orders answered", "window": "30 days", "observed": "2026-10-01"},
                {"fact": "Orders answered", "window": "30 days", "observed": "2026-11-01"},
                {"fact": "Pages", "window": "30 days", "observed": "2026-11-01"}]}),
            ),
            ("ops_deliver", json!({"risks": {"notes": "None yet"}})),
        ] {
            let step = definition.step(tool).unwrap();
            pack = input::apply(definition, step, &pack, sent.as_object().unwrap()).unwrap();
        }
        pack
    }

    #[test]
    fn pointers_lead_into_the_arguments_and_tell_the_row() {
        let (pack, caller) = (pack(), Caller::of(PlatformOperations.definition()));
        let facts = Place::section("baseline").field("observations");
        for (place, expected) in [
            (facts.row(2, "Pages").column("value"), "/observations[fact=Pages]/value"),
            (
                facts.row(1, "Orders answered"),
                "/observations[fact=Orders answered, window=30 days, observed=2026-11-01]",
            ),
            (facts, "/observations"),
            (Place::section("risks").field("questions"), "ops_deliver /risks/questions"),
            (Place::section("delivery"), "ops_delivery"),
            (Place::PACK, "/"),
        ] {
            let assess = PlatformOperations.definition().step("ops_assess");
            assert_eq!(caller.place(assess, &pack, &place.to_location()), expected);
        }
    }

    #[test]
    fn sentences_name_arguments_as_they_are_sent_from_where_they_stand() {
        let caller = Caller::of(PlatformOperations.definition());
        let spec = |key: &str| PlatformOperations.definition().standard.section(key).unwrap();
        let column = |here: &str, section: &str, field: &str, column: &str| {
            let here = Place::section(here).field("stages").to_location();
            let spec = spec(section);
            let table = spec.table(field).unwrap();
            caller.column(&here, spec, spec.field(field).unwrap(), table.column(column).unwrap())
        };
        assert_eq!(column("delivery", "delivery", "stages", "after"), "`after`");
        assert_eq!(column("delivery", "delivery", "artifacts", "keep"), "`artifacts.keep`");
        assert_eq!(column("delivery", "rollout", "steps", "hold"), "`rollout.steps.hold`");
        assert_eq!(column("delivery", "safety", "gates", "blocks"), "`gates.blocks` of ops_safety_nets");
        let here = Place::section("delivery").to_location();
        assert_eq!(caller.section(&here, spec("delivery")), "`ops_delivery`");
        assert_eq!(caller.section(&here, spec("risks")), "`risks` of ops_deliver");
    }
}
