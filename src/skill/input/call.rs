//! What a call says of itself rather than of a section.

use crate::text::cut;
use serde_json::Value as Json;

use super::reader::Reader;
use crate::pack;

/// The keys of a call itself.
pub(super) const KEYS: &[&str] = &["pack", "expected_revision", "remove", "finalize"];

/// What a call says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Call {
    /// The revision its caller builds on.
    pub expected_revision: Option<u32>,
    /// Whether the pack is to be closed if its gate passes.
    pub finalize: bool,
}

impl Call {
    /// Reads one of its arguments; others are none of its business.
    pub(super) fn read(&mut self, reader: &mut Reader, key: &str, at: &str, value: &Json) {
        match (key, value) {
            (_, Json::Null) => {}
            ("expected_revision", value) => match number(value) {
                Some(number) => self.expected_revision = Some(number),
                None => reader.mistake(
                    at,
                    format!("{} is no revision number", shown(value)),
                    "a whole number from 1, as the last answer gave it",
                ),
            },
            ("finalize", value) => match truth(value) {
                Some(true) if !reader.step.finalizes => {
                    let last = reader.definition.steps.iter().find(|step| step.finalizes).map_or("", |step| step.tool);
                    reader.mistake(
                        at,
                        format!("{} does not close a pack", reader.step.tool),
                        format!("the call without it; `finalize: true` in {last}"),
                    );
                }
                Some(truth) => self.finalize = truth,
                None => reader.mistake(at, format!("{} is neither true nor false", shown(value)), "true or false"),
            },
            _ => {}
        }
    }
}

/// A revision's number, be it written as a number or as a text.
fn number(value: &Json) -> Option<u32> {
    let text = match value {
        Json::String(text) => text.trim().to_owned(),
        Json::Number(number) => number.to_string(),
        _ => return None,
    };
    let whole = text.strip_suffix(".0").unwrap_or(&text);
    whole.parse().ok().filter(|number| *number > 0)
}

fn truth(value: &Json) -> Option<bool> {
    match value {
        Json::Bool(truth) => Some(*truth),
        Json::String(word) => pack::choice(&["yes", "no"], word).map(|word| word == "yes"),
        _ => None,
    }
}

/// A value as it was sent, short enough for a message.
fn shown(value: &Json) -> String {
    cut(&value.to_string(), 60)
}
