//! What a model reads and writes, in tokens.
//!
//! # Layout
//! - `ledger`: what the tools, the instructions and each call of conversations cost
//! - `budget`: what they may cost at most

mod budget;
mod ledger;

pub use budget::{Budget, Line};
pub use ledger::{Conversation, Ledger, Listed, Spent, run};

pub use crate::llm::tokens::{ENCODING, count};
