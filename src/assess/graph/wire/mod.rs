//! Pieces of jobs as stages that wait for each other.
//!
//! # Layout
//! - here: the stages of each piece, and the pipeline they make
//! - `order`: what waits for what; `grants`: ways back, and what files cannot rule out

use std::collections::{BTreeMap, BTreeSet};

mod grants;
mod order;

use super::doubt::{Doubt, Grant};
use super::draft::{Draft, Drafts};
use super::things::{Taken, Things};
use super::{Drawn, Source};
use crate::assess::fact::{Answer, Fact, Tier, What};
use crate::engine::pipeline::{
    ArtifactInput, EnvironmentInput, EnvironmentKind, GateInput, PipelineInput, Reference, StageInput, StageKind,
};

/// The stages of one piece: its number, and the environment of each.
type Stages = Vec<(usize, Option<String>)>;

struct Wiring<'d, 'a> {
    drafts: &'d Drafts<'a>,
    things: Things,
    known: Vec<StageInput>,
    granted: Vec<StageInput>,
    sources: Vec<Source>,
    unknown: Vec<Fact>,
    doubts: Vec<Doubt>,
    /// The stages of each piece of each job.
    stages: Vec<Vec<Stages>>,
    ids: BTreeSet<String>,
    triggers: Vec<String>,
}

pub(super) fn draw(drafts: &Drafts<'_>) -> Drawn {
    let mut wiring = Wiring {
        drafts,
        things: Things::of(drafts),
        known: Vec::new(),
        granted: Vec::new(),
        sources: Vec::new(),
        unknown: Vec::new(),
        doubts: Vec::new(),
        stages: Vec::new(),
        ids: BTreeSet::new(),
        triggers: Vec::new(),
    };
    for job in 0..drafts.jobs.len() {
        let stages = (0..drafts.jobs[job].pieces.len()).map(|piece| wiring.piece(job, piece)).collect();
        wiring.stages.push(stages);
    }
    for job in 0..drafts.jobs.len() {
        wiring.order(job);
        wiring.start(job);
        wiring.skips(job);
        wiring.returns(job);
        wiring.grant(job);
    }
    wiring.looks();
    wiring.finish()
}

fn word(kind: StageKind) -> &'static str {
    match kind {
        StageKind::Build => "build",
        StageKind::Test => "test",
        StageKind::Analyze => "analyze",
        StageKind::Package => "package",
        StageKind::Deploy => "deploy",
        StageKind::Verify => "verify",
        StageKind::Approve => "approve",
        StageKind::Release => "release",
        StageKind::Rollback => "rollback",
        StageKind::Job => "job",
    }
}

fn environment_kind(tier: Tier) -> Option<EnvironmentKind> {
    match tier {
        Tier::Production => Some(EnvironmentKind::Production),
        Tier::Staging => Some(EnvironmentKind::Staging),
        Tier::Preview | Tier::Development => Some(EnvironmentKind::Development),
        Tier::Unknown => None,
    }
}

impl<'a> Wiring<'_, 'a> {
    fn draft(&self, job: usize) -> &Draft<'a> {
        &self.drafts.jobs[job]
    }

    fn doubt(&mut self, job: usize, grant: Grant, why: String) {
        let draft = &self.drafts.jobs[job];
        let pipeline = self.drafts.assessment.pipelines[draft.pipeline].id.clone();
        let stage = self.stages[job].iter().flatten().next().map(|(stage, _)| self.known[*stage].id.clone());
        self.doubts.push(Doubt { pipeline, stage, grant, why });
    }

    fn unknown(&mut self, job: usize, piece: usize, subject: String, why: &str) {
        let at = self.drafts.jobs[job].pieces[piece].at.clone();
        self.unknown.push(Fact::new(What::unknown(subject, why), at));
    }

    /// Makes the stages of a piece: one for each environment.
    fn piece(&mut self, job: usize, number: usize) -> Stages {
        let draft = &self.drafts.jobs[job];
        let piece = &draft.pieces[number];
        let usable = |name: &&String| environment_kind(self.drafts.tier(name)).is_some();
        let places = matches!(piece.kind, StageKind::Deploy | StageKind::Verify | StageKind::Rollback);
        let names: Vec<String> = draft.environments[number].iter().filter(usable).filter(|_| places).cloned().collect();
        let strange: Vec<String> =
            draft.environments[number].iter().filter(|name| !usable(name)).filter(|_| places).cloned().collect();
        let mut kind = piece.kind;
        if kind == StageKind::Deploy && names.is_empty() {
            kind = StageKind::Job;
            if strange.is_empty() {
                let subject = format!("where `{}` deploys to", draft.name);
                self.unknown(job, number, subject, "neither the job nor its command names an environment");
            }
        }
        for name in strange {
            let subject = format!("the part `{name}` plays, which `{}` deploys to or looks at", draft.name);
            self.unknown(job, number, subject, "its name does not say whether it is production");
        }
        let each: Vec<Option<String>> =
            if names.is_empty() { vec![None] } else { names.into_iter().map(Some).collect() };
        let mut stages = Stages::new();
        for environment in &each {
            let id = self.id(job, number, kind, environment.as_deref(), each.len() > 1);
            let mut known = StageInput::new(id, kind);
            known.environment.clone_from(environment);
            known.required = !(piece.tolerated || draft.frame.tolerated || piece.when.is_some());
            let mut granted = known.clone();
            granted.required = !(piece.tolerated || draft.frame.tolerated);
            for (gate, answer) in &piece.gates {
                let gate = |blocking| GateInput { kind: *gate, blocking };
                match answer {
                    Answer::Yes => known.gates.push(gate(true)),
                    Answer::No => known.gates.push(gate(false)),
                    Answer::Unknown => {}
                }
                granted.gates.push(gate(*answer != Answer::No));
            }
            known.checks.clone_from(&piece.checks);
            granted.checks = [piece.checks.as_slice(), &piece.perhaps].concat();
            self.things(job, number, kind, &mut known, &mut granted);
            stages.push((self.known.len(), environment.clone()));
            self.sources.push(Source {
                stage: known.id.clone(),
                job: draft.job.id.clone(),
                pipeline: self.drafts.assessment.pipelines[draft.pipeline].id.clone(),
                at: piece.at.clone(),
            });
            self.known.push(known);
            self.granted.push(granted);
        }
        stages
    }

    fn things(&mut self, job: usize, number: usize, kind: StageKind, known: &mut StageInput, granted: &mut StageInput) {
        if kind == StageKind::Build {
            known.produces = self.things.made.get(&(job, number)).cloned().unwrap_or_default();
        }
        if kind == StageKind::Deploy {
            let Taken { artifact, by } = self.things.taken.get(&(job, number)).cloned().unwrap_or_default();
            known.artifact = artifact.filter(|_| by.is_some());
            known.by = by.unwrap_or(Reference::Digest);
        }
        granted.produces.clone_from(&known.produces);
        (granted.artifact, granted.by) = (known.artifact.clone(), known.by);
    }

    /// The name of a stage: that of its job, and as much as tells it apart.
    fn id(&mut self, job: usize, number: usize, kind: StageKind, environment: Option<&str>, several: bool) -> String {
        let draft = &self.drafts.jobs[job];
        let mut id = draft.name.clone();
        if draft.pieces.len() > 1 {
            id = format!("{id} {}", word(kind));
        }
        let places = |kind| matches!(kind, StageKind::Deploy | StageKind::Verify);
        let same = draft.pieces.iter().enumerate().any(|(other, piece)| other != number && piece.kind == kind);
        if let Some(environment) = environment.filter(|_| several || (places(kind) && same)) {
            id = format!("{id} {environment}");
        }
        let plain = id.clone();
        let mut count = 1;
        while !self.ids.insert(id.clone()) {
            count += 1;
            id = format!("{plain} {count}");
        }
        id
    }

    fn finish(mut self) -> Drawn {
        let mut environments: BTreeMap<&str, EnvironmentInput> = BTreeMap::new();
        let mut artifacts: Vec<ArtifactInput> = Vec::new();
        for stage in &self.known {
            if let Some(id) = &stage.environment
                && let Some(kind) = environment_kind(self.drafts.tier(id))
            {
                let region = self.region(id);
                environments.entry(id).or_insert(EnvironmentInput { id: id.clone(), kind, region, service: None });
            }
            for id in stage.produces.iter().chain(&stage.artifact) {
                if !artifacts.iter().any(|one| one.id == *id) {
                    // Two images of a repository are two things, whatever services are in them.
                    artifacts.push(ArtifactInput { id: id.clone(), service: None, component: Some(id.clone()) });
                }
            }
        }
        let environments: Vec<EnvironmentInput> = environments.into_values().collect();
        let known = PipelineInput {
            environments,
            artifacts,
            triggers: self.triggers.clone(),
            stages: std::mem::take(&mut self.known),
        };
        let mut granted = PipelineInput { stages: std::mem::take(&mut self.granted), ..known.clone() };
        for environment in &mut granted.environments {
            if self.drafts.tier(&environment.id) == Tier::Preview {
                environment.kind = EnvironmentKind::Staging;
            }
        }
        let of_assessment = self.drafts.assessment.facts().filter(|fact| matches!(fact.value, What::Unknown { .. }));
        let mut unknown: Vec<Fact> = of_assessment.cloned().chain(std::mem::take(&mut self.unknown)).collect();
        crate::assess::fact::trim(&mut unknown);
        Drawn { pipeline: known, sources: self.sources, unknown, granted, doubts: self.doubts }
    }

    /// The region of an environment, where its name holds that of a region its jobs name.
    fn region(&self, environment: &str) -> Option<String> {
        let facts = self.drafts.jobs.iter().flat_map(|draft| &draft.job.facts);
        facts
            .filter_map(|fact| match &fact.value {
                What::Region { name } if environment.contains(name.as_str()) => Some(name.clone()),
                _ => None,
            })
            .next()
    }
}
