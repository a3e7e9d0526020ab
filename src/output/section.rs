//! A section of a pack, for people at a terminal.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::words::{Paint, clean, clean_line, table};
use crate::pack::{Derived, Row, Section, SectionSpec, Shape, TableSpec, Value};

/// Writes a section: its title, and each field under its label. A table that is wider than the terminal is written row
/// by row, each cell in a line behind the header of its column; blank cells are left out then. What is computed from a
/// table follows it.
pub fn render(spec: &SectionSpec, section: &Section, derived: &Derived, paint: Paint, width: usize) -> String {
    let mut out = format!("{}\n", paint.bold(spec.title));
    for field in spec.fields {
        let Some(value) = section.fields.get(field.key) else { continue };
        let _ = write!(out, "\n{}\n", paint.bold(field.label));
        match (value, field.shape) {
            (Value::Text(text), _) => {
                for line in clean(text).lines() {
                    let _ = writeln!(out, "  {line}");
                }
            }
            (Value::List(items), _) => {
                for item in items {
                    let _ = writeln!(out, "  - {}", clean_line(item));
                }
            }
            (Value::Table(rows), Shape::Table(spec)) => out.push_str(&rows_of(spec, rows, paint, width)),
            (Value::Table(_), _) => {}
        }
        let mut computed = derived.computed.iter().filter(|one| (one.section, one.field) == (spec.key, field.key));
        if let Some(first) = computed.next() {
            let _ = writeln!(out, "  {}", paint.faint("Computed from it:"));
            for one in std::iter::once(first).chain(computed) {
                let _ = writeln!(out, "  - {}", clean_line(&one.line()));
            }
        }
    }
    out
}

fn rows_of(spec: &TableSpec, rows: &[Row], paint: Paint, width: usize) -> String {
    let mut columns: Vec<(&str, &str)> = spec.columns.iter().map(|column| (column.key, column.header)).collect();
    for key in rows.iter().flat_map(Row::keys) {
        if columns.iter().all(|(known, _)| *known != key) {
            columns.push((key, key));
        }
    }
    let header = columns.iter().map(|(_, header)| (*header).to_owned()).collect();
    let cells = |row: &Row| columns.iter().map(|(key, _)| row.get(key).to_owned()).collect();
    let whole = table(std::iter::once(header).chain(rows.iter().map(cells)));
    if whole.lines().all(|line| line.width() <= width) {
        let (first, rest) = whole.split_once('\n').unwrap_or((&whole, ""));
        return format!("{}\n{rest}", paint.faint(first));
    }
    let mut out = String::new();
    for row in rows {
        let [(key, _), others @ ..] = &columns[..] else { continue };
        let _ = writeln!(out, "  {}", paint.bold(&clean_line(row.get(key))));
        for (key, header) in others {
            let cell = clean_line(row.get(key));
            if !cell.is_empty() {
                let _ = writeln!(out, "    {} {cell}", paint.faint(&format!("{}:", clean_line(header))));
            }
        }
    }
    out
}
