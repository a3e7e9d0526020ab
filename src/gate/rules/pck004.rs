//! A section stands in the document twice.
//!
//! ## What it does
//! Reports every heading that names a section which an earlier heading named already. The rows, items and texts of all of
//! them are read as one section.
//!
//! ## Why it matters
//! Two halves of one deliverable drift apart: the second table of limits is the one nobody updates. Readers find the
//! first and believe they have seen it all.
//!
//! ## Example
//! `## 4. Scaling "doomsday clock" + capacity plan` and, three pages on, `## Capacity plan`.
//!
//! ## Fix
//! Move the second part under the first heading.

use crate::finding::Findings;
use crate::gate::Case;
use crate::pack::{Place, ProblemKind};

crate::rule!("PCK004", "repeated-section", Warning, needs[], "pck004.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for problem in case.problems.iter().filter(|problem| problem.kind == ProblemKind::RepeatedSection) {
        let title = case.spec(&problem.section).map_or("", |spec| spec.title);
        findings
            .at(problem.place(), format!("\"{}\" begins the section `{title}` a second time", problem.what))
            .fix("move what stands under it to the section's first heading, and merge the tables; or give it a title of its own")
            .related(Place::section(&problem.section), "the first heading; both were read as one section")
            .range(problem.range.clone());
    }
}
