//! A rollout is planned across a freeze of rollouts.
//!
//! ## What it does
//! Takes the milestones that strategies name, and the freezes that stop work or rollouts, of everybody or of the
//! milestone's owner. A milestone whose ETA range meets such a freeze says in *Rollout/rollback* what it does then: that it
//! pauses, which stages lie before the freeze or after it, or on which days outside it they are. `The version before` is
//! no word about the freeze. One that ends within the freeze is reported by the schedule.
//!
//! ## Why it matters
//! A strategy that changes under way, half of the services on the new one and half on the old, is what a team has to run
//! through the weeks in which it may change nothing.
//!
//! ## Example
//! Bad: M4 `2026-12-14 to 2027-01-22`, freeze of rollouts `2026-12-21 to 2027-01-03`, rollout `service by service`.
//!
//! Good: the same, rollout `catalog before 2026-12-18, the others after the freeze`.
//!
//! ## Fix
//! Move the milestone, or write what stands still during the freeze.

use crate::finding::Findings;
use crate::text;
use crate::quantity::{DateRange, date};
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::observed::milestone;
use crate::skills::platform_operations::reading::roster::names;
use crate::skills::shared::{Freeze, RoadmapRows};

crate::rule!("DLV004", "deploy-in-freeze", Warning, needs["rollout", "roadmap"], "dlv004.rs", check);

/// Words that say what happens during a freeze.
const PAUSES: &[&str] =
    &["freeze*", "frozen", "paus*", "not between", "no release*", "no rollout*", "stand* still", "resum*"];

/// Words in front of what a stage lies before or after.
const SIDES: &[&str] = &["before", "until", "after", "from", "since"];

/// How many words behind them name it.
const NEAR: usize = 5;

fn check(case: &Case<'_>, findings: &mut Findings) {
    let mut named: Vec<usize> = case
        .rollouts
        .rollouts
        .iter()
        .flat_map(|release| names(release.row.milestone()).filter_map(|name| milestone(&case.plan, name)))
        .collect();
    named.sort_unstable();
    named.dedup();
    for one in named.into_iter().filter_map(|index| case.plan.milestones.get(index)) {
        let Some(eta) = one.eta else { continue };
        let rollout = one.row.rollout();
        let meets = |freeze: &Freeze<'_>| {
            let range = DateRange::parse(freeze.period().text).ok()?;
            let stops = text::has_any(freeze.stops().text, &["rollout*", "deploy*", "release*", "work", "everything", "all"]);
            let whole = !freeze.stops().text.contains(" of ") || text::mentions(freeze.stops().text, one.row.owner().text);
            let across = range.start <= eta.end && eta.start <= range.end && !range.contains(eta.end);
            (stops && whole && across).then_some(range)
        };
        let Some((freeze, range)) = RoadmapRows::of(case.pack).freezes().find_map(|freeze| Some((freeze, meets(&freeze)?))) else {
            continue;
        };
        if text::has_any(rollout.text, PAUSES) || lies_beside(rollout.text, &freeze, range, eta) {
            continue;
        }
        findings
            .at(
                rollout.place,
                format!("{} is worked on from {} to {}, and rollouts are frozen from {} to {}", one.id, eta.start, eta.end, range.start, range.end),
            )
            .evidence(format!("\"{}\" begins with {}; freeze: {}", first_rollout(case, one.id), one.id, freeze.reason().text.trim()))
            .fix("write what goes out before and what after the freeze, or move the milestone")
            .related(freeze.name().place, "the freeze");
    }
}

/// Whether stages lie on days of the work outside the freeze, or before or after what it is for.
fn lies_beside(rollout: &str, freeze: &Freeze<'_>, range: DateRange, eta: DateRange) -> bool {
    let dates = date::find_dates(rollout);
    if !dates.is_empty() && dates.iter().all(|(_, day)| eta.contains(*day) && !range.contains(*day)) {
        return true;
    }
    let reason = text::key(freeze.reason().text);
    let about = |word: &str| word.len() > 3 && reason.split(' ').any(|one| one == word);
    text::find_any(rollout, SIDES).any(|(_, side)| {
        let behind = text::key(&rollout[side.end..]);
        behind.split(' ').take(NEAR).any(about)
    })
}

/// The first rollout that begins with a milestone.
fn first_rollout<'a>(case: &Case<'a>, id: &str) -> &'a str {
    let begins = |cell: crate::pack::Cell<'_>| {
        names(cell).filter_map(|name| milestone(&case.plan, name)).any(|index| case.plan.milestones.get(index).is_some_and(|one| one.id == id))
    };
    let found = case.rollouts.rollouts.iter().find(|release| begins(release.row.milestone()));
    found.map_or("", |release| release.row.name().text)
}
