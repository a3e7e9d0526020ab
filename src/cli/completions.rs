//! `completions`: shell completions.

use clap_complete::Shell;

use super::{App, CommandError, Outcome};

/// Writes the completions of a shell to standard output.
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let mut bytes = Vec::new();
        clap_complete::generate(self.shell, &mut super::command(), "groundplan", &mut bytes);
        app.out.text(&String::from_utf8_lossy(&bytes))?;
        Ok(Outcome::Done)
    }
}
