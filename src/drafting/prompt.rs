//! What a model is shown: templates in `prompts/`, the skill's own texts, and the pack as it stands.

use std::sync::LazyLock;

use minijinja::value::{Serde, Value as Filled};
use minijinja::{Environment, Error, ErrorKind, context};
use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::standing::Scope;
use super::{Judged, Standing, Task, Turn, step};
use crate::finding::{Finding, Severity};
use crate::llm::ToolSpec;
use crate::pack::records::Records;
use crate::pack::{Computed, Pack, Value, render};
use crate::skill::caller::Caller;
use crate::skill::registry::Registry;
use crate::skill::schema::{self, Detail};
use crate::skill::{Definition, Step, told, workflow};
use crate::template;
use crate::text::counted;

/// How many findings are told; those that one edit mends are one.
const FINDINGS: usize = 25;

/// How many notes are told, and how many findings of later steps.
const BESIDE: usize = 12;

/// How many computed values are told.
const COMPUTED: usize = 40;

/// How many rows of a table of a later step are named.
const NAMES: usize = 40;

/// What a step takes of a caller and not of a model here: it names no pack, closes nothing, and brings no evidence.
pub(super) const NOT_OFFERED: &[&str] = &["pack", "expected_revision", "finalize"];

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
/// closing of the pack.
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
    let scope = Scope::of(definition, turn);
    let elsewhere: Vec<&Finding> = before
        .report
        .findings
        .iter()
        .filter(|one| scope.counts(one) && one.severity != Severity::Info && !found.contains(one))
        .collect();
    let values = context! {
        number => turn.number,
        steps => turn.steps,
        title => turn.title,
        tool => turn.tool,
        why => turn.why.clone(),
        pass => turn.pass,
        description => step.description,
        brief => task.brief.clone(),
        settled => if room == Room::Least { String::new() } else { settled(task, turn, before) },
        stands => serde_json::to_string_pretty(&stands(step, &before.pack)).unwrap_or_default(),
        findings => Listed::of(lines(definition, step, &before.pack, &found), FINDINGS),
        elsewhere => Listed::of(lines(definition, step, &before.pack, &elsewhere), BESIDE),
        names => names(&scope, &before.pack),
        open => Filled::from(Serde(&workflow::open(task.skill, &before.pack, step))),
        guidance => Filled::from(Serde(&if room == Room::Ample { guidance(definition, step) } else { Vec::new() })),
    };
    fill("step", values)
}

/// An answer that was applied, beside what stood before it.
pub(super) struct Answered<'a> {
    pub judged: &'a Judged,
    pub before: &'a Judged,
    /// How the pack stands with it, by what counts in the step.
    pub stands: &'a Standing,
    /// How it stood before.
    pub floor: &'a Standing,
}

impl Answered<'_> {
    /// Why it is not taken, where it is not.
    fn worse(&self, gained: bool) -> String {
        let (with, without) = (self.stands, self.floor);
        match gained {
            true => String::new(),
            false if with.errors > without.errors => {
                format!("the pack has {} with it and {} without it", counted(with.errors, "error"), without.errors)
            }
            false if with.average < without.average => {
                format!("the pack scores {} of 5 with it and {} without it", with.average, without.average)
            }
            false => "the pack stands no better with it than without it".to_owned(),
        }
    }
}

/// What is said to an answer of which nothing could be taken.
pub(super) fn refused(why: &str) -> Result<String, Error> {
    fill("repair", context! { refused => why })
}

/// What is said to an answer that was applied.
pub(super) fn repair(
    step: &Step,
    scope: &Scope,
    answered: &Answered<'_>,
    found: &[&Finding],
    kept: &[String],
    notes: &[String],
    gained: bool,
) -> Result<String, Error> {
    let (definition, judged) = (scope.definition(), answered.judged);
    let told = |found: &[&Finding]| lines(definition, step, &judged.pack, found);
    let count = |severity| found.iter().filter(|one| one.severity == severity).count();
    let later: Vec<&Finding> =
        step::new(judged, answered.before).filter(|one| !scope.counts(one) && one.severity != Severity::Info).collect();
    let computed = judged.computed.iter().filter(|one| step.sections.contains(&one.section)).map(Computed::line);
    let values = context! {
        refused => "",
        errors => count(Severity::Error),
        warnings => count(Severity::Warning),
        worse => answered.worse(gained),
        fell => if gained { Vec::new() } else { scope.fell(judged, answered.before) },
        findings => Listed::of(told(found), FINDINGS),
        later => Listed::of(told(&later), BESIDE),
        notes => Listed::of(notes.to_vec(), BESIDE),
        computed => Listed::of(computed.collect(), COMPUTED),
        kept => kept.to_vec(),
    };
    fill("repair", values)
}

/// The first of some lines, and how many more there are.
#[derive(Debug, Serialize)]
struct Listed {
    lines: Vec<String>,
    more: usize,
}

impl Listed {
    fn of(mut lines: Vec<String>, most: usize) -> Filled {
        let more = lines.len().saturating_sub(most);
        lines.truncate(most);
        Filled::from(Serde(&Listed { lines, more }))
    }
}

/// What the whole pack is asked with, without steps: the skill's own text, and the request.
pub(super) fn baseline(task: &Task) -> Result<(String, String), Error> {
    let definition = task.skill.definition();
    let text = |path: &str| text(definition.name, path).unwrap_or_default();
    let format = text("references/pack-format.md");
    let asked = fill("baseline", context! { skill => definition.name, brief => task.brief.clone(), format });
    Ok((text("SKILL.md"), asked?))
}

fn fill(name: &str, values: Filled) -> Result<String, Error> {
    let templates = TEMPLATES.as_ref().map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))?;
    Ok(templates.get_template(name)?.render(values)?.trim_end().to_owned())
}

/// Findings as a caller of the step is told them, all of them: there is no other tool to ask.
fn lines(definition: &'static Definition, step: &Step, pack: &Pack, findings: &[&Finding]) -> Vec<String> {
    let said = told::said(&Caller::of(definition), Some(step), pack, findings.iter().copied());
    said.iter().map(ToString::to_string).collect()
}

/// The rows of the tables of later steps, by name: what this step may cite.
fn names(scope: &Scope, pack: &Pack) -> Vec<String> {
    let standard = &scope.definition().standard;
    let specs = standard.sections.iter().filter(|spec| scope.later().contains(&spec.key) && spec.key != Records::KEY);
    let mut told = Vec::new();
    for (spec, section) in specs.filter_map(|spec| Some((spec, pack.sections.get(spec.key)?))) {
        for field in spec.fields {
            let (Some(table), Some(Value::Table(rows))) = (spec.table(field.key), section.fields.get(field.key)) else {
                continue;
            };
            let names: Vec<&str> = rows.iter().map(|row| row.get(table.key_column().key)).collect();
            let more = names.len().saturating_sub(NAMES);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            if !names.is_empty() {
                told.push(format!("{}, {}: {}{rest}", spec.title, field.label, names[..names.len() - more].join("; ")));
            }
        }
    }
    told
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
