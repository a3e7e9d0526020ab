//! From values that know where they stand to a type, with every mistake on the way.
//!
//! serde ends at the first mistake. So the type is read again without what was wrong: an unknown key or an unfit
//! value is left out, a missing key is filled in with something fit. What is filled in never leaves this module,
//! because a round with a mistake yields no value.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, Expected, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;

use super::BriefProblem;
use crate::skill::input::{nearest, unknown_key};
use crate::yaml::{Node, Value};

/// The most mistakes that are collected.
const MOST: usize = 100;

/// Line and column.
type At = (usize, usize);

/// What earlier rounds found wrong.
#[derive(Debug, Default)]
struct Amends {
    /// Keys left out, with their values.
    entries: BTreeSet<At>,
    /// Items left out.
    items: BTreeSet<At>,
    /// Keys filled in, by the place of their map.
    filled: BTreeMap<At, Vec<&'static str>>,
    /// Keys whose absence is the work of a mistake already told, with the place of their map.
    excused: BTreeSet<(At, String)>,
}

/// Reads `T`, or says everything that is wrong.
pub(super) fn read<T: DeserializeOwned>(tree: &Node) -> Result<T, Vec<BriefProblem>> {
    let mut amends = Amends::default();
    let mut problems: Vec<BriefProblem> = Vec::new();
    loop {
        let failure = match T::deserialize(Reader { node: tree, amends: &amends }) {
            Ok(value) if problems.is_empty() => return Ok(value),
            Ok(_) => break,
            Err(failure) => failure,
        };
        let (line, column) = failure.at.unwrap_or((tree.line, tree.column));
        let excused = match (&failure.what, failure.at) {
            (What::Missing(key), Some(at)) => amends.excused.contains(&(at, (*key).to_owned())),
            _ => false,
        };
        if !excused {
            problems.push(BriefProblem { line, column, message: failure.what.to_string() });
        }
        if !amend(&mut amends, &failure) || problems.len() == MOST {
            break;
        }
    }
    Err(problems)
}

/// Leaves out what failed, or fills it in; false where nothing can be amended.
fn amend(amends: &mut Amends, failure: &Failure) -> bool {
    match (&failure.what, failure.at, &failure.within) {
        (What::Missing(key), Some(at), _) => {
            amends.filled.entry(at).or_default().push(key);
            true
        }
        (what, _, Some(Within::Entry { at, of, key })) => {
            if let What::Unknown { key, known } = what
                && let Some(meant) = nearest(key, known.iter().copied())
            {
                amends.excused.insert((*of, meant.to_owned()));
            }
            amends.excused.insert((*of, key.clone()));
            amends.entries.insert(*at)
        }
        (_, _, Some(Within::Item(at))) => amends.items.insert(*at),
        _ => false,
    }
}

/// What stopped a round.
#[derive(Debug)]
struct Failure {
    /// Where.
    at: Option<At>,
    /// What may be left out to get past it.
    within: Option<Within>,
    /// What is wrong.
    what: What,
}

#[derive(Debug)]
enum Within {
    /// A key with its value, `of` the map that begins there.
    Entry {
        at: At,
        of: At,
        key: String,
    },
    Item(At),
}

#[derive(Debug)]
enum What {
    Unknown { key: String, known: &'static [&'static str] },
    Missing(&'static str),
    Unfit { found: String, expected: String },
    Other(String),
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Unknown { key, known } => f.write_str(&unknown_key(key, known.iter().copied())),
            What::Missing(key) => write!(f, "the key `{key}` is missing"),
            What::Unfit { found, expected } => {
                write!(f, "{found}; ")?;
                match expected.as_str() {
                    date if date.contains("date") => f.write_str("write a date, like 2027-03-31"),
                    "a boolean" => f.write_str("write true or false"),
                    "a map" => f.write_str("write keys with values"),
                    "a sequence" => f.write_str("write a list, one item a line behind a dash"),
                    "a string" => f.write_str("write one text"),
                    other => write!(f, "write {other}"),
                }
            }
            What::Other(message) if message.contains("untagged enum") => {
                f.write_str("this is neither one text nor a list of texts")
            }
            What::Other(message) => f.write_str(message),
        }
    }
}

impl Failure {
    fn of(what: What) -> Self {
        Failure { at: None, within: None, what }
    }

    fn at(mut self, at: At) -> Self {
        self.at.get_or_insert(at);
        self
    }

    fn within(mut self, within: Within) -> Self {
        self.within.get_or_insert(within);
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.what.fmt(f)
    }
}

impl std::error::Error for Failure {}

impl de::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Failure::of(What::Other(message.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = match found {
            Unexpected::Str(text) => format!("this is `{text}`"),
            Unexpected::Seq => "this is a list".to_owned(),
            Unexpected::Map => "these are keys with values".to_owned(),
            Unexpected::Unit | Unexpected::Option => "this is blank".to_owned(),
            other => format!("this is {other}"),
        };
        Failure::of(What::Unfit { found, expected: expected.to_string() })
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        Failure::of(What::Unknown { key: key.to_owned(), known })
    }

    fn missing_field(key: &'static str) -> Self {
        Failure::of(What::Missing(key))
    }
}

/// Reads one value.
#[derive(Clone, Copy)]
struct Reader<'n> {
    node: &'n Node,
    amends: &'n Amends,
}

impl<'n> Reader<'n> {
    fn at(&self) -> At {
        (self.node.line, self.node.column)
    }

    fn of(self, node: &'n Node) -> Self {
        Reader { node, ..self }
    }

    /// A scalar read as what the visitor expects: a mistake says what that is.
    fn scalar<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let expected = (&visitor as &dyn Expected).to_string();
        match &self.node.value {
            Value::Scalar(text) => visitor.visit_str(text).map_err(|failure: Failure| match failure.what {
                What::Other(_) => Failure::of(What::Unfit { found: format!("this is `{text}`"), expected }),
                _ => failure,
            }),
            _ => self.any(visitor),
        }
    }

    fn any<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match &self.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Scalar(text) => visitor.visit_str(text),
            Value::List(items) => visitor.visit_seq(Items { reader: self, rest: items }),
            Value::Map(entries) => {
                let filled = self.amends.filled.get(&self.at()).map_or(&[][..], Vec::as_slice);
                visitor.visit_map(Entries { reader: self, rest: entries, filled, value: None })
            }
        }
    }
}

impl<'de> Deserializer<'de> for Reader<'_> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.any(visitor).map_err(|failure| failure.at(self.at()))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.scalar(visitor).map_err(|failure| failure.at(self.at()))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.node.text() {
            Some("true") => visitor.visit_bool(true),
            Some("false") => visitor.visit_bool(false),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.node.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    /// A key that stands there without a value is a list of nothing.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.node.value {
            Value::Null => visitor.visit_seq(Items { reader: self, rest: &[] }),
            _ => self.deserialize_any(visitor),
        }
    }

    /// A key that stands there without a value is a map of nothing.
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.node.value {
            Value::Null => visitor.visit_map(Entries { reader: self, rest: &[], filled: &[], value: None }),
            _ => self.deserialize_any(visitor),
        }
    }

    /// serde would take a list for a struct, value by value.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        keys: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let found = match &self.node.value {
            Value::Map(_) => return self.deserialize_any(visitor),
            Value::Null => "this is blank".to_owned(),
            Value::Scalar(text) => format!("this is `{text}`"),
            Value::List(_) => "this is a list".to_owned(),
        };
        let expected = format!("keys with values: {}", keys.join(", "));
        Err(Failure::of(What::Unfit { found, expected }).at(self.at()))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple
        tuple_struct enum identifier ignored_any
    }
}

struct Items<'n> {
    reader: Reader<'n>,
    rest: &'n [Node],
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Failure> {
        while let Some((item, rest)) = self.rest.split_first() {
            self.rest = rest;
            let at = (item.line, item.column);
            if !self.reader.amends.items.contains(&at) {
                return seed
                    .deserialize(self.reader.of(item))
                    .map(Some)
                    .map_err(|failure| failure.at(at).within(Within::Item(at)));
            }
        }
        Ok(None)
    }
}

struct Entries<'n> {
    reader: Reader<'n>,
    rest: &'n [(Node, Node)],
    filled: &'n [&'static str],
    value: Option<&'n (Node, Node)>,
}

impl Entries<'_> {
    fn entry(&self, key: &Node) -> Within {
        Within::Entry {
            at: (key.line, key.column),
            of: self.reader.at(),
            key: key.text().unwrap_or_default().to_owned(),
        }
    }
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Failure;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Failure> {
        while let Some((entry, rest)) = self.rest.split_first() {
            self.rest = rest;
            let at = (entry.0.line, entry.0.column);
            if !self.reader.amends.entries.contains(&at) {
                self.value = Some(entry);
                let key = seed.deserialize(self.reader.of(&entry.0));
                return key.map(Some).map_err(|failure| failure.at(at).within(self.entry(&entry.0)));
            }
        }
        self.value = None;
        match self.filled.split_first() {
            Some((key, rest)) => {
                self.filled = rest;
                seed.deserialize(StrDeserializer::<Failure>::new(key)).map(Some)
            }
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Failure> {
        match self.value.take() {
            Some((key, value)) => seed
                .deserialize(self.reader.of(value))
                .map_err(|failure| failure.at((value.line, value.column)).within(self.entry(key))),
            None => seed.deserialize(Anything),
        }
    }
}

/// A value that fits whatever is asked for, so that a round gets past a missing key.
struct Anything;

impl<'de> Deserializer<'de> for Anything {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_str("2000-01-01")
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_none()
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_bool(false)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_seq(de::value::SeqDeserializer::<_, Failure>::new(std::iter::empty::<Anything>()))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_map(de::value::MapDeserializer::<_, Failure>::new(std::iter::empty::<(&str, Anything)>()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        keys: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_map(de::value::MapDeserializer::<_, Failure>::new(keys.iter().map(|key| (*key, Anything))))
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct tuple tuple_struct enum identifier ignored_any
    }
}

impl IntoDeserializer<'_, Failure> for Anything {
    type Deserializer = Anything;

    fn into_deserializer(self) -> Anything {
        self
    }
}
