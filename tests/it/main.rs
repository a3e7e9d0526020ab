//! The integration tests, one binary.

mod cli;
mod diff;
mod mcp;
mod registry;
mod roundtrip;
mod rules;
mod store;
