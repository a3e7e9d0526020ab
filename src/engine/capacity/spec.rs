//! What is asked of a forecast, as typed values. [`super::CapacityInput`] is the same as people write it.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};
use rust_decimal::Decimal;

use super::bound::Bound;
use super::series::Sample;
use crate::quantity::{DurationRange, Growth, Quantity, QuantityError, number};

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

    /// Reads one growth, or a range of two or three: `+40 GB per month`, `+30-50 GB per month`, `+4 % to +6 % per month`,
    /// `+30/40/60 GB per month`, `doubling every 6-8 months`.
    ///
    /// # Errors
    /// Those of [`Growth::parse`].
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        match RANGE.captures(text).and_then(|found| range(&found)) {
            Some(rates) => Ok(rates),
            None => Growth::parse(text).map(Rates::certain),
        }
    }

    /// The end that changes more in a day.
    pub fn fastest(&self) -> &Growth {
        let pace = |growth: &Growth| match growth {
            Growth::Flat => 0.0,
            Growth::Linear { .. } => growth.per_day().map_or(0.0, |amount| number::to_f64(amount.value).abs()),
            Growth::Compound { .. } => growth.factor_per_day().map_or(0.0, |factor| libm::log(factor).abs()),
        };
        if pace(&self.low) > pace(&self.high) { &self.low } else { &self.high }
    }

    /// Whether it is one value, without a range.
    pub fn is_certain(&self) -> bool {
        self.low == self.high && self.likely.is_none()
    }
}

/// A range of numbers before what they count: the first sign holds for those without one.
#[expect(clippy::unwrap_used, reason = "the pattern is a constant, compiled by the tests")]
static RANGE: LazyLock<Regex> = LazyLock::new(|| {
    let number = r"\d[\d,]*(?:\.\d+)?";
    let pattern = format!(
        r"^(?P<words>[A-Za-z ]*)(?P<sign>[+\u{{2212}}-]?)\s*(?P<first>{number})(?:\s*[^\d]{{0,24}}?\s*(?:-|\u{{2013}}|\u{{2014}}|\.\.|to|and)\s*[+\u{{2212}}-]?\s*(?P<last>{number})|\s*/\s*[+\u{{2212}}-]?\s*(?P<middle>{number})\s*/\s*[+\u{{2212}}-]?\s*(?P<end>{number}))(?P<rest>.*)$"
    );
    Regex::new(&pattern).unwrap()
});

fn range(found: &Captures<'_>) -> Option<Rates> {
    let part = |name: &str| found.name(name).map(|one| one.as_str());
    let with = |number: &str| {
        let (words, sign, rest) = (part("words")?, part("sign")?, part("rest")?);
        Growth::parse(&format!("{words}{sign}{number}{rest}")).ok()
    };
    let low = with(part("first")?)?;
    let (likely, high) = match part("middle") {
        Some(middle) => (Some(with(middle)?), with(part("end")?)?),
        None => (None, with(part("last")?)?),
    };
    Some(Rates { low, likely, high })
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

#[cfg(test)]
mod tests {
    use super::*;

    fn growth(text: &str) -> Growth {
        Growth::parse(text).unwrap()
    }

    #[test]
    fn ranges_are_read_as_people_write_them() {
        for (text, low, likely, high) in [
            ("+30-50 GB per month", "+30 GB per month", None, "+50 GB per month"),
            ("+30 to +50 GB per month", "+30 GB per month", None, "+50 GB per month"),
            ("+30 GB to +50 GB per month", "+30 GB per month", None, "+50 GB per month"),
            ("+4 % to 6 % per month", "+4 % per month", None, "+6 % per month"),
            ("-0.4 to -0.6 points per month", "-0.4 points per month", None, "-0.6 points per month"),
            ("+30/40/60 GB per month", "+30 GB per month", Some("+40 GB per month"), "+60 GB per month"),
            ("doubling every 6-8 months", "doubling every 6 months", None, "doubling every 8 months"),
            ("between 1,000 and 1,500 ids per day", "1000 ids per day", None, "1500 ids per day"),
        ] {
            let read = Rates { low: growth(low), likely: likely.map(growth), high: growth(high) };
            assert_eq!(Rates::parse(text).as_ref(), Ok(&read), "{text}");
        }
    }

    #[test]
    fn one_growth_is_certain() {
        for text in [
            "+40 GB per month",
            "+18 connections per month to 500 by May",
            "+40 GB/month",
            "+6 % per month, 4-8 % in 2025",
        ] {
            assert_eq!(Rates::parse(text), Growth::parse(text).map(Rates::certain), "{text}");
        }
        assert!(Rates::parse("soon").is_err());
    }

    #[test]
    fn the_fastest_end_is_the_one_that_changes_more() {
        let fastest = |text: &str| Rates::parse(text).unwrap().fastest().clone();
        assert_eq!(fastest("-0.6 to -0.4 points per month"), growth("-0.6 points per month"));
        assert_eq!(fastest("doubling every 6-8 months"), growth("doubling every 6 months"));
    }
}
