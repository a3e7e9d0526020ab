//! What changed between two states of a pack, as people would say it: which target moved, which row
//! came or went, which project was put first.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::{FieldSpec, Kind, Location, Pack, Place, Row, Section, SectionSpec, Shape, TableSpec, Value};

mod pairs;
mod shift;

use pairs::Pair;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// What happened.
    pub what: What,
    /// Where: in the later state, or in the earlier one for what was removed.
    pub location: Location,
    /// What people call the place: the heading or column header.
    pub label: String,
    /// What stood there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What the change amounts to, where both sides can be computed with: `14 days later`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shift: Option<String>,
    /// Of a row that came or went: the header and the text of each cell beside its name.
    #[serde(skip)]
    pub cells: Vec<(String, String)>,
}

/// What happened to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// It holds something else.
    Changed,
    /// It was not there.
    Added,
    /// It is gone.
    Removed,
    /// The row is known by another name.
    Renamed,
    /// The rows or items stand in another order.
    Reordered,
}

/// The changes that lead from one pack to another of the same skill, in the order of the document.
pub fn diff(from: &Pack, to: &Pack, sections: &[&'static SectionSpec]) -> Vec<Change> {
    let mut out = Out(Vec::new());
    let head = [
        ("Title", from.title.clone(), to.title.clone(), Kind::Prose),
        ("Facts as of", from.as_of.to_string(), to.as_of.to_string(), Kind::Date),
        ("Rule set", from.rule_set.to_string(), to.rule_set.to_string(), Kind::Prose),
    ];
    for (label, from, to, kind) in &head {
        out.text(Place::PACK, label, *kind, from, to);
    }
    for spec in sections {
        match (from.sections.get(spec.key), to.sections.get(spec.key)) {
            (None, None) => {}
            (Some(_), None) => out.push(What::Removed, Place::section(spec.key), spec.title, None, None),
            (before, Some(after)) => {
                if before.is_none() {
                    out.push(What::Added, Place::section(spec.key), spec.title, None, None);
                }
                let empty = Section::default();
                section(&mut out, spec, before.unwrap_or(&empty), after);
            }
        }
    }
    let headings: BTreeSet<&String> = from.others.keys().chain(to.others.keys()).collect();
    for heading in headings {
        let text = |pack: &Pack| pack.others.get(heading).cloned().unwrap_or_default();
        out.text(Place::PACK, heading, Kind::Prose, &text(from), &text(to));
    }
    out.0
}

/// Columns whose bound says when something fires and not what is good: where it moved to, but not whether it is tighter.
const TRIGGERS: [&str; 2] = ["trigger", "threshold"];

struct Out(Vec<Change>);

impl Out {
    fn push(&mut self, what: What, place: Place<'_>, label: &str, from: Option<String>, to: Option<String>) {
        let (location, label) = (place.to_location(), label.to_owned());
        self.0.push(Change { what, location, label, from, to, shift: None, cells: Vec::new() });
    }

    /// A row that came or went.
    fn row(&mut self, what: What, place: Place<'_>, label: &str, table: &TableSpec, row: &Row) {
        let whole = Some(whole(table, row));
        let (from, to) = if what == What::Removed { (whole, None) } else { (None, whole) };
        self.push(what, place, label, from, to);
        if let Some(last) = self.0.last_mut() {
            last.cells = cells(table, row).skip(1).map(|(header, text)| (header.to_owned(), text.to_owned())).collect();
        }
    }

    /// A text that may have come, gone or changed.
    fn text(&mut self, place: Place<'_>, label: &str, kind: Kind, from: &str, to: &str) {
        let full = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let what = match (from.is_empty(), to.is_empty()) {
            _ if from == to => return,
            (true, _) => What::Added,
            (_, true) => What::Removed,
            _ => What::Changed,
        };
        self.push(what, place, label, full(from), full(to));
        if what == What::Changed
            && let Some(last) = self.0.last_mut()
        {
            last.shift = shift::between(kind, TRIGGERS.contains(&place.column), from, to);
        }
    }
}

fn section(out: &mut Out, spec: &'static SectionSpec, from: &Section, to: &Section) {
    for field in spec.fields {
        let place = Place::section(spec.key).field(field.key);
        let (before, after) = (from.fields.get(field.key), to.fields.get(field.key));
        match field.shape {
            Shape::Text(kind) => out.text(place, field.label, kind, text_of(before), text_of(after)),
            Shape::List(kind) => list(out, field, kind, place, items_of(before), items_of(after)),
            Shape::Table(table) => rows(out, field, table, place, rows_of(before), rows_of(after)),
        }
    }
}

fn text_of(value: Option<&Value>) -> &str {
    match value {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

fn items_of(value: Option<&Value>) -> &[String] {
    match value {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

fn rows_of(value: Option<&Value>) -> &[Row] {
    match value {
        Some(Value::Table(rows)) => rows,
        _ => &[],
    }
}

fn list(out: &mut Out, field: &FieldSpec, kind: Kind, place: Place<'_>, from: &[String], to: &[String]) {
    let pairs = pairs::items(from, to);
    for pair in &pairs {
        match *pair {
            Pair::Both(before, after) => out.text(place.row(after, ""), field.label, kind, &from[before], &to[after]),
            Pair::Gone(before) => {
                out.push(What::Removed, place.row(before, ""), field.label, Some(from[before].clone()), None)
            }
            Pair::New(after) => out.push(What::Added, place.row(after, ""), field.label, None, Some(to[after].clone())),
        }
    }
    order(out, field, place, &pairs, |index| to[index].clone());
}

fn rows(out: &mut Out, field: &FieldSpec, table: &'static TableSpec, place: Place<'_>, from: &[Row], to: &[Row]) {
    let key = table.key_column();
    let pairs = pairs::rows(table, from, to);
    for pair in &pairs {
        match *pair {
            Pair::Both(before, after) => {
                let (before, now) = (&from[before], &to[after]);
                let place = place.row(after, now.get(key.key));
                if before.get(key.key) != now.get(key.key) {
                    let (from, to) = (before.get(key.key).to_owned(), now.get(key.key).to_owned());
                    out.push(What::Renamed, place, key.header, Some(from), Some(to));
                }
                for column in table.columns.iter().skip(1) {
                    out.text(
                        place.column(column.key),
                        column.header,
                        column.kind,
                        before.get(column.key),
                        now.get(column.key),
                    );
                }
                for extra in extra_columns(table, before, now) {
                    out.text(place.column(extra), extra, Kind::Prose, before.get(extra), now.get(extra));
                }
            }
            Pair::Gone(before) => {
                let row = &from[before];
                let place = place.row(before, row.get(key.key));
                out.row(What::Removed, place, field.label, table, row);
            }
            Pair::New(after) => {
                let row = &to[after];
                let place = place.row(after, row.get(key.key));
                out.row(What::Added, place, field.label, table, row);
            }
        }
    }
    order(out, field, place, &pairs, |index| to[index].get(key.key).to_owned());
}

fn extra_columns<'r>(table: &TableSpec, from: &'r Row, to: &'r Row) -> BTreeSet<&'r str> {
    from.keys().chain(to.keys()).filter(|key| table.column(key).is_none()).collect()
}

/// A row in one line: header and text of each cell that is not blank.
fn whole(table: &TableSpec, row: &Row) -> String {
    let cells = cells(table, row).filter(|(_, text)| !text.is_empty());
    cells.map(|(header, text)| format!("{header}: {text}")).collect::<Vec<_>>().join("; ")
}

/// Header and text of each cell, the name first.
fn cells<'r>(table: &'r TableSpec, row: &'r Row) -> impl Iterator<Item = (&'r str, &'r str)> {
    let declared = table.columns.iter().map(|column| (column.header, row.get(column.key)));
    declared.chain(extra_columns(table, row, row).into_iter().map(|key| (key, row.get(key))))
}

/// Says so where rows or items that stayed changed places among themselves.
fn order(out: &mut Out, field: &FieldSpec, place: Place<'_>, pairs: &[Pair], name: impl Fn(usize) -> String) {
    let mut kept: Vec<(usize, usize)> = pairs
        .iter()
        .filter_map(|pair| match *pair {
            Pair::Both(before, after) => Some((before, after)),
            _ => None,
        })
        .collect();
    kept.sort_by_key(|(_, after)| *after);
    if kept.is_sorted_by_key(|(before, _)| *before) {
        return;
    }
    let after: Vec<String> = kept.iter().map(|(_, after)| name(*after)).collect();
    kept.sort_by_key(|(before, _)| *before);
    let before: Vec<String> = kept.iter().map(|(_, after)| name(*after)).collect();
    out.push(What::Reordered, place, field.label, Some(before.join("; ")), Some(after.join("; ")));
}
