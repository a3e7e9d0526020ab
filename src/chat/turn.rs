//! What a model says and does, until it has nothing more to do.

use minijinja::context;
use serde_json::{Map, Value as Json};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::screen::{Screen, yes};
use super::session::Session;
use super::trouble::Trouble;
use crate::llm::{Failure, Finish, Message, Model, ToolCall, ToolSpec};
use crate::output::words::{clean, clean_line};
use crate::template;

/// How often a model is asked in one turn of the person at most.
const ROUNDS: usize = 24;

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
        self.talk.push(Message::User(said.to_owned()))?;
        let before = self.revision().await;
        let done = self.rounds(model, screen, stop).await;
        // Whatever happened, every call has an answer from here on.
        self.talk.settle()?;
        if self.revision().await != before {
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
        let tools = self.tools();
        for _ in 0..ROUNDS {
            let (mut messages, dropped) = self.talk.sent();
            if dropped && !self.shortened {
                self.shortened = true;
                note(screen, "The conversation is long: the oldest answers of tools are no longer sent along.");
            }
            messages.insert(0, Message::System(self.system().await?));
            let reply = self.reply(model, &messages, &tools, screen, stop).await?;
            let Some(said) = reply else {
                note(screen, "Stopped. What was stored stays.");
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
                    note(screen, "Stopped. What was stored stays.");
                    return Ok(());
                }
                let text = self.carried(model, &call, screen).await?;
                self.talk.push(Message::Tool { call: call.id, text })?;
            }
        }
        note(screen, &format!("The model was asked {ROUNDS} times in one turn, and stops here. Say how to go on."));
        Ok(())
    }

    /// What a call of the model is answered.
    async fn carried(&mut self, model: &Model, call: &ToolCall, screen: &mut impl Screen) -> Result<String, Trouble> {
        note(screen, &format!("· {}", clean_line(&call.name)));
        let sent = if call.arguments.trim().is_empty() { "{}" } else { call.arguments.as_str() };
        let arguments: Map<String, Json> = match serde_json::from_str(sent) {
            Ok(arguments) => arguments,
            Err(error) => {
                return Ok(format!(
                    "nothing was changed: the arguments are not one JSON object ({error}); send the call again, whole"
                ));
            }
        };
        let author = format!("{}, asked by {}", model.name(), self.person);
        let answer = self.call(&call.name, arguments, author, screen).await?;
        Ok(answer.map_or_else(|refused| refused, |answer| answer.text))
    }

    /// The tools, as a model is told them.
    fn tools(&self) -> Vec<ToolSpec> {
        let spec = |tool: &rmcp::model::Tool| ToolSpec {
            name: tool.name.to_string(),
            description: tool.description.as_deref().unwrap_or_default().to_owned(),
            parameters: (*tool.input_schema).clone(),
        };
        self.server.tools().iter().map(spec).collect()
    }

    /// What holds for the whole conversation.
    async fn system(&self) -> Result<String, Trouble> {
        let templates = template::environment([TEMPLATE])?;
        let instructions = crate::mcp::instructions(self.server.workspace().skills())?;
        let today = self.act(String::new()).today().to_string();
        let values = match self.head().await {
            Ok((id, revision, skill)) => context! {
                instructions, today, pack => id.as_str(), title => revision.pack.title, skill => skill.definition().name,
            },
            Err(_) => context! { instructions, today, pack => "" },
        };
        Ok(templates.get_template(TEMPLATE.0)?.render(values)?)
    }

    async fn revision(&self) -> Option<(crate::store::PackId, u32)> {
        self.head().await.ok().map(|(id, revision, _)| (id, revision.number))
    }
}

/// A word of groundplan itself.
pub(super) fn note(screen: &mut impl Screen, text: &str) {
    let paint = screen.paint();
    screen.lines(&format!("{}\n", paint.faint(&clean(text))));
}
