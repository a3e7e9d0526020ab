//! A strategy goes live before anything sends a bad release back.
//!
//! ## What it does
//! Takes each rollout that begins with a milestone, and each of its services and production environments. Some complete
//! trigger of that pair (metric, threshold, window, action and notification) is in use already, which is what a blank
//! milestone says, or is installed by that milestone itself or by one on which it depends, directly or through others.
//!
//! ## Why it matters
//! Rollback triggers are defined before production rollout: a new way to deploy fails most often in its first weeks, and
//! these are the weeks in which a trigger that comes later is not there.
//!
//! ## Example
//! Bad: `shop in production` begins with M4, its trigger comes with M5, and M4 depends on M2.
//!
//! Good: the trigger comes with M3, and M4 depends on M2 and M3.
//!
//! ## Fix
//! Let the rollout's milestone depend on the trigger's, or install the trigger with an earlier one.

use std::collections::BTreeMap;

use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::nets::{Fuse, Nets};
use crate::skills::platform_operations::reading::observed::milestone;
use crate::skills::platform_operations::reading::roster::names;
use crate::skills::shared::reading::plan::Plan;
use crate::skills::shared::reading::wording::joined;

crate::rule!("DLV001", "rollout-before-nets", Error, hard 3, needs["rollout", "safety", "roadmap"], "dlv001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for release in &case.rollouts.rollouts {
        let starts: Vec<usize> = names(release.row.milestone()).filter_map(|name| milestone(&case.plan, name)).collect();
        // It is in use once the first of them begins.
        let Some(&start) = starts.first() else { continue };
        let before = before(&case.plan, start);
        // The trigger to move, and the pairs that it would serve.
        let mut late: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (service, environment) in Nets::pairs(&case.roster, release.row.services(), release.row.environments()) {
            let complete: Vec<&Fuse<'_>> =
                case.nets.triggers_of(service, environment).filter(|fuse| is_complete(fuse)).collect();
            // Where there is no trigger at all, or only half of one, that is what has to be said.
            if complete.is_empty() || complete.iter().any(|fuse| is_timely(fuse, &case.plan, &before)) {
                continue;
            }
            let first = complete.first().map_or("", |fuse| fuse.row.name().text);
            if let Some(index) = case.nets.triggers.iter().position(|fuse| fuse.row.name().text == first) {
                late.entry(index).or_default().push(format!("{service} in {environment}"));
            }
        }
        for (index, pairs) in late {
            report(case, release.row.name().text.trim(), (start, index), &pairs, findings);
        }
    }
}

fn report(case: &Case<'_>, rollout: &str, (index, fuse): (usize, usize), pairs: &[String], findings: &mut Findings) {
    let (Some(fuse), Some(start)) = (case.nets.triggers.get(fuse), case.plan.milestones.get(index)) else { return };
    let (trigger, by) = (fuse.row.name().text.trim(), fuse.row.milestone());
    let said = by.text.trim();
    let mut shown: Vec<&str> = pairs.iter().take(3).map(String::as_str).collect();
    let more = format!("{} more", pairs.len().saturating_sub(3));
    if pairs.len() > 3 {
        shown.push(&more);
    }
    let waits: Vec<&str> = start.waits_on().filter_map(|on| case.plan.milestones.get(on)).map(|one| one.id).collect();
    let waits = if waits.is_empty() { "nothing".to_owned() } else { joined(&waits, "and") };
    // That the earlier one waits for the later one would close a circle.
    let behind = names(by).filter_map(|name| milestone(&case.plan, name)).any(|one| before(&case.plan, one).contains(&index));
    let install = format!("install \"{trigger}\" with {}, or with one that it waits for", start.id);
    findings
        .at(by.place, format!("rollout \"{rollout}\" begins with {}, and trigger \"{trigger}\" comes with {said}", start.id))
        .evidence(format!("for {}; {} waits for {waits}, so {said} may be done after it", joined(&shown, "and"), start.id))
        .fix(if behind { install } else { format!("let {} depend on {said}, or {install}", start.id) })
        .related(start.row.dependencies().place, "what that milestone waits for");
}

/// Whether nothing of a trigger is missing.
fn is_complete(fuse: &Fuse<'_>) -> bool {
    let row = &fuse.row;
    let filled = [row.metric(), row.action(), row.notifies()].iter().all(|cell| !cell.is_blank());
    filled && fuse.threshold.is_some() && fuse.window.is_some()
}

/// Whether a trigger is there when those milestones are done.
fn is_timely(fuse: &Fuse<'_>, plan: &Plan<'_>, done: &[usize]) -> bool {
    let cell = fuse.row.milestone();
    let mut named = names(cell).peekable();
    cell.is_blank() || named.peek().is_none() || named.all(|name| milestone(plan, name).is_some_and(|one| done.contains(&one)))
}

/// A milestone and all on which it depends, directly or not.
fn before(plan: &Plan<'_>, start: usize) -> Vec<usize> {
    let (mut seen, mut next) = (vec![start], vec![start]);
    while let Some(one) = next.pop() {
        for on in plan.milestones.get(one).into_iter().flat_map(|one| one.waits_on()) {
            if !seen.contains(&on) {
                seen.push(on);
                next.push(on);
            }
        }
    }
    seen
}
