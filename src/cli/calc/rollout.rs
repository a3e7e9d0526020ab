//! `calc rollout`: a strategy for a risk profile.

use std::path::PathBuf;

use super::{App, CommandError, DataFormat, EXIT_CODES, Outcome, read, show, unusable};
use crate::cli::input;
use crate::engine::rollout::RolloutInput;
use crate::output::calc::rollout;

/// Chooses rolling, blue-green, canary or feature flags for a risk profile, and sizes the steps of a canary.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Rollout {
    /// The profile, a YAML or JSON file; `-` reads standard input. See references/examples/calc/rollout.yaml
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

impl Rollout {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let question: RolloutInput = read::question(&self.file)?;
        let answer = question.answer().map_err(|error| unusable(&input::name(&self.file), error))?;
        show(app, self.format, &answer, &rollout::matters(&answer), |paint| rollout::render(&answer, paint))
    }
}
