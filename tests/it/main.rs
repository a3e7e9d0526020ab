//! The integration tests, one binary.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

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
