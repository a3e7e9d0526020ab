//! What is computed of a roadmap. Dates are last days: what is done on a date is done by its end.

use jiff::civil::Date;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use crate::engine::issue::{self, Severity};

/// A computed roadmap.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Roadmap {
    /// The day it begins.
    #[schemars(with = "String")]
    pub start: Date,
    /// The last day of the schedule, with expected lengths.
    #[schemars(with = "String")]
    pub finish: Date,
    /// Whether any schedule could be better.
    pub proof: Proof,
    /// The longest way through the dependencies, as if owners could do everything at once.
    pub critical_path: CriticalPath,
    /// The milestones, in the order of the input.
    pub milestones: Vec<Planned>,
    /// When everything is done, by simulation.
    pub odds: Odds,
    /// What that assumes of lengths together, and what it is worth.
    pub dependence: Dependence,
    /// How likely each deadline is held.
    pub deadlines: Vec<DeadlineOdds>,
    /// Whether each mitigation is there before its limit.
    pub limits: Vec<LimitCheck>,
    /// Whether the first milestone can start at once.
    pub can_start_now: StartCheck,
    /// Freezes and when they are, for the chart.
    pub freezes: Vec<FreezeSpan>,
    /// What the numbers rest on and should not, by milestone, owner or field.
    pub issues: Vec<Issue>,
}

/// What is proven about a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Proof {
    /// Whether no schedule misses deadlines by less, or ends earlier without missing them by more.
    pub optimal: bool,
    /// The days by which the most overdue milestone misses its deadline, at expected lengths. A deadline before the plan
    /// counts as the day before its first.
    pub late_days: u32,
    /// What no schedule can have less of.
    pub late_bound_days: u32,
    /// The day before which no schedule ends that is as punctual.
    #[schemars(with = "String")]
    pub bound: Date,
    /// The days between that and the end of the schedule; 0 where it is optimal.
    pub gap_days: u32,
    /// How it follows.
    pub derivation: String,
}

/// The longest way through the dependencies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CriticalPath {
    /// Its milestones, in order.
    pub milestones: Vec<String>,
    /// The day on which it ends: no schedule ends before.
    #[schemars(with = "String")]
    pub finish: Date,
    /// `M1 28 days, M3 35 days = 63 days from 2027-01-11`.
    pub derivation: String,
}

/// A milestone in the schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Planned {
    /// Its name.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Who does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Its expected length in days.
    pub days: u32,
    /// Its first day.
    #[schemars(with = "String")]
    pub start: Date,
    /// Its last day.
    #[schemars(with = "String")]
    pub finish: Date,
    /// How many days it may start later without moving the end of the schedule, given what each owner does next.
    pub slack_days: u32,
    /// Whether nothing has less slack. That is 0, but for what waits in a freeze of rollouts to go live.
    pub critical: bool,
    /// Why it starts no earlier.
    pub held_by: HeldBy,
    /// The same in words.
    pub because: String,
    /// When it is done, by simulation.
    pub odds: Odds,
    /// In how many percent of the draws the end of everything hangs on it.
    #[schemars(with = "String")]
    pub critical_percent: Decimal,
    /// How its expected length follows.
    pub derivation: String,
}

/// Why a milestone starts no earlier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeldBy {
    /// It starts with the plan.
    Nothing,
    /// A milestone it waits for.
    Dependency(String),
    /// A milestone whose owner it needs.
    Owner(String),
    /// Its own date.
    Date,
    /// A freeze.
    Freeze,
}

/// Days by which something is done in 50, 80 and 95 of 100 draws.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Odds {
    /// Half of the draws.
    #[schemars(with = "String")]
    pub p50: Date,
    /// Four of five.
    #[schemars(with = "String")]
    pub p80: Date,
    /// All but one of twenty.
    #[schemars(with = "String")]
    pub p95: Date,
    /// Which draws these are.
    pub derivation: String,
}

/// How lengths are taken to hang together. Teams that misjudge one piece of work often misjudge the next one alike, and
/// then nothing averages out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Dependence {
    /// What the odds assume.
    pub assumed: String,
    /// The day by which all is done in four of five draws if all lengths turn out alike.
    #[schemars(with = "String")]
    pub p80_alike: Date,
    /// By how many days that is later than P80 of the odds; negative for earlier.
    pub moves_days: i64,
    /// Both in one line.
    pub derivation: String,
}

/// How likely a deadline is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DeadlineOdds {
    /// The milestone; `None` for the whole plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub milestone: Option<String>,
    /// The last day that is in time.
    #[schemars(with = "String")]
    pub date: Date,
    /// The probability in percent, to a tenth.
    #[schemars(with = "String")]
    pub percent: Decimal,
    /// `7,432 of 10,000 draws are done by 2027-03-31 = 74.3 %`.
    pub derivation: String,
}

/// Whether a mitigation is there before its limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LimitCheck {
    /// The limit.
    pub limit: String,
    /// The milestone that moves it.
    pub milestone: String,
    /// The day by which the limit is reached with a chance of one in ten.
    #[schemars(with = "String")]
    pub limit_p10: Date,
    /// The day by which the milestone is done with a chance of four in five.
    #[schemars(with = "String")]
    pub finish_p80: Date,
    /// The days by which it is late; 0 where it is in time.
    pub days_short: u32,
    /// What would fix it, cheapest first; each was computed anew. Empty where it is in time.
    pub fixes: Vec<Fix>,
    /// `P80 finish 2027-06-20 - 2027-06-01, the day before the P10 limit, = 19 days short`.
    pub derivation: String,
}

/// A change that makes a mitigation come in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fix {
    /// Its kinds.
    pub moves: Vec<Move>,
    /// What to do, in words.
    pub what: String,
    /// What it costs.
    pub cost: String,
    /// The P80 finish of the mitigation then.
    #[schemars(with = "String")]
    pub finish_p80: Date,
    /// The P10 date of the limit then; another only where the load is lowered.
    #[schemars(with = "String")]
    pub limit_p10: Date,
    /// By how many days the P80 finish of everything moves; negative for earlier.
    pub plan_moves_days: i64,
    /// Deadlines and other limits whose P80 was in time and no longer is.
    pub breaks: Vec<String>,
    /// How it was verified.
    pub derivation: String,
}

/// A kind of change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    /// The mitigation, and what it waits for, come first.
    PullForward,
    /// A first part of it does for the limit; the rest follows. In percent of the whole.
    Split {
        /// The first part.
        percent: u32,
    },
    /// An owner can carry more at once.
    AddCapacity {
        /// Who.
        owner: String,
        /// How much more.
        more: u32,
    },
    /// The load grows more slowly.
    LowerLoad {
        /// By how many percent of its growth, to a tenth.
        #[schemars(with = "String")]
        percent: Decimal,
    },
}

/// Whether the first milestone can start at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StartCheck {
    /// The first milestone of the input.
    pub milestone: String,
    /// Whether it can.
    pub now: bool,
    /// Why not, each reason once; or why.
    pub because: Vec<String>,
    /// The milestones with an owner that the schedule starts on the first day.
    pub start_at_once: Vec<String>,
}

/// A freeze within the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FreezeSpan {
    /// Its first day.
    #[schemars(with = "String")]
    pub start: Date,
    /// Its last day.
    #[schemars(with = "String")]
    pub end: Date,
    /// What stops, for whom and why.
    pub label: String,
}

/// Something that the numbers rest on and should not. Its subject is a milestone, an owner or a field.
pub type Issue = issue::Issue<IssueKind>;

/// The kinds of issues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IssueKind {
    /// An owner whose capacity is not stated.
    CapacityAssumed,
    /// A milestone without an owner.
    NoOwner,
    /// A milestone whose length has no range.
    SingleLength,
    /// A date before the plan begins.
    Past,
    /// A fixed start that no schedule holds.
    StartMissed,
}

impl issue::Kind for IssueKind {
    fn severity(self) -> Severity {
        Severity::Warning
    }
}
