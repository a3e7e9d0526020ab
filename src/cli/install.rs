//! `install`: connects an assistant, in one step.

use std::io::{IsTerminal, Write as _};
use std::path::Path;

use serde_json::Value as Json;

use super::{App, CommandError, Outcome};
use crate::output::words;
use crate::setup::change::{self, Line};
use crate::setup::client::{self, Client, Launch, Scope, Surroundings, System};
use crate::setup::edit::{self, EditError, Slot};
use crate::setup::file::{ConfigFile, FileError};
use crate::setup::install::{self, Kind, Plan};
use crate::setup::program;
use crate::skills;
use crate::workspace;

/// Connects an assistant to this groundplan: adds one entry to the assistant's configuration file.
///
/// Shows the change before it is made, and asks on a terminal. Everything else in the file stays byte for byte as it is, and
/// the text before is kept beside it. Run twice, it changes nothing. A file that is not understood is left alone, and what
/// to add by hand is printed. --undo takes the entry out again and leaves what others wrote meanwhile.
#[derive(Debug, clap::Args)]
pub(super) struct Install {
    /// The assistant
    #[arg(long, value_name = "CLIENT", value_enum)]
    client: Client,
    /// For whom: this user, or the project in the working directory
    #[arg(long, value_name = "SCOPE", value_enum, default_value_t = Scope::User)]
    scope: Scope,
    /// The entry's name in the configuration
    #[arg(long, value_name = "NAME", default_value = "groundplan", value_parser = name)]
    name: String,
    /// Serve this skill alone
    #[arg(long, value_name = "NAME", conflicts_with_all = ["http", "undo"], value_parser = clap::builder::PossibleValuesParser::new(workspace::names(skills::NATIVE)))]
    skill: Option<String>,
    /// Connect to a server that runs already, such as http://127.0.0.1:8931/mcp, in place of starting one
    #[arg(long, value_name = "URL", conflicts_with = "undo", value_parser = address)]
    http: Option<String>,
    /// Take the entry out again
    #[arg(long)]
    undo: bool,
    /// Replace or take out an entry of this name that says something else
    #[arg(long)]
    force: bool,
    /// Show what would change and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

/// A name that is the same key in JSON, TOML and YAML, and part of a file's name.
fn name(text: &str) -> Result<String, String> {
    let fits = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.len() <= 64
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if fits { Ok(text.to_owned()) } else { Err("write letters, digits, `-` and `_`, a letter first".to_owned()) }
}

fn address(text: &str) -> Result<String, String> {
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(text.to_owned()),
        _ => Err("write an address such as http://127.0.0.1:8931/mcp".to_owned()),
    }
}

/// Where things are on this machine.
pub(super) fn surroundings() -> Result<Surroundings<'static>, CommandError> {
    let home = etcetera::home_dir()
        .map_err(|error| CommandError::Usage(format!("cannot tell where this user's home is: {error}; set HOME")))?;
    let project = std::env::current_dir()
        .map_err(|error| CommandError::Usage(format!("the working directory cannot be told: {error}")))?;
    Ok(Surroundings { system: System::HERE, home, project, variable: &variable })
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Install {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let around = surroundings()?;
        let usage = |error: &dyn std::fmt::Display| CommandError::Usage(error.to_string());
        let path = self.client.file(self.scope, &around).map_err(|error| usage(&error))?;
        let slot = self.client.slot(&self.name);
        let file = ConfigFile::open(&path).map_err(|error| unfit(&path, error))?;
        if self.undo {
            let plan = install::undo(&file, &slot).map_err(|error| self.left_alone(&path, &error))?;
            return self.settle(app, &file, &slot, &plan, &[]);
        }
        let launch = self.launch(app)?;
        let entry = self.client.entry(&self.name, &launch).map_err(|error| usage(&error))?;
        let plan = match install::install(&file, &slot, &entry) {
            Ok(plan) => plan,
            Err(error) => {
                app.out.line(&format!("To add by hand to {}:\n\n{}", path.display(), snippet(&slot, &entry)))?;
                app.out.finish()?;
                return Err(self.left_alone(&path, &error));
            }
        };
        let notes = self.notes(app, &launch);
        self.settle(app, &file, &slot, &plan, &notes)
    }

    /// What the assistant is told to start or to call.
    fn launch(&self, app: &App) -> Result<Launch, CommandError> {
        if let Some(url) = &self.http {
            return Ok(Launch::Http { url: url.clone() });
        }
        let program = program::path()
            .map_err(|error| CommandError::Usage(format!("the path of this program cannot be told: {error}")))?;
        let program = program.into_os_string().into_string().map_err(|path| {
            CommandError::Usage(format!("the path of this program is not Unicode: {}", path.display()))
        })?;
        let mut args = vec!["serve".to_owned()];
        if let Some(skill) = &self.skill {
            args.extend(["--skill".to_owned(), skill.clone()]);
        }
        if let Some(store) = app.store.as_deref().filter(|store| !store.trim().is_empty()) {
            // The assistant starts the server in a directory of its own.
            args.extend(["--store".to_owned(), crate::store::absolute(store)?]);
        }
        Ok(Launch::Program { program, args })
    }

    /// Shows a plan, asks where that is due, and carries it out.
    fn settle(
        &self,
        app: &mut App,
        file: &ConfigFile,
        slot: &Slot,
        plan: &Plan<'_>,
        notes: &[String],
    ) -> Result<Outcome, CommandError> {
        let (path, name) = (file.path().display(), &self.name);
        if plan.kind == Kind::Nothing {
            let line = match self.undo {
                true => format!("{path}: there is no entry `{name}`; nothing is changed."),
                false => format!("{path}: the entry `{name}` is there already; nothing is changed."),
            };
            app.out.line(&line)?;
            return Ok(Outcome::Done);
        }
        let what = match plan.kind {
            Kind::Added if file.text().is_none() => "makes this file",
            Kind::Removed if plan.after.is_none() => "removes this file, which holds nothing else",
            Kind::Added => "adds an entry",
            Kind::Replaced => "replaces an entry that says something else",
            Kind::Restored => "puts back the entry that was there before",
            Kind::Removed | Kind::Nothing => "takes the entry out",
        };
        app.out.line(&format!("{path}: {what}"))?;
        for line in change::lines(file.text().unwrap_or_default(), plan.after.as_deref().unwrap_or_default()) {
            let line = match line {
                Line::Same(text) => app.paint.faint(&format!("    {}", words::clean(&text))),
                Line::Gone(text) => app.paint.bad(&format!("  - {}", words::clean(&text))),
                Line::New(text) => app.paint.good(&format!("  + {}", words::clean(&text))),
            };
            app.out.line(&line)?;
        }
        for note in notes {
            app.out.line(&format!("Note: {note}"))?;
        }
        app.out.finish()?;
        let foreign = match plan.kind {
            Kind::Replaced => true,
            Kind::Removed | Kind::Restored => !self.is_ours(file, slot),
            Kind::Added | Kind::Nothing => false,
        };
        if self.dry_run {
            app.out.line("Nothing is changed: this is a dry run.")?;
            return Ok(Outcome::Done);
        }
        if !self.agreed(foreign)? {
            app.out.line("Nothing is changed.")?;
            return Ok(Outcome::Failed);
        }
        let kept = plan.keeps().then(|| file.backup(name));
        plan.carry_out().map_err(|error| unfit(file.path(), error))?;
        app.out.line("Done.")?;
        if let Some(kept) = kept {
            app.out.line(&format!("The text before is kept in {}", kept.display()))?;
        }
        if !self.undo {
            app.out.line(&format!("Next: {}. `groundplan doctor` says whether all is well.", self.client.reload()))?;
        }
        Ok(Outcome::Done)
    }

    fn is_ours(&self, file: &ConfigFile, slot: &Slot) -> bool {
        let entry = edit::entry(file.text().unwrap_or_default(), slot).ok().flatten();
        let Some(entry) = entry else { return false };
        // An entry that calls a server has its name alone to go by.
        let calls = matches!(client::launch(&entry), Some(Launch::Http { .. }));
        install::is_ours(&entry) || (calls && (self.name == "groundplan" || file.kept(&self.name).is_some()))
    }

    /// Whether it may be done: what is another's needs a word of its own.
    fn agreed(&self, foreign: bool) -> Result<bool, CommandError> {
        if self.force || (self.yes && !foreign) {
            return Ok(true);
        }
        let terminal = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        if !terminal || self.yes {
            let other = format!(
                "the entry `{}` says something else; --force replaces or removes it, --name leaves it and takes another name",
                self.name
            );
            return if foreign { Err(CommandError::Usage(other)) } else { Ok(true) };
        }
        let _ = write!(std::io::stderr(), "Do it? {} ", if foreign { "[y/N]" } else { "[Y/n]" });
        let _ = std::io::stderr().flush();
        let mut answer = String::new();
        let read = std::io::stdin().read_line(&mut answer);
        read.map_err(|error| CommandError::Usage(format!("the answer cannot be read: {error}; --yes does not ask")))?;
        Ok(match answer.trim().to_lowercase().as_str() {
            "y" | "yes" => true,
            "" => !foreign && answer.ends_with('\n'),
            _ => false,
        })
    }

    /// What is to be known of an entry before it is made.
    fn notes(&self, app: &App, launch: &Launch) -> Vec<String> {
        let mut notes = Vec::new();
        let Launch::Program { program, .. } = launch else { return notes };
        if let Some(why) = program::passing(Path::new(program)) {
            notes.push(format!("{program}: {why}."));
        }
        if self.scope == Scope::Project {
            notes.push(
                "the entry names this machine's path of the program; others who share the file need their own."
                    .to_owned(),
            );
        }
        let password = app.store.as_deref().and_then(|store| url::Url::parse(store).ok());
        if password.is_some_and(|url| url.password().is_some()) {
            notes.push("the address of the store stands in the file with its password.".to_owned());
        }
        notes
    }

    fn left_alone(&self, path: &Path, error: &EditError) -> CommandError {
        let mend = match error {
            EditError::Malformed { .. } => "mend it and run the command again, or edit it by hand",
            EditError::Unsure(_) => "edit it by hand",
        };
        let problem = format!("{error}; the file is left as it is: {mend}");
        CommandError::Unreadable { name: path.display().to_string(), problem }
    }
}

/// What a person adds by hand.
fn snippet(slot: &Slot, entry: &Json) -> String {
    edit::put("", slot, entry).unwrap_or_else(|_| words::json(entry))
}

fn unfit(path: &Path, error: FileError) -> CommandError {
    let text = error.to_string();
    let problem = text.strip_prefix(&format!("{}: ", path.display())).unwrap_or(&text).to_owned();
    CommandError::Unwritable { path: path.to_owned(), problem }
}
