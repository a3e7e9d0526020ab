//! What is stated of a limit contradicts its measurements.
//!
//! ## What it does
//! Fits a trend to the *Measurements* of a limit and compares it with the *Growth* and the *Current* value that are stated.
//! A growth outside the fitted range (P10 to P90), a tenth of it aside, contradicts; so does a value of today that lies
//! four standard deviations or more off the fitted one, and so do measurements that contradict each other.
//!
//! ## Why it matters
//! Trigger, latest start and the order of work follow from the growth. Where the document itself holds the numbers that
//! refute it, every date below the table is wrong, and the first person to plot the series will say so.
//!
//! ## Example
//! Bad: growth +20 GB per month, and twelve monthly values that rise by 39 to 43 GB.
//!
//! Good: growth +39-43 GB per month.
//!
//! ## Fix
//! State the growth that the finding names, or say in *Basis* why the past does not hold and put the change under
//! *Launches and spikes*. Measure the value of today as the others were measured.

use crate::engine::capacity::{IssueKind, Reason};
use crate::finding::Findings;
use crate::skills::platform_infrastructure::Case;

crate::rule!("SCL013", "measurements-contradict", Warning, needs["scaling"], "scl013.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for reading in &case.clock {
        let (Some(Ok(answer)), Some(row)) = (&reading.forecast, &reading.growth) else { continue };
        if let (Some(issue), Some(growth)) = (reading.issue(IssueKind::GrowthDisagrees), &answer.growth) {
            findings
                .at(row.growth().place, format!("\"{}\": {}", reading.name(), issue.message))
                .evidence(growth.derivation.clone())
                .fix(issue.fix.clone());
        }
        for reason in answer.unconfirmed.iter().filter(|one| one.reason == Reason::Contradictory) {
            findings
                .at(reading.limit.current().place, format!("\"{}\": {}", reading.name(), reason.text))
                .evidence(format!("stated today: {}", reading.limit.current().text))
                .fix("correct the value of today or the measurements, so that both are of one metric read in one way");
        }
    }
}
