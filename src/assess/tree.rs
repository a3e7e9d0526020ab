//! Values that know where they stand, read from YAML and JSON.
//!
//! A configuration of untrusted make needs what a typed reader cannot give: a place for every value, custom tags
//! (`!Ref`, `!reference`), several documents in one file. So YAML is built here from the parser's events, within
//! bounds; JSON is read as the YAML it is.

use crate::text::cut;
use std::collections::BTreeMap;

use granit_parser::{Event, Marker, Options, Parser, ScalarStyle, Tag};

/// The most values one file may hold, with every alias counted as what it stands for.
const NODES: usize = 100_000;
/// The most levels of values within values.
const DEPTH: usize = 64;
/// The most bytes of text all aliases of a file may stand for.
const ALIASED: usize = 4 << 20;

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
    /// A custom tag, without its `!`.
    pub tag: Option<String>,
    /// What stands there.
    pub value: Value,
}

/// What stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing: blank, `~` or `null`.
    Null,
    /// A text, number or truth value, as it was written.
    Scalar(String),
    /// A text in a block that keeps its lines; its place is its first line that is not blank.
    Block(String),
    /// Several values.
    List(Vec<Node>),
    /// Values by key, in the order of the text.
    Map(Vec<(Node, Node)>),
}

/// Why a file is not a tree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum TreeError {
    /// The text is not of the format.
    #[error("it is not {format}: {message}")]
    Syntax { format: &'static str, line: usize, column: usize, message: String },
    /// The file asks for too much.
    #[error("it {0}")]
    TooMuch(String),
}

impl TreeError {
    /// Line and column, 0 where the whole file is meant.
    pub(super) fn place(&self) -> (usize, usize) {
        match self {
            TreeError::Syntax { line, column, .. } => (*line, *column),
            TreeError::TooMuch(_) => (0, 0),
        }
    }
}

impl Node {
    /// A scalar's text.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) | Value::Block(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list; none for anything else.
    pub(super) fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a map, key first; none for anything else.
    pub(super) fn entries(&self) -> &[(Node, Node)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The entries whose keys are texts.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &Node, &Node)> {
        self.entries().iter().filter_map(|(key, value)| key.text().map(|name| (name, key, value)))
    }

    /// The value under a key; of several the last, as most readers of YAML have it.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().rev().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }

    /// The value under keys within keys.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The key with the value under it.
    pub(super) fn entry(&self, key: &str) -> Option<(&Node, &Node)> {
        self.entries().iter().rev().find(|(name, _)| name.text() == Some(key)).map(|(name, value)| (name, value))
    }

    /// The text under keys within keys.
    pub(super) fn str_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path).and_then(Node::text)
    }

    /// One value or several: the items of a list, or the value itself; nothing where there is none.
    pub(super) fn each(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            Value::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// Whether it is written `true`.
    pub(super) fn is_true(&self) -> bool {
        self.text() == Some("true")
    }

    /// Whether it is written `false`.
    pub(super) fn is_false(&self) -> bool {
        self.text() == Some("false")
    }

    /// Visits every value below and this one, in the order of the text, with its key where it has one.
    pub(super) fn visit<'n>(&'n self, seen: &mut impl FnMut(Option<&'n str>, &'n Node)) {
        fn go<'n>(key: Option<&'n str>, node: &'n Node, seen: &mut impl FnMut(Option<&'n str>, &'n Node)) {
            seen(key, node);
            match &node.value {
                Value::List(items) => items.iter().for_each(|item| go(None, item, seen)),
                Value::Map(entries) => entries.iter().for_each(|(key, value)| go(key.text(), value, seen)),
                _ => {}
            }
        }
        go(None, self, seen);
    }

    /// How it reads in a line: a scalar as written, `!Ref x` for a tagged one, a list with commas.
    pub(super) fn line(&self) -> String {
        let body = match &self.value {
            Value::Null => String::new(),
            Value::Scalar(text) | Value::Block(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
            Value::List(items) => items.iter().map(Node::line).collect::<Vec<_>>().join(", "),
            Value::Map(entries) => {
                let entry = |(key, value): &(Node, Node)| format!("{}={}", key.line(), value.line());
                entries.iter().map(entry).collect::<Vec<_>>().join(", ")
            }
        };
        let body = match &self.tag {
            Some(tag) => format!("!{tag} {body}"),
            None => body,
        };
        shorten(&body)
    }

    fn weight(&self) -> (usize, usize) {
        let mut nodes = 0;
        let mut bytes = 0;
        self.visit(&mut |_, node| {
            nodes += 1;
            bytes += node.text().map_or(0, str::len);
        });
        (nodes, bytes)
    }
}

/// The most letters of a value that are shown in a line.
const SHOWN: usize = 160;

/// A text short enough for a line.
pub(super) fn shorten(text: &str) -> String {
    cut(text, SHOWN)
}

/// Reads every document of a YAML or JSON text.
///
/// # Errors
/// Where the text is not YAML, or asks for more than the bounds of this module. Documents before a mistake are not
/// given: what follows a mistake may change what stands before it.
pub(super) fn yaml(text: &str) -> Result<Vec<Node>, TreeError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut options = Options::default();
    options.set_emit_comments(false);
    options.flow_nesting_limit = DEPTH;
    options.block_nesting_limit = DEPTH;
    let mut builder = Builder::default();
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| TreeError::Syntax {
            format: "YAML",
            line: error.marker().line(),
            column: error.marker().col() + 1,
            message: error.info().split_whitespace().collect::<Vec<_>>().join(" "),
        })?;
        builder.take(event, &span.start)?;
    }
    Ok(builder.documents)
}

/// A collection that is being read.
struct Open {
    anchor: usize,
    node: Node,
    /// The key that waits for its value, in a map.
    key: Option<Node>,
}

#[derive(Default)]
struct Builder {
    documents: Vec<Node>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    nodes: usize,
    aliased: usize,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, at: &Marker) -> Result<(), TreeError> {
        let node = |tag: Option<&Tag>, value| Node {
            line: at.line(),
            column: at.col() + 1,
            tag: tag.filter(|tag| tag.is_custom()).map(|tag| tag.suffix().trim_start_matches('!').to_owned()),
            value,
        };
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain_null = matches!(style, ScalarStyle::Plain) && matches!(&*text, "" | "~" | "null");
                let value = match style {
                    _ if plain_null => Value::Null,
                    ScalarStyle::Literal => Value::Block(text.into_owned()),
                    _ => Value::Scalar(text.into_owned()),
                };
                self.add(node(tag.as_deref(), value), anchor)
            }
            Event::SequenceStart(_, anchor, tag) => self.open(node(tag.as_deref(), Value::List(Vec::new())), anchor),
            Event::MappingStart(_, anchor, tag) => self.open(node(tag.as_deref(), Value::Map(Vec::new())), anchor),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(done) => self.add(done.node, done.anchor),
                None => Ok(()),
            },
            Event::Alias(anchor) => {
                let Some(known) = self.anchors.get(&anchor).cloned() else {
                    return Err(TreeError::TooMuch("has an alias within what it stands for".to_owned()));
                };
                let (nodes, bytes) = known.weight();
                self.nodes = self.nodes.saturating_add(nodes);
                self.aliased = self.aliased.saturating_add(bytes);
                if self.nodes > NODES || self.aliased > ALIASED {
                    return Err(TreeError::TooMuch("has aliases that stand for more than is read of one file".into()));
                }
                self.add(known, 0)
            }
            Event::DocumentStart(..) => {
                self.anchors.clear();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, node: Node, anchor: usize) -> Result<(), TreeError> {
        if self.open.len() >= DEPTH {
            return Err(TreeError::TooMuch(format!("has more than {DEPTH} levels of values within values")));
        }
        self.open.push(Open { anchor, node, key: None });
        Ok(())
    }

    fn add(&mut self, node: Node, anchor: usize) -> Result<(), TreeError> {
        self.nodes += 1;
        if self.nodes > NODES {
            return Err(TreeError::TooMuch(format!("has more than {NODES} values")));
        }
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            None => self.documents.push(node),
            Some(open) => match &mut open.node.value {
                Value::List(items) => items.push(node),
                Value::Map(entries) => match open.key.take() {
                    None => open.key = Some(node),
                    Some(key) => entries.push((key, node)),
                },
                _ => {}
            },
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_tags_and_documents() {
        let text =
            "\u{feff}on: push\r\na: !Ref B\r\nrun: |\r\n  one\r\n  two\r\nc: [1, ~]\r\n---\r\n{\"x\": \"\\u00e9\"}\r\n";
        let documents = yaml(text).expect("YAML");
        assert_eq!(documents.len(), 2);
        let first = &documents[0];
        assert_eq!(first.str_at(&["on"]), Some("push"));
        let tagged = first.get("a").expect("a");
        assert_eq!((tagged.tag.as_deref(), tagged.text(), tagged.line), (Some("Ref"), Some("B"), 2));
        let block = first.get("run").expect("run");
        assert_eq!((&block.value, block.line), (&Value::Block("one\ntwo\n".into()), 4));
        assert_eq!(first.get("c").expect("c").items()[1].value, Value::Null);
        assert_eq!(documents[1].str_at(&["x"]), Some("\u{e9}"));
    }

    #[test]
    fn bounds_hold() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let before = format!("*a{}", level - 1);
            bomb += &format!("a{level}: &a{level} [{}]\n", [before.as_str(); 10].join(", "));
        }
        assert!(matches!(yaml(&bomb), Err(TreeError::TooMuch(_))));
        assert!(yaml(&"[".repeat(5_000)).is_err());
        assert!(yaml("a: &a [*a]").is_err());
    }
}
