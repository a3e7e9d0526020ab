//! Rollback triggers.

use super::{Matter, Sheet, row};
use crate::engine::rollback::RollbackAnswer;
use crate::output::words::Paint;

/// What is wrong with triggers and objectives.
pub fn matters(answer: &RollbackAnswer) -> Vec<Matter> {
    answer.issues.iter().map(|one| Matter::of(one, one.subject.clone())).collect()
}

/// The whole answer.
pub fn render(answer: &RollbackAnswer, paint: Paint) -> String {
    let mut sheet = Sheet::new(paint);
    for one in &answer.proposals {
        sheet.title(&format!("Proposed for {}", one.objective));
        sheet.figures(&[
            row("metric", &one.metric, ""),
            row("threshold", &one.threshold, &one.threshold.derivation),
            row("window", &one.window, &one.window.derivation),
            row("forestalls", &one.page, ""),
            row("action", &one.action, ""),
        ]);
    }
    if !answer.triggers.is_empty() {
        sheet.title("Stated triggers");
    }
    for one in &answer.triggers {
        let mut rows = Vec::new();
        if let Some(fires) = &one.fires_after {
            rows.push(row(format!("{}, if all fails", one.trigger), format!("after {fires}"), &fires.derivation));
        }
        if let Some(failures) = &one.failures {
            rows.push(row("  failures at the threshold", failures, &failures.derivation));
        }
        if rows.is_empty() {
            rows.push(row(one.trigger.clone(), "not calculated", ""));
        }
        sheet.figures(&rows);
    }
    sheet.matters(&matters(answer));
    sheet.finish()
}
