//! `chat`: planning in conversation.

use std::path::PathBuf;

use super::model::ModelArgs;
use super::{App, CommandError, Outcome, input, plan};
use crate::chat::{Session, Setup, Trouble, Turn};
use crate::skills;
use crate::store::{self, PackId};
use crate::workspace;
use interrupts::Interrupts;
use terminal::{Read, Terminal};

mod editor;
mod interrupts;
mod terminal;

/// The folder of conversations and of the lines that were typed, beside the default store.
const FOLDER: &str = "chat";

/// Plans in conversation, with a model or with the questions of the intake.
///
/// A model (`--model`, at any OpenAI-compatible endpoint) calls the same tools as an assistant over MCP; without one the
/// questions of the intake are put one after the other. Every change is shown as what it means and kept at once as a
/// revision in the store, and so is what was said: a conversation goes on by the id of its pack.
///
/// Before anything is sent to another machine it asks, unless `--yes` says so in advance. `/help` lists the commands. Where
/// standard input is no terminal, each of its lines is one of the conversation.
#[derive(Debug, clap::Args)]
#[command(after_help = super::EXIT_CODES)]
pub(super) struct Chat {
    /// The pack to go on with, like pk_ and 32 hexadecimal digits
    #[arg(value_name = "PACK_ID", conflicts_with_all = ["skill", "brief"])]
    pack: Option<String>,
    /// The skill to plan by [default: the one that fits the request]
    #[arg(long, value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(workspace::names(skills::NATIVE)))]
    skill: Option<String>,
    /// A brief to start from, a YAML file: the pack that `plan` makes of it
    #[arg(long, value_name = "FILE", conflicts_with = "skill")]
    brief: Option<PathBuf>,
    /// Let a model on another machine be sent the conversation and what it reads of packs, without being asked
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    model: ModelArgs,
}

impl Chat {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        let pack: Option<PackId> = self.pack.as_deref().map(str::parse).transpose()?;
        let draft = self.brief.as_deref().map(plan::drafted).transpose()?;
        let model = self.model.model()?;
        let folder = store::default_path().ok().and_then(|path| Some(path.parent()?.join(FOLDER)));
        let mut terminal = Terminal::open(app.paint, folder.as_deref())?;
        app.wait(async {
            let args = self.model;
            let setup = Setup {
                workspace: app.workspace().await?,
                skill: self.skill,
                person: input::person(),
                now: input::now,
                model,
                models: Box::new(move |name| args.named(name).map_err(|error| Trouble::Said(error.to_string()))),
                allowed: self.yes,
                folder,
            };
            let mut session = Session::new(setup)?;
            if let Some(id) = pack {
                session.resume(id, &mut terminal).await?;
            } else if let Some(pack) = draft {
                session.adopt(pack, &mut terminal).await?;
            }
            let unheard = |error| CommandError::Internal(format!("Ctrl-C cannot be listened for: {error}"));
            let mut interrupts = Interrupts::listen().map_err(unheard)?;
            session.greet(&mut terminal).await;
            talk(&mut session, &mut terminal, &mut interrupts).await;
            session.farewell(&mut terminal);
            terminal.finish()?;
            Ok(Outcome::of(!session.failed() || terminal.is_interactive()))
        })
    }
}

/// Takes line after line until the person ends it.
async fn talk(session: &mut Session, terminal: &mut Terminal, interrupts: &mut Interrupts) {
    while !terminal.is_closed() {
        let line = match terminal.read(session.prompt(), interrupts).await {
            Read::Line(line) => line,
            Read::Nothing => continue,
            Read::End => return,
        };
        let stop = terminal.begin();
        let turn = {
            let work = session.line(&line, terminal, &stop);
            tokio::pin!(work);
            loop {
                tokio::select! {
                    turn = &mut work => break turn,
                    () = interrupts.next() => stop.cancel(),
                }
            }
        };
        if turn == Turn::Quit {
            return;
        }
    }
}

impl From<Trouble> for CommandError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Refused(refusal) => refusal.into(),
            Trouble::Model(failure) => failure.into(),
            Trouble::File { path, problem } => CommandError::Unreadable { name: path, problem },
            Trouble::Template(error) => CommandError::Internal(format!("the instructions cannot be written: {error}")),
            Trouble::Said(words) => CommandError::Usage(words),
        }
    }
}
