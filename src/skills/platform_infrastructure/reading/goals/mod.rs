//! The objectives of section 3 with what they rest on: alerts, dependencies, traffic. Read once for the rules and for the
//! computed values alike.
//!
//! # Layout
//! - [`alerts`]: the burn-rate alerts a pack states, in its table and in prose
//! - [`needs`]: what journeys need, and how available that makes them
//! - [`past`]: what past windows came to

use rust_decimal::Decimal;

use crate::engine::slo::{AlertQuestion, AlertReport, SloError, TierInput, Written};
use crate::pack::{Cell, Pack};
use crate::quantity::{Comparator, Quantity, Target, Unit, target};
use crate::skills::platform_infrastructure::{Quality, Slo};
use crate::skills::shared::reading::objective;
use crate::skills::shared::reading::promise::{self, Promise};
use crate::text;

pub(in super::super) mod alerts;
pub(in super::super) mod needs;
pub(in super::super) mod past;

use alerts::Stated;
use needs::Need;
use past::Past;

/// The objectives of a pack with what they rest on.
#[derive(Debug)]
pub(in super::super) struct Goals<'a> {
    /// The objectives that can be read.
    pub goals: Vec<Goal<'a>>,
    /// The alerts that are stated.
    pub alerts: Vec<Stated<'a>>,
    /// What journeys need.
    pub needs: Vec<Need<'a>>,
    /// What past windows came to.
    pub past: Vec<Past<'a>>,
    /// The cells of past windows that say nothing of an objective, and why.
    pub unusable: Vec<(Cell<'a>, String)>,
}

/// An objective that can be read.
#[derive(Debug)]
pub(in super::super) struct Goal<'a> {
    /// Its row.
    pub slo: Slo<'a>,
    /// Its target.
    pub target: Target,
    /// The share of good events it asks for, in percent, above 0 and below 100; `None` for a latency.
    pub share: Option<Decimal>,
    /// The percentile of a latency: 95.
    pub percentile: Option<Decimal>,
    /// The days it is judged over.
    pub days: Option<Decimal>,
}

impl<'a> Goals<'a> {
    /// Reads the section.
    pub fn of(pack: &'a Pack) -> Self {
        let quality = Quality::of(pack);
        let goals: Vec<Goal<'a>> = quality.slos().filter_map(Goal::read).collect();
        let (past, unusable) = past::past(&quality, &goals, pack.as_of);
        Goals { alerts: alerts::stated(&quality), needs: needs::needs(&quality), past, unusable, goals }
    }

    /// What the past windows of an objective came to.
    pub fn past_of(&self, slo: &Slo<'_>) -> Option<&Past<'a>> {
        self.past.iter().find(|past| self.goals.get(past.goal).is_some_and(|goal| goal.slo.place() == slo.place()))
    }

    /// The objectives of a journey.
    pub fn of_journey<'g>(&'g self, journey: &'g str) -> impl Iterator<Item = &'g Goal<'a>> + use<'g, 'a> {
        self.goals.iter().filter(move |goal| text::same_name(goal.name(), journey))
    }

    /// The alerts that are stated for an objective: its own, else those for all.
    pub fn alerts_of(&self, goal: &Goal<'_>) -> Vec<&Stated<'a>> {
        let own: Vec<&Stated<'a>> = self.alerts.iter().filter(|alert| alert.is_for(goal.name())).collect();
        if own.is_empty() { self.alerts.iter().filter(|alert| alert.is_for_all()).collect() } else { own }
    }
}

impl<'a> Goal<'a> {
    fn read(slo: Slo<'a>) -> Option<Self> {
        let target = Target::parse(slo.target().text).ok()?;
        let share = objective::share(&target);
        let is_time = target.quantity.as_days().is_some();
        let percentile = target.percentile.or_else(|| target::percentile(slo.sli().text)).filter(|_| is_time);
        let days = target.window.and_then(target::Window::days).filter(|days| *days > Decimal::ZERO);
        Some(Goal { slo, target, share, percentile, days })
    }

    /// Its journey.
    pub fn name(&self) -> &'a str {
        self.slo.name().text
    }

    /// Whether a value can be held against the target: another share of good events, or another time.
    pub fn is_comparable(&self, value: &Quantity) -> bool {
        let bound = &self.target.quantity;
        let half = Decimal::from(50);
        match self.share {
            // A share of failures is none of good events.
            Some(_) => value.unit == Unit::Percent && (value.value >= half) == (bound.value >= half),
            None => bound.as_days().is_some() && value.as_days().is_some_and(|days| days < Decimal::new(4, 2)),
        }
    }

    /// On which side of the target good values lie: as stated, else above for shares and below for times.
    pub fn comparator(&self) -> Comparator {
        let usual = if self.share.is_some() { Comparator::AtLeast } else { Comparator::AtMost };
        self.target.comparator.unwrap_or(usual)
    }

    /// The share that has to succeed as the engine reads it: `99.9 %`.
    pub fn written_share(&self) -> Option<Written> {
        self.share.map(promise::percent)
    }

    /// It as a share of good events over a time; `None` for a latency, or without a window.
    fn promise(&self) -> Option<Promise> {
        Some(Promise { share: self.share?, days: self.days? })
    }

    /// What these alerts do for it; `None` where it is no share with a window.
    pub fn alerts(&self, tiers: Vec<TierInput>, rate: Option<&str>) -> Option<Result<AlertReport, SloError>> {
        let question = self.promise()?.question(tiers);
        Some(AlertQuestion { traffic: rate.map(Written::from), ..question }.answer())
    }

    /// The usual alerts, fitted to it: windows that can fire and are silent while it is met.
    pub fn fitting(&self) -> Vec<TierInput> {
        self.promise().map(|promise| promise.fitting()).unwrap_or_default()
    }
}
