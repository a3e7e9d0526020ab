//! A brief of what a repository says: rows to keep, and comments for what its files could not tell.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json};

use crate::assess::graph;
use crate::assess::model::Assessment;
use crate::skills::platform_operations::repository::{tame, told};

/// What stands above the rows of a field.
const ABOUT: &[(&str, &str, &str)] = &[
    (
        "baseline",
        "services",
        "What is deployed. Add kind, criticality and owner where they are missing; take out what is not yours.",
    ),
    (
        "baseline",
        "stack",
        "The tool chain. Add metrics, logs, traces, paging and flags: no file of a repository tells them.",
    ),
    ("delivery", "paths", "A path for each pipeline. Add who may start it, and when it is used."),
    ("delivery", "environments", "Add the platform, and the region where it is missing."),
    ("delivery", "artifacts", "Add how long each is kept."),
    (
        "delivery",
        "stages",
        "The graph, as the jobs wait for each other. `runs` is the job, and the line that shows the stage.",
    ),
    ("delivery", "checks", "Add until when each has to succeed, and what follows where it does not."),
    ("safety", "gates", "Add what passes: a number of findings and their severity."),
    ("safety", "approvals", "Add who approves, whether of their own changes, until when, and where that is recorded."),
    ("safety", "controls", "The security of the pipeline itself."),
];

/// Writes the brief.
pub(super) fn brief(assessment: &Assessment) -> String {
    let drawn = graph::draw(assessment);
    let sections = told(assessment, &drawn);
    let mut out = String::from(HEAD);
    for (section, field, about) in ABOUT {
        let rows = sections.get(section).and_then(|fields| fields.get(*field)).and_then(Json::as_array);
        let Some(rows) = rows else {
            let _ = writeln!(out, "\n# {field}: nothing in the files tells them.");
            continue;
        };
        let _ = writeln!(out, "\n# {about}\n{field}:");
        for row in rows.iter().filter_map(Json::as_object) {
            let _ = writeln!(out, "  - {}", flow(row));
        }
    }
    if !drawn.unknown.is_empty() {
        out.push_str("\n# What the files do not tell. Ask, and write down what you learn above:\n");
        for fact in &drawn.unknown {
            let text = format!("{} ({})", fact.value, fact.at);
            let _ = writeln!(out, "# - {}", tame(&text));
        }
    }
    out
}

const HEAD: &str = "\
# What a repository says of its delivery, as a brief for the skill platform-operations.
#
# Every row stands in the files; nothing is guessed. What is missing in a row could not be told: fill it in, or leave it out,
# and it becomes an assumption or an open question. Lines that begin with \"#\" are for you.

skill: platform-operations

# Required: take the \"#\" away and write your own.
#title: \"\"
#as_of: 2026-11-02
#target: \"\"
#request: >-
#  What you want, in your own words.

# How a change reaches users today, in two or three sentences.
#release_flow: >-
";

/// A row in one line.
fn flow(row: &Map<String, Json>) -> String {
    // Names come first, as in the tables.
    let cells: Vec<String> = row.iter().map(|(key, value)| format!("{key}: {}", value_of(value))).collect();
    format!("{{ {} }}", cells.join(", "))
}

fn value_of(value: &Json) -> String {
    match value {
        Json::Array(items) => format!("[{}]", items.iter().map(value_of).collect::<Vec<_>>().join(", ")),
        Json::String(text) => scalar(text),
        other => other.to_string(),
    }
}

/// A text as YAML reads it back: plain where nothing in it could mean something else.
fn scalar(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '_' | '/' | '-'))
        && !text.ends_with(' ')
        && !matches!(text.to_lowercase().as_str(), "yes" | "no" | "on" | "off" | "true" | "false" | "null" | "y" | "n");
    if plain { text.to_owned() } else { tame(&Json::String(text.to_owned()).to_string()) }
}
