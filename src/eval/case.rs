//! A case as it is written: `NAME.case.yaml`, or `case.yaml` in a folder of its own.

use std::fmt;
use std::path::PathBuf;

use jiff::civil::Date;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::expect::{Expect, Told};
use crate::drafting::Task;
use crate::skill::brief::{self, BriefProblem};
use crate::skill::input::unknown;
use crate::skill::{BriefError, Definition};
use crate::skills;
use crate::yaml::{self, Node};

/// The tools of a conversation that belong to no skill.
pub const COMMON_TOOLS: &[&str] = &["pack_open", "pack_read", "pack_list", "pack_check"];

/// A case.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it shows, in a sentence.
    #[serde(default)]
    pub about: Option<String>,
    /// The skill it is about.
    pub skill: String,
    /// The day of judgement.
    #[serde(default)]
    pub on: Option<Date>,
    /// A pack, Markdown: judged as `check` does, or the source of what the calls send.
    #[serde(default)]
    pub pack: Option<PathBuf>,
    /// A brief: a pack is drafted from it as `plan` does, and takes the place of `pack`.
    #[serde(default)]
    pub brief: Option<PathBuf>,
    /// The pack as it was agreed before, Markdown.
    #[serde(default)]
    pub against: Option<PathBuf>,
    /// Packs that it cites or that cite it, Markdown.
    #[serde(default)]
    pub beside: Vec<PathBuf>,
    /// A conversation: calls of tools in their order. What it leads to is judged.
    #[serde(default)]
    pub calls: Vec<Call>,
    /// The brief is drafted with a model.
    #[serde(default)]
    pub draft: Option<Draft>,
    /// What is expected.
    #[serde(default)]
    pub expect: Expect,
}

/// How a model drafts the brief of a case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The model, by the name under which its replies were recorded.
    pub model: String,
    /// Its replies, recorded; there are no others.
    pub cassette: PathBuf,
    /// How often it may mend its answer to a step.
    #[serde(default = "repairs")]
    pub repairs: Count,
    /// How many passes follow the first.
    #[serde(default = "passes")]
    pub passes: Count,
}

fn repairs() -> Count {
    Count(Task::REPAIRS)
}

fn passes() -> Count {
    Count(Task::PASSES)
}

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Count(pub u32);

impl TryFrom<String> for Count {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.trim().parse().map(Count).map_err(|_| format!("`{text}` is no count; write a whole number like 3"))
    }
}

/// A call of a tool: its name alone, or with what differs from sending all that the pack has for it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Call {
    /// The tool.
    pub tool: String,
    /// The fields to send, as `field`, `section.field` or `section`; all where left out.
    pub only: Option<Vec<String>>,
    /// Fields not to send.
    pub omit: Vec<String>,
    /// Arguments as they are sent, over those from the pack.
    pub with: Map<String, Json>,
    /// What is expected of the answer; without a word, that there is one.
    pub expect: Reply,
}

/// What is expected of an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reply {
    /// Whether the call is refused.
    pub refused: Option<Flag>,
    /// Whether the step stands without an error.
    pub accepted: Option<Flag>,
    /// Whether the pack is closed.
    pub finalized: Option<Flag>,
    /// The tool that is named as the next.
    pub next: Option<String>,
    /// Words of the answer's text.
    pub says: Vec<String>,
    /// Words that the text does not hold.
    pub says_not: Vec<String>,
}

/// `true` or `false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Flag(pub bool);

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Reads a case.
///
/// # Errors
/// Every mistake, with its place: a key, skill, tool, rule, section or criterion that there is not, with the nearest
/// there is; a value of another kind; parts that do not go together.
pub fn read(text: &str) -> Result<Case, BriefError> {
    let mut case: Case = brief::read(text, mistakes)?;
    // Arguments keep their types: read again, as data.
    let data: Json = yaml::read(text).map_err(|error| BriefError {
        problems: vec![BriefProblem { line: error.line, column: error.column, message: error.message }],
    })?;
    for (at, call) in case.calls.iter_mut().enumerate() {
        if let Some(Json::Object(with)) = data.pointer(&format!("/calls/{at}/with")) {
            call.with.clone_from(with);
        }
    }
    Ok(case)
}

/// What only this module can know to be wrong.
fn mistakes(tree: &Node) -> Vec<BriefProblem> {
    let mut problems = Vec::new();
    let subjects: Vec<&Node> = ["pack", "brief"].iter().filter_map(|key| tree.get(key)).collect();
    let calls = tree.get("calls").map(Node::items).unwrap_or_default();
    match subjects[..] {
        [_, second] => problems.push(BriefProblem::at(second, "a case has a `pack` or a `brief`, not both")),
        [] if calls.is_empty() && tree.get("skill").is_some() => {
            problems.push(BriefProblem::at(tree, "nothing is tried here; name a `pack`, a `brief` or `calls`"));
        }
        _ => {}
    }
    problems.extend(drafting(tree));
    let Some(skill) = tree.get("skill") else { return problems };
    let Some(native) = skills::native(skill.text().unwrap_or_default()) else {
        let known = skills::NATIVE.iter().map(|skill| skill.definition().name);
        problems.push(BriefProblem::at(skill, unknown("skill", skill.text().unwrap_or_default(), known)));
        return problems;
    };
    let definition = native.definition();
    for call in calls {
        let Some(tool) = call.get("tool").or(Some(call)).filter(|node| node.text().is_some()) else { continue };
        let known = COMMON_TOOLS.iter().copied().chain(definition.steps.iter().map(|step| step.tool));
        let name = tool.text().unwrap_or_default();
        if !known.clone().any(|known| known == name) {
            problems.push(BriefProblem::at(tool, unknown("tool", name, known)));
        }
    }
    if let Some(expect) = tree.get("expect") {
        problems.extend(expected(expect, &[definition]));
    }
    problems
}

/// What is wrong with how a model drafts, and with what only such a case can expect.
fn drafting(tree: &Node) -> Vec<BriefProblem> {
    let mut problems = Vec::new();
    let Some(draft) = tree.get("draft") else {
        for key in ["questions", "standing"] {
            if let Some(node) = tree.get("expect").and_then(|expect| expect.get(key)) {
                let told = format!("`{key}` is about a draft with a model; say with `draft` which model drafts");
                problems.push(BriefProblem::at(node, told));
            }
        }
        return problems;
    };
    if tree.get("brief").is_none() {
        problems.push(BriefProblem::at(draft, "a model drafts from a `brief`; name one"));
    }
    if let Some(calls) = tree.get("calls") {
        problems.push(BriefProblem::at(calls, "a case has a `draft` or `calls`, not both"));
    }
    for (key, wanted) in [("model", "the name of the model"), ("cassette", "the file with its replies")] {
        if let Some(node) = draft.get(key).filter(|node| node.text().is_some_and(|text| text.trim().is_empty())) {
            problems.push(BriefProblem::at(node, format!("`{key}` is blank; write {wanted}")));
        }
    }
    problems
}

/// What is wrong with what is expected of packs of one of these skills.
pub(super) fn expected(expect: &Node, definitions: &[&'static Definition]) -> Vec<BriefProblem> {
    let mut problems = Vec::new();
    for (key, _) in expect.get("scores").map(Node::entries).unwrap_or_default() {
        let known = definitions.iter().flat_map(|one| one.standard.rubric.iter().map(|criterion| criterion.key));
        let name = key.text().unwrap_or_default();
        if !known.clone().any(|known| known == name) {
            problems.push(BriefProblem::at(key, unknown("criterion", name, known)));
        }
    }
    let Some(findings) = expect.get("findings") else { return problems };
    for list in ["must", "must_not", "all"] {
        for item in findings.get(list).map(Node::items).unwrap_or_default() {
            let Some(text) = item.text() else { continue };
            let told = Told::from(text.to_owned());
            let wrong: Option<Vec<String>> = definitions.iter().map(|one| told.problem(&one.standard)).collect();
            if let Some(problem) = wrong.and_then(|all| all.into_iter().next()) {
                problems.push(BriefProblem::at(item, problem));
            } else if list == "all" && (told.rule.is_none() || told.place.is_none()) {
                problems.push(BriefProblem::at(item, "an entry of `all` is a rule and a place"));
            }
        }
    }
    problems
}

impl<'de> Deserialize<'de> for Call {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// The long form.
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Long {
            tool: String,
            #[serde(default)]
            only: Option<Vec<String>>,
            #[serde(default)]
            omit: Vec<String>,
            #[serde(default)]
            #[serde(rename = "with")]
            _with: serde::de::IgnoredAny,
            #[serde(default)]
            expect: Reply,
        }

        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = Call;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a tool, or keys with values: tool, only, omit, with, expect")
            }

            fn visit_str<E>(self, tool: &str) -> Result<Call, E> {
                Ok(Call { tool: tool.to_owned(), ..Call::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Call, A::Error> {
                let Long { tool, only, omit, expect, .. } = Long::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Call { tool, only, omit, with: Map::new(), expect })
            }
        }

        deserializer.deserialize_any(Either)
    }
}
