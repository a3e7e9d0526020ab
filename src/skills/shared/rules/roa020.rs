//! A row of owner capacity or freezes says nothing a schedule could hold.
//!
//! ## What it does
//! Reads *Owner capacity* (an owner of milestones, a whole number) and *Freezes* (a span of days, `work` or `rollouts`,
//! and whose if not everybody's), and reports what cannot be read and owners who own nothing.
//!
//! ## Why it matters
//! Such a row looks like a constraint that was considered. The schedule, its dates and its odds do not know of it.
//!
//! ## Example
//! Bad: `| Priya N. | a few |`; `| 2026-12-21 to 2027-01-03 | the usual | holidays |`.
//!
//! Good: `| Priya Nair | 2 |`; `| 2026-12-21 to 2027-01-03 | rollouts | holiday traffic |`.
//!
//! ## Fix
//! Write the owner as the milestones do and a whole number; write `work` or `rollouts`, with `of` and the owners where it
//! is not everybody.

use crate::finding::Findings;
use crate::skills::shared::rules::Case;

crate::rule!("ROA020", "capacity-or-freeze-unusable", Warning, needs["roadmap"], "roa020.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for (cell, problem, fix) in &case.timetable.unusable {
        findings.at(cell.place, format!("{problem}, so the schedule does not know of it")).fix(fix.clone());
    }
}
