//! What a step is given: JSON, read against the section's declaration into tidy text.
//!
//! Everything is checked before anything is applied, and every mistake is reported at once, so that a
//! model repairs a call in one go. A call with a mistake changes nothing.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value as Json};

use super::{Definition, Folders, Note, Step, schema};
use crate::pack::{FieldSpec, Kind, Pack, Row, Section, SectionSpec, Shape, TableSpec, Value, tidy};

/// The most bytes of text one call may carry.
pub const MAX_CALL: usize = 1 << 20;
/// The most rows or items one field may hold.
pub const MAX_ROWS: usize = 500;
/// The most bytes of one cell or item.
pub const MAX_CELL: usize = 4 << 10;
/// The most bytes of one text field.
pub const MAX_TEXT: usize = 64 << 10;

/// A mistake in a call: where, what, and what would be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// JSON pointer into the call's arguments.
    pub pointer: String,
    /// What is wrong.
    pub problem: String,
    /// What would be accepted.
    pub accepted: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = if self.pointer.is_empty() { "/" } else { &self.pointer };
        write!(f, "{at}: {}; accepted: {}", self.problem, self.accepted)
    }
}

/// The arguments that belong to the call itself rather than to a section; only a step that finalizes takes the last one.
const CALL_KEYS: &[&str] = &["pack", "expected_revision", "remove", "finalize"];

/// Those of a step.
fn call_keys(step: &Step) -> &'static [&'static str] {
    if step.finalizes { CALL_KEYS } else { &CALL_KEYS[..CALL_KEYS.len() - 1] }
}

/// A pack after a call.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The pack.
    pub pack: Pack,
    /// What attachments had to say beside the fields they filled, a line each.
    pub notes: Vec<String>,
}

/// Applies the arguments of a call that names no folder.
///
/// # Errors
/// Every mistake in the arguments; the pack is then unchanged.
pub fn apply(
    definition: &Definition,
    step: &Step,
    pack: &Pack,
    arguments: &Map<String, Json>,
) -> Result<Pack, Vec<Mistake>> {
    apply_with(definition, step, pack, arguments, &Folders::new()).map(|applied| applied.pack)
}

/// Applies a step's arguments to a copy of the pack: fields sent replace, rows sent are merged by
/// name, fields not sent stay. What attachments yield is merged last, in the light of all the rest.
///
/// # Errors
/// Every mistake in the arguments; the pack is then unchanged.
pub fn apply_with(
    definition: &Definition,
    step: &Step,
    pack: &Pack,
    arguments: &Map<String, Json>,
    folders: &Folders,
) -> Result<Applied, Vec<Mistake>> {
    let (mut next, mut notes) = (pack.clone(), Vec::new());
    let mut reader = Reader::default();
    let size = weight(&Json::Object(arguments.clone()));
    if size > MAX_CALL {
        reader.mistake(
            "",
            format!("the call carries {size} bytes of text"),
            &format!("at most {MAX_CALL} bytes; send a table in parts, its rows are merged by name"),
        );
        return Err(reader.mistakes);
    }
    let specs: Vec<&'static SectionSpec> =
        step.sections.iter().filter_map(|key| definition.standard.section(key)).collect();
    let Some((main, others)) = specs.split_first() else { return Ok(Applied { pack: next, notes }) };

    let mut own = Map::new();
    for (key, value) in arguments {
        if call_keys(step).contains(&key.as_str()) || step.attachments.iter().any(|one| one.key == key) {
            continue;
        }
        match others.iter().find(|spec| spec.key == key) {
            Some(spec) => match value {
                Json::Object(fields) => reader.section(spec, &format!("/{key}"), fields, &mut next, &[]),
                _ => reader.mistake(&format!("/{key}"), "it is not an object".to_owned(), &fields_of(spec)),
            },
            None => match others.iter().find(|spec| main.field(key).is_none() && spec.field(key).is_some()) {
                Some(spec) => reader.mistake(
                    &format!("/{key}"),
                    format!("`{key}` belongs under `{}`", spec.key),
                    &format!("{{\"{}\": {{\"{key}\": ...}}}}", spec.key),
                ),
                None => {
                    own.insert(key.clone(), value.clone());
                }
            },
        }
    }
    let attached = step.attachments.iter().map(|one| one.key);
    let extra: Vec<&str> =
        others.iter().map(|spec| spec.key).chain(attached).chain(call_keys(step).iter().copied()).collect();
    reader.section(main, "", &own, &mut next, &extra);
    if let Some(remove) = arguments.get("remove") {
        reader.remove(&specs, remove, &mut next);
    }
    // Attachments are held against what is stated, so that has to be sound first.
    let sound = reader.mistakes.is_empty();
    for attachment in step.attachments.iter().filter(|_| sound) {
        let value = arguments.get(attachment.key).filter(|value| !value.is_null());
        match value.map(|value| attachment.take(&next, value, folders)) {
            None => {}
            Some(Err(mistakes)) => reader.mistakes.extend(mistakes),
            Some(Ok(taken)) => {
                for spec in &specs {
                    if let Some(fields) = taken.sections.get(spec.key) {
                        reader.section(spec, &format!("/{}", attachment.key), fields, &mut next, &[]);
                    }
                }
                notes.extend(attachment.elsewhere(definition, step, &taken.sections));
                let here = |note: &Note| note.about.iter().any(|section| step.sections.contains(section));
                notes.extend(taken.notes.into_iter().filter(here).map(|note| note.text));
            }
        }
    }
    if reader.mistakes.is_empty() { Ok(Applied { pack: next, notes }) } else { Err(reader.mistakes) }
}

/// The bytes of text in a value, keys included.
fn weight(value: &Json) -> usize {
    match value {
        Json::String(text) => text.len(),
        Json::Array(items) => items.iter().map(weight).sum(),
        Json::Object(fields) => fields.iter().map(|(key, value)| key.len() + weight(value)).sum(),
        _ => 8,
    }
}

fn fields_of(spec: &SectionSpec) -> String {
    let keys: Vec<&str> = spec.fields.iter().map(|field| field.key).collect();
    format!("an object with the fields {}", keys.join(", "))
}

#[derive(Default)]
struct Reader {
    mistakes: Vec<Mistake>,
    /// The tables of which a row has been shown: one row of a kind is enough, however many are wrong.
    shown: BTreeSet<&'static str>,
}

impl Reader {
    fn mistake(&mut self, pointer: &str, problem: String, accepted: &str) {
        self.mistakes.push(Mistake { pointer: pointer.to_owned(), problem, accepted: accepted.to_owned() });
    }

    fn unknown<'k>(&mut self, pointer: &str, key: &str, known: impl Iterator<Item = &'k str> + Clone) {
        let near = nearest(key, known.clone());
        let accepted = match near {
            Some(near) => format!("did you mean `{near}`? The keys are {}", known.collect::<Vec<_>>().join(", ")),
            None => format!("the keys are {}", known.collect::<Vec<_>>().join(", ")),
        };
        self.mistake(&format!("{pointer}/{key}"), format!("`{key}` is not known here"), &accepted);
    }

    fn section(
        &mut self,
        spec: &'static SectionSpec,
        pointer: &str,
        fields: &Map<String, Json>,
        pack: &mut Pack,
        extra: &[&str],
    ) {
        let mut section = pack.sections.get(spec.key).cloned().unwrap_or_default();
        for (key, value) in fields {
            let at = format!("{pointer}/{key}");
            match spec.field(key) {
                Some(field) => self.field(field, &at, value, &mut section),
                None => {
                    let known = spec.fields.iter().map(|field| field.key).chain(extra.iter().copied());
                    self.unknown(pointer, key, known);
                }
            }
        }
        // Calling a step is what brings its section into being, even with nothing to say.
        if pointer.is_empty() || !fields.is_empty() {
            pack.sections.insert(spec.key.to_owned(), section);
        }
    }

    fn field(&mut self, field: &'static FieldSpec, at: &str, value: &Json, section: &mut Section) {
        match field.shape {
            Shape::Text(_) => {
                if let Some(text) = self.text(at, value, "\n\n", MAX_TEXT) {
                    section.set(field.key, Value::Text(tidy::block(&text)));
                }
            }
            Shape::List(_) => {
                let items = match value {
                    Json::Array(items) => items.as_slice(),
                    Json::Null => &[],
                    one => std::slice::from_ref(one),
                };
                if items.len() > MAX_ROWS {
                    self.mistake(at, format!("it has {} items", items.len()), &format!("at most {MAX_ROWS}"));
                    return;
                }
                let read: Vec<String> = items
                    .iter()
                    .enumerate()
                    .filter_map(|(index, item)| self.text(&format!("{at}/{index}"), item, "; ", MAX_CELL))
                    .map(|item| tidy::item(&item))
                    .filter(|item| !item.is_empty())
                    .collect();
                section.set(field.key, Value::List(read));
            }
            Shape::Table(table) => self.table(field, table, at, value, section),
        }
    }

    fn table(
        &mut self,
        field: &'static FieldSpec,
        table: &'static TableSpec,
        at: &str,
        value: &Json,
        section: &mut Section,
    ) {
        let sent = match value {
            Json::Array(rows) => rows.as_slice(),
            Json::Object(_) => std::slice::from_ref(value),
            Json::Null => &[],
            _ => {
                let accepted = self.shown(table, "a list of objects");
                self.mistake(at, "it is not a list of rows".to_owned(), &accepted);
                return;
            }
        };
        let mut rows = match section.fields.get(field.key) {
            Some(Value::Table(rows)) => rows.clone(),
            _ => Vec::new(),
        };
        if rows.len() + sent.len() > MAX_ROWS {
            self.mistake(
                at,
                format!("the table would have {} rows", rows.len() + sent.len()),
                &format!("at most {MAX_ROWS}; keep the rows that decide something"),
            );
            return;
        }
        for (index, row) in sent.iter().enumerate() {
            self.row(table, &format!("{at}/{index}"), row, &mut rows);
        }
        section.set(field.key, Value::Table(rows));
    }

    /// What is accepted, with a row of the table behind it where none has been shown yet.
    fn shown(&mut self, table: &'static TableSpec, accepted: &str) -> String {
        if self.shown.insert(table.row) {
            format!("{accepted}, such as {}", schema::example(table))
        } else {
            accepted.to_owned()
        }
    }

    /// Merges a row into the one of the same name, or adds it.
    fn row(&mut self, table: &'static TableSpec, at: &str, sent: &Json, rows: &mut Vec<Row>) {
        let key = table.key_column();
        let Json::Object(cells) = sent else {
            let accepted = self.shown(table, &format!("an object with at least `{}`", key.key));
            self.mistake(at, "the row is not an object".to_owned(), &accepted);
            return;
        };
        let name = cells.get(key.key).and_then(|name| self.text(&format!("{at}/{}", key.key), name, ", ", MAX_CELL));
        let name = tidy::cell(&name.unwrap_or_default());
        if name.is_empty() {
            let accepted = self.shown(table, &format!("an object in which `{}` names the row", key.key));
            self.mistake(&format!("{at}/{}", key.key), format!("the {} has no name", table.row), &accepted);
            return;
        }
        // Rows that differ in what tells them apart are different rows; what is not sent may be anything.
        let told = table.telling_apart().filter_map(|column| {
            let value = cells.get(column.key)?;
            Some((column.key, tidy::cell(&Reader::default().text("", value, ", ", MAX_CELL)?)))
        });
        let told: Vec<(&str, String)> = told.collect();
        let same = |row: &Row| row.get(key.key) == name && told.iter().all(|(column, text)| row.get(column) == text);
        let fitting: Vec<usize> = (0..rows.len()).filter(|index| same(&rows[*index])).collect();
        let position = match fitting[..] {
            [] => {
                rows.push(Row::default());
                rows.len() - 1
            }
            [position] => position,
            _ => {
                let columns: Vec<String> = table.telling_apart().map(|column| format!("`{}`", column.key)).collect();
                self.mistake(
                    at,
                    format!("there are {} rows of the name \"{name}\"", fitting.len()),
                    &format!("the row with {} as it stands in the one that is meant", columns.join(" and ")),
                );
                return;
            }
        };
        for (column, value) in cells {
            let Some(spec) = table.column(column) else {
                self.unknown(at, column, table.columns.iter().map(|column| column.key));
                continue;
            };
            let separator = if matches!(spec.kind, Kind::Names | Kind::Refs) { ", " } else { "; " };
            if let Some(text) = self.text(&format!("{at}/{column}"), value, separator, MAX_CELL) {
                rows[position].set(spec.key, tidy::cell(&text));
            }
        }
    }

    /// Text from a string, number, truth value, or a list of them; `null` is no text.
    fn text(&mut self, at: &str, value: &Json, separator: &str, most: usize) -> Option<String> {
        let text = match value {
            Json::Null => String::new(),
            Json::String(text) => text.clone(),
            Json::Number(number) => number.to_string(),
            Json::Bool(truth) => if *truth { "yes" } else { "no" }.to_owned(),
            Json::Array(items) if items.iter().all(|item| item.is_string() || item.is_number()) => {
                let parts: Vec<String> =
                    items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect();
                parts.join(separator)
            }
            _ => {
                self.mistake(at, "it is not text".to_owned(), "a string, as a person would write it");
                return None;
            }
        };
        if text.len() > most {
            self.mistake(at, format!("it is {} bytes long", text.len()), &format!("at most {most} bytes"));
            return None;
        }
        Some(text)
    }

    /// Removes rows by name: `{"limits": ["orders-db disk"]}`.
    fn remove(&mut self, specs: &[&'static SectionSpec], remove: &Json, pack: &mut Pack) {
        let Json::Object(fields) = remove else {
            self.mistake(
                "/remove",
                "it is not an object".to_owned(),
                "an object from table to row names: {\"limits\": [\"orders-db disk\"]}",
            );
            return;
        };
        for (field, names) in fields {
            let at = format!("/remove/{field}");
            let Some(spec) = specs.iter().find(|spec| spec.table(field).is_some()) else {
                let tables =
                    specs.iter().flat_map(|spec| spec.fields).filter(|field| matches!(field.shape, Shape::Table(_)));
                self.unknown("/remove", field, tables.map(|field| field.key));
                continue;
            };
            let names: Vec<&str> = match names {
                Json::String(name) => vec![name.as_str()],
                Json::Array(names) => names.iter().filter_map(Json::as_str).collect(),
                _ => Vec::new(),
            };
            let key = spec.table(field).map_or("", |table| table.key_column().key);
            let Some(Value::Table(rows)) =
                pack.sections.get_mut(spec.key).and_then(|section| section.fields.get_mut(field))
            else {
                self.mistake(&at, "the table is empty".to_owned(), "a table with rows");
                continue;
            };
            for name in names {
                let wanted = tidy::cell(name);
                match rows.iter().position(|row| row.get(key) == wanted) {
                    // A name stands for all its rows.
                    Some(_) if spec.table(field).is_some_and(|table| table.telling_apart().next().is_some()) => {
                        rows.retain(|row| row.get(key) != wanted);
                    }
                    Some(position) => {
                        rows.remove(position);
                    }
                    None => {
                        let known = rows.iter().map(|row| row.get(key)).collect::<Vec<_>>().join(", ");
                        self.mistake(&at, format!("there is no row \"{wanted}\""), &format!("one of: {known}"));
                    }
                }
            }
            if rows.is_empty()
                && let Some(section) = pack.sections.get_mut(spec.key)
            {
                section.fields.remove(field);
            }
        }
    }
}

/// The known word nearest to `word`, if one is near enough to be meant.
pub fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let wanted = word.to_lowercase();
    known
        .map(|candidate| (strsim::jaro_winkler(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(score, _)| *score >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, candidate)| candidate)
}
