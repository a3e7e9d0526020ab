//! The pack: the document being made, as plain data.
//!
//! A [`Pack`] holds text as people wrote it, tidied so that it survives a trip through Markdown
//! ([`tidy`]). What the text means is read by [`crate::quantity`] where a rule asks for it, so that
//! nothing anybody wrote is lost because it could not be understood.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

mod computed;
pub mod diff;
mod letters;
mod markdown;
mod parse;
mod place;
pub mod records;
mod refresh;
mod render;
mod revision;
mod row;
mod spec;
pub mod tidy;
mod view;

pub use computed::{Computed, Derived, Drawing, Highlight, Interface};
pub use letters::{choice, same_letters};
pub use parse::{Parsed, Problem, ProblemKind, SourceMap, parse, skill_of};
pub use place::{Location, Place};
pub use refresh::refresh;
pub use render::render;
pub use revision::Revision;
pub use row::Row;
pub use spec::{ColumnSpec, FieldSpec, Kind, SectionSpec, Shape, TableSpec};
pub use view::{Cell, RowRef, SectionRef};

/// A plan: its sections, keyed as the skill declares them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// The skill that made it.
    pub skill: String,
    /// The rule set that last judged it.
    pub rule_set: u32,
    /// The day its facts are true of.
    pub as_of: Date,
    /// The document's title.
    pub title: String,
    /// The sections that exist, by key.
    #[serde(default)]
    pub sections: BTreeMap<String, Section>,
    /// Sections the skill does not know, by heading, kept as they were written.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub others: BTreeMap<String, String>,
}

/// One deliverable of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Section {
    /// The fields that exist, by key. No field is empty: see [`Section::set`].
    pub fields: BTreeMap<String, Value>,
}

impl Section {
    /// Sets a field, or removes it where the value is empty.
    pub fn set(&mut self, field: &str, value: Value) {
        if value.is_empty() {
            self.fields.remove(field);
        } else {
            self.fields.insert(field.to_owned(), value);
        }
    }
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Paragraphs of Markdown.
    Text(String),
    /// Items, one line each.
    List(Vec<String>),
    /// Rows of a table.
    Table(Vec<Row>),
}

impl Value {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Text(text) => text.is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Table(rows) => rows.is_empty(),
        }
    }
}

impl Pack {
    /// A pack without sections.
    pub fn new(skill: &str, rule_set: u32, title: &str, as_of: Date) -> Self {
        Pack {
            skill: skill.to_owned(),
            rule_set,
            as_of,
            title: tidy::line(title),
            sections: BTreeMap::new(),
            others: BTreeMap::new(),
        }
    }
}
