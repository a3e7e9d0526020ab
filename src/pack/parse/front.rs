//! Front matter: skill, rule set and as-of date between two lines of dashes.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Parsed, ProblemKind, problem};
use crate::yaml;

/// The keys that mean something.
const KEYS: [&str; 3] = ["skill", "rule_set", "as_of"];

/// The skill a document names in its front matter.
pub fn skill_of(source: &str) -> Option<String> {
    let values: BTreeMap<String, serde_json::Value> = yaml::read(split(source)?.matter).ok()?;
    values.get("skill").and_then(|skill| skill.as_str()).map(str::to_owned)
}

/// The front matter of a document.
struct Front<'a> {
    matter: &'a str,
    /// Where the YAML begins.
    start: usize,
    /// The byte after the front matter.
    end: usize,
    /// Whether a line of dashes ends it.
    closed: bool,
}

/// Splits off the front matter. A document may also begin with a line of dashes that is a mere rule.
fn split(source: &str) -> Option<Front<'_>> {
    let body = source.strip_prefix('\u{feff}').unwrap_or(source);
    let rest = body.strip_prefix("---\n").or_else(|| body.strip_prefix("---\r\n"))?;
    let start = source.len() - rest.len();
    let mut at = 0;
    // Where it ends if no line of dashes ends it.
    let mut open_end = None;
    for line in rest.split_inclusive('\n') {
        let text = line.trim_end();
        if matches!(text, "---" | "...") {
            let matter = &rest[..at];
            let front = Front { matter, start, end: start + at + line.len(), closed: true };
            return is_mapping(matter).then_some(front);
        }
        if text.is_empty() || text.starts_with('#') {
            open_end.get_or_insert(at);
        }
        if text.starts_with("## ") || text.starts_with('|') {
            // No YAML: the line of dashes that may follow is another one.
            break;
        }
        at += line.len();
    }
    let matter = &rest[..open_end.unwrap_or(at)];
    let known = KEYS.iter().any(|key| line_of(matter, key) == Some(0));
    known.then_some(Front { matter, start, end: start + matter.len(), closed: false })
}

/// Whether a text begins as a mapping does, or is blank.
fn is_mapping(matter: &str) -> bool {
    let first = matter.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    first.is_none_or(|line| line.split_once(':').is_some_and(|(key, _)| !key.contains(char::is_whitespace)))
}

/// Where the line of a key begins.
fn line_of(matter: &str, key: &str) -> Option<usize> {
    let mut at = 0;
    for line in matter.split_inclusive('\n') {
        if line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':')) {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// Reads the front matter into `parsed`; yields the byte after it.
pub(super) fn read(source: &str, parsed: &mut Parsed) -> usize {
    let Some(Front { matter, start, end, closed }) = split(source) else {
        return source.len() - source.trim_start_matches('\u{feff}').len();
    };
    parsed.map.front(0..end);
    if !closed {
        problem(parsed, ProblemKind::FrontMatter, "", "no line of three dashes ends it", 0..end);
    }
    if matter.trim().is_empty() {
        return end;
    }
    let values: BTreeMap<String, serde_json::Value> = match yaml::read(matter) {
        Ok(values) => values,
        Err(mut error) => {
            // The front matter begins on the document's second line.
            error.line += usize::from(error.line > 0);
            problem(parsed, ProblemKind::FrontMatter, "", &format!("it is not YAML ({error})"), 0..end);
            // Whether it says the date nobody can tell; this problem is enough.
            parsed.dated = true;
            return end;
        }
    };
    for (key, value) in values {
        let text = match &value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let at = line_of(matter, &key).map_or(0..end, |at| start + at..start + at + key.len());
        match key.as_str() {
            "skill" => parsed.pack.skill = text,
            "rule_set" => match text.parse() {
                Ok(number) => parsed.pack.rule_set = number,
                Err(_) => problem(
                    parsed,
                    ProblemKind::FrontMatter,
                    "",
                    &format!("`rule_set: {text}` is not a whole number"),
                    at,
                ),
            },
            "as_of" => {
                parsed.dated = true;
                match text.parse::<Date>() {
                    Ok(date) => parsed.pack.as_of = date,
                    Err(_) => {
                        problem(
                            parsed,
                            ProblemKind::FrontMatter,
                            "",
                            &format!("`as_of: {text}` is not a date like 2027-03-31"),
                            at,
                        );
                    }
                }
            }
            _ => problem(
                parsed,
                ProblemKind::FrontMatter,
                "",
                &format!("`{key}` is not one of skill, rule_set, as_of"),
                at,
            ),
        }
    }
    end
}
