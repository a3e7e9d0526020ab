//! What production gets was deployed to staging, and nothing looked at it there.
//!
//! ## What it does
//! For each deploy or migration to production that follows a deploy of the same artifact to staging, looks for a stage of
//! kind verify in that environment, after that deploy and before production, with a row among the verification checks.
//!
//! ## Why it matters
//! A staging environment that nobody looks at proves that the deploy script runs. A verification beside the way to
//! production, not on it, is one that a red result does not stop.
//!
//! ## Example
//! Bad: `deploy prod` after `deploy staging`; `verify staging` runs beside it. Or `verify staging` without a check.
//!
//! Good: `deploy prod` after `verify staging`, which checks readiness and a scripted order.
//!
//! ## Fix
//! Name the verification under After of the production deploy, or add a row to the checks of the stage.

use crate::engine::pipeline::{Problem, StageKind};
use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::flow::Breach;

crate::rule!("DEL005", "staging-unverified", Error, hard 6, needs["delivery"], "del005.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let flow = &case.flow;
    let mut told = Vec::new();
    for breach in flow.breaches.iter().filter(|one| one.problem == Problem::NotVerified) {
        match unchecked(case, breach) {
            Some(stage) if told.contains(&stage) => {}
            Some(stage) => {
                told.push(stage);
                let node = &flow.nodes[stage];
                let message = format!("{}\"{}\" verifies nothing: no check is of it", breach.scope(flow), node.name());
                let finding = findings.at(node.row.place(), message);
                finding.evidence(breach.message.clone());
                finding.fix(format!("add a row to [[delivery.checks]]: stage \"{}\", kind [[delivery.checks.kind=health]] or [[delivery.checks.kind=smoke]]", node.name()));
            }
            None => {
                let finding = findings.at(flow.nodes[breach.stage].row.after().place, breach.sentence(flow));
                if !breach.fix.is_empty() {
                    finding.fix(&breach.fix);
                }
            }
        }
    }
}

/// A verification in staging on the way that has no check.
fn unchecked(case: &Case<'_>, breach: &Breach) -> Option<usize> {
    let lane = case.flow.lane(*breach.paths.first()?, breach.services.first().copied());
    lane.behind(breach.stage).find(|one| {
        let node = &case.flow.nodes[*one];
        node.kind == StageKind::Verify && node.is_in("staging") && !node.checked
    })
}
