//! What one limit is answered from: its model, the draws, and what they say at once.

use rust_decimal::{Decimal, RoundingStrategy};

use super::answer::Value;
use super::frame::{Frame, decimal};
use super::lead::LeadTime;
use super::model::{Model, Source};
use super::simulate::{Bars, Course, Path, Runs};
use crate::quantity::Quantity;

/// Everything the answer is put together from.
pub(super) struct Work<'a> {
    pub frame: &'a Frame<'a>,
    pub model: &'a Model,
    pub course: Course,
    pub limit: Bars,
    pub runs: Runs,
    pub lead: Option<LeadTime>,
    /// P10, P50 and P90 of the days to the limit and to the trigger, and of the slopes, slow to fast.
    pub to_limit: [f64; 3],
    pub to_trigger: Option<[f64; 3]>,
    pub slopes: [f64; 3],
    pub latest: Option<Latest>,
}

/// The latest trigger that is early enough.
pub(super) struct Latest {
    /// The path that reaches the limit on its P10 day.
    pub fast: Path,
    /// What follows from it, rounded away from the limit.
    pub rounded: Decimal,
    /// The same or farther from the limit: by simulation it fires early enough.
    pub value: Decimal,
}

impl Work<'_> {
    /// The value today, with where it comes from.
    pub(super) fn today(&self) -> Value {
        let frame = self.frame;
        match (&self.model.source, frame.current) {
            (Source::Stated(_), Some(current)) => {
                Value { value: Quantity::new(current, frame.unit.clone()), derivation: "as stated".to_owned() }
            }
            (Source::Stated(_), None) => {
                let last = frame.spec.samples.iter().map(|sample| sample.date).max().unwrap_or(frame.as_of);
                Value { value: frame.about(self.model.today), derivation: format!("the last sample, of {last}") }
            }
            (Source::Fitted { series, .. }, _) => {
                let last = frame.about(series.values.last().copied().unwrap_or(0.0));
                // A series holds one value a day.
                let of =
                    if series.last_is_median() { "the median of the last day's samples" } else { "the last sample" };
                let derivation = format!("the fitted curve on {}; {of} is {last}", frame.as_of);
                Value { value: frame.about(self.model.today), derivation }
            }
        }
    }

    /// Whether any draw reaches the limit within the horizon.
    pub(super) fn reaches(&self) -> bool {
        self.runs.to_limit.iter().any(|days| days.is_finite())
    }

    /// P10 of the days to the limit, rounded down to a tenth, as it is shown; `None` beyond the horizon.
    pub(super) fn early(&self) -> Option<Decimal> {
        let [p10, ..] = self.to_limit;
        p10.is_finite().then(|| tenths(decimal(p10)))
    }

    /// The days to the latest safe start: P10 of the limit minus P90 of the lead time.
    pub(super) fn deadline(&self) -> Option<Decimal> {
        Some(self.early()? - self.lead.as_ref()?.p90)
    }
}

/// Rounded down to a tenth.
pub(super) fn tenths(days: Decimal) -> Decimal {
    // The last binary digits do not count.
    days.round_dp(9).round_dp_with_strategy(1, RoundingStrategy::ToNegativeInfinity).normalize()
}
