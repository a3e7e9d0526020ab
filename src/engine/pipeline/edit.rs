//! Changes of a pipeline.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use super::input::{
    ArtifactInput, CheckKind, EnvironmentInput, GateInput, GateKind, PipelineInput, Reference, StageInput, Starts,
};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum Edit {
    /// A stage gets a gate that blocks, or one of its gates blocks from now on.
    Gate {
        /// The stage.
        stage: String,
        /// What the gate is about.
        gate: GateKind,
    },
    /// What follows a stage needs its success.
    Require {
        /// The stage.
        stage: String,
    },
    /// A stage starts by itself.
    Start {
        /// The stage.
        stage: String,
    },
    /// A stage waits for another one, too.
    Wait {
        /// The stage.
        stage: String,
        /// The one it waits for.
        after: String,
    },
    /// A new stage.
    Stage {
        /// The stage.
        stage: Box<StageInput>,
        /// The stage that waits for it; `None` where none does.
        before: Option<String>,
    },
    /// A stage is dropped; what followed it follows what came before it.
    Drop {
        /// The stage.
        stage: String,
    },
    /// A new environment.
    Environment {
        /// The environment.
        environment: EnvironmentInput,
    },
    /// A new artifact.
    Artifact {
        /// The artifact.
        artifact: ArtifactInput,
    },
    /// A deploy takes an artifact by digest.
    Take {
        /// The deploy.
        stage: String,
        /// The artifact.
        artifact: String,
    },
    /// A stage is the one that builds an artifact.
    Produce {
        /// The stage.
        stage: String,
        /// The artifact.
        artifact: String,
    },
    /// A stage builds an artifact no more.
    StopProducing {
        /// The stage.
        stage: String,
        /// The artifact.
        artifact: String,
    },
    /// A verification, or a deploy, makes these checks, too.
    Check {
        /// The stage.
        stage: String,
        /// The checks.
        checks: Vec<CheckKind>,
    },
    /// A deploy gets a way back.
    Rollback {
        /// The deploy.
        stage: String,
    },
    /// A deploy is rolled back by triggers; those not defined yet are to be.
    Trigger {
        /// The deploy.
        stage: String,
        /// The triggers.
        triggers: Vec<String>,
    },
}

/// What the edit of a missing rollback writes.
const WAY_BACK: &str = "deploy the digest before it";

/// A pipeline after edits, in their order. An edit of a stage that is not there changes nothing.
pub fn edited(pipeline: &PipelineInput, edits: &[Edit]) -> PipelineInput {
    let mut pipeline = pipeline.clone();
    for edit in edits {
        edit.apply(&mut pipeline);
    }
    pipeline
}

/// Adds what is not there yet.
fn add<T: PartialEq + Clone>(list: &mut Vec<T>, one: &T) {
    if !list.contains(one) {
        list.push(one.clone());
    }
}

impl Edit {
    fn apply(&self, pipeline: &mut PipelineInput) {
        let change = |pipeline: &mut PipelineInput, id: &str, change: &mut dyn FnMut(&mut StageInput)| {
            if let Some(stage) = pipeline.stages.iter_mut().find(|one| one.id == id) {
                change(stage);
            }
        };
        match self {
            Edit::Gate { stage, gate } => change(pipeline, stage, &mut |one| {
                one.gates.retain(|known| known.kind != *gate);
                one.gates.push(GateInput { kind: *gate, blocking: true });
            }),
            Edit::Require { stage } => change(pipeline, stage, &mut |one| one.required = true),
            Edit::Start { stage } => change(pipeline, stage, &mut |one| one.starts = Starts::Automatic),
            Edit::Wait { stage, after } => change(pipeline, stage, &mut |one| add(&mut one.after, after)),
            Edit::Stage { stage, before } => {
                pipeline.stages.push((**stage).clone());
                if let Some(before) = before {
                    change(pipeline, before, &mut |one| add(&mut one.after, &stage.id));
                }
            }
            Edit::Drop { stage } => drop_stage(pipeline, stage),
            Edit::Environment { environment } => pipeline.environments.push(environment.clone()),
            Edit::Artifact { artifact } => pipeline.artifacts.push(artifact.clone()),
            Edit::Take { stage, artifact } => change(pipeline, stage, &mut |one| {
                one.artifact = Some(artifact.clone());
                one.by = Reference::Digest;
            }),
            Edit::Produce { stage, artifact } => change(pipeline, stage, &mut |one| add(&mut one.produces, artifact)),
            Edit::StopProducing { stage, artifact } => {
                change(pipeline, stage, &mut |one| one.produces.retain(|known| known != artifact));
            }
            Edit::Check { stage, checks } => change(pipeline, stage, &mut |one| {
                checks.iter().for_each(|check| add(&mut one.checks, check));
            }),
            Edit::Rollback { stage } => change(pipeline, stage, &mut |one| one.rollback = Some(WAY_BACK.to_owned())),
            Edit::Trigger { stage, triggers } => {
                triggers.iter().for_each(|trigger| add(&mut pipeline.triggers, trigger));
                change(pipeline, stage, &mut |one| triggers.iter().for_each(|trigger| add(&mut one.triggers, trigger)));
            }
        }
    }
}

fn drop_stage(pipeline: &mut PipelineInput, id: &str) {
    let Some(place) = pipeline.stages.iter().position(|one| one.id == id) else { return };
    let gone = pipeline.stages.remove(place);
    for stage in &mut pipeline.stages {
        if stage.after.iter().any(|one| one == id) {
            stage.after.retain(|one| one != id);
            gone.after.iter().for_each(|before| add(&mut stage.after, before));
            // One of several, for one that waited for the dropped stage: without alternatives of its own it takes over.
            if stage.after_any.is_empty() {
                stage.after_any.clone_from(&gone.after_any);
            }
        }
        if stage.after_any.iter().any(|one| one == id) {
            stage.after_any.retain(|one| one != id);
            gone.after.iter().chain(&gone.after_any).for_each(|before| add(&mut stage.after_any, before));
        }
    }
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Edit::Gate { stage, gate } => write!(f, "add a blocking {gate} gate to {stage}"),
            Edit::Require { stage } => write!(f, "let what follows {stage} need its success"),
            Edit::Start { stage } => write!(f, "let {stage} start by itself"),
            Edit::Wait { stage, after } => write!(f, "let {stage} wait for {after}"),
            Edit::Stage { stage, before } => {
                write!(f, "add {}", stage.id)?;
                let after: Vec<&str> = stage.after.iter().map(String::as_str).collect();
                if !after.is_empty() {
                    write!(f, " after {}", after.join(" and "))?;
                }
                if !stage.checks.is_empty() {
                    let checks: Vec<String> = stage.checks.iter().map(ToString::to_string).collect();
                    write!(f, " with {}", checks.join(" and "))?;
                }
                before.as_ref().map_or(Ok(()), |before| write!(f, " before {before}"))
            }
            Edit::Drop { stage } => write!(f, "drop {stage}"),
            Edit::Environment { environment } => {
                write!(f, "add the {} environment {}", environment.kind, environment.id)
            }
            Edit::Artifact { artifact } => write!(f, "name what is deployed: {}", artifact.id),
            Edit::Take { stage, artifact } => write!(f, "let {stage} deploy {artifact} by digest"),
            Edit::Produce { stage, artifact } => write!(f, "let {stage} build {artifact}"),
            Edit::StopProducing { stage, artifact } => write!(f, "let {stage} no longer build {artifact}"),
            Edit::Check { stage, checks } => {
                let checks: Vec<String> = checks.iter().map(ToString::to_string).collect();
                write!(f, "add a {} to {stage}", checks.join(" and a "))
            }
            Edit::Rollback { stage } => write!(f, "state how {stage} is rolled back: {WAY_BACK}"),
            Edit::Trigger { stage, triggers } => write!(f, "roll {stage} back by {}", triggers.join(", ")),
        }
    }
}
