//! Risks, open questions or next steps are missing.
//!
//! ## What it does
//! Counts the rows of *Risks*, *Open questions* and *Next steps* that name something. Rows with nothing but a
//! placeholder do not count.
//!
//! ## Why it matters
//! A plan of this size has all three. Where one is empty, nobody has looked: the risks are met unprepared, the
//! questions are answered by whoever codes first, and without a next step Monday is like last Monday.
//!
//! ## Example
//! A section with three risks, a paragraph that says "no open questions", and no steps.
//!
//! ## Fix
//! Write what could stop the plan and what is done about it; what is assumed but not known, with who finds out by
//! when; and who does what this week.

use crate::finding::Findings;
use crate::pack::Cell;
use crate::skills::shared::Risks;
use crate::skills::shared::reading::wording::unfilled;
use crate::skills::shared::rules::Case;

crate::rule!("RSK001", "risks-questions-steps-empty", Error, needs["risks"], "rsk001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Risks::of(case.gate.pack);
    let tables: [(&'static str, &str, Vec<Cell<'_>>, &str); 3] = [
        (
            "risks",
            "No risk is named",
            section.risks().map(|row| row.name()).collect(),
            "name what could stop the plan, at least the likeliest and the worst, each with likelihood, \
             impact, mitigation and owner",
        ),
        (
            "questions",
            "No open question is named",
            section.questions().map(|row| row.name()).collect(),
            "name what is assumed and not known, each with what waits for it, who finds out, and by which day",
        ),
        (
            "steps",
            "No next step is named",
            section.steps().map(|row| row.name()).collect(),
            "name what is done first, each as one action with one owner and one day",
        ),
    ];
    for (field, message, names, fix) in tables {
        if names.iter().all(unfilled) {
            findings.at(section.0.field(field), message).fix(fix);
        }
    }
}
