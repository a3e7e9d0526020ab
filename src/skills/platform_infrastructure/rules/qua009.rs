//! Two targets for one indicator contradict each other.
//!
//! ## What it does
//! Finds two SLOs of one journey with the same indicator and different targets, and availability targets under *Reliability*
//! that name a journey and differ from its SLO.
//!
//! ## Why it matters
//! Each is right in the meeting it is quoted in. The alert follows one, the contract the other, and the difference is
//! discovered in the review of the incident that fell between them.
//!
//! ## Example
//! Bad: availability `99.99 % of Checkout over 30 days` under *Reliability*, `99.9 % over 30 days` for Checkout under the SLOs.
//!
//! Good: one of them, with the other referring to it.
//!
//! ## Fix
//! Decide which one holds and write it in both places, or say what tells the two indicators apart.

use std::collections::BTreeSet;

use super::attributes::{AVAILABILITY, group};
use super::wording::stems;
use crate::finding::Findings;
use crate::gate::{Case, text};
use crate::quantity::Target;
use crate::skills::platform_infrastructure::{Quality, Slo, objective};

crate::rule!("QUA009", "targets-contradict", Warning, needs["quality"], "qua009.rs", check);

/// Words that tell no journey from another.
const GENERIC: &[&str] =
    &["the", "a", "an", "of", "to", "in", "on", "for", "and", "with", "by", "api", "request", "all", "valid"];

/// Words of an indicator that do not tell it from another.
const INDICATOR: &[&str] =
    &["the", "a", "of", "in", "all", "over", "at", "p50", "p90", "p95", "p99", "95th", "99th", "percentile"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let quality = Quality::of(case.pack);
    let slos: Vec<(Slo<'_>, Target)> =
        quality.slos().filter_map(|slo| Some((slo, Target::parse(slo.target().text).ok()?))).collect();
    let mut seen: Vec<(String, &Slo<'_>, &Target)> = Vec::new();
    for (slo, target) in &slos {
        let journey = text::key(slo.name().text);
        let before = seen
            .iter()
            .find(|(name, other, stated)| *name == journey && same_indicator((other, *stated), (slo, target)));
        if let Some((_, other, stated)) = before
            && differ(stated, target)
        {
            findings
                .at(
                    slo.target().place,
                    format!("\"{}\" has two targets for one indicator: {stated} and {target}", slo.name().text),
                )
                .evidence(format!("SLI: {}", slo.sli().text))
                .fix("keep the one that holds, or say under SLI what tells the two apart")
                .related(other.target().place, format!("the other: {}", other.target().text));
        }
        seen.push((journey, slo, target));
    }
    let Some(reliability) = group("reliability") else { return };
    for row in reliability.about(&quality, &AVAILABILITY) {
        let Ok(target) = Target::parse(row.target().text) else { continue };
        let Some(promised) = objective::success(&target) else { continue };
        for (slo, stated) in &slos {
            let Some(objective) = objective::success(stated) else { continue };
            let named = names(row.name().text, slo.name().text) || names(row.target().text, slo.name().text);
            // A target for several journeys may state several numbers.
            let said =
                crate::quantity::find_all(row.target().text).iter().any(|(_, one)| one.value == stated.quantity.value);
            if named && promised != objective && !said && is_success(slo) {
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

/// Whether two rows of one journey measure the same, at the same percentile: a word that one adds tells them apart.
fn same_indicator((one, left): (&Slo<'_>, &Target), (other, right): (&Slo<'_>, &Target)) -> bool {
    let words = |slo: &Slo<'_>| stems(slo.sli().text, INDICATOR).into_iter().collect::<BTreeSet<_>>();
    left.percentile == right.percentile && left.quantity.same_dimension(&right.quantity) && words(one) == words(other)
}

/// Whether two targets are not one: another value over the same window, or none.
fn differ(one: &Target, other: &Target) -> bool {
    let windows = one.window.zip(other.window).is_none_or(|(left, right)| left.days() == right.days());
    windows && one.quantity.compare(&other.quantity) != Some(std::cmp::Ordering::Equal)
}

/// Whether an SLI counts answers and not only fast ones.
fn is_success(slo: &Slo<'_>) -> bool {
    !text::has_any(slo.sli().text, &["within", "less than", "faster", "under", "latency"])
}

/// Whether a text names a journey: all the words that tell it from others.
fn names(said: &str, journey: &str) -> bool {
    let wanted = stems(journey, GENERIC);
    let words = stems(said, &[]);
    !wanted.is_empty() && wanted.iter().all(|word| words.contains(word))
}
