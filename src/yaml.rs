//! YAML, read in one way everywhere: `true` and `false` alone are truth values, no key stands twice,
//! no alias makes a small file large, and an error says where.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, MessageFormatter, Spanned, UserMessageFormatter};

/// What is wrong with a YAML text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YamlError {
    /// The line, counted from 1; 0 where the whole text is meant.
    pub line: usize,
    /// The column, counted from 1; 0 where the whole text is meant.
    pub column: usize,
    /// What is wrong, in one line without a place.
    pub message: String,
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            return f.write_str(&self.message);
        }
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for YamlError {}

/// Reads one YAML document.
///
/// # Errors
/// Where the text is not YAML, holds more than one document, asks for too much work, or is not of
/// the shape of `T`. The first mistake only: what follows it may follow from it.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, YamlError> {
    let budget = serde_saphyr::budget! { max_depth: 32, max_nodes: 100_000, max_aliases: 1_000 };
    let options = serde_saphyr::options! {
        strict_booleans: true,
        budget: budget,
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: 100_000 },
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let (line, column) = error.location().map_or((0, 0), |at| place(&at));
        YamlError { line, column, message: one_line(&UserMessageFormatter.format_message(error.without_snippet())) }
    })
}

/// A value that knows where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, counted from 1.
    pub column: usize,
    /// The bytes of a scalar as it is written, quotes included; empty for anything else.
    pub range: Range<usize>,
    /// What stands there.
    pub value: Value,
}

/// What stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing: blank, `~` or `null`.
    Null,
    /// A text, number or truth value, as it was written.
    Scalar(String),
    /// Several values.
    List(Vec<Node>),
    /// Values by key, in the order of the text.
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The entries of a map, key first; none for anything else.
    pub fn entries(&self) -> &[(Node, Node)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The value under a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }
}

/// Reads one YAML document into values that know where they stand. Numbers and truth values stay the
/// text they were written as.
///
/// # Errors
/// Where the text is not YAML, holds more than one document, or asks for too much work.
pub fn tree(text: &str) -> Result<Node, YamlError> {
    let raw: Spanned<Raw> = read(text)?;
    Ok(node(raw, text))
}

/// A value as the library reads it.
enum Raw {
    Null,
    Text(String),
    /// A number or a truth value, whose spelling only the source knows.
    Plain(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<Raw>, Spanned<Raw>)>),
}

fn place(at: &Location) -> (usize, usize) {
    let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    (number(at.line()), number(at.column()))
}

fn node(raw: Spanned<Raw>, source: &str) -> Node {
    let (line, column) = place(&raw.referenced);
    let range = written(&raw.defined, source).filter(|_| matches!(raw.value, Raw::Text(_) | Raw::Plain(_)));
    let value = match raw.value {
        Raw::Null => Value::Null,
        Raw::Text(text) => Value::Scalar(text),
        Raw::Plain(text) => Value::Scalar(range.clone().map_or(text, |range| source[range].to_owned())),
        Raw::List(items) => Value::List(items.into_iter().map(|item| node(item, source)).collect()),
        Raw::Map(entries) => {
            Value::Map(entries.into_iter().map(|(key, value)| (node(key, source), node(value, source))).collect())
        }
    };
    Node { line, column, range: range.unwrap_or_default(), value }
}

/// Where a scalar stands in the source, without the white space around it.
fn written(at: &Location, source: &str) -> Option<Range<usize>> {
    let span = at.span();
    let start = usize::try_from(span.byte_offset()?).ok()?;
    let length = usize::try_from(span.byte_len()?).ok()?;
    let text = source.get(start..start.checked_add(length)?)?;
    let start = start + (text.len() - text.trim_start().len());
    let range = start..start + text.trim().len();
    (!range.is_empty()).then_some(range)
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a list or keys with values")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Raw, E> {
        Ok(Raw::Plain(truth.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Raw, E> {
        Ok(Raw::Plain(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Raw, E> {
        Ok(Raw::Plain(number.to_string()))
    }

    fn visit_i128<E>(self, number: i128) -> Result<Raw, E> {
        Ok(Raw::Plain(number.to_string()))
    }

    fn visit_u128<E>(self, number: u128) -> Result<Raw, E> {
        Ok(Raw::Plain(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Raw, E> {
        Ok(Raw::Plain(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    type Map = BTreeMap<String, serde_json::Value>;

    #[test]
    fn words_stay_words() {
        let map: Map = read("norway: no\nyes: on\nversion: 1.10\nreally: true\n").expect("YAML");
        assert_eq!(map["norway"], "no");
        assert_eq!(map["yes"], "on");
        assert_eq!(map["really"], true);
    }

    #[test]
    fn an_error_says_where() {
        let error = read::<Map>("a: 1\nb: [1, 2\n").expect_err("an open list");
        assert!(error.line >= 2, "{error}");
        let error = read::<Map>("a: 1\na: 2\n").expect_err("a key twice");
        assert_eq!((error.line, error.column), (2, 1), "{error}");
        assert!(!error.message.contains('\n'));
    }

    #[test]
    fn values_know_where_they_stand() {
        let text = "version: 1.10\nlist:\n  - { name: \"a: b\", on: true, share: 4_200.50 }\n  - ~\n\
                    block: >-\n  two\n  lines\nsame: &x 0x10\nagain: *x\n";
        let node = tree(text).expect("YAML");
        let scalar = |node: Option<&Node>| node.and_then(Node::text).map(str::to_owned);
        assert_eq!(scalar(node.get("version")).as_deref(), Some("1.10"));
        let list = node.get("list").expect("a list").items();
        let name = list[0].get("name").expect("a name");
        assert_eq!((name.text(), name.line, name.column), (Some("a: b"), 3, 13));
        assert_eq!(&text[name.range.clone()], "\"a: b\"");
        assert_eq!(&text[node.get("version").expect("a version").range.clone()], "1.10");
        assert_eq!(scalar(list[0].get("on")).as_deref(), Some("true"));
        assert_eq!(scalar(list[0].get("share")).as_deref(), Some("4_200.50"));
        assert_eq!(list[1].value, Value::Null);
        assert_eq!(scalar(node.get("block")).as_deref(), Some("two lines"));
        assert_eq!(scalar(node.get("again")).as_deref(), Some("0x10"));
        let (key, _) = &node.entries()[2];
        assert_eq!((key.text(), key.line, key.column), (Some("block"), 5, 1));
        assert_eq!(tree("a: 1\na: 2\n").expect_err("a key twice").line, 2);
    }

    #[test]
    fn aliases_cannot_make_a_small_text_large() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let before = format!("*a{}", level - 1);
            bomb += &format!("a{level}: &a{level} [{}]\n", [before.as_str(); 10].join(", "));
        }
        read::<Map>(&bomb).expect_err("ten thousand million words");
    }

    #[test]
    fn more_than_one_document_is_refused() {
        read::<Map>("a: 1\n---\nb: 2\n").expect_err("two documents");
    }
}
