//! The JSON Schema of a step's input, from the sections it writes.

use serde_json::{Map, Value as Json, json};

use super::{Definition, Step};
use crate::pack::{FieldSpec, Kind, SectionSpec, Shape, TableSpec};

/// The schema of a step's arguments, as an object. Optional things are left out of `required` and
/// plainly typed, which every client understands.
pub fn step(definition: &Definition, step: &Step) -> Map<String, Json> {
    let mut properties = Map::new();
    properties.insert("pack".to_owned(), json!({"type": "string", "description": "The pack's id, from pack_open."}));
    properties.insert(
        "expected_revision".to_owned(),
        json!({"type": "integer", "minimum": 1, "description": "Fails if there is a newer one."}),
    );
    let mut specs = step.sections.iter().filter_map(|key| definition.standard.section(key));
    if let Some(main) = specs.next() {
        properties.extend(fields(main));
    }
    for spec in specs {
        properties.insert(spec.key.to_owned(), section(spec));
    }
    properties.insert(
        "remove".to_owned(),
        json!({"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}},
               "description": "Rows to delete, by table."}),
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
    let mut schema = object(fields(spec), &[]);
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

fn fields(spec: &SectionSpec) -> Map<String, Json> {
    // Where several fields share a table, its columns are described once.
    let mut described: Vec<*const TableSpec> = Vec::new();
    let mut schemas = Map::new();
    for field in spec.fields {
        let again = match field.shape {
            Shape::Table(table) => described.contains(&std::ptr::from_ref(table)),
            _ => false,
        };
        if let Shape::Table(table) = field.shape {
            described.push(table);
        }
        schemas.insert(field.key.to_owned(), field_schema(field, !again));
    }
    schemas
}

fn field_schema(field: &FieldSpec, describe_columns: bool) -> Json {
    let mut schema = match field.shape {
        Shape::Text(kind) => text(kind),
        Shape::List(kind) => json!({"type": "array", "items": text(kind)}),
        Shape::Table(table) => {
            let columns = table
                .columns
                .iter()
                .map(|column| {
                    let mut schema = text(column.kind);
                    if describe_columns {
                        describe(&mut schema, column.doc);
                    }
                    (column.key.to_owned(), schema)
                })
                .collect();
            json!({"type": "array", "items": object(columns, &[table.key_column().key])})
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
