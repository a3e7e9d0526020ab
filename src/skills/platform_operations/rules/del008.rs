//! Stages wait for each other, so that none of them ever starts.
//!
//! ## What it does
//! Follows After from stage to stage and prints each circle. While there is one, nothing can be proved of the pipeline,
//! and the other rules about paths are silent. The same is said of a pipeline too large to be judged.
//!
//! ## Why it matters
//! A circle is a plan that cannot run; most often a stage was moved and one of its edges stayed behind.
//!
//! ## Example
//! Bad: `tests` after `deploy staging`, `deploy staging` after `scans`, `scans` after `tests`.
//!
//! Good: `tests` after `build`.
//!
//! ## Fix
//! Take the named stage out of After. It is the one edge of the circle that points against the order of the table.

use crate::finding::Findings;
use crate::skills::platform_operations::delivery::Delivery;
use crate::skills::platform_operations::reading::facts::Case;

crate::rule!("DEL008", "stage-cycle", Error, needs["delivery"], "del008.rs", check);

/// How many circles are shown.
const SHOWN: usize = 5;

fn check(case: &Case<'_>, findings: &mut Findings) {
    let flow = &case.flow;
    for cycle in flow.cycles.iter().take(SHOWN) {
        // A stage waits for the next of its circle; one that waits for a later row is in every circle.
        let next = |at: usize| cycle[(at + 1) % cycle.len()];
        let Some(at) = (0..cycle.len()).find(|at| next(*at) >= cycle[*at]) else { continue };
        let (stage, after) = (&flow.nodes[cycle[at]], flow.nodes[next(at)].name());
        let mut names = flow.names(cycle);
        names.extend(names.first().copied());
        let message = match cycle.len() {
            1 => format!("\"{}\" waits for itself", stage.name()),
            _ => format!("each waits for the next, so none starts: {}", names.join(" -> ")),
        };
        let finding = findings.at(stage.row.after().place, message);
        finding.fix(format!("take \"{after}\" out of [[delivery.stages.after]] of \"{}\"", stage.name()));
    }
    if let Some(why) = &flow.stopped {
        let message = format!("nothing can be proved of the pipeline: {why}");
        findings.at(Delivery::of(case.pack).0.field("stages"), message).fix("mend that, and check again");
    }
}
