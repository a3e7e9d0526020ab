//! A line into the values of known properties. One pass of a JSON parser; texts are borrowed from the line.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::plan::{Target, Tree};

/// A JSON value, as far as it is needed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Val<'a> {
    Null,
    Bool,
    /// A number without fraction and exponent.
    Integer(i64),
    /// One that takes the 64th bit.
    Large(u64),
    /// Any other number.
    Fraction(f64),
    Text(Cow<'a, str>),
    List(Vec<Val<'a>>),
    Object,
}

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Id {
    /// At a property of some event.
    Property(u16),
    /// At an object around properties of some event.
    Node(u16),
    /// Within an object whose key came again: it does not count.
    Dropped,
}

/// What a line holds.
#[derive(Debug, Default)]
pub(super) struct Fields<'a> {
    /// Values at known places, in the order of the line. A place may come twice.
    pub known: Vec<(Id, Val<'a>)>,
    /// Keys that no event declares, with the object they stand in; `None` where that does not count.
    pub unknown: Vec<(Option<u16>, Cow<'a, str>)>,
    /// Objects that were entered, with where their values begin and end in the two lists.
    entered: Vec<(u16, [usize; 2], [usize; 2])>,
    /// Keys of known places that came again.
    pub repeated: u32,
}

impl<'a> Fields<'a> {
    /// An empty one with the memory of another, whatever line that was borrowed from.
    pub fn recycled<'b>(self) -> Fields<'b> {
        Fields {
            known: emptied(self.known),
            unknown: emptied(self.unknown),
            entered: cleared(self.entered),
            repeated: 0,
        }
    }

    /// Where a key comes again the last one counts: what the first held is taken back.
    fn drop_earlier(&mut self, node: u16) {
        let Some(&(_, known, unknown)) = self.entered.iter().find(|entered| entered.0 == node) else { return };
        self.repeated += 1;
        for (id, _) in self.known.iter_mut().take(known[1]).skip(known[0]) {
            *id = Id::Dropped;
        }
        for (place, _) in self.unknown.iter_mut().take(unknown[1]).skip(unknown[0]) {
            *place = None;
        }
        self.entered.retain(|(_, range, _)| range[0] < known[0] || range[1] > known[1]);
    }
}

fn cleared<T>(mut list: Vec<T>) -> Vec<T> {
    list.clear();
    list
}

/// An empty list of another type of the same layout: collecting a list into itself keeps its memory.
fn emptied<T, U>(mut list: Vec<T>) -> Vec<U> {
    list.clear();
    list.into_iter().filter_map(|_| None).collect()
}

/// Reads a line.
///
/// # Errors
/// Those of the parser. A line that is JSON and no object is one of category `Data`.
pub(super) fn read<'a>(line: &'a str, tree: &mut Tree, fields: &mut Fields<'a>) -> serde_json::Result<()> {
    let mut parser = serde_json::Deserializer::from_str(line);
    Object { tree, node: 0, fields }.deserialize(&mut parser)?;
    parser.end()
}

/// Reads an object at a node of the tree.
struct Object<'r, 'a> {
    tree: &'r mut Tree,
    node: u16,
    fields: &'r mut Fields<'a>,
}

impl<'a> DeserializeSeed<'a> for Object<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for Object<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let Object { tree, node, fields } = self;
        let mut before = None;
        while let Some(key) = map.next_key_seed(Key { tree, node, before })? {
            match key {
                Found::Known(at, Target::Property(id)) => {
                    before = Some(at);
                    let value = map.next_value_seed(Value)?;
                    fields.known.push((Id::Property(id), value));
                }
                Found::Known(at, Target::Node(id)) => {
                    before = Some(at);
                    fields.drop_earlier(id);
                    map.next_value_seed(Inner(Object { tree, node: id, fields }))?;
                }
                Found::Unknown(name) => {
                    map.next_value::<IgnoredAny>()?;
                    fields.unknown.push((Some(node), name));
                }
            }
        }
        Ok(())
    }
}

/// Reads whatever stands where an object around properties should.
struct Inner<'r, 'a>(Object<'r, 'a>);

impl<'a> DeserializeSeed<'a> for Inner<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'a> Inner<'_, 'a> {
    fn other<E>(self, value: Val<'a>) -> Result<(), E> {
        let Object { node, fields, .. } = self.0;
        fields.known.push((Id::Node(node), value));
        let (known, unknown) = (fields.known.len(), fields.unknown.len());
        fields.entered.push((node, [known - 1, known], [unknown, unknown]));
        Ok(())
    }
}

impl<'a> Visitor<'a> for Inner<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'a>>(self, map: A) -> Result<(), A::Error> {
        let Object { tree, node, fields } = self.0;
        let (known, unknown) = (fields.known.len(), fields.unknown.len());
        fields.known.push((Id::Node(node), Val::Object));
        Object { tree, node, fields: &mut *fields }.visit_map(map)?;
        let ends = (fields.known.len(), fields.unknown.len());
        fields.entered.push((node, [known, ends.0], [unknown, ends.1]));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'a>>(self, seq: A) -> Result<(), A::Error> {
        let value = Value.visit_seq(seq)?;
        self.other(value)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.other(Val::Null)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.other(Val::Bool)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.other(Val::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        let value = Value.visit_u64(value)?;
        self.other(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.other(Val::Fraction(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.other(Val::Text(Cow::Owned(text.to_owned())))
    }
}

/// What a key is.
enum Found<'a> {
    /// The key at this place of the node.
    Known(u16, Target),
    /// None of the node's.
    Unknown(Cow<'a, str>),
}

/// Reads a key at a node; `before` is the key that came before it.
struct Key<'r> {
    tree: &'r mut Tree,
    node: u16,
    before: Option<u16>,
}

impl<'a> DeserializeSeed<'a> for Key<'_> {
    type Value = Found<'a>;

    fn deserialize<D: Deserializer<'a>>(self, from: D) -> Result<Found<'a>, D::Error> {
        from.deserialize_str(self)
    }
}

impl<'a> Visitor<'a> for Key<'_> {
    type Value = Found<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'a str) -> Result<Found<'a>, E> {
        let found = self.tree.find(self.node, self.before, text);
        Ok(found.map_or(Found::Unknown(Cow::Borrowed(text)), |(at, target)| Found::Known(at, target)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Found<'a>, E> {
        let found = self.tree.find(self.node, self.before, text);
        Ok(found.map_or_else(|| Found::Unknown(Cow::Owned(text.to_owned())), |(at, target)| Found::Known(at, target)))
    }
}

/// Reads a value.
#[derive(Clone, Copy)]
struct Value;

impl<'a> DeserializeSeed<'a> for Value {
    type Value = Val<'a>;

    fn deserialize<D: Deserializer<'a>>(self, from: D) -> Result<Val<'a>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Value {
    type Value = Val<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<Val<'a>, E> {
        Ok(Val::Null)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Val<'a>, E> {
        Ok(Val::Bool)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Val<'a>, E> {
        Ok(Val::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Val<'a>, E> {
        Ok(i64::try_from(value).map_or(Val::Large(value), Val::Integer))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Val<'a>, E> {
        Ok(Val::Fraction(value))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'a str) -> Result<Val<'a>, E> {
        Ok(Val::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Val<'a>, E> {
        Ok(Val::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<Val<'a>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(Value)? {
            values.push(value);
        }
        Ok(Val::List(values))
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Val<'a>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Val::Object)
    }
}
