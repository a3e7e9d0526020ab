//! What a model reads and writes, in tokens.
//!
//! # Layout
//! - this file: texts and cases, counted
//! - `ledger`: what the tools, the instructions and each call of conversations cost
//! - `budget`: what they may cost at most

use super::play::{Called, Seen};

mod budget;
mod ledger;

pub use budget::{Budget, Line};
pub use ledger::{Conversation, Cost, Ledger, Listed, Spent, run};

pub use crate::llm::tokens::{ENCODING, count};

/// The tokens of a case: what a model took to draft; what a conversation sends and gets, text and data; or else the document.
pub fn of(seen: &Seen) -> usize {
    if let Some(drafted) = &seen.drafted {
        return usize::try_from(drafted.tokens).unwrap_or(usize::MAX);
    }
    match &seen.judged {
        Some(judged) if seen.calls.is_empty() => count(&judged.markdown),
        _ => seen.calls.iter().map(|call| Cost::of(call).total()).sum(),
    }
}

impl Cost {
    /// What a call costs.
    fn of(call: &Called) -> Self {
        Cost {
            arguments: count(&call.arguments.to_string()),
            text: count(call.text()),
            structured: call
                .answer
                .as_ref()
                .ok()
                .and_then(|answer| answer.structured.as_ref())
                .map_or(0, |data| count(&data.to_string())),
        }
    }
}
