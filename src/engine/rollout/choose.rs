//! The choice: what is ruled out, and how the rest scores.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::Serialize;

use super::flips::{Flip, flips};
use super::profile::{Need, RolloutInput, StateChange};
use super::sizing::CanaryAnswer;
use super::strategy::{Factor, Strategy};
use crate::engine::slo::SloError;

/// A strategy, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RolloutAnswer {
    /// The best of those that can be used; `None` where none can.
    pub choice: Option<Strategy>,
    /// The next best of those that can be used.
    pub runner_up: Option<Strategy>,
    /// All strategies: those that can be used by score, then those that cannot.
    pub scores: Vec<StrategyScore>,
    /// Single changes of the profile that would change the choice, the smallest first.
    pub flips: Vec<Flip>,
    /// What to know of the choice.
    pub notes: Vec<String>,
    /// The steps of a canary, where it was asked for.
    pub canary: Option<CanaryAnswer>,
    /// `canary 43 of 54, blue-green 27`.
    pub derivation: String,
}

/// What a strategy is worth for a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StrategyScore {
    /// The strategy.
    pub strategy: Strategy,
    /// Its points.
    pub score: u32,
    /// The points that a strategy best in all respects would have.
    pub of: u32,
    /// Why it cannot be used; empty where it can.
    pub excluded: Vec<String>,
    /// What the points are made of.
    pub factors: Vec<FactorScore>,
    /// The sum of weight x fit: `3 x 3 + 3 x 3 + 2 x 2 = 22`.
    pub derivation: String,
}

/// What a strategy is worth in one respect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FactorScore {
    /// The respect.
    pub factor: Factor,
    /// How much it counts for the profile, 0 to 3.
    pub weight: u32,
    /// How good the strategy is in it, 0 to 3.
    pub fit: u32,
    /// Why.
    pub because: String,
}

impl RolloutInput {
    /// The strategy for this profile.
    ///
    /// # Errors
    /// Any [`SloError`] that a field of `canary` gives reason for.
    pub fn answer(&self) -> Result<RolloutAnswer, SloError> {
        let canary = self.canary.as_ref().map(|canary| canary.answer_at("canary.")).transpose()?;
        let too_low = canary.as_ref().and_then(|canary| canary.too_low.clone());
        let scores = self.scores(too_low.as_deref());
        let usable: Vec<&StrategyScore> = scores.iter().filter(|one| one.excluded.is_empty()).collect();
        let derivation = match &usable[..] {
            [] => "no strategy can be used as things are".to_owned(),
            [one] => format!("{} {} of {}, the only one that can be used", one.strategy, one.score, one.of),
            [one, next, ..] => {
                let tie = if one.score == next.score { ": equal, and the former has fewer moving parts" } else { "" };
                format!("{} {} of {}, {} {}{tie}", one.strategy, one.score, one.of, next.strategy, next.score)
            }
        };
        let (choice, runner_up) = (usable.first().map(|one| one.strategy), usable.get(1).map(|one| one.strategy));
        Ok(RolloutAnswer {
            choice,
            runner_up,
            flips: flips(self, canary.as_ref(), choice),
            notes: self.notes(choice),
            scores,
            canary,
            derivation,
        })
    }

    /// All strategies: those that can be used by score, then those that cannot.
    pub(super) fn scores(&self, too_low: Option<&str>) -> Vec<StrategyScore> {
        let mut scores: Vec<StrategyScore> =
            Strategy::ALL.iter().map(|strategy| self.score(*strategy, too_low)).collect();
        scores.sort_by_key(|one| (!one.excluded.is_empty(), Reverse(one.score), one.strategy));
        scores
    }

    fn score(&self, strategy: Strategy, too_low: Option<&str>) -> StrategyScore {
        let factors: Vec<FactorScore> = Factor::ALL
            .into_iter()
            .map(|factor| {
                let (fit, because) = strategy.fit(factor);
                FactorScore { factor, weight: self.weight(factor), fit, because: because.to_owned() }
            })
            .collect();
        let score = factors.iter().map(|one| one.weight * one.fit).sum();
        let of = factors.iter().map(|one| one.weight * 3).sum();
        let counted = factors.iter().filter(|one| one.weight > 0);
        let steps: Vec<String> = counted.map(|one| format!("{} x {} {}", one.weight, one.fit, one.factor)).collect();
        let derivation = format!("{} = {score}", steps.join(" + "));
        StrategyScore { strategy, score, of, excluded: self.excluded(strategy, too_low), factors, derivation }
    }

    /// Why a strategy cannot be used, whatever its score.
    fn excluded(&self, strategy: Strategy, too_low: Option<&str>) -> Vec<String> {
        let mut why = Vec::new();
        let mixes = matches!(strategy, Strategy::Rolling | Strategy::Canary);
        if let Some(platform) = self.platform.as_ref().filter(|one| !one.supports.contains(&strategy)) {
            why.push(format!("{} does not support it", platform.name));
        }
        if mixes && !self.mixed_versions {
            why.push("two versions would serve at the same time, which they must not".to_owned());
        }
        if mixes && self.state == StateChange::Incompatible {
            why.push("the old version would work on data that only the new one understands".to_owned());
        }
        if self.state == StateChange::Incompatible && self.instant_rollback == Need::Required && !mixes {
            why.push("once the data has changed the old version cannot return in an instant".to_owned());
        }
        if strategy == Strategy::Rolling && self.instant_rollback == Need::Required {
            why.push("its way back is another rollout, and an instant one is required".to_owned());
        }
        if strategy == Strategy::BlueGreen && self.real_traffic == Need::Required {
            why.push("no real traffic judges it before all users meet it, and that is required".to_owned());
        }
        if let Some(too_low) = too_low.filter(|_| strategy == Strategy::Canary) {
            why.push(too_low.to_owned());
        }
        why
    }

    fn notes(&self, choice: Option<Strategy>) -> Vec<String> {
        let mut notes = Vec::new();
        match (choice, self.state) {
            (None, StateChange::Incompatible) => notes.push(
                "split the change: expand the schema so that both versions work with it, roll out, then contract"
                    .to_owned(),
            ),
            (Some(_), StateChange::Incompatible) => notes.push(
                "the way back ends with the first write of the new version: state a rollback window, or expand and \
                 contract"
                    .to_owned(),
            ),
            (Some(_), StateChange::Compatible) => {
                notes.push("expand before this rollout; contract in a later one, when no way back needs it".to_owned());
            }
            _ => {}
        }
        if choice == Some(Strategy::FeatureFlags) {
            notes.push(
                "the deploy that carries the flag takes a strategy of its own; with the flag off nothing changes for users"
                    .to_owned(),
            );
        }
        notes
    }
}
