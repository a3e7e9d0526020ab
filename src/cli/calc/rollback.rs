//! `calc rollback`: rollback triggers.

use std::path::PathBuf;

use super::{App, CommandError, DataFormat, EXIT_CODES, Outcome, read, show, unusable};
use crate::cli::input;
use crate::engine::rollback::RollbackInput;
use crate::output::calc::rollback;

/// Proposes rollback triggers from objectives, and judges those that are stated against the page alerts.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Rollback {
    /// Objectives and triggers, a YAML or JSON file; `-` reads standard input. See references/examples/calc/rollback.yaml
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

impl Rollback {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let question: RollbackInput = read::question(&self.file)?;
        let answer = question.answer().map_err(|error| unusable(&input::name(&self.file), error))?;
        show(app, self.format, &answer, &rollback::matters(&answer), |paint| rollback::render(&answer, paint))
    }
}
