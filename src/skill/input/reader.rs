//! The pack while a call is read: what was sent so far, what is wrong with it, and where each row came from.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::Mistake;
use super::keys::{meant, pointer};
use super::removal::Removal;
use crate::pack::{FieldSpec, Location, Pack, SectionSpec, Shape, TableSpec, Value};
use crate::skill::attachment::{Objection, Taken};
use crate::skill::{Definition, Step, example};

/// A field with its section, by their keys.
pub(super) type Place = (&'static str, &'static str);

/// Reads the arguments of one call.
pub(super) struct Reader {
    pub definition: &'static Definition,
    pub step: &'static Step,
    pub mistakes: Vec<Mistake>,
    pub notes: Vec<String>,
    /// How many rows were sent.
    pub turns: usize,
    /// Rows that are to be removed and are still there.
    pub removals: BTreeMap<Place, Vec<Removal>>,
    /// Where the rows of the pack stand in the call, with the keys of their cells there.
    pub placed: BTreeMap<(Place, usize), Sent>,
    pack: Pack,
    /// Where each field was sent.
    fields: BTreeMap<Place, String>,
    /// The tables of which a row has been shown: one row of a kind is enough, however many are wrong.
    shown: BTreeSet<&'static str>,
    /// What is being read stands inside the text at this pointer, or was read out of it.
    inside: Option<String>,
}

/// A row as it was sent.
#[derive(Debug, Clone, Default)]
pub(super) struct Sent {
    /// Where.
    pub at: String,
    /// Its keys, by the column that each means.
    pub keys: BTreeMap<String, String>,
    /// Its turn among all rows that were sent.
    pub turn: usize,
}

impl Reader {
    pub fn of(definition: &'static Definition, step: &'static Step, pack: &Pack) -> Self {
        Reader {
            definition,
            step,
            mistakes: Vec::new(),
            notes: Vec::new(),
            turns: 0,
            removals: BTreeMap::new(),
            placed: BTreeMap::new(),
            pack: pack.clone(),
            fields: BTreeMap::new(),
            shown: BTreeSet::new(),
            inside: None,
        }
    }

    pub fn pack(&self) -> &Pack {
        &self.pack
    }

    pub fn into_read(self) -> (Pack, Vec<String>) {
        (self.pack, self.notes)
    }

    /// Whether any field was sent, or any row was to be removed.
    pub fn sent_any(&self) -> bool {
        !self.fields.is_empty()
    }

    /// The sections of the step.
    pub fn specs(&self) -> impl Iterator<Item = &'static SectionSpec> + use<> {
        let definition = self.definition;
        self.step.sections.iter().filter_map(|key| definition.standard.section(key))
    }

    pub fn mistake(&mut self, at: &str, problem: impl Into<String>, accepted: impl Into<String>) {
        let (mut at, mut problem) = (at.to_owned(), problem.into());
        // Nobody finds a pointer into a text.
        if let Some(inside) = &self.inside
            && let Some(rest) = at.strip_prefix(inside.as_str())
        {
            if !rest.is_empty() {
                problem = format!("in its {rest}: {problem}");
            }
            at.clone_from(inside);
        }
        self.mistakes.push(Mistake { pointer: at, problem, accepted: accepted.into() });
    }

    /// A key that means nothing here.
    pub fn unknown<'k>(&mut self, at: &str, key: &str, known: impl Iterator<Item = &'k str>) {
        let Mistake { pointer, problem, accepted } = Mistake::unknown(&pointer(at, key), key, known);
        self.mistake(&pointer, problem, accepted);
    }

    /// What is accepted, with a row of the table behind it where none has been shown yet.
    pub fn shown(&mut self, table: &'static TableSpec, accepted: &str) -> String {
        if self.shown.insert(table.row) {
            format!("{accepted}, such as {}", example::row_text(table))
        } else {
            accepted.to_owned()
        }
    }

    /// The fields of one section.
    pub fn section(&mut self, spec: &'static SectionSpec, at: &str, value: &Json) {
        let keys: Vec<&str> = spec.fields.iter().map(|field| field.key).collect();
        let accepted = || format!("an object with the fields {}", keys.join(", "));
        match value {
            Json::Null => {}
            Json::String(text) => match decoded(text) {
                Some(value @ Json::Object(_)) => self.inside(at, |reader| reader.section(spec, at, &value)),
                _ => self.mistake(at, "it is a text, not an object", accepted()),
            },
            Json::Object(fields) => {
                for (key, value) in fields {
                    match meant(spec.fields, key) {
                        Some(field) => self.field(spec, field, &pointer(at, key), value),
                        None => self.unknown(at, key, keys.iter().copied()),
                    }
                }
            }
            _ => self.mistake(at, "it is not an object", accepted()),
        }
    }

    /// One field.
    pub fn field(&mut self, spec: &'static SectionSpec, field: &'static FieldSpec, at: &str, value: &Json) {
        if value.is_null() {
            return;
        }
        let place = (spec.key, field.key);
        if let Some(before) = self.fields.insert(place, at.to_owned()).filter(|before| !before.is_empty()) {
            self.mistake(at, format!("`{}` is sent twice, at {before} as well", field.key), "one of them");
            return;
        }
        match field.shape {
            Shape::Text(kind) => self.text_field(place, kind, field.doc, at, value),
            Shape::List(kind) => self.list_field(place, kind, field.doc, at, value),
            Shape::Table(table) => self.table_field(place, table, at, value),
        }
    }

    /// What stands in a field.
    pub fn stored(&self, place: Place) -> Option<&Value> {
        self.pack.sections.get(place.0)?.fields.get(place.1)
    }

    /// Sets a field. What is empty brings no section into being.
    pub fn set(&mut self, place: Place, value: Value) {
        if !value.is_empty() || self.pack.sections.contains_key(place.0) {
            self.pack.sections.entry(place.0.to_owned()).or_default().set(place.1, value);
        }
    }

    /// Says of a field that it was sent, though nothing of it was.
    pub fn touch(&mut self, place: Place) {
        self.fields.entry(place).or_default();
    }

    /// Reads what stands in the text at a pointer, or was read out of it.
    pub fn inside(&mut self, at: &str, read: impl FnOnce(&mut Self)) {
        let before = self.inside.replace(at.to_owned());
        read(self);
        self.inside = before;
    }

    /// The pointer to the text that what is being read stands in or was read out of.
    pub fn outer(&self) -> Option<&str> {
        self.inside.as_deref()
    }

    /// Merges what an attachment yields.
    pub fn yielded(&mut self, at: &str, taken: &Taken) {
        for spec in self.specs() {
            for row in taken.outdated.iter().filter(|row| row.section == spec.key) {
                let Some(table) = spec.table(row.field) else { continue };
                let removal = Removal { cells: vec![(table.key_column(), row.row.clone())] };
                self.removals.entry((spec.key, row.field)).or_default().push(removal);
            }
            let none = Map::new();
            let fields = taken.sections.get(spec.key).unwrap_or(&none);
            for (key, value) in fields {
                let Some(field) = spec.field(key) else { continue };
                self.fields.remove(&(spec.key, field.key));
                self.inside(at, |reader| reader.field(spec, field, &pointer(at, key), value));
            }
        }
        self.remove_the_rest();
    }

    /// Removes rows from tables of which nothing was sent.
    pub fn remove_the_rest(&mut self) {
        let left: Vec<Place> = self.removals.keys().copied().collect();
        for place in left {
            self.merge(place, &[]);
        }
    }

    /// A mistake that an attachment brought to light: at the cell that was sent, else at the attachment.
    pub fn object(&mut self, at: &str, objection: Objection) {
        let stated = objection.stated.and_then(|place| self.sent_at(&place));
        self.mistake(&stated.unwrap_or_else(|| at.to_owned()), objection.problem, objection.accepted);
    }

    /// Where a cell of the pack stands in the call.
    fn sent_at(&self, place: &Location) -> Option<String> {
        let of = |(known, row): &(Place, usize)| {
            known.0 == place.section && known.1 == place.field && Some(*row) == place.row
        };
        let (_, sent) = self.placed.iter().find(|(key, _)| of(key))?;
        Some(match sent.keys.get(&place.column) {
            Some(key) => pointer(&sent.at, key),
            None => sent.at.clone(),
        })
    }
}

/// The list or object that a text holds as JSON.
pub(super) fn decoded(text: &str) -> Option<Json> {
    let start = text.trim_start();
    if !start.starts_with(['[', '{']) {
        return None;
    }
    serde_json::from_str(start).ok()
}
