//! Defects that may be seeded: edits, and where the gate should see them.

use std::ops::Range;

use super::sound::{At, Sound, place};
use crate::pack::{Pack, Row, RowRef, Section, Value};

/// A defect at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Seed {
    /// What is done, in this order.
    pub edits: Vec<Edit>,
    /// Where a finding is at the right place: these places and all beneath them.
    pub places: Vec<String>,
}

/// A change of a pack.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Writes a cell.
    Cell {
        /// The table, as `section.field`.
        field: String,
        /// The row, from 0.
        row: usize,
        /// The column.
        column: &'static str,
        /// What stands there then.
        text: String,
    },
    /// Takes a row away.
    Strike {
        /// The table.
        field: String,
        /// The row, from 0.
        row: usize,
    },
    /// Puts a row before another, or at the end.
    Insert {
        /// The table.
        field: String,
        /// Before which row, from 0.
        at: usize,
        /// The row.
        row: Row,
    },
    /// Writes a field.
    Write {
        /// The field.
        field: String,
        /// What stands there then.
        value: Value,
    },
    /// Takes a field away.
    Drop {
        /// The field.
        field: String,
    },
    /// Takes a section away, or everything out of it.
    Section {
        /// The section.
        section: String,
        /// Whether its heading stays.
        keep: bool,
    },
    /// Writes over the canonical text.
    Source {
        /// Where.
        range: Range<usize>,
        /// What stands there then.
        text: String,
    },
}

impl Seed {
    /// Edits that should be seen at a place.
    pub fn new(edits: Vec<Edit>, place: impl Into<String>) -> Self {
        Seed { edits, places: vec![place.into()] }
    }

    /// A cell written anew, to be seen in its row.
    pub fn cell(row: &RowRef<'_>, column: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        let mut seed = Seed::new(vec![Edit::cell(row, column, text.clone())], place(row));
        if let Some((_, name)) = row.place().row
            && row.cell(column).text == name
        {
            // The row goes by another name then.
            seed.places.push(place(row).replace(&format!("[{name}]"), &format!("[{text}]")));
        }
        seed
    }

    /// A row taken away, to be seen in its table.
    pub fn strike(row: &RowRef<'_>) -> Self {
        Seed::new(vec![Edit::strike(row)], field_of(row))
    }

    /// Rows taken away, to be seen in their table; the last one first, so that the others stay where they are.
    pub fn strike_all(rows: &[RowRef<'_>], at: impl Into<String>) -> Self {
        Seed::new(rows.iter().rev().map(Edit::strike).collect(), at)
    }

    /// The same, seen at another place too.
    #[must_use]
    pub fn or_at(mut self, place: impl Into<String>) -> Self {
        self.places.push(place.into());
        self
    }

    /// The same, seen at this place alone.
    #[must_use]
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.places = vec![place.into()];
        self
    }

    /// The same with another edit.
    #[must_use]
    pub fn and(mut self, edit: Edit) -> Self {
        self.edits.push(edit);
        self
    }
}

impl Edit {
    /// Writes a cell.
    pub fn cell(row: &RowRef<'_>, column: &'static str, text: impl Into<String>) -> Self {
        Edit::Cell { field: field_of(row), row: index(row), column, text: text.into() }
    }

    /// Takes a row away.
    pub fn strike(row: &RowRef<'_>) -> Self {
        Edit::Strike { field: field_of(row), row: index(row) }
    }

    /// Adds a row of these cells at the end of a table.
    pub fn add(field: &str, cells: &[(&'static str, &str)]) -> Self {
        let mut row = Row::default();
        for (column, text) in cells {
            row.set(*column, (*text).to_owned());
        }
        Edit::Insert { field: field.to_owned(), at: usize::MAX, row }
    }

    /// Writes a text.
    pub fn text(field: &str, text: impl Into<String>) -> Self {
        Edit::Write { field: field.to_owned(), value: Value::Text(text.into()) }
    }

    /// Writes a list.
    pub fn list(field: &str, items: Vec<String>) -> Self {
        Edit::Write { field: field.to_owned(), value: Value::List(items) }
    }

    /// Makes the change. Edits of the text are made elsewhere.
    fn apply(&self, pack: &mut Pack) {
        match self {
            Edit::Cell { field, row, column, text } => with_rows(pack, field, |rows| {
                if let Some(row) = rows.get_mut(*row) {
                    row.set(*column, text.clone());
                }
            }),
            Edit::Strike { field, row } => with_rows(pack, field, |rows| {
                if *row < rows.len() {
                    rows.remove(*row);
                }
            }),
            Edit::Insert { field, at, row } => with_rows(pack, field, |rows| {
                rows.insert((*at).min(rows.len()), row.clone());
            }),
            Edit::Write { field, value } => set(pack, field, value.clone()),
            Edit::Drop { field } => set(pack, field, Value::Text(String::new())),
            Edit::Section { section, keep: true } => {
                pack.sections.insert(section.clone(), Section::default());
            }
            Edit::Section { section, keep: false } => {
                pack.sections.remove(section);
            }
            Edit::Source { .. } => {}
        }
    }

    /// The change in words, with what stood there.
    fn told(&self, sound: &Sound) -> String {
        let name = |field: &str, row: usize| match sound.rows(field).get(row) {
            Some(row) => place(row),
            None => field.to_owned(),
        };
        match self {
            Edit::Cell { field, row, column, text } => {
                let before = sound.rows(field).get(*row).map_or("", |row| row.cell(column).text);
                format!("{}.{column}: `{before}` becomes `{text}`", name(field, *row))
            }
            Edit::Strike { field, row } => format!("{} is struck", name(field, *row)),
            Edit::Insert { field, row, .. } => {
                format!("{field} gets a row: | {} |", row.values().collect::<Vec<_>>().join(" | "))
            }
            Edit::Write { field, value: Value::Text(text) } => format!("{field} becomes `{text}`"),
            Edit::Write { field, value: Value::List(items) } => format!("{field} becomes `{}`", items.join("`, `")),
            Edit::Write { field, .. } | Edit::Drop { field } => format!("{field} is struck"),
            Edit::Section { section, keep } => format!("{section} is {}", if *keep { "emptied" } else { "struck" }),
            Edit::Source { range, text } => {
                format!("`{}` becomes `{text}`", sound.text.get(range.clone()).unwrap_or_default())
            }
        }
    }
}

impl Seed {
    /// The document or pack with the defect; `None` where nothing is different.
    pub fn apply(&self, sound: &Sound) -> Option<Changed> {
        let source = |edit: &Edit| matches!(edit, Edit::Source { .. });
        if self.edits.iter().any(source) {
            let mut ranges: Vec<(&Range<usize>, &str)> = Vec::new();
            for edit in &self.edits {
                if let Edit::Source { range, text } = edit {
                    ranges.push((range, text));
                }
            }
            ranges.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
            let mut text = sound.text.clone();
            for (range, fresh) in ranges {
                text.replace_range(range.clone(), fresh);
            }
            return (text != sound.text).then_some(Changed::Text(text));
        }
        let mut pack = sound.pack.clone();
        self.edits.iter().for_each(|edit| edit.apply(&mut pack));
        (pack != sound.pack).then(|| Changed::Pack(Box::new(pack)))
    }

    /// What is done, in words, an edit a line.
    pub fn told(&self, sound: &Sound) -> Vec<String> {
        self.edits.iter().map(|edit| edit.told(sound)).collect()
    }
}

/// A pack with a defect.
#[derive(Debug)]
pub enum Changed {
    /// As data.
    Pack(Box<Pack>),
    /// As a document.
    Text(String),
}

/// The table a row is of, as `section.field`.
fn field_of(row: &RowRef<'_>) -> String {
    format!("{}.{}", row.place().section, row.place().field)
}

fn index(row: &RowRef<'_>) -> usize {
    row.place().row.map_or(0, |(index, _)| index)
}

/// Changes the rows of a table; a table without rows is none.
fn with_rows(pack: &mut Pack, field: &str, change: impl FnOnce(&mut Vec<Row>)) {
    let Some((section, key)) = field.split_once('.') else { return };
    let section = pack.sections.entry(section.to_owned()).or_default();
    let mut rows = match section.fields.remove(key) {
        Some(Value::Table(rows)) => rows,
        _ => Vec::new(),
    };
    change(&mut rows);
    section.set(key, Value::Table(rows));
}

fn set(pack: &mut Pack, field: &str, value: Value) {
    if let Some((section, key)) = field.split_once('.')
        && let Some(section) = pack.sections.get_mut(section)
    {
        section.set(key, value);
    }
}

/// The cells under a column, each written anew as far as `fresh` says so.
pub fn write(
    sound: &Sound,
    field: &str,
    column: &'static str,
    fresh: impl Fn(&RowRef<'_>) -> Option<String>,
) -> Vec<Seed> {
    let rows = sound.rows(field);
    let filled = rows.iter().filter(|row| !row.cell(column).is_blank());
    filled.filter_map(|row| Some(Seed::cell(row, column, fresh(row)?))).collect()
}

/// The cells under a column, each with the same words.
pub fn say(sound: &Sound, field: &str, column: &'static str, text: &str) -> Vec<Seed> {
    write(sound, field, column, |_| Some(text.to_owned()))
}

/// The rows of a table, each struck as far as `which` says so.
pub fn strike(sound: &Sound, field: &str, which: impl Fn(&RowRef<'_>) -> bool) -> Vec<Seed> {
    sound.rows(field).iter().filter(|row| which(row)).map(Seed::strike).collect()
}

/// A text, written anew.
pub fn text(sound: &Sound, field: &str, fresh: &str) -> Vec<Seed> {
    let said = !sound.words(field).is_empty();
    said.then(|| Seed::new(vec![Edit::text(field, fresh)], field)).into_iter().collect()
}

/// The items of a list, each written anew as far as `fresh` says so.
pub fn item(sound: &Sound, field: &str, fresh: impl Fn(&str) -> Option<String>) -> Vec<Seed> {
    let items = sound.items(field);
    let each = items.iter().enumerate().filter_map(|(at, item)| {
        let mut changed = items.to_vec();
        changed[at] = fresh(item)?;
        Some(Seed::new(vec![Edit::list(field, changed)], field))
    });
    each.collect()
}

/// A list, written anew.
pub fn list(sound: &Sound, field: &str, fresh: &[&str]) -> Vec<Seed> {
    let items = fresh.iter().map(|item| (*item).to_owned()).collect();
    let said = !sound.items(field).is_empty();
    said.then(|| Seed::new(vec![Edit::list(field, items)], field)).into_iter().collect()
}

/// Cells, each written anew as far as `fresh` says so.
pub fn cells<'a>(cells: Vec<At<'a>>, fresh: impl Fn(&At<'a>) -> Option<String>) -> Vec<Seed> {
    cells.iter().filter_map(|at| Some(Seed::cell(&at.row, at.column.key, fresh(at)?))).collect()
}
