//! A gate does not say what passes, or judges a result that is not there yet.
//!
//! ## What it does
//! Looks for a number, a severity or a plain condition under Threshold, and for a stage under Result of that precedes
//! each stage the gate blocks, wherever both are on one path.
//!
//! ## Why it matters
//! A threshold of "acceptable" is decided anew under each deadline. A gate whose result comes later either never opens
//! or opens on the result of the last run.
//!
//! ## Example
//! Bad: threshold `no serious findings`; or a gate on `deploy staging` that is a result of `penetration test`, which runs
//! after it.
//!
//! Good: `0 critical or high with a fix`, result of `scans`, which `deploy staging` waits for.
//!
//! ## Fix
//! Write a number and a severity under Threshold. Move the scan before what it blocks, or block a later stage.

use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::flow::Barrier;
use crate::skills::shared::reading::wording::{has_amount, joined, shortened, unfilled};

crate::rule!("NET003", "gate-without-threshold", Warning, needs["safety"], "net003.rs", check);

/// Conditions that need no number.
const CONDITIONS: &[&str] = &[
    "critical", "high", "medium", "low", "none", "no new", "all pass", "all green", "all tests", "every", "any",
    "passes", "pass", "signed", "verified", "error", "equal*", "unchanged",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for gate in &case.flow.gates {
        let (cell, name) = (gate.row.threshold(), gate.row.name().text);
        if !unfilled(&cell) && !has_amount(cell.text) && !text::has_number(cell.text) && !text::has_any(cell.text, CONDITIONS) {
            let message = format!("gate \"{name}\" has no measurable threshold: \"{}\"", shortened(cell.text));
            findings.at(cell.place, message).fix("write a number and a severity: \"0 critical or high with a fix\"");
        }
        let late = late(case, gate);
        if !late.is_empty() {
            let blocked = joined(&case.flow.names(&late), "and");
            let result = joined(&case.flow.names(&gate.result_of), "or");
            let message = format!("gate \"{name}\" blocks {blocked}, which does not wait for its result, {result}");
            let finding = findings.at(gate.row.blocks().place, message);
            finding.fix(format!("let {blocked} follow {result}, or block a stage that does"));
        }
    }
}

/// The stages that a gate blocks without its result being there on some path that has both, or on any at all.
fn late(case: &Case<'_>, gate: &Barrier<'_>) -> Vec<usize> {
    let flow = &case.flow;
    if gate.result_of.is_empty() || !flow.cycles.is_empty() {
        return Vec::new();
    }
    let late = |stage: &&usize| {
        let mut ever = false;
        for (_, lane) in flow.ways().filter(|(_, lane)| lane.has(**stage)) {
            if gate.result_of.iter().any(|one| lane.precedes(*one, **stage)) {
                ever = true;
            } else if gate.result_of.iter().any(|one| lane.has(*one)) {
                return true;
            }
        }
        !ever
    };
    gate.blocks.iter().filter(late).copied().collect()
}
