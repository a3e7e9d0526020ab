//! What the tools of all skills take and answer. An answer says the same as its text, in the same order, so that it is
//! read alike by clients that show a model the one or the other.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::pack::Computed;
use crate::skill::input::Wants;
use crate::skill::told::Said;
use crate::skill::workflow::{Ask, Next};
use crate::skill::written::Written;
use crate::store::PackId;
use crate::workspace::Verdict;

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
    /// What to do next.
    pub next: Next,
}

/// What a step answers.
#[derive(Debug, Serialize)]
pub(super) struct Taken {
    /// Whether the step stands: it is begun, and none of its findings is an error.
    pub accepted: bool,
    /// Errors of the step.
    pub errors: usize,
    /// Warnings of the step.
    pub warnings: usize,
    /// The gate's verdict now.
    pub verdict: Verdict,
    /// Whether the pack is closed: it passed its gate.
    pub finalized: bool,
    /// What to do next; nothing where it is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Call>,
    /// What was found, the errors that come first in the workflow and then the warnings of the step.
    pub findings: Vec<Said>,
    /// Arguments that would be accepted where the first of them stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<Json>,
    /// What the step takes, where it is not begun and nothing was sent for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wants: Option<Wants>,
    /// What stands now and was not sent so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub written: Vec<Written>,
    /// What could not be told of things that the call brought along.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What was computed, first of the rows that were sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub computed: Vec<Value>,
    /// How much of each is left out.
    #[serde(skip_serializing_if = "More::is_none")]
    pub more: More,
    /// The other steps that have something to mend.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mend: Vec<Broken>,
    /// How many steps are not begun.
    pub open: usize,
    /// The call that reads what the plan yields for machines, until it is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<&'static str>,
    /// What the plan yields for machines, once it is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interface: Option<Json>,
    /// The pack's id.
    pub pack: PackId,
    /// The revision that now stands.
    pub revision: u32,
    /// Whether the call made a new revision; a repeated call does not.
    pub changed: bool,
}

/// The call to make next.
#[derive(Debug, Serialize)]
pub(super) struct Call {
    /// The tool.
    pub tool: &'static str,
    /// Why.
    pub why: String,
    /// What to ask the person first, by the ids under which the answers are recorded.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub ask: Map<String, Json>,
}

/// A step that has something to mend.
#[derive(Debug, Serialize)]
pub(super) struct Broken {
    /// Its tool.
    pub tool: &'static str,
    /// Errors among its findings.
    #[serde(skip_serializing_if = "is_zero")]
    pub errors: usize,
    /// Warnings among its findings.
    #[serde(skip_serializing_if = "is_zero")]
    pub warnings: usize,
}

/// A computed value without its arithmetic.
#[derive(Debug, Serialize)]
pub(super) struct Value {
    /// The row's name.
    pub of: String,
    /// What it is.
    pub what: &'static str,
    /// The value, with unit.
    pub value: String,
}

/// What an answer leaves out, and how it is read.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct More {
    /// Findings.
    #[serde(skip_serializing_if = "is_zero")]
    pub findings: usize,
    /// Places where something stands that was not sent so.
    #[serde(skip_serializing_if = "is_zero")]
    pub written: usize,
    /// Computed values.
    #[serde(skip_serializing_if = "is_zero")]
    pub computed: usize,
    /// The call that tells them.
    pub read: String,
}

impl More {
    pub(super) fn is_none(&self) -> bool {
        *self == More { read: self.read.clone(), ..More::default() }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
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
    /// Markdown where left out; `json`: as steps take it; `plan`: the plan for machines.
    #[serde(default)]
    pub format: Option<Format>,
}

/// How a pack is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Format {
    Markdown,
    Json,
    Plan,
}

/// What `pack_list` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    /// At most so many; 10 where left out, 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// What `pack_list` answers.
#[derive(Debug, JsonSchema)]
#[expect(dead_code, reason = "the workspace keeps the data; this says what shape it has")]
pub(super) struct Packs {
    /// The packs.
    packs: Vec<Map<String, Json>>,
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
    /// Tells all of these sections: each finding with its evidence, each computed value with its arithmetic.
    #[serde(default)]
    pub sections: Option<Vec<String>>,
    /// Tells all findings of these rules.
    #[serde(default)]
    pub rules: Option<Vec<String>>,
}

/// What `pack_check` answers.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Checked {
    /// The gate's report.
    pub report: Report,
    /// Questions to ask the person, the most useful ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ask: Vec<Ask>,
    /// The pack's id.
    pub pack: PackId,
    /// The revision judged.
    pub revision: u32,
}

/// The gate's report in short, or in full where sections or rules were named.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Report {
    /// Whether it passes.
    pub passed: bool,
    /// The rubric's average, 1 to 5.
    pub average: String,
    /// Errors of the whole pack.
    pub errors: usize,
    /// Warnings of the whole pack.
    pub warnings: usize,
    /// The cheapest way to pass: rules to silence, with how many findings each has.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mend: String,
    /// The criteria.
    pub rubric: Vec<Score>,
    /// The checklist items that fail.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checklist_failed: Vec<&'static str>,
    /// What was found: those asked for, else the heaviest.
    pub findings: Vec<Said>,
    /// How many more there are.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
    /// Findings accepted by a named person.
    #[serde(skip_serializing_if = "is_zero")]
    pub exempted: usize,
    /// Computed values of the sections asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub computed: Vec<Computed>,
}

/// A criterion as scored.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Score {
    /// Its name.
    pub title: &'static str,
    /// 1 to 5.
    pub score: u8,
    /// The rules that hold it there, with how many findings each has.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub held_by: String,
}
