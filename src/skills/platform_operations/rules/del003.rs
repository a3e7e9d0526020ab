//! A deploy does not say what it brings, or where, or runs before that is built.
//!
//! ## What it does
//! Each stage of kind deploy or migrate has to name an environment and, for each of its services, an artifact. On every
//! path the stage that builds the artifact has to precede the deploy.
//!
//! ## Why it matters
//! Whether production gets what staging verified can be proved only where deploys name what they take. A deploy that
//! does not wait for the build takes what the last run left behind: mostly right, and wrong on the day of a failure.
//!
//! ## Example
//! Bad: `deploy prod`, artifact blank; or `deploy prod` of `shop image` after `tests`, while `build` runs beside them.
//!
//! Good: `deploy prod` of `shop image` in `prod`, after `verify staging`, which follows `build`.
//!
//! ## Fix
//! Name the artifact and the environment; let the deploy wait, directly or not, for the build.

use crate::engine::pipeline::{Problem, StageKind};
use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::flow::Breach;

crate::rule!("DEL003", "deploy-without-artifact", Error, hard 1, needs["delivery"], "del003.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let flow = &case.flow;
    let unknown = |breach: &Breach| {
        matches!(breach.problem, Problem::NoArtifact | Problem::NotBuilt | Problem::NotBuiltBefore)
    };
    flow.report(unknown, findings, |breach| {
        let row = flow.nodes[breach.stage].row;
        if breach.problem == Problem::NotBuiltBefore { row.after().place } else { row.artifact().place }
    });
    for node in flow.nodes.iter().filter(|node| node.kind == StageKind::Deploy && node.environments.is_empty()) {
        let cell = node.row.environment();
        let says = if cell.is_blank() { "names no environment" } else { "names no row of [[delivery.environments]]" };
        let message = format!("\"{}\" {says}: whether it reaches production cannot be told", node.name());
        let known: Vec<&str> = case.roster.environments.iter().map(|row| row.name().text).collect();
        findings.at(cell.place, message).fix(match &known[..] {
            [] => "add the environment to [[delivery.environments]] and name it here".to_owned(),
            known => format!("write one of: {}", known.join(", ")),
        });
    }
}
