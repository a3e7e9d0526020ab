//! The proofs of all lanes, and their violations, each told once.

use std::collections::BTreeSet;

use super::edits;
use super::project::{Projected, parts, project};
use super::{Flow, Lane, Node};
use crate::engine::pipeline::{self, CheckKind, Constraint, Edit, PipelineInput, Problem, Proof, StageKind, Violation};
use crate::finding::Findings;
use crate::pack::Place;
use crate::skills::platform_operations::reading::nets::Nets;
use crate::skills::shared::reading::wording::joined;

/// A violation, wherever it occurs.
#[derive(Debug, Clone)]
pub(in super::super::super) struct Breach {
    /// The constraint that is broken.
    pub constraint: Constraint,
    /// What is violated.
    pub problem: Problem,
    /// The stage.
    pub stage: usize,
    /// What is missing or doubled: a gate, a check, an artifact.
    pub about: String,
    /// The paths on which it occurs.
    pub paths: BTreeSet<usize>,
    /// The services for which it occurs.
    pub services: BTreeSet<usize>,
    /// The walk that shows it, in the first lane in which it occurs.
    pub walk: Vec<usize>,
    /// The walk and what is wrong with it: `build -> deploy prod-eu skips verify in staging`.
    pub message: String,
    /// The smallest edit, in the words of the tables; blank where none was found.
    pub fix: String,
}

/// What holds of a deploy to production.
#[derive(Debug, Clone)]
pub(in super::super::super) struct Held {
    /// The deploy.
    pub stage: usize,
    /// The paths on which it was judged.
    pub paths: BTreeSet<usize>,
    /// The services for which it was judged.
    pub services: BTreeSet<usize>,
    /// What holds and by which stages; each said once.
    pub lines: Vec<(Constraint, String)>,
}

/// Proves every lane in which something is deployed.
pub(super) fn prove(flow: &mut Flow<'_>, nets: &Nets<'_>) {
    // Services that go the same way have the same proof.
    let mut known: Vec<(PipelineInput, Proof)> = Vec::new();
    let (mut breaches, mut held): (Vec<Breach>, Vec<Held>) = (Vec::new(), Vec::new());
    for path in 0..flow.paths.len() {
        let whole = Lane::of(flow, path, None);
        for service in 0..flow.services.len() {
            let lane = Lane::of(flow, path, Some(service));
            for part in parts(flow, &lane, service) {
                let projected = project(flow, (path, &whole, &lane), (service, &part), nets);
                let proof = match known.iter().find(|(input, _)| *input == projected.input) {
                    Some((_, proof)) => proof,
                    None => match pipeline::prove(&projected.input) {
                        Ok(proof) => {
                            known.push((projected.input.clone(), proof));
                            let Some((_, proof)) = known.last() else { continue };
                            proof
                        }
                        Err(error) => {
                            flow.stopped.get_or_insert_with(|| error.to_string());
                            continue;
                        }
                    },
                };
                let place = (path, service);
                for violation in proof.violations.iter().filter(|one| counts(flow, &projected, proof, one)) {
                    note(flow, &mut breaches, &projected, violation, (place, &part, nets));
                }
                hold(flow, &mut held, &projected, proof, place);
            }
        }
    }
    breaches.sort_by_key(|one| (one.stage, one.problem));
    held.sort_by_key(|one| one.stage);
    (flow.breaches, flow.held) = (breaches, held);
}

/// Whether a violation is one of a plan.
fn counts(flow: &Flow<'_>, projected: &Projected, proof: &Proof, violation: &Violation) -> bool {
    let Some(node) = projected.stages.get(&violation.stage).map(|one| &flow.nodes[*one]) else { return false };
    match violation.problem {
        // Rules about triggers read them by themselves.
        Problem::NoTriggers => false,
        // A migration is held to one build and to staging; the deploy that follows it to the rest.
        Problem::NoGate | Problem::NotChecked | Problem::NoRollback => !node.migrates,
        Problem::MutableReference => node.is_in("production"),
        // Of two artifacts that stand for one thing, only one was staged: it is enough to say that there are two.
        Problem::NotStaged | Problem::NotVerified => {
            projected.input.artifacts.len() < 2
                || !proof.violations.iter().any(|one| one.problem == Problem::BuiltTwice)
        }
        _ => true,
    }
}

fn note(
    flow: &Flow<'_>,
    breaches: &mut Vec<Breach>,
    projected: &Projected,
    violation: &Violation,
    ((path, service), part, nets): ((usize, usize), &[usize], &Nets<'_>),
) {
    let Some(&stage) = projected.stages.get(&violation.stage) else { return };
    // Each service lacks an artifact of its own.
    let about = match violation.problem {
        Problem::NoArtifact => flow.services[service].to_owned(),
        _ => violation.about.clone(),
    };
    let same = |one: &&mut Breach| one.problem == violation.problem && one.stage == stage && one.about == about;
    if let Some(known) = breaches.iter_mut().find(same) {
        known.paths.insert(path);
        known.services.insert(service);
        return;
    }
    let edits = violation.repair.as_ref().map_or(&[][..], |repair| &repair.edits);
    let builds_anew = edits.is_empty() || edits.iter().any(|edit| matches!(edit, Edit::Stage { .. }));
    let fix = match violation.problem {
        Problem::NoArtifact => name_artifact(flow, service),
        // What stands on another path already is extended to this one rather than made again.
        _ => builds_anew.then(|| extended(flow, violation, (path, service), part, nets)).flatten(),
    };
    breaches.push(Breach {
        constraint: violation.constraint,
        problem: violation.problem,
        stage,
        about,
        paths: BTreeSet::from([path]),
        services: BTreeSet::from([service]),
        walk: violation.path.iter().filter_map(|id| projected.stages.get(id).copied()).collect(),
        message: violation.message.clone(),
        fix: fix.unwrap_or_else(|| edits::print(flow, projected, edits, flow.nodes[stage].migrates)),
    });
}

fn name_artifact(flow: &Flow<'_>, service: usize) -> Option<String> {
    let own: Vec<String> = flow
        .things
        .iter()
        .filter(|thing| thing.row.is_some() && thing.services.contains(&service))
        .map(|thing| format!("\"{}\"", thing.name))
        .collect();
    let name = flow.services[service];
    Some(match &own[..] {
        [] => format!(
            "add a row to [[delivery.artifacts]] for {name}, built by one stage, and name it under [[delivery.stages.artifact]]"
        ),
        own => format!("name {} under [[delivery.stages.artifact]]", joined(own, "or")),
    })
}

/// The fewest stages of other paths that end a violation once this path has them, too: those of staging, those that
/// build what is deployed, those that check the deploy.
fn extended(
    flow: &Flow<'_>,
    violation: &Violation,
    (path, service): (usize, usize),
    part: &[usize],
    nets: &Nets<'_>,
) -> Option<String> {
    let helps = |node: &Node<'_>| match violation.problem {
        Problem::NotStaged | Problem::NotVerified => {
            node.is_in("staging") && matches!(node.kind, StageKind::Deploy | StageKind::Verify)
        }
        Problem::NotBuilt | Problem::NotBuiltBefore => matches!(node.kind, StageKind::Build | StageKind::Package),
        Problem::NotChecked => node.is_in("production") && node.kind == StageKind::Verify,
        _ => false,
    };
    let elsewhere = |node: &Node<'_>| node.services.contains(&service) && !node.paths.contains(&path);
    let mut chosen: Vec<usize> =
        (0..flow.nodes.len()).filter(|one| helps(&flow.nodes[*one]) && elsewhere(&flow.nodes[*one])).collect();
    let ends = |chosen: &[usize]| {
        let mut wider = flow.clone();
        chosen.iter().for_each(|one| wider.nodes[*one].paths.push(path));
        let (whole, lane) = (Lane::of(&wider, path, None), Lane::of(&wider, path, Some(service)));
        let projected = project(&wider, (path, &whole, &lane), (service, part), nets);
        // What is deployed to staging and not verified there is no better.
        let kind = |problem: Problem| if problem == Problem::NotVerified { Problem::NotStaged } else { problem };
        let same = |one: &Violation| {
            (kind(one.problem), &one.stage, &one.about) == (kind(violation.problem), &violation.stage, &violation.about)
        };
        pipeline::prove(&projected.input).is_ok_and(|proof| !proof.violations.iter().any(same))
    };
    if chosen.is_empty() || !ends(&chosen) {
        return None;
    }
    for place in (0..chosen.len()).rev() {
        let fewer = [&chosen[..place], &chosen[place + 1..]].concat();
        if !fewer.is_empty() && ends(&fewer) {
            chosen = fewer;
        }
    }
    let names: Vec<String> = flow.names(&chosen).iter().map(|name| format!("\"{name}\"")).collect();
    Some(format!("add \"{}\" to [[delivery.stages.paths]] of {}", flow.paths[path], joined(&names, "and")))
}

fn hold(flow: &Flow<'_>, held: &mut Vec<Held>, projected: &Projected, proof: &Proof, (path, service): (usize, usize)) {
    for id in &proof.production {
        let Some(&stage) = projected.stages.get(id) else { continue };
        let at = held.iter().position(|one| one.stage == stage).unwrap_or_else(|| {
            held.push(Held { stage, paths: BTreeSet::new(), services: BTreeSet::new(), lines: Vec::new() });
            held.len() - 1
        });
        let own = &mut held[at];
        own.paths.insert(path);
        own.services.insert(service);
        for one in proof.holds.iter().filter(|one| one.stage == *id) {
            let asked = match one.constraint {
                Constraint::BuildOnce | Constraint::StagedVerification => true,
                Constraint::ReleaseGates | Constraint::PostDeploy => !flow.nodes[stage].migrates,
                Constraint::TriggersFirst => false,
            };
            let line = (one.constraint, by_identity(flow, projected, id, &one.derivation));
            if asked && !own.lines.contains(&line) {
                own.lines.push(line);
            }
        }
    }
}

/// A derivation with the identity of what is deployed where the engine, which knows no other, says `by digest`.
fn by_identity(flow: &Flow<'_>, projected: &Projected, id: &str, derivation: &str) -> String {
    let stage = projected.input.stages.iter().find(|one| one.id == id);
    let artifact = stage.and_then(|one| one.artifact.as_deref());
    let row = flow.things.iter().find(|one| Some(one.name) == artifact).and_then(|one| one.row);
    match row.map(|row| row.identity().text.trim()) {
        Some("deployment id") => derivation.replacen(" by digest", " by deployment id", 1),
        Some("migration files") => derivation.replacen(" by digest", "", 1),
        _ => derivation.to_owned(),
    }
}

impl Breach {
    /// The sentence for a finding: the walk, and the paths and services where these are not all.
    pub fn sentence(&self, flow: &Flow<'_>) -> String {
        format!("{}{}", self.scope(flow), self.message)
    }

    /// The paths and the services it is about, where these are not all those of the stage: `on path "hotfix", for api: `.
    pub fn scope(&self, flow: &Flow<'_>) -> String {
        let node = &flow.nodes[self.stage];
        let mut words = Vec::new();
        if self.paths.len() < flow.paths.len() {
            words.push(format!("on path {}", flow.quoted(&self.paths)));
        }
        if self.services.len() < node.services.len() {
            let names: Vec<&str> = self.services.iter().map(|one| flow.services[*one]).collect();
            words.push(format!("for {}", joined(&names, "and")));
        }
        if words.is_empty() { String::new() } else { format!("{}: ", words.join(", ")) }
    }
}

impl Flow<'_> {
    /// What is violated of what is `wanted`, by cause: what one edit mends comes together.
    fn causes(&self, wanted: impl Fn(&Breach) -> bool) -> Vec<Vec<&Breach>> {
        let mut causes: Vec<Vec<&Breach>> = Vec::new();
        for breach in self.breaches.iter().filter(|one| wanted(one)) {
            let same = |one: &&Breach| {
                (one.problem, &one.about, &one.fix) == (breach.problem, &breach.about, &breach.fix)
                    && !one.fix.is_empty()
            };
            match causes.iter_mut().find(|cause| cause.first().is_some_and(same)) {
                Some(cause) => cause.push(breach),
                None => causes.push(vec![breach]),
            }
        }
        causes
    }

    /// Reports what is violated of what is `wanted`, one finding for each cause, at the place that `at` gives.
    pub fn report<'p>(
        &self,
        wanted: impl Fn(&Breach) -> bool,
        findings: &mut Findings,
        at: impl Fn(&Breach) -> Place<'p>,
    ) {
        for cause in self.causes(wanted) {
            let [first, more @ ..] = &cause[..] else { continue };
            let finding = findings.at(at(first), first.sentence(self));
            if !more.is_empty() {
                let names: Vec<usize> = more.iter().map(|one| one.stage).collect();
                finding.evidence(format!("the same for {}", joined(&self.names(&names), "and")));
            }
            if !first.fix.is_empty() {
                finding.fix(&first.fix);
            }
        }
    }

    /// Reports the deploys to production that are not checked so: at the verification that follows, where there is one.
    pub fn report_unchecked(&self, check: CheckKind, findings: &mut Findings) {
        let about = check.to_string();
        let wanted = |one: &Breach| one.problem == Problem::NotChecked && one.about == about;
        self.report(wanted, findings, |breach| {
            let last = breach.walk.last().filter(|one| self.nodes[**one].kind == StageKind::Verify);
            self.nodes[*last.unwrap_or(&breach.stage)].row.place()
        });
    }
}
