//! How new versions go out: strategies with their numbers, and the risk profiles behind them.

use rust_decimal::Decimal;

use super::roster::{is_named, names};
use crate::engine::rollout;
use crate::pack::Pack;
use crate::quantity::{Quantity, Unit, duration};
use crate::skills::platform_operations::rollout::{
    BlueGreen, CanaryStep, Flag, RiskProfile, Rolling, Rollout, Strategy,
};
use crate::text;

/// The rollouts of a pack, in the order of the document; rows without a name are none.
#[derive(Debug)]
pub(in super::super) struct Rollouts<'a> {
    /// The rollouts.
    pub rollouts: Vec<Release<'a>>,
    /// The risk profiles.
    pub profiles: Vec<RiskProfile<'a>>,
    /// The feature flags.
    pub flags: Vec<Flag<'a>>,
}

/// A rollout with its numbers.
#[derive(Debug)]
pub(in super::super) struct Release<'a> {
    /// Its row.
    pub row: Strategy<'a>,
    /// The strategy; `None` for `recreate` and for a word that is none.
    pub strategy: Option<rollout::Strategy>,
    /// The numbers of a rolling update.
    pub rolling: Option<Rolling<'a>>,
    /// The numbers of a switch.
    pub blue_green: Option<BlueGreen<'a>>,
    /// The steps of a canary, in the order of the document.
    pub steps: Vec<Step<'a>>,
}

/// A step of a canary as understood.
#[derive(Debug)]
pub(in super::super) struct Step<'a> {
    /// Its row.
    pub row: CanaryStep<'a>,
    /// The share of the traffic, in percent.
    pub share: Option<Decimal>,
    /// How long it is held, in seconds.
    pub hold: Option<Decimal>,
}

impl<'a> Rollouts<'a> {
    /// Reads a pack.
    pub fn of(pack: &'a Pack) -> Self {
        let section = Rollout::of(pack);
        let rollouts = section.strategies().filter(|row| !row.name().is_blank()).map(|row| {
            let own = |name: &str| text::same_name(name, row.name().text);
            let steps = section.steps().filter(|step| names(step.rollout()).any(own));
            Release {
                row,
                strategy: strategy(row.strategy().text),
                rolling: section.rolling().find(|one| own(one.name().text)),
                blue_green: section.blue_green().find(|one| own(one.name().text)),
                steps: steps.map(Step::of).collect(),
            }
        });
        Rollouts {
            rollouts: rollouts.collect(),
            profiles: section.profiles().filter(|row| !row.name().is_blank()).collect(),
            flags: section.flags().filter(|row| !row.name().is_blank()).collect(),
        }
    }

    /// The rollout of a service to an environment.
    pub fn of_service(&self, service: &str, environment: &str) -> Option<&Release<'a>> {
        self.rollouts
            .iter()
            .find(|one| is_named(one.row.services(), service) && is_named(one.row.environments(), environment))
    }

    /// The risk profile of a service.
    pub fn profile(&self, service: &str) -> Option<&RiskProfile<'a>> {
        self.profiles.iter().find(|row| text::same_name(row.name().text, service))
    }
}

impl<'a> Step<'a> {
    fn of(row: CanaryStep<'a>) -> Self {
        let share = Quantity::parse(row.share().text).ok().filter(|share| share.unit == Unit::Percent);
        Step { row, share: share.map(|share| share.value), hold: duration::seconds(row.hold().text) }
    }
}

/// The strategy of this word; `None` for `recreate` and for a word that is none.
pub(in super::super) fn strategy(word: &str) -> Option<rollout::Strategy> {
    let all = [
        rollout::Strategy::Rolling,
        rollout::Strategy::BlueGreen,
        rollout::Strategy::Canary,
        rollout::Strategy::FeatureFlags,
    ];
    all.into_iter().find(|one| text::same_name(self::word(*one), word))
}

/// The word of a plan for a strategy.
pub(in super::super) fn word(strategy: rollout::Strategy) -> &'static str {
    match strategy {
        rollout::Strategy::Rolling => "rolling",
        rollout::Strategy::BlueGreen => "blue_green",
        rollout::Strategy::FeatureFlags => "feature_flags",
        rollout::Strategy::Canary => "canary",
    }
}
