//! A job in pieces: what it does in the order of its steps, one stage of the pipeline each.

use crate::assess::fact::{Answer, ArtifactKind, CheckKind, Fact, Gate, Identity, Place, Role, Stage, What};
use crate::assess::model::{Act, Job};
use crate::engine::pipeline::{self as engine, GateKind, StageKind};

/// One thing a job does, several steps of the same kind taken together.
#[derive(Debug)]
pub(super) struct Piece<'j> {
    pub kind: StageKind,
    pub environments: Vec<&'j str>,
    pub at: &'j Place,
    /// Everything that shows it.
    places: Vec<&'j Place>,
    /// When its step runs at all.
    pub when: Option<&'j str>,
    /// Whether the job goes on where it fails.
    pub tolerated: bool,
    /// Its gates, and whether they stop the job: unknown where that, or whether they are asked at all, cannot be told.
    pub gates: Vec<(GateKind, Answer)>,
    /// Its checks of what was deployed.
    pub checks: Vec<engine::CheckKind>,
    /// What its checks may look at, too.
    pub perhaps: Vec<engine::CheckKind>,
    /// What it makes or takes.
    pub artifacts: Vec<Made<'j>>,
    /// How what it deploys is taken back, and whether that follows a failure by itself.
    pub rollback: Option<(&'j str, bool)>,
    /// Steps in it that could not be read.
    pub hidden: Vec<&'j Fact>,
}

/// An artifact as a fact names it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Made<'j> {
    pub role: Role,
    pub kind: ArtifactKind,
    pub name: &'j str,
    pub identity: &'j Identity,
    pub from: Option<&'j str>,
}

/// What holds of a job as a whole.
#[derive(Debug, Default)]
pub(super) struct Frame<'j> {
    /// When it runs at all.
    pub when: Option<&'j str>,
    /// Whether the pipeline goes on where it fails.
    pub tolerated: bool,
    /// Whether a person starts it; whether the pipeline waits for that.
    pub manual: Option<Answer>,
    /// Whether a clock starts it.
    pub scheduled: bool,
    /// What it takes of other jobs.
    pub taken: Vec<Made<'j>>,
}

/// The pieces of a job, one at least.
pub(super) fn of<'j>(job: &'j Job, gitlab: bool) -> (Frame<'j>, Vec<Piece<'j>>) {
    let acts = job.acts();
    let mut frame = Frame::default();
    let mut pieces: Vec<Piece<'j>> = Vec::new();
    let mut early: Vec<&'j Fact> = Vec::new();
    let mut next = acts.into_iter();
    for fact in &job.facts {
        if let What::Stage { stage, .. } = &fact.value {
            let Some(act) = next.next() else { continue };
            let manual = gitlab && *stage == Stage::Approve && gates_at(job, fact, Gate::Approval).is_some();
            if manual {
                frame.manual = gates_at(job, fact, Gate::Approval);
                continue;
            }
            frame.scheduled |= *stage == Stage::Scheduled;
            match rollback_of(job, fact) {
                Some(by) if *stage == Stage::Rollback && pieces.iter().any(|piece| piece.kind == StageKind::Deploy) => {
                    let deploys = pieces.iter_mut().filter(|piece| piece.kind == StageKind::Deploy);
                    deploys.for_each(|piece| piece.rollback = Some((by, follows_failure(by))));
                }
                _ => add(&mut pieces, &act, *stage),
            }
            continue;
        }
        match pieces.iter().position(|piece| piece.places.contains(&&fact.at)).or(pieces.len().checked_sub(1)) {
            Some(index) => attach(&mut pieces[index], fact),
            None => early.push(fact),
        }
    }
    for fact in &job.facts {
        match &fact.value {
            What::Condition { when } if !is_step(job, fact) => frame.when = Some(when),
            What::Tolerated { .. } if !is_step(job, fact) => frame.tolerated = true,
            What::Artifact { kind: ArtifactKind::Output, .. } => frame.taken.extend(made(fact)),
            _ => {}
        }
    }
    if pieces.is_empty() {
        let act = Act { stage: Stage::Scheduled, environments: Vec::new(), when: None, tolerated: false, at: &job.at };
        add(&mut pieces, &act, Stage::Scheduled);
    }
    early.into_iter().for_each(|fact| attach(&mut pieces[0], fact));
    for piece in &mut pieces {
        piece.settle();
    }
    (frame, pieces)
}

/// Whether a fact stands at one of the stages of its job, so that it holds for a step and not for the job.
fn is_step(job: &Job, fact: &Fact) -> bool {
    job.facts.iter().any(|other| matches!(other.value, What::Stage { .. }) && other.at == fact.at)
}

/// Whether a rollback runs by itself where something failed.
fn follows_failure(by: &str) -> bool {
    by.contains("failure()") || by.ends_with("when the rollout fails")
}

fn gates_at(job: &Job, fact: &Fact, wanted: Gate) -> Option<Answer> {
    job.gates().find(|(gate, _, at)| *gate == wanted && **at == fact.at).map(|(_, blocks, _)| blocks)
}

fn rollback_of<'j>(job: &'j Job, fact: &Fact) -> Option<&'j str> {
    job.facts.iter().filter(|other| other.at == fact.at).find_map(|other| match &other.value {
        What::Rollback { by } => Some(by.as_str()),
        _ => None,
    })
}

fn add<'j>(pieces: &mut Vec<Piece<'j>>, act: &Act<'j>, stage: Stage) {
    let kind = kind(stage);
    let looks = |kind| matches!(kind, StageKind::Test | StageKind::Analyze);
    if let Some(last) = pieces.last_mut() {
        let same = last.kind == kind
            && last.environments == act.environments
            && (last.when, last.tolerated) == (act.when, act.tolerated);
        // What tests and scans let pass is said gate by gate.
        let pushed = last.kind == StageKind::Build && stage == Stage::Package;
        if same || pushed || (looks(last.kind) && looks(kind)) {
            if last.kind != kind && !pushed {
                last.kind = StageKind::Test;
            }
            if looks(kind) {
                (last.when, last.tolerated) = (None, false);
            }
            last.places.push(act.at);
            return;
        }
    }
    let alone = looks(kind);
    pieces.push(Piece {
        kind,
        environments: act.environments.clone(),
        at: act.at,
        places: vec![act.at],
        when: act.when.filter(|_| !alone),
        tolerated: act.tolerated && !alone,
        gates: Vec::new(),
        checks: Vec::new(),
        perhaps: Vec::new(),
        artifacts: Vec::new(),
        rollback: None,
        hidden: Vec::new(),
    });
}

fn kind(stage: Stage) -> StageKind {
    match stage {
        Stage::Build => StageKind::Build,
        Stage::Test => StageKind::Test,
        Stage::Analyze => StageKind::Analyze,
        Stage::Package => StageKind::Package,
        Stage::Deploy => StageKind::Deploy,
        Stage::Verify => StageKind::Verify,
        Stage::Approve => StageKind::Approve,
        Stage::Rollback => StageKind::Rollback,
        // To publish a version to others turns no feature on.
        Stage::Release | Stage::Scheduled => StageKind::Job,
    }
}

fn made(fact: &Fact) -> Option<Made<'_>> {
    match &fact.value {
        What::Artifact { role, kind, name, identity, from } => {
            Some(Made { role: *role, kind: *kind, name, identity, from: from.as_deref() })
        }
        _ => None,
    }
}

fn attach<'j>(piece: &mut Piece<'j>, fact: &'j Fact) {
    match &fact.value {
        What::Gate { gate, blocks, by } => {
            // A gate that is asked only under a condition says so in what shows it.
            let asked = !by.contains(", when ") || by.ends_with(", when always()");
            let blocks = if *blocks == Answer::Yes && !asked { Answer::Unknown } else { *blocks };
            piece.gates.extend(gate_kind(*gate).map(|kind| (kind, blocks)));
        }
        What::Check { kind, target } => {
            piece.checks.push(super::proves(*kind, target));
            // A request may look at more than its address tells.
            if *kind == CheckKind::Smoke {
                piece.perhaps.extend([engine::CheckKind::HealthCheck, engine::CheckKind::Validation]);
            }
        }
        What::Artifact { .. } => piece.artifacts.extend(made(fact)),
        What::Rollback { by } if piece.kind == StageKind::Deploy && piece.rollback.is_none() => {
            piece.rollback = Some((by, follows_failure(by)));
        }
        What::Unknown { subject, .. } if hides(subject) => piece.hidden.push(fact),
        _ => {}
    }
}

/// Whether something that could not be told may be a gate or a check: all but names and settings.
pub(super) fn hides(subject: &str) -> bool {
    !["approval for", "environment", "matrix"].iter().any(|known| subject.starts_with(known))
}

fn gate_kind(gate: Gate) -> Option<GateKind> {
    match gate {
        Gate::Security => Some(GateKind::Security),
        Gate::Dependency => Some(GateKind::Dependency),
        Gate::Secret => Some(GateKind::Secret),
        Gate::Quality => Some(GateKind::Quality),
        Gate::Approval => Some(GateKind::Approval),
        // Policies of infrastructure are no gate of a release.
        Gate::Policy => None,
    }
}

impl Piece<'_> {
    /// Each gate once, with the best answer, and each check once.
    fn settle(&mut self) {
        let best = |answer: Answer| match answer {
            Answer::Yes => 0,
            Answer::Unknown => 1,
            Answer::No => 2,
        };
        self.gates.sort_by_key(|(kind, answer)| (*kind, best(*answer)));
        self.gates.dedup_by_key(|(kind, _)| *kind);
        let scans = [GateKind::Security, GateKind::Dependency, GateKind::Secret];
        if self.kind == StageKind::Test && self.gates.iter().any(|(kind, _)| scans.contains(kind)) {
            self.kind = StageKind::Analyze;
        }
        let order = |check: &engine::CheckKind| *check as u8;
        self.checks.sort_by_key(order);
        self.checks.dedup();
        self.perhaps.retain(|check| !self.checks.contains(check));
        self.perhaps.sort_by_key(order);
        self.perhaps.dedup();
    }
}
