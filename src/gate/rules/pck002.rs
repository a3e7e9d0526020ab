//! The document has none of the skill's sections.
//!
//! ## What it does
//! Looks for a heading of level 1 to 3 that names a section: by its title, by another name people use for it, numbered or
//! not.
//!
//! ## Why it matters
//! A file without a single known section is not a pack that fails; it is another document, or one whose headings went
//! missing on the way. Nothing in it was judged, and a report that said otherwise would be a lie.
//!
//! ## Example
//! Bad: a README, or a plan whose headings are bold lines.
//!
//! Good: `## 1. Context snapshot`, `## 7. Execution roadmap`.
//!
//! ## Fix
//! Give the sections their headings; or check the right file.

use crate::finding::Findings;
use crate::gate::Case;
use crate::pack::ProblemKind;

crate::rule!("PCK002", "no-sections", Error, needs[], "pck002.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for problem in case.problems.iter().filter(|problem| problem.kind == ProblemKind::NoSections) {
        let titles: Vec<String> = case
            .sections
            .iter()
            .filter(|spec| spec.numbered)
            .enumerate()
            .map(|(index, spec)| format!("`## {}. {}`", index + 1, spec.title))
            .collect();
        findings
            .at(problem.place(), format!("No heading of this document names a section of {}, so nothing in it was judged", case.pack.skill))
            .fix(format!("write the sections under these headings: {}; if this is no pack, check another file", titles.join(", ")))
            .range(problem.range.clone());
    }
}
