//! A table lacks one of its columns.
//!
//! ## What it does
//! Reports each column that a table of the document must have and has not, whatever the order of the others. It speaks
//! for the blank cells that follow from it.
//!
//! ## Why it matters
//! A column is left out when nobody knows the answer: no trigger, no owner, no way back. Without the column the question
//! is not even asked again.
//!
//! ## Example
//! Bad: `| Milestone | Scope | Owner | ETA range |`
//!
//! Good: `| Milestone | Scope | Acceptance criteria | Owner | Dependencies | ETA range | Rollout/rollback |`
//!
//! ## Fix
//! Add the column and fill it in each row.

use crate::finding::Findings;
use crate::gate::Case;
use crate::gate::rules::prose::within;
use crate::pack::{ProblemKind, Shape};

crate::rule!("PCK009", "missing-column", Warning, needs[], "pck009.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for problem in case.problems.iter().filter(|problem| problem.kind == ProblemKind::MissingColumn) {
        let Some(field) = case.spec(&problem.section).and_then(|spec| spec.field(&problem.field)) else { continue };
        let Shape::Table(table) = field.shape else { continue };
        let doc = table.columns.iter().find(|column| column.header == problem.what).map_or_else(String::new, |column| format!(" ({})", within(column.doc)));
        let unknown: Vec<String> = case
            .problems
            .iter()
            .filter(|other| other.kind == ProblemKind::UnknownColumn && other.place() == problem.place())
            .map(|other| format!("\"{}\"", other.what))
            .collect();
        let rename = if unknown.is_empty() { String::new() } else { format!("; or rename the column that means it: {}", unknown.join(", ")) };
        findings
            .at(problem.place(), format!("The table \"{}\" lacks the column \"{}\"", field.label, problem.what))
            .fix(format!("add it and fill it in for each row{doc}{rename}"))
            .range(problem.range.clone());
    }
}
