//! The assumptions of a pack, for the person who has to confirm them.

use crate::output::words::{Paint, clean_line};
use crate::pack::{Pack, Row, Shape, Value};
use crate::skill::Definition;

/// Every row of a table of assumptions.
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
    for row in rows {
        let cell = |key: &str| clean_line(row.get(key));
        out.push_str(&format!("  {} {}\n", cell("id"), cell("assumption")));
        out.push_str(&format!(
            "    options: {}; confidence {}; ask {}\n",
            cell("options"),
            cell("confidence"),
            cell("confirm")
        ));
    }
    out
}
