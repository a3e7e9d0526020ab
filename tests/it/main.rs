//! The integration tests, one binary.

mod roundtrip;
mod rules;
mod store;
