//! A column that its table does not have is kept and not judged.
//!
//! ## What it does
//! Reports each header that names no column of its table. The column is kept, behind the table's own.
//!
//! ## Why it matters
//! An extra column is welcome; a misnamed one is a column missing. `Blast radius` beside the seven columns tells
//! readers more, `Undo` in place of `Rollout/rollback` hides the way back from every rule that asks for it.
//!
//! ## Example
//! `| Step | Owner | Due | Effort |` among the next steps: `Effort` is kept.
//!
//! ## Fix
//! Leave it if it is an addition; give it the declared name if it is one of the table's columns.

use std::collections::BTreeMap;

use crate::finding::Findings;
use crate::gate::Case;
use crate::pack::{Place, ProblemKind};

crate::rule!("PCK008", "unknown-column", Info, needs[], "pck008.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let mut lacking: BTreeMap<Place<'_>, Vec<&str>> = BTreeMap::new();
    for problem in case.problems.iter().filter(|problem| problem.kind == ProblemKind::MissingColumn) {
        lacking.entry(problem.place()).or_default().push(&problem.what);
    }
    for problem in case.problems.iter().filter(|problem| problem.kind == ProblemKind::UnknownColumn) {
        let label = case.spec(&problem.section).and_then(|spec| spec.field(&problem.field)).map_or("", |field| field.label);
        let missing = lacking.get(&problem.place()).map_or(&[][..], Vec::as_slice);
        let fix = if missing.is_empty() {
            "leave it; all columns of the table are there".to_owned()
        } else {
            format!("leave it if it is an addition; if it is a column the table lacks, give it that header: {}", missing.join(", "))
        };
        findings
            .at(problem.place(), format!("\"{}\" is no column of \"{label}\"; it is kept, and no rule reads it", problem.what))
            .fix(fix)
            .range(problem.range.clone());
    }
}
