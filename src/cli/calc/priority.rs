//! `calc priority`: initiatives in order.

use std::path::PathBuf;

use super::{App, CommandError, DataFormat, EXIT_CODES, OPTIONS, Outcome, read, show, unusable, unusable_option};
use crate::cli::input;
use crate::engine::priority::{InitiativeInput, PriorityInput, RankingError, rank};
use crate::output::calc::priority;

/// Scores initiatives by impact, risk, effort and lead time, and says which point would change their order.
///
/// In options, for one: groundplan calc priority --impact 5 --risk 4 --effort 2 --lead '8 weeks'
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Priority {
    /// The initiatives, a YAML or JSON file; `-` reads standard input. See references/examples/calc/priority.yaml
    #[arg(value_name = "FILE", conflicts_with_all = ["impact", "risk", "effort", "lead_time"])]
    file: Option<PathBuf>,
    /// What it brings, 1 to 5
    #[arg(long, value_name = "POINTS", requires_all = ["risk", "effort", "lead_time"])]
    impact: Option<u8>,
    /// What it averts, 1 to 5
    #[arg(long, value_name = "POINTS", requires = "impact")]
    risk: Option<u8>,
    /// What it takes, 1 to 5
    #[arg(long, value_name = "POINTS", requires = "impact")]
    effort: Option<u8>,
    /// How long before it has an effect: "8 weeks"; of "6-8 weeks" the upper end counts
    #[arg(long, visible_alias = "lead", value_name = "LENGTH", requires = "impact", allow_hyphen_values = true)]
    lead_time: Option<String>,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

impl Priority {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let (name, question) = match (self.file, self.impact, self.risk, self.effort, self.lead_time) {
            (Some(file), ..) => (input::name(&file), read::question::<PriorityInput>(&file)?),
            (None, Some(impact), Some(risk), Some(effort), Some(lead_time)) => {
                let one = InitiativeInput { name: "The initiative".to_owned(), impact, risk, effort, lead_time };
                (OPTIONS.to_owned(), PriorityInput { initiatives: vec![one] })
            }
            _ => {
                let problem = "name a file, or say --impact, --risk, --effort and --lead-time";
                return Err(CommandError::Usage(problem.to_owned()));
            }
        };
        let answer = rank(&question).map_err(|error| match error {
            // The only initiative of the options has no place in a list.
            RankingError::Score { source, .. } if name == OPTIONS => {
                unusable_option(source, &[("impact", "--impact"), ("risk", "--risk"), ("effort", "--effort")])
            }
            RankingError::LeadTime { source, .. } if name == OPTIONS => {
                CommandError::Usage(format!("--lead-time: {source}"))
            }
            error => unusable(&name, error),
        })?;
        show(app, self.format, &answer, &[], |paint| priority::render(&answer, paint))
    }
}
