//! The outcome of a failed deploy contradicts its row.
//!
//! ## What it does
//! A deploy after which service had to be restored harmed users: it is neither flaky nor broken nor open. One that harmed
//! users has a time after which they were served again. One that is still open has had no other deploy of its service to
//! the same place since, among the rows of the table.
//!
//! Whether an aborted run was flaky (the same commit succeeded on the next try) or broken (only another commit did) is told
//! by the deploy history. It is not kept; the outcome of a row is held against it when it is given, with the brief or as
//! `history` of the step that assesses.
//!
//! ## Why it matters
//! Flaky runs point at the pipeline and broken ones at the change; only those that harmed users count for the change
//! failure rate. One row in the wrong class moves two measures, and sends people to mend what works.
//!
//! ## Example
//! Bad: `2026-10-07 checkout 9f1c2ab`, *flaky*, restored after `71 min`.
//!
//! Good: the same deploy, *harmed users*, restored after `71 min`.
//!
//! ## Fix
//! Write `harmed users` where users waited, and how long; otherwise clear *Restored after*.

use crate::finding::Findings;
use crate::text;
use crate::quantity::date;
use crate::skills::platform_operations::baseline::DeployFailure;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::is;

crate::rule!("ASM007", "failure-unclassified", Warning, needs["baseline"], "asm007.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let rows = &case.observed.failures;
    for row in rows {
        let (name, outcome, restored) = (row.name().text.trim(), row.outcome(), row.restored());
        if outcome.is_blank() {
            continue;
        }
        let harmed = is(outcome, "harmed users");
        if !harmed && !restored.is_blank() {
            let said = outcome.text.trim();
            findings
                .at(outcome.place, format!("\"{name}\" is {said}, and service was restored after {}", restored.text.trim()))
                .fix("write [[baseline.failures.outcome=harmed users]]; or clear [[baseline.failures.restored]], if no user waited");
        } else if harmed && restored.is_blank() {
            findings
                .at(restored.place, format!("\"{name}\" harmed users, and nothing says how long"))
                .fix("write until when users waited: `38 min`; without it there is no time to restore");
        } else if is(outcome, "open")
            && let Some(later) = rows.iter().find(|other| follows(other, row, case))
        {
            findings
                .at(outcome.place, format!("\"{name}\" is open, and \"{}\" came after it", later.name().text.trim()))
                .fix("write [[baseline.failures.outcome=flaky]] if the same commit succeeded later, [[baseline.failures.outcome=broken]] if only another one did");
        }
    }
}

/// Whether a row is of the same service and place, and of a later day.
fn follows(later: &DeployFailure<'_>, row: &DeployFailure<'_>, case: &Case<'_>) -> bool {
    let day = |row: &DeployFailure<'_>| date::find_dates(row.name().text).first().map(|(_, day)| *day);
    let mut services = case.roster.services.iter().map(|service| service.name().text);
    let same = services.any(|name| text::mentions(later.name().text, name) && text::mentions(row.name().text, name));
    let place = text::same_name(later.environment().text, row.environment().text);
    same && place && day(row).zip(day(later)).is_some_and(|(day, later)| later > day)
}
