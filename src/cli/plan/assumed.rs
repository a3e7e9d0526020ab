//! The assumptions of a pack, for the person who has to confirm them.

use crate::output::words::{Paint, clean_line};
use crate::pack::{Pack, Row, Shape, Value};
use crate::skill::Definition;

/// How many are shown.
const SHOWN: usize = 5;

/// The first rows of the tables of assumptions.
pub(super) fn shown(pack: &Pack, definition: &Definition, paint: Paint) -> String {
    let rows: Vec<&Row> = definition
        .standard
        .sections
        .iter()
        .flat_map(|spec| spec.fields.iter().map(move |field| (spec.key, field)))
        .filter(|(_, field)| matches!(field.shape, Shape::Table(table) if table.row == "assumption"))
        .filter_map(|(section, field)| match pack.sections.get(section)?.fields.get(field.key)? {
            Value::Table(rows) => Some(rows),
            _ => None,
        })
        .flatten()
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}: {}\n", paint.bold("Assumptions to confirm"), rows.len());
    for row in rows.iter().take(SHOWN) {
        let cell = |key: &str| clean_line(row.get(key));
        out.push_str(&format!("  {} {}\n", cell("id"), cell("assumption")));
        out.push_str(&format!(
            "    options: {}; confidence {}; ask {}\n",
            cell("options"),
            cell("confidence"),
            cell("confirm")
        ));
    }
    if let Some(more @ 1..) = rows.len().checked_sub(SHOWN) {
        out.push_str(&format!("  and {more} more, which the pack lists\n"));
    }
    out
}
