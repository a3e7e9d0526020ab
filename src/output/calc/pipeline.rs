//! What every way into production passes.

use super::{Matter, Severity, Sheet, row};
use crate::engine::pipeline::Proof;
use crate::output::words::Paint;

/// What is violated: each on its path, with the edit that ends it.
pub fn matters(proof: &Proof) -> Vec<Matter> {
    let matter = |one: &crate::engine::pipeline::Violation| {
        let fix = one.repair.as_ref().map_or(String::new(), |repair| repair.text.clone());
        Matter { fix, ..Matter::new(Severity::Error, one.constraint.title(), one.message.clone()) }
    };
    let mut matters: Vec<Matter> = proof.violations.iter().map(matter).collect();
    if proof.production.is_empty() {
        matters.push(Matter::new(Severity::Note, "", "no stage deploys to production, so there is little to prove"));
    }
    matters
}

/// The whole answer.
pub fn render(proof: &Proof, paint: Paint) -> String {
    let mut sheet = Sheet::new(paint);
    sheet.title("Order");
    sheet.line(&proof.order.join(", "));
    for stage in &proof.production {
        sheet.title(stage);
        let held = proof.holds.iter().filter(|one| one.stage == *stage);
        let mut rows: Vec<[String; 3]> =
            held.map(|one| row(one.constraint.title(), "holds", &one.derivation)).collect();
        let broken = proof.violations.iter().filter(|one| one.stage == *stage);
        rows.extend(broken.map(|one| row(one.constraint.title(), "broken", &one.message)));
        sheet.figures(&rows);
    }
    if let Some(repair) = &proof.repair {
        sheet.title("Edits that end all violations");
        for edit in &repair.edits {
            sheet.line(&edit.to_string());
        }
        sheet.aside(&repair.derivation);
    }
    sheet.matters(&matters(proof));
    sheet.finish()
}
