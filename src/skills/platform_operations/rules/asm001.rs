//! A row is named that does not exist.
//!
//! ## What it does
//! Each column of references belongs to a table: services, journeys, environments, paths, stages, artifacts, rollouts,
//! triggers, SLOs, alerts, milestones. Every name in such a cell is looked up there; `all` and `none` name no row. Case,
//! markup and punctuation do not count, and a milestone goes by its identifier as well.
//!
//! ## Why it matters
//! The pipeline is read as a graph, and a name that leads nowhere is an edge that is not there: the gate that blocks
//! `deploy prod` protects nothing when the stage is called `deploy production`, and no proof can tell that it was meant to.
//!
//! ## Example
//! Bad: the gate `dependency scan` blocks `deploy prod`; the stages are `deploy staging` and `deploy production`.
//!
//! Good: the gate `dependency scan` blocks `deploy production`.
//!
//! ## Fix
//! Write the name as its row has it, or add the row.

use crate::finding::Findings;
use crate::skill::input::nearest;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::references::{REFERENCES, Reference};
use crate::skills::shared::reading::wording::{joined, unfilled};

crate::rule!("ASM001", "unknown-service", Error, needs[], "asm001.rs", check);

/// How many of the names there are a fix lists.
const LISTED: usize = 8;

fn check(case: &Case<'_>, findings: &mut Findings) {
    for reference in REFERENCES {
        let known = reference.known(case.pack, &case.plan);
        // Without its table nothing can be said: it is still to be written, or missing, which is said elsewhere.
        if known.is_empty() {
            continue;
        }
        for cell in reference.cells(case.pack).filter(|cell| !unfilled(cell)) {
            let unknown = reference.unknown(cell, &known, &case.plan);
            let all = cell.names().count();
            if unknown.is_empty() || (reference.elsewhere && unknown.len() == all) {
                continue;
            }
            let quoted: Vec<String> = unknown.iter().map(|name| format!("\"{name}\"")).collect();
            findings
                .at(cell.place, format!("there is no {} {}", reference.noun, joined(&quoted, "or")))
                .fix(fix(reference, &unknown, &known));
        }
    }
}

/// The nearest existing names, or some of those there are.
fn fix(reference: &Reference, unknown: &[&str], known: &[&str]) -> String {
    let near: Vec<String> = unknown
        .iter()
        .filter_map(|name| Some(format!("\"{}\" for \"{name}\"", nearest(name, known.iter().copied())?)))
        .collect();
    let noun = reference.noun;
    if near.len() == unknown.len() {
        return format!("write {}, or add the {noun}", joined(&near, "and"));
    }
    let more = if known.len() > LISTED { ", ..." } else { "" };
    let some = known.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
    format!("name one that exists ({some}{more}), or add the {noun}")
}
