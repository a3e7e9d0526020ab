//! A past window says nothing of an SLO.
//!
//! ## What it does
//! Looks up each row of *Past windows* among the SLOs, and reads its last day and its value. Reports a row of a journey
//! that has no SLO, a day or value that cannot be read, and a value of another kind than the target.
//!
//! ## Why it matters
//! A row that is not understood is silently missing from what history supports. The worst month is the one that is
//! missing most easily.
//!
//! ## Example
//! Bad: `| Checkout | 2026-08-31 | 310 ms |` where the SLO of Checkout asks for `99.9 % over 30 days`.
//!
//! Good: `| Checkout | 2026-08-31 | 99.87 % |`.
//!
//! ## Fix
//! Name the journey as the SLO does, write the last day of the window as 2026-08-31, and the value in the unit of the target.

use crate::finding::Findings;
use crate::skills::platform_infrastructure::Case;

crate::rule!("QUA019", "past-window-unusable", Warning, needs["quality"], "qua019.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for (cell, problem) in &case.goals.unusable {
        findings.at(cell.place, format!("\"{}\" counts for nothing: {problem}", cell.text.trim())).fix(
            "name the journey as the SLO does, write the last day of the window as 2026-08-31, and the value in the unit of the target",
        );
    }
}
