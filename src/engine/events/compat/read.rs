//! What a reader of one version cannot read of what a writer of the other sends.

use super::super::contract::{Contract, Event, Property};
use super::super::input::Readers;
use super::super::kind::PropertyType;
use super::{Break, BreakKind, Direction};

/// What a version says of a path: a property, or an object around properties.
struct Shape<'a> {
    kind: &'a PropertyType,
    nullable: bool,
    required: bool,
}

/// An object on the way to properties is one like any other.
const OBJECT: &PropertyType = &PropertyType::Object;

fn shape<'a>(event: &'a Event, path: &str) -> Option<Shape<'a>> {
    if let Some(property) = event.property(path) {
        let Property { kind, nullable, required, .. } = property;
        return Some(Shape { kind, nullable: *nullable, required: *required });
    }
    let mut inner = event.properties.iter().filter(|property| is_within(&property.name, path)).peekable();
    inner.peek()?;
    Some(Shape { kind: OBJECT, nullable: false, required: inner.any(|property| property.required) })
}

fn is_within(path: &str, parent: &str) -> bool {
    path.strip_prefix(parent).is_some_and(|rest| rest.starts_with('/'))
}

/// Lists what a reader of `event` cannot read of what `writer` sends.
pub(super) fn reads(
    contract: &Contract,
    reader: &Event,
    writer: &Event,
    direction: Direction,
    breaks: &mut Vec<Break>,
) {
    let mut found: Vec<(BreakKind, &str, String)> = Vec::new();
    let (written, read) = match direction {
        Direction::Backward => ("the old version", "the new one"),
        Direction::Forward => ("the new version", "the old one"),
    };
    for property in &reader.properties {
        let name = property.name.as_str();
        // A value where the reader looks for an object: nothing below can be found.
        if let Some(value) = writer.properties.iter().find(|other| is_within(name, &other.name)) {
            found.push((
                BreakKind::Structure,
                name,
                format!("{written} writes `{}` as {}, {read} reads `{name}` in it", value.name, value.kind),
            ));
            continue;
        }
        match shape(writer, name) {
            None if property.required => {
                let moved = moved(writer, reader, property);
                found.push((BreakKind::Required, name, format!("{read} requires `{name}`, {written} has none{moved}")));
            }
            None => {}
            Some(other) => found.extend(value(property, &other, written, read)),
        }
    }
    if contract.readers == Readers::Strict {
        let known = |path: &str| {
            reader.properties.iter().any(|property| property.name == path || is_within(path, &property.name))
                // A value where an object is expected has been reported as such.
                || reader.properties.iter().any(|property| is_within(&property.name, path))
        };
        for property in writer.properties.iter().filter(|property| !known(&property.name)) {
            let name = property.name.as_str();
            found.push((
                BreakKind::Unknown,
                name,
                format!("{written} writes `{name}`, {read} refuses what it does not know"),
            ));
        }
    }
    breaks.extend(found.into_iter().map(|(kind, property, message)| Break {
        event: writer.name.clone(),
        property: Some(property.to_owned()),
        direction,
        kind,
        message: format!("{message} in `{}`", writer.name),
        consumers: reader.consumers.clone(),
    }));
}

/// What breaks between two declarations of one path.
fn value<'a>(reader: &'a Property, writer: &Shape<'_>, written: &str, read: &str) -> Vec<(BreakKind, &'a str, String)> {
    let name = reader.name.as_str();
    let mut found = Vec::new();
    if reader.required && !writer.required {
        found.push((BreakKind::Required, name, format!("{read} requires `{name}`, {written} may leave it out")));
    }
    if !writer.kind.fits(&reader.kind) {
        let kind = if reader.kind == PropertyType::Object || *writer.kind == PropertyType::Object {
            BreakKind::Structure
        } else {
            BreakKind::Type
        };
        let message = format!("{written} writes `{name}` as {}, {read} reads {}", writer.kind, reader.kind);
        found.push((kind, name, message));
    }
    if writer.nullable && !reader.nullable {
        found.push((BreakKind::Null, name, format!("{written} writes null as `{name}`, {read} allows none")));
    }
    found
}

/// Where the property seems to have gone: the same name elsewhere, or the same words.
fn moved(writer: &Event, reader: &Event, property: &Property) -> String {
    let gone = |other: &&Property| reader.property(&other.name).is_none();
    let same = |other: &&Property| super::notes::same_words(other.leaf(), property.leaf());
    let found = writer.properties.iter().filter(gone).find(same);
    found.map(|other| format!(" (but `{}`)", other.name)).unwrap_or_default()
}
