//! A section that the skill does not know is kept as it is.
//!
//! ## What it does
//! Reports each heading at the sections' level that names none of them, and text that stands before the first section.
//! Both are kept word for word, and no rule reads them.
//!
//! ## Why it matters
//! An extra section is welcome: a summary, a glossary. But a limit or a milestone that stands there is not checked, and
//! whoever reads "passed" should know what was not looked at.
//!
//! ## Example
//! `## Roll-out plan` beside the skill's `## 7. Execution roadmap`.
//!
//! ## Fix
//! Leave it if it adds something. If it is one of the skill's sections under another name, give it the skill's title.

use crate::finding::Findings;
use crate::gate::Case;
use crate::pack::ProblemKind;

crate::rule!("PCK003", "unknown-section", Info, needs[], "pck003.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let missing: Vec<&str> = case
        .sections
        .iter()
        .filter(|spec| spec.numbered && !case.pack.sections.contains_key(spec.key))
        .map(|spec| spec.title)
        .collect();
    for problem in case.problems.iter().filter(|problem| problem.kind == ProblemKind::UnknownSection) {
        let message = if problem.what.is_empty() {
            "Text before the first section is kept as a section \"Introduction\", which no rule reads".to_owned()
        } else {
            format!("\"{}\" is none of the skill's sections; it is kept as written, and no rule reads it", problem.what)
        };
        let fix = if missing.is_empty() || problem.what.is_empty() {
            "leave it if it is an addition; move what should be judged into the section it belongs to".to_owned()
        } else {
            format!("leave it if it is an addition; if it is a section the pack lacks, give it that title: {}", missing.join(", "))
        };
        findings.at(problem.place(), message).fix(fix).range(problem.range.clone());
    }
}
