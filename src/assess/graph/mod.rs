//! What an assessment shows, as a pipeline that can be proved.
//!
//! [`draw`] makes a [`PipelineInput`] of the jobs: only what files show stands in it, and what they cannot tell is listed
//! beside it. [`judge`] proves that pipeline, and separates what is violated whatever the unknown things turn out to be
//! from what cannot be told.
//!
//! # Model
//! - A job is one stage, or several in a row where its steps do different things; a deploy to several environments is a
//!   stage for each. A stage bears the name of its job, with what tells it apart behind it.
//! - `needs` is `after`. A job that runs even where others failed (`if: always()`) waits for them, but they prove nothing
//!   for it: no edge is drawn. A job that may fail (`allow_failure`, `continue-on-error`) is not `required`.
//! - A gate stands in the pipeline with what is known of it: one that only reports does not block, and one of which files
//!   do not say whether it does is left out.
//! - What is unknown is *granted* in a second pipeline: gates under a condition stop, scripts that were not read check. What
//!   is violated in both is violated; what is violated in the first alone cannot be told.
//!
//! # Layout
//! - `pieces`: a job in pieces; `draft`: all jobs, their names and environments; `things`: artifacts
//! - `wire`: pieces as stages that wait for each other; `grant`: what is granted; `doubt`: what the proof establishes

mod doubt;
mod draft;
mod pieces;
mod things;
mod wire;

use serde::Serialize;

use super::fact::{Fact, Place};
use super::known::known;
use super::model::Assessment;
use crate::engine::pipeline::{CheckKind, PipelineError, PipelineInput, Proof, Violation};

/// A pipeline as files show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The pipeline, with what is known alone.
    pub pipeline: PipelineInput,
    /// Where each stage stands, in the order of the stages.
    pub sources: Vec<Source>,
    /// What could not be told, each with why.
    pub unknown: Vec<Fact>,
    /// The pipeline with everything granted that may be.
    granted: PipelineInput,
    doubts: Vec<doubt::Doubt>,
}

/// Where a stage stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The stage.
    pub stage: String,
    /// The job it is a part of.
    pub job: String,
    /// The pipeline of that job, by the path of its file.
    pub pipeline: String,
    /// What shows it.
    #[serde(flatten)]
    pub at: Place,
}

/// What files prove of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The order, what holds, and what is violated for certain.
    pub proof: Proof,
    /// What would be violated if nothing else was there, and why that cannot be told.
    pub open: Vec<Open>,
}

/// Something of which files do not say whether it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// What is missing in the files.
    pub violation: Violation,
    /// Why it may be there nevertheless.
    pub why: String,
}

impl Drawn {
    /// Where a stage stands.
    pub fn source(&self, stage: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.stage == stage)
    }
}

/// What a check shows for certain: that what was deployed runs and answers, or that it does what users need.
pub fn proves(kind: super::fact::CheckKind, target: &str) -> CheckKind {
    // A request to a health endpoint shows no more than that, whatever it is called.
    let health = known().is_health(target) && !target.contains("smoke");
    if kind == super::fact::CheckKind::Smoke && !health { CheckKind::Validation } else { CheckKind::HealthCheck }
}

/// Draws the pipeline that the files show.
pub fn draw(assessment: &Assessment) -> Drawn {
    wire::draw(&draft::Drafts::of(assessment))
}

/// Proves what the files show.
///
/// # Errors
/// Why the pipeline cannot be judged: there is none, it is too large, or jobs wait for each other.
pub fn judge(assessment: &Assessment, drawn: &Drawn) -> Result<Judged, PipelineError> {
    doubt::judge(assessment, drawn)
}
