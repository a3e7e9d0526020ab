//! The score of an initiative, read once for the rules and for the computed values alike.

use rust_decimal::Decimal;

use crate::engine::priority::{self, Score};
use crate::pack::Cell;
use crate::quantity::{DurationRange, Quantity};
use crate::skills::platform_infrastructure::Initiative;

/// The score that follows from the cells of an initiative, with the upper end of its lead time; `None` where a cell
/// cannot be read or a factor is no whole number from 1 to 5.
pub(in super::super) fn score(initiative: &Initiative<'_>) -> Option<Score> {
    let lead = DurationRange::parse(initiative.lead_time().text).ok()?;
    let (impact, risk, effort) =
        (points(&initiative.impact())?, points(&initiative.risk())?, points(&initiative.effort())?);
    priority::score(impact, risk, effort, lead.high).ok()
}

/// The points in a cell: a bare number, or one out of five.
pub(in super::super) fn points(cell: &Cell<'_>) -> Option<Decimal> {
    let text = cell.text.trim();
    let text = text.strip_suffix("/5").or_else(|| text.strip_suffix("/ 5")).unwrap_or(text);
    Quantity::parse_only(text).ok().filter(|quantity| !quantity.has_unit()).map(|quantity| quantity.value)
}
