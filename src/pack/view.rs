//! Borrowed views of a pack: a section, a row, a cell, each knowing where it stands.

use super::{Pack, Place, Row, Section, SectionSpec, TableSpec, Value};

/// A section of a pack, present or not.
#[derive(Debug, Clone, Copy)]
pub struct SectionRef<'a> {
    spec: &'static SectionSpec,
    section: Option<&'a Section>,
}

impl<'a> SectionRef<'a> {
    /// The section that `spec` declares, in `pack`.
    pub fn new(pack: &'a Pack, spec: &'static SectionSpec) -> Self {
        Self { spec, section: pack.sections.get(spec.key) }
    }

    /// Whether the pack has the section at all.
    pub fn exists(&self) -> bool {
        self.section.is_some()
    }

    /// Whether a field says anything at all, be it text, an item or a cell.
    pub fn has(&self, field: &str) -> bool {
        match self.section.and_then(|section| section.fields.get(field)) {
            None => false,
            Some(Value::Text(text)) => !is_blank(text),
            Some(Value::List(items)) => items.iter().any(|item| !is_blank(item)),
            Some(Value::Table(rows)) => rows.iter().any(|row| row.values().any(|cell| !is_blank(cell))),
        }
    }

    /// The place of the section itself.
    pub fn place(&self) -> Place<'a> {
        Place::section(self.spec.key)
    }

    /// The place of one of its fields.
    pub fn field(&self, field: &'static str) -> Place<'a> {
        self.place().field(field)
    }

    /// A text field; blank where it is missing.
    pub fn text(&self, field: &'static str) -> Cell<'a> {
        let text = match self.section.and_then(|section| section.fields.get(field)) {
            Some(Value::Text(text)) => text.as_str(),
            _ => "",
        };
        Cell { text, place: self.field(field) }
    }

    /// The items of a list field.
    pub fn items(&self, field: &'static str) -> impl Iterator<Item = Cell<'a>> + use<'a> {
        let place = self.field(field);
        let items = match self.section.and_then(|section| section.fields.get(field)) {
            Some(Value::List(items)) => items.as_slice(),
            _ => &[],
        };
        items.iter().enumerate().map(move |(index, text)| Cell { text, place: place.row(index, "") })
    }

    /// The rows of a table field.
    pub fn rows(&self, field: &'static str) -> impl Iterator<Item = RowRef<'a>> + use<'a> {
        rows(self.section, self.field(field), self.spec.table(field))
    }
}

/// The rows of the field at `place` in a section, named as their table says.
fn rows<'a>(
    section: Option<&'a Section>,
    place: Place<'a>,
    table: Option<&'static TableSpec>,
) -> impl Iterator<Item = RowRef<'a>> + use<'a> {
    let key = table.map(|table| table.key_column().key);
    let rows = match section.and_then(|section| section.fields.get(place.field)) {
        Some(Value::Table(rows)) => rows.as_slice(),
        _ => &[],
    };
    rows.iter().enumerate().map(move |(index, row)| {
        let name = key.map_or("", |key| row.get(key));
        RowRef { row, place: place.row(index, name) }
    })
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub struct RowRef<'a> {
    row: &'a Row,
    place: Place<'a>,
}

impl<'a> RowRef<'a> {
    /// A view of `row`, standing at `place`.
    pub fn new(row: &'a Row, place: Place<'a>) -> Self {
        Self { row, place }
    }

    /// The rows of a table, by the place of its field: for those who know the table and not the section around it.
    pub fn all(
        pack: &'a Pack,
        field: Place<'a>,
        table: &'static TableSpec,
    ) -> impl Iterator<Item = RowRef<'a>> + use<'a> {
        rows(pack.sections.get(field.section), field, Some(table))
    }

    /// Where the row stands.
    pub fn place(&self) -> Place<'a> {
        self.place
    }

    /// The cell under a column; blank where the row lacks it.
    pub fn cell(&self, column: &'static str) -> Cell<'a> {
        Cell { text: self.row.get(column), place: self.place.column(column) }
    }
}

/// A piece of text somebody wrote, and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    /// The text, as Markdown.
    pub text: &'a str,
    /// Where it stands.
    pub place: Place<'a>,
}

impl<'a> Cell<'a> {
    /// Whether there is nothing in it: empty, or a dash people type for nothing.
    pub fn is_blank(&self) -> bool {
        is_blank(self.text)
    }

    /// The names in a cell that lists several, split at commas, semicolons and line breaks.
    pub fn names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.text
            .split([',', ';', '\n'])
            .flat_map(|part| part.split("<br>"))
            .map(str::trim)
            .filter(|name| !name.is_empty())
    }
}

fn is_blank(text: &str) -> bool {
    matches!(text.trim(), "" | "-" | "\u{2013}" | "\u{2014}")
}
