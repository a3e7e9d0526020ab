//! `calc capacity`: a limit.

use std::path::PathBuf;

use jiff::civil::Date;

use super::{App, CommandError, DataFormat, EXIT_CODES, OPTIONS, Outcome, read, show, unusable, unusable_option};
use crate::cli::input;
use crate::engine::capacity::{CapacityInput, GrowthInput, GrowthRange, InputError, LimitInput, Settings};
use crate::engine::written::Written;
use crate::output::calc::capacity;

/// Computes when a limit is reached, and the last day on which work against it may start.
///
/// In options: groundplan calc capacity --current 1.2TB --limit 2TB --growth '+40 GB per month' --lead '6-8 weeks'
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Capacity {
    /// The limits, a YAML or JSON file; `-` reads standard input. See references/examples/calc/capacity.yaml
    #[arg(value_name = "FILE", conflicts_with_all = ["current", "limit", "growth", "growth_to", "samples", "trigger", "lead_time"])]
    file: Option<PathBuf>,
    /// The value today: 1.2TB; not needed with samples
    #[arg(long, value_name = "VALUE", requires = "limit", allow_hyphen_values = true)]
    current: Option<String>,
    /// Where it breaks: 2TB
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    limit: Option<String>,
    /// What was measured, a CSV file: a line `date,value`, then one line for each day
    #[arg(long, value_name = "FILE", requires = "limit")]
    samples: Option<PathBuf>,
    /// How the value grows: "+40 GB per month", "3 % per week"; not needed with samples
    #[arg(long, value_name = "GROWTH", requires = "limit", allow_hyphen_values = true)]
    growth: Option<String>,
    /// The other end of the growth, where it is a range
    #[arg(long, value_name = "GROWTH", requires = "growth", allow_hyphen_values = true)]
    growth_to: Option<String>,
    /// The value at which work starts: 1.6TB
    #[arg(long, value_name = "VALUE", requires = "limit", allow_hyphen_values = true)]
    trigger: Option<String>,
    /// How long the work takes: "6 weeks", "6-8 weeks" or "4/6/10 weeks"
    #[arg(long, visible_alias = "lead", value_name = "LENGTH", requires = "limit", allow_hyphen_values = true)]
    lead_time: Option<String>,
    /// The day of the forecast, before what the file says [default: the file's, or today in UTC]
    #[arg(long, value_name = "DATE", value_parser = input::day)]
    as_of: Option<Date>,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

/// The fields of the question, and the options that hold them.
const FIELDS: [(&str, &str); 7] = [
    ("current", "--current"),
    ("limit", "--limit"),
    ("trigger", "--trigger"),
    ("growth", "--growth"),
    ("growth.low", "--growth"),
    ("growth.high", "--growth-to"),
    ("lead_time", "--lead-time"),
];

impl Capacity {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let (as_of, format) = (self.as_of, self.format);
        // Files that a question names lie beside it; those of the options where they are said to.
        let (name, folder, mut question) = match &self.file {
            Some(file) => (input::name(file), file.parent().map(PathBuf::from), read::question::<CapacityInput>(file)?),
            None => (OPTIONS.to_owned(), None, self.asked()?),
        };
        let folder = folder.unwrap_or_default();
        let open = |file: &str| input::read(&folder.join(file)).map_err(|error| error.to_string());
        let unusable = |error: InputError| match error {
            // The only limit of the options has no place in a list.
            InputError::Limit { problem, .. } if name == OPTIONS => unusable_option(problem, &FIELDS),
            InputError::File { problem, .. } if name == OPTIONS => unusable_option(problem, &FIELDS),
            error => unusable(&name, error),
        };
        question.load(open).map_err(unusable)?;
        if as_of.is_some() || question.as_of.trim().is_empty() {
            question.as_of = input::on(as_of).to_string();
        }
        let answer = question.answer().map_err(unusable)?;
        show(app, format, &answer, &capacity::matters(&answer), |paint| capacity::render(&answer, paint))
    }

    fn asked(self) -> Result<CapacityInput, CommandError> {
        let known = self.samples.is_some() || self.current.is_some() && self.growth.is_some();
        let Some(limit) = self.limit.filter(|_| known) else {
            let accepted = "name a file, or say --limit with --current and --growth, or with --samples";
            return Err(CommandError::Usage(accepted.to_owned()));
        };
        let growth = self.growth.map(|growth| match self.growth_to {
            None => GrowthInput::One(growth),
            Some(high) => GrowthInput::Range(GrowthRange { low: growth, likely: None, high }),
        });
        let limit = LimitInput {
            name: "The limit".to_owned(),
            current: self.current.map(Written::from),
            trigger: self.trigger.map(Written::from),
            limit: Some(limit.into()),
            latency: None,
            pool: None,
            connections: None,
            cache: None,
            growth,
            samples: Vec::new(),
            samples_file: self.samples.map(|file| file.display().to_string()),
            events: Vec::new(),
            lead_time: self.lead_time,
            starts: None,
        };
        let Settings { seed, draws } = Settings::default();
        Ok(CapacityInput { as_of: String::new(), seed, draws, limits: vec![limit] })
    }
}
