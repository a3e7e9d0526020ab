//! Rules: one deterministic check each, with its documentation.

use jiff::civil::Date;

use crate::finding::{Findings, Severity};
use crate::pack::{Cell, Kind, Pack, Problem, RowRef, SectionRef, SectionSpec, Shape, TableSpec};

/// One check over a pack. A rule is one file: its doc comment is its page, its check stands below.
#[derive(Debug)]
pub struct Rule {
    /// Three letters for what it is about, three digits: `SCL003`.
    pub id: &'static str,
    /// What it is called: `trigger-too-late`.
    pub name: &'static str,
    /// How much its findings weigh.
    pub severity: Severity,
    /// The first rule set that has it.
    pub since: u32,
    /// The sections without which it has nothing to say.
    pub needs: &'static [&'static str],
    /// The source of its file, the page at the top of it.
    pub source: &'static str,
    /// The check.
    pub check: fn(&Case<'_>, &mut Findings),
}

impl Rule {
    /// The documentation page, as Markdown.
    pub fn page(&self) -> String {
        let mut page = String::new();
        for line in self.source.lines().map_while(|line| line.strip_prefix("//!")) {
            page.push_str(line.strip_prefix(' ').unwrap_or(line));
            page.push('\n');
        }
        page
    }

    /// The first sentence of its page.
    pub fn summary(&self) -> String {
        self.page().lines().next().unwrap_or_default().to_owned()
    }
}

/// Declares the rule of a file: id, name, severity, the sections it needs, the file itself, the check.
#[macro_export]
macro_rules! rule {
    ($id:literal, $name:literal, $severity:ident, needs[$($need:literal),* $(,)?], $file:literal, $check:expr) => {
        /// The rule of this file.
        pub static RULE: $crate::gate::Rule = $crate::gate::Rule {
            id: $id,
            name: $name,
            severity: $crate::finding::Severity::$severity,
            since: 1,
            needs: &[$($need),*],
            source: include_str!($file),
            check: $check,
        };
    };
}

/// Declares the rules of a folder: its modules, and the list of them.
#[macro_export]
macro_rules! rules {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*
        /// The rules of this folder, by id.
        pub static RULES: &[&$crate::gate::Rule] = &[$(&$module::RULE),*];
    };
}

/// What a rule judges.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// What its skill declares.
    pub sections: &'static [&'static SectionSpec],
    /// The day of judgement: exemptions expire against it. Dates of the plan are held against the
    /// pack's own as-of date.
    pub on: Date,
    /// What could not be understood of its source, where it has one.
    pub problems: &'a [Problem],
    /// See [`Case::entries`]: collected once, read by many rules.
    entries: Vec<Entry<'a>>,
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
    /// Whether it is known to hold no placeholder; where not, a rule that asks has to look.
    pub clean: bool,
}

impl<'a> Case<'a> {
    /// A pack to be judged on a day.
    pub fn new(pack: &'a Pack, sections: &'static [&'static SectionSpec], problems: &'a [Problem], on: Date) -> Self {
        let entries = sections.iter().flat_map(|spec| collect(pack, spec)).collect();
        Case { pack, sections, on, problems, entries }
    }

    /// The declaration of a section, by its key.
    pub fn spec(&self, section: &str) -> Option<&'static SectionSpec> {
        self.sections.iter().copied().find(|spec| spec.key == section)
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

    /// Records once, for all rules, which entries hold no placeholder.
    pub(super) fn mark_clean(&mut self, is_clean: impl Fn(&Entry<'a>) -> bool) {
        for entry in &mut self.entries {
            entry.clean = is_clean(entry);
        }
    }

    /// Every row of every table, with the table's declaration.
    pub fn rows(&self) -> impl Iterator<Item = (&'static TableSpec, RowRef<'a>)> + use<'a> {
        let pack = self.pack;
        self.sections.iter().flat_map(move |spec| {
            let section = SectionRef::new(pack, spec);
            spec.fields.iter().flat_map(move |field| {
                let table = match field.shape {
                    Shape::Table(table) => Some(table),
                    _ => None,
                };
                table.into_iter().flat_map(move |table| section.rows(field.key).map(move |row| (table, row)))
            })
        })
    }
}

/// The entries of one section.
fn collect<'a>(pack: &'a Pack, spec: &'static SectionSpec) -> Vec<Entry<'a>> {
    let section = SectionRef::new(pack, spec);
    let mut entries = Vec::new();
    for field in spec.fields {
        let entry = |cell: Cell<'a>, kind: Kind| Entry {
            cell,
            kind,
            optional: field.optional,
            label: field.label,
            clean: false,
        };
        match field.shape {
            Shape::Text(kind) => {
                let cell = section.text(field.key);
                if !cell.text.is_empty() {
                    entries.push(entry(cell, kind));
                }
            }
            Shape::List(kind) => entries.extend(section.items(field.key).map(|cell| entry(cell, kind))),
            Shape::Table(table) => {
                for row in section.rows(field.key) {
                    entries.extend(table.columns.iter().map(|column| Entry {
                        cell: row.cell(column.key),
                        kind: column.kind,
                        optional: column.optional,
                        label: column.header,
                        clean: false,
                    }));
                }
            }
        }
    }
    entries
}
