//! Questions from files. A key that is not known is named with its place and the nearest one that is.

use std::path::Path;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{CommandError, unusable};
use crate::cli::input;
use crate::skill::input::unknown_key;
use crate::yaml::{self, Node};

/// At most so many problems are told at once.
const MOST: usize = 10;

/// A question from a file, YAML or JSON, or from standard input for `-`.
pub(super) fn question<T: DeserializeOwned + JsonSchema>(path: &Path) -> Result<T, CommandError> {
    written(path, &input::read(path)?)
}

/// A question that was read from a file.
pub(super) fn written<T: DeserializeOwned + JsonSchema>(path: &Path, text: &str) -> Result<T, CommandError> {
    let name = input::name(path);
    if text.trim().is_empty() {
        return Err(unusable(&name, "it is empty; references/examples/calc has examples of each question"));
    }
    // Keys before values: a misspelt key is often the reason why another one is missing.
    if let Ok(tree) = yaml::tree(text) {
        let schema = schemars::schema_for!(T).to_value();
        let problems = unknown_keys(&schema, &schema, &tree);
        if !problems.is_empty() {
            return Err(unusable(
                &name,
                problems.into_iter().take(MOST).collect::<Vec<_>>().join(&format!("\n{name}: ")),
            ));
        }
    }
    let is_json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    let read = match is_json {
        true => serde_json::from_str(text).map_err(|error| error.to_string()),
        false => yaml::read(text).map_err(|error| error.to_string()),
    };
    read.map_err(|error| unusable(&name, in_plain_words(&error)))
}

/// What the reader of a format says of keys and choices, as one says it of a file.
fn in_plain_words(error: &str) -> String {
    let quoted = |start: &str| {
        let (before, rest) = error.split_once(&format!("{start} `"))?;
        let (word, behind) = rest.split_once('`')?;
        Some((before, word, behind))
    };
    if let Some((before, key, behind)) = quoted("missing field") {
        return format!("{before}the key `{key}` is missing{behind}");
    }
    match quoted("unknown variant") {
        Some((before, word, behind)) => {
            let choices = behind.trim_start_matches(", expected");
            format!("{before}`{word}` is no choice here; write {}", choices.trim_start())
        }
        None => error.to_owned(),
    }
}

/// The keys of a text that its schema does not have.
fn unknown_keys(schema: &Value, root: &Value, node: &Node) -> Vec<String> {
    let schema = resolve(schema, root);
    if let Some(choices) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array) {
        // Of several shapes, the one that fits best is meant.
        let tried =
            choices.iter().filter(|choice| fits(choice, root, node)).map(|choice| unknown_keys(choice, root, node));
        return tried.min_by_key(Vec::len).unwrap_or_default();
    }
    let mut problems = Vec::new();
    if let Some(items) = schema.get("items") {
        problems.extend(node.items().iter().flat_map(|item| unknown_keys(items, root, item)));
    }
    let known = schema.get("properties").and_then(Value::as_object);
    let others = schema.get("additionalProperties");
    for (key, value) in node.entries() {
        let Some(name) = key.text() else { continue };
        if let Some(property) = known.and_then(|known| known.get(name)) {
            problems.extend(unknown_keys(property, root, value));
        } else if let Some(others) = others.filter(|others| others.is_object()) {
            problems.extend(unknown_keys(others, root, value));
        } else if others == Some(&Value::Bool(false)) {
            let unknown = unknown_key(name, known.into_iter().flatten().map(|(name, _)| name.as_str()));
            problems.push(format!("line {}, column {}: {unknown}", key.line, key.column));
        }
    }
    problems
}

/// Whether a shape is for a map or a list where there is one.
fn fits(schema: &Value, root: &Value, node: &Node) -> bool {
    let schema = resolve(schema, root);
    let is = |kind: &str| schema.get("type").is_some_and(|types| types.as_str() == Some(kind));
    (node.entries().is_empty() || is("object") || schema.get("anyOf").is_some())
        && (node.items().is_empty() || is("array") || schema.get("anyOf").is_some())
}

fn resolve<'s>(schema: &'s Value, root: &'s Value) -> &'s Value {
    let target = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix('#'));
    target.and_then(|path| root.pointer(path)).unwrap_or(schema)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::capacity::CapacityInput;
    use crate::engine::schedule::RoadmapInput;
    use crate::engine::slo::Question;

    fn problems<T: JsonSchema>(text: &str) -> Vec<String> {
        let schema = schemars::schema_for!(T).to_value();
        unknown_keys(&schema, &schema, &yaml::tree(text).unwrap())
    }

    #[test]
    fn readers_speak_plainly() {
        for (said, expected) in [
            (
                "line 2, column 30: unknown variant `browser`, expected one of server, client, both",
                "line 2, column 30: `browser` is no choice here; write one of server, client, both",
            ),
            (
                "unknown variant `wrk`, expected `work` or `rollouts` at line 3 column 52",
                "`wrk` is no choice here; write `work` or `rollouts` at line 3 column 52",
            ),
            ("line 2, column 24: missing field `name`", "line 2, column 24: the key `name` is missing"),
            ("missing field `name` at line 1 column 9", "the key `name` is missing at line 1 column 9"),
            ("line 1: it ends too soon", "line 1: it ends too soon"),
        ] {
            assert_eq!(in_plain_words(said), expected);
        }
    }

    #[test]
    fn unknown_keys_are_named_wherever_they_stand() {
        let found = problems::<Question>(
            "tagret: 99.9 %\nwindow: 30 days\nneeds:\n  all:\n    - name: a\n      availabilty: 99 %\nlatency: {objective: p95 < 1 s, bukcets: []}\n",
        );
        assert_eq!(
            found.iter().map(|line| line.split(" There are").next().unwrap_or_default()).collect::<Vec<_>>(),
            [
                "line 1, column 1: `tagret` is not known here; did you mean `target`?",
                "line 6, column 7: `availabilty` is not known here; did you mean `availability`?",
                "line 7, column 33: `bukcets` is not known here; did you mean `buckets`?",
            ]
        );
        // One of two shapes, a text or a map.
        let found = problems::<CapacityInput>("limits:\n- name: a\n  growth: {low: 1, likley: 2, high: 3}\n");
        assert_eq!(
            found,
            ["line 3, column 20: `likley` is not known here; did you mean `likely`? There are: low, likely, high"]
        );
        assert!(problems::<CapacityInput>("limits: [{name: a, growth: +1 GB per month}]").is_empty());
        // Names of owners are free, what is said of them is not.
        let found = problems::<RoadmapInput>("owners: {Ana: {capcity: 1}}");
        assert_eq!(found, ["line 1, column 16: `capcity` is not known here; there are: capacity"]);
    }
}
