//! As much of a conversation as fits: the oldest goes first, and what was said last always stays.

use std::ops::Range;

use crate::llm::{Message, tokens};

/// What stands in place of an earlier answer of a tool.
const DROPPED: &str = "(left out to keep the conversation short; call the tool again if it is needed)";

/// What stands in place of an answer that has just come.
const TOO_LONG: &str = "(the answer is longer than you can be sent; ask for less of it, such as one of its `sections`)";

/// How much is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::chat) enum LeftOut {
    Nothing,
    /// Answers of tools.
    Answers,
    /// What was said and done, too.
    Turns,
}

/// The messages that fit into so many tokens: answers of tools are left out first, then the oldest turns, then the oldest
/// rounds of the last turn, then what its last calls were answered. What remains may still be too long.
pub(super) fn fit(messages: Vec<Message>, room: usize) -> (Vec<Message>, LeftOut) {
    // A token has at least one byte, so a short conversation need not be counted.
    if messages.iter().map(|message| text(message).len()).sum::<usize>() <= room {
        return (messages, LeftOut::Nothing);
    }
    let mut fitting = Fitting::of(messages, room);
    let end = fitting.messages.len();
    let turn = fitting.messages.iter().rposition(is_user).unwrap_or(0);
    let round = fitting.messages.iter().rposition(is_reply).unwrap_or(end).max(turn);
    fitting.shorten(0..round, DROPPED);
    fitting.remove(0..turn, is_user);
    fitting.remove(turn + 1..round, is_reply);
    fitting.shorten(round..end, TOO_LONG);
    fitting.rest()
}

/// The tokens of messages.
pub(super) fn size(messages: &[Message]) -> usize {
    messages.iter().map(|message| tokens::count(&text(message))).sum()
}

/// Messages that are made to fit.
struct Fitting {
    messages: Vec<Message>,
    sizes: Vec<usize>,
    removed: Vec<bool>,
    total: usize,
    room: usize,
    left_out: LeftOut,
}

impl Fitting {
    fn of(messages: Vec<Message>, room: usize) -> Self {
        let sizes: Vec<usize> = messages.iter().map(|message| tokens::count(&text(message))).collect();
        let total = sizes.iter().sum();
        Fitting { removed: vec![false; messages.len()], messages, sizes, total, room, left_out: LeftOut::Nothing }
    }

    /// Puts a short text in place of answers, the oldest first.
    fn shorten(&mut self, within: Range<usize>, short: &str) {
        for at in within {
            if self.total <= self.room {
                return;
            }
            if let Message::Tool { text, .. } = &mut self.messages[at]
                && text.len() > short.len()
            {
                short.clone_into(text);
                let size = tokens::count(short);
                self.total = (self.total + size).saturating_sub(self.sizes[at]);
                self.sizes[at] = size;
                self.left_out = self.left_out.max(LeftOut::Answers);
            }
        }
    }

    /// Removes what begins with such a message up to the next one, the oldest first.
    fn remove(&mut self, within: Range<usize>, begins: fn(&Message) -> bool) {
        for at in within.clone() {
            if self.total <= self.room && (at == within.start || begins(&self.messages[at])) {
                return;
            }
            self.removed[at] = true;
            self.total -= self.sizes[at];
            self.left_out = LeftOut::Turns;
        }
    }

    fn rest(self) -> (Vec<Message>, LeftOut) {
        let kept = self.messages.into_iter().zip(self.removed).filter(|(_, removed)| !removed);
        (kept.map(|(message, _)| message).collect(), self.left_out)
    }
}

fn is_user(message: &Message) -> bool {
    matches!(message, Message::User(_))
}

fn is_reply(message: &Message) -> bool {
    matches!(message, Message::Assistant { .. })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::talk::sound::sound;
    use crate::llm::ToolCall;

    /// Two turns of two rounds each, whose answers have a hundred words.
    fn said() -> Vec<Message> {
        let mut messages = Vec::new();
        for turn in ["first", "second"] {
            messages.push(Message::User(format!("{turn} turn")));
            for round in 1..3 {
                let id = format!("{turn} {round}");
                let call = ToolCall { id: id.clone(), name: "pack_list".to_owned(), arguments: "{}".to_owned() };
                messages.push(Message::Assistant { text: String::new(), calls: vec![call] });
                messages.push(Message::Tool { call: id.clone(), text: format!("{id}: {}", "word ".repeat(100)) });
            }
        }
        messages
    }

    /// What is sent with so much room, each message in a few words.
    fn sent(room: usize) -> (Vec<String>, LeftOut) {
        let (messages, left_out) = fit(said(), room);
        assert_eq!(sound(&messages), messages, "an endpoint takes it");
        let words = messages.iter().filter(|message| !is_reply(message)).map(|message| match message {
            Message::Tool { text, .. } if text == DROPPED => "dropped".to_owned(),
            Message::Tool { text, .. } if text == TOO_LONG => "too long".to_owned(),
            Message::Tool { call, .. } => call.clone(),
            other => text(other),
        });
        (words.collect(), left_out)
    }

    #[test]
    fn the_oldest_goes_first_and_what_was_said_last_stays() {
        let all = size(&said());
        let of = |words: &[&str]| words.iter().map(|one| (*one).to_owned()).collect::<Vec<String>>();
        let whole = of(&["first turn", "first 1", "first 2", "second turn", "second 1", "second 2"]);
        assert_eq!(sent(all), (whole, LeftOut::Nothing));
        let one = of(&["first turn", "dropped", "first 2", "second turn", "second 1", "second 2"]);
        assert_eq!(sent(all - 1), (one, LeftOut::Answers));
        let answers = of(&["first turn", "dropped", "dropped", "second turn", "dropped", "second 2"]);
        assert_eq!(sent(all / 2), (answers, LeftOut::Answers));
        let turn = of(&["second turn", "dropped", "second 2"]);
        assert_eq!(sent(150), (turn, LeftOut::Turns));
        assert_eq!(sent(115), (of(&["second turn", "second 2"]), LeftOut::Turns));
        assert_eq!(sent(0), (of(&["second turn", "too long"]), LeftOut::Turns));
    }
}
