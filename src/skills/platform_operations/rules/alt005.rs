//! An alert on a cause does not say what it foretells.
//!
//! ## What it does
//! Reads *Predicts* of each page and ticket whose signal is `cause`: what will fail for whom; how early, as a length of time
//! there or in the condition, or the day on which it came true; and why no symptom shows before.
//!
//! ## Why it matters
//! A cause is worth an interruption only before harm that no symptom announces: a disk that fills, a certificate that ends.
//! An alert that cannot say so watches a number because it can be watched, and people learn to wave it through.
//!
//! ## Example
//! Bad: `Memory above 85 % | cause | ticket` with a blank *Predicts*.
//!
//! Good: `writes stop at 100 %, 14 to 20 days ahead at present growth; no symptom shows until then`.
//!
//! ## Fix
//! Write the three, or move the number to a dashboard and remove the row.

use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::shared::reading::wording::{joined, shortened, unfilled};

crate::rule!("ALT005", "cause-unexplained", Error, hard 7, needs["alerting"], "alt005.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for alert in case.goals.alerts.iter().filter(|alert| alert.is_cause() && alert.interrupts()) {
        let cell = alert.row.predicts();
        if cell.is_blank() {
            findings
                .at(cell.place, format!("\"{}\" is about a cause, and nothing says what it foretells", alert.name()))
                .fix("write what will fail, how early it tells, and why no symptom shows before: `writes stop at 100 %, 14 days ahead; no symptom until then`; or remove the row");
            continue;
        }
        if unfilled(&cell) {
            continue;
        }
        let prediction = &alert.prediction;
        let parts = [
            (prediction.what, "what will fail"),
            (prediction.lead.is_some() || prediction.seen.is_some(), "how early it tells"),
            (prediction.unseen, "why no symptom shows before"),
        ];
        let lacking: Vec<&str> = parts.iter().filter(|(there, _)| !there).map(|(_, part)| *part).collect();
        if !lacking.is_empty() {
            findings
                .at(
                    cell.place,
                    format!("\"{}\" is about a cause, and does not say {}", alert.name(), joined(&lacking, "or")),
                )
                .evidence(shortened(cell.text))
                .fix(format!(
                    "add {}, as in `writes stop at 100 %, 14 days ahead; no symptom until then`; or remove the row",
                    joined(&lacking, "and")
                ));
        }
    }
}
