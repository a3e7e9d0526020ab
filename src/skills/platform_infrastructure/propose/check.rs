//! Mistakes that only this skill can see in a brief: unknown kinds, questions and areas, and names that stand twice.

use std::collections::BTreeMap;

use super::catalog::Catalog;
use crate::skill::brief::BriefProblem;
use crate::skill::input::unknown;
use crate::skills::platform_infrastructure::DEFINITION;
use crate::text::{self, sentence};
use crate::yaml::Node;

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
        problems.extend(stranger(key, "question", questions()).map(|said| BriefProblem::at(key, said)));
    }
    for person in tree.get("people").map(Node::items).unwrap_or_default() {
        for area in person.get("owns").map(Node::items).unwrap_or_default() {
            let said = stranger(area, "area", AREAS.iter().copied());
            problems.extend(said.map(|said| BriefProblem::at(area, said)));
        }
    }
    kinds(&mut problems, tree, "capabilities", "kind of capability", || {
        catalog.capabilities.iter().map(|entry| entry.key.as_str())
    });
    kinds(&mut problems, tree, "journeys", "kind of journey", || {
        catalog.journeys.iter().map(|entry| entry.key.as_str())
    });
    kinds(&mut problems, tree, "limits", "kind of limit", || catalog.limits.iter().map(|entry| entry.key.as_str()));
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
        if let Some(kind) = row.get("kind")
            && let Some(said) = stranger(kind, what, known())
        {
            problems.push(BriefProblem::at(kind, format!("{} Leave the key out where none fits", sentence(&said))));
        }
    }
}

/// What is said of a word that is none of those that are known.
fn stranger<'k>(node: &Node, what: &str, known: impl Iterator<Item = &'k str> + Clone) -> Option<String> {
    let word = node.text().filter(|word| !known.clone().any(|one| one == *word))?;
    Some(unknown(what, word, known))
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
