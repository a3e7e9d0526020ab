//! The JSON Schema of a step's input, from the sections it writes.

use serde_json::{Map, Value as Json, json};

use super::{Definition, Step};
use crate::pack::{FieldSpec, Kind, SectionSpec, Shape, TableSpec};

/// How much a schema tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Every column of every table: its type, its words, what belongs in it.
    Full,
    /// A table's columns in one line of its description, and of the call's own arguments the types alone: what a client
    /// that is shown every tool at once can afford.
    Brief,
}

/// The schema of a step's arguments, as an object. Optional things are left out of `required` and
/// plainly typed, which every client understands.
pub fn step(definition: &Definition, step: &Step, detail: Detail) -> Map<String, Json> {
    let mut properties = call(step, detail);
    let mut specs = step.sections.iter().filter_map(|key| definition.standard.section(key));
    if let Some(main) = specs.next() {
        properties.extend(fields(main, detail));
    }
    for spec in specs {
        properties.insert(spec.key.to_owned(), section(spec, detail));
    }
    for attachment in step.attachments {
        let mut schema = json!({"type": "string"});
        describe(&mut schema, attachment.doc.to_owned());
        properties.insert(attachment.key.to_owned(), schema);
    }
    object(properties, &["pack"], detail)
}

/// The arguments that belong to the call itself rather than to a section.
fn call(step: &Step, detail: Detail) -> Map<String, Json> {
    let typed = |kind: &str| json!({"type": kind});
    let mut arguments = vec![
        ("pack", typed("string"), "The pack's id, from pack_open."),
        (
            "expected_revision",
            typed("integer"),
            "A change is refused if this is not the newest revision; a call that changes nothing is answered.",
        ),
        (
            "remove",
            typed("object"),
            "Rows to delete, by table: {\"limits\": [\"orders-db disk\"]}. They go first: one that is sent as well is replaced whole.",
        ),
    ];
    if step.finalizes {
        arguments.push((
            "finalize",
            typed("boolean"),
            "Close the pack if the gate passes; if it fails, edits are kept and the refusal says what is missing.",
        ));
    }
    if detail == Detail::Full {
        for (key, schema, doc) in &mut arguments {
            describe(schema, (*doc).to_owned());
            match *key {
                "expected_revision" => schema["minimum"] = json!(1),
                "remove" => schema["additionalProperties"] = json!({"type": "array", "items": {"type": "string"}}),
                _ => {}
            }
        }
    }
    arguments.into_iter().map(|(key, schema, _)| (key.to_owned(), schema)).collect()
}

/// The schema of one section.
pub fn section(spec: &SectionSpec, detail: Detail) -> Json {
    let mut schema = Json::Object(object(fields(spec, detail), &[], detail));
    describe(&mut schema, line(spec.doc));
    schema
}

/// The columns of a table in one line: `slo*, severity* (page|ticket), long* (duration), short? (duration), burn_rate`.
/// Those with a star say which row is meant, those with a question mark may be left out.
pub fn columns(table: &TableSpec) -> String {
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| {
            let names = column.tells_apart || column.key == table.key_column().key;
            let mark = if names { "*" } else { "" };
            let optional = if column.optional { "?" } else { "" };
            let form = form(column.kind).map(|form| format!(" ({form})")).unwrap_or_default();
            format!("{}{mark}{optional}{form}", column.key)
        })
        .collect();
    columns.join(", ")
}

/// What a cell must look like, where its column's name does not say.
fn form(kind: Kind) -> Option<String> {
    match kind {
        Kind::Choice(words) => Some(words.join("|")),
        Kind::Date | Kind::PastDate => Some("date".to_owned()),
        Kind::DateRange => Some("date to date".to_owned()),
        Kind::Duration => Some("duration".to_owned()),
        _ => None,
    }
}

/// That an object takes no other keys is said by the answer to one that has them; in brief it would cost more than it
/// tells.
fn object(properties: Map<String, Json>, required: &[&str], detail: Detail) -> Map<String, Json> {
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Json::Object(properties));
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    if detail == Detail::Full {
        schema.insert("additionalProperties".to_owned(), json!(false));
    }
    schema
}

fn fields(spec: &SectionSpec, detail: Detail) -> Map<String, Json> {
    spec.fields.iter().map(|field| (field.key.to_owned(), field_schema(field, detail))).collect()
}

fn field_schema(field: &FieldSpec, detail: Detail) -> Json {
    let doc = line(field.doc);
    let (mut schema, doc) = match (field.shape, detail) {
        (Shape::Text(kind), _) => (text(kind), doc),
        (Shape::List(kind), _) => (json!({"type": "array", "items": text(kind)}), doc),
        (Shape::Table(table), Detail::Full) => (json!({"type": "array", "items": row(table)}), doc),
        (Shape::Table(table), Detail::Brief) => {
            let doc = format!("{doc} Rows: {{{}}}", columns(table));
            (json!({"type": "array", "items": {"type": "object"}}), doc)
        }
    };
    describe(&mut schema, doc);
    schema
}

fn row(table: &TableSpec) -> Map<String, Json> {
    let columns = table.columns.iter().map(|column| {
        let mut schema = text(column.kind);
        describe(&mut schema, line(column.doc));
        (column.key.to_owned(), schema)
    });
    object(columns.collect(), &[table.key_column().key], Detail::Full)
}

fn text(kind: Kind) -> Json {
    match kind {
        Kind::Choice(words) => json!({"type": "string", "enum": words}),
        _ => json!({"type": "string"}),
    }
}

fn describe(schema: &mut Json, doc: String) {
    if let Json::Object(schema) = schema
        && !doc.is_empty()
    {
        schema.insert("description".to_owned(), json!(doc));
    }
}

/// A declaration's words in one line: doc comments come with a space at each line's start.
pub(super) fn line(doc: &str) -> String {
    doc.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::ColumnSpec;

    const fn column(key: &'static str, doc: &'static str, kind: Kind) -> ColumnSpec {
        ColumnSpec { key, header: key, doc, kind, optional: false, tells_apart: false }
    }

    static ALERT: TableSpec = TableSpec {
        row: "alert",
        columns: &[
            column("slo", " Its journey, or `all`.\n", Kind::Name),
            ColumnSpec { tells_apart: true, ..column("severity", " How urgent.\n", Kind::Choice(&["page", "ticket"])) },
            column("long", " How far it\n looks back.\n", Kind::Duration),
            ColumnSpec { optional: true, ..column("since", " The first day.\n", Kind::Date) },
            column("owner", " Who is called.\n", Kind::Owner),
        ],
    };

    #[test]
    fn columns_tell_what_names_a_row_what_may_be_left_out_and_what_is_accepted() {
        assert_eq!(columns(&ALERT), "slo*, severity* (page|ticket), long (duration), since? (date), owner");
    }
}
