//! A job as layers: what it says itself, then what it takes over, the nearest first.
//!
//! Merging would lose which file a value comes from. A lookup asks each layer in turn instead: a map below another map
//! adds to it, anything else hides what lies below.

use std::collections::BTreeMap;

use crate::assess::tree::{Node, Value};

/// What one file says under a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Definition<'n> {
    pub file: &'n str,
    pub key: &'n Node,
    pub node: &'n Node,
}

/// Everything that is defined, by name; of several definitions the first overrides.
pub(super) type Definitions<'n> = BTreeMap<&'n str, Vec<Definition<'n>>>;

/// A value with its file and its key.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'n> {
    pub file: &'n str,
    pub key: &'n Node,
    pub node: &'n Node,
}

/// The most layers of a job.
const LAYERS: usize = 64;
/// The most levels of `extends`, as GitLab has it.
const DEPTH: usize = 11;

/// The layers of a job.
pub(super) struct Layers<'n> {
    layers: Vec<(&'n str, &'n Node)>,
}

impl<'n> Layers<'n> {
    /// The layers of the job or hidden job of a name, without the defaults of the pipeline.
    pub(super) fn of(name: &str, definitions: &Definitions<'n>) -> Self {
        let mut layers = Layers { layers: Vec::new() };
        layers.add(name, definitions, 0);
        layers
    }

    fn add(&mut self, name: &str, definitions: &Definitions<'n>, depth: usize) {
        let defined = definitions.get(name).map(Vec::as_slice).unwrap_or_default();
        for definition in defined {
            if self.layers.len() >= LAYERS || depth > DEPTH {
                return;
            }
            self.layers.push((definition.file, definition.node));
        }
        // Of the parents of one definition the last one listed overrides; the parents of the overriding definition win.
        if let Some(extends) = defined.iter().find_map(|definition| definition.node.get("extends")) {
            for parent in extends.each().iter().rev().filter_map(Node::text) {
                self.add(parent, definitions, depth + 1);
            }
        }
    }

    /// Adds what holds for all jobs, below everything else.
    pub(super) fn with_defaults(mut self, definitions: &Definitions<'n>) -> Self {
        let defaults = definitions.get("default").map(Vec::as_slice).unwrap_or_default();
        self.layers.extend(defaults.iter().map(|definition| (definition.file, definition.node)));
        self
    }

    /// The value under keys within keys.
    pub(super) fn find(&self, path: &[&str]) -> Option<Found<'n>> {
        let (last, before) = path.split_last()?;
        for (file, layer) in &self.layers {
            let mut node = *layer;
            let mut hidden = false;
            for key in before {
                match node.get(key) {
                    Some(below) => {
                        hidden = !matches!(below.value, Value::Map(_));
                        node = below;
                    }
                    None => {
                        hidden = false;
                        node = &MISSING;
                    }
                }
                if hidden {
                    break;
                }
            }
            if hidden {
                return None;
            }
            if let Some((key, value)) = node.entry(last) {
                return Some(Found { file, key, node: value });
            }
        }
        None
    }

    /// The text under keys within keys.
    pub(super) fn text(&self, path: &[&str]) -> Option<&'n str> {
        self.find(path).and_then(|found| found.node.text())
    }
}

/// What stands where nothing does.
static MISSING: Node = Node { line: 0, column: 0, tag: None, value: Value::Null };

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::tree;

    #[test]
    fn maps_add_and_anything_else_hides() {
        let text =
            ".a: {x: {p: 1, q: 2}, s: [1]}\n.b: {x: {q: 3}, y: 1}\njob: {extends: [.a, .b], s: [2], y: {z: 1}}\n";
        let documents = tree::yaml(text).expect("YAML");
        let fields = documents[0].fields();
        let define = |(name, key, node)| (name, vec![Definition { file: "f", key, node }]);
        let definitions: Definitions<'_> = fields.map(define).collect();
        let layers = Layers::of("job", &definitions);
        assert_eq!(layers.text(&["x", "p"]), Some("1"));
        assert_eq!(layers.text(&["x", "q"]), Some("3"));
        assert_eq!(layers.find(&["s"]).map(|found| found.node.line()).as_deref(), Some("2"));
        assert_eq!(layers.text(&["y", "z"]), Some("1"));
        assert!(layers.find(&["s", "t"]).is_none() && layers.find(&["none", "t"]).is_none());
    }
}
