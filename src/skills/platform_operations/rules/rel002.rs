//! The observation an SLO rests on cannot be used for it.
//!
//! ## What it does
//! Reads the baseline observations that SLOs name: each needs a value, a window, a source and a day that is not after the day
//! of the plan. One of those that an SLO names has to be of the target's kind: a percentage for a percentage, a time of the
//! same percentile for a time. A share of failures serves a share of successes, since each is what the other leaves.
//!
//! ## Why it matters
//! "Since we have Zabbix" is no window: nobody can tell how many days it covers. "About 280 ms" says nothing of a target of 99 % within 300 ms, and nobody can repeat an observation without source and
//! window. What cannot be repeated cannot tell whether the target is kept.
//!
//! ## Example
//! Bad: target `99 % over 30 days`, resting on `p95 of 280 ms, moment`.
//!
//! Good: target `99 % over 30 days`, resting on `Requests within 300 ms, 99.3 %, 30 days to 2026-11-15, ALB logs, 2026-11-16`.
//!
//! ## Fix
//! Complete the row of the observation, or observe the share that the target is about.

use std::collections::BTreeSet;

use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::goals::Goal;
use crate::skills::platform_operations::reading::observation::Observation;
use crate::skills::shared::reading::wording::{joined, shortened};

crate::rule!("REL002", "baseline-unusable", Error, hard 5, needs["objectives", "baseline"], "rel002.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let mut told = BTreeSet::new();
    for goal in &case.goals.goals {
        for fact in &goal.observed {
            // Several SLOs may rest on one observation, which is incomplete once.
            if told.insert(fact.row.name().place) {
                incomplete(case, goal, fact, findings);
            }
        }
        of_another_kind(goal, findings);
    }
}

/// Reports what is missing in an observation.
fn incomplete(case: &Case<'_>, goal: &Goal<'_>, fact: &Observation<'_>, findings: &mut Findings) {
    let (row, slo) = (&fact.row, goal.name());
    let mut lacking = Vec::new();
    if fact.value.is_none() {
        lacking.push((row.value(), "value"));
    }
    if !fact.has_window() {
        lacking.push((row.window(), "window"));
    }
    if row.source().is_blank() {
        lacking.push((row.source(), "source"));
    }
    if fact.day.is_none() {
        lacking.push((row.observed(), "day"));
    }
    if let Some((cell, _)) = lacking.first() {
        let what: Vec<&str> = lacking.iter().map(|(_, what)| *what).collect();
        findings
            .at(cell.place, format!("\"{slo}\" rests on \"{}\", which has no {} that can be read", fact.name(), joined(&what, "or")))
            .fix("write what was seen with its unit, over which days (`30 days to 2026-11-15`), in which system or query, and on which day it was read")
            .related(goal.row.baseline().place, "the SLO that rests on it");
    }
    if let Some(day) = fact.day.filter(|day| *day > case.pack.as_of) {
        findings
            .at(row.observed().place, format!("\"{slo}\" rests on \"{}\", observed on {day}, after the day of the plan, {}", fact.name(), case.pack.as_of))
            .fix("write the day on which it was read, or move the plan's as-of date to that day")
            .related(goal.row.baseline().place, "the SLO that rests on it");
    }
}

/// Reports an SLO none of whose observations is of the kind of its target.
fn of_another_kind(goal: &Goal<'_>, findings: &mut Findings) {
    let mut read = goal.observed.iter().filter(|fact| fact.value.is_some()).peekable();
    let (Some(target), Some(first)) = (&goal.target, read.peek().copied()) else { return };
    if read.any(|fact| goal.held(fact).is_some()) {
        return;
    }
    let value = first.row.value();
    let fix = match (goal.share, goal.percentile(), first.percentile()) {
        (Some(_), ..) => "observe the share of good events over the same window, in percent; or write the target in the unit of what was observed".to_owned(),
        (None, Some(asked), Some(seen)) if asked != seen => {
            format!("observe p{asked}, or ask for a p{seen}")
        }
        _ => format!("observe it in the unit of the target, {}", target.quantity.unit.name()),
    };
    findings
        .at(
            goal.row.baseline().place,
            format!("\"{}\" asks for {}, and \"{}\" is {}, which cannot be held against it", goal.name(), shortened(goal.row.target().text), first.name(), shortened(value.text)),
        )
        .fix(fix)
        .related(value.place, "what was observed");
}
