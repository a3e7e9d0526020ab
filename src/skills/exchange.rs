//! What one plan takes from another: objectives as packs of different skills state them, where they are taken over, and
//! where the two differ. The one place that knows the tables of several skills.

use crate::pack::{Cell, Pack};
use crate::quantity::{Comparator, Target, Unit, target};
use crate::skills::platform_infrastructure::{Quality, Slo};
use crate::skills::platform_operations::objectives::{Import, Objectives};
use crate::skills::shared::reading::objective;
use crate::text;

/// An objective as a pack states it.
#[derive(Debug, Clone)]
pub struct Stated<'a> {
    /// What others take it by.
    pub name: String,
    /// The journey it is about.
    pub journey: &'a str,
    /// Which kind its indicator is of, in the words of the tables.
    pub kind: &'a str,
    /// Good over valid.
    pub sli: Cell<'a>,
    /// The target with its window.
    pub target: Cell<'a>,
    /// Where it is measured and by what.
    pub method: Cell<'a>,
    /// Who answers for it.
    pub owner: Cell<'a>,
    /// Whatever else is said of it.
    pub notes: Cell<'a>,
}

/// Something in which two packs differ about one objective.
#[derive(Debug, Clone)]
pub struct Difference<'a> {
    /// What it is: `target`, `window`, `SLI`.
    pub what: &'static str,
    /// The cell of the pack under judgement.
    pub ours: Cell<'a>,
    /// What the other pack says.
    pub theirs: String,
}

/// The objectives of a pack, in the order of the document.
pub fn stated(pack: &Pack) -> Vec<Stated<'_>> {
    let own = Objectives::of(pack).slos().filter(|row| !row.name().is_blank()).map(|row| Stated {
        name: row.name().text.trim().to_owned(),
        journey: row.journey().text.trim(),
        kind: row.kind().text.trim(),
        sli: row.sli(),
        target: row.target(),
        method: row.method(),
        owner: row.owner(),
        notes: row.notes(),
    });
    let rows: Vec<Slo<'_>> = Quality::of(pack).slos().filter(|row| !row.name().is_blank()).collect();
    let named = rows.iter().enumerate().map(|(index, row)| Stated {
        name: name(&rows, index),
        journey: row.name().text.trim(),
        kind: kind(row.sli().text, row.target().text),
        sli: row.sli(),
        target: row.target(),
        method: row.method(),
        owner: row.owner(),
        notes: row.notes(),
    });
    own.chain(named).collect()
}

/// The rows by which a pack takes objectives over.
pub fn imports(pack: &Pack) -> impl Iterator<Item = Import<'_>> {
    Objectives::of(pack).imports().filter(|row| !row.name().is_blank())
}

/// The objective of this name.
pub fn find<'s, 'a>(stated: &'s [Stated<'a>], name: &str) -> Option<&'s Stated<'a>> {
    stated.iter().find(|one| text::same_name(&one.name, name))
}

impl<'a> Stated<'a> {
    /// Where it differs from what another pack says of the same objective. Of two targets, what they mean is compared; of
    /// two indicators, their words. What is not written yet differs from nothing.
    pub fn differs(&self, other: &Stated<'_>) -> Vec<Difference<'a>> {
        let mut found = Vec::new();
        let mut differ = |what, ours: Cell<'a>, theirs: &str| {
            found.push(Difference { what, ours, theirs: theirs.trim().to_owned() });
        };
        let blank = |one: Cell<'_>, other: Cell<'_>| one.is_blank() || other.is_blank();
        if !blank(self.target, other.target) {
            match (Target::parse(self.target.text), Target::parse(other.target.text)) {
                (Ok(ours), Ok(theirs)) => {
                    if !same_bound(&ours, &theirs) {
                        differ("target", self.target, other.target.text);
                    } else if days(&ours) != days(&theirs) {
                        differ("window", self.target, other.target.text);
                    }
                }
                _ if text::same_name(self.target.text, other.target.text) => {}
                _ => differ("target", self.target, other.target.text),
            }
        }
        if !blank(self.sli, other.sli) && !text::same_name(self.sli.text, other.sli.text) {
            differ("SLI", self.sli, other.sli.text);
        }
        found
    }
}

fn days(target: &Target) -> Option<rust_decimal::Decimal> {
    target.window.and_then(target::Window::days)
}

/// Whether two targets ask for the same, their windows aside: `>= 99.9 %` and `<= 0.1 %` of failures do, `p95 < 1 s` and
/// `p99 < 1 s` do not.
fn same_bound(ours: &Target, theirs: &Target) -> bool {
    if let (Some(one), Some(other)) = (objective::share(ours), objective::share(theirs)) {
        let limits = (&ours.within, &theirs.within);
        let differ =
            matches!(limits, (Some(ours), Some(theirs)) if ours.compare(theirs) != Some(std::cmp::Ordering::Equal));
        return one == other && !differ;
    }
    let side = |target: &Target| target.comparator.unwrap_or_else(|| usual(target));
    ours.quantity.compare(&theirs.quantity) == Some(std::cmp::Ordering::Equal)
        && side(ours) == side(theirs)
        && ours.percentile == theirs.percentile
}

/// The side on which good values lie where nobody says: below for times, above for the rest.
fn usual(target: &Target) -> Comparator {
    if matches!(target.quantity.unit, Unit::Time(_)) { Comparator::AtMost } else { Comparator::AtLeast }
}

/// What a row is taken by that bears the name of its journey alone: that, where the journey has one objective; else with
/// the kind behind it; else with its number among those.
fn name(rows: &[Slo<'_>], index: usize) -> String {
    // What parts names in a cell of names can be in none of them.
    let called = |row: &Slo<'_>| row.name().text.replace([',', ';'], "").trim().to_owned();
    let of_kind = |row: &Slo<'_>| format!("{} {}", called(row), kind(row.sli().text, row.target().text));
    let Some(row) = rows.get(index) else { return String::new() };
    for name in [&called as &dyn Fn(&Slo<'_>) -> String, &of_kind] {
        if rows.iter().filter(|other| text::same_name(&name(other), &name(row))).count() == 1 {
            return name(row);
        }
    }
    let before = rows.iter().take(index).filter(|other| text::same_name(&of_kind(other), &of_kind(row))).count();
    format!("{} {}", of_kind(row), before + 1)
}

/// Words of an indicator about how long something takes.
const LATENCY: &[&str] = &["latency", "within", "faster than", "less than", "response time", "duration"];
/// Words of an indicator about how old data is.
const FRESHNESS: &[&str] = &["fresh*", "stale*", "age of", "lag", "delay*", "up to date"];

/// The kind of an indicator, by its words and by the unit of its target.
fn kind(sli: &str, bound: &str) -> &'static str {
    let target = Target::parse(bound).ok();
    let unit = target.as_ref().map(|target| &target.quantity.unit);
    let from_above = target.as_ref().and_then(|target| target.comparator);
    if text::has_any(sli, FRESHNESS) {
        "freshness"
    } else if matches!(unit, Some(Unit::Time(_))) || target.as_ref().is_some_and(|target| target.within.is_some()) {
        "latency"
    } else if matches!(unit, Some(Unit::Rate { .. })) {
        "throughput"
    } else if matches!(from_above, Some(Comparator::AtMost | Comparator::Below)) {
        "error rate"
    } else if text::has_any(sli, LATENCY) && !crate::quantity::find_all(sli).is_empty() {
        "latency"
    } else {
        "availability"
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::pack::{Row, Section, Value};

    fn pack(target: &str, sli: &str) -> Pack {
        let (mut row, mut section) = (Row::default(), Section::default());
        for (column, text) in [("slo", "Checkout"), ("target", target), ("sli", sli)] {
            row.set(column, text.to_owned());
        }
        section.set("slos", Value::Table(vec![row]));
        let mut pack = Pack::new("platform-operations", 1, "Releases", date(2026, 11, 1));
        pack.sections.insert(Objectives::KEY.to_owned(), section);
        pack
    }

    #[test]
    fn targets_differ_by_what_they_mean() {
        for (one, other, expected) in [
            ("99.9 % over 30 days", ">= 99.9 % per 30 days", None),
            ("p95 < 1.5 s over 30 days", "p95 < 1500 ms over 30 days", None),
            ("300 ms over 30 days", "<= 300 ms over 30 days", None),
            ("soon", "Soon!", None),
            ("", "99.9 % over 30 days", None),
            ("99.9 % over 30 days", "99.95 % over 30 days", Some("target")),
            ("99.9 % over 30 days", "99.9 % over 28 days", Some("window")),
            ("99.9 % over 30 days", "99.9 %", Some("window")),
            ("p95 < 1 s over 30 days", "p99 < 1 s over 30 days", Some("target")),
            ("99.9 % over 30 days", "<= 0.1 % over 30 days", None),
            ("99.9 % over 30 days", "soon", Some("target")),
        ] {
            let (ours, theirs) = (pack(one, "good / all"), pack(other, "good / all"));
            let (ours, theirs) = (stated(&ours), stated(&theirs));
            let found =
                |one: &Stated<'_>, other: &Stated<'_>| one.differs(other).first().map(|difference| difference.what);
            assert_eq!(found(&ours[0], &theirs[0]), expected, "{one} against {other}");
            assert_eq!(found(&theirs[0], &ours[0]), expected, "{other} against {one}");
        }
        let (ours, theirs) = (pack("", "good / all `POST /orders`"), pack("", "Good / all POST /orders"));
        assert!(stated(&ours)[0].differs(&stated(&theirs)[0]).is_empty());
        let theirs = pack("", "good / valid POST /orders");
        assert_eq!(stated(&ours)[0].differs(&stated(&theirs)[0])[0].what, "SLI");
    }
}
