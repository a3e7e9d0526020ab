//! What is asked of a forecast, as typed values. [`super::CapacityInput`] is the same as people write it.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::bound::Bound;
use super::series::Sample;
use crate::quantity::{DurationRange, Growth, Quantity};

/// How often to draw, and from which seed. The same settings and specification give the same answer on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// The seed of the random numbers.
    pub seed: u64,
    /// How many paths are drawn: 100 to 1,000,000. The standard error of a probability of 10 % is 0.3 points at 10,000.
    pub draws: u32,
}

/// The settings used where nothing is said: seed 1, 10,000 draws.
impl Default for Settings {
    fn default() -> Self {
        Settings { seed: 1, draws: 10_000 }
    }
}

/// A limit and everything that is known about the value that approaches it. Plain numbers take the unit of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitSpec {
    /// What it is called. Draws depend on it, so that limits do not disturb each other.
    pub name: String,
    /// The value on the day of the forecast; needed unless there are samples.
    pub current: Option<Quantity>,
    /// The value at which mitigation starts.
    pub trigger: Option<Quantity>,
    /// Where it breaks, or starts to hurt.
    pub bound: Bound,
    /// The stated growth; needed unless there are samples, with which it is compared.
    pub growth: Option<Rates>,
    /// What was measured.
    pub samples: Vec<Sample>,
    /// Launches and spikes to come.
    pub events: Vec<Event>,
    /// How long the mitigation takes.
    pub lead: Option<DurationRange>,
    /// When the mitigation is planned to start; without it, when the trigger fires, or today.
    pub starts: Option<Date>,
}

/// A stated growth: one value, two ends (uniform between them), or two ends and the likeliest (triangular).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rates {
    /// One end.
    pub low: Growth,
    /// The likeliest.
    pub likely: Option<Growth>,
    /// The other end; the same as `low` for one value.
    pub high: Growth,
}

impl Rates {
    /// A growth that is taken as certain.
    pub fn certain(growth: Growth) -> Self {
        Rates { low: growth.clone(), likely: None, high: growth }
    }

    /// Whether it is one value, without a range.
    pub fn is_certain(&self) -> bool {
        self.low == self.high && self.likely.is_none()
    }
}

/// A launch or a spike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happens.
    pub name: String,
    /// The first day on which it counts; on or after the day of the forecast.
    pub date: Date,
    /// By how much the value changes.
    pub change: Change,
    /// How many days it lasts, for a spike; a launch stays.
    pub days: Option<Decimal>,
}

/// The size of a launch or spike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// An amount, which does not grow further.
    Amount(Quantity),
    /// A factor: 1.3 for `+30 %`; above 0. What is multiplied grows on as before.
    Factor(Decimal),
}
