//! `pack`: packs in the store.

use clap::Subcommand;

use super::{App, CommandError, Outcome};

mod diff;
mod list;
mod log;
mod show;

/// Lists, shows and compares the packs of the store.
#[derive(Debug, clap::Args)]
pub(super) struct PackCommand {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::List),
    Show(show::Show),
    Diff(diff::Diff),
    Log(log::Log),
}

impl PackCommand {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        match self.command {
            Command::List(command) => command.run(app),
            Command::Show(command) => command.run(app),
            Command::Diff(command) => command.run(app),
            Command::Log(command) => command.run(app),
        }?;
        Ok(Outcome::Done)
    }
}
