//! A target is above what its dependencies permit.
//!
//! ## What it does
//! Multiplies the availabilities under *Component availability* as *Journey dependencies* says: `and` needs both, `or` one of
//! them, `2 of (a, b, c)` two. A component that stands in several places is one component, and all fail independently of
//! each other. The result is held against the SLO of the journey.
//!
//! ## Why it matters
//! Three components of 99.9 % in a row are 99.7 %: 2 h 9 min a month where the target promised 43 min. No work on the journey
//! itself closes that; it is closed by the component that binds, by a second copy of it, or by surviving its loss. Promised
//! without one of these, the target is missed by arithmetic.
//!
//! ## Example
//! Bad: `Pay | orders-db and payment-provider` at 99.95 % and 99.9 %, with an SLO of `99.95 % over 30 days`: 99.85 % at best.
//!
//! Good: an SLO of `99.8 %`; or `orders-db and (provider-a or provider-b)`, which attains 99.9499 %.
//!
//! ## Fix
//! The finding names the component that binds, the availability it would need, and the target that is permitted. Change one
//! of them: another contract, a second copy, a fallback that leaves the component out, or the target.

use crate::skills::shared::reading::wording::shortened;
use crate::finding::Findings;
use crate::skills::platform_infrastructure::Case;

crate::rule!("QUA013", "target-above-dependencies", Warning, needs["quality"], "qua013.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let goals = &case.goals;
    for need in &goals.needs {
        for goal in goals.of_journey(need.row.name().text) {
            let Some(answer) = goal.share.and_then(|share| need.misses(share)) else { continue };
            let Some(issue) = answer.issues.first() else { continue };
            let binding = answer.binding.as_deref().unwrap_or("what it needs");
            findings
                .at(
                    goal.slo.target().place,
                    format!(
                        "\"{}\" asks for {}, and what it needs permits {}; {binding} binds",
                        goal.name().trim(),
                        answer.target.as_deref().unwrap_or_default(),
                        answer.attainable
                    ),
                )
                .evidence(answer.attainable.derivation.clone())
                .fix(issue.fix.clone())
                .related(need.row.needs().place, format!("what it needs: {}", shortened(need.row.needs().text)));
        }
    }
}
