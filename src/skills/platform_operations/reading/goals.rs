//! The objectives with what they rest on and what watches them.

use rust_decimal::Decimal;

use super::alerts::{Prediction, Runbook};
use super::observation::{self, Observation};
use super::roster::{is, is_named, names};
use crate::engine::slo::{self, Budget, Severity, TierInput, Written};
use crate::pack::Pack;
use crate::quantity::{Comparator, Quantity, Target, Unit, duration, number, target};
use crate::skills::platform_operations::alerting::{AlertRule, Alerting};
use crate::skills::platform_operations::baseline::Baseline;
use crate::skills::platform_operations::objectives::{Objective, Objectives};
use crate::skills::shared::reading::objective;
use crate::skills::shared::reading::promise::Promise;
use crate::text;

/// Objectives, observations and alerts.
#[derive(Debug)]
pub(in super::super) struct Goals<'a> {
    /// What was observed, in the order of the document; rows without a name are nothing.
    pub observations: Vec<Observation<'a>>,
    /// The objectives, in the order of the document; rows without a name are none.
    pub goals: Vec<Goal<'a>>,
    /// The alerts, in the order of the document.
    pub alerts: Vec<Watch<'a>>,
}

/// An objective as understood.
#[derive(Debug)]
pub(in super::super) struct Goal<'a> {
    /// Its row.
    pub row: Objective<'a>,
    /// Its target; `None` where the cell cannot be read.
    pub target: Option<Target>,
    /// The share of good events it asks for, in percent, above 0 and below 100; `None` where it is no share. An error
    /// rate of at most 0.1 % asks for 99.9 %.
    pub share: Option<Decimal>,
    /// The days it is judged over.
    pub days: Option<Decimal>,
    /// The observations its baseline names.
    pub observed: Vec<Observation<'a>>,
}

/// An alert as understood.
#[derive(Debug)]
pub(in super::super) struct Watch<'a> {
    /// Its row.
    pub row: AlertRule<'a>,
    /// The objectives it names, by index.
    pub goals: Vec<usize>,
    /// Its long window, in seconds.
    pub long: Option<Decimal>,
    /// Its short window, in seconds.
    pub short: Option<Decimal>,
    /// The multiple of the rate that would spend the budget in just the objective's window: 14.4.
    pub burn_rate: Option<Decimal>,
    /// What to do first, and where it stands.
    pub runbook: Runbook<'a>,
    /// What a cause foretells.
    pub prediction: Prediction,
}

impl<'a> Goals<'a> {
    /// Reads a pack.
    pub fn of(pack: &'a Pack) -> Self {
        let observations = Baseline::of(pack).observations().filter(|row| !row.name().is_blank());
        let observations: Vec<Observation<'a>> = observations.map(Observation::of).collect();
        let rows = Objectives::of(pack).slos().filter(|row| !row.name().is_blank());
        let goals: Vec<Goal<'a>> = rows.map(|row| Goal::of(row, &observations)).collect();
        let alerts = Alerting::of(pack).alerts().filter(|row| !row.name().is_blank());
        let alerts = alerts.map(|row| Watch::of(row, &goals)).collect();
        Goals { observations, goals, alerts }
    }

    /// The objective of this name.
    pub fn goal(&self, name: &str) -> Option<&Goal<'a>> {
        self.goals.iter().find(|goal| text::same_name(goal.name(), name))
    }

    /// The objectives of a journey.
    pub fn of_journey(&self, journey: &str) -> impl Iterator<Item = &Goal<'a>> {
        self.goals.iter().filter(move |goal| is_named(goal.row.journey(), journey))
    }

    /// The burn-rate alerts of an objective that wake a person.
    pub fn pages(&self, goal: &Goal<'_>) -> impl Iterator<Item = &Watch<'a>> {
        self.watching(goal).filter(|alert| alert.is_page())
    }

    /// The alerts that watch an objective.
    pub fn watching(&self, goal: &Goal<'_>) -> impl Iterator<Item = &Watch<'a>> {
        let index = self.goals.iter().position(|one| text::same_name(one.name(), goal.name()));
        self.alerts.iter().filter(move |alert| index.is_some_and(|index| alert.goals.contains(&index)))
    }

    /// The share of failures, in percent, from which on the fastest page of an objective fires: its highest burn rate
    /// times the budget; `None` without such a page, or where the objective is no share.
    pub fn pages_at(&self, goal: &Goal<'_>) -> Option<Decimal> {
        let rate = self.pages(goal).filter_map(|alert| alert.burn_rate).max()?;
        Some(rate * goal.budget()?)
    }
}

impl<'a> Goal<'a> {
    fn of(row: Objective<'a>, observations: &[Observation<'a>]) -> Self {
        let named =
            |fact: &&Observation<'a>| names(row.baseline()).any(|name| text::same_name(name, fact.row.name().text));
        let observed: Vec<Observation<'a>> = observations.iter().filter(named).cloned().collect();
        let target =
            Target::parse(row.target().text).ok().map(|target| with_side(target, is(row.kind(), "error rate")));
        let target = target.map(|target| match observed.iter().any(|fact| fact.is_share_within(&target.quantity)) {
            true => objective::as_share(target),
            false => target,
        });
        let share = target.as_ref().and_then(objective::share);
        let days = target.as_ref().and_then(|target| target.window).and_then(target::Window::days);
        Goal { row, target, share, days: days.filter(|days| *days > Decimal::ZERO), observed }
    }

    /// Its name.
    pub fn name(&self) -> &'a str {
        self.row.name().text
    }

    /// The share that failed in the first of its observations that can be held against it, in percent.
    pub fn failing(&self) -> Option<Decimal> {
        self.share?;
        let held = self.observed.iter().find_map(|fact| self.held(fact))?;
        (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&held).then(|| Decimal::ONE_HUNDRED - held)
    }

    /// It as a share of good events over a time; `None` where it is no share, or without a window.
    pub fn promise(&self) -> Option<Promise> {
        Some(Promise { share: self.share?, days: self.days? })
    }

    /// The percentile it is a bound of, by its target or its indicator.
    pub fn percentile(&self) -> Option<Decimal> {
        let target = self.target.as_ref().filter(|target| target.quantity.as_days().is_some())?;
        target.percentile.or_else(|| target::percentile(self.row.sli().text))
    }

    /// What was observed, as a number that can be held against the target: the share of good events in percent where it
    /// asks for one, else the value in the unit of the target. `None` where it is of another kind, such as a time for a
    /// share, or of another percentile.
    pub fn held(&self, fact: &Observation<'_>) -> Option<Decimal> {
        let (target, value) = (self.target.as_ref()?, fact.value.as_ref()?);
        let other = |said: Decimal| self.percentile().is_some_and(|own| own != said);
        if fact.percentile().is_some_and(other) {
            return None;
        }
        observation::held(target, fact.row.name().text, value)
    }

    /// Whether a number as [`Goal::held`] gives it meets the target.
    pub fn is_met_by(&self, held: Decimal) -> bool {
        match (self.share, &self.target) {
            (Some(share), _) => held >= share,
            (None, Some(target)) => side(target).holds(held, target.quantity.value),
            (None, None) => true,
        }
    }

    /// The error budget, where the target is a share over a window.
    pub fn error_budget(&self) -> Option<Budget> {
        slo::error_budget(self.share?, self.days?).ok()
    }

    /// The share that may fail, in percent.
    pub fn budget(&self) -> Option<Decimal> {
        Some(Decimal::ONE_HUNDRED - self.share?)
    }
}

impl<'a> Watch<'a> {
    fn of(row: AlertRule<'a>, goals: &[Goal<'a>]) -> Self {
        let named = |goal: &Goal<'_>| names(row.slo()).any(|name| text::same_name(name, goal.name()));
        Watch {
            row,
            goals: goals.iter().enumerate().filter(|(_, goal)| named(goal)).map(|(index, _)| index).collect(),
            runbook: Runbook::of(row.runbook().text, row.services().text),
            prediction: Prediction::of(row),
            long: duration::seconds(row.long().text),
            short: duration::seconds(row.short().text),
            burn_rate: Quantity::parse(row.burn_rate().text)
                .ok()
                .map(|rate| rate.value)
                .filter(|rate| *rate > Decimal::ZERO),
        }
    }

    /// Its name.
    pub fn name(&self) -> &'a str {
        self.row.name().text
    }

    /// Whether it wakes somebody.
    pub fn is_page(&self) -> bool {
        is(self.row.severity(), "page")
    }

    /// Whether it reaches a person at all: a notice on a dashboard does not.
    pub fn interrupts(&self) -> bool {
        self.is_page() || is(self.row.severity(), "ticket")
    }

    /// Whether it is about what users feel.
    pub fn is_symptom(&self) -> bool {
        is(self.row.signal(), "symptom")
    }

    /// Whether it is about a state inside.
    pub fn is_cause(&self) -> bool {
        is(self.row.signal(), "cause")
    }

    /// It as the engine takes it; `None` where it is no burn-rate alert, or reaches nobody.
    pub fn tier(&self) -> Option<TierInput> {
        let severity = match (self.is_page(), self.interrupts()) {
            (true, _) => Severity::Page,
            (false, true) => Severity::Ticket,
            (false, false) => return None,
        };
        let written = |seconds: Decimal| Written::from(format!("{} s", number::print(seconds)).as_str());
        Some(TierInput {
            severity,
            budget: None,
            burn_rate: Some(Written::from(number::print(self.burn_rate?).as_str())),
            long: written(self.long?),
            short: self.short.map(written),
        })
    }
}

/// A target with the side on which good values lie where only the kind of its indicator tells it: `0.1 %` of errors is a
/// bound from above.
fn with_side(mut target: Target, of_errors: bool) -> Target {
    let low = target.quantity.unit == Unit::Percent && target.quantity.value < Decimal::from(50);
    if target.comparator.is_none() && of_errors && low {
        target.comparator = Some(Comparator::AtMost);
    }
    target
}

/// On which side of a target good values lie: as it says, else below for a time and above for the rest.
fn side(target: &Target) -> Comparator {
    let usual = if target.quantity.as_days().is_some() { Comparator::AtMost } else { Comparator::AtLeast };
    target.comparator.unwrap_or(usual)
}
