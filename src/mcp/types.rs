//! What the tools of all skills take and answer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::gate::Report;
use crate::skill::workflow::{Ask, Next, Progress};
use crate::store::{PackId, PackInfo};

/// What `pack_open` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Opened {
    /// The pack's id; every later call takes it.
    pub pack: PackId,
    /// The skill it is of.
    pub skill: &'static str,
    /// The first revision.
    pub revision: u32,
    /// The day its facts are true of.
    pub as_of: String,
    /// Every step.
    pub progress: Vec<Progress>,
    /// What to do next.
    pub next: Next,
}

/// What `pack_read` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Read {
    /// The pack's id.
    pub pack: String,
    /// A revision; the newest where left out.
    #[serde(default)]
    pub revision: Option<u32>,
    /// Sections by key, such as `scaling`; all where left out.
    #[serde(default)]
    pub sections: Option<Vec<String>>,
}

/// What `pack_read` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Document {
    /// The pack's id.
    pub pack: PackId,
    /// The revision read.
    pub revision: u32,
    /// The document.
    pub markdown: String,
}

/// What `pack_list` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    /// At most so many; 20 where left out, 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// What `pack_list` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Packs {
    /// The packs.
    #[schemars(with = "Vec<Map<String, Json>>")]
    pub packs: Vec<PackInfo>,
}

/// What `skill_read` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SkillRead {
    #[serde(default)]
    pub uri: Option<String>,
    #[serde(default)]
    pub skill: Option<String>,
    #[serde(default)]
    pub path: Option<String>,
}

/// What `pack_check` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {
    /// The pack's id.
    pub pack: String,
    /// A revision; the newest where left out.
    #[serde(default)]
    pub revision: Option<u32>,
}

/// What `pack_check` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Checked {
    /// The pack's id.
    pub pack: PackId,
    /// The revision judged.
    pub revision: u32,
    /// The gate's report.
    pub report: Report,
    /// Questions to ask the person, the most useful ones.
    pub ask: Vec<Ask>,
}
