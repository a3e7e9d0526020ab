//! What was observed: failed events of all events, or time without service of all time.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

use super::error::SloError;
use super::figure::words;
use super::written::{Span, Written, out_of_range};
use crate::quantity::number;

/// What was observed over a stretch of time: `total` and `bad` events, or the time it was `down`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// How long it was observed: `6 h`.
    pub over: Written,
    /// All events.
    #[serde(default)]
    pub total: Option<Written>,
    /// The events that failed.
    #[serde(default)]
    pub bad: Option<Written>,
    /// How long nothing worked: `12 min`.
    #[serde(default)]
    pub down: Option<Written>,
}

/// What was measured on a day: `total` and `bad` events, or the time it was `down`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DayObservation {
    /// The day: `2027-03-31`.
    pub day: Written,
    /// All events.
    #[serde(default)]
    pub total: Option<Written>,
    /// The events that failed.
    #[serde(default)]
    pub bad: Option<Written>,
    /// How long nothing worked: `12 min`.
    #[serde(default)]
    pub down: Option<Written>,
}

/// An observation in numbers. Time down counts as failed seconds of all seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counts {
    /// The seconds it was observed.
    pub over: Decimal,
    pub total: Decimal,
    pub bad: Decimal,
    /// Whether seconds are counted.
    pub timed: bool,
}

impl Observation {
    pub(super) fn counts(&self, field: &str) -> Result<Counts, SloError> {
        let over = self.over.span(&format!("{field}.over"))?.seconds();
        let counts = Counts::read(field, over, [&self.total, &self.bad, &self.down])?;
        if counts.total.is_zero() {
            let range = "be above 0: without events nothing is known";
            return Err(out_of_range(&format!("{field}.total"), "0".to_owned(), range));
        }
        Ok(counts)
    }
}

impl DayObservation {
    /// A day may be without events.
    pub(super) fn counts(&self, field: &str) -> Result<Counts, SloError> {
        Counts::read(field, Decimal::from(86_400), [&self.total, &self.bad, &self.down])
    }
}

impl Counts {
    fn read(field: &str, over: Decimal, [total, bad, down]: [&Option<Written>; 3]) -> Result<Counts, SloError> {
        let at = |name: &str| format!("{field}.{name}");
        match (total, bad, down) {
            (Some(total), Some(bad), None) => {
                let (total, bad) = (total.count(&at("total"))?, bad.count(&at("bad"))?);
                if bad > total {
                    let (bad, total) = (number::print(bad), number::print(total));
                    return Err(SloError::MoreBadThanAll { field: at("bad"), bad, total });
                }
                Ok(Counts { over, total, bad, timed: false })
            }
            (None, None, Some(down)) => {
                let bad = down.span_or_none(&at("down"))?;
                if bad > over {
                    return Err(SloError::MoreBadThanAll { field: at("down"), bad: words(bad), total: words(over) });
                }
                Ok(Counts { over, total: over, bad, timed: true })
            }
            (_, _, Some(_)) => {
                let other = at(if total.is_some() { "total" } else { "bad" });
                Err(SloError::Conflict { field: at("down"), other, why: "an observation counts events or time" })
            }
            (None, ..) => Err(SloError::Missing { field: at("total"), accepted: "`total` and `bad`, or `down`" }),
            (Some(_), None, None) => Err(SloError::Missing { field: at("bad"), accepted: "a number, e.g. `12`" }),
        }
    }

    /// All observations as one: they lie side by side within one window. `None` where there are none.
    pub(super) fn sum(counts: &[Counts], length: Span) -> Result<Option<Counts>, SloError> {
        let Some(first) = counts.first() else { return Ok(None) };
        if let Some(other) = counts.iter().position(|one| one.timed != first.timed) {
            return Err(Counts::mixed(&format!("observed[{other}]"), "observed[0]"));
        }
        let add = |part: fn(&Counts) -> Decimal| counts.iter().map(part).sum::<Decimal>();
        let all = Counts { over: add(|one| one.over), total: add(|one| one.total), bad: add(|one| one.bad), ..*first };
        if all.over > length.seconds() {
            let range = format!("last at most as long as the window of {length}, all together");
            return Err(out_of_range("observed", words(all.over), range));
        }
        Ok(Some(all))
    }

    /// Events beside time.
    pub(super) fn mixed(field: &str, other: &str) -> SloError {
        let why = "seconds and events cannot be added up";
        SloError::Conflict { field: field.to_owned(), other: other.to_owned(), why }
    }
}
