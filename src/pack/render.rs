//! A pack as Markdown, in canonical form: every field under its own level 3 heading.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::computed::{GLANCE, HEADING};
use super::{Computed, Derived, Highlight, Pack, Row, SectionSpec, Shape, TableSpec, Value};

/// Renders `pack` under the headings that `sections` declare: what a reader should know first below the title, what is
/// derived from a table below that. Equal packs give equal bytes.
pub fn render(pack: &Pack, sections: &[&'static SectionSpec], derived: &Derived) -> String {
    let mut out = String::new();
    let _ = write!(out, "---\nskill: {}\nrule_set: {}\nas_of: {}\n---\n", pack.skill, pack.rule_set, pack.as_of);
    if !pack.title.is_empty() {
        let _ = write!(out, "\n# {}\n", pack.title);
    }
    out.push_str(&at_a_glance(derived));
    let mut number = 0;
    for spec in sections {
        number += u32::from(spec.numbered);
        let Some(section) = pack.sections.get(spec.key) else { continue };
        if spec.numbered {
            let _ = write!(out, "\n## {number}. {}\n", spec.title);
        } else {
            let _ = write!(out, "\n## {}\n", spec.title);
        }
        for field in spec.fields {
            let Some(value) = section.fields.get(field.key) else { continue };
            let _ = write!(out, "\n### {}\n\n", field.label);
            match (value, field.shape) {
                (Value::Text(text), _) => {
                    out.push_str(text);
                    out.push('\n');
                }
                (Value::List(items), _) => {
                    for item in items {
                        let _ = writeln!(out, "- {item}");
                    }
                }
                (Value::Table(rows), Shape::Table(table)) => {
                    render_table(&mut out, table, rows);
                    out.push_str(&below_table(derived, (spec.key, field.key)));
                }
                (Value::Table(_), _) => {}
            }
        }
    }
    for (heading, text) in &pack.others {
        let _ = write!(out, "\n## {heading}\n\n{text}\n");
    }
    out
}

/// What a reader should know first, as it stands below the title; blank where there is nothing.
pub(super) fn at_a_glance(derived: &Derived) -> String {
    quote(GLANCE, derived.highlights.iter().map(Highlight::line))
}

/// Lines in a quote under a heading; blank without any.
fn quote(heading: &str, lines: impl Iterator<Item = String>) -> String {
    let mut lines = lines.peekable();
    let mut out = String::new();
    if lines.peek().is_some() {
        let _ = write!(out, "\n> {heading}\n>\n");
    }
    for line in lines {
        let _ = writeln!(out, "> - {line}");
    }
    out
}

/// What is derived from the table of a section and field, as it stands below it; blank where nothing is.
pub(super) fn below_table(derived: &Derived, place: (&str, &str)) -> String {
    let lines = derived.computed.iter().filter(|one| (one.section, one.field) == place);
    let mut out = quote(HEADING, lines.map(Computed::line));
    for drawing in derived.drawings.iter().filter(|one| (one.section, one.field) == place) {
        let _ = write!(out, "\n{}\n", drawing.block());
    }
    out
}

fn render_table(out: &mut String, table: &TableSpec, rows: &[Row]) {
    let extra: BTreeSet<&str> = rows.iter().flat_map(Row::keys).filter(|key| table.column(key).is_none()).collect();
    let headers = table.columns.iter().map(|column| column.header).chain(extra.iter().copied());
    render_row(out, headers);
    let width = table.columns.len() + extra.len();
    out.push('|');
    out.push_str(&" --- |".repeat(width));
    out.push('\n');
    for row in rows {
        let keys = table.columns.iter().map(|column| column.key).chain(extra.iter().copied());
        render_row(out, keys.map(|key| row.get(key)));
    }
}

fn render_row<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    out.push('|');
    for cell in cells {
        if cell.is_empty() {
            out.push_str("  |");
        } else {
            let _ = write!(out, " {} |", cell.replace('|', "\\|"));
        }
    }
    out.push('\n');
}
