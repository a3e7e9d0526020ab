//! A stage is on no path, or nothing on its path leads to it.
//!
//! ## What it does
//! Reports a path that no stage is on; a stage whose paths are none of the table; and a stage that approves, deploys,
//! verifies or releases whose predecessors are all on other paths, so that on its own it would start unasked.
//!
//! ## Why it matters
//! Such rows look like protection and are none: a verification that belongs to no path never runs.
//!
//! ## Example
//! Bad: `verify staging` on path `hotfix` after `deploy staging`, which is on path `main` only.
//!
//! Good: both on `main, hotfix`.
//!
//! ## Fix
//! Correct Paths of the stage, or of what it waits for.

use crate::engine::pipeline::StageKind;
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::shared::reading::wording::joined;

crate::rule!("DEL009", "stage-unreachable", Warning, needs["delivery"], "del009.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let flow = &case.flow;
    let known = |path: usize| case.roster.paths.iter().any(|row| text::same_name(row.name().text, flow.paths[path]));
    for row in &case.roster.paths {
        let on = |paths: &[usize]| paths.iter().any(|one| text::same_name(flow.paths[*one], row.name().text));
        if !flow.nodes.is_empty() && !flow.nodes.iter().any(|node| on(&node.paths)) {
            let message = format!("no stage is on path \"{}\"", row.name().text);
            findings.at(row.place(), message).fix("name it under [[delivery.stages.paths]] of its stages, or remove the row");
        }
    }
    if case.roster.paths.is_empty() {
        return;
    }
    for node in flow.nodes.iter().filter(|node| !node.paths.iter().any(|one| known(*one))) {
        let message = format!("\"{}\" is on no path of the table", node.name());
        let names: Vec<&str> = case.roster.paths.iter().map(|row| row.name().text).collect();
        findings.at(node.row.paths().place, message).fix(format!("leave it blank for all paths, or name some of {}", names.join(", ")));
    }
    let mut lost: Vec<(usize, Vec<usize>)> = Vec::new();
    for (path, lane) in flow.ways().filter(|(path, _)| known(*path)) {
        for &stage in &lane.stages {
            let node = &flow.nodes[stage];
            let follows = matches!(
                node.kind,
                StageKind::Approve | StageKind::Deploy | StageKind::Verify | StageKind::Release
            );
            if follows && !node.after.is_empty() && lane.before(stage).is_empty() {
                match lost.iter_mut().find(|(one, _)| *one == stage) {
                    Some((_, paths)) => paths.push(path),
                    None => lost.push((stage, vec![path])),
                }
            }
        }
    }
    for (stage, paths) in lost {
        let node = &flow.nodes[stage];
        let before = joined(&flow.names(&node.after), "and");
        let (name, paths) = (node.name(), flow.quoted(&paths));
        let message = format!("on path {paths} nothing leads to \"{name}\": {before}, and what precedes it, is on other paths");
        findings.at(node.row.paths().place, message).fix(format!("add {paths} to [[delivery.stages.paths]] of {before}, or take it out here"));
    }
}
