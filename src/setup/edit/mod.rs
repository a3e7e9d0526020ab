//! One entry put into a configuration file, or taken out of it, by inserting and deleting bytes alone: comments, order of
//! keys, indentation and line ends of everything else stay as they are. (The braces of an empty table in YAML go.)
//!
//! # Layout
//! - `json`, `toml`, `yaml`: where the bytes of an entry stand in each format
//! - here: what holds for all of them, and the proof after each edit
//!
//! No format is trusted to have been understood. After an edit the text is read again, and if it does not say exactly what
//! it said before plus or minus the entry, the edit is not made.

use serde_json::{Map, Value as Json};

mod json;
#[cfg(test)]
mod tests;
mod toml;
mod yaml;

/// How a configuration file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON, in which comments and trailing commas are let pass.
    Json,
    /// TOML.
    Toml,
    /// YAML.
    Yaml,
}

/// Where an entry belongs: in a table of the top level, under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// How the file is written.
    pub format: Format,
    /// The table that holds the servers.
    pub table: &'static str,
    /// The entry's name.
    pub name: String,
}

/// Why a file is left alone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The text is not of its format.
    #[error("line {line}, column {column}: {message}")]
    Malformed {
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// The text is right, but not of a shape in which the edit is safe.
    #[error("{0}")]
    Unsure(String),
}

impl EditError {
    fn unsure(what: impl Into<String>) -> Self {
        EditError::Unsure(what.into())
    }

    /// Something wrong at a byte of the text.
    fn at(text: &str, offset: usize, message: impl Into<String>) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
        EditError::Malformed { line, column, message: message.into() }
    }
}

/// The entry in the slot, if there is one.
///
/// # Errors
/// A text that is not of its format.
pub fn entry(text: &str, slot: &Slot) -> Result<Option<Json>, EditError> {
    Ok(entries(text, slot)?.and_then(|mut entries| entries.shift_remove(&slot.name)))
}

/// All entries of the slot's table, if it is there.
///
/// # Errors
/// A text that is not of its format, or a table that is none.
pub fn entries(text: &str, slot: &Slot) -> Result<Option<Map<String, Json>>, EditError> {
    match table_of(read(unmarked(text), slot)?, slot)? {
        Some(Json::Object(entries)) => Ok(Some(entries)),
        _ => Ok(None),
    }
}

/// The text with this entry in the slot, in place of one that may be there.
///
/// # Errors
/// A text that is not of its format, or in which the edit is not safe.
pub fn put(text: &str, slot: &Slot, entry: &Json) -> Result<String, EditError> {
    let (mark, plain) = split_mark(text);
    let before = read(plain, slot)?;
    let mut wanted = whole(before.clone())?;
    let cleared = match table_of(before, slot)? {
        Some(Json::Object(entries)) if entries.contains_key(&slot.name) => delete(plain, slot)?,
        _ => plain.to_owned(),
    };
    let cleared = match slot.format {
        Format::Yaml => yaml::opened(&cleared, slot.table)?,
        Format::Json | Format::Toml => cleared,
    };
    let style = Style::of(plain);
    let edited = match slot.format {
        Format::Json => json::insert(&cleared, slot, entry, &style)?,
        Format::Toml => toml::insert(&cleared, slot, entry, &style),
        Format::Yaml => yaml::insert(&cleared, slot, entry, &style)?,
    };
    let table = wanted.entry(slot.table).or_insert(Json::Null);
    if table.is_null() {
        *table = Json::Object(Map::new());
    }
    if let Json::Object(entries) = table {
        entries.insert(slot.name.clone(), entry.clone());
    }
    if !only_adds(&cleared, &edited) {
        return Err(EditError::unsure("the entry cannot be added without changing what stands there"));
    }
    prove(&edited, slot, wanted)?;
    Ok(format!("{mark}{edited}"))
}

/// The text without the slot's entry; without its table too, where that is empty then and `with_table` asks for it.
///
/// # Errors
/// A text that is not of its format, or in which the edit is not safe.
pub fn take(text: &str, slot: &Slot, with_table: bool) -> Result<String, EditError> {
    let (mark, plain) = split_mark(text);
    let mut wanted = whole(read(plain, slot)?)?;
    let mut edited = delete(plain, slot)?;
    if let Some(Json::Object(entries)) = wanted.get_mut(slot.table) {
        entries.shift_remove(&slot.name);
        if entries.is_empty() && with_table {
            edited = match slot.format {
                Format::Json => json::delete(&edited, &[slot.table])?,
                Format::Toml => toml::delete(&edited, &[slot.table])?,
                Format::Yaml => yaml::delete(&edited, &[slot.table])?,
            };
            wanted.shift_remove(slot.table);
        }
    }
    prove(&edited, slot, wanted)?;
    Ok(format!("{mark}{edited}"))
}

/// Whether a text says nothing at all: such a file need not be there.
pub fn is_blank(text: &str) -> bool {
    matches!(unmarked(text).split_whitespace().collect::<String>().as_str(), "" | "{}")
}

fn delete(text: &str, slot: &Slot) -> Result<String, EditError> {
    let path = [slot.table, &slot.name];
    match slot.format {
        Format::Json => json::delete(text, &path),
        Format::Toml => toml::delete(text, &path),
        Format::Yaml => yaml::delete(text, &path),
    }
}

fn read(text: &str, slot: &Slot) -> Result<Json, EditError> {
    match slot.format {
        Format::Json => json::read(text),
        Format::Toml => toml::read(text),
        Format::Yaml => yaml::read(text),
    }
}

fn whole(value: Json) -> Result<Map<String, Json>, EditError> {
    match value {
        Json::Object(map) => Ok(map),
        Json::Null => Ok(Map::new()),
        _ => Err(EditError::unsure("its top level is no table of keys")),
    }
}

fn table_of(value: Json, slot: &Slot) -> Result<Option<Json>, EditError> {
    match whole(value)?.shift_remove(slot.table) {
        None | Some(Json::Null) => Ok(None),
        Some(table @ Json::Object(_)) => Ok(Some(table)),
        Some(_) => Err(EditError::unsure(format!("`{}` is no table of names", slot.table))),
    }
}

/// Whether an edit did exactly what it should. A table that was blank or empty may be missing or stand empty.
fn prove(edited: &str, slot: &Slot, mut wanted: Map<String, Json>) -> Result<(), EditError> {
    let mut found = whole(read(edited, slot).map_err(|_| EditError::unsure("the edit would break it"))?)?;
    for side in [&mut wanted, &mut found] {
        let empty = side.get(slot.table).is_some_and(|table| match table {
            Json::Object(entries) => entries.is_empty(),
            other => other.is_null(),
        });
        if empty {
            side.shift_remove(slot.table);
        }
    }
    if found == wanted { Ok(()) } else { Err(EditError::unsure("the edit would change more than the entry")) }
}

/// Whether one text is the other with something inserted at one place.
fn only_adds(before: &str, after: &str) -> bool {
    let (before, after) = (before.as_bytes(), after.as_bytes());
    let head = before.iter().zip(after).take_while(|(one, other)| one == other).count();
    let tail = before.iter().rev().zip(after.iter().rev()).take_while(|(one, other)| one == other).count();
    after.len() >= before.len() && head + tail >= before.len()
}

/// The byte order mark that some editors write, and the rest.
fn split_mark(text: &str) -> (&str, &str) {
    let rest = unmarked(text);
    text.split_at(text.len() - rest.len())
}

fn unmarked(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// How a text breaks and indents its lines.
struct Style {
    newline: &'static str,
    indent: String,
}

impl Style {
    fn of(text: &str) -> Self {
        let newline = match text.find('\n') {
            Some(at) if text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        };
        let indent = text.lines().map(indent_of).find(|indent| !indent.is_empty()).unwrap_or("  ");
        Style { newline, indent: indent.to_owned() }
    }
}

/// The blanks that a line begins with; none for a line of blanks alone.
fn indent_of(line: &str) -> &str {
    let rest = line.trim_start_matches([' ', '\t']);
    if rest.trim().is_empty() { "" } else { &line[..line.len() - rest.len()] }
}

/// Where the line of a byte begins.
fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |at| at + 1)
}

/// Where the line after that of a byte begins.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |after| at + after + 1)
}
