//! No milestone can start now.
//!
//! ## What it does
//! Looks for a milestone that waits for nothing and whose *ETA range* begins within 30 days of the pack's as-of
//! date and is not over, and whose owner (*Owner capacity*) and the *Freezes* let it start by then. Dependencies on a
//! circle, on unknown identifiers and dates that cannot be read are reported by other rules and not held against it
//! here.
//!
//! ## Why it matters
//! A plan whose first step lies in two months, or behind somebody else's decision, is a plan to plan. The people
//! and the attention it has on the day it is approved are gone by then.
//!
//! ## Example
//! As of 2026-11-02 the first milestone waits for "Supplier contract signed"; all others wait for it.
//!
//! ## Fix
//! Put first what needs nobody: baselines and alerts, an agreement that others wait for, a drill on staging. Give it
//! the dependencies `none` and a start within the month.

use jiff::ToSpan;

use crate::finding::Findings;
use crate::skills::shared::RoadmapRows;
use crate::skills::shared::reading::plan::{Plan, Planned, Wait};
use crate::skills::shared::rules::Case;

crate::rule!("ROA005", "nothing-can-start", Warning, needs["roadmap"], "roa005.rs", check);

/// How soon the first milestone has to start, in days.
const SOON: i32 = 30;

fn check(case: &Case<'_>, findings: &mut Findings) {
    let plan = case.plan;
    let as_of = case.gate.pack.as_of;
    let Ok(by) = as_of.checked_add(SOON.days()) else { return };
    let free: Vec<&Planned<'_>> = plan
        .milestones
        .iter()
        .enumerate()
        .filter(|(index, milestone)| is_free(plan, *index, milestone))
        .map(|(_, one)| one)
        .collect();
    // Without a readable date nothing can be said of a milestone.
    // A busy owner or a freeze moves the day.
    let scheduled = |one: &Planned<'_>| {
        case.timetable.planned().find(|(_, planned)| planned.id == one.id).map(|(_, planned)| planned)
    };
    let starts = free.iter().any(|one| {
        let soon = |start: jiff::civil::Date| scheduled(one).map_or(start, |planned| planned.start.max(start)) <= by;
        one.eta.is_none_or(|eta| soon(eta.start) && eta.end >= as_of)
    });
    if plan.milestones.is_empty() || starts {
        return;
    }
    let upcoming =
        free.iter().filter_map(|one| one.eta.map(|eta| (eta.start, one.id))).filter(|(start, _)| *start > by).min();
    let held =
        free.iter().filter_map(|one| scheduled(one)).filter(|planned| planned.start > by).min_by_key(|one| one.start);
    let evidence = match (upcoming, free.is_empty()) {
        (Some((start, id)), _) => {
            let days = as_of.until(start).map_or(0, |span| span.get_days());
            format!("the first that waits for nothing, {id}, starts on {start}, {days} days after {as_of}")
        }
        (None, true) => held_up(plan),
        (None, false) if held.is_some() => held.map_or_else(String::new, |planned| {
            format!("{} waits for nothing, but starts on {}: {}", planned.id, planned.start, planned.because)
        }),
        (None, false) => format!("those that wait for nothing were to end before {as_of}"),
    };
    findings.at(RoadmapRows::of(case.gate.pack).place(), "No milestone can start now").evidence(evidence).fix(format!(
        "begin with one that has the dependencies `none` and an ETA that starts by {by}; split one if it must be"
    ));
}

/// What the earliest milestone waits for.
fn held_up(plan: &Plan<'_>) -> String {
    // Those without a readable date come last.
    let first =
        plan.milestones.iter().min_by_key(|milestone| (milestone.eta.is_none(), milestone.eta.map(|eta| eta.start)));
    first.map_or_else(String::new, |first| {
        format!("even the earliest, {}, waits: {}", first.id, first.row.dependencies().text)
    })
}

/// Whether nothing real stands in a milestone's way.
fn is_free(plan: &Plan<'_>, index: usize, milestone: &Planned<'_>) -> bool {
    milestone.waits.iter().all(|wait| match wait {
        Wait::On(on) => plan.circular(index, *on),
        Wait::Nowhere(_) | Wait::Either(_) => true,
        Wait::Answer(_) | Wait::Words(_) => false,
    })
}
