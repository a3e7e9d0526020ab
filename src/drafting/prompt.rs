//! What a model is shown: templates in `prompts/`, the skill's own texts, and the pack as it stands.

use std::sync::LazyLock;

use minijinja::value::{Serde, Value};
use minijinja::{Environment, Error, ErrorKind, context};
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::{Judged, Task, Turn};
use crate::finding::{Finding, Severity};
use crate::llm::ToolSpec;
use crate::pack::records::Records;
use crate::pack::{Computed, Pack, render};
use crate::skill::caller::Caller;
use crate::skill::registry::Registry;
use crate::skill::schema::{self, Detail};
use crate::skill::{Definition, Step, told, workflow};
use crate::template;

/// How many findings are told; those that one edit mends are one.
const FINDINGS: usize = 25;

/// How many notes and computed values are told.
const BESIDE: usize = 12;

/// What a step takes of a caller and not of a model here: it removes nothing, closes nothing, and brings no evidence.
pub(super) const NOT_OFFERED: &[&str] = &["pack", "expected_revision", "remove", "finalize"];

static TEMPLATES: LazyLock<Result<Environment<'static>, Error>> = LazyLock::new(|| {
    template::environment([
        ("system", include_str!("../../prompts/draft_system.md")),
        ("step", include_str!("../../prompts/draft_step.md")),
        ("repair", include_str!("../../prompts/draft_repair.md")),
        ("baseline", include_str!("../../prompts/draft_baseline.md")),
    ])
});

static SKILLS: LazyLock<Registry> = LazyLock::new(Registry::embedded);

/// How much of what it could know a model is shown: one that can read little is shown less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// The skill's references for the step, too.
    Ample,
    /// The brief, the settled sections and what stands in the step.
    Scarce,
    /// The brief and what stands in the step.
    Least,
}

impl Room {
    /// The next smaller one.
    pub fn less(self) -> Option<Self> {
        match self {
            Room::Ample => Some(Room::Scarce),
            Room::Scarce => Some(Room::Least),
            Room::Least => None,
        }
    }
}

/// A text of a skill.
#[derive(Debug, Serialize)]
struct Text {
    path: String,
    text: String,
}

/// The object that a step asks for. What only people can give is left out: what they answered and accepted, evidence, the
/// removal of rows, the closing of the pack.
pub(super) fn object(definition: &Definition, step: &Step) -> ToolSpec {
    let mut parameters = schema::step(definition, step, Detail::Full);
    parameters.remove("required");
    if let Some(Json::Object(properties)) = parameters.get_mut("properties") {
        let attached = |key: &str| step.attachments.iter().any(|one| one.key == key);
        properties.retain(|key, _| !NOT_OFFERED.contains(&key.as_str()) && key != Records::KEY && !attached(key));
    }
    ToolSpec { name: step.tool.to_owned(), description: step.description.to_owned(), parameters }
}

/// What holds for every step.
pub(super) fn system(definition: &Definition) -> Result<String, Error> {
    fill("system", context! { skill => definition.name })
}

/// What a step is asked with.
pub(super) fn step(task: &Task, turn: &Turn, step: &Step, before: &Judged, room: Room) -> Result<String, Error> {
    let definition = task.skill.definition();
    let found: Vec<&Finding> =
        before.report.findings.iter().filter(|one| step.sections.contains(&one.location.section.as_str())).collect();
    let values = context! {
        number => turn.number,
        steps => turn.steps,
        title => turn.title,
        tool => turn.tool,
        why => turn.why.clone(),
        description => step.description,
        brief => task.brief.clone(),
        settled => if room == Room::Least { String::new() } else { settled(task, turn, before) },
        stands => serde_json::to_string_pretty(&stands(step, &before.pack)).unwrap_or_default(),
        findings => first(lines(definition, step, &before.pack, &found), FINDINGS),
        open => Value::from(Serde(&workflow::open(task.skill, &before.pack, step))),
        guidance => Value::from(Serde(&if room == Room::Ample { guidance(definition, step) } else { Vec::new() })),
    };
    fill("step", values)
}

/// What is said to an answer of which nothing could be taken.
pub(super) fn refused(why: &str) -> Result<String, Error> {
    let none = || Vec::<String>::new();
    fill(
        "repair",
        context! { refused => why, kept => none(), findings => none(), notes => none(), computed => none(), more => 0 },
    )
}

/// What is said to an answer that was applied.
pub(super) fn repair(
    definition: &'static Definition,
    step: &Step,
    judged: &Judged,
    found: &[&Finding],
    kept: &[String],
    notes: &[String],
    better: bool,
) -> Result<String, Error> {
    let all = lines(definition, step, &judged.pack, found);
    let count = |severity| found.iter().filter(|one| one.severity == severity).count();
    let computed = judged.computed.iter().filter(|one| step.sections.contains(&one.section)).map(Computed::line);
    let values = context! {
        refused => "",
        errors => count(Severity::Error),
        warnings => count(Severity::Warning),
        average => judged.standing.average.to_string(),
        more => all.len().saturating_sub(FINDINGS),
        findings => first(all, FINDINGS),
        notes => notes.iter().take(BESIDE).cloned().collect::<Vec<_>>(),
        computed => computed.take(BESIDE).collect::<Vec<_>>(),
        kept => kept.to_vec(),
        better,
    };
    fill("repair", values)
}

/// What the whole pack is asked with, without steps: the skill's own text, and the request.
pub(super) fn baseline(task: &Task) -> Result<(String, String), Error> {
    let definition = task.skill.definition();
    let text = |path: &str| text(definition.name, path).unwrap_or_default();
    let format = text("references/pack-format.md");
    let asked = fill("baseline", context! { skill => definition.name, brief => task.brief.clone(), format });
    Ok((text("SKILL.md"), asked?))
}

fn fill(name: &str, values: Value) -> Result<String, Error> {
    let templates = TEMPLATES.as_ref().map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))?;
    Ok(templates.get_template(name)?.render(values)?.trim_end().to_owned())
}

/// Findings as a caller of the step is told them, all of them: there is no other tool to ask.
fn lines(definition: &'static Definition, step: &Step, pack: &Pack, findings: &[&Finding]) -> Vec<String> {
    let said = told::said(&Caller::of(definition), Some(step), pack, findings.iter().copied());
    said.iter().map(ToString::to_string).collect()
}

fn first(mut lines: Vec<String>, most: usize) -> Vec<String> {
    lines.truncate(most);
    lines
}

/// The sections beside those of a step, with what is computed from them: in the first pass those of the steps before it,
/// later all.
fn settled(task: &Task, turn: &Turn, judged: &Judged) -> String {
    let definition = task.skill.definition();
    let steps = definition.steps.iter().enumerate();
    let shown = steps.filter(|(at, step)| if turn.pass == 1 { at + 1 < turn.number } else { step.tool != turn.tool });
    let keys: Vec<&str> = shown.flat_map(|(_, step)| step.sections.iter().copied()).collect();
    let is_shown = |key: &String| keys.contains(&key.as_str()) && key != Records::KEY;
    let pack = &judged.pack;
    let sections = pack.sections.iter().filter(|(key, _)| is_shown(key));
    let part = Pack { sections: sections.map(|(key, one)| (key.clone(), one.clone())).collect(), ..pack.clone() };
    if part.sections.is_empty() {
        return String::new();
    }
    render(&part, definition.standard.sections, &definition.standard.derive(pack))
}

/// What stands in a step's sections, as its arguments.
fn stands(step: &Step, pack: &Pack) -> Map<String, Json> {
    let mut arguments = Map::new();
    for (at, key) in step.sections.iter().enumerate().filter(|(_, key)| **key != Records::KEY) {
        let Some(section) = pack.sections.get(*key) else { continue };
        let Ok(Json::Object(fields)) = serde_json::to_value(section) else { continue };
        if at == 0 {
            arguments.extend(fields);
        } else if !fields.is_empty() {
            arguments.insert((*key).to_owned(), Json::Object(fields));
        }
    }
    arguments
}

/// The references that the skill's own table of steps names for a step.
fn guidance(definition: &Definition, step: &Step) -> Vec<Text> {
    let Some(manual) = text(definition.name, "SKILL.md") else { return Vec::new() };
    let cell = format!("`{}`", step.tool);
    let row = manual.lines().find(|line| line.starts_with('|') && line.contains(&cell)).unwrap_or_default();
    let links = row.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    links.filter_map(|path| Some(Text { path: path.to_owned(), text: text(definition.name, path)? })).collect()
}

fn text(skill: &str, path: &str) -> Option<String> {
    let bytes = SKILLS.skill(skill)?.files.get(path)?;
    Some(String::from_utf8_lossy(bytes).into_owned())
}
