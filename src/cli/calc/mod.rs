//! `calc`: one question to one engine, without a pack. One file per engine.
//!
//! # Layout
//! - this file: the subcommands, and how an answer is shown
//! - `read`: questions from files
//! - `slo`, `capacity`, `schedule`, `priority`, `events`, `site`, `pipeline`, `rollout`, `rollback`, `delivery`: the
//!   questions of one engine; `folder`: exported pages

mod capacity;
mod delivery;
mod events;
mod folder;
mod pipeline;
mod priority;
mod read;
mod rollback;
mod rollout;
mod schedule;
mod site;
mod slo;

use clap::Subcommand;
use schemars::schema_for;
use serde::Serialize;
use serde_json::Value;

use super::{App, CommandError, DataFormat, Outcome};
use crate::engine::capacity::CapacityInput;
use crate::engine::delivery::DeliveryInput;
use crate::engine::events::{ClosureInput, ContractInput};
use crate::engine::pipeline::PipelineInput;
use crate::engine::priority::PriorityInput;
use crate::engine::rollback::RollbackInput;
use crate::engine::rollout::RolloutInput;
use crate::engine::schedule::RoadmapInput;
use crate::engine::site::plan::SitePlan;
use crate::engine::slo::Question;
use crate::output::calc::{Matter, fails};
use crate::output::words::Paint;

/// Said at the end of every long help text.
const EXIT_CODES: &str = "\
Exit codes:
  0  success; notes may stand below the answer
  1  an error or a warning stands below the answer: something that cannot hold, or should be looked at
  2  wrong usage or unreadable input
  3  internal error: output could not be written, or a defect of groundplan";

/// Answers one question about an objective, a limit, a roadmap, events, a site or delivery, without a pack.
///
/// A question is a YAML or JSON file, `-` for standard input, or for the common ones a few options. Every number comes
/// with how it follows. references/examples/calc holds a commented file for each.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Calc {
    #[command(subcommand)]
    engine: Engine,
}

#[derive(Debug, Subcommand)]
enum Engine {
    Slo(slo::Slo),
    Capacity(capacity::Capacity),
    Schedule(schedule::Schedule),
    Priority(priority::Priority),
    Events(events::Events),
    Site(site::Site),
    Pipeline(pipeline::Pipeline),
    Rollout(rollout::Rollout),
    Rollback(rollback::Rollback),
    Delivery(delivery::Delivery),
}

impl Calc {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        match self.engine {
            Engine::Slo(question) => question.run(app),
            Engine::Capacity(question) => question.run(app),
            Engine::Schedule(question) => question.run(app),
            Engine::Priority(question) => question.run(app),
            Engine::Events(question) => question.run(app),
            Engine::Site(question) => question.run(app),
            Engine::Pipeline(question) => question.run(app),
            Engine::Rollout(question) => question.run(app),
            Engine::Rollback(question) => question.run(app),
            Engine::Delivery(question) => question.run(app),
        }
    }
}

/// Writes an answer. What is the matter with it decides the exit code, in either format.
fn show(
    app: &mut App,
    format: DataFormat,
    answer: &impl Serialize,
    matters: &[Matter],
    text: impl FnOnce(Paint) -> String,
) -> Result<Outcome, CommandError> {
    match format {
        DataFormat::Json => app.out.json(answer)?,
        DataFormat::Text => app.out.text(&text(app.paint))?,
    }
    Ok(Outcome::of(!fails(matters)))
}

/// How an answer is written that can be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum DrawnFormat {
    /// For people
    Text,
    /// For machines
    Json,
    /// A Mermaid drawing
    Mermaid,
}

/// Writes an answer, or its drawing. What is the matter with it decides the exit code, in every format.
fn show_drawn(
    app: &mut App,
    format: DrawnFormat,
    answer: &impl Serialize,
    matters: &[Matter],
    drawing: impl FnOnce() -> String,
    text: impl FnOnce(Paint) -> String,
) -> Result<Outcome, CommandError> {
    match format {
        DrawnFormat::Text => show(app, DataFormat::Text, answer, matters, text),
        DrawnFormat::Json => show(app, DataFormat::Json, answer, matters, text),
        DrawnFormat::Mermaid => {
            app.out.text(&drawing())?;
            Ok(Outcome::of(!fails(matters)))
        }
    }
}

/// A question that is a file: the name of its schema, the command that reads it, and the schema.
pub(super) type Described = (&'static str, &'static str, fn() -> Value);

/// The questions that are files, for editors that complete and check them.
pub(super) const QUESTIONS: [Described; 11] = [
    ("calc-slo", "calc slo", || schema_for!(Question).to_value()),
    ("calc-capacity", "calc capacity", || schema_for!(CapacityInput).to_value()),
    ("calc-schedule", "calc schedule", || schema_for!(RoadmapInput).to_value()),
    ("calc-priority", "calc priority", || schema_for!(PriorityInput).to_value()),
    ("calc-events", "calc events check", || schema_for!(ContractInput).to_value()),
    ("calc-closure", "calc events closure", || schema_for!(ClosureInput).to_value()),
    ("calc-site", "calc site plan", || schema_for!(SitePlan).to_value()),
    ("calc-pipeline", "calc pipeline", || schema_for!(PipelineInput).to_value()),
    ("calc-rollout", "calc rollout", || schema_for!(RolloutInput).to_value()),
    ("calc-rollback", "calc rollback", || schema_for!(RollbackInput).to_value()),
    ("calc-delivery", "calc delivery", || schema_for!(DeliveryInput).to_value()),
];

/// What is said of a field where the question was asked in options.
const OPTIONS: &str = "the options";

/// An engine cannot use what was asked in options: a field that it names first is named as the option that holds it.
fn unusable_option(error: impl ToString, options: &[(&str, &str)]) -> CommandError {
    let text = error.to_string();
    let named = options.iter().find_map(|(field, option)| {
        let rest = text.strip_prefix(&format!("`{field}`")).or_else(|| text.strip_prefix(field))?;
        rest.starts_with([':', ' ']).then(|| CommandError::Usage(format!("{option}{rest}")))
    });
    named.unwrap_or_else(|| unusable(OPTIONS, text))
}

/// An engine cannot use what it was asked.
fn unusable(name: &str, error: impl ToString) -> CommandError {
    CommandError::Unreadable { name: name.to_owned(), problem: error.to_string() }
}
