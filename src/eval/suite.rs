//! The suite: what holds for many cases at once. `suite.yaml` at the root of the cases.

use jiff::civil::Date;
use serde::Deserialize;

use super::case::expected;
use super::expect::{Expect, Range};
use super::glob::Glob;
use crate::skill::BriefError;
use crate::skill::brief;
use crate::skills;
use crate::yaml::Node;

/// The file that makes a folder the root of a suite.
pub const FILE: &str = "suite.yaml";

/// What holds for many cases.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Suite {
    /// The day of judgement, for cases that do not say.
    pub on: Option<Date>,
    /// The share of cases that must hold, in percent; all where left out.
    pub held: Option<Range>,
    /// Cases that have something in common.
    pub groups: Vec<Group>,
}

/// Cases that have something in common.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// What it is called.
    pub name: String,
    /// The cases: patterns for their names, and for the paths of packs and briefs. A pack or brief that no case names is a
    /// case of its own.
    pub of: Vec<Glob>,
    /// What is expected of each.
    #[serde(default)]
    pub expect: Expect,
}

impl Group {
    /// Whether a name or a path is meant.
    pub fn has(&self, name: &str) -> bool {
        self.of.iter().any(|pattern| pattern.is_match(name))
    }
}

/// Reads a suite.
///
/// # Errors
/// Every mistake, with its place.
pub fn read(text: &str) -> Result<Suite, BriefError> {
    let definitions: Vec<_> = skills::NATIVE.iter().map(|skill| skill.definition()).collect();
    brief::read(text, |tree| {
        let groups = tree.get("groups").map(Node::items).unwrap_or_default();
        groups.iter().filter_map(|group| group.get("expect")).flat_map(|one| expected(one, &definitions)).collect()
    })
}
