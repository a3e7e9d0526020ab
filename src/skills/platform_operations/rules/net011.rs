//! A trigger needs longer than the canary step that it judges.
//!
//! ## What it does
//! Compares windows with the steps of a canary that go on by themselves. The window of a trigger has to fit into the first
//! step that it judges: before that its window is not full. And once all traffic is on the new version, the window and the
//! quickest way back by traffic have to fit into the last step: after it the old version is gone. How long a blue-green
//! switch keeps the old version is the business of ROL009.
//!
//! ## Why it matters
//! A step that is over before its judge has seen a full window was passed by nobody. A trigger that fires when the old
//! version is gone turns seconds into another deploy.
//!
//! ## Example
//! Bad: a step of 15 min, judged by a trigger over 1 h.
//!
//! Good: the trigger over 10 min, or a first step of 1 h.
//!
//! ## Fix
//! Shorten the window as far as it still holds enough requests, or hold the step longer.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::reading::canaries::span;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::nets::Nets;
use crate::skills::platform_operations::reading::rollouts::{Release, Step};
use crate::skills::platform_operations::reading::roster::{is, names};

crate::rule!("NET011", "trigger-outlives-way", Warning, needs["safety", "rollout"], "net011.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for fuse in &case.nets.triggers {
        let (Some(window), name) = (fuse.window, fuse.row.name().text) else { continue };
        for release in &case.rollouts.rollouts {
            let judged = |step: &&Step<'_>| {
                is(step.row.go_on(), "automatic") && names(step.row.judged_by()).any(|one| text::same_name(one, name))
            };
            let first = release.steps.iter().find(judged);
            let last = release.steps.iter().filter(judged).find(|step| step.share == Some(Decimal::ONE_HUNDRED));
            let place = fuse.row.window().place;
            if let Some((step, hold)) = first.and_then(|step| Some((step, step.hold?))).filter(|(_, hold)| window > *hold) {
                findings
                    .at(
                        place,
                        format!("\"{name}\" needs {}, and the first step it judges, \"{}\", is over after {}", span(window), step.row.name().text, span(hold)),
                    )
                    .fix(format!("write a window of at most {}, or hold the step for {}", span(hold), span(window)))
                    .related(step.row.hold().place, "the step");
                continue;
            }
            let Some((step, hold)) = last.and_then(|step| Some((step, step.hold?))) else { continue };
            let takes = quickest(case, release);
            let needed = window + takes;
            if needed > hold {
                findings
                    .at(
                        place,
                        format!(
                            "\"{name}\" needs {} and the way back {}; the old version is gone {} after \"{}\" begins",
                            span(window),
                            span(takes),
                            span(hold),
                            step.row.name().text
                        ),
                    )
                    .fix(format!("hold the step for at least {}, or shorten the window", span(needed)))
                    .related(step.row.hold().place, "the step");
            }
        }
    }
}

/// The quickest way back by traffic of a rollout, in seconds; 0 where none is stated.
fn quickest(case: &Case<'_>, release: &Release<'_>) -> Decimal {
    let pairs = Nets::pairs(&case.roster, release.row.services(), release.row.environments());
    let ways: Vec<Decimal> = pairs
        .flat_map(|(service, environment)| case.nets.ways_of(service, environment).collect::<Vec<_>>())
        .filter(|way| is(way.row.by(), "traffic"))
        .filter_map(|way| way.takes)
        .collect();
    ways.into_iter().min().unwrap_or_default()
}
