//! The risk profile of a rollout, as it stands in a file.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::canary::CanaryInput;
use super::strategy::{Factor, Strategy};

/// What is at stake, and what there is to work with.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RolloutInput {
    /// How many users a bad version would harm, and how much.
    pub blast_radius: Level,
    /// Whether requests may be refused while versions change.
    pub zero_downtime: Need,
    /// Whether the way back has to take seconds rather than another rollout.
    pub instant_rollback: Need,
    /// How much extra capacity hurts.
    pub cost_sensitivity: Level,
    /// Whether it takes real traffic to find what is wrong.
    pub real_traffic: Need,
    /// How much a simple rollout is worth: few moving parts, few people who have to understand them.
    #[serde(default)]
    pub simplicity: Level,
    /// Whether two versions may serve at the same time. True if left out.
    #[serde(default = "yes")]
    pub mixed_versions: bool,
    /// What happens to stored data and its schema.
    #[serde(default)]
    pub state: StateChange,
    /// The platform; without it every strategy is possible.
    #[serde(default)]
    pub platform: Option<PlatformInput>,
    /// What a canary would have to detect; with it the canary is sized, and ruled out where traffic is too low.
    #[serde(default)]
    pub canary: Option<CanaryInput>,
}

/// What a platform can do.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlatformInput {
    /// Its name.
    pub name: String,
    /// The strategies it supports.
    pub supports: Vec<Strategy>,
}

/// How much of something there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Little: weight 1.
    Low,
    /// Some: weight 2.
    #[default]
    Medium,
    /// Much: weight 3.
    High,
}

/// How much something is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Not at all: weight 0.
    None,
    /// It would be good: weight 2.
    Preferred,
    /// It has to be: weight 3, and what cannot do it is ruled out.
    Required,
}

/// What happens to stored data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StateChange {
    /// Nothing.
    #[default]
    None,
    /// Old and new version both work with it: expand, then contract.
    Compatible,
    /// The old version does not work with what the new one leaves.
    Incompatible,
}

impl RolloutInput {
    /// How much a factor counts, from 0 to 3.
    pub(super) fn weight(&self, factor: Factor) -> u32 {
        match factor {
            Factor::BlastRadius => self.blast_radius.weight(),
            Factor::ZeroDowntime => self.zero_downtime.weight(),
            Factor::InstantRollback => self.instant_rollback.weight(),
            Factor::Cost => self.cost_sensitivity.weight(),
            Factor::RealTraffic => self.real_traffic.weight(),
            Factor::Simplicity => self.simplicity.weight(),
        }
    }
}

impl Level {
    pub(super) const ALL: [Level; 3] = [Level::Low, Level::Medium, Level::High];

    pub(super) fn weight(self) -> u32 {
        self as u32 + 1
    }
}

impl Need {
    pub(super) const ALL: [Need; 3] = [Need::None, Need::Preferred, Need::Required];

    pub(super) fn weight(self) -> u32 {
        match self {
            Need::None => 0,
            Need::Preferred => 2,
            Need::Required => 3,
        }
    }
}

impl StateChange {
    pub(super) const ALL: [StateChange; 3] = [StateChange::None, StateChange::Compatible, StateChange::Incompatible];
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::Low => "low",
            Level::Medium => "medium",
            Level::High => "high",
        })
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Need::None => "none",
            Need::Preferred => "preferred",
            Need::Required => "required",
        })
    }
}

impl fmt::Display for StateChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StateChange::None => "none",
            StateChange::Compatible => "compatible",
            StateChange::Incompatible => "incompatible",
        })
    }
}

fn yes() -> bool {
    true
}
