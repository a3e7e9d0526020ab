//! What a canary can see: the requests of each step, held against those that tell the usual errors of an objective from
//! the errors that page.
//!
//! The bound is the objective's own page ([`Goals::pages_at`]), the usual errors are those that its baseline observed,
//! and the requests are those of the risk profile, or of the objective's journey where it states fewer.

use rust_decimal::Decimal;

use super::goals::{Goal, Goals};
use super::nets::Nets;
use super::rollouts::{Release, Rollouts};
use super::roster::{Roster, is_named, names};
use crate::engine::rollout::{CanaryInput, CanaryStep, StepInput};
use crate::engine::slo::Written;
use crate::quantity::{Quantity, Unit, duration, number};
use crate::text;

/// How many of a hundred good versions pass a step.
pub(in super::super) const CONFIDENCE: &str = "95 %";
/// How many of a hundred bad versions a step catches.
pub(in super::super) const POWER: &str = "80 %";
/// A step that stands in a plan is judged as it stands, however long it would have to be.
const LONGEST: &str = "300 years";
/// A step that is still to be chosen takes no longer, unless the plan has longer ones: four hours, in seconds.
const USUAL: Decimal = Decimal::from_parts(14_400, 0, 0, false, 0);

/// Errors that a canary of a service has to tell apart.
#[derive(Debug, Clone)]
pub(in super::super) struct Comparison<'a> {
    /// The objective.
    pub slo: &'a str,
    /// The failures that its baseline observed, in percent.
    pub usual: Decimal,
    /// The failures from which on its fastest page fires, in percent.
    pub page: Decimal,
    /// The requests: `900 requests per minute`.
    pub traffic: Quantity,
}

/// A step of a canary held against one objective of one service.
#[derive(Debug)]
pub(in super::super) struct Sight<'a> {
    /// The rollout, by index.
    pub release: usize,
    /// The step, by index.
    pub step: usize,
    /// The service.
    pub service: &'a str,
    /// What has to be told apart.
    pub comparison: Comparison<'a>,
    /// What the engine says of it; it has a stated length.
    pub sized: CanaryStep,
}

impl<'a> Comparison<'a> {
    /// What an objective asks of a canary of a service; `None` where it has no page, no observation or no traffic, or
    /// pages at what is usual.
    pub fn of(
        goal: &Goal<'a>,
        service: &str,
        goals: &Goals<'a>,
        roster: &Roster<'a>,
        rollouts: &Rollouts<'a>,
    ) -> Option<Self> {
        let (usual, page) = (goal.failing()?, goals.pages_at(goal)?.min(Decimal::ONE_HUNDRED));
        let profile = rate(rollouts.profile(service)?.traffic().text)?;
        let journeys = roster.journeys.iter().filter(|row| is_named(goal.row.journey(), row.name().text));
        let own = journeys.filter_map(|row| rate(row.rate().text));
        let traffic = own.fold(profile, |least, one| match one.compare(&least) {
            Some(std::cmp::Ordering::Less) => one,
            _ => least,
        });
        (page > usual).then_some(Comparison { slo: goal.name(), usual, page, traffic })
    }

    /// The question to the engine, with these steps of share in percent and seconds.
    pub fn question(&self, steps: &[(Decimal, Decimal)], longest: Option<Decimal>) -> CanaryInput {
        let seconds = |seconds: Decimal| Written::from(format!("{} s", number::print(seconds)));
        CanaryInput {
            traffic: self.traffic.to_string().into(),
            baseline: percent(self.usual).into(),
            detect: percent(self.page).into(),
            slow: None,
            confidence: Some(CONFIDENCE.into()),
            power: Some(POWER.into()),
            steps: steps
                .iter()
                .map(|(share, hold)| StepInput { share: percent(*share).into(), duration: Some(seconds(*hold)) })
                .collect(),
            longest: Some(longest.map_or_else(|| LONGEST.into(), |longest| seconds(longest.max(USUAL)))),
        }
    }
}

/// Every step below 100 % against each objective that the triggers judging it cite.
pub(super) fn sights<'a>(
    roster: &Roster<'a>,
    goals: &Goals<'a>,
    nets: &Nets<'a>,
    rollouts: &Rollouts<'a>,
) -> Vec<Sight<'a>> {
    let mut found = Vec::new();
    for (release, one) in rollouts.rollouts.iter().enumerate() {
        for (step, row) in one.steps.iter().enumerate() {
            let Some((share, hold)) = row.share.zip(row.hold).filter(|(share, _)| *share < Decimal::ONE_HUNDRED) else {
                continue;
            };
            for service in roster.services_in(one.row.services()) {
                let service = service.name().text;
                for goal in judging(one, step, service, goals, nets) {
                    let Some(comparison) = Comparison::of(goal, service, goals, roster, rollouts) else { continue };
                    let answer = comparison.question(&[(share, hold)], None).answer();
                    let Some(sized) = answer.ok().and_then(|answer| answer.steps.into_iter().next()) else { continue };
                    found.push(Sight { release, step, service, comparison, sized });
                }
            }
        }
    }
    found
}

/// The objectives that the triggers of a step cite for a service, each once.
fn judging<'g, 'a>(
    release: &Release<'a>,
    step: usize,
    service: &str,
    goals: &'g Goals<'a>,
    nets: &Nets<'a>,
) -> Vec<&'g Goal<'a>> {
    let Some(step) = release.steps.get(step) else { return Vec::new() };
    let judges = nets.triggers.iter().filter(|fuse| {
        is_named(fuse.row.services(), service)
            && names(step.row.judged_by()).any(|name| text::same_name(name, fuse.row.name().text))
    });
    let cited: Vec<&str> = judges.flat_map(|fuse| names(fuse.row.slo())).collect();
    goals.goals.iter().filter(|goal| cited.iter().any(|name| text::same_name(name, goal.name()))).collect()
}

/// The longest step of a service's rollouts, in seconds.
pub(super) fn longest_step(rollouts: &Rollouts<'_>, service: &str) -> Decimal {
    let own = rollouts.rollouts.iter().filter(|one| is_named(one.row.services(), service));
    own.flat_map(|one| &one.steps).filter_map(|step| step.hold).max().unwrap_or_default()
}

/// A count per time, however it is spoken of: `190 requests per minute in the quietest region`.
fn rate(cell: &str) -> Option<Quantity> {
    let rate = Quantity::parse(cell).ok()?;
    let Unit::Rate { of, .. } = &rate.unit else { return None };
    (matches!(**of, Unit::Count(_)) && rate.value > Decimal::ZERO).then_some(Quantity { approximate: false, ..rate })
}

/// `1.44 %`.
pub(in super::super) fn percent(value: Decimal) -> String {
    format!("{} %", number::print(value))
}

/// A number of seconds in words: `1 h 30 min`.
pub(in super::super) fn span(seconds: Decimal) -> String {
    duration::in_words(seconds)
}
