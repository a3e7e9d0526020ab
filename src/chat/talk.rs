//! What was said, kept in a file for each pack: one message a line, so that a conversation goes on wherever it broke off.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::trouble::Trouble;
use crate::llm::{Message, tokens};
use crate::store::PackId;

/// How many tokens of a conversation are sent at most, apart from what holds for all of it.
const MOST: usize = 96_000;

/// What stands in place of an answer that is not sent any more.
const DROPPED: &str = "(left out to keep the conversation short; call the tool again if it is needed)";

/// What is answered to a call that was not carried out.
const INTERRUPTED: &str = "interrupted by the person; not carried out";

/// A conversation.
#[derive(Debug)]
pub(super) struct Talk {
    folder: Option<PathBuf>,
    messages: Vec<Message>,
    file: Option<(PathBuf, File)>,
}

impl Talk {
    /// A conversation that is kept in this folder once it is about a pack; without one, only as long as it lasts.
    pub fn new(folder: Option<PathBuf>) -> Self {
        Talk { folder, messages: Vec::new(), file: None }
    }

    /// Goes on with what was said about a pack. What cannot be read of it, such as a line that broke off, is left out.
    pub fn resume(&mut self, pack: &PackId) -> Result<(), Trouble> {
        let Some(path) = self.path(pack) else { return Ok(()) };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(Trouble::file(&path, &error)),
        };
        self.messages = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let mut file = open(&path).map_err(|error| Trouble::file(&path, &error))?;
        if !text.is_empty() && !text.ends_with('\n') {
            file.write_all(b"\n").map_err(|error| Trouble::file(&path, &error))?;
        }
        self.file = Some((path, file));
        self.settle()
    }

    /// Keeps the conversation, and what comes, with a pack that it has led to.
    pub fn bind(&mut self, pack: &PackId) -> Result<(), Trouble> {
        let Some(path) = self.path(pack) else { return Ok(()) };
        if self.file.as_ref().is_some_and(|(known, _)| *known == path) {
            return Ok(());
        }
        let file = open(&path).map_err(|error| Trouble::file(&path, &error))?;
        self.file = Some((path, file));
        let all = std::mem::take(&mut self.messages);
        all.into_iter().try_for_each(|message| self.push(message))
    }

    /// Adds a message.
    pub fn push(&mut self, message: Message) -> Result<(), Trouble> {
        if let Some((path, file)) = &mut self.file {
            let line = serde_json::to_string(&message).map_err(|error| Trouble::said(error.to_string()))?;
            // One write a line: a conversation that is cut off ends with a whole one, or with one that is left out.
            file.write_all(format!("{line}\n").as_bytes()).map_err(|error| Trouble::file(path, &error))?;
        }
        self.messages.push(message);
        Ok(())
    }

    /// Answers the calls that nobody answered, without which no endpoint takes the conversation.
    pub fn settle(&mut self) -> Result<(), Trouble> {
        let last = self.messages.iter().rposition(|message| matches!(message, Message::Assistant { .. }));
        let Some(Message::Assistant { calls, .. }) = last.and_then(|at| self.messages.get(at)) else { return Ok(()) };
        let answered: BTreeSet<&str> = self.messages[last.unwrap_or_default()..]
            .iter()
            .filter_map(|message| match message {
                Message::Tool { call, .. } => Some(call.as_str()),
                _ => None,
            })
            .collect();
        let open: Vec<String> =
            calls.iter().map(|call| &call.id).filter(|id| !answered.contains(id.as_str())).cloned().collect();
        open.into_iter().try_for_each(|call| self.push(Message::Tool { call, text: INTERRUPTED.to_owned() }))
    }

    /// The messages as they are sent, and whether answers of tools were left out, the oldest first.
    pub fn sent(&self) -> (Vec<Message>, bool) {
        let mut messages = self.messages.clone();
        // A token has at least one byte, so a short conversation need not be counted.
        let bytes: usize = messages.iter().map(|message| text(message).len()).sum();
        if bytes <= MOST {
            return (messages, false);
        }
        let mut total: usize = messages.iter().map(|message| tokens::count(&text(message))).sum();
        let mut dropped = false;
        for message in &mut messages {
            if total <= MOST {
                break;
            }
            if let Message::Tool { text, .. } = message
                && text.len() > DROPPED.len()
            {
                total = total.saturating_sub(tokens::count(text));
                DROPPED.clone_into(text);
                dropped = true;
            }
        }
        (messages, dropped)
    }

    /// Where it is kept.
    pub fn place(&self) -> Option<&Path> {
        self.file.as_ref().map(|(path, _)| path.as_path())
    }

    /// How many messages there are.
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// What the person and the model said, as Markdown.
    pub fn markdown(&self) -> String {
        let mut out = String::from("# Conversation\n");
        for message in &self.messages {
            let _ = match message {
                Message::User(text) => writeln!(out, "\n## Person\n\n{text}"),
                Message::Assistant { text, calls } => {
                    let tools: Vec<String> = calls.iter().map(|call| format!("`{}`", call.name)).collect();
                    let called =
                        if tools.is_empty() { String::new() } else { format!("\n\nCalls {}.", tools.join(", ")) };
                    writeln!(out, "\n## Model\n\n{}", format!("{text}{called}").trim())
                }
                Message::System(_) | Message::Tool { .. } => Ok(()),
            };
        }
        out
    }

    fn path(&self, pack: &PackId) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(format!("{pack}.jsonl")))
    }
}

/// What a message says, calls included.
fn text(message: &Message) -> String {
    match message {
        Message::System(text) | Message::User(text) | Message::Tool { text, .. } => text.clone(),
        Message::Assistant { text, calls } => {
            let calls: Vec<String> = calls.iter().map(|call| format!("{} {}", call.name, call.arguments)).collect();
            format!("{text} {}", calls.join(" "))
        }
    }
}

/// A file to append to, for this user's eyes only.
fn open(path: &Path) -> io::Result<File> {
    let (mut folders, mut file) = (DirBuilder::new(), OpenOptions::new());
    folders.recursive(true);
    file.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
        folders.mode(0o700);
        file.mode(0o600);
    }
    if let Some(parent) = path.parent() {
        folders.create(parent)?;
    }
    file.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llm::ToolCall;

    fn call(id: &str) -> ToolCall {
        ToolCall { id: id.to_owned(), name: "pack_list".to_owned(), arguments: "{}".to_owned() }
    }

    fn answer(call: &str, text: &str) -> Message {
        Message::Tool { call: call.to_owned(), text: text.to_owned() }
    }

    fn calls(ids: &[&str]) -> Message {
        Message::Assistant { text: String::new(), calls: ids.iter().map(|id| call(id)).collect() }
    }

    #[test]
    fn a_conversation_that_broke_off_goes_on_with_every_call_answered() {
        let folder = tempfile::tempdir().expect("a folder");
        let pack = PackId::mint();
        let mut talk = Talk::new(Some(folder.path().join("chat")));
        for message in [Message::User("Plan it".to_owned()), calls(&["a", "b"])] {
            talk.push(message).expect("kept");
        }
        talk.bind(&pack).expect("bound");
        talk.push(answer("a", "done")).expect("kept");
        let path = talk.place().expect("a file").to_owned();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        // A line that broke off.
        std::fs::write(&path, format!("{}{{\"user\": \"and", std::fs::read_to_string(&path).expect("text")))
            .expect("written");
        let mut resumed = Talk::new(Some(folder.path().join("chat")));
        resumed.resume(&pack).expect("resumed");
        let expected = vec![
            Message::User("Plan it".to_owned()),
            calls(&["a", "b"]),
            answer("a", "done"),
            answer("b", INTERRUPTED),
        ];
        assert_eq!(resumed.messages, expected);
        resumed.push(Message::User("Go on".to_owned())).expect("kept");
        let mut again = Talk::new(Some(folder.path().join("chat")));
        again.resume(&pack).expect("resumed");
        assert_eq!(again.messages, resumed.messages);
    }

    #[test]
    fn the_oldest_answers_of_tools_are_left_out_where_it_grows_too_long() {
        let mut talk = Talk::new(None);
        let long = "word ".repeat(MOST / 2);
        for id in ["a", "b", "c"] {
            talk.push(calls(&[id])).expect("kept");
            talk.push(answer(id, &long)).expect("kept");
        }
        let (sent, dropped) = talk.sent();
        assert!(dropped);
        assert_eq!(sent[1], answer("a", DROPPED));
        assert_eq!(sent[5], answer("c", &long));
        assert_eq!(talk.messages[1], answer("a", &long), "what is kept is whole");
    }
}
