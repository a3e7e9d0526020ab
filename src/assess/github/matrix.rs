//! Matrices: the runs a job is multiplied into.

use std::collections::BTreeMap;

use super::scope::{Scope, is_open};
use crate::assess::tree::{Node, Value};

/// The most runs of one matrix, as GitHub has it.
const MOST: usize = 256;

/// The most names a matrix gives values to.
const NAMES: usize = 64;

/// The values of one run.
pub(super) type Leg = BTreeMap<String, String>;

/// The runs of a matrix.
///
/// A combination of the listed values is left out where an entry of `exclude` agrees with it. An entry of `include` is
/// added to every combination none of whose listed values it would change; where there is none, it is a run of its own.
///
/// # Errors
/// Why the runs are not known.
pub(super) fn legs(matrix: &Node, scope: &Scope) -> Result<Vec<Leg>, String> {
    if let Some(text) = matrix.text() {
        return Err(format!("the matrix is the expression {text}, known only when it runs"));
    }
    let mut legs = vec![Leg::new()];
    let mut listed: Vec<&str> = Vec::new();
    if matrix.entries().len() > NAMES {
        return Err(format!("it names more than {NAMES} values"));
    }
    for (name, _, values) in matrix.fields() {
        if matches!(name, "include" | "exclude") {
            continue;
        }
        let Value::List(items) = &values.value else {
            return Err(format!("its values of `{name}` are {}, known only when it runs", values.line()));
        };
        if legs.len().saturating_mul(items.len()) > MOST {
            return Err(format!("it has more than {MOST} runs"));
        }
        let add = |leg: &Leg, item: &Node| {
            let mut leg = leg.clone();
            leg.insert(name.to_owned(), scope.fill(&item.line()));
            leg
        };
        legs = legs.iter().flat_map(|leg| items.iter().map(move |item| add(leg, item))).collect();
        listed.push(name);
    }
    let entries = |key: &str| {
        let node = matrix.get(key);
        if let Some(text) = node.and_then(Node::text).filter(|text| is_open(text)) {
            return Err(format!("its `{key}` is the expression {text}, known only when it runs"));
        }
        Ok(node.map(Node::items).unwrap_or_default())
    };
    let values = |entry: &Node| -> Leg {
        entry.fields().take(NAMES).map(|(name, _, value)| (name.to_owned(), scope.fill(&value.line()))).collect()
    };
    for entry in entries("exclude")? {
        let out = values(entry);
        legs.retain(|leg| out.is_empty() || !out.iter().all(|(name, value)| leg.get(name) == Some(value)));
    }
    let mut originals = if listed.is_empty() { 0 } else { legs.len() };
    if listed.is_empty() {
        legs.clear();
    }
    let mut alone = Vec::new();
    for entry in entries("include")? {
        let more = values(entry);
        let keeps = |leg: &Leg| {
            more.iter().all(|(name, value)| !listed.contains(&name.as_str()) || leg.get(name) == Some(value))
        };
        let mut added = false;
        for leg in legs.iter_mut().take(originals).filter(|leg| keeps(leg)) {
            leg.extend(more.clone());
            added = true;
        }
        if !added {
            alone.push(more);
        }
    }
    originals += alone.len();
    if originals > MOST {
        return Err(format!("it has more than {MOST} runs"));
    }
    legs.extend(alone);
    Ok(legs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::tree;

    fn read(text: &str) -> Result<Vec<String>, String> {
        let documents = tree::yaml(text).expect("YAML");
        let words = |leg: Leg| leg.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
        legs(&documents[0], &Scope::default()).map(|legs| legs.into_iter().map(|leg| words(leg).join(" ")).collect())
    }

    /// The example of GitHub's documentation of `jobs.<job_id>.strategy.matrix.include`.
    #[test]
    fn includes_are_added_as_documented() {
        let text = "fruit: [apple, pear]\nanimal: [cat, dog]\ninclude:\n  - color: green\n  - {color: pink, animal: cat}\n  \
                    - {fruit: apple, shape: circle}\n  - fruit: banana\n  - {fruit: banana, animal: cat}\n";
        assert_eq!(
            read(text).expect("runs"),
            [
                "animal=cat color=pink fruit=apple shape=circle",
                "animal=dog color=green fruit=apple shape=circle",
                "animal=cat color=pink fruit=pear",
                "animal=dog color=green fruit=pear",
                "fruit=banana",
                "animal=cat fruit=banana",
            ]
        );
    }

    #[test]
    fn excludes_leave_out_and_bounds_hold() {
        let text = "os: [a, b]\nv: [1, 2]\nexclude:\n  - {os: a, v: 2}\n  - os: b\n";
        assert_eq!(read(text).expect("runs"), ["os=a v=1"]);
        assert_eq!(read("include:\n  - env: staging\n  - env: prod\n").expect("runs"), ["env=staging", "env=prod"]);
        assert!(read("env: ${{ fromJSON(x) }}").is_err());
        let wide = format!("a: [{0}]\nb: [{0}]\n", vec!["1"; 17].join(","));
        assert!(read(&wide).is_err());
    }
}
