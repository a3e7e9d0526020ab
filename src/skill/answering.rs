//! Answers to the intake: what each fills in a pack, whoever put the question.
//!
//! An answer is recorded in the words in which it was given. What it fills beside that is what its question unlocks first,
//! if the first step writes it: a text takes the words as they are, a list takes items set apart by `;`. A table takes only
//! what is written as a row, its cells set apart by `|` in the order of the columns; prose is never guessed into cells.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};

use super::{Definition, Question, input};
use crate::pack::{ColumnSpec, FieldSpec, Kind, Pack, Shape, TableSpec, choice};
use crate::quantity::{DateRange, DurationRange, Quantity, Target, date};
use crate::text::same_name;

/// What an answer fills.
#[derive(Debug, Default)]
pub struct Answered {
    /// Fields of the section that the first step writes, as its arguments.
    pub fields: Map<String, Json>,
    /// What looks like a row and is none, a line each: why, and what would be accepted.
    pub unread: Vec<String>,
}

/// The field that the answer to a question fills, where the first step writes it.
pub fn field(definition: &Definition, question: &Question) -> Option<&'static FieldSpec> {
    let own = definition.steps.first()?.sections.first()?;
    let (section, key) = question.unlocks.first()?.split_once('.')?;
    (section == *own).then(|| definition.standard.section(section)?.field(key)).flatten()
}

/// What an answer fills in a pack.
pub fn answered(definition: &'static Definition, pack: &Pack, question: &Question, answer: &str) -> Answered {
    let Some(field) = field(definition, question) else { return Answered::default() };
    let (mut fields, mut unread) = (Map::new(), Vec::new());
    match field.shape {
        Shape::Table(table) => {
            let (rows, others) = rows(table, answer);
            unread = others;
            if !rows.is_empty() {
                fields.insert(field.key.to_owned(), Json::Array(rows));
            }
        }
        Shape::Text(_) if question.labels.is_empty() => {
            fields.insert(field.key.to_owned(), json!(answer));
        }
        _ => labelled(definition, field, question, answer, &mut fields),
    }
    // What the boundary would refuse is no reason to lose the answer.
    if let Some(step) = definition.steps.first()
        && let Err(mistakes) = input::apply(definition, step, pack, &fields)
    {
        unread.extend(mistakes.iter().map(|mistake| format!("{}; accepted: {}", mistake.problem, mistake.accepted)));
        fields.clear();
    }
    Answered { fields, unread }
}

/// How an answer is written that fills something, in a few lines; `None` where any words do.
pub fn form(definition: &Definition, question: &Question) -> Option<String> {
    let mut text = String::new();
    match field(definition, question).map(|field| field.shape) {
        Some(Shape::Table(table)) => {
            let headers: Vec<&str> = table.columns.iter().map(|column| column.header).collect();
            let _ = writeln!(text, "Rows fill the table, one a line or set apart by `;`:\n  {}", headers.join(" | "));
            for column in table.columns {
                if let Kind::Choice(words) = column.kind {
                    let _ = writeln!(text, "  {}: {}", column.header, words.join(", "));
                }
            }
        }
        Some(Shape::List(_)) => text.push_str("Items are set apart by `;`.\n"),
        Some(Shape::Text(_)) | None => {}
    }
    for label in question.labels {
        let into = definition.standard.sections.iter().find_map(|spec| spec.field(label.field));
        if let (Some(word), Some(field)) = (label.cut.first(), into) {
            let _ = writeln!(text, "Begin an item with `{}` for {}.", word.trim_end(), field.label);
        }
    }
    if !question.example.is_empty() {
        let _ = writeln!(text, "For example: {}", question.example);
    }
    (!text.is_empty()).then_some(text)
}

/// The items of an answer, set apart by semicolons or line breaks.
pub fn items(answer: &str) -> impl Iterator<Item = &str> {
    answer.split([';', '\n']).map(str::trim).filter(|item| !item.is_empty())
}

/// The field that an item belongs to by how it begins, and the item without what only says so.
pub fn label(question: &Question, item: &str) -> Option<(&'static str, String)> {
    let after = |beginning: &str| -> Option<String> {
        let head = item.get(..beginning.len())?;
        head.eq_ignore_ascii_case(beginning).then(|| upper_first(item[beginning.len()..].trim()))
    };
    question.labels.iter().find_map(|label| {
        let cut = label.cut.iter().find_map(|beginning| after(beginning));
        let kept = || label.kept.iter().find_map(|beginning| after(beginning)).map(|_| item.to_owned());
        Some((label.field, cut.or_else(kept)?))
    })
}

fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Items by the field to which they belong.
fn labelled(
    definition: &Definition,
    field: &FieldSpec,
    question: &Question,
    answer: &str,
    fields: &mut Map<String, Json>,
) {
    let mut sorted: Vec<(&str, Vec<String>)> = Vec::new();
    for item in items(answer) {
        let (key, item) = label(question, item).unwrap_or_else(|| (field.key, item.to_owned()));
        match sorted.iter_mut().find(|(known, _)| *known == key) {
            Some((_, items)) => items.push(item),
            None => sorted.push((key, vec![item])),
        }
    }
    let own = definition.steps.first().and_then(|step| definition.standard.section(step.sections.first()?));
    for (key, items) in sorted {
        let value = match own.and_then(|spec| spec.field(key)).map(|field| field.shape) {
            Some(Shape::Text(_)) => json!(items.join("; ")),
            _ => json!(items),
        };
        fields.insert(key.to_owned(), value);
    }
}

/// The rows of an answer, and what is none of them although something in the answer is.
fn rows(table: &'static TableSpec, answer: &str) -> (Vec<Json>, Vec<String>) {
    let (mut rows, mut unread) = (Vec::new(), Vec::new());
    if !answer.contains('|') {
        return (rows, unread);
    }
    let mark = if answer.trim().contains('\n') { '\n' } else { ';' };
    for line in answer.split(mark).map(str::trim).filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        if is_head(table, &cells) {
            continue;
        }
        match row(table, &cells) {
            Ok(row) => rows.push(row),
            Err(why) => unread.push(format!("no row of \"{line}\": {why}")),
        }
    }
    (rows, unread)
}

/// Whether a line is the head of a Markdown table, or the rule below it.
fn is_head(table: &TableSpec, cells: &[&str]) -> bool {
    let is_rule = cells.iter().all(|cell| cell.chars().all(|c| matches!(c, '-' | ':')));
    let named = |(cell, column): (&&str, &ColumnSpec)| same_name(cell, column.header) || same_name(cell, column.key);
    is_rule || cells.iter().zip(table.columns).all(named)
}

fn row(table: &'static TableSpec, cells: &[&str]) -> Result<Json, String> {
    let columns = table.columns;
    if cells.len() < 2 {
        return Err("its cells are to be set apart by `|`".to_owned());
    }
    if cells.len() > columns.len() {
        let headers: Vec<&str> = columns.iter().map(|column| column.header).collect();
        return Err(format!("it has {} cells; {} takes {}", cells.len(), table.row, headers.join(", ")));
    }
    let mut row = Map::new();
    for (column, cell) in columns.iter().zip(cells).filter(|(_, cell)| !matches!(**cell, "" | "-" | "–")) {
        fits(column, cell)?;
        row.insert(column.key.to_owned(), json!(cell));
    }
    if row.contains_key(table.key_column().key) {
        Ok(Json::Object(row))
    } else {
        Err(format!("{} is blank, which names the row", table.key_column().header))
    }
}

/// Whether a cell can be what its column holds.
fn fits(column: &ColumnSpec, cell: &str) -> Result<(), String> {
    let wanted = match column.kind {
        Kind::Choice(words) if choice(words, cell).is_none() => format!("one of {}", words.join(", ")),
        Kind::Measure if Quantity::parse(cell).is_err() => "a number with its unit".to_owned(),
        Kind::Target if Target::parse(cell).is_err() => "a bound, like `>= 99.9 % over 30 days`".to_owned(),
        Kind::Duration if DurationRange::parse(cell).is_err() => "a length of time, like `6 weeks`".to_owned(),
        Kind::Date | Kind::PastDate if date::parse(cell).is_err() => "a day, like `2026-10-31`".to_owned(),
        Kind::DateRange if DateRange::parse(cell).is_err() => "days, like `2027-01-11 to 2027-02-19`".to_owned(),
        _ => return Ok(()),
    };
    Err(format!("{} is `{cell}`; write {wanted}", column.header))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::skills;

    fn read(skill: &str, id: &str, answer: &str) -> Answered {
        let definition = skills::native(skill).expect("a skill").definition();
        let question = definition.questions.iter().find(|one| one.id == id).expect("a question");
        answered(definition, &Pack::new(skill, 1, "Orders", date(2026, 11, 2)), question, answer)
    }

    #[test]
    fn rows_fill_tables_and_prose_does_not() {
        let services = |answer| read("platform-operations", "services", answer);
        let two =
            "| Service | Kind |\n| --- | --- |\n| orders | API | aws | critical | Ana Costa |\norders-db | database";
        let taken = services(two);
        assert_eq!(taken.unread, [""; 0]);
        assert_eq!(
            Json::Object(taken.fields),
            json!({"services": [
                {"service": "orders", "kind": "API", "platform": "aws", "criticality": "critical", "owner": "Ana Costa"},
                {"service": "orders-db", "kind": "database"},
            ]})
        );
        let prose = services("orders on ECS, Ana Costa; orders-db on RDS");
        assert!(prose.fields.is_empty() && prose.unread.is_empty());
        let mixed = services("orders | api; search | engine; and more; a | api | b | minor | c | d; | api");
        assert_eq!(mixed.fields["services"].as_array().map(Vec::len), Some(1));
        let [choice, cells, many, name] = mixed.unread.as_slice() else { panic!("{:?}", mixed.unread) };
        assert!(choice.starts_with("no row of \"search | engine\": Kind is `engine`; write one of web,"), "{choice}");
        assert!(cells.contains("set apart by `|`"), "{cells}");
        assert!(many.contains("it has 6 cells"), "{many}");
        assert!(name.contains("its cells are to be set apart") || name.contains("Service is blank"), "{name}");
    }

    #[test]
    fn numbers_and_days_are_read_before_they_are_taken() {
        let facts = |answer| read("platform-operations", "observations", answer);
        assert_eq!(facts("Orders served | 99.91 % | 30 days | ALB logs | 2026-10-31").fields.len(), 1);
        assert!(facts("Orders served | most | 30 days").unread[0].contains("a number with its unit"));
        assert!(facts("Orders served | 99 % | 30 days | ALB | last week").unread[0].contains("a day, like"));
    }

    #[test]
    fn labelled_items_go_where_they_belong() {
        let taken = read(
            "platform-infrastructure",
            "system-boundary",
            "orders-api; Users: 41,000 merchants; Customers: 3 banks; not the mobile apps; orders-db",
        );
        assert_eq!(
            Json::Object(taken.fields),
            json!({
                "systems": ["orders-api", "orders-db"], "users": ["41,000 merchants", "Customers: 3 banks"],
                "non_goals": ["The mobile apps"],
            })
        );
        let taken = read("platform-infrastructure", "horizon", "two quarters; staffing: 2 engineers; May is fixed");
        assert_eq!(
            Json::Object(taken.fields),
            json!({"horizon": "two quarters; May is fixed", "staffing": "2 engineers"})
        );
        let whole = read("platform-operations", "release-flow", "merge builds; Jonas deploys");
        assert_eq!(Json::Object(whole.fields), json!({"release_flow": "merge builds; Jonas deploys"}));
    }
}
