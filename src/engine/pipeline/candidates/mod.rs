//! What might put a violation right: sets of edits, the more natural first. Whether they do is for the judge to say.

mod builds;

use super::builds::builders;
use super::check::{self, CHECKS, brings, followers, gated, is_automatic, staging_verifications};
use super::edit::Edit;
use super::graph::Graph;
use super::input::{CheckKind, EnvironmentInput, EnvironmentKind, GateKind, StageInput, StageKind};
use super::result::{Broken, Problem};

/// Sets of edits for a violation.
pub(super) fn candidates(graph: &Graph, violation: &Broken) -> Vec<Vec<Edit>> {
    let Some(stage) = graph.index(&violation.stage) else { return Vec::new() };
    let one = Candidates { graph, stage, about: &violation.about };
    match violation.problem {
        Problem::NoGate => check::GATES
            .into_iter()
            .filter(|kind| kind.to_string() == violation.about)
            .flat_map(|kind| one.gate(kind))
            .collect(),
        Problem::NotStaged | Problem::NotVerified => one.staged(),
        Problem::NotChecked => one.checked(),
        Problem::NoTriggers => vec![vec![one.trigger()]],
        Problem::NoRollback => vec![vec![Edit::Rollback { stage: one.id() }]],
        Problem::BuiltTwice => one.built_twice(),
        Problem::UnnamedBuild => one.unnamed(),
        Problem::NotBuilt => one.not_built(),
        Problem::NotBuiltBefore => one.not_built_before(),
        Problem::NoArtifact | Problem::MutableReference | Problem::BuiltOnDeploy => one.take(),
    }
}

struct Candidates<'a> {
    graph: &'a Graph<'a>,
    stage: usize,
    about: &'a str,
}

impl<'a> Candidates<'a> {
    fn id(&self) -> String {
        self.name(self.stage)
    }

    fn name(&self, stage: usize) -> String {
        self.graph.stage(stage).id.clone()
    }

    fn stages(&self) -> impl Iterator<Item = usize> + 'a {
        0..self.graph.input.stages.len()
    }

    /// The stages that every run of this one comes through, the last first: what they bring, it has.
    fn chokes(&self) -> Vec<usize> {
        let graph = self.graph;
        let before = graph.up_to(self.stage);
        let always = |stage: &usize| *stage == self.stage || graph.guaranteed(|one| one == *stage).at(self.stage);
        graph.order.iter().rev().copied().filter(|stage| before.contains(stage)).filter(always).collect()
    }

    /// `stage` waits for `after`, where that closes no cycle.
    fn wait(&self, stage: usize, after: usize) -> Option<Edit> {
        let open = !self.graph.up_to(after).contains(&stage);
        open.then(|| Edit::Wait { stage: self.name(stage), after: self.name(after) })
    }

    fn require(&self, stage: usize) -> Option<Edit> {
        (!self.graph.stage(stage).required).then(|| Edit::Require { stage: self.name(stage) })
    }

    /// A name that no stage bears yet.
    fn fresh(&self, name: String) -> String {
        let taken = |id: &str| self.graph.index(id).is_some();
        if taken(&name) { (2..).map(|n| format!("{name} {n}")).find(|id| !taken(id)).unwrap_or(name) } else { name }
    }

    /// A service that a new stage has to name, because its environment does not.
    fn service(&self, environment: &EnvironmentInput) -> Option<String> {
        let service = self.graph.service(self.stage).filter(|_| environment.service.is_none());
        service.map(str::to_owned)
    }

    fn verification(&self, environment: &EnvironmentInput, after: String, checks: &[CheckKind]) -> Box<StageInput> {
        Box::new(StageInput {
            service: self.service(environment),
            after: vec![after],
            environment: Some(environment.id.clone()),
            checks: checks.to_vec(),
            ..StageInput::new(self.fresh(format!("verify {}", environment.id)), StageKind::Verify)
        })
    }

    fn gate(&self, kind: GateKind) -> Vec<Vec<Edit>> {
        let graph = self.graph;
        let known = gated(graph, self.stage, kind);
        let chokes = self.chokes();
        let concerned: Vec<usize> = self.stages().filter(|one| graph.concerns(*one, self.stage)).collect();
        let mut found = Vec::new();
        for &one in &concerned {
            let advisory = graph.stage(one).gates.iter().any(|gate| gate.kind == kind && !gate.blocking);
            if advisory && chokes.contains(&one) {
                found.push(vec![Edit::Gate { stage: self.name(one), gate: kind }]);
            }
        }
        let blocking = || concerned.iter().copied().filter(|one| graph.stage(*one).blocks(kind));
        found.extend(blocking().filter_map(|one| Some(vec![self.require(one)?])));
        for one in blocking() {
            found.extend(chokes.iter().filter_map(|choke| Some(vec![self.wait(*choke, one)?])));
        }
        let mut hosts: Vec<usize> =
            chokes.iter().copied().filter(|one| concerned.contains(one) && !known.at(*one)).collect();
        hosts.sort_by_key(|one| (*one == self.stage, taste(graph.stage(*one).kind)));
        found.extend(hosts.into_iter().map(|one| vec![Edit::Gate { stage: self.name(one), gate: kind }]));
        found
    }

    fn trigger(&self) -> Edit {
        let graph = self.graph;
        let others = check::production(graph).into_iter().filter(|one| graph.concerns(*one, self.stage));
        let used = others.map(|one| &graph.stage(one).triggers).find(|triggers| !triggers.is_empty());
        let triggers = match used.unwrap_or(&graph.input.triggers) {
            none if none.is_empty() => vec!["error ratio above the page threshold".to_owned()],
            known => known.clone(),
        };
        Edit::Trigger { stage: self.id(), triggers }
    }

    fn staged(&self) -> Vec<Vec<Edit>> {
        let graph = self.graph;
        let chokes = self.chokes();
        let mut found: Vec<Vec<Edit>> = Vec::new();
        for one in staging_verifications(graph, self.stage) {
            found.extend(self.require(one).map(|edit| vec![edit]));
            found.extend(chokes.iter().filter_map(|choke| Some(vec![self.wait(*choke, one)?])));
        }
        let staging = graph.input.environments.iter().filter(|one| one.kind == EnvironmentKind::Staging);
        let artifact = graph.stage(self.stage).artifact.clone();
        let concerned = |one: &usize| graph.concerns(*one, self.stage);
        for environment in staging.clone() {
            let here = |one: &usize| graph.stage(*one).environment.as_ref() == Some(&environment.id);
            let deploys: Vec<usize> = graph.of_kind(StageKind::Deploy).filter(here).filter(concerned).collect();
            let verifies: Vec<usize> = graph.of_kind(StageKind::Verify).filter(here).filter(concerned).collect();
            for &deploy in &deploys {
                let taken = artifact.clone().filter(|_| !brings(graph, deploy, &environment.id, self.stage));
                let take: Vec<Edit> =
                    taken.map(|artifact| Edit::Take { stage: self.name(deploy), artifact }).into_iter().collect();
                let other = graph.stage(deploy).artifact.clone().filter(|other| Some(other) != artifact.as_ref());
                found.extend(other.map(|artifact| vec![Edit::Take { stage: self.id(), artifact }]));
                found.push([take.clone(), self.require(deploy).into_iter().collect()].concat());
                for &verify in &verifies {
                    let wait = self.wait(verify, deploy);
                    found.push([take.clone(), wait.clone().into_iter().collect()].concat());
                    let late = self.wait(self.stage, verify);
                    found.push(take.iter().cloned().chain(wait).chain(late).collect());
                }
                for &choke in &chokes {
                    if graph.up_to(deploy).contains(&choke) {
                        continue;
                    }
                    let stage = self.verification(environment, self.name(deploy), &CHECKS);
                    let verify = Edit::Stage { stage, before: Some(self.name(choke)) };
                    found.push([take.clone(), vec![verify]].concat());
                }
            }
        }
        let fits = |one: &EnvironmentInput| match (one.service.as_deref(), graph.service(self.stage)) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        found.extend(staging.filter(|one| fits(one)).map(|environment| self.new_staging(environment)));
        let environment = self.new_environment();
        let edits = self.new_staging(&environment);
        found.push([vec![Edit::Environment { environment }], edits].concat());
        found.retain(|edits| !edits.is_empty());
        found
    }

    fn new_environment(&self) -> EnvironmentInput {
        let graph = self.graph;
        let service = graph.service(self.stage);
        let id = service.map_or_else(|| "staging".to_owned(), |service| format!("staging-{service}"));
        let taken = |id: &str| graph.input.environments.iter().any(|one| one.id == id);
        let id = if taken(&id) { (2..).map(|n| format!("{id}-{n}")).find(|id| !taken(id)).unwrap_or(id) } else { id };
        let region = graph.environment(self.stage).and_then(|one| one.region.clone());
        EnvironmentInput { id, kind: EnvironmentKind::Staging, region, service: service.map(str::to_owned) }
    }

    /// A deploy to staging behind the build, and a verification between it and this stage.
    fn new_staging(&self, environment: &EnvironmentInput) -> Vec<Edit> {
        let graph = self.graph;
        let wanted = graph.stage(self.stage);
        let artifact = wanted.artifact.clone();
        let built = artifact.as_deref().map_or_else(Vec::new, |artifact| builders(graph, artifact));
        let built: Vec<usize> =
            built.into_iter().filter(|one| !graph.up_to(*one).contains(&self.stage)).take(1).collect();
        let (after, after_any) = match &built[..] {
            [] => (wanted.after.clone(), wanted.after_any.clone()),
            built => (graph.ids(built), Vec::new()),
        };
        let deploy = StageInput {
            service: self.service(environment),
            after,
            after_any,
            environment: Some(environment.id.clone()),
            artifact,
            by: wanted.by,
            ..StageInput::new(self.fresh(format!("deploy {}", environment.id)), StageKind::Deploy)
        };
        let verify = self.verification(environment, deploy.id.clone(), &CHECKS);
        let deploy = Edit::Stage { stage: Box::new(deploy), before: None };
        vec![deploy, Edit::Stage { stage: verify, before: Some(self.id()) }]
    }

    fn checked(&self) -> Vec<Vec<Edit>> {
        let graph = self.graph;
        let Some(environment) = graph.environment(self.stage) else { return Vec::new() };
        let known = followers(graph, self.stage);
        let own = &graph.stage(self.stage).checks;
        let has = |check: &CheckKind| known.iter().any(|one| graph.stage(*one).checks.contains(check));
        let missing: Vec<CheckKind> = CHECKS.into_iter().filter(|check| !own.contains(check) && !has(check)).collect();
        let check = |stage: usize| Edit::Check { stage: self.name(stage), checks: missing.clone() };
        let mut found: Vec<Vec<Edit>> = known.iter().map(|one| vec![check(*one)]).collect();
        let here = |one: &usize| graph.stage(*one).environment.as_ref() == Some(&environment.id);
        let verifies = graph.of_kind(StageKind::Verify).filter(here).filter(|one| graph.concerns(*one, self.stage));
        for verify in verifies.filter(|one| !known.contains(one)) {
            let start = (!is_automatic(graph, verify)).then(|| Edit::Start { stage: self.name(verify) });
            let edits: Vec<Edit> =
                self.wait(verify, self.stage).into_iter().chain(self.require(verify)).chain(start).collect();
            let less: Vec<Edit> = edits.iter().filter(|edit| !matches!(edit, Edit::Wait { .. })).cloned().collect();
            found.push(less.clone());
            found.push(edits.clone());
            found.push([less, vec![check(verify)]].concat());
            found.push([edits, vec![check(verify)]].concat());
        }
        let stage = self.verification(environment, self.id(), &missing);
        found.push(vec![Edit::Stage { stage, before: None }]);
        found.push(vec![check(self.stage)]);
        found.retain(|edits| !edits.is_empty());
        found
    }
}

/// Where people expect a gate, the likeliest first.
fn taste(kind: StageKind) -> u8 {
    match kind {
        StageKind::Analyze => 0,
        StageKind::Package => 1,
        StageKind::Test => 2,
        StageKind::Build => 3,
        StageKind::Approve => 4,
        _ => 5,
    }
}
