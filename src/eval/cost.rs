//! What came of a case, in tokens.

use schemars::JsonSchema;
use serde::Serialize;

use super::play::{Called, Seen};
use crate::llm::tokens::count;

/// What is sent, and what comes back as text and as data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cost {
    /// The arguments.
    pub arguments: usize,
    /// The answer's text.
    pub text: usize,
    /// The answer's data.
    pub structured: usize,
}

impl Cost {
    /// What a call costs.
    pub(super) fn of(call: &Called) -> Self {
        let data = call.answer.as_ref().ok().and_then(|answer| answer.structured.as_ref());
        Cost {
            arguments: count(&call.arguments.to_string()),
            text: count(call.text()),
            structured: data.map_or(0, |data| count(&data.to_string())),
        }
    }

    /// All of it.
    pub fn total(self) -> usize {
        self.arguments + self.text + self.structured
    }
}

/// The tokens of a case: what a model took to draft; what a conversation sends and gets, text and data; or else the
/// document.
pub(super) fn tokens(seen: &Seen) -> usize {
    if let Some(drafted) = &seen.drafted {
        return usize::try_from(drafted.tokens).unwrap_or(usize::MAX);
    }
    match &seen.judged {
        Some(judged) if seen.calls.is_empty() => count(&judged.markdown),
        _ => seen.calls.iter().map(|call| Cost::of(call).total()).sum(),
    }
}
