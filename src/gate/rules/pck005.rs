//! A section stands out of order.
//!
//! ## What it does
//! Compares the order of the sections with the skill's order and reports the fewest sections that would have to move.
//!
//! ## Why it matters
//! The order is the argument: what hurts, what is shared, how good is good enough, what runs out, what is measured, and
//! only then the work. A roadmap that comes first is read, approved and started before anyone asks what it is for.
//!
//! ## Example
//! `## Execution roadmap` before `## Context snapshot`.
//!
//! ## Fix
//! Move the section to its place.

use crate::finding::Findings;
use crate::gate::Case;
use crate::pack::ProblemKind;

crate::rule!("PCK005", "sections-out-of-order", Warning, needs[], "pck005.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let misfits: Vec<&str> = case
        .problems
        .iter()
        .filter(|problem| problem.kind == ProblemKind::OutOfOrder)
        .map(|problem| problem.section.as_str())
        .collect();
    for problem in case.problems.iter().filter(|problem| problem.kind == ProblemKind::OutOfOrder) {
        let Some(at) = case.sections.iter().position(|spec| spec.key == problem.section) else { continue };
        // A section that stands where it should is a better landmark than one that moves as well.
        let stands = |key: &str| case.pack.sections.contains_key(key) && !misfits.contains(&key);
        let before = case.sections[..at].iter().rev().find(|spec| stands(spec.key));
        let after = case.sections[at + 1..].iter().find(|spec| stands(spec.key));
        let place = match (before, after) {
            (Some(before), _) => format!("behind `{}`", before.title),
            (None, Some(after)) => format!("before `{}`", after.title),
            (None, None) => "to its place".to_owned(),
        };
        findings
            .at(problem.place(), format!("\"{}\" stands out of order", problem.what))
            .evidence(format!(
                "the order is: {}",
                case.sections.iter().map(|spec| spec.title).collect::<Vec<_>>().join(", ")
            ))
            .fix(format!("move it {place}"))
            .range(problem.range.clone());
    }
}
