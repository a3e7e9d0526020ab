//! The answers, as data.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::lead::LeadTime;
use crate::engine::issue::{self, Severity};
use crate::quantity::Quantity;

/// The answer for several limits, in the order they were asked for.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CapacityAnswer {
    /// The day of the forecast.
    #[schemars(with = "String")]
    pub as_of: Date,
    /// The seed and the number of draws, with which the answer can be had again.
    pub seed: u64,
    /// See `seed`.
    pub draws: u32,
    /// The limits.
    pub limits: Vec<LimitAnswer>,
}

/// The answer for one limit.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LimitAnswer {
    /// Its name.
    pub name: String,
    /// Whether the value rises or falls towards the limit.
    pub direction: Direction,
    /// The limit, and how it follows from latency, connections or traffic where it does.
    pub limit: Value,
    /// The value on the day of the forecast.
    pub current: Value,
    /// How the value grows; none where nothing is stated and the series says nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub growth: Option<GrowthAnswer>,
    /// Why the samples neither confirm nor replace the stated growth, of which the dates are; empty where they do, or
    /// there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unconfirmed: Vec<Inconclusive>,
    /// The dates, or why there are none.
    pub outcome: Outcome,
    /// How well the same procedure would have forecast the samples; none where there are too few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backtest: Option<Backtest>,
    /// What is wrong, or worth knowing, in the order of weight.
    pub issues: Vec<Issue>,
}

/// On which side of the limit good values lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Below: disk used, connections, requests.
    Rising,
    /// Above: free disk, hit ratio.
    Falling,
}

/// A number with its unit and how it follows.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Value {
    /// `1.92 TB`.
    #[serde(serialize_with = "text")]
    #[schemars(with = "String")]
    pub value: Quantity,
    /// One line of arithmetic.
    pub derivation: String,
}

/// Dates, or the reasons why there are none.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// The dates and what follows from them.
    Forecast(Box<Forecast>),
    /// No date would be honest.
    Inconclusive {
        /// Why, each with its numbers.
        because: Vec<Inconclusive>,
    },
}

/// Why a series gives no date.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Inconclusive {
    /// The kind of reason.
    pub reason: Reason,
    /// The reason with its numbers, and what would help.
    pub text: String,
}

/// The kinds of reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Too few samples, or over too short a time.
    TooShort,
    /// The noise is greater than what it hides.
    TooNoisy,
    /// Statements that cannot both be true.
    Contradictory,
}

/// When limit and trigger are reached, and whether mitigation comes in time.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Forecast {
    /// The time to the trigger; none without a trigger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_trigger: Option<Distribution>,
    /// The time to the limit.
    pub to_limit: Distribution,
    /// How long the mitigation takes; none where it was not stated, as all that follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_time: Option<LeadTime>,
    /// Whether the mitigation is done by the limit; none where no draw reaches the limit within the horizon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mitigation: Option<Mitigation>,
    /// The last day to start; none where the limit is not reached within the horizon by P10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest_safe_start: Option<LatestStart>,
    /// The latest trigger that is early enough; none as above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recommended_trigger: Option<RecommendedTrigger>,
}

/// A day with its uncertainty.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Distribution {
    /// One in ten draws is there by this day: the early end.
    pub p10: Moment,
    /// Half of the draws are.
    pub p50: Moment,
    /// Nine in ten are.
    pub p90: Moment,
    /// The last day that was looked at.
    #[schemars(with = "String")]
    pub horizon: Date,
    /// The share of draws that are there by the horizon.
    #[serde(serialize_with = "text")]
    #[schemars(with = "String")]
    pub within_horizon: Quantity,
    /// How P50 follows.
    pub derivation: String,
}

/// A day, or none up to the horizon. Parts of days are cut off, so it is never too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Moment {
    /// Whole days from the day of the forecast; none where it lies beyond the horizon.
    pub days: Option<i64>,
    /// The day.
    #[schemars(with = "Option<String>")]
    pub date: Option<Date>,
}

/// Whether work is done by the limit.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Mitigation {
    /// When it starts: `when the trigger fires`, `on 2027-01-11`, `today`.
    pub starts: String,
    /// The share of draws in which it is done by the limit.
    #[serde(serialize_with = "text")]
    #[schemars(with = "String")]
    pub in_time: Quantity,
    /// How it was counted.
    pub derivation: String,
}

/// The last day on which work may start.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LatestStart {
    /// P10 of the limit minus P90 of the lead time. Before the day of the forecast where it is too late already.
    #[schemars(with = "String")]
    pub date: Date,
    /// Whether it has passed.
    pub passed: bool,
    /// The share of draws in which a start on that day, or today if it has passed, is in time.
    #[serde(serialize_with = "text")]
    #[schemars(with = "String")]
    pub in_time: Quantity,
    /// `2027-07-20 - 59.2 days = 2027-05-21`.
    pub derivation: String,
}

/// The latest value of a trigger that leaves the lead time.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RecommendedTrigger {
    /// The value; none where no value is early enough any more, so that mitigation is due now.
    #[serde(serialize_with = "optional_text", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub value: Option<Quantity>,
    /// The share of draws in which work that starts when it fires is in time.
    #[serde(serialize_with = "text")]
    #[schemars(with = "String")]
    pub in_time: Quantity,
    /// The value of the fast path on the latest safe start.
    pub derivation: String,
}

/// How the value grows.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct GrowthAnswer {
    /// `linear` or `compound`, and what lies over it.
    pub model: String,
    /// P10, P50 and P90 of the rate, slow to fast: `+38 GB per month`.
    pub p10: String,
    /// See `p10`.
    pub p50: String,
    /// See `p10`.
    pub p90: String,
    /// The first days after each change of level or slope.
    #[schemars(with = "Vec<String>")]
    pub changes: Vec<Date>,
    /// The pattern of the week around its mean, Monday first; empty where none was found.
    pub weekly: Vec<String>,
    /// The pattern of the year around its mean, January first; empty where none was found.
    pub yearly: Vec<String>,
    /// How P50 follows.
    pub derivation: String,
}

/// The errors of the procedure on the samples, beside those of a straight line.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Backtest {
    /// At how many days the samples were cut.
    pub cuts: usize,
    /// How many samples were forecast from there.
    pub forecasts: usize,
    /// How far ahead, in days.
    pub days_ahead: i64,
    /// The procedure, which chose its shape anew at each cut.
    pub model: Accuracy,
    /// The least-squares line through everything before the cut.
    pub straight_line: Accuracy,
    /// By what the intervals of the forecast were widened to hold four in five samples; none where too few were tried.
    #[serde(serialize_with = "optional_text", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub widened: Option<Quantity>,
    /// What was compared.
    pub derivation: String,
}

/// The errors of one way to forecast.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Accuracy {
    /// The mean size of the errors.
    #[serde(serialize_with = "text")]
    #[schemars(with = "String")]
    pub mean_absolute_error: Quantity,
    /// The mean error: above 0 where forecasts were too high.
    #[serde(serialize_with = "text")]
    #[schemars(with = "String")]
    pub bias: Quantity,
    /// The share of samples within the interval that should hold 80 %, before it was widened.
    #[serde(serialize_with = "text")]
    #[schemars(with = "String")]
    pub coverage: Quantity,
}

/// What is wrong with a limit, or worth knowing. Its subject is a field of the question.
pub type Issue = issue::Issue<IssueKind>;

/// The kinds of issues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IssueKind {
    /// Today's value is at the limit or beyond it.
    LimitReached,
    /// Today's value is at the trigger or beyond it.
    TriggerPassed,
    /// The trigger leaves less than the lead time.
    TriggerTooLate,
    /// The latest safe start has passed.
    StartPassed,
    /// The planned start is later than the latest safe one.
    StartTooLate,
    /// A number without a unit, which is read in that of the others.
    UnitAssumed,
    /// A growth in percent of a value that is a percentage itself.
    PercentOfPercent,
    /// The growth leads away from the limit.
    LeadsAway,
    /// Growth was stated without a range.
    NoRange,
    /// The samples neither confirm nor replace the stated growth.
    Unconfirmed,
    /// A date lies beyond what was looked at.
    BeyondHorizon,
    /// The last sample is old.
    Stale,
    /// A hole in the samples.
    Gap,
    /// Several samples of one day disagree.
    Disputed,
    /// Growth changed at some time.
    Changed,
    /// The level wanders rather than returning to a line, so the range of dates is wide.
    Wanders,
    /// The stated growth is not what the samples show.
    GrowthDisagrees,
    /// Too few forecasts to check the intervals.
    NotCalibrated,
    /// The straight line would have done better.
    StraightLineBetter,
}

impl issue::Kind for IssueKind {
    fn severity(self) -> Severity {
        match self {
            IssueKind::LimitReached
            | IssueKind::TriggerPassed
            | IssueKind::TriggerTooLate
            | IssueKind::StartPassed
            | IssueKind::StartTooLate => Severity::Error,
            IssueKind::LeadsAway
            | IssueKind::Unconfirmed
            | IssueKind::Stale
            | IssueKind::Gap
            | IssueKind::Disputed
            | IssueKind::GrowthDisagrees
            | IssueKind::StraightLineBetter => Severity::Warning,
            IssueKind::UnitAssumed
            | IssueKind::PercentOfPercent
            | IssueKind::NoRange
            | IssueKind::BeyondHorizon
            | IssueKind::Changed
            | IssueKind::Wanders
            | IssueKind::NotCalibrated => Severity::Note,
        }
    }
}

fn text<S: Serializer>(quantity: &Quantity, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(quantity)
}

fn optional_text<S: Serializer>(quantity: &Option<Quantity>, serializer: S) -> Result<S::Ok, S::Error> {
    match quantity {
        Some(quantity) => serializer.collect_str(quantity),
        None => serializer.serialize_none(),
    }
}
