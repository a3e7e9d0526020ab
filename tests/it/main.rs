//! The integration tests, one binary.

// A test fails by panicking, in its helpers too.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod cli;
mod diff;
mod draft;
mod gate;
mod handwritten;
mod mcp;
mod registry;
mod roundtrip;
mod rules;
mod store;
