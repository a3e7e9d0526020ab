//! A conversation as every endpoint takes it. One message that an endpoint refuses would otherwise fail every turn after it.

use serde_json::{Map, Value as Json};

use crate::llm::{Message, ToolCall};

/// What is answered to a call whose answer was not kept.
pub(super) const UNKNOWN: &str =
    "no answer was kept, so the call may have been carried out: read the pack before you repeat it";

/// The longest name of a tool that endpoints take.
const LONGEST_NAME: usize = 64;

/// Whether a message says nothing, such as a reply that a filter stopped.
pub(super) fn is_empty(message: &Message) -> bool {
    matches!(message, Message::Assistant { text, calls } if calls.is_empty() && text.trim().is_empty())
}

/// The messages with every call answered right after it, no answer without a call, nothing empty, and what a person said in
/// several lines as one.
pub(super) fn sound(messages: &[Message]) -> Vec<Message> {
    let mut out: Vec<Message> = Vec::with_capacity(messages.len());
    for (at, message) in messages.iter().enumerate() {
        match message {
            Message::User(text) => match out.last_mut() {
                Some(Message::User(before)) => before.push_str(&format!("\n\n{text}")),
                _ => out.push(message.clone()),
            },
            Message::Assistant { text, calls } if !calls.is_empty() => {
                let mut answers = answers(&messages[at + 1..]);
                out.push(Message::Assistant { text: text.clone(), calls: calls.iter().map(takeable).collect() });
                out.extend(calls.iter().map(|call| {
                    let found = answers.iter().position(|(id, _)| *id == call.id);
                    let text = found.map_or(UNKNOWN, |found| answers.remove(found).1);
                    Message::Tool { call: call.id.clone(), text: text.to_owned() }
                }));
            }
            // Taken along with its call.
            Message::Tool { .. } => {}
            Message::System(_) | Message::Assistant { .. } if is_empty(message) => {}
            Message::System(_) | Message::Assistant { .. } => out.push(message.clone()),
        }
    }
    out
}

/// The answers at the beginning of these messages: the id of the call, and the text.
fn answers(messages: &[Message]) -> Vec<(&str, &str)> {
    messages
        .iter()
        .map_while(|message| match message {
            Message::Tool { call, text } => Some((call.as_str(), text.as_str())),
            _ => None,
        })
        .collect()
}

/// A call with the arguments of none where they are not an object, and a name of letters that endpoints take. What was wrong
/// with it stands in its answer.
fn takeable(call: &ToolCall) -> ToolCall {
    let object = serde_json::from_str::<Map<String, Json>>(&call.arguments).is_ok();
    let arguments = if object { call.arguments.as_str() } else { "{}" };
    let known = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    let name: String =
        call.name.chars().map(|letter| if known(letter) { letter } else { '_' }).take(LONGEST_NAME).collect();
    let name = if name.is_empty() { "unnamed".to_owned() } else { name };
    ToolCall { id: call.id.clone(), name, arguments: arguments.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(text: &str) -> Message {
        Message::User(text.to_owned())
    }

    fn call(id: &str, name: &str, arguments: &str) -> ToolCall {
        ToolCall { id: id.to_owned(), name: name.to_owned(), arguments: arguments.to_owned() }
    }

    fn calls(text: &str, calls: &[ToolCall]) -> Message {
        Message::Assistant { text: text.to_owned(), calls: calls.to_vec() }
    }

    fn answer(call: &str, text: &str) -> Message {
        Message::Tool { call: call.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn what_an_endpoint_would_refuse_is_mended() {
        let said = [
            user("Plan it"),
            calls("", &[]),
            user("Go on"),
            calls("", &[call("a", "pack_open", "{\"title\": "), call("b", "rm -rf\u{1b}", ""), call("c", "", "[1]")]),
            answer("b", "there is no such tool"),
            user("And?"),
            answer("a", "too late to be known"),
            calls("Well.", &[]),
        ];
        let expected = [
            user("Plan it\n\nGo on"),
            calls("", &[call("a", "pack_open", "{}"), call("b", "rm_-rf_", "{}"), call("c", "unnamed", "{}")]),
            answer("a", UNKNOWN),
            answer("b", "there is no such tool"),
            answer("c", UNKNOWN),
            user("And?"),
            calls("Well.", &[]),
        ];
        assert_eq!(sound(&said), expected);
        assert_eq!(sound(&expected), expected, "what is sound stays as it is");
    }

    #[test]
    fn calls_of_one_id_are_answered_in_their_order() {
        let twice = [call("a", "pack_list", "{}"), call("a", "pack_read", "{}")];
        let said = [calls("", &twice), answer("a", "first"), answer("a", "second")];
        assert_eq!(sound(&said), said);
    }
}
