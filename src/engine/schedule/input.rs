//! A roadmap as people write it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

/// A roadmap: milestones, owners, freezes and the limits that its projects are to beat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoadmapInput {
    /// The day the plan begins: `2027-01-11`. Nothing starts before it.
    pub start: String,
    /// The milestones, the first of them first.
    pub milestones: Vec<MilestoneInput>,
    /// The owners by name, with what they can do at once.
    #[serde(default)]
    pub owners: BTreeMap<String, OwnerInput>,
    /// Spans of days in which work or rollouts stop.
    #[serde(default)]
    pub freezes: Vec<FreezeInput>,
    /// The day by which everything should be done.
    #[serde(default)]
    pub deadline: Option<String>,
    /// The limits that milestones mitigate.
    #[serde(default)]
    pub limits: Vec<LimitInput>,
    /// The share of draws in which all lengths turn out alike good or bad, as in teams that misjudge everything the
    /// same way: `30 %`. 0 % unless stated.
    #[serde(default)]
    pub moves_together: Option<String>,
    /// How often the roadmap is simulated; 10,000 times unless stated.
    #[serde(default)]
    pub draws: Option<u32>,
    /// The seed of the simulation; 1 unless stated.
    #[serde(default)]
    pub seed: Option<u64>,
}

/// A milestone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MilestoneInput {
    /// What others call it: `M1`.
    pub id: String,
    /// What it is.
    #[serde(default)]
    pub title: Option<String>,
    /// How long it takes: `3/5/9 weeks` (best, likely, worst), `4-6 weeks` (the likely length is the middle) or
    /// `6 weeks`. Calendar days: a working day counts 1.4.
    pub duration: String,
    /// Who does it.
    #[serde(default)]
    pub owner: Option<String>,
    /// How much of the owner's capacity it takes; 1 unless stated.
    #[serde(default)]
    pub load: Option<u32>,
    /// Others it needs from start to finish, and how much of their capacity.
    #[serde(default)]
    pub needs: BTreeMap<String, u32>,
    /// The milestones that have to be done before: `M1`, or `M1 + 2 weeks` where time has to pass after that. Such
    /// time passes in freezes too.
    #[serde(default)]
    pub after: Vec<String>,
    /// The first day on which it may start.
    #[serde(default)]
    pub not_before: Option<String>,
    /// The day on which it is planned to start: not before, but it may be pulled forward where a limit asks for it.
    #[serde(default)]
    pub planned_start: Option<String>,
    /// The day on which it starts, whatever else.
    #[serde(default)]
    pub starts_on: Option<String>,
    /// The day by whose end it should be done.
    #[serde(default)]
    pub deadline: Option<String>,
    /// Whether freezes of rollouts concern it; they do unless stated.
    #[serde(default)]
    pub goes_live: Option<bool>,
}

/// An owner.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnerInput {
    /// How many loads it can carry at once, such as people, or projects at a time.
    pub capacity: u32,
}

/// A freeze.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FreezeInput {
    /// From the first to the last day: `2026-12-14 to 2027-01-03`.
    pub dates: String,
    /// What stops.
    pub stops: Stops,
    /// Whom it concerns; everybody where nobody is named.
    #[serde(default)]
    pub owners: Vec<String>,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
}

/// What a freeze stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Stops {
    /// Nobody works: what is under way is interrupted, and takes so many days longer.
    Work,
    /// Work goes on, but nothing goes live: what would be done then is done on the first day after.
    Rollouts,
}

/// A limit whose mitigation is a milestone.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitInput {
    /// The limit: `orders database, storage`.
    pub name: String,
    /// The milestone that moves it.
    pub milestone: String,
    /// The day by which the limit is reached with a chance of one in ten.
    pub p10: String,
}
