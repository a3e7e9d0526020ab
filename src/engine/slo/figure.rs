//! Computed numbers with their derivation, and what they give reason to say.

use std::fmt;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::issue::{self, Severity};
use crate::quantity::{duration, number};

/// Significant figures of a number that no decimal holds exactly.
const FIGURES: u32 = 12;

/// Significant figures of such a number in a text.
const PRINTED: u32 = 6;

/// What a [`Figure`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Percent: 99.9 for 99.9 %.
    Percent,
    /// Seconds.
    Seconds,
    /// Events, requests, probes or failures.
    Events,
    /// A factor without a unit, such as a burn rate.
    Factor,
    /// Milliseconds.
    Milliseconds,
}

/// A computed number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Figure {
    /// The number, exact or with twelve significant figures.
    pub value: Decimal,
    /// What it counts.
    pub unit: Measure,
    /// The number as people write it: `43 min 12 s`, `1.44 %`.
    pub text: String,
    /// One line that a person can check: `(100 % - 99.9 %) x 30 days = 43 min 12 s`.
    pub derivation: String,
}

impl Figure {
    /// A length of time.
    pub(in crate::engine) fn seconds(seconds: Decimal, steps: impl fmt::Display) -> Figure {
        Figure::new(seconds, Measure::Seconds, words(seconds), &steps)
    }

    /// A length of time that is exact, however many digits it has.
    pub(in crate::engine) fn exact_seconds(seconds: Decimal, steps: impl fmt::Display) -> Figure {
        let text = duration::in_words(seconds);
        let derivation = format!("{steps} = {text}");
        Figure { value: seconds.normalize(), unit: Measure::Seconds, text, derivation }
    }

    /// A share of 1 as a percentage.
    pub(in crate::engine) fn percent(share: Decimal, steps: impl fmt::Display) -> Figure {
        Figure::new(share * Decimal::ONE_HUNDRED, Measure::Percent, percent(share), &steps)
    }

    /// A share of 1 close to it: rounded down, with four figures of what is left to 100 %.
    pub(in crate::engine) fn availability(share: Decimal, steps: impl fmt::Display) -> Figure {
        let shown = availability(share);
        let figure = Figure::new(shown * Decimal::ONE_HUNDRED, Measure::Percent, exact_percent(shown), &steps);
        if shown == share { figure } else { Figure { derivation: figure.derivation + ", rounded down", ..figure } }
    }

    /// A number of events.
    pub(in crate::engine) fn events(count: Decimal, steps: impl fmt::Display) -> Figure {
        Figure::new(count, Measure::Events, short(count), &steps)
    }

    /// A factor.
    pub(in crate::engine) fn factor(factor: Decimal, steps: impl fmt::Display) -> Figure {
        Figure::new(factor, Measure::Factor, short(factor), &steps)
    }

    /// A latency in milliseconds, all digits.
    pub(in crate::engine) fn milliseconds(value: Decimal, text: String, derivation: String) -> Figure {
        Figure { value: value.normalize(), unit: Measure::Milliseconds, text, derivation }
    }

    /// The same number with another text and derivation.
    pub(in crate::engine) fn with_text(self, text: String, derivation: String) -> Figure {
        Figure { text, derivation, ..self }
    }

    fn new(value: Decimal, unit: Measure, text: String, steps: &dyn fmt::Display) -> Figure {
        let value = number::round(value, FIGURES);
        let derivation = format!("{steps} = {text}");
        Figure { value, unit, text, derivation }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What an issue is about, for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IssueKind {
    /// More of the budget is spent than there is.
    BudgetSpent,
    /// Not a single event may fail.
    NoFailureAllowed,
    /// A burn-rate factor below 1: it fires on what the objective allows.
    FactorBelowOne,
    /// The error ratio an alert waits for is 100 % or more.
    CannotFire,
    /// None of the usual alerts fits the objective.
    NoAlertFits,
    /// A usual alert has another window than usual, to fit the objective.
    Fitted,
    /// Alerts are held against average traffic, for want of that of the quietest hour.
    AverageTraffic,
    /// One failed request fires an alert.
    SingleFailureFires,
    /// The short window holds less than one request on average.
    ShortWindowEmpty,
    /// Nothing is left of the budget when the alert fires.
    FiresTooLate,
    /// A target above what the dependencies attain.
    AboveAttainable,
    /// A target that history does not support.
    AboveHistory,
    /// History cannot tell.
    HistoryInconclusive,
    /// Neither a baseline nor an estimate with a confidence and a date.
    Unfounded,
    /// An estimate: to be revisited.
    Estimated,
    /// A latency threshold that is no bound of a histogram bucket.
    BetweenBuckets,
    /// A latency objective that the measurements miss.
    LatencyMissed,
}

impl issue::Kind for IssueKind {
    fn severity(self) -> Severity {
        match self {
            IssueKind::BudgetSpent
            | IssueKind::CannotFire
            | IssueKind::AboveAttainable
            | IssueKind::AboveHistory
            | IssueKind::LatencyMissed => Severity::Error,
            IssueKind::NoFailureAllowed
            | IssueKind::FactorBelowOne
            | IssueKind::NoAlertFits
            | IssueKind::SingleFailureFires
            | IssueKind::ShortWindowEmpty
            | IssueKind::FiresTooLate
            | IssueKind::BetweenBuckets => Severity::Warning,
            IssueKind::Fitted
            | IssueKind::AverageTraffic
            | IssueKind::HistoryInconclusive
            | IssueKind::Unfounded
            | IssueKind::Estimated => Severity::Note,
        }
    }
}

/// Something that has to be known before a plan relies on the numbers. Its subject is an alert, edge, window or field.
pub type Issue = issue::Issue<IssueKind>;

/// A number with at most six significant figures; whole numbers keep all of theirs.
pub(in crate::engine) fn short(value: Decimal) -> String {
    number::print(if value.is_integer() { value } else { number::round(value, PRINTED.max(digits(value))) })
}

/// The digits before the point.
fn digits(value: Decimal) -> u32 {
    let whole = value.trunc().abs();
    if whole.is_zero() { 0 } else { u32::try_from(whole.normalize().to_string().len()).unwrap_or(u32::MAX) }
}

/// A share as a percentage with at most six significant figures: `1.44 %`.
pub(in crate::engine) fn percent(share: Decimal) -> String {
    format!("{} %", short(share * Decimal::ONE_HUNDRED))
}

/// A share as a percentage, all digits.
pub(in crate::engine) fn exact_percent(share: Decimal) -> String {
    format!("{} %", number::print(share * Decimal::ONE_HUNDRED))
}

/// A share rounded down so that four significant figures of what is left to 1 remain: 0.9985007 stays 0.9985.
pub(in crate::engine) fn availability(share: Decimal) -> Decimal {
    (Decimal::ONE - number::round_up(Decimal::ONE - share, 4)).normalize()
}

/// Seconds in words, to a hundredth of a second, or three figures below one second.
pub(in crate::engine) fn words(seconds: Decimal) -> String {
    let shown = if seconds.abs() < Decimal::ONE { number::round(seconds, 3) } else { seconds.round_dp(2) };
    duration::in_words(shown)
}
