//! Operators: one way of going wrong each, wherever a pack offers a place for it.
//!
//! An operator finds its places from the declaration, or by the meaning of a table; it knows no pack. It yields a seed only
//! where the change is a defect: what would be as good as before is left out.
//!
//! # Layout
//! - `kinds`: cells by their kind, in any table; `shape`: rows, fields and sections; `document`: the Markdown itself;
//!   `prose`: words and numbers in running text
//! - `roadmap`, `risks`: what skills share
//! - `context`, `capabilities`, `quality`, `scaling`, `instrumentation`, `discoverability`, `priorities`: of
//!   platform-infrastructure
//! - `assessment`, `pipeline`, `rollout`, `reliability`, `safety`: of platform-operations

use super::seed::Seed;
use super::sound::Sound;

mod assessment;
mod capabilities;
mod context;
mod discoverability;
mod document;
mod instrumentation;
mod kinds;
mod pipeline;
mod priorities;
mod prose;
mod quality;
mod reliability;
mod risks;
mod roadmap;
mod rollout;
mod safety;
mod scaling;
mod shape;

/// One way of going wrong.
#[derive(Debug, Clone, Copy)]
pub struct Operator {
    /// Its name: `owner-dropped`.
    pub name: &'static str,
    /// What it does, in a few words.
    pub about: &'static str,
    /// The rules that may say so.
    pub rules: &'static [&'static str],
    /// Every place where it can be done.
    pub seeds: fn(&Sound) -> Vec<Seed>,
}

/// Every operator.
pub fn all() -> impl Iterator<Item = &'static Operator> {
    let groups: [&'static [Operator]; 18] = [
        kinds::ALL,
        shape::ALL,
        document::ALL,
        prose::ALL,
        roadmap::ALL,
        risks::ALL,
        context::ALL,
        capabilities::ALL,
        quality::ALL,
        scaling::ALL,
        instrumentation::ALL,
        discoverability::ALL,
        priorities::ALL,
        assessment::ALL,
        pipeline::ALL,
        rollout::ALL,
        reliability::ALL,
        safety::ALL,
    ];
    groups.into_iter().flatten()
}
