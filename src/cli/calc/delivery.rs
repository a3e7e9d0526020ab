//! `calc delivery`: how delivery does.

use std::path::{Path, PathBuf};

use super::{App, CommandError, DataFormat, EXIT_CODES, Outcome, events, read, show, unusable};
use crate::cli::input;
use crate::engine::delivery::{DeliveryInput, Deploy, read_csv, read_json};
use crate::engine::written::Written;
use crate::output::calc::delivery;

/// Computes the four delivery measures from a history of deploys, and ranks flaky deploys, alert fatigue and blind spots.
///
/// In options: groundplan calc delivery --history deploys.csv --window '90 days'
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Delivery {
    /// Alerts, journeys and deploys, a YAML or JSON file; `-` reads standard input. See
    /// references/examples/calc/delivery.yaml
    #[arg(value_name = "FILE", required_unless_present = "history")]
    file: Option<PathBuf>,
    /// A history of deploys: CSV with a head line, or by its name JSON, a list or one object a line; `-` reads CSV from
    /// standard input. See references/examples/calc/deploys.csv
    #[arg(long, value_name = "FILE")]
    history: Option<PathBuf>,
    /// How long the window is, before what the file says [default: the file's, or all of the history]
    #[arg(long, value_name = "LENGTH", allow_hyphen_values = true)]
    window: Option<String>,
    /// The last day of the window, before what the file says [default: the file's, or the day of the last deploy]
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// An environment that is production, before what the file says; may be given several times [default: the file's, or
    /// those named like it]
    #[arg(long, value_name = "NAME")]
    production: Vec<String>,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

impl Delivery {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let both_stdin = [&self.file, &self.history].into_iter().flatten().filter(|path| input::is_stdin(path)).count();
        if both_stdin > 1 {
            return Err(CommandError::Usage("standard input can be the file or the history, not both".to_owned()));
        }
        let mut question = self.file.as_deref().map(read::question::<DeliveryInput>).transpose()?.unwrap_or_default();
        let history = self.history.as_deref().map(history).transpose()?.unwrap_or_default();
        if let Some(window) = self.window {
            question.window = Some(Written::from(window));
        }
        if let Some(as_of) = self.as_of {
            question.as_of = Some(Written::from(as_of));
        }
        if !self.production.is_empty() {
            question.production = self.production;
        }
        let name = self.file.as_ref().or(self.history.as_ref()).map_or_else(String::new, |path| input::name(path));
        let answer = question.answer(history).map_err(|error| unusable(&name, error))?;
        show(app, self.format, &answer, &delivery::matters(&answer), |paint| delivery::render(&answer, paint))
    }
}

fn history(path: &Path) -> Result<Vec<Deploy>, CommandError> {
    let is = |ending: &str| path.extension().is_some_and(|one| one.eq_ignore_ascii_case(ending));
    let reader = events::open(path)?;
    let read = if is("json") || is("ndjson") || is("jsonl") { read_json(reader) } else { read_csv(reader) };
    read.map_err(|error| unusable(&input::name(path), error))
}
