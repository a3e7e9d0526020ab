//! The JSON Schema of a step's input, from the sections it writes.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::{Definition, Step};
use crate::pack::{FieldSpec, Kind, SectionSpec, Shape};

/// The schema of a step's arguments, as an object. Optional things are left out of `required` and
/// plainly typed, which every client understands.
pub fn step(definition: &Definition, step: &Step) -> Map<String, Json> {
    let mut properties = Map::new();
    properties.insert("pack".to_owned(), json!({"type": "string", "description": "From pack_open."}));
    properties.insert(
        "expected_revision".to_owned(),
        json!({"type": "integer", "minimum": 1, "description": "Fails if not the newest."}),
    );
    let mut specs = step.sections.iter().filter_map(|key| definition.standard.section(key));
    let mut told = BTreeSet::new();
    if let Some(main) = specs.next() {
        properties.extend(fields(main, &mut told));
    }
    for spec in specs {
        properties.insert(spec.key.to_owned(), described(spec, &mut told));
    }
    properties.insert(
        "remove".to_owned(),
        json!({"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}},
               "description": "Rows to delete."}),
    );
    if step.finalizes {
        properties.insert(
            "finalize".to_owned(),
            json!({"type": "boolean", "description": "Close the pack if the gate passes."}),
        );
    }
    object(properties, &["pack"])
}

/// The schema of one section.
pub fn section(spec: &SectionSpec) -> Json {
    described(spec, &mut BTreeSet::new())
}

/// The schema of one section; of columns, what was `told` before is not told again.
fn described(spec: &SectionSpec, told: &mut BTreeSet<&'static str>) -> Json {
    let mut schema = object(fields(spec, told), &[]);
    schema.insert("description".to_owned(), json!(first_line(spec.doc)));
    Json::Object(schema)
}

fn object(properties: Map<String, Json>, required: &[&str]) -> Map<String, Json> {
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Json::Object(properties));
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    schema.insert("additionalProperties".to_owned(), json!(false));
    schema
}

fn fields(spec: &SectionSpec, told: &mut BTreeSet<&'static str>) -> Map<String, Json> {
    spec.fields.iter().map(|field| (field.key.to_owned(), field_schema(field, told))).collect()
}

fn field_schema(field: &FieldSpec, told: &mut BTreeSet<&'static str>) -> Json {
    let mut schema = match field.shape {
        Shape::Text(kind) => text(kind),
        Shape::List(kind) => json!({"type": "array", "items": text(kind)}),
        Shape::Table(table) => {
            let columns = table
                .columns
                .iter()
                .map(|column| {
                    let mut schema = text(column.kind);
                    // Tables share columns and sometimes all of them: each is described once.
                    if told.insert(column.doc) {
                        describe(&mut schema, column.doc);
                    }
                    (column.key.to_owned(), schema)
                })
                .collect();
            // That a row takes no other keys is said by the answer to one that has them: here it would cost more than it
            // tells, once for every table.
            let mut row = object(columns, &[table.key_column().key]);
            row.remove("additionalProperties");
            json!({"type": "array", "items": row})
        }
    };
    describe(&mut schema, field.doc);
    schema
}

fn text(kind: Kind) -> Json {
    match kind {
        Kind::Choice(words) => json!({"type": "string", "enum": words}),
        _ => json!({"type": "string"}),
    }
}

fn describe(schema: &mut Json, doc: &str) {
    let doc = first_line(doc);
    if let Json::Object(schema) = schema
        && !doc.is_empty()
    {
        schema.insert("description".to_owned(), json!(doc));
    }
}

/// Doc comments come with a space at each line's start.
fn first_line(doc: &str) -> String {
    doc.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
