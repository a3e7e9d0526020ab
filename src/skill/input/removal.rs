//! A row that is to go.

use super::keys::nearest;
use crate::pack::{ColumnSpec, Row};

/// Rows of a table that are to go: those that hold these texts.
#[derive(Debug)]
pub(super) struct Removal {
    /// The name first, then what tells rows of one name apart.
    pub cells: Vec<(&'static ColumnSpec, String)>,
}

impl Removal {
    /// The name of the rows.
    pub fn name(&self) -> &str {
        self.cells.first().map_or("", |(_, text)| text)
    }

    /// Whether it means a row.
    pub fn means(&self, row: &Row) -> bool {
        self.cells.iter().all(|(column, text)| column.kind.is_same(row.get(column.key), text))
    }

    /// What is said where no row is meant.
    pub fn missed<'r>(&self, field: &str, names: impl Iterator<Item = &'r str>) -> String {
        let name = self.name();
        let hint = nearest(name, names).filter(|near| *near != name);
        let hint = hint.map(|near| format!(" (the nearest is \"{near}\")")).unwrap_or_default();
        format!("Nothing was removed from `{field}` for \"{name}\": there is no such row{hint}.")
    }
}
