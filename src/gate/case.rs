//! What a rule judges: a pack, taken apart once for all rules.

use std::ops::Range;
use std::sync::OnceLock;

use jiff::civil::Date;

use super::rules::placeholder;
use super::voice::{Headings, Voice};
use super::{Beside, Facts, Standard, beside};
use crate::pack::{Cell, Derived, Kind, Pack, Problem, RowRef, SectionRef, SectionSpec, Shape, TableSpec};

/// What a rule judges.
#[derive(Debug)]
pub struct Case<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// What packs of its kind are held against.
    pub standard: &'a Standard,
    /// The sections they consist of.
    pub sections: &'static [&'static SectionSpec],
    /// The day of judgement: exemptions expire against it. Dates of the plan are held against the
    /// pack's own as-of date.
    pub on: Date,
    /// The pack as it was agreed before, where there is one: what breaks is held against it.
    pub before: Option<&'a Pack>,
    /// The packs it cites and those that cite it, as far as they are at hand.
    pub beside: &'a [Beside],
    /// What it is cited by itself, its title aside.
    names: &'a [String],
    /// What findings call the places they name: headings, unless somebody else is told.
    pub(super) voice: &'a dyn Voice,
    /// What of its source is no part of it, where it has one.
    pub problems: &'a [Problem],
    /// What its skill reads in it.
    pub(super) facts: Box<dyn Facts + 'a>,
    /// See [`Case::derived`].
    derived: OnceLock<Derived>,
    /// See [`Case::entries`].
    entries: Vec<Entry<'a>>,
    /// See [`Case::rows`]: the table, the row, and where its entries stand.
    rows: Vec<(&'static TableSpec, RowRef<'a>, Range<usize>)>,
}

/// A piece of text with what its declaration says of it.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The text and its place.
    pub cell: Cell<'a>,
    /// What it should hold.
    pub kind: Kind,
    /// Whether it may be blank.
    pub optional: bool,
    /// The header or label people see.
    pub label: &'static str,
    /// Whether it holds no placeholder.
    pub clean: bool,
}

impl<'a> Case<'a> {
    /// A pack to be judged on a day.
    pub fn new(standard: &'a Standard, pack: &'a Pack, problems: &'a [Problem], on: Date) -> Self {
        let mut case = Case {
            pack,
            standard,
            sections: standard.sections,
            on,
            before: None,
            beside: &[],
            names: &[],
            voice: &Headings,
            problems,
            facts: (standard.read)(pack),
            derived: OnceLock::new(),
            entries: Vec::new(),
            rows: Vec::new(),
        };
        for spec in standard.sections {
            case.collect(spec);
        }
        case
    }

    /// The same case, held against the pack as it was agreed before.
    pub fn against(mut self, before: Option<&'a Pack>) -> Self {
        self.before = before;
        self
    }

    /// The same case, with the packs it cites and those that cite it.
    pub fn beside(mut self, beside: &'a [Beside]) -> Self {
        self.beside = beside;
        self
    }

    /// The same case, of a pack that others cite by these names: its id in a store, the name of its file.
    pub fn called(mut self, names: &'a [String]) -> Self {
        self.names = names;
        self
    }

    /// The same case, told to somebody who calls places otherwise than a document does.
    pub fn told(mut self, voice: &'a dyn Voice) -> Self {
        self.voice = voice;
        self
    }

    /// The pack beside it that is cited by this name.
    pub fn cited(&self, name: &str) -> Option<&'a Beside> {
        self.beside.iter().find(|one| one.is(name))
    }

    /// Whether others cite it by this name.
    pub fn is_called(&self, name: &str) -> bool {
        beside::is_called(self.names, self.pack, name)
    }

    /// The declaration of a section, by its key.
    pub fn spec(&self, section: &str) -> Option<&'static SectionSpec> {
        self.sections.iter().copied().find(|spec| spec.key == section)
    }

    /// What is derived from the pack.
    pub fn derived(&self) -> &Derived {
        self.derived.get_or_init(|| self.facts.derive())
    }

    /// A section of the pack, present or not.
    pub fn section(&self, spec: &'static SectionSpec) -> SectionRef<'a> {
        SectionRef::new(self.pack, spec)
    }

    /// Every declared text of the sections that exist, in the order of the document: text fields,
    /// list items and cells, blank cells of existing rows included, blank fields left out.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'a>> {
        self.entries.iter().copied()
    }

    /// Every row of every table: the table's declaration, the row, and its entries.
    pub fn rows(&self) -> impl Iterator<Item = (&'static TableSpec, RowRef<'a>, &[Entry<'a>])> {
        self.rows.iter().map(|(table, row, entries)| (*table, *row, &self.entries[entries.clone()]))
    }

    /// Adds the entries and rows of one section.
    fn collect(&mut self, spec: &'static SectionSpec) {
        let section = SectionRef::new(self.pack, spec);
        for field in spec.fields {
            let entry = |cell: Cell<'a>, kind: Kind| Entry::new(cell, kind, field.optional, field.label);
            match field.shape {
                Shape::Text(kind) => {
                    let cell = section.text(field.key);
                    if !cell.text.is_empty() {
                        self.entries.push(entry(cell, kind));
                    }
                }
                Shape::List(kind) => self.entries.extend(section.items(field.key).map(|cell| entry(cell, kind))),
                Shape::Table(table) => {
                    for row in section.rows(field.key) {
                        let start = self.entries.len();
                        self.entries.extend(table.columns.iter().map(|column| {
                            Entry::new(row.cell(column.key), column.kind, column.optional, column.header)
                        }));
                        self.rows.push((table, row, start..self.entries.len()));
                    }
                }
            }
        }
    }
}

impl<'a> Entry<'a> {
    fn new(cell: Cell<'a>, kind: Kind, optional: bool, label: &'static str) -> Self {
        let mut entry = Entry { cell, kind, optional, label, clean: false };
        entry.clean = placeholder::of(&entry).is_empty();
        entry
    }
}
