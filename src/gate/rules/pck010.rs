//! A table row has more cells than the table has columns.
//!
//! ## What it does
//! Reports what stands in a row beyond the last column. Markdown drops it: no reader of the rendered page sees it, and it
//! is not part of the pack.
//!
//! ## Why it matters
//! Nearly always a pipe inside a cell was taken for a column border, and every cell after it has moved one to the right:
//! the owner stands under the lead time, the trigger under the current value.
//!
//! ## Example
//! Bad: `| orders-db disk | rate(a|b) | 1.2 TB |` in a table of three columns.
//!
//! Good: `| orders-db disk | rate(a\|b) | 1.2 TB |`
//!
//! ## Fix
//! Write a pipe inside a cell as `\|`, also inside backticks; or add the column that is missing in the header.

use crate::finding::Findings;
use crate::gate::Case;
use crate::pack::ProblemKind;

crate::rule!("PCK010", "excess-cells", Warning, needs[], "pck010.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for problem in case.problems.iter().filter(|problem| problem.kind == ProblemKind::ExcessCells) {
        let label = case.spec(&problem.section).and_then(|spec| spec.field(&problem.field)).map_or("", |field| field.label);
        findings
            .at(problem.place(), format!("A row of \"{label}\" has more cells than the table has columns, and the last are lost"))
            .evidence(format!("beyond the last column: {}", problem.what))
            .fix("write a pipe inside a cell as `\\|`, also inside backticks; check that each value of the row stands under its header")
            .range(problem.range.clone());
    }
}
