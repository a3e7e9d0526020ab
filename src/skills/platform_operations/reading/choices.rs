//! The strategy that each risk profile speaks for, as the engine scores it.

use std::fmt;

use rust_decimal::Decimal;

use super::canaries::{Comparison, longest_step};
use super::goals::{Goal, Goals};
use super::nets::Nets;
use super::rollouts::{Rollouts, word};
use super::roster::{Roster, is, is_named, names};
use crate::engine::rollout::{
    Level, Need, PlatformInput, RolloutAnswer, RolloutInput, StateChange, Strategy, StrategyScore,
};
use crate::pack::{Cell, Pack};
use crate::platform::Platform;
use crate::skills::platform_operations::baseline::Service;
use crate::skills::platform_operations::rollout::RiskProfile;
use crate::skills::platform_operations::safety::Safety;
use crate::text;

/// What a risk profile speaks for. A profile with a cell that is no word of its choice has none, and neither has a
/// database or infrastructure: a share of its traffic meets no new version.
#[derive(Debug)]
pub(in super::super) struct Choice<'a> {
    /// The profile.
    pub profile: RiskProfile<'a>,
    /// The card of the service's platform.
    pub card: Option<&'static Platform>,
    /// What a canary would have to tell apart; `None` where the plan does not say.
    pub comparison: Option<Comparison<'a>>,
    /// The answer.
    pub answer: RolloutAnswer,
    /// The same without flags: what brings the code out, be it under a flag or not.
    pub deploy: RolloutAnswer,
    input: RolloutInput,
}

impl<'a> Choice<'a> {
    /// The choices of a pack, in the order of its profiles.
    pub fn all(
        pack: &'a Pack,
        roster: &Roster<'a>,
        goals: &Goals<'a>,
        nets: &Nets<'a>,
        rollouts: &Rollouts<'a>,
    ) -> Vec<Self> {
        let choices = rollouts.profiles.iter().filter_map(|profile| {
            let name = profile.name().text;
            let service = roster.service(name).filter(|service| takes_versions(service))?;
            let mut input = input(profile, changed_for_good(pack, roster, name))?;
            let card = roster.card(service.platform());
            input.platform = card.map(Platform::input);
            let longest = longest_step(rollouts, name);
            let asked = |one: &Comparison<'a>| one.question(&[], Some(longest));
            // Traffic or errors that the engine refuses to calculate with leave the other factors as they are.
            let comparison = judged_by(name, roster, goals, nets, rollouts).filter(|one| asked(one).answer().is_ok());
            input.canary = comparison.as_ref().map(asked);
            let answer = input.answer().ok()?;
            let deploy = RolloutInput { platform: Some(without_flags(input.platform.as_ref())), ..input.clone() };
            Some(Choice { profile: *profile, card, comparison, answer, deploy: deploy.answer().ok()?, input })
        });
        choices.collect()
    }

    /// Its service.
    pub fn service(&self) -> &'a str {
        self.profile.name().text
    }

    /// The score of a strategy.
    pub fn score(&self, strategy: Strategy) -> Option<&StrategyScore> {
        self.answer.scores.iter().find(|one| one.strategy == strategy)
    }

    /// Why the profile itself, whatever the platform and the traffic, rules a strategy out. Flags beside it bring the
    /// instant way back that a rolling update lacks, and the chosen users that a switch lacks.
    pub fn excludes(&self, strategy: Strategy, flags: bool) -> Vec<String> {
        let mut alone = RolloutInput { platform: None, canary: None, ..self.input.clone() };
        if flags && strategy == Strategy::Rolling {
            alone.instant_rollback = alone.instant_rollback.min(Need::Preferred);
        }
        if flags && strategy == Strategy::BlueGreen {
            alone.real_traffic = alone.real_traffic.min(Need::Preferred);
        }
        let scores = alone.answer().map(|answer| answer.scores).unwrap_or_default();
        scores.into_iter().find(|one| one.strategy == strategy).map(|one| one.excluded).unwrap_or_default()
    }

    /// The best strategy that is not `strategy`: of those that bring the code out, else flags.
    pub fn instead_of(&self, strategy: Strategy) -> Option<Strategy> {
        let (deploy, all) = (&self.deploy, &self.answer);
        let ranked = [deploy.choice, deploy.runner_up, all.choice, all.runner_up];
        ranked.into_iter().flatten().find(|one| *one != strategy)
    }

    /// What would bring the code out if one cell of the profile said something else, in the words of its columns. What
    /// no cell can say is left out.
    pub fn flips(&self) -> Vec<PlanFlip> {
        let flips =
            self.deploy.flips.iter().filter(|flip| flip.choice != Some(Strategy::FeatureFlags)).filter_map(|flip| {
                let (what, to) = match (flip.field.as_str(), flip.to.as_str()) {
                    ("blast_radius", to) => ("blast radius", to),
                    ("cost_sensitivity", "low") => ("cost", "free"),
                    ("cost_sensitivity", "high") => ("cost", "tight"),
                    ("cost_sensitivity", _) => ("cost", "normal"),
                    ("simplicity", "low") => ("complexity borne", "high"),
                    ("simplicity", "high") => ("complexity borne", "low"),
                    ("simplicity", to) => ("complexity borne", to),
                    ("zero_downtime", "required") => ("zero downtime", "yes"),
                    ("zero_downtime", "none") => ("zero downtime", "no"),
                    ("instant_rollback", "none") => ("instant rollback", "no"),
                    ("instant_rollback", to) => ("instant rollback", to),
                    ("real_traffic", "none") => ("real traffic", "no"),
                    ("real_traffic", "preferred") => ("real traffic", "useful"),
                    ("real_traffic", to) => ("real traffic", to),
                    ("mixed_versions", "true") => ("mixed versions", "tolerated"),
                    ("mixed_versions", _) => ("mixed versions", "not tolerated"),
                    ("state", "incompatible") => ("schema change", "forward only"),
                    ("platform", _) => ("platform", "one that can do all four"),
                    ("canary.traffic", to) => ("traffic", to),
                    // The plan says `yes` or `no` of downtime, and a compatible change of data weighs as much as none.
                    _ => return None,
                };
                Some(PlanFlip { what, to: to.to_owned(), choice: flip.choice })
            });
        flips.collect()
    }
}

/// A change of one cell, and what it would change the choice to.
#[derive(Debug)]
pub(in super::super) struct PlanFlip {
    what: &'static str,
    to: String,
    /// The strategy then; `None` where none can be used.
    pub choice: Option<Strategy>,
}

impl PlanFlip {
    /// The cell as it would be: `mixed versions not tolerated`.
    pub fn cell(&self) -> String {
        format!("{} {}", self.what, self.to)
    }
}

impl fmt::Display for PlanFlip {
    /// `mixed versions not tolerated: blue_green`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.cell(), self.choice.map_or("none can be used", word))
    }
}

/// A platform as it is, its flags left out.
fn without_flags(platform: Option<&PlatformInput>) -> PlatformInput {
    let (name, mut supports) = match platform {
        Some(platform) => (platform.name.clone(), platform.supports.clone()),
        None => ("the platform".to_owned(), vec![Strategy::Rolling, Strategy::BlueGreen, Strategy::Canary]),
    };
    supports.retain(|one| *one != Strategy::FeatureFlags);
    PlatformInput { name, supports }
}

/// Whether versions of a service serve requests, so that one can speak of shares of them.
fn takes_versions(service: &Service<'_>) -> bool {
    !is(service.kind(), "database") && !is(service.kind(), "infrastructure")
}

/// The objective that a canary of a service is judged by: one that its triggers cite, else one of a journey that needs
/// it; of several the first on errors, else the first.
fn judged_by<'a>(
    service: &str,
    roster: &Roster<'a>,
    goals: &Goals<'a>,
    nets: &Nets<'a>,
    rollouts: &Rollouts<'a>,
) -> Option<Comparison<'a>> {
    let triggers = nets.triggers.iter().filter(|fuse| is_named(fuse.row.services(), service));
    let cited: Vec<&str> = triggers.flat_map(|fuse| names(fuse.row.slo())).collect();
    let journeys = roster.journeys.iter().filter(|row| is_named(row.services(), service));
    let journeys: Vec<&str> = journeys.map(|row| row.name().text).collect();
    let is_cited = |goal: &&Goal<'a>| cited.iter().any(|name| text::same_name(name, goal.name()));
    let is_own = |goal: &&Goal<'a>| journeys.iter().any(|name| is_named(goal.row.journey(), name));
    let counts = |goal: &&Goal<'a>| is(goal.row.kind(), "availability") || is(goal.row.kind(), "error rate");
    let all = || goals.goals.iter();
    let ranked = all()
        .filter(is_cited)
        .filter(counts)
        .chain(all().filter(is_cited))
        .chain(all().filter(is_own).filter(counts))
        .chain(all().filter(is_own));
    ranked.into_iter().find_map(|goal| Comparison::of(goal, service, goals, roster, rollouts))
}

/// Whether a plan changes the data of a service so that the version before cannot work with it.
fn changed_for_good<'a>(pack: &'a Pack, roster: &Roster<'a>, service: &str) -> bool {
    Safety::of(pack).changes().any(|row| is(row.phase(), "forward only") && concerns(row.services(), service, roster))
}

/// Whether a change of a schema concerns a service: it names the service, or a database.
pub(in super::super) fn concerns(services: Cell<'_>, service: &str, roster: &Roster<'_>) -> bool {
    is_named(services, service) || roster.services_in(services).iter().any(|row| is(row.kind(), "database"))
}

/// A profile in the engine's words; `None` where a cell is blank or no word of its choice.
fn input(profile: &RiskProfile<'_>, changed_for_good: bool) -> Option<RolloutInput> {
    let level = |cell: Cell<'_>, words: [&str; 3]| one_of(cell, words, [Level::Low, Level::Medium, Level::High]);
    let needs = [Need::Required, Need::Preferred, Need::None];
    let [required, _, not] = needs;
    let changed = if changed_for_good { StateChange::Incompatible } else { StateChange::Compatible };
    Some(RolloutInput {
        blast_radius: level(profile.blast_radius(), ["low", "medium", "high"])?,
        zero_downtime: one_of(profile.zero_downtime(), ["yes", "no"], [required, not])?,
        instant_rollback: one_of(profile.instant_rollback(), ["required", "preferred", "no"], needs)?,
        cost_sensitivity: level(profile.cost(), ["free", "normal", "tight"])?,
        real_traffic: one_of(profile.real_traffic(), ["required", "useful", "no"], needs)?,
        // What a team cannot run it has to be spared.
        simplicity: level(profile.complexity(), ["high", "medium", "low"])?,
        mixed_versions: one_of(profile.mixed_versions(), ["tolerated", "not tolerated"], [true, false])?,
        state: one_of(
            profile.state(),
            ["stateless", "stateful", "schema change"],
            [StateChange::None, StateChange::None, changed],
        )?,
        platform: None,
        canary: None,
    })
}

/// The value beside the word that a cell holds.
fn one_of<T: Copy, const N: usize>(cell: Cell<'_>, words: [&str; N], values: [T; N]) -> Option<T> {
    words.iter().position(|word| is(cell, word)).and_then(|at| values.get(at).copied())
}

/// What one step of fit in the heaviest factor is worth: the scores of two strategies that lie closer are one class.
pub(in super::super) fn class(score: &StrategyScore) -> u32 {
    score.factors.iter().map(|one| one.weight).max().unwrap_or_default()
}

/// The greatest of several lengths, in seconds.
pub(in super::super) fn longest(lengths: impl Iterator<Item = Option<Decimal>>) -> Option<Decimal> {
    lengths.flatten().max()
}
