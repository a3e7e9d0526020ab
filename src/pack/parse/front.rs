//! Front matter: skill, rule set and as-of date between two lines of dashes.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Parsed, ProblemKind, problem};

/// The skill a document names in its front matter.
pub fn skill_of(source: &str) -> Option<String> {
    let (yaml, _) = split(source)?;
    let values: BTreeMap<String, serde_json::Value> = serde_saphyr::from_str(yaml).ok()?;
    values.get("skill").and_then(|skill| skill.as_str()).map(str::to_owned)
}

/// The YAML of the front matter and the byte after it.
fn split(source: &str) -> Option<(&str, usize)> {
    let body = source.strip_prefix('\u{feff}').unwrap_or(source);
    let skipped = source.len() - body.len();
    let rest = body.strip_prefix("---\n").or_else(|| body.strip_prefix("---\r\n"))?;
    let start = source.len() - rest.len();
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            debug_assert!(start >= skipped);
            return Some((&rest[..at], start + at + line.len()));
        }
        at += line.len();
    }
    None
}

/// Reads the front matter into `parsed`; yields the byte after it.
pub(super) fn read(source: &str, parsed: &mut Parsed) -> usize {
    let Some((yaml, end)) = split(source) else {
        return source.len() - source.trim_start_matches('\u{feff}').len();
    };
    parsed.map.front(0..end);
    if yaml.trim().is_empty() {
        return end;
    }
    let values: BTreeMap<String, serde_json::Value> = match serde_saphyr::from_str(yaml) {
        Ok(values) => values,
        Err(error) => {
            let first = error.to_string();
            let first = first.lines().next().unwrap_or_default().to_owned();
            problem(parsed, ProblemKind::FrontMatter, "", &format!("it is not YAML ({first})"), 0..end);
            return end;
        }
    };
    for (key, value) in values {
        let text = match &value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let at = yaml.find(&format!("{key}:")).map_or(0..end, |at| {
            let start = end.min(at + source.find(yaml).unwrap_or(0));
            start..(start + key.len()).min(end)
        });
        match key.as_str() {
            "skill" => parsed.pack.skill = text,
            "rule_set" => match text.parse() {
                Ok(number) => parsed.pack.rule_set = number,
                Err(_) => problem(parsed, ProblemKind::FrontMatter, "", &format!("`rule_set: {text}` is not a whole number"), at),
            },
            "as_of" => match text.parse::<Date>() {
                Ok(date) => parsed.pack.as_of = date,
                Err(_) => {
                    problem(parsed, ProblemKind::FrontMatter, "", &format!("`as_of: {text}` is not a date like 2027-03-31"), at);
                }
            },
            _ => problem(parsed, ProblemKind::FrontMatter, "", &format!("`{key}` is not one of skill, rule_set, as_of"), at),
        }
    }
    end
}
