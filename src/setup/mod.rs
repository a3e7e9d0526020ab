//! Setting groundplan up: connecting assistants to it, finding out what is wrong, and packing it for others.
//!
//! # Layout
//! - `client`: the assistants, their configuration files and what an entry says there
//! - `edit`: one entry put into a file of JSON, TOML or YAML, or taken out
//! - `file`: a configuration file, read and replaced
//! - `install`: from the two, what installing and undoing do
//! - `change`: a change in short, for people
//! - `program`: this program, as others can start it
//! - `doctor`: what is well and what is not
//! - `bundle`: an MCPB bundle and a Claude plugin

pub mod bundle;
pub mod change;
pub mod client;
pub mod doctor;
pub mod edit;
pub mod file;
pub mod install;
pub mod program;
