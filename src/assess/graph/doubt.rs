//! What a proof from files establishes: violations that no unknown thing could end.

use super::{Drawn, Judged, Open};
use crate::assess::fact::{Answer, What};
use crate::assess::graph::pieces::hides;
use crate::assess::model::Assessment;
use crate::engine::pipeline::{
    CheckKind, GateKind, PipelineError, PipelineInput, Problem, StageInput, StageKind, Violation, prove,
};

/// Something that was granted, and why it may be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doubt {
    /// The pipeline it is in.
    pub pipeline: String,
    /// The first stage of its job; `None` where it concerns all of them.
    pub stage: Option<String>,
    pub grant: Grant,
    pub why: String,
}

/// What was granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grant {
    /// A gate that stops.
    Gate(GateKind),
    /// Checks of a deploy by a stage.
    Check,
    /// A check of its own that a deploy waits for.
    OwnCheck(CheckKind),
    /// That a stage has run before another.
    Order,
}

/// At most so many reasons are told of one violation.
const MOST: usize = 2;

pub(super) fn judge(assessment: &Assessment, drawn: &Drawn) -> Result<Judged, PipelineError> {
    let mut proof = prove(&drawn.pipeline)?;
    let granted = prove(&drawn.granted)?;
    let case = Case { assessment, drawn };
    let (mut sure, mut open) = (Vec::new(), Vec::new());
    for violation in std::mem::take(&mut proof.violations) {
        let stays = granted.violations.iter().any(|one| {
            (one.problem, &one.stage, &one.about) == (violation.problem, &violation.stage, &violation.about)
        });
        match case.why_open(&violation, stays) {
            Some(why) => open.push(Open { violation, why }),
            None => sure.push(violation),
        }
    }
    proof.violations = sure;
    Ok(Judged { proof, open })
}

struct Case<'c> {
    assessment: &'c Assessment,
    drawn: &'c Drawn,
}

impl Case<'_> {
    fn pipeline_of(&self, stage: &str) -> &str {
        self.drawn.source(stage).map_or("", |source| &source.pipeline)
    }

    fn stage(&self, id: &str) -> Option<&StageInput> {
        self.drawn.pipeline.stages.iter().find(|stage| stage.id == id)
    }

    /// Why a violation is not established; `None` where it is.
    fn why_open(&self, violation: &Violation, stays: bool) -> Option<String> {
        let own = self.pipeline_of(&violation.stage);
        let outside = || self.elsewhere(own);
        match violation.problem {
            Problem::NoTriggers => {
                Some("what is watched, and what it takes back, may be set up outside of the repository".to_owned())
            }
            Problem::NoRollback => {
                Some("people or the platform may take a deploy back without a job for it".to_owned())
            }
            Problem::NoArtifact | Problem::UnnamedBuild => {
                Some("the files do not name what is built or deployed here".to_owned())
            }
            Problem::NotBuilt => Some("it may be built outside of these pipelines".to_owned()),
            Problem::NotBuiltBefore => {
                let reason = (!stays).then(|| self.reasons(violation, |grant| grant == Grant::Order));
                reason.or_else(|| self.built_by_another(violation, own))
            }
            Problem::BuiltTwice => self.parts(violation),
            Problem::MutableReference | Problem::BuiltOnDeploy => None,
            Problem::NoGate => {
                let reason = (!stays).then(|| self.reasons(violation, |grant| self.gates(grant, &violation.about)));
                reason.or_else(outside).or_else(|| self.gated_by_another(&violation.about, own))
            }
            Problem::NotStaged | Problem::NotVerified => {
                let matters = |grant: Grant| matches!(grant, Grant::Check | Grant::OwnCheck(_) | Grant::Order);
                let reason = (!stays).then(|| self.reasons(violation, matters));
                reason.or_else(outside).or_else(|| self.staged_by_another(violation, own))
            }
            Problem::NotChecked => {
                let matters = |grant: Grant| match grant {
                    Grant::OwnCheck(check) => check.to_string() == violation.about,
                    grant => matches!(grant, Grant::Check),
                };
                let reason = (!stays).then(|| self.reasons(violation, matters));
                reason.or_else(outside)
            }
        }
    }

    fn gates(&self, grant: Grant, about: &str) -> bool {
        match grant {
            Grant::Gate(kind) => kind.to_string() == about,
            Grant::Order => true,
            _ => false,
        }
    }

    /// What was granted on the way to a stage, or behind it where its checks are missing, in a line.
    fn reasons(&self, violation: &Violation, matters: impl Fn(Grant) -> bool) -> String {
        let behind = violation.problem == Problem::NotChecked;
        let job = |stage: &str| self.drawn.source(stage).map(|source| (&source.pipeline, &source.job));
        let near = |doubt: &Doubt| match &doubt.stage {
            None => doubt.pipeline == self.pipeline_of(&violation.stage),
            Some(stage) if job(stage) == job(&violation.stage) => true,
            Some(stage) if behind => self.is_before(&violation.stage, stage),
            // What looks at staging need not stand before the deploy to production.
            Some(stage) => {
                self.is_before(stage, &violation.stage)
                    || (matches!(violation.problem, Problem::NotStaged | Problem::NotVerified)
                        && doubt.pipeline == self.pipeline_of(&violation.stage))
            }
        };
        let found = self.drawn.doubts.iter().filter(|doubt| matters(doubt.grant) && near(doubt));
        let mut reasons: Vec<&str> = Vec::new();
        for doubt in found {
            if !reasons.contains(&doubt.why.as_str()) {
                reasons.push(&doubt.why);
            }
        }
        let more = reasons.len().saturating_sub(MOST);
        reasons.truncate(MOST);
        let more = if more > 0 { format!("; {more} more") } else { String::new() };
        if reasons.is_empty() { "a part of the path could not be read".to_owned() } else { reasons.join("; ") + &more }
    }

    /// Jobs of a pipeline that are not in the repository may be anything.
    fn elsewhere(&self, pipeline: &str) -> Option<String> {
        let pipeline = self.assessment.pipelines.iter().find(|one| one.id == pipeline)?;
        pipeline.facts.iter().find_map(|fact| match &fact.value {
            What::Unknown { subject, why } if hides(subject) => Some(format!("{subject}: {why} ({})", fact.at)),
            _ => None,
        })
    }

    /// Other pipelines may have to succeed before this one starts: that is a setting of the platform.
    fn gated_by_another(&self, gate: &str, own: &str) -> Option<String> {
        let others = self.assessment.pipelines.iter().filter(|pipeline| pipeline.id != own);
        let mut found = others.flat_map(|pipeline| pipeline.jobs.iter().map(move |job| (pipeline, job))).filter_map(
            |(pipeline, job)| {
                let mut gates = job.gates().filter(|(kind, blocks, _)| kind.word() == gate && *blocks != Answer::No);
                gates.next().map(|(_, _, at)| (pipeline, at))
            },
        );
        let (pipeline, at) = found.next()?;
        Some(format!(
            "{} has such a gate ({at}); whether it has to pass first is a setting of the platform",
            pipeline.id
        ))
    }

    fn staged_by_another(&self, violation: &Violation, own: &str) -> Option<String> {
        let deploy = self.stage(&violation.stage)?;
        let made_here = |stage: &&StageInput| {
            let kinds = matches!(stage.kind, StageKind::Build);
            kinds
                && self.pipeline_of(&stage.id) == own
                && deploy.artifact.as_ref().is_none_or(|artifact| stage.produces.contains(artifact))
        };
        // What is built in this run cannot have been in staging before it.
        if self.drawn.pipeline.stages.iter().any(|stage| made_here(&stage)) {
            return None;
        }
        let events = self.assessment.pipelines.iter().find(|pipeline| pipeline.id == own)?;
        let followed = events.facts.iter().find_map(|fact| match &fact.value {
            What::Trigger { event, .. } if !matches!(event.as_str(), "push" | "pull_request" | "rule" | "not") => {
                Some(format!("what happened before `{event}` started it is not in the files ({})", fact.at))
            }
            _ => None,
        });
        let staging = |stage: &&StageInput| {
            let PipelineInput { environments, .. } = &self.drawn.granted;
            let kind = stage.environment.as_ref().and_then(|id| environments.iter().find(|one| one.id == *id));
            stage.kind == StageKind::Deploy
                && kind.is_some_and(|one| one.kind == crate::engine::pipeline::EnvironmentKind::Staging)
        };
        let other = self.drawn.pipeline.stages.iter().filter(staging).find(|stage| self.pipeline_of(&stage.id) != own);
        followed.or_else(|| {
            other.map(|stage| format!("`{}` of {} deploys to staging", stage.id, self.pipeline_of(&stage.id)))
        })
    }

    fn built_by_another(&self, violation: &Violation, own: &str) -> Option<String> {
        let builders = self.drawn.pipeline.stages.iter().filter(|stage| stage.produces.contains(&violation.about));
        let builders: Vec<&StageInput> = builders.collect();
        let here = builders.iter().any(|stage| self.pipeline_of(&stage.id) == own);
        let first = builders.first().filter(|_| !here)?;
        Some(format!("`{}` of another pipeline builds it; what starts after what is not in the files", first.id))
    }

    /// Two builds of one name are one thing built twice where each leads to a deploy of it, and they are neither parts of
    /// the same deploy nor ways that exclude each other.
    fn parts(&self, violation: &Violation) -> Option<String> {
        let stages = &self.drawn.pipeline.stages;
        let builds: Vec<&StageInput> =
            stages.iter().filter(|stage| stage.produces.contains(&violation.about)).collect();
        let deploys = |build: &StageInput| -> Vec<&str> {
            let takes = stages.iter().filter(|stage| {
                stage.kind == StageKind::Deploy && stage.artifact.as_deref() == Some(violation.about.as_str())
            });
            takes.filter(|stage| self.is_before(&build.id, &stage.id)).map(|stage| stage.id.as_str()).collect()
        };
        let this = builds.iter().find(|stage| stage.id == violation.stage)?;
        let own = deploys(this);
        if own.is_empty() {
            return Some(format!("nothing in the files deploys what `{}` builds", this.id));
        }
        let others = builds.iter().filter(|other| other.id != this.id).filter(|other| !deploys(other).is_empty());
        let mut why = Some(format!("nothing in the files deploys what another than `{}` builds", this.id));
        for other in others {
            let ordered = self.is_before(&other.id, &this.id) || self.is_before(&this.id, &other.id);
            if ordered || !deploys(other).iter().any(|deploy| own.contains(deploy)) {
                return None;
            }
            why = Some(format!("`{}` and `{}` may build parts of it, or never run together", other.id, this.id));
        }
        why
    }

    fn is_before(&self, first: &str, last: &str) -> bool {
        let (mut open, mut seen) = (vec![last], std::collections::BTreeSet::new());
        while let Some(one) = open.pop() {
            if one == first {
                return true;
            }
            if seen.insert(one) {
                open.extend(self.stage(one).into_iter().flat_map(|stage| &stage.after).map(String::as_str));
            }
        }
        false
    }
}
