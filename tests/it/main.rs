//! The integration tests, one binary.

// A test says what it skips, and fails loudly; helpers outside of test functions are tests too.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stderr, clippy::type_complexity, clippy::unwrap_used)]

mod assess;
mod chat;
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

/// What a report finds that weighs something, a line each.
fn grave(report: &groundplan::gate::Report) -> Vec<String> {
    let grave = report.findings.iter().filter(|one| one.severity > groundplan::finding::Severity::Info);
    grave.map(|one| format!("{} {}: {} [{}]", one.rule, one.location, one.message, one.evidence)).collect()
}
