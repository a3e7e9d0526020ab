//! Prose stands where a list or table belongs.
//!
//! ## What it does
//! Reports text under the label of a field that is a table, or something other than items under a list. The text is kept
//! as notes, under the field's label.
//!
//! ## Why it matters
//! Prose cannot be held to an owner or a date. A sentence that introduces a table does no harm; a sentence instead of
//! the table leaves the field empty.
//!
//! ## Example
//! Bad: `### Next steps`, then `We will align on the vision and hire.`
//!
//! Good: `| Start the probe in production | Jonas Reuter (Alarms lead) | 2026-11-18 |`
//!
//! ## Fix
//! Write one row or item for each thing said; leave an introduction where it is, or move it under `### Notes`.

use std::collections::BTreeSet;

use crate::finding::Findings;
use crate::gate::Case;
use crate::pack::{ProblemKind, Shape};

crate::rule!("PCK011", "prose-for-table", Info, needs[], "pck011.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let mut reported = BTreeSet::new();
    for problem in case.problems.iter().filter(|problem| problem.kind == ProblemKind::Misplaced) {
        // Several paragraphs under one label are one thing to look at.
        if !reported.insert(problem.place()) {
            continue;
        }
        let Some(field) = case.spec(&problem.section).and_then(|spec| spec.field(&problem.field)) else { continue };
        let filled = case.spec(&problem.section).is_some_and(|spec| case.section(spec).has(field.key));
        let (shape, fix) = match field.shape {
            Shape::Table(table) => {
                let headers: Vec<&str> = table.columns.iter().map(|column| column.header).collect();
                ("table", format!("if it says what the table should, write it as rows: {}", headers.join(" | ")))
            }
            _ => ("list", "if it says what the list should, write it as items, each on its own line behind a dash".to_owned()),
        };
        let (message, fix) = if filled {
            (format!("Text beside the {shape} \"{}\" is kept as notes", field.label), format!("leave it if it explains; {fix}"))
        } else {
            (format!("\"{}\" is a {shape}, and the text in its place is kept as notes", field.label), fix)
        };
        findings
            .at(problem.place(), message)
            .evidence(format!("it says: {}", problem.what))
            .fix(fix)
            .range(problem.range.clone());
    }
}
