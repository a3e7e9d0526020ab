//! A target is tighter than past windows support, and no milestone closes the difference.
//!
//! ## What it does
//! Counts how many of the *Past windows* of an SLO met its target, and finds the tightest target that nine of ten of them
//! met. Where fewer than nine of ten met the target, it looks for the work that closes the difference, as QUA015 does: named
//! in *Notes*, or a milestone that speaks of the journey or of the value to be reached. Fewer than three windows side by
//! side decide nothing; windows that overlap share their failures.
//!
//! ## Why it matters
//! One good month is luck. A target that four of the last twelve windows missed is missed again in four of the next twelve,
//! by the same causes, unless work removes them.
//!
//! ## Example
//! Bad: `99.95 % over 30 days`, month ends of 99.97, 99.91, 99.96, 99.88 and 99.94 %, and no milestone about it.
//!
//! Good: the same with `M4 closes the difference`; or a target of 99.88 %, which nine of ten windows met.
//!
//! ## Fix
//! Name the milestone that improves it, give that milestone the target as an acceptance criterion, or ask for what past
//! windows met.

use super::qua015::is_improved;
use crate::skills::shared::reading::wording::unfilled;
use crate::finding::Findings;
use crate::skills::platform_infrastructure::Case;

crate::rule!("QUA018", "target-above-history", Warning, needs["quality", "roadmap"], "qua018.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    // Of a roadmap that is not written yet other rules speak.
    if case.plan.milestones.len() < 2 {
        return;
    }
    for past in &case.goals.past {
        let Some(goal) = case.goals.goals.get(past.goal) else { continue };
        if unfilled(&goal.slo.target()) || past.record.supports() != Some(false) || is_improved(case, goal) {
            continue;
        }
        let (name, tightest) = (goal.name().trim(), past.tightest(goal));
        findings
            .at(
                goal.slo.target().place,
                format!("\"{name}\" asks for {}, which {} of {} past windows met, and no milestone closes the difference", goal.target, past.record.met, past.record.windows),
            )
            .evidence(format!("nine of ten met {tightest}: {}", past.rank()))
            .fix(format!(
                "name in [[quality.slos.notes]] the milestone that closes it, as in \"M2 closes the difference\"; or give a milestone the acceptance criterion {}; or ask for {tightest}",
                goal.target
            ))
            .related(past.row.place(), "the past windows");
    }
}
