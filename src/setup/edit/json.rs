//! JSON, with comments and trailing commas.

use jsonc_parser::ast::{Object, ObjectProp, Value};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde_json::Value as Json;

use super::{EditError, Slot, Style, line_start};

const OPTIONS: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_trailing_commas: true,
    allow_loose_object_property_names: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

pub(super) fn read(text: &str) -> Result<Json, EditError> {
    Ok(parse(text)?.map_or(Json::Null, Json::from))
}

fn parse(text: &str) -> Result<Option<Value<'_>>, EditError> {
    let parsed = parse_to_ast(text, &CollectOptions::default(), &OPTIONS).map_err(|error| EditError::Malformed {
        line: error.line_display(),
        column: error.column_display(),
        message: error.kind().to_string(),
    })?;
    if let Some(value) = &parsed.value {
        unambiguous(text, value)?;
    }
    Ok(parsed.value)
}

/// Of a key that stands twice, readers take one or the other.
fn unambiguous(text: &str, value: &Value<'_>) -> Result<(), EditError> {
    match value {
        Value::Object(object) => {
            let mut seen = std::collections::HashSet::new();
            for property in &object.properties {
                if !seen.insert(property.name.as_str()) {
                    let message = format!("the key `{}` stands twice", property.name.as_str());
                    return Err(EditError::at(text, property.range.start, message));
                }
                unambiguous(text, &property.value)?;
            }
            Ok(())
        }
        Value::Array(array) => array.elements.iter().try_for_each(|value| unambiguous(text, value)),
        _ => Ok(()),
    }
}

/// Inserts an entry as the first of its table, where no comma or comment of another can come between.
pub(super) fn insert(text: &str, slot: &Slot, entry: &Json, style: &Style) -> Result<String, EditError> {
    let root = match parse(text)? {
        None => {
            let table = serde_json::json!({ slot.table: { &slot.name: entry } });
            let blank = if text.is_empty() || text.ends_with('\n') { "" } else { style.newline };
            return Ok(format!("{text}{blank}{}{}", written(&table, "", style), style.newline));
        }
        Some(Value::Object(root)) => root,
        Some(_) => return Err(EditError::unsure("its top level is no object")),
    };
    match root.get(slot.table).map(|property| (property, &property.value)) {
        Some((property, Value::Object(table))) => {
            Ok(first(text, table, property.range.start, &slot.name, entry, style))
        }
        Some(_) => Err(EditError::unsure(format!("`{}` is no object", slot.table))),
        None => {
            let table = serde_json::json!({ &slot.name: entry });
            Ok(first(text, &root, root.range.start, slot.table, &table, style))
        }
    }
}

/// Inserts a property as the first of an object, in lines of its own where the object's stand so.
fn first(text: &str, object: &Object<'_>, owner: usize, key: &str, value: &Json, style: &Style) -> String {
    let open = object.range.start + 1;
    let own_line = |at: usize| {
        let start = line_start(text, at);
        text[start..at].trim().is_empty().then(|| &text[start..at])
    };
    let comma = if object.properties.is_empty() { "" } else { "," };
    let outer = text[line_start(text, owner)..].split(|c| c != ' ' && c != '\t').next().unwrap_or_default();
    let inner = match object.properties.first() {
        Some(property) => own_line(property.range.start).map(str::to_owned),
        None => (own_line(owner).is_some()).then(|| format!("{outer}{}", style.indent)),
    };
    let key = Json::from(key);
    match inner {
        Some(inner) => {
            // What follows the brace in its line, a comment at most, stays with the brace.
            let at = text[open..object.range.end].find(['\n', '\r']).map(|at| open + at);
            let close = if at.is_none() { format!("{}{outer}", style.newline) } else { String::new() };
            let at = at.unwrap_or(open);
            let value = written(value, &inner, style);
            format!("{}{}{inner}{key}: {value}{comma}{close}{}", &text[..at], style.newline, &text[at..])
        }
        None => {
            let blank = if comma.is_empty() { "" } else { " " };
            format!("{}{key}: {value}{comma}{blank}{}", &text[..open], &text[open..])
        }
    }
}

/// A value in lines, each but the first indented.
fn written(value: &Json, indent: &str, style: &Style) -> String {
    let mut bytes = Vec::new();
    let formatter = serde_json::ser::PrettyFormatter::with_indent(style.indent.as_bytes());
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
    let text = match serde::Serialize::serialize(value, &mut serializer) {
        Ok(()) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(_) => value.to_string(),
    };
    text.replace('\n', &format!("{}{indent}", style.newline))
}

/// Deletes a property, with its comma and, where it has them to itself, its lines.
pub(super) fn delete(text: &str, path: &[&str]) -> Result<String, EditError> {
    let Some(root) = parse(text)? else { return Ok(text.to_owned()) };
    let mut value = &root;
    let mut last = None;
    for key in path {
        let Value::Object(object) = value else { return Ok(text.to_owned()) };
        let Some(index) = object.properties.iter().position(|property| property.name.as_str() == *key) else {
            return Ok(text.to_owned());
        };
        last = Some((object, index));
        value = &object.properties[index].value;
    }
    let Some((object, index)) = last else { return Ok(text.to_owned()) };
    Ok(without(text, object, index))
}

fn without(text: &str, object: &Object<'_>, index: usize) -> String {
    let property: &ObjectProp<'_> = &object.properties[index];
    let mut start = property.range.start;
    let mut end = property.range.end;
    let comma = after_trivia(text, end);
    let followed = text[comma..].starts_with(',');
    if followed {
        end = comma + 1;
    }
    // An object that holds nothing else closes up.
    if object.properties.len() == 1 {
        let (head, tail) = (object.range.start + 1, object.range.end - 1);
        if text[head..start].trim().is_empty() && text[end..tail].trim().is_empty() {
            return format!("{}{}", &text[..head], &text[tail..]);
        }
    }
    let begin = line_start(text, start);
    if text[begin..start].trim().is_empty() && begin > 0 {
        start = begin - 1;
        if text[..start].ends_with('\r') {
            start -= 1;
        }
    } else if followed {
        end += text[end..].len() - text[end..].trim_start_matches([' ', '\t']).len();
    }
    let mut out = String::with_capacity(text.len());
    // The last one takes the comma before it along, unless that may trail.
    match index.checked_sub(1).map(|before| after_trivia(text, object.properties[before].range.end)) {
        Some(at) if !followed => {
            out.push_str(&text[..at]);
            out.push_str(&text[at + 1..start.max(at + 1)]);
        }
        _ => out.push_str(&text[..start]),
    }
    out.push_str(&text[end..]);
    out
}

/// The first byte from `at` on that is neither blank nor part of a comment.
fn after_trivia(text: &str, mut at: usize) -> usize {
    loop {
        let rest = &text[at..];
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        let skipped = if trimmed.starts_with("//") {
            trimmed.find('\n')
        } else if trimmed.starts_with("/*") {
            trimmed.find("*/").map(|end| end + 2)
        } else {
            return at;
        };
        match skipped {
            Some(length) => at += length,
            None => return text.len(),
        }
    }
}
