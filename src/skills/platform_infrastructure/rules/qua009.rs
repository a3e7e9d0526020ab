//! Two targets for one indicator contradict each other.
//!
//! ## What it does
//! Finds two SLOs of one journey with the same indicator and different targets, a time at one percentile that is longer than
//! the one at a higher percentile, and availability targets under *Reliability* that name a journey and differ from its SLO.
//! An availability that names no journey is one of everything: it may not be stricter than every SLO that counts failures.
//! Elsewhere a looser availability may be an agreement with customers, or a step on the way. One that is stricter than the SLO
//! of its journey is reported: the target of a success measure that bears its name, and a promise in a text (`we promise an
//! availability of Checkout of 99.99 %`). Over another window it is another target.
//!
//! ## Why it matters
//! Each is right in the meeting it is quoted in. The alert follows one, the contract the other, and the difference is
//! discovered in the review of the incident that fell between them. Where 99 of 100 answers come within 300 ms, 95 of 100
//! do, so `p95 < 800 ms` beside `p99 < 300 ms` promises nothing, or one of the two is mistyped.
//!
//! ## Example
//! Bad: availability `99.99 % of Checkout over 30 days` under *Reliability*, `99.9 % over 30 days` for Checkout under the SLOs.
//!
//! Bad: availability `99.99 % over 30 days` under *Reliability*, and 99.9 % or less for every journey.
//!
//! Good: one of them, with the other referring to it.
//!
//! ## Fix
//! Decide which one holds and write it in both places, or say what tells the two indicators apart.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::availability;
use crate::finding::Findings;
use crate::quantity::{self, Target, Unit, number, target};
use crate::skills::platform_infrastructure::reading::attributes::{AVAILABILITY, group};
use crate::skills::platform_infrastructure::{Case, Quality, Slo};
use crate::skills::shared::reading::objective;
use crate::skills::shared::reading::wording::stems;
use crate::text;

crate::rule!("QUA009", "targets-contradict", Warning, needs["quality"], "qua009.rs", check);

/// Words that tell no journey from another.
pub(super) const GENERIC: &[&str] =
    &["the", "a", "an", "of", "to", "in", "on", "for", "and", "with", "by", "api", "request", "all", "valid"];

/// Words of an indicator that do not tell it from another.
const INDICATOR: &[&str] =
    &["the", "a", "of", "in", "all", "over", "at", "p50", "p90", "p95", "p99", "95th", "99th", "percentile"];

/// An objective that can be read.
pub(super) struct Objective<'a> {
    pub slo: Slo<'a>,
    pub target: Target,
    /// The percentile it bounds, by its target or its indicator.
    percentile: Option<Decimal>,
    /// The name of its journey, as [`text::key`] reduces it.
    pub journey: String,
    /// The words that tell the journey from others.
    pub words: Vec<String>,
    /// The words that tell its indicator from others: one that a row adds tells two rows apart.
    indicator: BTreeSet<String>,
}

impl<'a> Objective<'a> {
    fn read(slo: Slo<'a>) -> Option<Self> {
        let name = slo.name().text;
        let target = Target::parse(slo.target().text).ok()?;
        Some(Objective {
            slo,
            percentile: target.percentile.or_else(|| target::percentile(slo.sli().text)),
            target,
            journey: text::key(name),
            words: stems(name, GENERIC),
            indicator: stems(slo.sli().text, INDICATOR).into_iter().collect(),
        })
    }

    /// Whether both are about one indicator of one journey, be it at two percentiles.
    fn measures_what(&self, other: &Self) -> bool {
        self.journey == other.journey
            && self.target.quantity.same_dimension(&other.target.quantity)
            && self.indicator == other.indicator
    }

    /// Whether this bounds a time at a lower percentile than the other, and the bound is the longer one.
    fn is_moot_beside(&self, other: &Self) -> bool {
        self.percentile.zip(other.percentile).is_some_and(|(own, higher)| own < higher)
            && matches!(self.target.quantity.unit, Unit::Time(_))
            && self.target.quantity.compare(&other.target.quantity) == Some(Ordering::Greater)
            && same_window(&self.target, &other.target)
    }

    /// Whether a text with these words names its journey.
    fn is_named(&self, said: &BTreeSet<String>) -> bool {
        !self.words.is_empty() && self.words.iter().all(|word| said.contains(word))
    }
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    let quality = Quality::of(case.pack);
    let objectives: Vec<Objective<'_>> = quality.slos().filter_map(Objective::read).collect();
    for (index, this) in objectives.iter().enumerate() {
        let mut others = objectives[..index].iter().filter(|other| this.measures_what(other));
        let at_percentiles =
            others.clone().find_map(|other| match (this.is_moot_beside(other), other.is_moot_beside(this)) {
                (true, _) => Some((this, other)),
                (_, true) => Some((other, this)),
                _ => None,
            });
        if let Some((low, high)) = at_percentiles {
            let named = |one: &Objective<'_>| {
                one.percentile.map(|share| format!("p{}", number::print(share))).unwrap_or_default()
            };
            let (name, lower, higher) = (low.slo.name().text, named(low), named(high));
            let (loose, tight) = (&low.target.quantity, &high.target.quantity);
            findings
                .at(
                    low.slo.target().place,
                    format!("\"{name}\" may take {loose} at {lower}, longer than {tight} at {higher}"),
                )
                .fix("the higher the percentile, the longer the time: correct the one that is mistyped")
                .related(high.slo.target().place, format!("the other: {}", high.slo.target().text));
        }
        let Some(other) = others.find(|other| this.percentile == other.percentile) else { continue };
        if differ(&other.target, &this.target) {
            let (one, two) = (&other.target, &this.target);
            findings
                .at(
                    this.slo.target().place,
                    format!("\"{}\" has two targets for one indicator: {one} and {two}", this.slo.name().text),
                )
                .evidence(format!("SLI: {}", this.slo.sli().text))
                .fix("keep the one that holds, or say under [[quality.slos.sli]] what tells the two apart")
                .related(other.slo.target().place, format!("the other: {}", other.slo.target().text));
        }
    }
    under_reliability(&quality, &objectives, findings);
    availability::in_success_measures(case, &objectives, findings);
    for entry in case.gate.entries() {
        availability::in_text(&entry, &objectives, findings);
    }
}

/// Availability under *Reliability*: that of a journey, or of everything.
fn under_reliability(quality: &Quality<'_>, objectives: &[Objective<'_>], findings: &mut Findings) {
    let Some(reliability) = group("reliability") else { return };
    for row in reliability.about(quality, &AVAILABILITY) {
        let Ok(target) = Target::parse(row.target().text) else { continue };
        let Some(promised) = objective::success(&target) else { continue };
        let words = |text: &str| -> BTreeSet<String> { stems(text, &[]).into_iter().collect() };
        let (name, stated) = (words(row.name().text), words(row.target().text));
        // A target for several journeys may state several numbers.
        let numbers = quantity::find_all(row.target().text);
        availability::of_everything(&row, &target, promised, objectives, findings);
        for objective in objectives.iter().filter(|one| one.is_named(&name) || one.is_named(&stated)) {
            let (slo, stated) = (&objective.slo, &objective.target);
            let Some(success) = objective::success(stated) else { continue };
            let said = numbers.iter().any(|(_, one)| one.value == stated.quantity.value);
            if promised != success && !said && is_success(slo) {
                findings
                    .at(
                        row.target().place,
                        format!("Availability of \"{}\" is {target} here and {stated} in its SLO", slo.name().text),
                    )
                    .fix("decide which one holds and write it in both places")
                    .related(slo.target().place, format!("the SLO: {}", slo.target().text));
            }
        }
    }
}

/// Whether two targets are not one: another value over the same window, or none.
fn differ(one: &Target, other: &Target) -> bool {
    same_window(one, other) && one.quantity.compare(&other.quantity) != Some(Ordering::Equal)
}

/// Whether both are over the same time, or one does not say.
pub(super) fn same_window(one: &Target, other: &Target) -> bool {
    one.window.zip(other.window).is_none_or(|(left, right)| left.days() == right.days())
}

/// Whether an SLI counts answers and not only fast ones.
pub(super) fn is_success(slo: &Slo<'_>) -> bool {
    !text::has_any(slo.sli().text, &["within", "less than", "faster", "under", "latency"])
}
