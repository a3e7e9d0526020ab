//! A sound pack, as operators look at it.

use std::ops::Range;

use jiff::civil::Date;

use crate::gate::{self, Case, Report};
use crate::pack::{
    ColumnSpec, Derived, FieldSpec, Kind, Pack, RowRef, SectionRef, SectionSpec, Shape, TableSpec, Value, parse,
};
use crate::skill::Definition;

/// A pack without an error or a warning.
#[derive(Debug)]
pub struct Sound {
    /// The case it is of.
    pub name: String,
    /// What its skill declares.
    pub definition: &'static Definition,
    /// The pack.
    pub pack: Pack,
    /// What is derived from it.
    pub derived: Derived,
    /// The pack in canonical form.
    pub text: String,
    /// The day of judgement.
    pub on: Date,
}

/// A cell that is not blank, with what its declaration says.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// The section it is in.
    pub spec: &'static SectionSpec,
    /// The field it is in.
    pub field: &'static FieldSpec,
    /// The table it is in.
    pub table: &'static TableSpec,
    /// The column it is under.
    pub column: &'static ColumnSpec,
    /// The row it is of.
    pub row: RowRef<'a>,
    /// What it says.
    pub text: &'a str,
}

impl At<'_> {
    /// Whether it names its row.
    pub fn is_name(&self) -> bool {
        self.column.key == self.table.key_column().key
    }

    /// Whether its row needs it, and it is no name.
    pub fn is_needed(&self) -> bool {
        !self.column.optional && !self.is_name()
    }
}

impl Sound {
    /// A pack with what operators ask of it.
    pub fn new(name: &str, definition: &'static Definition, pack: Pack, on: Date) -> Self {
        let text = definition.render(&pack);
        Sound { name: name.to_owned(), definition, derived: definition.standard.derive(&pack), pack, text, on }
    }

    /// What the gate says of it, or of it as changed.
    pub fn judge(&self, pack: &Pack) -> Report {
        gate::judge(&Case::new(&self.definition.standard, pack, &[], self.on))
    }

    /// What the gate says of a document.
    pub fn judge_text(&self, text: &str) -> Report {
        let standard = &self.definition.standard;
        let parsed = parse(text, standard.sections, self.definition.name, standard.rule_set, self.on);
        gate::judge(&Case::new(standard, &parsed.pack, &parsed.problems, self.on))
    }

    /// The declaration of a field, given as `section.field`.
    pub fn field(&self, path: &str) -> Option<(&'static SectionSpec, &'static FieldSpec)> {
        let (section, field) = path.split_once('.')?;
        let spec = self.definition.standard.section(section)?;
        Some((spec, spec.field(field)?))
    }

    /// Every field of its skill, with its section.
    pub fn fields(&self) -> impl Iterator<Item = (&'static SectionSpec, &'static FieldSpec)> + use<> {
        self.definition.standard.sections.iter().flat_map(|spec| spec.fields.iter().map(move |field| (*spec, field)))
    }

    /// What stands in a field.
    pub fn value(&self, path: &str) -> Option<&Value> {
        let (section, field) = path.split_once('.')?;
        self.pack.sections.get(section)?.fields.get(field)
    }

    /// The words of a text.
    pub fn words(&self, path: &str) -> &str {
        match self.value(path) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// The items of a list.
    pub fn items(&self, path: &str) -> &[String] {
        match self.value(path) {
            Some(Value::List(items)) => items,
            _ => &[],
        }
    }

    /// The rows of a table; none where the skill has no such table.
    pub fn rows<'a>(&'a self, path: &str) -> Vec<RowRef<'a>> {
        let Some((spec, field)) = self.field(path) else { return Vec::new() };
        SectionRef::new(&self.pack, spec).rows(field.key).collect()
    }

    /// Every cell that is not blank.
    pub fn cells(&self) -> Vec<At<'_>> {
        let mut cells = Vec::new();
        for (spec, field) in self.fields() {
            let Shape::Table(table) = field.shape else { continue };
            for row in SectionRef::new(&self.pack, spec).rows(field.key) {
                let filled = table.columns.iter().filter(|column| !row.cell(column.key).is_blank());
                cells.extend(filled.map(|column| At {
                    spec,
                    field,
                    table,
                    column,
                    row,
                    text: row.cell(column.key).text,
                }));
            }
        }
        cells
    }

    /// Every cell of a kind that is needed.
    pub fn needed(&self, kind: impl Fn(Kind) -> bool) -> Vec<At<'_>> {
        self.cells().into_iter().filter(|at| at.is_needed() && kind(at.column.kind)).collect()
    }

    /// Where the body of a field stands in the canonical text: what is under its heading.
    pub fn body(&self, spec: &SectionSpec, field: &FieldSpec) -> Option<Range<usize>> {
        let section = self.section(spec)?;
        let heading = format!("\n### {}\n\n", field.label);
        let start = section.start + self.text[section.clone()].find(&heading)? + heading.len();
        let end = self.text[start..section.end].find("\n### ").map_or(section.end, |at| start + at + 1);
        Some(start..end)
    }

    /// Where a section stands in the canonical text, its heading included.
    pub fn section(&self, spec: &SectionSpec) -> Option<Range<usize>> {
        let before = self.text.lines().find(|line| {
            line.strip_prefix("## ").is_some_and(|title| match spec.numbered {
                true => title.split_once(". ").is_some_and(|(_, title)| title == spec.title),
                false => title == spec.title,
            })
        })?;
        let start = self.text.find(&format!("\n{before}\n"))? + 1;
        let end = self.text[start + 1..].find("\n## ").map_or(self.text.len(), |at| start + at + 2);
        Some(start..end)
    }
}

/// Where a row stands, as findings print it.
pub fn place(row: &RowRef<'_>) -> String {
    row.place().to_location().to_string()
}
