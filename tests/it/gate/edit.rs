//! Single defects, introduced into a pack that has none.

use groundplan::gate::{Beside, Case, Report, judge};
use groundplan::pack::{Pack, Parsed, ProblemKind, Row, Section, Value};

use super::defects::APPLICATION;
use super::{TODAY, read, source, standard};

/// A change of a pack. Fields are given as `section.field`, rows by the beginning of their name, items from 0.
#[derive(Debug, Clone, Copy)]
pub enum Edit {
    /// Writes a cell.
    Cell(&'static str, &'static str, &'static str, &'static str),
    /// Takes a row away.
    Strike(&'static str, &'static str),
    /// Adds a row.
    Row(&'static str, &'static [(&'static str, &'static str)]),
    /// Adds a copy of a row, some of its cells changed.
    Copy(&'static str, &'static str, &'static [(&'static str, &'static str)]),
    /// Moves a row to the top of its table.
    Lift(&'static str, &'static str),
    /// Keeps the first rows or items.
    Keep(&'static str, usize),
    /// Writes an item.
    Item(&'static str, usize, &'static str),
    /// Writes a list.
    Items(&'static str, &'static [&'static str]),
    /// Writes a text.
    Text(&'static str, &'static str),
    /// Takes a field away.
    Field(&'static str),
    /// Takes everything out of a section.
    Empty(&'static str),
    /// Takes a section away.
    Section(&'static str),
    /// Replaces a piece of the Markdown, which must stand there once.
    Source(&'static str, &'static str),
    /// Writes a cell of the pack as it was agreed before, which is otherwise the same.
    Before(&'static str, &'static str, &'static str, &'static str),
    /// Has another plan take over the objective of this name, with this target.
    Taken(&'static str, &'static str),
    /// Has the plan from which the objective of this name was taken ask for this target; its name is `Platform`.
    Given(&'static str, &'static str),
    /// Moves a section of the Markdown, known by the beginning of its heading, before another.
    Move(&'static str, &'static str),
}

/// The report on a golden pack with these changes.
pub fn judged_with(pack: &str, edits: &[Edit]) -> Report {
    let text = source("golden", pack);
    judged_as(pack, &text, &edited(&text, edits), edits)
}

/// A pack with these changes.
pub fn edited(text: &str, edits: &[Edit]) -> Parsed {
    let mut text = text.to_owned();
    for edit in edits {
        match edit {
            Edit::Source(old, new) => {
                assert_eq!(text.matches(old).count(), 1, "the pack holds {old:?} once");
                text = text.replacen(old, new, 1);
            }
            Edit::Move(from, before) => text = moved(&text, from, before),
            _ => {}
        }
    }
    let mut parsed = read(&text);
    for edit in edits {
        apply(&mut parsed.pack, edit);
    }
    // What was derived from the rows before they were edited is no part of the edit.
    if edits.iter().any(|edit| !matches!(edit, Edit::Source(..) | Edit::Move(..))) {
        parsed.problems.retain(|problem| !matches!(problem.kind, ProblemKind::Computed | ProblemKind::Drawing));
    }
    parsed
}

/// The report on a pack of this name, beside what the edits put beside it; `text` is the pack without them.
pub fn judged_as(name: &str, text: &str, parsed: &Parsed, edits: &[Edit]) -> Report {
    let before = before(text, edits);
    let beside: Vec<Beside> = edits.iter().filter_map(beside).collect();
    let names = [name.to_owned()];
    let case = Case::new(standard(&parsed.pack), &parsed.pack, &parsed.problems, TODAY);
    judge(&case.against(before.as_ref()).beside(&beside).called(&names))
}

/// The plan beside it, where an edit is about one.
fn beside(edit: &Edit) -> Option<Beside> {
    match *edit {
        Edit::Taken(slo, target) => {
            let mut pack = Pack::new("platform-operations", 1, "Releases", TODAY);
            add_row(&mut pack, "objectives.imports", &[("pack", APPLICATION), ("slos", slo)]);
            add_row(&mut pack, "objectives.slos", &[("slo", slo), ("target", target)]);
            Some(Beside { names: Vec::new(), revision: None, pack })
        }
        Edit::Given(slo, target) => {
            let mut pack = Pack::new("platform-infrastructure", 1, "Platform", TODAY);
            add_row(&mut pack, "quality.slos", &[("journey", slo), ("target", target)]);
            Some(Beside { names: vec!["Platform".to_owned()], revision: Some(4), pack })
        }
        _ => None,
    }
}

/// The pack as it was agreed before, where an edit is about it.
fn before(text: &str, edits: &[Edit]) -> Option<Pack> {
    let mut earlier = None;
    for edit in edits {
        let Edit::Before(field, row, column, written) = *edit else { continue };
        let pack = earlier.get_or_insert_with(|| read(text).pack);
        apply(pack, &Edit::Cell(field, row, column, written));
    }
    earlier
}

fn moved(text: &str, from: &str, before: &str) -> String {
    let start = text.find(from).unwrap_or_else(|| panic!("no {from:?}"));
    let length = text[start + 1..].find("\n## ").unwrap_or_else(|| panic!("nothing behind {from:?}")) + 2;
    let (section, rest) = (&text[start..start + length], format!("{}{}", &text[..start], &text[start + length..]));
    let to = rest.find(before).unwrap_or_else(|| panic!("no {before:?}"));
    format!("{}{section}{}", &rest[..to], &rest[to..])
}

/// Changes a pack. Edits of the Markdown are none of it.
pub fn apply(pack: &mut Pack, edit: &Edit) {
    match *edit {
        Edit::Cell(field, row, column, text) => {
            let at = position(pack, field, row);
            rows(pack, field)[at].set(column, text.to_owned());
        }
        Edit::Strike(field, row) => {
            let at = position(pack, field, row);
            rows(pack, field).remove(at);
        }
        Edit::Row(field, cells) => add_row(pack, field, cells),
        Edit::Copy(field, row, cells) => {
            let at = position(pack, field, row);
            let mut copy = rows(pack, field)[at].clone();
            set(&mut copy, cells);
            rows(pack, field).push(copy);
        }
        Edit::Lift(field, row) => {
            let at = position(pack, field, row);
            let row = rows(pack, field).remove(at);
            rows(pack, field).insert(0, row);
        }
        Edit::Keep(field, count) => match value(pack, field) {
            Value::Table(rows) => rows.truncate(count),
            Value::List(items) => items.truncate(count),
            Value::Text(_) => panic!("{field} is a text"),
        },
        Edit::Item(field, at, text) => match value(pack, field) {
            Value::List(items) => items[at] = text.to_owned(),
            _ => panic!("{field} is no list"),
        },
        Edit::Items(field, texts) => {
            *value(pack, field) = Value::List(texts.iter().map(|text| (*text).to_owned()).collect())
        }
        Edit::Text(field, text) => *value(pack, field) = Value::Text(text.to_owned()),
        Edit::Field(field) => {
            let (section, key) = split(field);
            assert!(section_of(pack, section).fields.remove(key).is_some(), "there is no {field}");
        }
        Edit::Empty(section) => section_of(pack, section).fields.clear(),
        Edit::Section(section) => assert!(pack.sections.remove(section).is_some(), "there is no {section}"),
        Edit::Source(..) | Edit::Move(..) | Edit::Before(..) | Edit::Taken(..) | Edit::Given(..) => {}
    }
}

/// Adds a row to a table, which need not exist.
pub fn add_row(pack: &mut Pack, field: &str, cells: &[(&str, &str)]) {
    let mut row = Row::default();
    set(&mut row, cells);
    let (section, key) = split(field);
    let section = pack.sections.entry(section.to_owned()).or_default();
    match section.fields.entry(key.to_owned()).or_insert_with(|| Value::Table(Vec::new())) {
        Value::Table(rows) => rows.push(row),
        _ => panic!("{field} is no table"),
    }
}

fn split(field: &str) -> (&str, &str) {
    field.split_once('.').unwrap_or_else(|| panic!("{field} is no section.field"))
}

fn section_of<'p>(pack: &'p mut Pack, section: &str) -> &'p mut Section {
    pack.sections.get_mut(section).unwrap_or_else(|| panic!("there is no {section}"))
}

fn value<'p>(pack: &'p mut Pack, field: &str) -> &'p mut Value {
    let (section, key) = split(field);
    section_of(pack, section).fields.get_mut(key).unwrap_or_else(|| panic!("there is no {field}"))
}

fn rows<'p>(pack: &'p mut Pack, field: &str) -> &'p mut Vec<Row> {
    match value(pack, field) {
        Value::Table(rows) => rows,
        _ => panic!("{field} is no table"),
    }
}

fn set(row: &mut Row, cells: &[(&str, &str)]) {
    for (column, text) in cells {
        row.set((*column).to_owned(), (*text).to_owned());
    }
}

/// The only row whose name begins so.
fn position(pack: &mut Pack, field: &str, name: &str) -> usize {
    let (section, key) = split(field);
    let table = standard(pack)
        .section(section)
        .and_then(|spec| spec.table(key))
        .unwrap_or_else(|| panic!("{field} is no table"));
    let column = table.key_column().key;
    let found: Vec<usize> = rows(pack, field)
        .iter()
        .enumerate()
        .filter(|(_, row)| row.get(column).starts_with(name))
        .map(|(at, _)| at)
        .collect();
    match found[..] {
        [at] => at,
        _ => panic!("{} rows of {field} begin with {name:?}", found.len()),
    }
}
