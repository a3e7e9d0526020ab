//! The brief: the facts a person starts from, as one YAML file.
//!
//! Beside what names the plan, a brief holds the fields of the pack's sections under their own keys, with the columns of
//! the tables as keys of the rows. Everything but `skill`, `title`, `as_of`, `target` and `request` may be missing.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use crate::pack::{FieldSpec, Pack, SectionSpec};
use crate::skill::brief::{BriefError, BriefProblem};
use crate::skill::input::{self, Mistake, unknown, unknown_key};
use crate::skill::{Objection, Question};
use crate::skills::platform_operations::DEFINITION;
use crate::yaml::{self, Node, Value};

/// The arguments of a step.
pub(super) type Arguments = Map<String, Json>;

/// The keys that are no field of a section.
const OWN: &[&str] = &["skill", "title", "as_of", "people", "answers", "history", "next_steps"];

/// What a brief must say.
const REQUIRED: &[&str] = &["skill", "title", "as_of", "target", "request"];

/// A field whose name another section bears first.
const NEXT_STEPS: (&str, &str) = ("risks", "steps");

/// A brief as understood.
#[derive(Debug)]
pub(super) struct Brief {
    /// The pack's title.
    pub title: String,
    /// The day the facts are true of.
    pub as_of: Date,
    /// The people who may own something.
    pub people: Vec<Person>,
    /// A deploy history as CSV.
    pub history: Option<String>,
    /// The answers to the intake, by question.
    pub answers: Vec<(String, String)>,
    /// What is stated of each section, by its key.
    pub stated: BTreeMap<&'static str, Arguments>,
    /// The questions of the intake that the person left open.
    pub open: Vec<&'static Question>,
    /// What the facts are of: `brief`.
    pub of: &'static str,
    pub(super) tree: Node,
}

/// A person who may own something.
#[derive(Debug)]
pub(super) struct Person {
    /// Full name.
    pub name: String,
    /// Role and team.
    pub role: String,
    /// Whether the person decides about this plan.
    pub decides: bool,
    /// What the person answers for: services, or the sections of the pack.
    pub owns: Vec<String>,
}

impl Brief {
    /// Reads a brief.
    ///
    /// # Errors
    /// Where it is not YAML, the first mistake; otherwise every mistake of its keys.
    pub fn read(text: &str) -> Result<Self, BriefError> {
        let tree = yaml::tree(text).map_err(|error| BriefError {
            problems: vec![BriefProblem { line: error.line, column: error.column, message: error.message }],
        })?;
        let mut problems = Vec::new();
        if !matches!(tree.value, Value::Map(_)) {
            let message = format!("a brief holds keys with values: {}", keys().join(", "));
            return Err(BriefError { problems: vec![BriefProblem::at(&tree, message)] });
        }
        for key in REQUIRED {
            if tree.get(key).and_then(Node::text).is_none_or(|text| text.trim().is_empty()) {
                problems.push(BriefProblem::at(&tree, format!("the key `{key}` is missing")));
            }
        }
        if let Some(node) = tree.get("skill")
            && node.text().is_some_and(|skill| skill.trim() != DEFINITION.name)
        {
            let skill = node.text().unwrap_or_default();
            problems.push(BriefProblem::at(node, format!("this is a brief for `{skill}`; write {}", DEFINITION.name)));
        }
        let as_of = tree.get("as_of").and_then(|node| day(node, &mut problems));
        let mut stated: BTreeMap<&'static str, Arguments> = BTreeMap::new();
        for (key, value) in tree.entries() {
            let name = key.text().unwrap_or_default();
            if name == "next_steps" {
                stated.entry(NEXT_STEPS.0).or_default().insert(NEXT_STEPS.1.to_owned(), json(value));
            } else if let Some((spec, field)) = field(name) {
                stated.entry(spec.key).or_default().insert(field.key.to_owned(), json(value));
            } else if !OWN.contains(&name) {
                problems.push(no_key(key, &keys()));
            }
        }
        // What is wrong in the rows is told with what is wrong around them.
        let scratch = Pack::new(DEFINITION.name, DEFINITION.standard.rule_set, "", as_of.unwrap_or_default());
        if let Err(mistakes) = sent(scratch, &stated) {
            problems.extend(mistakes.iter().map(|mistake| problem(&tree, mistake)));
        }
        let people = tree.get("people").map(|node| people(node, &mut problems)).unwrap_or_default();
        let answers = tree.get("answers").map(|node| answers(node, &mut problems)).unwrap_or_default();
        let history = tree.get("history").and_then(Node::text).map(str::to_owned);
        let text = |key: &str| tree.get(key).and_then(Node::text).unwrap_or_default().trim().to_owned();
        match as_of {
            Some(as_of) if problems.is_empty() => Ok(Brief {
                title: text("title"),
                as_of,
                people,
                history,
                answers,
                stated,
                open: Vec::new(),
                of: "brief",
                tree,
            }),
            _ => {
                problems.sort_by(|a, b| (a.line, a.column, &a.message).cmp(&(b.line, b.column, &b.message)));
                Err(BriefError { problems })
            }
        }
    }

    /// An empty pack of this title and day.
    pub fn pack(&self) -> Pack {
        Pack::new(DEFINITION.name, DEFINITION.standard.rule_set, &self.title, self.as_of)
    }

    /// What the history of the brief does not bear out, with its place in the brief.
    pub fn objection(&self, objection: &Objection) -> BriefProblem {
        let pointer = match &objection.stated {
            Some(place) => place.pointer(),
            None => "/history".to_owned(),
        };
        let (problem_of, accepted) = (objection.problem.clone(), objection.accepted.clone());
        problem(&self.tree, &Mistake { pointer, problem: problem_of, accepted })
    }

    /// The person who decides about the plan.
    pub fn decider(&self) -> Option<&Person> {
        self.people.iter().find(|person| person.decides).or(self.people.first())
    }

    /// The person who answers for something.
    pub fn owner(&self, of: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.owns.iter().any(|owned| crate::text::same_name(owned, of)))
    }
}

impl Person {
    /// `Dev Malhotra (Platform lead)`.
    pub fn named(&self) -> String {
        if self.role.is_empty() { self.name.clone() } else { format!("{} ({})", self.name, self.role) }
    }
}

/// The section and field that a key of a brief stands for: the first section that has such a field.
fn field(key: &str) -> Option<(&'static SectionSpec, &'static FieldSpec)> {
    if key == "notes" || OWN.contains(&key) && key != "next_steps" {
        return None;
    }
    DEFINITION.standard.sections.iter().find_map(|spec| Some((*spec, spec.field(key)?)))
}

/// Every key of a brief, in the order of the pack.
fn keys() -> Vec<&'static str> {
    let mut keys = vec!["skill", "title", "as_of", "request", "situation", "people", "history"];
    for field in DEFINITION.standard.sections.iter().flat_map(|spec| spec.fields) {
        if field.key != "notes" && !keys.contains(&field.key) {
            keys.push(field.key);
        }
    }
    keys.push("next_steps");
    keys
}

fn day(node: &Node, problems: &mut Vec<BriefProblem>) -> Option<Date> {
    let text = node.text().unwrap_or_default().trim();
    let date = text.parse().ok();
    if date.is_none() && !text.is_empty() {
        problems.push(BriefProblem::at(node, format!("this is `{text}`; write a date, like 2027-03-31")));
    }
    date
}

fn people(node: &Node, problems: &mut Vec<BriefProblem>) -> Vec<Person> {
    const KEYS: [&str; 4] = ["name", "role", "decides", "owns"];
    let mut people = Vec::new();
    for row in node.items() {
        for (key, _) in row.entries() {
            let name = key.text().unwrap_or_default();
            if !KEYS.contains(&name) {
                problems.push(no_key(key, &KEYS));
            }
        }
        let text = |key: &str| row.get(key).and_then(Node::text).unwrap_or_default().trim().to_owned();
        let owns = row.get("owns").map(Node::items).unwrap_or_default();
        let person = Person {
            name: text("name"),
            role: text("role"),
            decides: text("decides") == "true",
            owns: owns.iter().filter_map(Node::text).map(|text| text.trim().to_owned()).collect(),
        };
        if person.name.is_empty() {
            problems.push(BriefProblem::at(row, "the key `name` is missing"));
        } else {
            people.push(person);
        }
    }
    people
}

fn answers(node: &Node, problems: &mut Vec<BriefProblem>) -> Vec<(String, String)> {
    let known = || DEFINITION.questions.iter().map(|question| question.id);
    let mut answers = Vec::new();
    for (key, value) in node.entries() {
        let id = key.text().unwrap_or_default();
        if known().any(|question| question == id) {
            let text = match json(value) {
                Json::Array(items) => items.iter().filter_map(Json::as_str).collect::<Vec<_>>().join("; "),
                other => other.as_str().unwrap_or_default().to_owned(),
            };
            answers.push((id.to_owned(), text));
        } else {
            problems.push(BriefProblem::at(key, unknown("question", id, known())));
        }
    }
    answers
}

/// YAML as the JSON that a caller would send: every scalar as it was written.
fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Scalar(text) => Json::String(text.trim().to_owned()),
        Value::List(items) => Json::Array(items.iter().map(json).collect()),
        Value::Map(entries) => Json::Object(
            entries.iter().map(|(key, value)| (key.text().unwrap_or_default().to_owned(), json(value))).collect(),
        ),
    }
}

/// A key that means nothing where it stands.
fn no_key(key: &Node, known: &[&str]) -> BriefProblem {
    BriefProblem::at(key, unknown_key(key.text().unwrap_or_default(), known.iter().copied()))
}

/// A mistake in what was stated, with its place in the brief: the key that holds it, or the row.
fn problem(tree: &Node, mistake: &Mistake) -> BriefProblem {
    let message = format!("{}; accepted: {}", mistake.problem, mistake.accepted);
    let parts = mistake.pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~"));
    let parts: Vec<String> = parts.collect();
    // The fields of a section stand at the top of a brief.
    let skipped = parts.first().is_some_and(|first| DEFINITION.standard.section(first).is_some() && parts.len() > 1);
    let (mut at, mut node) = (tree, tree);
    for part in &parts[usize::from(skipped)..] {
        let next = match &node.value {
            Value::List(items) => {
                part.parse::<usize>().ok().and_then(|index| items.get(index)).map(|item| (item, item))
            }
            Value::Map(entries) => {
                let named = entries.iter().find(|(key, _)| key.text() == Some(part.as_str()));
                let named = named.or_else(|| entries.iter().find(|(key, _)| is_steps(key, part)));
                named.map(|(key, value)| (key, value))
            }
            _ => None,
        };
        match next {
            Some(next) => (at, node) = next,
            None => break,
        }
    }
    BriefProblem::at(at, message)
}

/// Whether a key of a brief stands for the field that another section bears first.
fn is_steps(key: &Node, field: &str) -> bool {
    key.text() == Some("next_steps") && field == NEXT_STEPS.1
}

/// Sends what is stated through the boundary of each step.
///
/// # Errors
/// What the boundary does not take.
pub(super) fn apply(
    brief: &Brief,
    pack: Pack,
    sections: &BTreeMap<&'static str, Arguments>,
) -> Result<Pack, BriefError> {
    sent(pack, sections)
        .map_err(|mistakes| BriefError { problems: mistakes.iter().map(|one| problem(&brief.tree, one)).collect() })
}

/// The same with every mistake of every step.
fn sent(mut pack: Pack, sections: &BTreeMap<&'static str, Arguments>) -> Result<Pack, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    for step in DEFINITION.steps {
        let mut arguments = Arguments::new();
        for section in step.sections {
            let Some(fields) = sections.get(section) else { continue };
            arguments.insert((*section).to_owned(), Json::Object(fields.clone()));
        }
        match input::apply(&DEFINITION, step, &pack, &arguments) {
            Ok(next) => pack = next,
            Err(more) => mistakes.extend(more),
        }
        // A draft has every section, with or without something in it.
        for section in step.sections.iter().take(1) {
            pack.sections.entry((*section).to_owned()).or_default();
        }
    }
    if mistakes.is_empty() { Ok(pack) } else { Err(mistakes) }
}
