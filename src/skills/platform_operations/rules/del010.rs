//! Code reaches production without tests, or without analysis, on the way.
//!
//! ## What it does
//! For each path and each service that consists of code (web, api, worker, job, function), looks for a stage of kind test
//! and one of kind analyze among those that must have succeeded before the deploy to production.
//!
//! ## Why it matters
//! Tests that run beside the way to production stop nothing. What a hotfix leaves out should be the slow part of the
//! tests, not all of them.
//!
//! ## Example
//! Bad: path `hotfix`: `build -> deploy staging -> verify staging -> deploy prod`.
//!
//! Good: the same with `unit tests` and `scans` between `build` and `deploy staging`.
//!
//! ## Fix
//! Put the stage before the deploy on that path, or add the path to its Paths.

use std::collections::BTreeSet;

use crate::engine::pipeline::StageKind;
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::shared::reading::wording::joined;

crate::rule!("DEL010", "stage-kind-missing", Warning, needs["delivery"], "del010.rs", check);

/// The services that consist of code.
const CODE: &[&str] = &["web", "api", "worker", "job", "function"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let flow = &case.flow;
    for (kind, word) in [(StageKind::Test, "test"), (StageKind::Analyze, "analyze")] {
        // One finding for a deploy, whatever the number of paths and services.
        for (stage, node) in flow.nodes.iter().enumerate().filter(|(_, one)| one.deploys_to("production") && !one.migrates) {
            let (mut paths, mut services) = (BTreeSet::new(), BTreeSet::new());
            for &service in node.services.iter().filter(|one| is_code(case, flow.services[**one])) {
                for path in node.paths.iter().filter(|_| flow.cycles.is_empty()) {
                    let lane = flow.lane(*path, Some(service));
                    if !lane.behind(stage).any(|one| flow.nodes[one].kind == kind) {
                        paths.insert(*path);
                        services.insert(flow.services[service]);
                    }
                }
            }
            if services.is_empty() {
                continue;
            }
            let services = joined(&services.into_iter().collect::<Vec<_>>(), "and");
            let name = node.name();
            let message = format!("on path {} no stage of kind {word} precedes \"{name}\" of {services}", flow.quoted(&paths));
            findings.at(node.row.after().place, message).fix(fix(case, (stage, kind, word), &paths));
        }
    }
}

/// What is there is used: on the path, or by adding the path.
fn fix(case: &Case<'_>, (stage, kind, word): (usize, StageKind, &str), paths: &BTreeSet<usize>) -> String {
    let flow = &case.flow;
    let name = flow.nodes[stage].name();
    let of_kind = || flow.nodes.iter().filter(|node| node.kind == kind);
    let everywhere = of_kind().find(|node| paths.iter().all(|path| node.paths.contains(path)));
    let elsewhere = of_kind().find(|node| !paths.iter().any(|path| node.paths.contains(path)));
    match (everywhere, elsewhere) {
        (Some(there), _) => format!("let \"{name}\", or what it waits for, wait for \"{}\"", there.name()),
        (None, Some(other)) => format!("add {} to [[delivery.stages.paths]] of \"{}\"", flow.quoted(paths), other.name()),
        (None, None) => format!("add a stage of kind {word} before \"{name}\""),
    }
}

fn is_code(case: &Case<'_>, service: &str) -> bool {
    let kind = case.roster.service(service).map(|row| text::key(row.kind().text));
    kind.is_some_and(|kind| CODE.contains(&kind.as_str()))
}
