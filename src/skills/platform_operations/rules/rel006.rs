//! A critical journey has no SLO.
//!
//! ## What it does
//! Looks for an SLO of each journey that the baseline calls critical.
//!
//! ## Why it matters
//! Without an SLO nobody is paged when the journey fails, no rollback trigger watches it, and nobody can say whether the plan
//! made it better. That is worst for the journeys that must not fail.
//!
//! ## Example
//! Bad: `Place an order` is critical, and the only SLO is about `Find a product`.
//!
//! Good: an SLO with journey `Place an order`, resting on an observation of it.
//!
//! ## Fix
//! Add a row to the service level objectives for the journey. Where nothing is measured of it yet, measure first: a milestone
//! and a gap of kind `blind spot`; and call it critical only if it is.

use crate::finding::Findings;
use crate::skills::platform_operations::objectives::Objectives;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::is;

crate::rule!("REL006", "critical-without-slo", Warning, needs["objectives", "baseline"], "rel006.rs", check);

/// Journeys that are named one by one.
const MOST: usize = 5;

fn check(case: &Case<'_>, findings: &mut Findings) {
    // An empty table is said to be empty by the rule that knows tables.
    if case.goals.goals.is_empty() {
        return;
    }
    let place = Objectives::of(case.pack).0.field("slos");
    let critical = case.roster.journeys.iter().filter(|row| is(row.criticality(), "critical"));
    let bare = critical.filter(|row| case.goals.of_journey(row.name().text).next().is_none());
    for row in bare.take(MOST) {
        let name = row.name().text.trim();
        findings
            .at(place, format!("\"{name}\" is critical and has no SLO"))
            .fix(format!("add an SLO with journey \"{name}\": good over valid events, a target with its window, the observation it rests on, and an owner"))
            .related(row.criticality().place, "called critical here");
    }
}
