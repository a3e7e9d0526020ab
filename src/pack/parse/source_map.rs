//! Where each part of a pack stands in its source.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::pack::Location;

/// Byte ranges of a document, by place.
#[derive(Debug, Default)]
pub struct SourceMap {
    len: usize,
    front: Option<Range<usize>>,
    title: Option<Range<usize>>,
    sections: BTreeMap<String, SectionSource>,
}

#[derive(Debug)]
struct SectionSource {
    heading: Range<usize>,
    fields: BTreeMap<String, FieldSource>,
}

/// Where a field stands: its heading or content, and its rows or items.
#[derive(Debug, Default)]
pub(super) struct FieldSource {
    pub(super) label: Option<Range<usize>>,
    pub(super) body: Option<Range<usize>>,
    pub(super) rows: Vec<RowSource>,
}

#[derive(Debug)]
pub(super) struct RowSource {
    pub(super) range: Range<usize>,
    /// The columns of its table, which all rows share.
    pub(super) columns: Arc<[Cow<'static, str>]>,
    pub(super) cells: Vec<Range<usize>>,
}

impl SourceMap {
    pub(super) fn new(source: &str) -> Self {
        SourceMap { len: source.len(), ..SourceMap::default() }
    }

    pub(super) fn front(&mut self, range: Range<usize>) {
        self.front = Some(range);
    }

    /// Whether the document has front matter.
    pub(super) fn has_front(&self) -> bool {
        self.front.is_some()
    }

    pub(super) fn title(&mut self, range: Range<usize>) {
        self.title = Some(range);
    }

    /// Says where a section's heading stands; what is known of its fields stays.
    pub(super) fn section(&mut self, section: &str, heading: Range<usize>) {
        match self.sections.get_mut(section) {
            Some(known) => known.heading = heading,
            None => {
                self.sections.insert(section.to_owned(), SectionSource { heading, fields: BTreeMap::new() });
            }
        }
    }

    pub(super) fn field(&mut self, section: &str, field: &str) -> Option<&mut FieldSource> {
        Some(self.sections.get_mut(section)?.fields.entry(field.to_owned()).or_default())
    }

    /// The range of a place, or of the nearest thing around it that the document has.
    pub fn range(&self, place: &Location) -> Range<usize> {
        let whole = self.title.clone().or_else(|| self.front.clone()).unwrap_or(0..self.len.min(1));
        let Some(section) = self.sections.get(&place.section) else { return whole };
        let Some(field) = section.fields.get(&place.field) else { return section.heading.clone() };
        let around = || field.label.clone().or_else(|| field.body.clone()).unwrap_or_else(|| section.heading.clone());
        let Some(row) = place.row else { return field.body.clone().unwrap_or_else(around) };
        let Some(row) = field.rows.get(row) else { return around() };
        let column = row.columns.iter().position(|column| *column == place.column);
        match column.and_then(|column| row.cells.get(column)) {
            Some(cell) if !cell.is_empty() => cell.clone(),
            _ => row.range.clone(),
        }
    }
}
