//! A computed value of the document is not the one that its tables yield.
//!
//! ## What it does
//! Below a table, `**Computed**` lines state what follows from its rows: error budgets, runways, dates, scores; a
//! drawing shows them. Below the title, `**At a glance**` lines tell what a reader should know first. All are derived
//! again from the rows as they stand, and a line or drawing that differs is reported with the right one. A line about
//! something that the tables do not yield is reported as well.
//!
//! ## Why it matters
//! A reader takes a computed line for arithmetic that nobody has to check. A line that was edited by hand, or kept
//! while its row was changed, is the most trusted wrong number of the document.
//!
//! ## Example
//! ```markdown
//! | Journey | SLI | SLO target | Measurement method | Owner | Notes |
//! | --- | --- | --- | --- | --- | --- |
//! | Pay an order | good / valid payments | 99.9 % over 30 days | gateway log | Priya Nair | |
//!
//! > **Computed**
//! >
//! > - Pay an order: error budget = 21 min 36 s [(100 % - 99.95 %) x 30 days = 21 min 36 s]
//! ```
//! The target was loosened to 99.9 %, and the budget is that of 99.95 %.
//!
//! ## Fix
//! `groundplan check --fix FILE` derives the lines and drawings of a file anew and leaves the rest of it alone; or correct
//! the row if the line was right. To strike computed lines is never wrong: they are derived whenever a pack is rendered.

use std::collections::BTreeMap;

use crate::finding::Findings;
use crate::gate::Case;
use crate::pack::{Computed, Problem, ProblemKind};

crate::rule!("NUM001", "computed-differs", Error, needs[], "num001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let stated = |kind: ProblemKind| case.problems.iter().filter(move |problem| problem.kind == kind);
    let mut lines = stated(ProblemKind::Computed).peekable();
    if lines.peek().is_some() {
        let mut right = Right::new();
        for one in &case.derived().computed {
            right.entry((one.section, one.field, one.subject())).or_default().push(one);
        }
        lines.for_each(|problem| match problem.section.is_empty() {
            true => highlight(case, problem, findings),
            false => line(problem, &right, findings),
        });
    }
    stated(ProblemKind::Drawing).for_each(|problem| drawing(case, problem, findings));
}

/// What is derived, by table and subject: more than one line where two rows share a name.
type Right<'a> = BTreeMap<(&'a str, &'a str, String), Vec<&'a Computed>>;

fn line(stated: &Problem, right: &Right<'_>, findings: &mut Findings) {
    // A name may hold ` = ` as well.
    let found = stated.what.match_indices(" = ").find_map(|(at, _)| {
        let subject = stated.what[..at].to_owned();
        right.get(&(stated.section.as_str(), stated.field.as_str(), subject))
    });
    match found.map(Vec::as_slice) {
        Some(right) if right.iter().any(|one| one.line() == stated.what) => {}
        Some([right, ..]) => {
            let same = stated.what.starts_with(&format!("{} = {} [", right.subject(), right.value));
            let what = if same { "its derivation is another" } else { "the rows yield another value" };
            findings
                .at(stated.place(), format!("The {} of \"{}\" is not what is stated: {what}", right.what, right.of))
                .evidence(right.derivation.clone())
                .fix(format!("write `{}`, or correct the row", right.line()))
                .range(stated.range.clone());
        }
        _ => {
            findings
                .at(stated.place(), "A computed line states what the rows above it do not yield")
                .evidence(stated.what.clone())
                .fix("strike the line, or correct the row it is about: its name, and the values it is computed from")
                .range(stated.range.clone());
        }
    }
}

/// A line below the title.
fn highlight(case: &Case<'_>, stated: &Problem, findings: &mut Findings) {
    let highlights = &case.derived().highlights;
    if highlights.iter().any(|one| one.line() == stated.what) {
        return;
    }
    let right =
        highlights.iter().find(|one| stated.what.strip_prefix(one.what).is_some_and(|rest| rest.starts_with(':')));
    let fix = match right {
        Some(right) => format!("write `{}`, or correct the rows it rests on", right.line()),
        None => "strike the line; no field or row of the pack yields it".to_owned(),
    };
    findings
        .at(stated.place(), "What is stated at a glance is not what the pack says")
        .evidence(stated.what.clone())
        .fix(fix)
        .range(stated.range.clone());
}

fn drawing(case: &Case<'_>, stated: &Problem, findings: &mut Findings) {
    let right = case.derived().drawings.iter().find(|one| one.section == stated.section && one.field == stated.field);
    let normal = |block: &str| block.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    match right {
        Some(right) if normal(&right.block()) == normal(&stated.what) => {}
        Some(_) => {
            findings
                .at(stated.place(), "The drawing below the table shows something other than its rows")
                .fix("strike the drawing: it is drawn again from the rows whenever the pack is rendered")
                .range(stated.range.clone());
        }
        None => {
            findings
                .at(stated.place(), "A drawing stands below a table of which nothing is drawn")
                .fix("strike it, or move it under a text field such as the notes")
                .range(stated.range.clone());
        }
    }
}
