//! Rows, fields and sections, whatever they are about.

use super::Operator;
use super::kinds::days;
use crate::eval::mutate::seed::{Edit, Seed};
use crate::eval::mutate::sound::{Sound, place};
use crate::pack::records::Records;
use crate::pack::{Kind, Row, RowRef, Shape, TableSpec, Value};
use crate::quantity::date;

pub(super) static ALL: &[Operator] = &[
    Operator {
        name: "section-struck",
        about: "a section is missing",
        rules: &["SEC001"],
        seeds: |sound| sections(sound, false),
    },
    Operator {
        name: "section-emptied",
        about: "a section is a heading with nothing under it",
        rules: &["SEC004"],
        seeds: |sound| sections(sound, true),
    },
    Operator {
        name: "field-struck",
        about: "a field that its section needs is missing",
        rules: &["SEC002"],
        seeds: |sound| {
            let needed = sound.fields().filter(|(_, field)| !field.optional);
            let paths = needed.map(|(spec, field)| format!("{}.{}", spec.key, field.key));
            let there = paths.filter(|path| sound.value(path).is_some());
            there.map(|path| Seed::new(vec![Edit::Drop { field: path.clone() }], path)).collect()
        },
    },
    Operator {
        name: "too-few-rows",
        about: "a table or list is cut to fewer than it needs",
        rules: &["CAP001", "INS001", "ROA001", "SCL001", "SCO004", "RSK001", "SEC002"],
        seeds: |sound| TOO_FEW.iter().filter_map(|(field, keep)| cut(sound, field, *keep)).collect(),
    },
    Operator {
        name: "row-copied",
        about: "a row stands there again under another name",
        rules: &["TXT003"],
        seeds: |sound| {
            let copies = tables(sound).into_iter().filter(|(table, row)| tells_enough(table, row));
            copies.filter_map(|(table, row)| copied(sound, table, &row, true)).collect()
        },
    },
    Operator {
        name: "name-used-twice",
        about: "two rows go by one name",
        rules: &["TXT004"],
        seeds: |sound| tables(sound).into_iter().filter_map(|(table, row)| copied(sound, table, &row, false)).collect(),
    },
    Operator {
        name: "exemption-outlived",
        about: "an exemption has expired",
        rules: &["EXM001"],
        seeds: |sound| {
            let Some(expired) = days(sound.on, -1) else { return Vec::new() };
            let rule = sound.definition.standard.rules().find(|rule| rule.hard.is_none()).map_or("", |rule| rule.id);
            let cells = [
                ("rule", rule),
                ("place_text", "risks"),
                ("reason", "the tool that does it is bought in spring"),
                ("accepted_by", "Ines Prado"),
                ("expires", expired.as_str()),
            ];
            let mut seeds = vec![Seed::new(vec![Edit::add("records.exemptions", &cells)], "records.exemptions")];
            seeds
                .extend(sound.rows("records.exemptions").iter().map(|row| Seed::cell(row, "expires", expired.clone())));
            seeds
        },
    },
    Operator {
        name: "fact-without-value",
        about: "a fact of the evidence loses its number",
        rules: &["EVD001", "REL002"],
        seeds: |sound| crate::eval::mutate::seed::say(sound, "records.evidence", "value", "a lot"),
    },
    Operator {
        name: "fact-without-source",
        about: "nobody can look up a fact of the evidence",
        rules: &["EVD001"],
        seeds: |sound| crate::eval::mutate::seed::say(sound, "records.evidence", "source", "monitoring"),
    },
];

/// Tables and lists that need some rows, with one too few.
const TOO_FEW: &[(&str, usize)] = &[
    ("capabilities.capabilities", 2),
    ("scaling.limits", 2),
    ("roadmap.milestones", 1),
    ("instrumentation.events", 2),
    ("context.non_goals", 1),
    ("risks.questions", 0),
];

fn sections(sound: &Sound, keep: bool) -> Vec<Seed> {
    let numbered = sound.definition.standard.sections.iter().filter(|spec| spec.numbered);
    let there = numbered.filter(|spec| sound.pack.sections.contains_key(spec.key));
    there.map(|spec| Seed::new(vec![Edit::Section { section: spec.key.to_owned(), keep }], spec.key)).collect()
}

fn cut(sound: &Sound, field: &str, keep: usize) -> Option<Seed> {
    let value = match sound.value(field)? {
        Value::Table(rows) => Value::Table(rows.get(..keep)?.to_vec()),
        Value::List(items) => Value::List(items.get(..keep)?.to_vec()),
        Value::Text(_) => return None,
    };
    Some(Seed::new(vec![Edit::Write { field: field.to_owned(), value }], field))
}

/// Every row of every table, records aside.
fn tables(sound: &Sound) -> Vec<(&'static TableSpec, RowRef<'_>)> {
    let mut rows = Vec::new();
    for (spec, field) in sound.fields().filter(|(spec, _)| spec.key != Records::KEY) {
        if let Shape::Table(table) = field.shape {
            rows.extend(sound.rows(&format!("{}.{}", spec.key, field.key)).into_iter().map(|row| (table, row)));
        }
    }
    rows
}

/// Whether a row says things that no other row would say by chance: two sentences, and no day in its name.
fn tells_enough(table: &TableSpec, row: &RowRef<'_>) -> bool {
    let name = row.cell(table.key_column().key).text;
    let sentences = table.columns.iter().skip(1).filter(|column| {
        column.kind == Kind::Prose && row.cell(column.key).text.chars().filter(|c| c.is_alphabetic()).count() > 12
    });
    sentences.count() > 1 && date::find_dates(name).is_empty()
}

/// A copy of a row at the end of its table, under another name or the same.
fn copied(sound: &Sound, table: &'static TableSpec, row: &RowRef<'_>, renamed: bool) -> Option<Seed> {
    let key = table.key_column().key;
    let name = row.cell(key).text;
    if name.is_empty() {
        return None;
    }
    let mut copy = Row::default();
    for column in table.columns {
        copy.set(column.key, row.cell(column.key).text.to_owned());
    }
    // An identifier would make it another one's second row.
    let words = name
        .split_once(' ')
        .map_or(name, |(first, rest)| if first.ends_with(|c: char| c.is_ascii_digit()) { rest } else { name });
    let fresh = if renamed { format!("Spare {words}") } else { name.to_owned() };
    copy.set(key, fresh.clone());
    let here = row.place();
    let field = format!("{}.{}", here.section, here.field);
    let at = sound.rows(&field).len();
    let seed = Seed::new(vec![Edit::Insert { field: field.clone(), at, row: copy }], format!("{field}[{fresh}]"));
    Some(seed.or_at(place(row)))
}
