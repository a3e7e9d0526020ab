//! A lane as the engine takes it.

use std::collections::BTreeMap;

use super::{Flow, Lane, Node};
use crate::engine::pipeline::{
    ArtifactInput, EnvironmentInput, EnvironmentKind, GateInput, GateKind, PipelineInput, Reference, StageInput,
    StageKind, Starts,
};
use crate::pack::Cell;
use crate::skills::platform_operations::delivery::Environment;
use crate::skills::platform_operations::reading::nets::Nets;
use crate::skills::platform_operations::reading::roster::is;
use crate::text;

/// A lane for the engine, and the stage behind each name in it.
pub(super) struct Projected {
    pub input: PipelineInput,
    pub stages: BTreeMap<String, usize>,
}

/// What a stage is called in each of its environments: by its name, with the environment where it brings something to
/// several, or verifies them.
fn ids(node: &Node<'_>) -> Vec<(String, Option<String>)> {
    let name = |one: &Environment<'_>| one.name().text.to_owned();
    match &node.environments[..] {
        [one] => vec![(node.name().to_owned(), Some(name(one)))],
        many if !many.is_empty() && matches!(node.kind, StageKind::Deploy | StageKind::Verify | StageKind::Release) => {
            many.iter().map(|one| (format!("{} ({})", node.name(), one.name().text), Some(name(one)))).collect()
        }
        _ => vec![(node.name().to_owned(), None)],
    }
}

/// What is deployed in a lane, apart where it is meant to be: several artifacts that reach production side by side are
/// parts of the service. An artifact that no staging environment has, in an environment which what staging has does not
/// reach, stands in its place: both are one thing, built twice.
pub(super) fn parts(flow: &Flow<'_>, lane: &Lane, service: usize) -> Vec<Vec<usize>> {
    let deploys = || lane.stages.iter().map(|one| &flow.nodes[*one]).filter(|node| node.kind == StageKind::Deploy);
    let takes =
        |node: &Node<'_>, thing: usize| node.things.contains(&thing) && flow.things[thing].services.contains(&service);
    let places = |thing: usize, tier: &str| -> Vec<&str> {
        let taking = deploys().filter(|node| takes(node, thing));
        let all = taking.flat_map(|node| node.environments.iter()).filter(|one| is(one.tier(), tier));
        all.map(|one| one.name().text).collect()
    };
    let migrated = |thing: usize| deploys().any(|node| node.migrates && takes(node, thing));
    let taken: Vec<usize> = (0..flow.things.len()).filter(|one| deploys().any(|node| takes(node, *one))).collect();
    let mut parts: Vec<Vec<usize>> = Vec::new();
    let instead = |unstaged: usize, staged: usize| {
        let reached = places(unstaged, "production");
        !reached.is_empty()
            && places(unstaged, "staging").is_empty()
            && !places(staged, "staging").is_empty()
            && migrated(unstaged) == migrated(staged)
            && !places(staged, "production").iter().any(|place| reached.contains(place))
    };
    for &thing in &taken {
        let own = parts.iter_mut().find(|part| part.iter().any(|one| instead(thing, *one) || instead(*one, thing)));
        match own {
            Some(part) => part.push(thing),
            None => parts.push(vec![thing]),
        }
    }
    if parts.is_empty() && deploys().next().is_some() {
        parts.push(Vec::new());
    }
    parts
}

/// Whether a gate is in force at a stage it blocks: it blocks, and a stage that yields its result has succeeded.
pub(in super::super::super) fn in_force(path: &Lane, gate: &super::Barrier<'_>, stage: usize) -> bool {
    gate.blocking && gate.blocks.contains(&stage) && gate.result_of.iter().any(|one| path.precedes(*one, stage))
}

/// The pipeline of a service on a path, as far as it concerns one part of it.
pub(super) fn project(
    flow: &Flow<'_>,
    (path, whole, lane): (usize, &Lane, &Lane),
    (service, part): (usize, &[usize]),
    nets: &Nets<'_>,
) -> Projected {
    let mut input = PipelineInput::default();
    let mut stages = BTreeMap::new();
    let (name, scheduled) = (flow.services[service], flow.clocks.contains(&path));
    let mine = |thing: &usize| part.contains(thing);
    for &thing in part {
        input.artifacts.push(ArtifactInput { id: flow.things[thing].name.to_owned(), service: None, component: None });
    }
    let producers: Vec<(usize, usize)> =
        part.iter().flat_map(|thing| producers(flow, lane, *thing).into_iter().map(move |one| (one, *thing))).collect();
    for &index in &lane.stages {
        let node = &flow.nodes[index];
        for (id, environment) in ids(node) {
            let mut stage = StageInput::new(&id, node.kind);
            stage.after = lane.before(index).iter().flat_map(|one| ids(&flow.nodes[*one])).map(|(id, _)| id).collect();
            stage.starts = starts(node, lane.before(index).is_empty(), scheduled);
            stage.gates = gates(flow, whole, index);
            stage.produces = producers
                .iter()
                .filter(|(one, _)| *one == index)
                .map(|(_, thing)| flow.things[*thing].name.to_owned())
                .collect();
            stage.environment.clone_from(&environment);
            match node.kind {
                StageKind::Deploy => deploy(flow, &mut stage, node, (service, name), &mine, nets),
                StageKind::Verify => {
                    stage.checks.clone_from(&node.checks);
                    // What is not checked is not verified.
                    if node.is_in("staging") && !node.checked {
                        stage.kind = StageKind::Job;
                    }
                }
                StageKind::Build if stage.produces.is_empty() => {
                    let feeds = producers
                        .iter()
                        .any(|(one, _)| flow.nodes[*one].kind == StageKind::Package && lane.precedes(index, *one));
                    // It builds something else, or what a package is made of.
                    if feeds || says_what(flow, index) {
                        stage.kind = StageKind::Job;
                    }
                }
                _ => {}
            }
            input
                .triggers
                .extend(stage.triggers.iter().filter(|one| !input.triggers.contains(one)).cloned().collect::<Vec<_>>());
            stages.insert(id, index);
            input.stages.push(stage);
        }
    }
    for environment in &flow.environments {
        if !input.environments.iter().any(|one| one.id == environment.name().text) {
            input.environments.push(place(environment));
        }
    }
    Projected { input, stages }
}

/// An environment for the engine.
pub(in super::super::super) fn place(environment: &Environment<'_>) -> EnvironmentInput {
    let kind = match text::key(environment.tier().text).as_str() {
        "production" => EnvironmentKind::Production,
        "staging" => EnvironmentKind::Staging,
        _ => EnvironmentKind::Development,
    };
    let region = Some(environment.region()).filter(|cell| !cell.is_blank()).map(|cell| cell.text.to_owned());
    EnvironmentInput { id: environment.name().text.to_owned(), kind, region, service: None }
}

/// What starts a stage. One that has to follow something and follows nothing on its path is started by hand, or by the
/// clock: that nothing leads to it is for a rule to say.
fn starts(node: &Node<'_>, first: bool, scheduled: bool) -> Starts {
    match (node.manual, first) {
        (true, _) => Starts::Manual,
        (false, true) if scheduled => Starts::Scheduled,
        (false, true) if matches!(node.kind, StageKind::Verify | StageKind::Approve | StageKind::Release) => {
            Starts::Manual
        }
        _ => Starts::Automatic,
    }
}

/// The gates at a stage. A gate whose result is not there when the stage starts stops nothing.
pub(in super::super::super) fn gates(flow: &Flow<'_>, path: &Lane, stage: usize) -> Vec<GateInput> {
    let here = flow.gates.iter().filter(|gate| gate.blocks.contains(&stage));
    let read = |gate: &&super::Barrier<'_>| {
        Some(GateInput { kind: gate_kind(gate.row.kind())?, blocking: in_force(path, gate, stage) })
    };
    let mut found: Vec<GateInput> = Vec::new();
    for gate in here.filter_map(|gate| read(&gate)) {
        match found.iter_mut().find(|one| one.kind == gate.kind) {
            Some(known) => known.blocking |= gate.blocking,
            None => found.push(gate),
        }
    }
    found
}

fn gate_kind(cell: Cell<'_>) -> Option<GateKind> {
    Some(match text::key(cell.text).as_str() {
        "security" => GateKind::Security,
        "dependency" => GateKind::Dependency,
        "secret" => GateKind::Secret,
        "test" | "quality" => GateKind::Quality,
        "performance" => GateKind::Performance,
        _ => return None,
    })
}

fn deploy(
    flow: &Flow<'_>,
    stage: &mut StageInput,
    node: &Node<'_>,
    (service, name): (usize, &str),
    mine: &dyn Fn(&usize) -> bool,
    nets: &Nets<'_>,
) {
    let own = node.things.iter().filter(|one| flow.things[**one].services.contains(&service));
    let own: Vec<&usize> = own.collect();
    // What has no environment brings nothing anywhere; a rule says so. What brings only other parts is not at issue.
    if stage.environment.is_none() || (!own.is_empty() && !own.iter().any(|one| mine(one))) {
        stage.kind = StageKind::Job;
        stage.environment = None;
        return;
    }
    let thing = own.into_iter().find(|one| mine(one)).map(|one| &flow.things[*one]);
    stage.artifact = thing.map(|thing| thing.name.to_owned());
    let mutable = thing.and_then(|thing| thing.row).is_some_and(|row| is_mutable(row.identity()));
    stage.by = if mutable { Reference::Tag } else { Reference::Digest };
    let environment = stage.environment.clone().unwrap_or_default();
    for trigger in nets.triggers_of(name, &environment).map(|one| one.row.name().text) {
        if !stage.triggers.iter().any(|one| one == trigger) {
            stage.triggers.push(trigger.to_owned());
        }
    }
    let ways = nets.ways_of(name, &environment).filter(|way| !is(way.row.by(), "forward fix"));
    stage.rollback = ways.map(|way| way.row.name().text.to_owned()).next();
}

/// The stages of a lane that build an artifact: builds that name it, and what its row says builds it. Builds before a
/// package that makes it are what the package is made of.
fn producers(flow: &Flow<'_>, lane: &Lane, thing: usize) -> Vec<usize> {
    let stated = |stage: &usize| flow.things[thing].built_by.contains(stage);
    let builds = |stage: &usize| {
        let node = &flow.nodes[*stage];
        stated(stage) || (node.kind == StageKind::Build && node.things.contains(&thing))
    };
    let all: Vec<usize> = lane.stages.iter().copied().filter(builds).collect();
    let packages = all.iter().filter(|one| flow.nodes[**one].kind == StageKind::Package);
    let packages: Vec<usize> = packages.copied().collect();
    all.into_iter()
        .filter(|one| packages.contains(one) || !packages.iter().any(|package| lane.precedes(*one, *package)))
        .collect()
}

/// Whether a build says what it makes.
fn says_what(flow: &Flow<'_>, stage: usize) -> bool {
    !flow.nodes[stage].things.is_empty() || flow.things.iter().any(|one| one.built_by.contains(&stage))
}

/// Whether an identity can be given to something else, or is none.
fn is_mutable(cell: Cell<'_>) -> bool {
    matches!(text::key(cell.text).as_str(), "tag" | "branch" | "none")
}
