//! The integration tests, one binary.

mod draft;
mod cli;
mod diff;
mod gate;
mod handwritten;
mod mcp;
mod registry;
mod roundtrip;
mod rules;
mod store;
