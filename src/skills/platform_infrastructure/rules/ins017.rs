//! An event breaks the contract that was agreed before, and no milestone moves its readers.
//!
//! ## What it does
//! Compares the *Event taxonomy* with that of an earlier pack: the revision that was finalized last, or the file given by
//! `groundplan check --against OLD.md`. An event that is gone, another type or unit, and a required property added or
//! removed break readers. Each such event needs a row under *Contract changes*, or a milestone that speaks of
//! migrating it. Without an earlier pack there is nothing to compare.
//!
//! ## Why it matters
//! A contract is what others built on. Where the new plan silently lists other properties than the last one, its
//! consumers learn of it from an empty dashboard.
//!
//! ## Example
//! Bad: `total: integer (EUR)` in the plan of spring, `total: integer (EUR cents)` in the plan of autumn, and no word on it.
//!
//! Good: the same with a row under *Contract changes* and the milestone in which readers move.
//!
//! ## Fix
//! Keep what was agreed and add an optional property beside it; or add the row under *Contract changes* with the milestone
//! in which each consumer moves.

use super::ins016::milestones;
use crate::skills::shared::reading::wording::joined;
use crate::engine::events::compat::{self, Break};
use crate::engine::events::migration::unplanned;
use crate::finding::Findings;
use crate::skills::platform_infrastructure::reading::events::Events;
use crate::skills::platform_infrastructure::{Case, Instrumentation};

crate::rule!("INS017", "agreed-contract-broken", Warning, needs["instrumentation"], "ins017.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let Some(before) = case.gate.before else { return };
    let (earlier, now) = (Events::of(before), &case.events);
    let (Some(old), Some(new)) = (earlier.contract(), now.contract()) else { return };
    // Of a property whose type is not stated nobody can say what became of it.
    let untyped = |one: &Break| {
        let named = |events: &Events<'_>| {
            events.untyped().any(|(row, property)| row.name == one.event && Some(property.name) == one.property.as_deref())
        };
        named(&earlier) || named(now)
    };
    let planned = |one: &Break| now.changes.iter().any(|change| change.name == one.event);
    let breaks: Vec<Break> =
        compat::diff(old, new).breaks.into_iter().filter(|one| !untyped(one) && !planned(one)).collect();
    for open in unplanned(&breaks, &milestones(case)) {
        let who = match open.consumers.as_slice() {
            [] => "whoever reads it".to_owned(),
            teams => joined(teams, "and"),
        };
        let place = match now.row(&open.event) {
            Some(row) => row.event.properties().place,
            None => Instrumentation::of(case.pack).0.field("events"),
        };
        findings
            .at(place, format!("{} breaks the contract that was agreed before, and no milestone moves its readers", open.event))
            .evidence(open.breaks.join("; "))
            .fix(format!("keep what was agreed and add an optional property beside it; or add a row to [[instrumentation.changes]] with the milestone in which {who} move"));
    }
}
