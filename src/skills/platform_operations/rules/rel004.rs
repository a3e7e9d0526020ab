//! A target is better than what was observed, and no milestone closes the difference.
//!
//! ## What it does
//! Holds the target of each SLO against the baseline observations it names. Where it is better than all of them, it looks
//! in *Notes* for the milestone that closes the difference. Shares are compared as shares of good events: 0.2 % of failures
//! are 99.8 % of successes.
//!
//! ## Why it matters
//! A target that is missed on the day it is agreed has no error budget. Its alerts fire from the first hour, its policy stops
//! deploys at once, and both are switched off within a week.
//!
//! ## Example
//! Bad: `99.95 % over 30 days` on an observation of 99.87 % over 90 days, with blank Notes.
//!
//! Good: the same with `M4 closes the difference` in Notes; or `99.8 % over 30 days`.
//!
//! ## Fix
//! Name the milestone that improves it in *Notes*, or ask for what was observed.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::text;
use crate::quantity::{Quantity, Unit, number};
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::goals::Goal;
use crate::skills::platform_operations::reading::observation::Observation;
use crate::skills::shared::reading::wording::{shortened, unfilled};

crate::rule!("REL004", "target-above-observed", Warning, needs["objectives", "baseline"], "rel004.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for goal in &case.goals.goals {
        let seen: Vec<(&Observation<'_>, Decimal)> =
            goal.observed.iter().filter_map(|fact| Some((fact, goal.held(fact)?))).collect();
        let Some((fact, held)) = seen.first().copied() else { continue };
        let cell = goal.row.target();
        if unfilled(&cell) || seen.iter().any(|(_, held)| goal.is_met_by(*held)) || names_milestone(case, goal) {
            continue;
        }
        let row = &fact.row;
        findings
            .at(
                cell.place,
                format!("\"{}\" asks for {}, {} was observed, and no milestone closes the difference", goal.name(), shortened(cell.text), observed(goal, held)),
            )
            .evidence(format!("\"{}\": {}, {}, {}", fact.name(), row.value().text.trim(), row.window().text.trim(), shortened(row.source().text)))
            .fix(format!("name in [[objectives.slos.notes]] the milestone that closes it, as in \"M2 closes the difference\"; or ask for what was observed, {}", observed(goal, held)))
            .related(row.value().place, "what was observed");
    }
}

/// Whether the notes name a milestone. Before there is a roadmap, any identifier like one of a milestone will do; others
/// look whether it exists.
fn names_milestone(case: &Case<'_>, goal: &Goal<'_>) -> bool {
    let notes = goal.row.notes().text;
    let mut ids = case.plan.ids().into_iter();
    let like = |word: &str| text::identifier(word).is_some_and(|id| id.starts_with('M'));
    ids.any(|id| text::mentions(notes, id))
        || (case.plan.milestones.is_empty() && notes.split_whitespace().any(like))
}

/// What was observed, as the target is written: as failures where it bounds failures.
fn observed(goal: &Goal<'_>, held: Decimal) -> String {
    let Some(target) = &goal.target else { return String::new() };
    match goal.share {
        Some(share) if target.quantity.value != share => format!("{} % of failures", number::print(Decimal::ONE_HUNDRED - held)),
        Some(_) => Quantity::new(held, Unit::Percent).to_string(),
        None => Quantity::new(held, target.quantity.unit.clone()).to_string(),
    }
}
