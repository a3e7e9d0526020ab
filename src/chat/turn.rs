//! What a model says and does, until it has nothing more to do.

use minijinja::context;
use serde_json::{Map, Value as Json};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::effect::refusal;
use super::screen::{Screen, note, yes};
use super::session::{OPEN, Session};
use super::talk::LeftOut;
use super::trouble::Trouble;
use crate::llm::{Failure, Finish, Message, Model, Said, ToolCall, ToolSpec, tokens};
use crate::output::words::clean_line;
use crate::skill::Skill;
use crate::store::PackId;
use crate::{skills, template};

/// How often a model is asked in one turn of the person at most.
const ROUNDS: usize = 24;

/// What the person is told where they stopped a model.
const STAYS: &str = "Stopped. What you said and what was stored stays.";

/// What is answered to a call that the person stopped.
const STOPPED: &str = "the person stopped you before it was carried out";

const TEMPLATE: (&str, &str) = ("chat_system.md", include_str!("../../prompts/chat_system.md"));

impl Session {
    /// Whether the person lets a model be sent what is said; where they do not, there is none from here on.
    pub(super) async fn may_ask(&mut self, model: &Model, screen: &mut impl Screen) -> bool {
        if model.leaves_machine() && !self.allowed {
            let host = Url::parse(model.place()).ok().and_then(|url| url.host_str().map(str::to_owned));
            let host = clean_line(host.as_deref().unwrap_or(model.place()));
            screen.lines(&format!(
                "{} is asked at {host}, which is not this machine. It is sent the conversation, this pack, and whatever it \
                 reads with the tools of other packs in the store; they may hold facts of your systems.\n",
                clean_line(model.name())
            ));
            if !yes(screen, &format!("Send them to {host}?")).await {
                self.model = None;
                screen.lines("Nothing is sent. The questions of the intake follow; `/model NAME` asks again.\n");
                return false;
            }
            self.allowed = true;
        }
        true
    }

    /// Lets a model answer the person, and carries out what it calls.
    pub(super) async fn turn(
        &mut self,
        model: &Model,
        said: &str,
        screen: &mut impl Screen,
        stop: &CancellationToken,
    ) -> Result<(), Trouble> {
        let before = self.revision().await;
        if before != self.seen {
            self.tell_standing().await?;
        }
        self.talk.push(Message::User(said.to_owned()))?;
        let done = self.rounds(model, screen, stop).await;
        self.seen = self.revision().await;
        if self.seen != before {
            self.score(screen).await?;
        }
        done.map_err(|trouble| match trouble {
            Trouble::Model(Failure::Rejected { said, .. }) if said.to_lowercase().contains("tool") => {
                Trouble::said(format!(
                    "{} takes no tools, so it cannot plan: {said}. `/model NAME` asks another one, `/model none` goes on \
                     with the questions of the intake.",
                    model.name()
                ))
            }
            other => other,
        })
    }

    async fn rounds(
        &mut self,
        model: &Model,
        screen: &mut impl Screen,
        stop: &CancellationToken,
    ) -> Result<(), Trouble> {
        for _ in 0..ROUNDS {
            let Some(said) = self.heard(model, screen, stop).await? else {
                self.talk.note("the person stopped you here")?;
                note(screen, STAYS);
                return Ok(());
            };
            let calls = said.calls.clone();
            self.talk.push(Message::Assistant { text: said.text, calls: said.calls })?;
            match said.finish {
                Finish::Stop => {}
                Finish::Length => note(screen, "The reply was cut off: it reached the most tokens a reply may have."),
                Finish::Refused(why) => note(screen, &format!("The model declined: {}", clean_line(&why))),
            }
            if calls.is_empty() {
                return Ok(());
            }
            for call in calls {
                if stop.is_cancelled() {
                    self.talk.push(Message::Tool { call: call.id, text: STOPPED.to_owned() })?;
                } else {
                    self.carried(model, call, screen).await?;
                }
            }
            if stop.is_cancelled() {
                note(screen, STAYS);
                return Ok(());
            }
        }
        note(screen, &format!("The model was asked {ROUNDS} times in one turn, and stops here. Say how to go on."));
        Ok(())
    }

    /// What the model says next, with as much of the conversation as it can read.
    async fn heard(
        &mut self,
        model: &Model,
        screen: &mut impl Screen,
        stop: &CancellationToken,
    ) -> Result<Option<Said>, Trouble> {
        let tools = self.tools().await;
        let beside = tokens::count(&self.system(LeftOut::Nothing).await?) + spec_tokens(&tools);
        loop {
            let (mut messages, left_out) = self.talk.sent(beside);
            if left_out != LeftOut::Nothing && !self.shortened {
                self.shortened = true;
                note(
                    screen,
                    "The conversation is long: its oldest part is no longer sent to the model. All of it is kept.",
                );
            }
            messages.insert(0, Message::System(self.system(left_out).await?));
            match self.reply(model, &messages, &tools, screen, stop).await {
                Err(Trouble::Model(Failure::TooLong { .. })) if self.talk.shorten(beside) => {}
                reply => return reply,
            }
        }
    }

    /// Carries out a call of the model. Its answer is kept before anything else is done.
    async fn carried(&mut self, model: &Model, call: ToolCall, screen: &mut impl Screen) -> Result<(), Trouble> {
        note(screen, &format!("· {}", clean_line(&call.name)));
        let sent = if call.arguments.trim().is_empty() { "{}" } else { call.arguments.as_str() };
        let arguments: Map<String, Json> = match serde_json::from_str(sent) {
            Ok(arguments) => arguments,
            Err(error) => {
                let text = format!(
                    "nothing was changed: the arguments are not one JSON object ({error}); send the call again, whole"
                );
                note(screen, &refusal(&text));
                return self.talk.push(Message::Tool { call: call.id, text });
            }
        };
        let author = format!("{}, asked by {}", model.name(), self.person);
        let called = self.called(&call.name, arguments, author, screen).await;
        let text = match &called.answer {
            Ok(answer) => answer.text.clone(),
            Err(refused) => refused.clone(),
        };
        self.talk.push(Message::Tool { call: call.id, text })?;
        self.show_change(&called, screen).await?;
        self.show_effect(&called, screen).await
    }

    /// The tools that a model is told: those of the pack's skill, once there is a pack; and the one that opens another.
    async fn tools(&self) -> Vec<ToolSpec> {
        let mut tools = match self.head().await {
            Ok((_, _, skill)) => {
                let others = skills::NATIVE.iter().map(|other| other.definition());
                let others = others.filter(|other| other.name != skill.definition().name);
                let steps: Vec<&str> = others.flat_map(|other| other.steps).map(|step| step.tool).collect();
                let mut tools = self.server.specs();
                tools.retain(|tool| !steps.contains(&tool.name.as_str()));
                tools
            }
            Err(_) => return self.opening.specs(),
        };
        if let Some(open) = self.opening.specs().into_iter().find(|tool| tool.name == OPEN) {
            tools.iter_mut().filter(|tool| tool.name == OPEN).for_each(|tool| tool.clone_from(&open));
        }
        tools
    }

    /// Tells the model how the pack stands, where that is not how it left it.
    async fn tell_standing(&mut self) -> Result<(), Trouble> {
        let Ok((_, revision, _)) = self.head().await else { return Ok(()) };
        let (step, author) = (clean_line(&revision.step), clean_line(&revision.author));
        self.talk.note(&format!(
            "the pack stands at revision {} ({step}, by {author}), which you have not seen; read it before you change it",
            revision.number
        ))
    }

    /// What holds for the whole conversation.
    async fn system(&self, left_out: LeftOut) -> Result<String, Trouble> {
        let templates = template::environment([TEMPLATE])?;
        let instructions = |skills: &[&'static dyn Skill]| crate::mcp::instructions(skills);
        let today = self.act(String::new()).today().to_string();
        let cut = left_out == LeftOut::Turns;
        let values = match self.head().await {
            Ok((id, revision, skill)) => context! {
                today, cut, instructions => instructions(&[skill])?,
                pack => id.as_str(), title => revision.pack.title, skill => skill.definition().name,
            },
            Err(_) => {
                context! { today, cut, instructions => instructions(self.opening.workspace().skills())?, pack => "" }
            }
        };
        Ok(templates.get_template(TEMPLATE.0)?.render(values)?)
    }

    async fn revision(&self) -> Option<(PackId, u32)> {
        self.head().await.ok().map(|(id, revision, _)| (id, revision.number))
    }
}

/// The tokens of the tools as they are sent.
fn spec_tokens(tools: &[ToolSpec]) -> usize {
    let text =
        |tool: &ToolSpec| format!("{} {} {}", tool.name, tool.description, Json::Object(tool.parameters.clone()));
    tools.iter().map(|tool| tokens::count(&text(tool))).sum()
}
