//! One build: who makes what, and whether every deploy takes just that.

use std::collections::BTreeMap;

use super::check::Checked;
use super::graph::Graph;
use super::input::{EnvironmentKind, Reference, StageKind};
use super::result::{Constraint, Problem};

/// The stages that build an artifact, in the order they run.
pub(super) fn builders(graph: &Graph, artifact: &str) -> Vec<usize> {
    let builds = |stage: &usize| graph.stage(*stage).produces.iter().any(|one| one == artifact);
    graph.order.iter().copied().filter(builds).collect()
}

/// The stages that build what a deploy deploys.
pub(super) fn builders_for(graph: &Graph, deploy: usize) -> Vec<usize> {
    graph.stage(deploy).artifact.as_deref().map_or_else(Vec::new, |artifact| builders(graph, artifact))
}

/// Every way of building one thing, in the order they run: stage and artifact. Artifacts of one service and component
/// are one thing.
fn made(graph: &Graph) -> Vec<Vec<(usize, String)>> {
    let mut things: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut keys = Vec::new();
    for &stage in &graph.order {
        for id in &graph.stage(stage).produces {
            let Some(artifact) = graph.input.artifacts.iter().find(|one| one.id == *id) else { continue };
            let key = (artifact.service.as_deref().or(graph.service(stage)), artifact.component.as_deref());
            if !things.contains_key(&key) {
                keys.push(key);
            }
            things.entry(key).or_default().push((stage, id.clone()));
        }
    }
    keys.into_iter().filter_map(|key| things.remove(&key)).collect()
}

/// Judges the builds and the references of all deploys.
pub(super) fn check(graph: &Graph, checked: &mut Checked) {
    for builds in made(graph) {
        let mut builds = builds.into_iter();
        let Some((first, _)) = builds.next() else { continue };
        for (stage, artifact) in builds {
            again(graph, first, stage, artifact, checked);
        }
    }
    for stage in graph.of_kind(StageKind::Build) {
        if graph.stage(stage).produces.is_empty() {
            unnamed(graph, stage, checked);
        }
    }
    for stage in graph.of_kind(StageKind::Deploy) {
        deploy(graph, stage, checked);
    }
}

/// The shortest chain from a build to a deploy.
fn to_a_deploy(graph: &Graph, stage: usize, fits: impl Fn(usize) -> bool) -> Option<Vec<usize>> {
    let chains = graph.of_kind(StageKind::Deploy).filter(|one| fits(*one));
    chains.filter_map(|one| graph.shortest(stage, one)).min_by_key(Vec::len)
}

fn again(graph: &Graph, first: usize, stage: usize, artifact: String, checked: &mut Checked) {
    let path = to_a_deploy(graph, stage, |one| graph.stage(one).artifact.as_deref() == Some(&artifact));
    let says = match first == stage {
        true => format!("builds {artifact} beside another artifact of the same service and component"),
        false => format!("builds {artifact} again: {} has built it", graph.stage(first).id),
    };
    checked.violate(graph, (Problem::BuiltTwice, stage, artifact), &path.unwrap_or_else(|| vec![stage]), says);
}

/// A build that does not say what it makes matters where it leads to production.
fn unnamed(graph: &Graph, stage: usize, checked: &mut Checked) {
    let production = |one: usize| graph.environment(one).is_some_and(|one| one.kind == EnvironmentKind::Production);
    let Some(path) = to_a_deploy(graph, stage, |one| production(one) && graph.concerns(stage, one)) else { return };
    let says =
        format!("holds a build that names no artifact: nobody can say whether {} builds again", graph.stage(stage).id);
    checked.violate(graph, (Problem::UnnamedBuild, stage, String::new()), &path, says);
}

fn deploy(graph: &Graph, stage: usize, checked: &mut Checked) {
    let one = graph.stage(stage);
    match one.by {
        Reference::Digest => {}
        Reference::Tag => {
            let says = "deploys by tag: a tag can be given to another artifact between two environments".to_owned();
            let about = one.artifact.clone().unwrap_or_default();
            let path = path(graph, stage);
            checked.violate(graph, (Problem::MutableReference, stage, about), &path, says);
        }
        Reference::Source => {
            let environment = one.environment.as_deref().unwrap_or_default();
            let says = format!("builds from source for {environment}: what was tested before is not what runs there");
            checked.violate(graph, (Problem::BuiltOnDeploy, stage, String::new()), &[stage], says);
            return;
        }
    }
    let Some(artifact) = &one.artifact else {
        let says = "does not say which artifact it deploys".to_owned();
        checked.violate(graph, (Problem::NoArtifact, stage, String::new()), &[stage], says);
        return;
    };
    let builders = builders(graph, artifact);
    if builders.is_empty() {
        let says = format!("deploys {artifact}, which no stage builds");
        checked.violate(graph, (Problem::NotBuilt, stage, artifact.clone()), &[stage], says);
        return;
    }
    let built = graph.guaranteed(|one| builders.contains(&one));
    if !built.at(stage) {
        let path = graph.shortest_without(&built, stage, &[]);
        let says = format!("does not wait for {}, which builds {artifact}", graph.ids(&builders).join(" or "));
        checked.violate(graph, (Problem::NotBuiltBefore, stage, artifact.clone()), &path, says);
    } else if one.by == Reference::Digest && builders.len() == 1 {
        let derivation = format!("takes {artifact} by digest from {}", graph.ids(&builders).join(", "));
        checked.hold(Constraint::BuildOnce, graph, stage, derivation);
    }
}

/// From the build of what is deployed to the deploy.
fn path(graph: &Graph, stage: usize) -> Vec<usize> {
    let chains = builders_for(graph, stage).into_iter().filter_map(|one| graph.shortest(one, stage));
    chains.min_by_key(Vec::len).unwrap_or_else(|| vec![stage])
}
