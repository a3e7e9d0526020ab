//! One row of a table.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A row: its cells by column key, blank ones left out. A key that the table does not declare is an
/// extra column's header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// In the order of the keys. A row has a handful of cells, which a list holds and finds faster than a tree.
    cells: Vec<(Cow<'static, str>, String)>,
}

impl Row {
    /// The text under a column; blank where there is none.
    pub fn get(&self, column: &str) -> &str {
        self.cells.iter().find(|(key, _)| key == column).map_or("", |(_, text)| text)
    }

    /// Sets a cell, or removes it where the text is empty.
    pub fn set(&mut self, column: impl Into<Cow<'static, str>>, text: String) {
        let column = column.into();
        match self.cells.binary_search_by(|(key, _)| key.cmp(&column)) {
            Ok(at) if text.is_empty() => {
                self.cells.remove(at);
            }
            Ok(at) => self.cells[at].1 = text,
            Err(_) if text.is_empty() => {}
            Err(at) => self.cells.insert(at, (column, text)),
        }
    }

    /// Whether every cell is blank.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The keys of the cells that are not blank, in their order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|(key, _)| key.as_ref())
    }

    /// The texts of the cells that are not blank.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|(_, text)| text.as_str())
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.cells.len()))?;
        for (key, text) in &self.cells {
            map.serialize_entry(key, text)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let cells = BTreeMap::<String, String>::deserialize(deserializer)?;
        Ok(Row { cells: cells.into_iter().map(|(key, text)| (Cow::Owned(key), text)).collect() })
    }
}
