//! A conversation: what stands, and what a line does to it.

use std::path::PathBuf;

use jiff::Timestamp;
use serde_json::{Map, Value as Json};
use tokio_util::sync::CancellationToken;

use super::command;
use super::forms::OnScreen;
use super::screen::Screen;
use super::stage::Guide;
use super::talk::Talk;
use super::trouble::Trouble;
use crate::finding::Severity;
use crate::gate::{self, Report};
use crate::llm::{Model, Spent};
use crate::mcp::Server;
use crate::mcp::calls::Answer;
use crate::output::changes;
use crate::output::words::{clean, clean_line, counted};
use crate::pack::Revision;
use crate::pack::diff::{Change, diff};
use crate::skill::Skill;
use crate::skill::registry::Registry;
use crate::skill::workflow::{self, State};
use crate::store::PackId;
use crate::workspace::{Act, Workspace};

/// How many changes are shown after a call; `/diff` shows all.
const CHANGES: usize = 40;

/// The tool that opens a pack.
pub(super) const OPEN: &str = "pack_open";

/// How a model of a name is found.
pub type Models = Box<dyn Fn(&str) -> Result<Model, Trouble> + Send>;

/// What a conversation stands on.
pub struct Setup {
    /// The packs.
    pub workspace: Workspace,
    /// The skill to plan by, where only one shall.
    pub skill: Option<String>,
    /// The person, for the log of a pack and as the source of answers.
    pub person: String,
    /// The clock.
    pub now: fn() -> Timestamp,
    /// The model, where there is one.
    pub model: Option<Model>,
    /// How another one is found.
    pub models: Models,
    /// Whether the person has allowed in advance that a model elsewhere is sent what is said.
    pub allowed: bool,
    /// The folder in which conversations are kept; without one they are not.
    pub folder: Option<PathBuf>,
}

/// Whether a conversation goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// It does.
    Go,
    /// The person ends it.
    Quit,
}

/// A call of a tool.
pub(super) struct Called {
    /// An answer or a refusal, both for whoever called.
    pub answer: Result<Answer, String>,
    /// The pack that the call named, as it stood before.
    pub before: Option<(PackId, Revision, &'static dyn Skill)>,
    /// Whether it opens a pack.
    opens: bool,
}

/// A conversation.
pub struct Session {
    /// The packs, of every skill.
    pub(super) workspace: Workspace,
    /// The tools, of every skill.
    pub(super) server: Server,
    /// The tools of the skill to plan by, or of all: what opens a pack.
    pub(super) opening: Server,
    pub(super) person: String,
    pub(super) now: fn() -> Timestamp,
    pub(super) model: Option<Model>,
    /// What models have taken that are not asked any more.
    pub(super) spent: Spent,
    pub(super) models: Models,
    pub(super) allowed: bool,
    pub(super) skill: Option<&'static str>,
    pub(super) pack: Option<PackId>,
    pub(super) talk: Talk,
    pub(super) guide: Guide,
    /// What was asked last, as it was shown.
    pub(super) asked: String,
    /// Whether it was said already that a part of the conversation is not sent.
    pub(super) shortened: bool,
    /// The pack, and its revision, as the model left it.
    pub(super) seen: Option<(PackId, u32)>,
    failed: bool,
}

impl Session {
    /// A conversation that nobody has said anything in.
    ///
    /// # Errors
    /// A skill that there is not.
    pub fn new(setup: Setup) -> Result<Self, Trouble> {
        let Setup { workspace, skill, person, now, model, models, allowed, folder } = setup;
        let mut session = Session {
            server: server(workspace.clone())?,
            opening: server(workspace.clone())?,
            workspace,
            person,
            now,
            model,
            spent: Spent::default(),
            models,
            allowed,
            skill: None,
            pack: None,
            talk: Talk::new(folder),
            guide: Guide::Title,
            asked: String::new(),
            shortened: false,
            seen: None,
            failed: false,
        };
        if let Some(name) = skill {
            session.plan_by(&name)?;
        }
        Ok(session)
    }

    /// Plans by one skill alone, from the next pack on.
    pub(super) fn plan_by(&mut self, name: &str) -> Result<(), Trouble> {
        let workspace = self.workspace.clone().only(name)?;
        self.skill = Some(workspace.skills()[0].definition().name);
        self.opening = server(workspace)?;
        Ok(())
    }

    /// Takes a line of the person. What goes wrong is shown, and the conversation goes on; `stop` ends what is under way.
    pub async fn line(&mut self, line: &str, screen: &mut impl Screen, stop: &CancellationToken) -> Turn {
        let line = line.trim();
        let command = command::after_slash(line);
        let done = match command {
            Some(rest) => match command::parse(rest) {
                Ok((what, given)) => self.carry_out(what, given, screen).await,
                Err(trouble) => Err(trouble),
            },
            None => self.said(line, screen, stop).await.map(|()| Turn::Go),
        };
        let stands = command.is_some() || done.is_err();
        let turn = done.unwrap_or_else(|trouble| {
            self.failed |= matches!(trouble, Trouble::Model(_));
            let paint = screen.paint();
            screen.lines(&format!("{}\n", paint.bad(&clean(&trouble.to_string()))));
            Turn::Go
        });
        if turn == Turn::Go {
            self.ask(stands, screen).await;
        }
        turn
    }

    /// What the person says in words.
    async fn said(&mut self, line: &str, screen: &mut impl Screen, stop: &CancellationToken) -> Result<(), Trouble> {
        match self.model.clone() {
            None => self.answered(line, screen).await,
            Some(_) if line.is_empty() => Ok(()),
            Some(model) if self.may_ask(&model, screen).await => self.turn(&model, line, screen, stop).await,
            Some(_) => Ok(()),
        }
    }

    /// Whether a model could not be asked at any time.
    pub fn failed(&self) -> bool {
        self.failed
    }

    /// Who does something, and when.
    pub(super) fn act(&self, author: String) -> Act {
        Act { author, now: (self.now)() }
    }

    /// The pack as it stands.
    pub(super) async fn head(&self) -> Result<(PackId, Revision, &'static dyn Skill), Trouble> {
        let id = self.pack.clone();
        let id = id.ok_or_else(|| Trouble::said("there is no pack yet; say first what is to be planned"))?;
        let (revision, skill) = self.workspace.read(&id, None).await?;
        Ok((id, revision, skill))
    }

    /// Calls a tool and shows what it changed; an answer or a refusal, both for whoever called.
    pub(super) async fn call(
        &mut self,
        tool: &str,
        arguments: Map<String, Json>,
        author: String,
        screen: &mut impl Screen,
    ) -> Result<Result<Answer, String>, Trouble> {
        let called = self.called(tool, arguments, author, screen).await;
        self.show_change(&called, screen).await?;
        Ok(called.answer)
    }

    /// Calls a tool.
    pub(super) async fn called(
        &self,
        tool: &str,
        arguments: Map<String, Json>,
        author: String,
        screen: &mut impl Screen,
    ) -> Called {
        let server = if tool == OPEN { &self.opening } else { &self.server };
        self.called_at(server, tool, arguments, author, screen).await
    }

    /// Calls a tool of a server.
    pub(super) async fn called_at(
        &self,
        server: &Server,
        tool: &str,
        arguments: Map<String, Json>,
        author: String,
        screen: &mut impl Screen,
    ) -> Called {
        let named: Option<PackId> = arguments.get("pack").and_then(Json::as_str).and_then(|id| id.trim().parse().ok());
        let before = match named {
            Some(id) => self.workspace.read(&id, None).await.ok().map(|(before, skill)| (id, before, skill)),
            None => None,
        };
        let mut forms = OnScreen::new(screen);
        let mut answer = server.call(tool, arguments, self.act(author), &mut forms).await;
        if let Some(said) = forms.said() {
            let (Ok(Answer { text, .. }) | Err(text)) = &mut answer;
            text.push_str(&format!("\n{said}"));
        }
        Called { opens: tool == OPEN, answer, before }
    }

    /// Shows what a call changed.
    pub(super) async fn show_change(&mut self, called: &Called, screen: &mut impl Screen) -> Result<(), Trouble> {
        self.show_wanted(called, &|_| true, screen).await
    }

    /// Shows what a call changed, as far as it is wanted.
    pub(super) async fn show_wanted(
        &mut self,
        called: &Called,
        wanted: &dyn Fn(&Change) -> bool,
        screen: &mut impl Screen,
    ) -> Result<(), Trouble> {
        if let Some((id, before, skill)) = &called.before {
            let (after, _) = self.workspace.read(id, None).await?;
            if after.number > before.number {
                self.moved(id, (before, &after), *skill, wanted, screen)?;
            }
        } else if let Ok(Answer { structured: Some(opened), .. }) = &called.answer
            && called.opens
            && let Some(id) = opened["pack"].as_str().and_then(|id| id.parse().ok())
        {
            self.opened(id, screen).await?;
        }
        Ok(())
    }

    /// Shows a pack that was opened; the conversation is about it from now on.
    pub(super) async fn opened(&mut self, id: PackId, screen: &mut impl Screen) -> Result<(), Trouble> {
        self.about(&id)?;
        let (revision, skill) = self.workspace.read(&id, None).await?;
        let (title, name) = (screen.paint().bold(&clean_line(&revision.pack.title)), skill.definition().name);
        screen.lines(&format!("{title}\n  {name}, kept as {id}\n"));
        Ok(())
    }

    /// Shows what a call changed in a pack.
    fn moved(
        &mut self,
        id: &PackId,
        (before, after): (&Revision, &Revision),
        skill: &'static dyn Skill,
        wanted: &dyn Fn(&Change) -> bool,
        screen: &mut impl Screen,
    ) -> Result<(), Trouble> {
        self.about(id)?;
        let (paint, sections) = (screen.paint(), skill.definition().standard.sections);
        let mut found = diff(&before.pack, &after.pack, sections);
        found.retain(wanted);
        screen.lines(&changes::brief(found.get(..CHANGES).unwrap_or(&found), sections, paint));
        let more = match found.len().saturating_sub(CHANGES) {
            0 => String::new(),
            more => format!("; {} more, `/diff` shows all", counted(more, "change")),
        };
        let closed = match (before.step == Revision::FINALIZED, after.step == Revision::FINALIZED) {
            (_, true) => ", finalized",
            (true, false) => ", open again: it was finalized before this change",
            (false, false) => "",
        };
        screen.lines(&format!("{}\n", paint.faint(&format!("revision {}{closed}{more}", after.number))));
        Ok(())
    }

    /// The conversation is about this pack.
    pub(super) fn about(&mut self, id: &PackId) -> Result<(), Trouble> {
        self.pack = Some(id.clone());
        self.guide = Guide::OPEN;
        self.talk.bind(id)
    }

    /// What the gate says of a revision of a pack, to a person.
    pub(super) async fn judged(
        &self,
        id: &PackId,
        revision: &Revision,
        skill: &'static dyn Skill,
    ) -> Result<Report, Trouble> {
        let around = self.workspace.around(id, skill.definition(), &revision.pack).await?;
        Ok(gate::judge(&around.document(&revision.pack, self.act(String::new()).today())))
    }

    /// One line about how the pack stands.
    pub(super) async fn score(&self, screen: &mut impl Screen) -> Result<(), Trouble> {
        let Some(id) = &self.pack else { return Ok(()) };
        let (revision, skill) = self.workspace.read(id, None).await?;
        let report = self.judged(id, &revision, skill).await?;
        let progress = workflow::progress(skill, &revision.pack, &report.findings);
        let open = progress.iter().filter(|step| step.state == State::Open).count();
        let paint = screen.paint();
        let verdict = if report.passed { paint.good("passed") } else { paint.bad("not passed") };
        let begun = if open > 0 { format!("; {open} of {} steps not begun", progress.len()) } else { String::new() };
        let closed = if revision.step == Revision::FINALIZED { "; finalized" } else { "" };
        screen.lines(&format!(
            "Gate: {verdict}, {} of 5, {}, {}{begun}{closed}\n",
            report.average,
            counted(report.count(Severity::Error), "error"),
            counted(report.count(Severity::Warning), "warning"),
        ));
        Ok(())
    }
}

/// The tools of a workspace, and the texts of its skills.
pub(super) fn server(workspace: Workspace) -> Result<Server, Trouble> {
    let registry = match workspace.skills() {
        [one] => Registry::embedded().only(one.definition().name),
        _ => Registry::embedded(),
    };
    Ok(Server::new(workspace, registry)?)
}
