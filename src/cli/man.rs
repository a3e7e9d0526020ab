//! `man`: manual pages.

use std::path::PathBuf;

use super::{App, CommandError, Outcome, input};

/// Writes the manual pages into a directory, which is made where it is absent.
#[derive(Debug, clap::Args)]
pub(super) struct Man {
    /// The directory
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

impl Man {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let unwritable =
            |error: std::io::Error| CommandError::Unwritable { path: self.dir.clone(), problem: error.to_string() };
        std::fs::create_dir_all(&self.dir).map_err(unwritable)?;
        clap_mangen::generate_to(super::command(), &self.dir).map_err(unwritable)?;
        app.out.line(&format!(
            "{}: manual pages written; read them with `man {0}/groundplan.1`",
            input::name(&self.dir)
        ))?;
        Ok(Outcome::Done)
    }
}
