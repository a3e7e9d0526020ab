//! A journey that matters is not measured, and no gap says so.
//!
//! ## What it does
//! Takes each journey of criticality critical or important. It is blind where *SLI today* is `none` and no SLO names it;
//! an important one also where it is measured and no SLO names it (of a critical one a rule of its own says that). Either
//! is accepted where a gap of kind *blind spot* rests on the journey.
//!
//! ## Why it matters
//! What nobody measures is reported by users. No alert, no rollback trigger and no canary can see a fault in it: all of
//! them read the SLI that does not exist.
//!
//! ## Example
//! Bad: `Track a delivery`, important, SLI today `none`; no gap names it.
//!
//! Good: the same, and a gap `G6 Tracking is blind` of kind *blind spot* rests on it and is closed by M2.
//!
//! ## Fix
//! Add the gap with the milestone that closes it, or the SLI and an SLO on it.

use crate::finding::Findings;
use crate::skills::platform_operations::objectives::Objectives;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::observed::is_blind;
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::shared::reading::wording::unfilled;

crate::rule!("ASM002", "journey-without-sli", Warning, needs["baseline"], "asm002.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let designed = Objectives::of(case.pack).slos().next().is_some();
    for journey in &case.roster.journeys {
        let name = journey.name().text;
        let (critical, important) = (is(journey.criticality(), "critical"), is(journey.criticality(), "important"));
        let has_goal = case.goals.of_journey(name).next().is_some();
        if !(critical || important) || has_goal || unfilled(&journey.sli()) {
            continue;
        }
        if case.observed.gaps_of("blind spot").any(|gap| gap.rests_on(name)) {
            continue;
        }
        let word = if critical { "critical" } else { "important" };
        let message = match (is_blind(journey), important && designed) {
            (true, _) => format!("the {word} journey \"{name}\" has no SLI and no SLO, and no gap says that it is blind"),
            (false, true) => format!("the {word} journey \"{name}\" has an SLI and no SLO, and no gap says why"),
            (false, false) => continue,
        };
        findings.at(journey.sli().place, message).fix(format!(
            "add a gap of kind [[baseline.gaps.kind=blind spot]] that rests on \"{name}\", with the milestone that closes it; or name an SLI and an SLO"
        ));
    }
}
