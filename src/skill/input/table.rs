//! Tables: rows merged into those of their name.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::MAX_ROWS;
use super::keys::{meant, nearest, pointer};
use super::reader::{Place, Reader, Sent, decoded};
use super::text::Said;
use crate::pack::{ColumnSpec, Kind, Row, TableSpec, Value, tidy};
use crate::text::same_name;

/// What is known of a column that a table has of its own.
const OWN: ColumnSpec =
    ColumnSpec { key: "", header: "", doc: "", kind: Kind::Prose, optional: true, tells_apart: false };

/// A row on its way into the pack.
#[derive(Debug, Default)]
struct Slot {
    row: Row,
    /// Whether it is to be removed. One that is sent under the same name takes its place.
    gone: bool,
    /// Where it was sent, if it was.
    sent: Option<Sent>,
    /// The columns that this call says of it.
    said: BTreeSet<String>,
}

/// A row as it is sent: where, the name it is keyed by, and its cells.
pub(super) struct SentRow<'a> {
    at: String,
    name: Option<&'a str>,
    cells: &'a Json,
}

/// A column that a key of a row means: a declared one, or one that the table has of its own.
enum Column {
    Declared(&'static ColumnSpec),
    Own(String),
}

impl Reader {
    /// A table: rows, one row, or rows by their names.
    pub(super) fn table_field(&mut self, place: Place, table: &'static TableSpec, at: &str, value: &Json) {
        if let Json::String(text) = value
            && let Some(value) = decoded(text)
        {
            self.inside(at, |reader| reader.table_field(place, table, at, &value));
            return;
        }
        let rows: Vec<SentRow<'_>> = match value {
            Json::Array(rows) => {
                let numbered = rows.iter().enumerate();
                numbered.map(|(index, cells)| SentRow { at: format!("{at}/{index}"), name: None, cells }).collect()
            }
            Json::Object(rows) if is_keyed(table, rows) => keyed(at, rows),
            Json::Object(_) => vec![SentRow { at: at.to_owned(), name: None, cells: value }],
            _ => {
                let accepted = self.shown(table, "a list of objects");
                self.mistake(at, "it is not a list of rows", accepted);
                return;
            }
        };
        if rows.len() > MAX_ROWS {
            self.too_many(at, rows.len());
            return;
        }
        self.merge(place, &rows);
    }

    fn too_many(&mut self, at: &str, rows: usize) {
        let accepted = format!("at most {MAX_ROWS}; keep the rows that decide something");
        self.mistake(at, format!("the table would have {rows} rows"), accepted);
    }

    /// Removes what is to be removed from a table and merges rows into the rest.
    pub(super) fn merge(&mut self, place: Place, rows: &[SentRow<'_>]) {
        let Some(table) = self.definition.standard.section(place.0).and_then(|spec| spec.table(place.1)) else {
            return;
        };
        let stored = match self.stored(place) {
            Some(Value::Table(rows)) => rows.clone(),
            _ => Vec::new(),
        };
        let mut slots: Vec<Slot> = stored.into_iter().map(|row| Slot { row, ..Slot::default() }).collect();
        let removals = self.removals.remove(&place).unwrap_or_default();
        for slot in &mut slots {
            slot.gone = removals.iter().any(|removal| removal.means(&slot.row));
        }
        let gone: Vec<bool> = removals.iter().map(|one| slots.iter().any(|slot| one.means(&slot.row))).collect();
        for row in rows {
            self.row(table, place.1, row, &mut slots);
        }
        let names = || slots.iter().map(|slot| slot.row.get(table.key_column().key));
        for (removal, _) in
            removals.iter().zip(gone).filter(|(one, gone)| !gone && !names().any(|name| name == one.name()))
        {
            self.notes.push(removal.missed(place.1, names()));
        }
        slots.retain(|slot| !slot.gone);
        // A table that is sent whole stands in the order in which it is sent.
        if slots.iter().all(|slot| slot.sent.is_some()) {
            slots.sort_by_key(|slot| slot.sent.as_ref().map(|sent| sent.turn));
        }
        if slots.len() > MAX_ROWS {
            let at = rows.first().and_then(|row| row.at.rsplit_once('/')).map_or("", |(at, _)| at).to_owned();
            self.too_many(&at, slots.len());
            return;
        }
        let mut rows = Vec::with_capacity(slots.len());
        for (index, slot) in slots.into_iter().enumerate() {
            if let Some(sent) = slot.sent {
                self.placed.insert((place, index), sent);
            }
            rows.push(slot.row);
        }
        self.set(place, Value::Table(rows));
    }

    /// Merges a row into the one that it means, or adds it.
    fn row(&mut self, table: &'static TableSpec, field: &str, sent: &SentRow<'_>, slots: &mut Vec<Slot>) {
        let (key, at) = (table.key_column(), sent.at.as_str());
        let Json::Object(cells) = sent.cells else {
            let accepted = self.shown(table, &format!("an object with at least `{}`", key.key));
            self.mistake(at, "the row is not an object", accepted);
            return;
        };
        // A row as answers print it is there already, with whatever people wrote into it.
        let as_printed = |slot: &&mut Slot| {
            !slot.gone && slot.sent.is_none() && serde_json::to_value(&slot.row).is_ok_and(|row| row == *sent.cells)
        };
        if let Some(slot) = slots.iter_mut().find(as_printed) {
            slot.said.extend(cells.keys().cloned());
            let keys = cells.keys().map(|key| (key.clone(), key.clone())).collect();
            slot.sent = Some(self.sent(at, keys));
            return;
        }
        let before = self.mistakes.len();
        let (said, keys) = self.cells(table, sent, cells, slots);
        let name = said.iter().find(|(column, _)| column.key() == key.key).map(|(_, said)| said.raw.clone());
        let keyed = sent.name.map(tidy::cell);
        if let (Some(name), Some(keyed)) = (&name, &keyed)
            && name != keyed
        {
            let problem = format!("the row is sent under \"{keyed}\" and named \"{name}\"");
            self.mistake(&pointer(at, keys.get(key.key).map_or(key.key, String::as_str)), problem, "one name");
            return;
        }
        let name = name.or(keyed).unwrap_or_default();
        if name.is_empty() {
            // A name that cannot be read, or whose key is misspelt, has been told.
            let told = self.mistakes[before..].iter().any(|one| {
                let last = one.pointer.rsplit('/').next().unwrap_or_default();
                keys.get(key.key).is_some_and(|sent| sent == last) || nearest(last, std::iter::once(key.key)).is_some()
            });
            if !told {
                let accepted = self.shown(table, &format!("an object in which `{}` names the row", key.key));
                self.mistake(&pointer(at, key.key), format!("the {} has no name", table.row), accepted);
            }
            return;
        }
        let Some(position) = self.position(table, field, at, &name, &said, slots) else { return };
        if let Some((column, said)) = said.iter().find(|(column, said)| slots[position].says_otherwise(column, said)) {
            let sent_as = pointer(at, keys.get(column.key()).map_or(column.key(), String::as_str));
            self.twice(table, &sent_as, &slots[position], column.key(), &said.text);
            return;
        }
        let where_sent = self.sent(at, keys);
        let slot = &mut slots[position];
        slot.row.set(key.key, name);
        for (column, said) in said {
            slot.said.insert(column.key().to_owned());
            // What stands there in other letters stays.
            if slot.row.get(column.key()) != said.raw {
                slot.row.set(column.into_key(), said.text);
            }
        }
        slot.sent = Some(where_sent);
    }

    /// A row that says otherwise than another of the same call that bears the same name: neither is lost in silence.
    fn twice(&mut self, table: &'static TableSpec, at: &str, slot: &Slot, column: &str, text: &str) {
        let name = slot.row.get(table.key_column().key);
        let (before, first) = (slot.row.get(column), slot.sent.as_ref().map_or("", |sent| sent.at.as_str()));
        let problem = format!(
            "the {} \"{name}\" is sent twice and `{column}` differs: \"{before}\" at {first}, \"{text}\" here",
            table.row
        );
        let apart: Vec<String> = table.telling_apart().map(|column| format!("`{}`", column.key)).collect();
        let accepted = match apart.as_slice() {
            [] => "one row of that name, or another name for one of them".to_owned(),
            apart => format!("one row of that name, or rows that differ in {}", apart.join(" or ")),
        };
        self.mistake(at, problem, accepted);
    }

    /// The cells of a row with the columns they belong to, and the key that each column was sent under.
    fn cells(
        &mut self,
        table: &'static TableSpec,
        sent: &SentRow<'_>,
        cells: &Map<String, Json>,
        slots: &[Slot],
    ) -> (Vec<(Column, Said)>, BTreeMap<String, String>) {
        let (mut said, mut keys) = (Vec::new(), BTreeMap::new());
        for (key, value) in cells {
            let at = pointer(&sent.at, key);
            let own = || slots.iter().any(|slot| slot.row.keys().any(|known| known == key));
            let column = match meant(table.columns, key) {
                Some(column) => Column::Declared(column),
                None if own() => Column::Own(key.clone()),
                None => {
                    self.unknown(&sent.at, key, table.columns.iter().map(|column| column.key));
                    continue;
                }
            };
            if value.is_null() {
                continue;
            }
            if let Some(other) = keys.insert(column.key().to_owned(), key.clone()) {
                self.mistake(&at, format!("`{key}` and `{other}` are one column"), "one of them");
                continue;
            }
            let spec = match &column {
                Column::Declared(spec) => spec,
                Column::Own(_) => &OWN,
            };
            if let Some(text) = self.cell(spec, &at, value) {
                said.push((column, text));
            }
        }
        (said, keys)
    }

    /// Where the row that is meant stands; a new one at the end, or in the place of one of its name that goes.
    fn position(
        &mut self,
        table: &'static TableSpec,
        field: &str,
        at: &str,
        name: &str,
        said: &[(Column, Said)],
        slots: &mut Vec<Slot>,
    ) -> Option<usize> {
        let key = table.key_column().key;
        let cell =
            |column: &ColumnSpec| said.iter().find(|(one, _)| one.key() == column.key).map(|(_, said)| &said.text);
        let named = |slot: &Slot| !slot.gone && slot.row.get(key) == name;
        let same = |slot: &Slot, column: &ColumnSpec, text: &str| column.kind.is_same(slot.row.get(column.key), text);
        // Rows that differ in what tells them apart are different rows; what is not sent may be anything, and is best blank.
        let fits = |slot: &Slot| {
            named(slot) && table.telling_apart().all(|column| cell(column).is_none_or(|text| same(slot, column, text)))
        };
        let exact = |slot: &Slot| {
            let blank = String::new();
            named(slot) && table.telling_apart().all(|column| same(slot, column, cell(column).unwrap_or(&blank)))
        };
        let all = |is: &dyn Fn(&Slot) -> bool| -> Vec<usize> {
            slots.iter().enumerate().filter(|(_, slot)| is(slot)).map(|(index, _)| index).collect()
        };
        let (fitting, exactly) = (all(&fits), all(&exact));
        // Where one of several says all of it already there is nothing to choose.
        let stands = |slot: &Slot| {
            let stored = |column: &Column| slot.row.get(column.key());
            said.iter().all(|(column, said)| stored(column) == said.raw || stored(column) == said.text)
        };
        let settled = match (fitting.as_slice(), exactly.as_slice()) {
            ([position], _) | (_, [position]) => Some(*position),
            (several, _) => several.iter().copied().find(|position| stands(&slots[*position])),
        };
        if settled.is_some() || fitting.is_empty() {
            return settled.or_else(|| Some(self.added(field, key, name, slots)));
        }
        let columns: Vec<String> = table.telling_apart().map(|column| format!("`{}`", column.key)).collect();
        let accepted = match columns.as_slice() {
            [] => format!("`remove` with \"{name}\" in the same call, which leaves the row that is sent"),
            columns => format!("the row with {} as it stands in the one that is meant", columns.join(" and ")),
        };
        self.mistake(at, format!("there are {} rows of the name \"{name}\"", fitting.len()), accepted);
        None
    }

    /// Where a row that is new stands: in the place of one of its name that goes, else at the end.
    fn added(&mut self, field: &str, key: &str, name: &str, slots: &mut Vec<Slot>) -> usize {
        if let Some(position) = slots.iter().position(|slot| slot.gone && slot.row.get(key) == name) {
            slots[position] = Slot::default();
            return position;
        }
        let akin = |slot: &&Slot| !slot.gone && slot.sent.is_none() && same_name(slot.row.get(key), name);
        if let Some(akin) = slots.iter().find(akin).map(|slot| slot.row.get(key)) {
            self.notes.push(format!(
                "`{field}` has \"{akin}\" already; \"{name}\" was added beside it. Remove one of them if they are the same."
            ));
        }
        slots.push(Slot::default());
        slots.len() - 1
    }

    /// Where a row stands in the call; what was read out of something else stands there.
    fn sent(&mut self, at: &str, keys: BTreeMap<String, String>) -> Sent {
        let turn = self.turns;
        self.turns += 1;
        match self.outer() {
            Some(outer) => Sent { at: outer.to_owned(), turn, ..Sent::default() },
            None => Sent { at: at.to_owned(), keys, turn },
        }
    }
}

impl Slot {
    /// Whether another row of this call has said something else of it.
    fn says_otherwise(&self, column: &Column, said: &Said) -> bool {
        let before = self.row.get(column.key());
        let same = match column {
            Column::Declared(spec) => spec.kind.is_same(before, &said.text),
            Column::Own(_) => before == said.text,
        };
        self.said.contains(column.key()) && !same && before != said.raw
    }
}

impl Column {
    fn key(&self) -> &str {
        match self {
            Column::Declared(spec) => spec.key,
            Column::Own(key) => key,
        }
    }

    fn into_key(self) -> Cow<'static, str> {
        match self {
            Column::Declared(spec) => Cow::Borrowed(spec.key),
            Column::Own(key) => Cow::Owned(key),
        }
    }
}

/// Whether an object holds rows by their names: none of its keys is a column, and each holds a row or several.
fn is_keyed(table: &'static TableSpec, rows: &Map<String, Json>) -> bool {
    let is_row = |value: &Json| match value {
        Json::Object(_) | Json::Null => true,
        Json::Array(rows) => rows.iter().all(Json::is_object),
        _ => false,
    };
    !rows.keys().any(|key| meant(table.columns, key).is_some()) && rows.values().all(is_row)
}

fn keyed<'a>(at: &str, rows: &'a Map<String, Json>) -> Vec<SentRow<'a>> {
    let mut sent = Vec::new();
    for (name, value) in rows {
        let at = pointer(at, name);
        match value {
            Json::Null => {}
            Json::Array(rows) => {
                let numbered = rows.iter().enumerate();
                sent.extend(numbered.map(|(index, cells)| SentRow {
                    at: format!("{at}/{index}"),
                    name: Some(name),
                    cells,
                }));
            }
            cells => sent.push(SentRow { at, name: Some(name), cells }),
        }
    }
    sent
}
