//! `doctor`: what is well, what is not, and what to do about it.

use std::path::PathBuf;

use serde_json::json;

use super::install::surroundings;
use super::{App, CommandError, DataFormat, Outcome};
use crate::output::words;
use crate::setup::client::Client;
use crate::setup::doctor::{self, Check, Level};
use crate::setup::program;

/// Said at the end of the long help text.
const EXIT_CODES: &str = "\
Exit codes:
  0  all is well, warnings included
  1  something does not work
  2  wrong usage
  3  internal error: output could not be written, or a defect of groundplan";

/// Looks for what is wrong: store, skills, assistants, environment, and a server of its own called as an assistant does.
///
/// Every line says how it stands and, where it is not well, what to do. A store that does not exist yet is not made.
/// What is written to an existing one is taken back, but one of an older version is brought up to date, as by any use.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(super) struct Doctor {
    /// Look at this assistant alone, whether or not there is a sign of it
    #[arg(long, value_name = "CLIENT", value_enum)]
    client: Option<Client>,
    /// A directory of skill folders, as `serve` takes it
    #[arg(long, value_name = "DIR")]
    skills: Option<PathBuf>,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DataFormat::Text)]
    format: DataFormat,
}

impl Doctor {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let program = program::path()
            .map_err(|error| CommandError::Usage(format!("the path of this program cannot be told: {error}")))?;
        let mut checks = app.wait(async { Ok(doctor::store(app.store.as_deref()).await) })?;
        checks.extend(doctor::skills(self.skills.as_deref()));
        checks.extend(doctor::clients(self.client, &surroundings()?));
        checks.extend(doctor::environment(&variables(), &set()));
        // Folders that are none were spoken of already.
        let skills = self.skills.as_deref().filter(|folder| folder.is_dir());
        checks.push(app.wait(async { Ok(doctor::handshake(&program, skills).await) })?);
        let worst = checks.iter().map(|check| check.level).max().unwrap_or(Level::Ok);
        match self.format {
            DataFormat::Json => app.out.json(&json!({
                "version": env!("CARGO_PKG_VERSION"),
                "program": program.display().to_string(),
                "worst": worst,
                "checks": checks,
            }))?,
            DataFormat::Text => {
                app.out.line(&format!("groundplan {}, {}", env!("CARGO_PKG_VERSION"), program.display()))?;
                text(app, &checks)?;
            }
        }
        Ok(Outcome::of(worst < Level::Problem))
    }
}

fn text(app: &mut App, checks: &[Check]) -> Result<(), CommandError> {
    let mut area = "";
    for check in checks {
        if check.area != area {
            area = check.area;
            app.out.line(&format!("\n{}", app.paint.bold(area)))?;
        }
        let level = match check.level {
            Level::Ok => app.paint.good("ok     "),
            Level::Warning => app.paint.bold("warning"),
            Level::Problem => app.paint.bad("problem"),
        };
        app.out.line(&format!("  {level}  {}", words::clean_line(&check.found)))?;
        if let Some(remedy) = &check.remedy {
            app.out.line(&format!("           to do: {}", words::clean_line(remedy)))?;
        }
    }
    Ok(())
}

/// The variables that some command reads.
fn variables() -> Vec<String> {
    fn collect(command: &clap::Command, names: &mut Vec<String>) {
        names.extend(
            command.get_arguments().filter_map(|arg| arg.get_env()).map(|name| name.to_string_lossy().into_owned()),
        );
        command.get_subcommands().for_each(|command| collect(command, names));
    }
    let mut names = Vec::new();
    collect(&super::command(), &mut names);
    names.sort();
    names.dedup();
    names
}

/// The variables that are set.
fn set() -> Vec<String> {
    let mut names: Vec<String> = std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
