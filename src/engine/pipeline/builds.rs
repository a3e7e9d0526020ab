//! One build: who makes what, and whether every deploy takes just that.

use std::collections::BTreeMap;

use super::checked::Checked;
use super::graph::{Graph, Guaranteed};
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
    let mut built = BTreeMap::new();
    for stage in graph.of_kind(StageKind::Deploy) {
        deploy(graph, stage, &mut built, checked);
    }
}

/// The shortest chain from a build to a deploy.
fn to_a_deploy(graph: &Graph, stage: usize, fits: impl Fn(usize) -> bool) -> Option<Vec<usize>> {
    let chains = graph.of_kind(StageKind::Deploy).filter(|one| fits(*one));
    chains.filter_map(|one| graph.shortest(stage, one)).min_by_key(Vec::len)
}

fn again(graph: &Graph, first: usize, stage: usize, artifact: String, checked: &mut Checked) {
    checked.violate(graph, (Problem::BuiltTwice, stage, artifact.clone()), || {
        let path = to_a_deploy(graph, stage, |one| graph.stage(one).artifact.as_deref() == Some(&artifact));
        let says = match first == stage {
            true => format!("builds {artifact} beside another artifact of the same service and component"),
            false => format!("builds {artifact} again: {} has built it", graph.stage(first).id),
        };
        (path.unwrap_or_else(|| vec![stage]), says)
    });
}

/// A build that does not say what it makes matters where it leads to production.
fn unnamed(graph: &Graph, stage: usize, checked: &mut Checked) {
    let production = |one: usize| graph.environment(one).is_some_and(|one| one.kind == EnvironmentKind::Production);
    let Some(path) = to_a_deploy(graph, stage, |one| production(one) && graph.concerns(stage, one)) else { return };
    checked.violate(graph, (Problem::UnnamedBuild, stage, String::new()), || {
        let id = &graph.stage(stage).id;
        (path, format!("holds a build that names no artifact: nobody can say whether {id} builds again"))
    });
}

fn deploy<'a>(graph: &Graph<'a>, stage: usize, built: &mut BTreeMap<&'a str, Guaranteed>, checked: &mut Checked) {
    let one = graph.stage(stage);
    match one.by {
        Reference::Digest => {}
        Reference::Tag => {
            let about = one.artifact.clone().unwrap_or_default();
            checked.violate(graph, (Problem::MutableReference, stage, about), || {
                let says = "deploys by tag: a tag can be given to another artifact between two environments";
                (path(graph, stage), says.to_owned())
            });
        }
        Reference::Source => {
            checked.violate(graph, (Problem::BuiltOnDeploy, stage, String::new()), || {
                let environment = one.environment.as_deref().unwrap_or_default();
                let says =
                    format!("builds from source for {environment}: what was tested before is not what runs there");
                (vec![stage], says)
            });
            return;
        }
    }
    let Some(artifact) = &one.artifact else {
        let says = || (vec![stage], "does not say which artifact it deploys".to_owned());
        checked.violate(graph, (Problem::NoArtifact, stage, String::new()), says);
        return;
    };
    let builders = builders(graph, artifact);
    if builders.is_empty() {
        let says = || (vec![stage], format!("deploys {artifact}, which no stage builds"));
        checked.violate(graph, (Problem::NotBuilt, stage, artifact.clone()), says);
        return;
    }
    let built = built.entry(artifact).or_insert_with(|| graph.guaranteed(|one| builders.contains(&one)));
    if !built.at(stage) {
        checked.violate(graph, (Problem::NotBuiltBefore, stage, artifact.clone()), || {
            let says = format!("does not wait for {}, which builds {artifact}", graph.ids(&builders).join(" or "));
            (graph.shortest_without(built, stage, &[]), says)
        });
    } else if one.by == Reference::Digest && builders.len() == 1 {
        checked.hold(Constraint::BuildOnce, graph, stage, || {
            format!("takes {artifact} by digest from {}", graph.ids(&builders).join(", "))
        });
    }
}

/// From the build of what is deployed to the deploy.
fn path(graph: &Graph, stage: usize) -> Vec<usize> {
    let chains = builders_for(graph, stage).into_iter().filter_map(|one| graph.shortest(one, stage));
    chains.min_by_key(Vec::len).unwrap_or_else(|| vec![stage])
}
