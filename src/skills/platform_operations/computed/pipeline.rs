//! What follows from the stages: the walk of each path, what is proved of each deploy to production, and the drawing.

use std::collections::BTreeMap;

use crate::engine::pipeline::{Constraint, PipelineInput, StageInput, Starts, flowchart};
use crate::pack::{Computed, Drawing};
use crate::skills::platform_operations::delivery::Delivery;
use crate::skills::platform_operations::reading::facts::Facts;
use crate::skills::platform_operations::reading::flow::{Flow, Held, Lane, gates, place};
use crate::skills::platform_operations::safety::Safety;
use crate::skills::shared::reading::wording::{counted, joined};

/// What a deploy to production is held to.
const DEPLOY: &[Constraint] =
    &[Constraint::BuildOnce, Constraint::ReleaseGates, Constraint::StagedVerification, Constraint::PostDeploy];
/// What a migration is held to, and what the pipeline alone can show of a deploy.
const MIGRATION: &[Constraint] = &[Constraint::BuildOnce, Constraint::StagedVerification];

/// A line for each path, and one for each deploy to production.
pub(in super::super) fn lines(facts: &Facts<'_>) -> Vec<Computed> {
    let flow = &facts.flow;
    let walks = flow.ways().filter(|(_, lane)| !lane.stages.is_empty());
    let walks = walks.map(|(path, lane)| walk(flow, path, &lane));
    let gated = facts.pack.sections.contains_key(Safety::KEY);
    walks.chain(flow.held.iter().map(|held| proof(flow, held, gated))).collect()
}

fn line(of: &str, what: &'static str, value: String, derivation: String) -> Computed {
    Computed { section: Delivery::KEY, field: "stages", of: of.to_owned(), what, value, derivation }
}

/// `build -> tests + scans -> deploy staging`: what can run at once stands together.
fn walk(flow: &Flow<'_>, path: usize, lane: &Lane) -> Computed {
    let mut depth: BTreeMap<usize, usize> = BTreeMap::new();
    let mut steps: Vec<Vec<usize>> = Vec::new();
    for &stage in &lane.stages {
        let before = lane.before(stage).iter().filter_map(|one| depth.get(one));
        let own = before.max().map_or(0, |deepest| deepest + 1);
        depth.insert(stage, own);
        if steps.len() <= own {
            steps.resize(own + 1, Vec::new());
        }
        steps[own].push(stage);
    }
    let value = steps.iter().map(|step| flow.names(step).join(" + ")).collect::<Vec<_>>().join(" -> ");
    let left: Vec<usize> = (0..flow.nodes.len()).filter(|one| !lane.has(*one)).collect();
    let without = match &left[..] {
        [] => String::new(),
        left => format!("; without {}", joined(&flow.names(left), "and")),
    };
    let derivation =
        format!("{} by After, each as early as it can start{without}", counted(lane.stages.len(), "stage"));
    line(flow.paths[path], "walk", value, derivation)
}

/// What a deploy lacks, in a few words.
fn lacking(constraint: Constraint) -> &'static str {
    match constraint {
        Constraint::BuildOnce => "not built once and deployed by identity",
        Constraint::ReleaseGates => "no blocking security and dependency gates",
        Constraint::TriggersFirst => "no triggers",
        Constraint::StagedVerification => "not verified in staging",
        Constraint::PostDeploy => "not checked behind it, or without a way back",
    }
}

/// What holds of a deploy. Before the safety nets are begun, nothing is said of gates and ways back.
fn proof(flow: &Flow<'_>, held: &Held, gated: bool) -> Computed {
    let node = &flow.nodes[held.stage];
    let asked = if node.migrates || !gated { MIGRATION } else { DEPLOY };
    let broken = |constraint: Constraint| {
        flow.breaches.iter().any(|one| {
            // A second build is a violation of the build, and of every deploy that follows it.
            let here = one.stage == held.stage || constraint == Constraint::BuildOnce;
            here && one.constraint == constraint
                && !one.paths.is_disjoint(&held.paths)
                && !one.services.is_disjoint(&held.services)
        })
    };
    let failed: Vec<&str> = asked.iter().filter(|one| broken(**one)).map(|one| lacking(*one)).collect();
    let services: Vec<&str> =
        held.services.iter().map(|one| flow.services[*one]).filter(|one| !one.is_empty()).collect();
    let scope = format!("{} on {}", joined(&services, "and"), flow.quoted(&held.paths));
    let value = match &failed[..] {
        [] => format!("holds for {scope}"),
        failed => format!("broken for {scope}: {}", failed.join("; ")),
    };
    let shown = held.lines.iter().filter(|(constraint, _)| !broken(*constraint));
    // The deploy is named at the beginning of the line.
    let derivation: Vec<&str> =
        shown.map(|(_, text)| text.find(" passes ").map_or(text.as_str(), |at| &text[at + 1..])).collect();
    let derivation =
        if derivation.is_empty() { "nothing of it holds on every path".to_owned() } else { derivation.join("; ") };
    line(node.name(), "proof", value, derivation)
}

/// The pipeline as a flowchart: environments are frames, gates and checks stand in their stages. Dotted is how a path
/// goes that leaves a stage out.
pub(in super::super) fn drawing(facts: &Facts<'_>) -> Option<Drawing> {
    let flow = &facts.flow;
    if flow.nodes.is_empty() {
        return None;
    }
    let lanes: Vec<(usize, Lane)> = flow.ways().collect();
    let ids: Vec<String> = flow
        .nodes
        .iter()
        .map(|node| match node.paths.len() == flow.paths.len() || node.paths.is_empty() {
            true => node.name().to_owned(),
            false => format!("{} [{}]", node.name(), paths(flow, &node.paths)),
        })
        .collect();
    let mut input =
        PipelineInput { environments: flow.environments.iter().map(place).collect(), ..PipelineInput::default() };
    for (index, node) in flow.nodes.iter().enumerate() {
        let mut stage = StageInput::new(&ids[index], node.kind);
        stage.after = node.after.iter().map(|one| ids[*one].clone()).collect();
        for (_, lane) in lanes.iter().filter(|(_, lane)| lane.has(index)) {
            for before in lane.before(index).iter().filter(|one| !node.after.contains(one)) {
                if !stage.after_any.contains(&ids[*before]) {
                    stage.after_any.push(ids[*before].clone());
                }
            }
        }
        if let [only] = &node.environments[..] {
            stage.environment = Some(only.name().text.to_owned());
        }
        if let Some((_, lane)) = lanes.iter().find(|(_, lane)| lane.has(index)) {
            stage.gates = gates(flow, lane, index);
        }
        stage.checks.clone_from(&node.checks);
        stage.checks.sort_unstable();
        stage.checks.dedup();
        if node.manual {
            stage.starts = Starts::Manual;
        }
        input.stages.push(stage);
    }
    Some(Drawing { section: Delivery::KEY, field: "stages", mermaid: flowchart(&input) })
}

fn paths(flow: &Flow<'_>, paths: &[usize]) -> String {
    paths.iter().map(|one| flow.paths[*one]).collect::<Vec<_>>().join(", ")
}
