//! YAML. Where an entry stands is told by lines and indentation; what is not written in that way is left alone.

use serde_json::Value as Json;

use super::{EditError, Slot, Style, indent_of, line_end};
use crate::yaml::{self, Node, Value, YamlError};

pub(super) fn read(text: &str) -> Result<Json, EditError> {
    yaml::read::<Option<Json>>(text).map(Option::unwrap_or_default).map_err(malformed)
}

fn malformed(error: YamlError) -> EditError {
    EditError::Malformed { line: error.line.max(1), column: error.column.max(1), message: error.message }
}

fn root(text: &str) -> Result<Option<Node>, EditError> {
    if read(text)?.is_null() {
        return Ok(None);
    }
    yaml::tree(text).map(Some).map_err(malformed)
}

/// The byte at a line and column, both counted from 1.
fn offset(text: &str, line: usize, column: usize) -> Option<usize> {
    let start = match line.checked_sub(1)? {
        0 => 0,
        before => text.match_indices('\n').nth(before - 1)?.0 + 1,
    };
    let line = text[start..].split('\n').next().unwrap_or_default();
    let within = line.char_indices().map(|(at, _)| at).chain([line.len()]).nth(column.checked_sub(1)?)?;
    Some(start + within)
}

/// The text in which an empty table is written without braces, so that lines can be put below it.
pub(super) fn opened(text: &str, table: &str) -> Result<String, EditError> {
    let root = root(text)?;
    let empty = root.as_ref().and_then(|root| root.get(table)).filter(|value| value.value == Value::Map(Vec::new()));
    let start = empty.and_then(|value| offset(text, value.line, value.column));
    let braces =
        start.and_then(|start| Some((start, text[start..].strip_prefix('{')?.trim_start().strip_prefix('}')?)));
    Ok(match braces {
        Some((start, rest)) if rest.starts_with(['\r', '\n']) || rest.is_empty() => {
            format!("{}{rest}", text[..start].trim_end_matches(' '))
        }
        Some((start, rest)) => format!("{}{rest}", &text[..start]),
        None => text.to_owned(),
    })
}

/// Inserts the entry as the first of its table, or the table at the end.
pub(super) fn insert(text: &str, slot: &Slot, entry: &Json, style: &Style) -> Result<String, EditError> {
    let lost = || EditError::unsure("it cannot be told where the entry belongs");
    let root = root(text)?;
    let table = root.as_ref().and_then(|root| root.entries().iter().find(|(key, _)| key.text() == Some(slot.table)));
    let Some((key, value)) = table else {
        let newline = style.newline;
        let block = block(slot, entry, "  ", style);
        let table = format!("{}:{newline}{block}", slot.table);
        let Some(root) = &root else {
            let between = if text.is_empty() || text.ends_with('\n') { "" } else { newline };
            return Ok(format!("{text}{between}{table}"));
        };
        let (first, _) = root.entries().first().ok_or_else(lost)?;
        let at = offset(text, first.line, first.column).ok_or_else(lost)?;
        if first.column != 1 || offset(text, root.line, root.column).is_none_or(|at| text[at..].starts_with('{')) {
            return Err(EditError::unsure("its top level is not written as lines of keys"));
        }
        // A text that ends within a line may end in a block of text, which a line end more would change.
        let at = if text.ends_with('\n') { text.len() } else { at };
        return Ok(format!("{}{table}{}", &text[..at], &text[at..]));
    };
    if key.column != 1 {
        return Err(EditError::unsure("its top level is not written as lines of keys"));
    }
    if let Value::Map(_) = value.value
        && offset(text, value.line, value.column).is_none_or(|at| text[at..].starts_with('{'))
    {
        return Err(EditError::unsure(format!("`{}` is written in braces", slot.table)));
    }
    // Below the table's own line, so that a comment above the next entry stays above it.
    let start = offset(text, key.line, 1).ok_or_else(lost)?;
    let at = line_end(text, start);
    if value.entries().first().is_some_and(|(first, _)| first.line == key.line) {
        return Err(lost());
    }
    let indent = match value.entries().first() {
        Some((first, _)) => {
            let line = offset(text, first.line, 1).ok_or_else(lost)?;
            indent_of(text[line..].split('\n').next().unwrap_or_default()).to_owned()
        }
        None => "  ".to_owned(),
    };
    let block = block(slot, entry, &indent, style);
    if text[..at].ends_with('\n') {
        return Ok(format!("{}{block}{}", &text[..at], &text[at..]));
    }
    Ok(format!("{text}{}{}", style.newline, block.trim_end()))
}

/// The entry in lines. Values are written as in JSON, which is YAML as well.
fn block(slot: &Slot, entry: &Json, indent: &str, style: &Style) -> String {
    let newline = style.newline;
    let mut out = format!("{indent}{}:{newline}", slot.name);
    for (key, value) in entry.as_object().into_iter().flatten() {
        out.push_str(&format!("{indent}  {key}: {value}{newline}"));
    }
    out
}

/// Deletes the lines of a key: its own, and those below it that are indented deeper.
pub(super) fn delete(text: &str, path: &[&str]) -> Result<String, EditError> {
    let lost = || EditError::unsure("the entry is not written in lines of its own");
    let Some(root) = root(text)? else { return Ok(text.to_owned()) };
    let (mut node, mut key) = (&root, None);
    for name in path {
        let Some((found, value)) = node.entries().iter().find(|(key, _)| key.text() == Some(name)) else {
            return Ok(text.to_owned());
        };
        (node, key) = (value, Some(found));
    }
    let Some(key) = key else { return Ok(text.to_owned()) };
    let start = offset(text, key.line, 1).ok_or_else(lost)?;
    let first = text[start..].split('\n').next().unwrap_or_default();
    if indent_of(first).chars().count() + 1 != key.column {
        return Err(lost());
    }
    let (mut at, mut end) = (line_end(text, start), line_end(text, start));
    while at < text.len() {
        let line = text[at..].split('\n').next().unwrap_or_default();
        let blank = line.trim().is_empty();
        if !blank && indent_of(line).chars().count() < key.column {
            break;
        }
        at = line_end(text, at);
        // Blank lines below belong to what follows them.
        if !blank {
            end = at;
        }
    }
    // With the last line its line end goes too, where the file had none.
    let start = if end == text.len() && !text.ends_with('\n') {
        let head = text[..start].strip_suffix('\n').unwrap_or(&text[..start]);
        head.strip_suffix('\r').unwrap_or(head).len()
    } else {
        start
    };
    Ok(format!("{}{}", &text[..start], &text[end..]))
}
