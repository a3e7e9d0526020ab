//! Mistakes that only this skill can see in a brief: unknown kinds, questions and areas, and names that stand twice.

use std::collections::BTreeMap;

use super::catalog::Catalog;
use crate::gate::text;
use crate::skill::brief::BriefProblem;
use crate::skill::input::nearest;
use crate::skill::yaml::Node;
use crate::skills::platform_infrastructure::DEFINITION;

/// What a person may answer for.
pub(super) const AREAS: &[&str] =
    &["scaling", "instrumentation", "capabilities", "quality", "privacy", "cost", "discoverability"];

/// The lists whose rows go by a name, and the key of that name.
const NAMED: &[(&str, &str)] = &[
    ("people", "name"),
    ("success", "measure"),
    ("capabilities", "name"),
    ("journeys", "name"),
    ("components", "name"),
    ("targets", "attribute"),
    ("limits", "component"),
    ("gaps", "area"),
    ("events", "name"),
    ("risks", "risk"),
    ("questions", "question"),
    ("evidence", "fact"),
    ("confirmations", "change"),
];

/// Every mistake.
pub(super) fn check(tree: &Node, catalog: &Catalog) -> Vec<BriefProblem> {
    let mut problems = Vec::new();
    if let Some(node) = tree.get("skill")
        && let Some(skill) = node.text().filter(|skill| skill.trim() != DEFINITION.name)
    {
        problems.push(BriefProblem::at(node, format!("this is a brief for `{skill}`; write {}", DEFINITION.name)));
    }
    let questions = || DEFINITION.questions.iter().map(|question| question.id);
    for (key, _) in tree.get("answers").map(Node::entries).unwrap_or_default() {
        unknown(&mut problems, key, "question", questions());
    }
    for person in tree.get("people").map(Node::items).unwrap_or_default() {
        for area in person.get("owns").map(Node::items).unwrap_or_default() {
            unknown(&mut problems, area, "area", AREAS.iter().copied());
        }
    }
    kinds(&mut problems, tree, "capabilities", "capability of the catalogue", || {
        catalog.capabilities.iter().map(|entry| entry.key.as_str())
    });
    kinds(&mut problems, tree, "journeys", "journey of the catalogue", || {
        catalog.journeys.iter().map(|entry| entry.key.as_str())
    });
    kinds(&mut problems, tree, "limits", "limit of the catalogue", || {
        catalog.limits.iter().map(|entry| entry.key.as_str())
    });
    for (list, key) in NAMED {
        names(&mut problems, tree, list, key);
    }
    problems
}

/// The `kind` of each row of a list.
fn kinds<'k, I: Iterator<Item = &'k str> + Clone>(
    problems: &mut Vec<BriefProblem>,
    tree: &Node,
    list: &str,
    what: &str,
    known: impl Fn() -> I,
) {
    for row in tree.get(list).map(Node::items).unwrap_or_default() {
        if let Some(kind) = row.get("kind") {
            unknown(problems, kind, what, known());
        }
    }
}

fn unknown<'k>(
    problems: &mut Vec<BriefProblem>,
    node: &Node,
    what: &str,
    known: impl Iterator<Item = &'k str> + Clone,
) {
    let Some(word) = node.text() else { return };
    if known.clone().any(|one| one == word) {
        return;
    }
    let near = nearest(word, known.clone()).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    let all: Vec<&str> = known.collect();
    // A list nobody reads to its end helps less than a way out.
    let accepted = match all.len() {
        0..=30 => format!("Accepted: {}", all.join(", ")),
        _ => "Leave the key out where none fits".to_owned(),
    };
    let stop = if near.is_empty() { "." } else { "" };
    problems.push(BriefProblem::at(node, format!("`{word}` is no {what}{near}{stop} {accepted}")));
}

/// The names of a list: none blank, none twice. Two rows of one name would be merged into one.
fn names(problems: &mut Vec<BriefProblem>, tree: &Node, list: &str, key: &str) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for row in tree.get(list).map(Node::items).unwrap_or_default() {
        let Some(node) = row.get(key) else { continue };
        let name = node.text().unwrap_or_default();
        if name.trim().is_empty() {
            problems.push(BriefProblem::at(node, format!("`{key}` is blank; it names the row")));
            continue;
        }
        if let Some(line) = seen.insert(text::key(name), node.line) {
            problems.push(BriefProblem::at(
                node,
                format!("`{name}` stands in line {line} already; write one row, or two names"),
            ));
        }
    }
}
