//! TOML.

use std::ops::Range;

use serde_json::{Map, Value as Json};
use toml_edit::{Document, Item, Table, TableLike, Value};

use super::{EditError, Slot, Style, line_end, line_start};

pub(super) fn read(text: &str) -> Result<Json, EditError> {
    Ok(table(document(text)?.as_table()))
}

fn document(text: &str) -> Result<Document<&str>, EditError> {
    Document::parse(text).map_err(|error| {
        let message = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        EditError::at(text, error.span().map_or(0, |span| span.start), message)
    })
}

fn table(table: &dyn TableLike) -> Json {
    Json::Object(table.iter().map(|(key, item)| (key.to_owned(), json(item))).collect::<Map<_, _>>())
}

fn json(item: &Item) -> Json {
    match item {
        Item::None => Json::Null,
        Item::Value(found) => value(found),
        Item::Table(found) => table(found),
        Item::ArrayOfTables(found) => found.iter().map(|found| table(found)).collect(),
    }
}

fn value(found: &Value) -> Json {
    match found {
        Value::String(text) => Json::from(text.value().as_str()),
        Value::Integer(number) => Json::from(*number.value()),
        // Two that are not numbers are the same to a file.
        Value::Float(number) => Json::from(format!("float {}", number.value())),
        Value::Boolean(truth) => Json::from(*truth.value()),
        Value::Datetime(time) => Json::from(format!("time {}", time.value())),
        Value::Array(items) => items.iter().map(value).collect(),
        Value::InlineTable(found) => table(found),
    }
}

/// Appends the entry as a table of its own: nothing before it changes its meaning.
pub(super) fn insert(text: &str, slot: &Slot, entry: &Json, style: &Style) -> String {
    let newline = style.newline;
    let mut lines = vec![format!("[{}.{}]", slot.table, slot.name)];
    for (key, value) in entry.as_object().into_iter().flatten() {
        // Strings, truths, numbers and lists of them are written in TOML as in JSON.
        lines.push(format!("{key} = {value}"));
    }
    let between = match text {
        _ if text.trim().is_empty() => "",
        _ if text.ends_with('\n') => newline,
        _ => &format!("{newline}{newline}"),
    };
    // A file that ends without a line end goes on doing so.
    let end = if text.is_empty() || text.ends_with('\n') { newline } else { "" };
    format!("{text}{between}{}{end}", lines.join(newline))
}

/// Deletes the lines of a table or of a key.
pub(super) fn delete(text: &str, path: &[&str]) -> Result<String, EditError> {
    let document = document(text)?;
    let mut ranges = Vec::new();
    collect(text, document.as_table(), path, &mut ranges)?;
    ranges.sort_by_key(|range| range.start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        if range.start > at {
            out.push_str(&text[at..range.start]);
        }
        at = at.max(range.end);
    }
    out.push_str(&text[at..]);
    Ok(out)
}

fn collect(text: &str, table: &Table, path: &[&str], ranges: &mut Vec<Range<usize>>) -> Result<(), EditError> {
    let [name, rest @ ..] = path else { return Ok(()) };
    let Some((key, item)) = table.get_key_value(name) else { return Ok(()) };
    match (item, rest) {
        (Item::Table(found), []) => {
            whole(text, found, ranges);
            Ok(())
        }
        (Item::Table(found), rest) => collect(text, found, rest, ranges),
        (Item::Value(found), []) => {
            let (Some(key), Some(value)) = (key.span(), found.span()) else {
                return Err(EditError::unsure("it cannot be told where the entry stands"));
            };
            ranges.push(line_start(text, key.start)..line_end(text, value.end));
            Ok(())
        }
        _ => Err(EditError::unsure(format!("`{name}` is not written as a table of its own"))),
    }
}

/// The lines of a table and of the tables in it.
fn whole(text: &str, table: &Table, ranges: &mut Vec<Range<usize>>) {
    let mut end = None;
    if let Some(header) = table.span().filter(|_| !table.is_implicit() && !table.is_dotted()) {
        let mut start = line_start(text, header.start);
        // The blank line that sets it apart goes with it.
        let before = text[..start].trim_end_matches([' ', '\t', '\r', '\n']).len();
        let above = if before == 0 { 0 } else { line_end(text, before) };
        if above < start {
            start = line_start(text, start - 1);
        }
        end = Some((start, line_end(text, header.end.saturating_sub(1).max(header.start))));
    }
    for (_, item) in table.iter() {
        match item {
            Item::Table(found) if found.is_dotted() => whole_dotted(text, found, &mut end),
            Item::Table(found) => whole(text, found, ranges),
            Item::ArrayOfTables(found) => found.iter().for_each(|found| whole(text, found, ranges)),
            Item::Value(found) => extend(text, found, &mut end),
            Item::None => {}
        }
    }
    ranges.extend(end.map(|(start, end)| start..end));
}

fn whole_dotted(text: &str, table: &Table, end: &mut Option<(usize, usize)>) {
    for (_, item) in table.iter() {
        match item {
            Item::Table(found) => whole_dotted(text, found, end),
            Item::Value(found) => extend(text, found, end),
            _ => {}
        }
    }
}

fn extend(text: &str, value: &Value, end: &mut Option<(usize, usize)>) {
    if let (Some((_, end)), Some(span)) = (end, value.span()) {
        *end = (*end).max(line_end(text, span.end));
    }
}
