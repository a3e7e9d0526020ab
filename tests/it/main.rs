//! The integration tests, one binary.

// A test says what it skips, and fails loudly; helpers outside of test functions are tests too.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stderr, clippy::type_complexity, clippy::unwrap_used)]

mod assess;
mod cli;
mod diff;
mod draft;
mod drafting;
mod elicit;
mod gate;
mod graph;
mod handwritten;
mod input;
mod llm;
mod mcp;
mod operations;
mod pages;
mod registry;
mod requests;
mod roundtrip;
mod rules;
mod scripted;
mod serving;
mod store;
mod voice;
