//! The strategies, and what each is good for.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a new version takes over from the old one. Of equal scores the first in this order is chosen: it has the fewer
/// moving parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// Instances are replaced in batches.
    Rolling,
    /// A second environment takes over all traffic at once.
    BlueGreen,
    /// The new version is on everywhere, what it changes is turned on for some users, then all.
    FeatureFlags,
    /// The new version gets a share of the traffic, then more.
    Canary,
}

/// What a choice depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    /// How few users a bad version meets.
    BlastRadius,
    /// Whether requests are served throughout.
    ZeroDowntime,
    /// How fast the way back is.
    InstantRollback,
    /// How little extra capacity it takes.
    Cost,
    /// Whether real traffic judges the version before all users meet it.
    RealTraffic,
    /// How few parts it has.
    Simplicity,
}

impl Strategy {
    pub(super) const ALL: [Strategy; 4] =
        [Strategy::Rolling, Strategy::BlueGreen, Strategy::FeatureFlags, Strategy::Canary];

    /// How good it is in a respect, from 0 to 3, and why.
    pub(super) fn fit(self, factor: Factor) -> (u32, &'static str) {
        match (factor, self) {
            (Factor::BlastRadius, Strategy::Rolling) => (1, "each batch that is replaced meets more users, unjudged"),
            (Factor::BlastRadius, Strategy::BlueGreen) => (0, "the switch brings it to all users at once"),
            (Factor::BlastRadius, Strategy::FeatureFlags) => (3, "it is turned on for chosen users first"),
            (Factor::BlastRadius, Strategy::Canary) => (3, "a small share of the traffic meets it first"),
            (Factor::ZeroDowntime, Strategy::Rolling) => (2, "served throughout, if instances drain and start in time"),
            (Factor::ZeroDowntime, Strategy::BlueGreen) => (3, "the old environment serves until the switch"),
            (Factor::ZeroDowntime, Strategy::FeatureFlags) => (3, "turning a flag replaces no instance"),
            (Factor::ZeroDowntime, Strategy::Canary) => (3, "the old version serves until the new one is judged"),
            (Factor::InstantRollback, Strategy::Rolling) => (0, "the way back is another rollout"),
            (Factor::InstantRollback, Strategy::BlueGreen) => (3, "the switch back takes seconds"),
            (Factor::InstantRollback, Strategy::FeatureFlags) => (3, "the flag is turned off in seconds"),
            (Factor::InstantRollback, Strategy::Canary) => (2, "traffic returns in seconds until the last step"),
            (Factor::Cost, Strategy::Rolling) => (3, "a batch more than usual at most"),
            (Factor::Cost, Strategy::BlueGreen) => (0, "twice the capacity while both stand"),
            (Factor::Cost, Strategy::FeatureFlags) => (2, "no capacity, but both code paths are kept for a time"),
            (Factor::Cost, Strategy::Canary) => (2, "the capacity of the first steps"),
            (Factor::RealTraffic, Strategy::Rolling) => (1, "batches serve users, but nothing compares them"),
            (Factor::RealTraffic, Strategy::BlueGreen) => (0, "before the switch there is only synthetic traffic"),
            (Factor::RealTraffic, Strategy::FeatureFlags) => (2, "chosen users, who are not a random share"),
            (Factor::RealTraffic, Strategy::Canary) => (3, "old and new are compared on the same traffic"),
            (Factor::Simplicity, Strategy::Rolling) => (3, "what most platforms do unasked"),
            (Factor::Simplicity, Strategy::BlueGreen) => (2, "two environments and a switch"),
            (Factor::Simplicity, Strategy::FeatureFlags) => (1, "flags have to be built in, watched and removed"),
            (Factor::Simplicity, Strategy::Canary) => (1, "traffic has to be split, measured and judged"),
        }
    }
}

impl Factor {
    pub(super) const ALL: [Factor; 6] = [
        Factor::BlastRadius,
        Factor::ZeroDowntime,
        Factor::InstantRollback,
        Factor::Cost,
        Factor::RealTraffic,
        Factor::Simplicity,
    ];
}

impl fmt::Display for Strategy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Strategy::Rolling => "rolling",
            Strategy::BlueGreen => "blue-green",
            Strategy::FeatureFlags => "feature flags",
            Strategy::Canary => "canary",
        })
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Factor::BlastRadius => "blast radius",
            Factor::ZeroDowntime => "zero downtime",
            Factor::InstantRollback => "instant rollback",
            Factor::Cost => "cost",
            Factor::RealTraffic => "real traffic",
            Factor::Simplicity => "simplicity",
        })
    }
}
