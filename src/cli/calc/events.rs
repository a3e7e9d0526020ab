//! `calc events`: contracts of events, their versions, samples and closure.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde::Serialize;

use super::{App, CommandError, DataFormat, EXIT_CODES, Outcome, read, show, unusable};
use crate::cli::{document, input};
use crate::engine::events::closure::PromiseKind;
use crate::engine::events::compat::Diff as Difference;
use crate::engine::events::migration::{Unplanned, unplanned};
use crate::engine::events::sample::SampleError;
use crate::engine::events::{
    ClosureInput, Contract, ContractInput, Named, SampleOptions, closure, consistency, diff, schema, validate,
};
use crate::engine::schedule::RoadmapInput;
use crate::output::calc::events;
use crate::skill::input::unknown;

/// The buffer of a sample.
const BUFFER: usize = 1 << 20;

/// Works with contracts of events: schemas, agreement, compatibility, samples, closure.
#[derive(Debug, clap::Args)]
pub(super) struct Events {
    #[command(subcommand)]
    question: Question,
}

#[derive(Debug, Subcommand)]
enum Question {
    Schema(Schema),
    Check(Check),
    Diff(Diff),
    Sample(Sample),
    Closure(Closure),
}

impl Events {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        match self.question {
            Question::Schema(question) => question.run(app),
            Question::Check(question) => question.run(app),
            Question::Diff(question) => question.run(app),
            Question::Sample(question) => question.run(app),
            Question::Closure(question) => question.run(app),
        }
    }
}

/// A contract from a file, checked and complete; of a pack, that of the events it declares.
fn contract(path: &Path) -> Result<Contract, CommandError> {
    let text = input::read(path)?;
    if document::is_pack(path, &text) {
        let (skill, pack) = document::written_pack(path, &text, input::on(None))?;
        return skill.event_contract(&pack).map_err(|problem| unusable(&input::name(path), problem));
    }
    let input: ContractInput = read::written(path, &text)?;
    input.try_into().map_err(|error: crate::engine::events::ContractError| unusable(&input::name(path), error))
}

/// Writes each event as a JSON Schema (draft 2020-12), by name.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
struct Schema {
    /// The contract, a YAML or JSON file, or a Markdown pack that declares the events; `-` reads standard input. See
    /// references/examples/calc/events.yaml
    #[arg(value_name = "CONTRACT")]
    contract: PathBuf,
    /// Only the schema of this event
    #[arg(long, value_name = "NAME")]
    event: Option<String>,
}

impl Schema {
    fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let contract = contract(&self.contract)?;
        match &self.event {
            None => {
                let schemas: BTreeMap<_, _> = schema::schemas(&contract);
                app.out.json(&schemas)?;
            }
            Some(name) => {
                let event = contract.event(name).ok_or_else(|| {
                    let known = contract.events.iter().map(|event| event.name.as_str());
                    CommandError::Usage(unknown("event", name, known))
                })?;
                app.out.json(&schema::schema(&contract, event))?;
            }
        }
        Ok(Outcome::Done)
    }
}

/// Checks that the definitions of a contract agree: types, units, names, identity, personal data and its retention.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
struct Check {
    /// The contract, a YAML or JSON file, or a Markdown pack that declares the events; `-` reads standard input. See
    /// references/examples/calc/events.yaml
    #[arg(value_name = "CONTRACT")]
    contract: PathBuf,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

impl Check {
    fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let contract = contract(&self.contract)?;
        let answer = consistency(&contract);
        let matters = events::check_matters(&answer);
        show(app, self.format, &answer, &matters, |paint| events::check(&contract, &answer, paint))
    }
}

/// Compares two versions of a contract: what breaks, in which direction, and for whom.
///
/// A break is a finding. With --roadmap only one is that no milestone plans a migration for.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
struct Diff {
    /// The version that is in use: a contract, or a Markdown pack that declares the events
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The version that is to come, likewise
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// A roadmap as `calc schedule` reads it: its milestones may plan the migration of what breaks
    #[arg(long, value_name = "FILE")]
    roadmap: Option<PathBuf>,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

/// What JSON holds of a comparison.
#[derive(Serialize)]
struct Compared<'a> {
    #[serde(flatten)]
    diff: &'a Difference,
    /// Breaks without a milestone; left out where no roadmap was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    unplanned: Option<&'a [Unplanned]>,
}

impl Diff {
    fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        if input::is_stdin(&self.old) && input::is_stdin(&self.new) {
            return Err(CommandError::Usage("standard input can be one of the two versions, not both".to_owned()));
        }
        let answer = diff(&contract(&self.old)?, &contract(&self.new)?);
        let roadmap = self.roadmap.as_deref().map(read::question::<RoadmapInput>).transpose()?;
        let without = roadmap.map(|roadmap| unplanned(&answer.breaks, &milestones(roadmap)));
        let without = without.as_deref();
        let matters = events::diff_matters(&answer, without);
        let compared = Compared { diff: &answer, unplanned: without };
        show(app, self.format, &compared, &matters, |paint| events::diff(&answer, without, paint))
    }
}

fn milestones(roadmap: RoadmapInput) -> Vec<Named> {
    let named = |one: crate::engine::schedule::MilestoneInput| Named {
        text: one.title.unwrap_or_else(|| one.id.clone()),
        name: one.id,
        kind: PromiseKind::AcceptanceCriterion,
    };
    roadmap.milestones.into_iter().map(named).collect()
}

/// Holds real events against a contract, one JSON object a line, in memory that does not grow with them.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
struct Sample {
    /// The contract, a YAML or JSON file, or a Markdown pack that declares the events. See
    /// references/examples/calc/events.yaml
    #[arg(value_name = "CONTRACT")]
    contract: PathBuf,
    /// The events, newline-delimited JSON of any size; `-` reads standard input
    #[arg(value_name = "FILE")]
    sample: PathBuf,
    /// Beyond which age at receipt an event is late [default: 1 hour]
    #[arg(long, value_name = "LENGTH", allow_hyphen_values = true)]
    late_after: Option<String>,
    /// The highest share of null or absent values that is in order: "5 %"
    #[arg(long, value_name = "PERCENT", allow_hyphen_values = true)]
    null_rate_at_most: Option<String>,
    /// How many examples of a violation are kept [default: 5]
    #[arg(long, value_name = "COUNT")]
    examples: Option<usize>,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

impl Sample {
    fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let contract = contract(&self.contract)?;
        let defaults = SampleOptions::default();
        let options = SampleOptions {
            late_after: self.late_after.unwrap_or_else(|| defaults.late_after.clone()),
            null_rate_at_most: self.null_rate_at_most,
            examples: self.examples.unwrap_or(defaults.examples),
            ..defaults
        };
        let name = input::name(&self.sample);
        let answer = validate(&contract, &options, open(&self.sample)?).map_err(|error| match error {
            SampleError::Io { .. } => unusable(&name, error),
            error => CommandError::Usage(error.to_string()),
        })?;
        if answer.lines == answer.blank {
            return Err(unusable(&name, "it holds no events; write one JSON object a line"));
        }
        show(app, self.format, &answer, &events::sample_matters(&answer), |paint| events::sample(&answer, paint))
    }
}

/// A stream of any size.
pub(super) fn open(path: &Path) -> Result<Box<dyn BufRead>, CommandError> {
    if input::is_stdin(path) {
        return Ok(Box::new(BufReader::with_capacity(BUFFER, io::stdin())));
    }
    let name = input::name(path);
    if path.is_dir() {
        return Err(unusable(&name, "it is a directory; name a file"));
    }
    let file = File::open(path).map_err(|error| unusable(&name, format!("it cannot be read: {error}")))?;
    Ok(Box::new(BufReader::with_capacity(BUFFER, file)))
}

/// Checks that everything promised is measured by something declared.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
struct Closure {
    /// Texts and declarations, a YAML or JSON file; `-` reads standard input. See references/examples/calc/closure.yaml
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

impl Closure {
    fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let question: ClosureInput = read::question(&self.file)?;
        if question.texts.is_empty() {
            return Err(unusable(&input::name(&self.file), "texts is empty; state what is promised"));
        }
        let answer = closure(&question);
        show(app, self.format, &answer, &events::closure_matters(&answer), |paint| events::closure(&answer, paint))
    }
}
