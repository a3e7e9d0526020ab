//! What is wrong with a call.

use std::fmt;

use super::keys::accepted;

/// A mistake in a call: where, what, and what would be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// JSON pointer into the call's arguments: to what is wrong, or to what is missing in something that is there.
    pub pointer: String,
    /// What is wrong.
    pub problem: String,
    /// What would be accepted.
    pub accepted: String,
}

impl Mistake {
    /// A word that means nothing where it stands.
    pub fn unknown<'k>(pointer: &str, word: &str, known: impl Iterator<Item = &'k str>) -> Self {
        Mistake {
            pointer: pointer.to_owned(),
            problem: format!("`{word}` is not known here"),
            accepted: accepted(word, known),
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = if self.pointer.is_empty() { "/" } else { &self.pointer };
        write!(f, "{at}: {}; accepted: {}", self.problem, self.accepted)
    }
}
