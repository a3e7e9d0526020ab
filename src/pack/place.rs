//! Symbolic places in a pack: section, field, row, column.

use std::fmt;

use serde::Serialize;

/// A place in a pack, borrowed from it. Cheap to copy and to narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place<'a> {
    /// The section's key; empty for the pack as a whole.
    pub section: &'a str,
    /// The field's key; empty for the section as a whole.
    pub field: &'a str,
    /// The row of a table or the item of a list, counted from 0, with the row's name (blank for an item).
    pub row: Option<(usize, &'a str)>,
    /// The column's key; empty for the row as a whole.
    pub column: &'a str,
}

impl<'a> Place<'a> {
    /// The pack as a whole.
    pub const PACK: Place<'static> = Place { section: "", field: "", row: None, column: "" };

    /// A section as a whole.
    pub fn section(section: &'a str) -> Self {
        Place { section, field: "", row: None, column: "" }
    }

    /// A field of this section.
    pub fn field(self, field: &'a str) -> Self {
        Place { field, row: None, column: "", ..self }
    }

    /// A row or item of this field.
    pub fn row(self, index: usize, name: &'a str) -> Self {
        Place { row: Some((index, name)), column: "", ..self }
    }

    /// A column of this row.
    pub fn column(self, column: &'a str) -> Self {
        Place { column, ..self }
    }

    /// The same place, owned.
    pub fn to_location(self) -> Location {
        Location {
            section: self.section.to_owned(),
            field: self.field.to_owned(),
            row: self.row.map(|(index, _)| index),
            row_name: self.row.map(|(_, name)| name.to_owned()).unwrap_or_default(),
            column: self.column.to_owned(),
        }
    }
}

/// A place in a pack, owned: what a finding carries.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, schemars::JsonSchema)]
pub struct Location {
    /// The section's key; empty for the pack as a whole.
    pub section: String,
    /// The field's key.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// The row or item, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// The name the row goes by.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub row_name: String,
    /// The column's key.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub column: String,
}

impl Location {
    /// Whether it lies in one of these, given as `section` or `section.field`. The pack as a whole lies
    /// everywhere, and so does anything where no place is given.
    pub fn is_within(&self, places: &[&str]) -> bool {
        places.is_empty()
            || self.section.is_empty()
            || places.iter().any(|place| match place.split_once('.') {
                // A section as a whole is where each of its fields is.
                Some((section, field)) => self.section == section && (self.field.is_empty() || self.field == field),
                None => self.section == *place,
            })
    }

    /// The place as a JSON pointer into the pack's `sections`, e.g. `/scaling/limits/0/trigger`.
    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        let row = self.row.map(|row| row.to_string()).unwrap_or_default();
        for part in [&self.section, &self.field, &row, &self.column] {
            if !part.is_empty() {
                pointer.push('/');
                pointer.push_str(&part.replace('~', "~0").replace('/', "~1"));
            }
        }
        pointer
    }
}

impl fmt::Display for Location {
    /// As people say it: `scaling.limits[orders-db disk].trigger`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.section.is_empty() {
            return f.write_str("pack");
        }
        f.write_str(&self.section)?;
        if !self.field.is_empty() {
            write!(f, ".{}", self.field)?;
        }
        if let Some(row) = self.row {
            if self.row_name.is_empty() {
                write!(f, "[{}]", row + 1)?;
            } else {
                write!(f, "[{}]", self.row_name)?;
            }
        }
        if !self.column.is_empty() {
            write!(f, ".{}", self.column)?;
        }
        Ok(())
    }
}
