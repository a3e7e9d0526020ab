//! `calc rollout`: a strategy for a risk profile.

use std::path::PathBuf;

use super::{App, CommandError, DataFormat, EXIT_CODES, Outcome, read, show, unusable};
use crate::cli::input;
use crate::cli::platform::card;
use crate::engine::rollout::RolloutInput;
use crate::output::calc::rollout;

/// Chooses rolling, blue-green, canary or feature flags for a risk profile, and sizes the steps of a canary.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Rollout {
    /// The profile, a YAML or JSON file; `-` reads standard input. See references/examples/calc/rollout.yaml
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The platform by its card, in place of what the file says of one; see `groundplan platform`
    #[arg(long, value_name = "KEY")]
    platform: Option<String>,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

impl Rollout {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let mut question: RolloutInput = read::question(&self.file)?;
        if let Some(key) = &self.platform {
            question.platform = Some(card(key)?.input());
        }
        let answer = question.answer().map_err(|error| unusable(&input::name(&self.file), error))?;
        show(app, self.format, &answer, &rollout::matters(&answer), |paint| rollout::render(&answer, paint))
    }
}
