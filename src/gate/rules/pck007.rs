//! A table whose columns fit no table of its section is kept as notes.
//!
//! ## What it does
//! Compares the headers of each table with the tables the section has. Below half of the columns, or none of them under
//! a table's own heading, it is no reading but a guess: the table goes to the notes, and no rule reads it.
//!
//! ## Why it matters
//! A table is where the commitments stand: owners, triggers, dates. One that is not read passes unchecked, while the
//! field it was meant for counts as missing.
//!
//! ## Example
//! Bad: `| Item | Details | RAG |` under `### Milestones`.
//!
//! Good: `| Milestone | Scope | Acceptance criteria | Owner | Dependencies | ETA range | Rollout/rollback |`
//!
//! ## Fix
//! Use the columns of the table that is meant. Columns may stand in any order, and more may stand beside them.

use crate::finding::Findings;
use crate::gate::Case;
use crate::pack::{FieldSpec, ProblemKind, Shape};

crate::rule!("PCK007", "unknown-table", Warning, needs[], "pck007.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for problem in case.problems.iter().filter(|problem| problem.kind == ProblemKind::UnknownTable) {
        let Some(spec) = case.spec(&problem.section) else { continue };
        let fix = match spec.field(&problem.field) {
            Some(field) => format!("use the columns of {}", describe(field)),
            None => {
                let tables = || spec.fields.iter().filter(|field| matches!(field.shape, Shape::Table(_)));
                let present = case.pack.sections.get(spec.key);
                let absent = tables().filter(|field| present.is_none_or(|section| !section.fields.contains_key(field.key)));
                let mut meant: Vec<String> = absent.map(describe).collect();
                if meant.is_empty() {
                    meant = tables().map(describe).collect();
                }
                if meant.is_empty() {
                    "write it as text under `### Notes`".to_owned()
                } else {
                    format!("put it under the heading of the table that is meant, with its columns: {}", meant.join("; "))
                }
            }
        };
        let under = spec.field(&problem.field).map(|field| format!(" under \"{}\"", field.label)).unwrap_or_default();
        findings
            .at(problem.place(), format!("A table{under} has the columns of no table of `{}` and is kept as notes, unread", spec.title))
            .evidence(format!("its columns: {}", problem.what))
            .fix(fix)
            .range(problem.range.clone());
    }
}

/// `"Next steps": Step | Owner | Due`.
fn describe(field: &FieldSpec) -> String {
    let headers: Vec<&str> = match field.shape {
        Shape::Table(table) => table.columns.iter().map(|column| column.header).collect(),
        _ => Vec::new(),
    };
    format!("\"{}\": {}", field.label, headers.join(" | "))
}
