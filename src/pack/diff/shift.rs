//! What a change of a number or a date amounts to.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::pack::Kind;
use crate::quantity::{Comparator, DateRange, DurationRange, Quantity, Target, Unit};

/// How far a value moved, in words; `None` where one side cannot be read or nothing moved. The bound of a trigger is no goal.
pub(super) fn between(kind: Kind, trigger: bool, from: &str, to: &str) -> Option<String> {
    match kind {
        Kind::Date | Kind::PastDate => days(from.trim().parse().ok()?, to.trim().parse().ok()?),
        Kind::DateRange => {
            let (from, to) = (DateRange::parse(from).ok()?, DateRange::parse(to).ok()?);
            let part = |name, shift: Option<String>| shift.map(|shift| format!("{name} {shift}"));
            let parts = [part("start", days(from.start, to.start)), part("end", days(from.end, to.end))];
            let moved: Vec<String> = parts.into_iter().flatten().collect();
            (!moved.is_empty()).then(|| moved.join(", "))
        }
        Kind::Duration => {
            let (from, to) = (DurationRange::parse(from).ok()?, DurationRange::parse(to).ok()?);
            let by = to.high - from.high;
            let word = if by.is_sign_negative() { "shorter" } else { "longer" };
            (!by.is_zero()).then(|| format!("{} {word}", Quantity::days(by.abs())))
        }
        Kind::Measure => {
            let (from, to) = (Quantity::parse(from).ok()?, Quantity::parse(to).ok()?);
            difference(&from, &to).map(|(by, up)| format!("{by} {}", side(up)))
        }
        Kind::Target if trigger => {
            let (from, to) = (Target::parse(from).ok()?, Target::parse(to).ok()?);
            difference(&from.quantity, &to.quantity).map(|(by, up)| format!("{by} {}", side(up)))
        }
        Kind::Target => target(&Target::parse(from).ok()?, &Target::parse(to).ok()?),
        _ => None,
    }
}

fn target(from: &Target, to: &Target) -> Option<String> {
    let (by, up) = difference(&from.quantity, &to.quantity)?;
    let mut text = format!("{by} {}", side(up));
    // Tighter or looser can be said only while good values lie on the same side.
    let tighter = match (from.comparator, to.comparator) {
        (Some(Comparator::AtLeast | Comparator::Above), Some(Comparator::AtLeast | Comparator::Above)) => Some(up),
        (Some(Comparator::AtMost | Comparator::Below), Some(Comparator::AtMost | Comparator::Below)) => Some(!up),
        _ => None,
    };
    if let Some(tighter) = tighter {
        text.push_str(if tighter { ", tighter" } else { ", looser" });
    }
    Some(text)
}

fn side(up: bool) -> &'static str {
    if up { "higher" } else { "lower" }
}

/// The size of the step from one quantity to another, in the unit of the later one, and whether it goes up.
fn difference(from: &Quantity, to: &Quantity) -> Option<(Quantity, bool)> {
    let by = to.value.checked_sub(from.to_unit(&to.unit).ok()?.value)?.normalize();
    let unit = match &to.unit {
        Unit::Percent => Unit::Points,
        unit => unit.clone(),
    };
    (by != Decimal::ZERO).then(|| (Quantity::new(by.abs(), unit).rounded(6), by.is_sign_positive()))
}

fn days(from: Date, to: Date) -> Option<String> {
    let by = from.until(to).ok()?.get_days();
    let word = if by < 0 { "earlier" } else { "later" };
    (by != 0).then(|| format!("{} {word}", Quantity::days(by.abs())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_are_said_in_words() {
        for (kind, from, to, shift) in [
            (Kind::Date, "2027-01-11", "2027-01-25", Some("14 days later")),
            (Kind::Date, "2027-01-11", "2027-01-10", Some("1 day earlier")),
            (Kind::Date, "2027-01-11", "soon", None),
            (Kind::DateRange, "2027-01-11 to 2027-02-19", "2027-01-11 to 2027-02-26", Some("end 7 days later")),
            (Kind::Duration, "6 weeks", "6-8 weeks", Some("14 days longer")),
            (Kind::Measure, "1.2 TB", "900 GB", Some("300 GB lower")),
            (Kind::Measure, "71 %", "74.5 %", Some("3.5 points higher")),
            (Kind::Measure, "71 %", "900 GB", None),
            (Kind::Target, ">= 99.9 % over 30 days", ">= 99.95 % over 30 days", Some("0.05 points higher, tighter")),
            (Kind::Target, "p95 < 300 ms", "p95 < 0.5 s", Some("0.2 s higher, looser")),
            (Kind::Target, "p95 < 300 ms", "p95 <= 300 ms", None),
            (Kind::Prose, "1", "2", None),
        ] {
            assert_eq!(between(kind, false, from, to).as_deref(), shift, "{from} -> {to}");
        }
        // A lower trigger fires earlier: it is no looser goal.
        let moved = between(Kind::Target, true, ">= 110 MB/s", ">= 85 MB/s");
        assert_eq!(moved.as_deref(), Some("25 MB/s lower"));
    }
}
