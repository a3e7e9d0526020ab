//! How long milestones take.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use rust_decimal::Decimal;

use super::Length;
use crate::engine::schedule::{FreezeInput, Stops};
use crate::quantity::{DateRange, DurationRange, Quantity, number};
use crate::skills::shared::reading::plan::{Plan, Planned};

/// The length of a milestone of which only dates are known: its ETA, without freezes of its work and without the days
/// on which what it waits for may still be under way.
pub(super) fn window(plan: &Plan<'_>, index: usize, eta: DateRange, owner: &str, freezes: &[FreezeInput]) -> Length {
    let milestone = plan.milestones.get(index);
    let ends = milestone.into_iter().flat_map(Planned::waits_on).filter_map(|on| plan.milestones.get(on)?.eta);
    let after = ends.map(|other| other.end).filter(|end| *end < eta.end).max().and_then(|end| end.tomorrow().ok());
    let start = after.map_or(eta.start, |after| after.max(eta.start));
    let mut days = DateRange { start, end: eta.end }.days();
    for freeze in freezes {
        let whose = freeze.owners.is_empty() || freeze.owners.iter().any(|one| one == owner);
        let Some(span) = DateRange::parse(&freeze.dates).ok().filter(|_| whose && freeze.stops == Stops::Work) else {
            continue;
        };
        if let Ok(common) = DateRange::new(span.start.max(start), span.end.min(eta.end)) {
            days -= common.days();
        }
    }
    let days = Decimal::from(days.max(1));
    let length = DurationRange { low: days, likely: None, high: days, approximate: false };
    Length { days: length, source: format!("ETA of {}", Quantity::days(days)) }
}

/// What is left of work that has begun.
pub(super) fn remaining(length: DurationRange, start: Date, as_of: Date) -> DurationRange {
    let gone = Decimal::from(start.until(as_of).map_or(0, |span| span.get_days()).max(0));
    let left = |days: Decimal| (days - gone).max(Decimal::ONE);
    DurationRange { low: left(length.low), likely: length.likely.map(left), high: left(length.high), ..length }
}

/// Nobody works at the weekend behind a Friday.
pub(super) fn with_weekend(end: Date) -> Date {
    let more = match end.weekday() {
        Weekday::Friday => 2,
        Weekday::Saturday => 1,
        _ => 0,
    };
    end.checked_add(more.days()).unwrap_or(end)
}

/// `70/77/84 days`, `70-84 days`, `70 days`.
pub(super) fn written(length: &DurationRange) -> String {
    let days = |days: Decimal| number::print(days);
    match length.likely {
        Some(likely) => format!("{}/{}/{} days", days(length.low), days(likely), days(length.high)),
        None if length.low == length.high => format!("{} days", days(length.low)),
        None => format!("{}-{} days", days(length.low), days(length.high)),
    }
}
