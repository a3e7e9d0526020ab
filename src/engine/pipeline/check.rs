//! The constraints, one after the other.

use std::collections::BTreeMap;

use super::builds;
use super::checked::Checked;
use super::graph::{Graph, Guaranteed};
use super::input::{CheckKind, EnvironmentKind, GateKind, StageKind, Starts};
use super::result::{Broken, Constraint, Problem};

/// The gates that every path to production has to pass.
pub(super) const GATES: [GateKind; 2] = [GateKind::Security, GateKind::Dependency];
/// The checks that follow every deploy to production.
pub(super) const CHECKS: [CheckKind; 2] = [CheckKind::HealthCheck, CheckKind::Validation];

/// The stages that deploy to production.
pub(super) fn production(graph: &Graph) -> Vec<usize> {
    graph.of_kind(StageKind::Deploy).filter(|stage| is_in(graph, *stage, EnvironmentKind::Production)).collect()
}

/// Judges everything, with paths and derivations.
pub(super) fn check(graph: &Graph) -> Checked {
    judge(graph, Checked::shown())
}

/// Judges everything, and says only what is broken.
pub(super) fn broken(graph: &Graph) -> Vec<Broken> {
    judge(graph, Checked::default()).broken
}

fn judge(graph: &Graph, mut checked: Checked) -> Checked {
    builds::check(graph, &mut checked);
    let deploys = production(graph);
    // What runs guarantee is the same for all deploys of a service, or of an artifact of it.
    let mut gates = BTreeMap::new();
    for &stage in &deploys {
        for kind in GATES {
            let known = gates.entry((kind, graph.service(stage))).or_insert_with(|| gated(graph, stage, kind));
            gate(graph, stage, kind, known, &mut checked);
        }
    }
    for &stage in &deploys {
        triggers(graph, stage, &mut checked);
    }
    let mut stagings = BTreeMap::new();
    for &stage in &deploys {
        let of = (graph.service(stage), graph.stage(stage).artifact.as_deref());
        let known = stagings.entry(of).or_insert_with(|| {
            let verifications = staging_verifications(graph, stage);
            graph.guaranteed(|one| verifications.contains(&one))
        });
        staged(graph, stage, known, &mut checked);
    }
    for &stage in &deploys {
        let followers = followers(graph, stage);
        for kind in CHECKS {
            followed(graph, stage, kind, &followers, &mut checked);
        }
        rollback(graph, stage, &mut checked);
    }
    checked
}

fn is_in(graph: &Graph, stage: usize, kind: EnvironmentKind) -> bool {
    graph.environment(stage).is_some_and(|environment| environment.kind == kind)
}

/// What all runs have that come through a blocking gate for the service of a deploy.
pub(super) fn gated(graph: &Graph, deploy: usize, kind: GateKind) -> Guaranteed {
    graph.guaranteed(|stage| graph.stage(stage).blocks(kind) && graph.concerns(stage, deploy))
}

fn gate(graph: &Graph, stage: usize, kind: GateKind, known: &Guaranteed, checked: &mut Checked) {
    if known.at(stage) {
        checked.hold(Constraint::ReleaseGates, graph, stage, || {
            let witnesses = graph.ids(&graph.witnesses(known, stage)).join(" or ");
            format!("every way to {} passes {witnesses} ({kind} gate)", graph.stage(stage).id)
        });
    } else {
        checked.violate(graph, (Problem::NoGate, stage, kind.to_string()), || {
            let path = graph.shortest_without(known, stage, &builds::builders_for(graph, stage));
            (path, format!("passes no blocking {kind} gate"))
        });
    }
}

fn triggers(graph: &Graph, stage: usize, checked: &mut Checked) {
    let named = &graph.stage(stage).triggers;
    if named.is_empty() {
        checked.violate(graph, (Problem::NoTriggers, stage, String::new()), || {
            (vec![stage], "has no rollback trigger; what takes it back is defined before it runs".to_owned())
        });
    } else {
        checked.hold(Constraint::TriggersFirst, graph, stage, || format!("rolled back by {}", named.join(", ")));
    }
}

/// Whether a stage deploys to an environment what `deploy` deploys.
pub(super) fn brings(graph: &Graph, stage: usize, environment: &str, deploy: usize) -> bool {
    let (one, wanted) = (graph.stage(stage), graph.stage(deploy));
    one.kind == StageKind::Deploy
        && one.environment.as_deref() == Some(environment)
        && graph.concerns(stage, deploy)
        && (wanted.artifact.is_none() || one.artifact == wanted.artifact)
}

/// The stages that verify, in staging, what `deploy` deploys: each runs only when that has been deployed there.
pub(super) fn staging_verifications(graph: &Graph, deploy: usize) -> Vec<usize> {
    let staging = graph.input.environments.iter().filter(|one| one.kind == EnvironmentKind::Staging);
    let mut found = Vec::new();
    for environment in staging {
        let deployed = graph.guaranteed(|stage| brings(graph, stage, &environment.id, deploy));
        let verifies = |stage: &usize| {
            let one = graph.stage(*stage);
            let checks = one.kind == StageKind::Verify
                || (brings(graph, *stage, &environment.id, deploy) && !one.checks.is_empty());
            checks
                && one.environment.as_deref() == Some(&environment.id)
                && graph.concerns(*stage, deploy)
                && deployed.at(*stage)
        };
        found.extend((0..graph.input.stages.len()).filter(verifies));
    }
    found
}

/// Whether what `deploy` deploys has been deployed to a staging environment in every run of it.
fn deployed_to_staging(graph: &Graph, deploy: usize) -> bool {
    let staging = || graph.input.environments.iter().filter(|one| one.kind == EnvironmentKind::Staging);
    graph.guaranteed(|stage| staging().any(|one| brings(graph, stage, &one.id, deploy))).at(deploy)
}

fn staged(graph: &Graph, stage: usize, known: &Guaranteed, checked: &mut Checked) {
    if known.at(stage) {
        checked.hold(Constraint::StagedVerification, graph, stage, || {
            let witnesses = graph.ids(&graph.witnesses(known, stage)).join(" or ");
            format!("every way to {} passes {witnesses}, behind a deploy to staging", graph.stage(stage).id)
        });
    } else {
        let problem = if deployed_to_staging(graph, stage) { Problem::NotVerified } else { Problem::NotStaged };
        checked.violate(graph, (problem, stage, String::new()), || {
            let path = graph.shortest_without(known, stage, &builds::builders_for(graph, stage));
            let what = graph.stage(stage).artifact.as_ref().map_or(String::new(), |artifact| format!(" of {artifact}"));
            (path, format!("skips verify in staging{what}"))
        });
    }
}

/// The stages that check a deploy of their own accord, each time.
pub(super) fn followers(graph: &Graph, deploy: usize) -> Vec<usize> {
    let environment = &graph.stage(deploy).environment;
    let follows = graph.follows_by_itself(deploy).into_iter();
    let verifies = |stage: &usize| {
        let one = graph.stage(*stage);
        one.kind == StageKind::Verify && one.required && one.environment == *environment
    };
    follows.filter(|stage| graph.concerns(*stage, deploy)).filter(verifies).collect()
}

fn followed(graph: &Graph, stage: usize, kind: CheckKind, followers: &[usize], checked: &mut Checked) {
    let id = &graph.stage(stage).id;
    if graph.stage(stage).checks.contains(&kind) {
        checked.hold(Constraint::PostDeploy, graph, stage, || format!("{id} has a {kind} of its own"));
        return;
    }
    match followers.iter().find(|one| graph.stage(**one).checks.contains(&kind)) {
        Some(follower) => checked.hold(Constraint::PostDeploy, graph, stage, || {
            let path = graph.shortest(stage, *follower).unwrap_or_default();
            format!("{} ({kind})", graph.print(&path))
        }),
        None => checked.violate(graph, (Problem::NotChecked, stage, kind.to_string()), || {
            let environment = graph.stage(stage).environment.as_deref().unwrap_or_default();
            let path = followers.first().and_then(|one| graph.shortest(stage, *one));
            (path.unwrap_or_else(|| vec![stage]), format!("ends without a {kind} in {environment}"))
        }),
    }
}

fn rollback(graph: &Graph, stage: usize, checked: &mut Checked) {
    let environment = &graph.stage(stage).environment;
    let own = graph.stage(stage).rollback.as_deref().filter(|text| !text.trim().is_empty());
    let back = |one: &usize| graph.stage(*one).environment == *environment && graph.concerns(*one, stage);
    let way = own.map(str::to_owned).or_else(|| {
        graph.of_kind(StageKind::Rollback).find(back).map(|one| format!("by the stage {}", graph.stage(one).id))
    });
    match way {
        Some(way) => checked.hold(Constraint::PostDeploy, graph, stage, || format!("way back: {way}")),
        None => checked.violate(graph, (Problem::NoRollback, stage, String::new()), || {
            let says = "has no way back: neither a rollback of its own nor a stage that rolls its environment back";
            (vec![stage], says.to_owned())
        }),
    }
}

/// Whether a stage follows without a person or a clock.
pub(super) fn is_automatic(graph: &Graph, stage: usize) -> bool {
    graph.stage(stage).starts == Starts::Automatic
}
