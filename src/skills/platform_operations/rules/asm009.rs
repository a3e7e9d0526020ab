//! An urgent gap is closed by nothing.
//!
//! ## What it does
//! Every gap of priority P0 or P1 names a milestone of the roadmap under *Closed by*, or says `accepted:` with a reason.
//!
//! ## Why it matters
//! A ranked list of gaps is a promise. One that no milestone closes stays on the list until it is an incident, and the
//! review of the incident finds that it was known.
//!
//! ## Example
//! Bad: `G5 No way back in seconds`, P0, closed by `later`.
//!
//! Good: `G5 No way back in seconds`, P0, closed by `M4`.
//!
//! ## Fix
//! Name the milestone that closes it, or `accepted:` with the reason.

use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::names;
use crate::skills::shared::reading::wording::unfilled;

crate::rule!("ASM009", "gap-open", Warning, needs["baseline", "roadmap"], "asm009.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    // Without milestones every gap is open, and what is missing is the roadmap.
    if case.plan.milestones.is_empty() {
        return;
    }
    for gap in &case.observed.gaps {
        let cell = gap.row.closed_by();
        let urgent = gap.priority().is_some_and(|priority| priority <= 1);
        if !urgent || unfilled(&cell) || !gap.closed_by.is_empty() || gap.is_accepted() {
            continue;
        }
        // A name that is no milestone is a wrong name, which is said by the rule that knows names; `none` is an answer.
        let accepted = cell.text.trim_start().to_lowercase().starts_with("accepted");
        if names(cell).next().is_some() && !accepted {
            continue;
        }
        let (name, priority) = (gap.row.name().text.trim(), gap.row.priority().text.trim());
        let message = match accepted {
            true => format!("{priority} gap \"{name}\" is accepted without a reason"),
            false => format!("no milestone closes the {priority} gap \"{name}\""),
        };
        let known = case.plan.ids().join(", ");
        findings.at(cell.place, message).fix(format!("name the milestone that closes it ({known}), or `accepted:` with the reason"));
    }
}
