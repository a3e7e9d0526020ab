//! `calc slo`: an objective.

use std::path::PathBuf;

use jiff::civil::Date;

use super::{App, CommandError, DataFormat, EXIT_CODES, OPTIONS, Outcome, read, show, unusable, unusable_option};
use crate::cli::input;
use crate::engine::slo::Question;
use crate::engine::written::Written;
use crate::output::calc::slo;

/// Computes an objective: its error budget, whether its alerts can fire, what dependencies and history permit.
///
/// In options: groundplan calc slo --target 99.9% --window 30d --rate 20/s
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Slo {
    /// The question, a YAML or JSON file; `-` reads standard input. See references/examples/calc/slo.yaml
    #[arg(value_name = "FILE", conflicts_with_all = ["target", "window", "rate", "quietest"])]
    file: Option<PathBuf>,
    /// The share that has to succeed: 99.9%
    #[arg(long, value_name = "PERCENT", requires = "window", allow_hyphen_values = true)]
    target: Option<String>,
    /// The window: 30d, or "calendar month"
    #[arg(long, value_name = "LENGTH", requires = "target", allow_hyphen_values = true)]
    window: Option<String>,
    /// The requests per time: 20/s, or "10 requests per hour"
    #[arg(long, visible_alias = "traffic", value_name = "RATE", requires = "target", allow_hyphen_values = true)]
    rate: Option<String>,
    /// The requests per time in the quietest hour, against which alerts are held
    #[arg(long, value_name = "RATE", requires = "target", allow_hyphen_values = true)]
    quietest: Option<String>,
    /// The day the question is asked, where the file does not say it [default: today in UTC]
    #[arg(long, value_name = "DATE", value_parser = input::day)]
    as_of: Option<Date>,
    /// Show how the numbers of tables follow, too
    #[arg(long)]
    steps: bool,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

impl Slo {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let (name, mut question) = match (self.file, self.target, self.window) {
            (Some(file), _, _) => (input::name(&file), read::question::<Question>(&file)?),
            (None, Some(target), Some(window)) => (OPTIONS.to_owned(), asked(target, window, self.rate, self.quietest)),
            _ => return Err(CommandError::Usage("name a file, or say --target and --window".to_owned())),
        };
        if question.as_of.is_none() {
            question.as_of = Some(Written::from(input::on(self.as_of).to_string()));
        }
        let answer = question.answer().map_err(|error| match name == OPTIONS {
            true => unusable_option(error, &FIELDS),
            false => unusable(&name, error),
        })?;
        show(app, self.format, &answer, &slo::matters(&answer), |paint| slo::render(&answer, self.steps, paint))
    }
}

/// The fields of the question, and the options that hold them.
const FIELDS: [(&str, &str); 4] =
    [("target", "--target"), ("window", "--window"), ("traffic", "--rate"), ("quietest", "--quietest")];

fn asked(target: String, window: String, rate: Option<String>, quietest: Option<String>) -> Question {
    Question {
        name: None,
        target: Some(target.into()),
        window: window.into(),
        on: None,
        as_of: None,
        traffic: rate.map(Written::from),
        quietest: quietest.map(Written::from),
        observed: Vec::new(),
        tiers: Vec::new(),
        delay: None,
        error_ratios: Vec::new(),
        failures: None,
        needs: None,
        baseline: Vec::new(),
        estimate: None,
        latency: None,
    }
}
