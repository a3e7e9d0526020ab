//! A protection of the pipeline is absent or unknown, and no milestone brings it.
//!
//! ## What it does
//! Takes each control of state `no` or `unknown`. *Where* names a milestone, or a milestone's name or scope names the
//! control.
//!
//! ## Why it matters
//! Whoever can change the pipeline can deploy anything, past every gate. Actions that are not pinned and keys that never
//! expire are the usual ways in; a list of them without a day is an inventory for an attacker.
//!
//! ## Example
//! Bad: `OIDC`, state `no`, `AWS keys as repository secrets, rotated 2026-02-11`; no milestone mentions it.
//!
//! Good: the same, and M1 has in its scope `OIDC instead of keys`.
//!
//! ## Fix
//! Name the milestone under *Where*, add the control to a milestone's scope, or close it now.

use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::platform_operations::safety::Safety;

crate::rule!("NET017", "pipeline-open", Warning, needs["safety", "roadmap"], "net017.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    // Without milestones there is nothing to name, and what is missing is the roadmap.
    if case.plan.milestones.is_empty() {
        return;
    }
    for row in Safety::of(case.pack).controls().filter(|row| !row.name().is_blank()) {
        let (name, state) = (row.name().text.trim(), row.state());
        if !is(state, "no") && !is(state, "unknown") {
            continue;
        }
        let planned = case.plan.milestones.iter().any(|one| {
            text::mentions(row.place_text().text, one.id)
                || text::mentions(one.row.name().text, name)
                || text::mentions(one.row.scope().text, name)
        });
        if planned {
            continue;
        }
        let message = match is(state, "no") {
            true => format!("the pipeline has no \"{name}\", and no milestone brings it"),
            false => format!("nobody knows whether the pipeline has \"{name}\", and no milestone finds out"),
        };
        let ids = case.plan.ids().join(", ");
        findings.at(state.place, message).fix(format!("name the milestone under [[safety.controls.place_text]] ({ids}), or its scope: \"{name}\""));
    }
}
