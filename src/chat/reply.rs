//! One reply of a model, shown as it comes.

use std::time::Duration;

use tokio::sync::mpsc::unbounded_channel;
use tokio_util::sync::CancellationToken;

use super::screen::{Screen, note};
use super::session::Session;
use super::trouble::Trouble;
use crate::llm::{Event, Message, Model, Said, ToolSpec};
use crate::output::words::clean;

/// What is heard of a model while it replies.
enum Heard {
    Words(String),
    Waiting(Duration, String),
    Again,
}

impl Session {
    /// Asks a model; `None` where the person stopped it, with what it said so far kept.
    pub(super) async fn reply(
        &mut self,
        model: &Model,
        messages: &[Message],
        tools: &[ToolSpec],
        screen: &mut impl Screen,
        stop: &CancellationToken,
    ) -> Result<Option<Said>, Trouble> {
        screen.busy("thinking");
        let mut so_far = String::new();
        // The model tells from wherever it runs; the screen is here.
        let (tell, mut heard) = unbounded_channel();
        let mut on = move |event: Event<'_>| {
            let _ = tell.send(match event {
                Event::Words(words) => Heard::Words(words.to_owned()),
                Event::Waiting { wait, why } => Heard::Waiting(wait, why.to_owned()),
                Event::Again => Heard::Again,
            });
        };
        let said = {
            let ask = model.ask(messages, tools, &mut on);
            tokio::pin!(ask);
            loop {
                tokio::select! {
                    biased;
                    () = stop.cancelled() => break None,
                    Some(event) = heard.recv() => hear(event, &mut so_far, screen),
                    said = &mut ask => break Some(said),
                }
            }
        };
        while let Ok(event) = heard.try_recv() {
            hear(event, &mut so_far, screen);
        }
        screen.lines("");
        match said {
            Some(said) => Ok(Some(said?)),
            None => {
                if !so_far.is_empty() {
                    self.talk.push(Message::Assistant { text: so_far, calls: Vec::new() })?;
                }
                Ok(None)
            }
        }
    }
}

fn hear(event: Heard, so_far: &mut String, screen: &mut impl Screen) {
    match event {
        Heard::Words(words) => {
            screen.words(&clean(&words));
            so_far.push_str(&words);
        }
        Heard::Waiting(wait, why) => note(screen, &format!("{why}; asked again in {} s", wait.as_secs().max(1))),
        Heard::Again => {
            if !so_far.is_empty() {
                note(screen, "The reply broke off and begins anew:");
            }
            so_far.clear();
        }
    }
}
