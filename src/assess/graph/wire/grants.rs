//! Ways back, and what is granted because files cannot rule it out.

use super::Wiring;
use crate::assess::fact::{Answer, CheckKind as Shown, Fact, Stage, What};
use crate::assess::graph::doubt::{Doubt, Grant};
use crate::assess::graph::pieces::Piece;
use crate::engine::pipeline::{CheckKind, GateInput, GateKind, StageKind};

impl Wiring<'_, '_> {
    /// How deploys are taken back, and by what.
    pub(super) fn returns(&mut self, job: usize) {
        let draft = &self.drafts.jobs[job];
        for (number, piece) in draft.pieces.iter().enumerate() {
            let Some((by, own)) = piece.rollback.filter(|_| piece.kind == StageKind::Deploy) else { continue };
            let trigger = format!("a failure in {}", draft.name);
            for (stage, _) in self.stages[job][number].clone() {
                for one in [&mut self.known[stage], &mut self.granted[stage]] {
                    if one.kind != StageKind::Deploy {
                        continue;
                    }
                    one.rollback = Some(by.replace('`', ""));
                    if own {
                        one.triggers.push(trigger.clone());
                        if !self.triggers.contains(&trigger) {
                            self.triggers.push(trigger.clone());
                        }
                    }
                }
            }
        }
        // A job of its own that runs where something before it failed.
        let follows = draft.frame.when.is_some_and(|when| when.contains("failure()") || when.contains("on_failure"));
        if follows && draft.pieces.iter().all(|piece| piece.kind == StageKind::Rollback) {
            let trigger = format!("a failure before {}", draft.name);
            for deploy in self.drafts.deploys_before(job) {
                for stage in self.deploys(deploy) {
                    self.known[stage].triggers.push(trigger.clone());
                    self.granted[stage].triggers.push(trigger.clone());
                }
                if !self.triggers.contains(&trigger) {
                    self.triggers.push(trigger.clone());
                }
            }
        }
    }

    /// Grants what steps of a job may do that could not be read, or that run only under a condition.
    pub(super) fn grant(&mut self, job: usize) {
        let draft = &self.drafts.jobs[job];
        let name = &draft.name;
        let mut said: Vec<(Grant, String)> = Vec::new();
        for piece in &draft.pieces {
            if let Some(when) = piece.when.filter(|_| matches!(piece.kind, StageKind::Deploy | StageKind::Verify)) {
                said.push((Grant::Check, format!("`{name}` does so when `{when}` ({})", piece.at)));
            }
            for (gate, answer) in &piece.gates {
                if *answer == Answer::Unknown {
                    said.push((
                        Grant::Gate(*gate),
                        format!("whether the {gate} gate in `{name}` stops it is not known"),
                    ));
                }
            }
            let named_only = piece.kind == StageKind::Verify && piece.checks.is_empty();
            if named_only || !piece.perhaps.is_empty() {
                said.push((Grant::Check, format!("what else `{name}` checks is not known ({})", piece.at)));
            }
        }
        let hidden: Vec<&Fact> = draft.pieces.iter().flat_map(|piece| piece.hidden.iter().copied()).collect();
        for fact in &hidden {
            let What::Unknown { subject, .. } = &fact.value else { continue };
            let why = format!("{subject} in `{name}` is not known ({})", fact.at);
            said.push((Grant::Gate(GateKind::Security), why.clone()));
            said.push((Grant::Gate(GateKind::Dependency), why.clone()));
            said.push((Grant::Check, why));
        }
        let named: Vec<usize> = draft
            .pieces
            .iter()
            .zip(&self.stages[job])
            .filter(|(piece, _)| piece.kind == StageKind::Verify && piece.checks.is_empty())
            .flat_map(|(_, stages)| stages.iter().map(|(stage, _)| *stage))
            .collect();
        for stage in named {
            self.granted[stage].checks = vec![CheckKind::HealthCheck, CheckKind::Validation];
        }
        if !hidden.is_empty() {
            let stages: Vec<usize> = self.stages[job].iter().flatten().map(|(stage, _)| *stage).collect();
            for stage in stages {
                let one = &mut self.granted[stage];
                for kind in [GateKind::Security, GateKind::Dependency] {
                    one.gates.retain(|gate| gate.kind != kind);
                    one.gates.push(GateInput { kind, blocking: true });
                }
                if one.kind == StageKind::Deploy {
                    one.checks = vec![CheckKind::HealthCheck, CheckKind::Validation];
                }
            }
        }
        said.into_iter().for_each(|(grant, why)| self.doubt(job, grant, why));
    }

    /// Grants that tests and unknown steps behind a deploy look at what was deployed, and that deploys wait for the checks
    /// that files of the platform declare.
    pub(super) fn looks(&mut self) {
        for job in 0..self.drafts.jobs.len() {
            let draft = &self.drafts.jobs[job];
            if draft.frame.scheduled {
                continue;
            }
            let may = |(number, piece): (usize, &Piece<'_>)| match piece.kind {
                StageKind::Test | StageKind::Analyze | StageKind::Job => true,
                StageKind::Verify => self.stages[job][number].iter().any(|(_, environment)| environment.is_none()),
                _ => !piece.hidden.is_empty(),
            };
            if !draft.pieces.iter().enumerate().any(may) {
                continue;
            }
            let deploys = self.drafts.deploys_before(job);
            if deploys.is_empty() {
                continue;
            }
            let why = format!("`{}` may look at what was deployed ({})", draft.name, draft.job.at);
            for deploy in deploys {
                self.check(deploy, &[CheckKind::HealthCheck, CheckKind::Validation]);
            }
            self.doubt(job, Grant::Check, why);
        }
        let declared = |wanted: &dyn Fn(Shown) -> bool| {
            let facts = self.drafts.assessment.workloads.iter().flat_map(|workload| &workload.facts);
            let mut found = facts.filter(|fact| match &fact.value {
                What::Check { kind, .. } => wanted(*kind),
                What::Stage { stage, .. } => *stage == Stage::Verify && wanted(Shown::Smoke),
                _ => false,
            });
            found.next().map(|fact| fact.at.clone())
        };
        let smoke = declared(&|kind| kind == Shown::Smoke);
        let health = declared(&|_| true);
        for (at, check) in [(health, CheckKind::HealthCheck), (smoke, CheckKind::Validation)] {
            let Some(at) = at else { continue };
            for job in 0..self.drafts.jobs.len() {
                self.check(job, &[check]);
            }
            for pipeline in &self.drafts.assessment.pipelines {
                let why = format!("a deploy may wait for the check at {at}");
                let grant = Grant::OwnCheck(check);
                self.doubts.push(Doubt { pipeline: pipeline.id.clone(), stage: None, grant, why });
            }
        }
    }

    fn check(&mut self, job: usize, checks: &[CheckKind]) {
        for stage in self.deploys(job) {
            let known = &mut self.granted[stage].checks;
            checks.iter().for_each(|check| {
                if !known.contains(check) {
                    known.push(*check);
                }
            });
        }
    }

    /// The stages of a job that deploy.
    fn deploys(&self, job: usize) -> Vec<usize> {
        let stages = self.stages[job].iter().flatten().map(|(stage, _)| *stage);
        stages.filter(|stage| self.known[*stage].kind == StageKind::Deploy).collect()
    }
}
