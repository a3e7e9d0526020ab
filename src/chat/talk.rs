//! What was said, kept in a file for each pack, so that a conversation goes on wherever it broke off. What is kept is what was
//! said; what is sent of it is what an endpoint takes and a model can read.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::trouble::Trouble;
use crate::llm::Message;
use crate::store::PackId;

mod file;
mod fit;
mod sound;

use file::TalkFile;
pub(super) use fit::LeftOut;

/// How many tokens are sent at most, with what holds for the whole conversation, as long as a model takes so many.
const MOST: usize = 96_000;

/// How a word of the program to the model begins.
const NOTE: &str = "[groundplan:";

/// A conversation.
#[derive(Debug)]
pub(super) struct Talk {
    folder: Option<PathBuf>,
    messages: Vec<Message>,
    /// The files that it is kept in, with how many of its messages each holds; the last is that of the pack it is about.
    files: Vec<(TalkFile, usize)>,
    most: usize,
}

impl Talk {
    /// A conversation that is kept in this folder once it is about a pack; without one, only as long as it lasts.
    pub fn new(folder: Option<PathBuf>) -> Self {
        Talk { folder, messages: Vec::new(), files: Vec::new(), most: MOST }
    }

    /// Goes on with what was said about a pack.
    pub fn resume(&mut self, pack: &PackId) -> Result<(), Trouble> {
        let Some(path) = self.path(pack) else { return Ok(()) };
        let (file, messages) = TalkFile::open(&path)?;
        self.files = vec![(file, messages.len())];
        self.messages = messages;
        Ok(())
    }

    /// Keeps the conversation, and what comes, with a pack that it has led to. Where there is no file to be had, that is said
    /// once, and the conversation goes on.
    pub fn bind(&mut self, pack: &PackId) -> Result<(), Trouble> {
        let Some(path) = self.path(pack) else { return Ok(()) };
        let known = self.files.iter().position(|(file, _)| file.path() == path);
        let file = match known.map(|at| self.files.remove(at)) {
            Some(known) => known,
            None => match TalkFile::open(&path) {
                Ok((file, _)) => (file, 0),
                Err(trouble) => {
                    self.folder = None;
                    return Err(Trouble::said(format!("{trouble}. The pack is stored; what is said here is not kept")));
                }
            },
        };
        self.files.push(file);
        self.keep()
    }

    /// Adds a message; one that says nothing is none.
    pub fn push(&mut self, message: Message) -> Result<(), Trouble> {
        if !sound::is_empty(&message) {
            self.messages.push(message);
        }
        self.keep()
    }

    /// Adds a word of the program to the model.
    pub fn note(&mut self, text: &str) -> Result<(), Trouble> {
        self.push(Message::User(format!("{NOTE} {text}]")))
    }

    /// Writes what the file of the pack does not hold yet.
    fn keep(&mut self) -> Result<(), Trouble> {
        let Some((file, held)) = self.files.last_mut() else { return Ok(()) };
        for message in self.messages.iter().skip(*held) {
            file.add(message)?;
            *held += 1;
        }
        Ok(())
    }

    /// The messages as they are sent beside so many other tokens, and what was left out of them.
    pub fn sent(&self, beside: usize) -> (Vec<Message>, LeftOut) {
        fit::fit(sound::sound(&self.messages), self.most.saturating_sub(beside))
    }

    /// Sends about half as many messages from here on, because a model could not read them all; whether fewer can be sent.
    pub fn shorten(&mut self, beside: usize) -> bool {
        let (now, _) = self.sent(beside);
        self.most = beside + fit::size(&now) / 2;
        self.sent(beside).0 != now
    }

    /// What the person and the model said, in words.
    pub fn said(&self) -> impl Iterator<Item = &str> {
        self.messages.iter().filter_map(|message| match message {
            Message::User(text) | Message::Assistant { text, .. } => Some(text.as_str()),
            Message::System(_) | Message::Tool { .. } => None,
        })
    }

    /// What the model said last, where the person has not answered it.
    pub fn last_words(&self) -> Option<&str> {
        match self.messages.last() {
            Some(Message::Assistant { text, calls }) if calls.is_empty() => Some(text),
            _ => None,
        }
    }

    /// Where it is kept.
    pub fn place(&self) -> Option<&Path> {
        self.files.last().map(|(file, _)| file.path())
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
                Message::User(text) if text.starts_with(NOTE) => writeln!(out, "\n## Groundplan\n\n{text}"),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::llm::ToolCall;

    fn user(text: &str) -> Message {
        Message::User(text.to_owned())
    }

    fn answer(call: &str, text: &str) -> Message {
        Message::Tool { call: call.to_owned(), text: text.to_owned() }
    }

    fn calls(ids: &[&str]) -> Message {
        let call =
            |id: &&str| ToolCall { id: (*id).to_owned(), name: "pack_list".to_owned(), arguments: "{}".to_owned() };
        Message::Assistant { text: String::new(), calls: ids.iter().map(call).collect() }
    }

    /// A conversation as another process finds it.
    fn resumed(folder: &Path, pack: &PackId) -> Talk {
        let mut talk = Talk::new(Some(folder.to_owned()));
        talk.resume(pack).expect("resumed");
        talk
    }

    #[test]
    fn a_conversation_that_broke_off_goes_on_with_every_call_answered() {
        let place = tempfile::tempdir().expect("a folder");
        let (folder, pack) = (place.path().join("chat"), PackId::mint());
        let mut talk = Talk::new(Some(folder.clone()));
        for message in [user("Plan it"), calls(&["a", "b"])] {
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
        // A line that broke off within a letter.
        let mut bytes = std::fs::read(&path).expect("bytes");
        bytes.extend(b"{\"user\": \"caf\xc3");
        std::fs::write(&path, bytes).expect("written");
        let mut again = resumed(&folder, &pack);
        let expected = [user("Plan it"), calls(&["a", "b"]), answer("a", "done"), answer("b", sound::UNKNOWN)];
        assert_eq!(again.sent(0), (expected.to_vec(), LeftOut::Nothing));
        again.push(user("Go on")).expect("kept");
        assert_eq!(resumed(&folder, &pack).messages, again.messages);
    }

    #[test]
    fn each_pack_keeps_the_whole_conversation_once() {
        let place = tempfile::tempdir().expect("a folder");
        let (a, b) = (PackId::mint(), PackId::mint());
        let mut talk = Talk::new(Some(place.path().to_owned()));
        for (text, pack) in [("one", &a), ("two", &b), ("three", &a), ("four", &b)] {
            talk.push(user(text)).expect("kept");
            talk.bind(pack).expect("bound");
        }
        for pack in [&a, &b] {
            assert_eq!(resumed(place.path(), pack).messages, ["one", "two", "three", "four"].map(user));
        }
    }

    #[test]
    fn less_is_sent_to_a_model_that_cannot_read_so_much_until_nothing_is_left_to_leave_out() {
        let mut talk = Talk::new(None);
        for turn in 0..8 {
            talk.push(user(&format!("{turn} {}", "word ".repeat(50)))).expect("kept");
            talk.push(calls(&[])).expect("nothing to keep");
            talk.push(Message::Assistant { text: "Well.".to_owned(), calls: Vec::new() }).expect("kept");
        }
        let (all, left_out) = talk.sent(100);
        assert_eq!((all.len(), left_out), (16, LeftOut::Nothing));
        let mut lengths = Vec::new();
        while talk.shorten(100) {
            lengths.push(talk.sent(100).0.len());
        }
        assert_eq!(lengths.last(), Some(&2), "what was said last stays: {lengths:?}");
        assert_eq!(talk.len(), 16, "what is kept is whole");
    }
}
