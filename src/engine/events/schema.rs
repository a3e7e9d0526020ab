//! Each event as a JSON Schema, draft 2020-12.
//!
//! A text's shape is asserted twice: by `format`, which is a mere annotation unless a validator is told otherwise
//! (JSON Schema Validation 2020-12, section 7.2.1), and by a `pattern`, which every validator checks. Units and classes
//! of personal data stand in `$comment`, since strict validators refuse keywords that they do not know.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::contract::{Contract, Event, Property};
use super::input::Readers;
use super::kind::PropertyType;
use crate::quantity::Quantity;

/// The dialect that the schemas are written in.
pub const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The shape of a UUID with its hyphens (RFC 9562, section 4).
pub const UUID: &str = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$";

/// The shape of a full-date (RFC 3339, section 5.6).
pub const DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

/// The shape of a date-time (RFC 3339, section 5.6) in capitals, with at most nanoseconds.
pub const DATE_TIME: &str =
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$";

/// The schemas of all events by name. Each stands for itself: it refers to no other.
pub fn schemas(contract: &Contract) -> BTreeMap<String, Value> {
    contract.events.iter().map(|event| (event.name.clone(), schema(contract, event))).collect()
}

/// The schema of one event. Properties of one path share an object; it is required where one of them is.
pub fn schema(contract: &Contract, event: &Event) -> Value {
    let closed = contract.readers == Readers::Strict;
    let mut root = Node::default();
    for property in &event.properties {
        root.put(&property.name, property);
    }
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!(DIALECT));
    schema.insert("title".to_owned(), json!(event.name));
    if let Some(emitted) = &event.emitted {
        schema.insert("description".to_owned(), json!(emitted));
    }
    schema.insert("$comment".to_owned(), json!(about(contract, event)));
    root.write(closed, &mut schema);
    Value::Object(schema)
}

/// An object on the way to properties.
#[derive(Default)]
struct Node<'a> {
    required: bool,
    parts: Vec<(&'a str, Part<'a>)>,
}

enum Part<'a> {
    Property(&'a Property),
    Node(Node<'a>),
}

impl<'a> Node<'a> {
    fn put(&mut self, path: &'a str, property: &'a Property) {
        self.required |= property.required;
        let Some((first, rest)) = path.split_once('/') else {
            return self.parts.push((path, Part::Property(property)));
        };
        let known = self.parts.iter().position(|(name, _)| *name == first);
        let at = known.unwrap_or_else(|| {
            self.parts.push((first, Part::Node(Node::default())));
            self.parts.len() - 1
        });
        if let Some((_, Part::Node(node))) = self.parts.get_mut(at) {
            node.put(rest, property);
        }
    }

    fn write(&self, closed: bool, schema: &mut Map<String, Value>) {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for (name, part) in &self.parts {
            let (value, is_required) = match part {
                Part::Property(property) => (of_property(property), property.required),
                Part::Node(node) => {
                    let mut inner = Map::new();
                    node.write(closed, &mut inner);
                    (Value::Object(inner), node.required)
                }
            };
            properties.insert((*name).to_owned(), value);
            if is_required {
                required.push(*name);
            }
        }
        schema.insert("type".to_owned(), json!("object"));
        schema.insert("properties".to_owned(), Value::Object(properties));
        if !required.is_empty() {
            schema.insert("required".to_owned(), json!(required));
        }
        if closed {
            schema.insert("additionalProperties".to_owned(), json!(false));
        }
    }
}

/// What tools do not check but people have to know.
fn about(contract: &Contract, event: &Event) -> String {
    let mut parts = vec![format!("Version {}.", contract.version)];
    if !event.consumers.is_empty() {
        parts.push(format!("Consumers: {}.", event.consumers.join(", ")));
    }
    if let Some(key) = &event.idempotency_key {
        parts.push(format!("Repeats are known by {key}."));
    }
    if let Some(days) = event.retention_days {
        parts.push(format!("Kept {}.", Quantity::days(days)));
    }
    parts.join(" ")
}

fn of_property(property: &Property) -> Value {
    let Value::Object(mut schema) = of_kind(&property.kind) else { return Value::Bool(true) };
    if property.nullable {
        allow_null(&mut schema);
    }
    if let Some(description) = &property.description {
        schema.insert("description".to_owned(), json!(description));
    }
    let mut parts = Vec::new();
    parts.extend(property.unit.as_ref().map(|unit| format!("Unit: {unit}.")));
    parts.extend(property.class.map(|class| format!("Personal data: {}.", class.name())));
    parts.extend(property.retention_days.map(|days| format!("Kept {}.", Quantity::days(days))));
    if !parts.is_empty() {
        schema.insert("$comment".to_owned(), json!(parts.join(" ")));
    }
    Value::Object(schema)
}

fn of_kind(kind: &PropertyType) -> Value {
    match kind {
        PropertyType::String => json!({"type": "string"}),
        PropertyType::Uuid => json!({"type": "string", "format": "uuid", "pattern": UUID}),
        PropertyType::Date => json!({"type": "string", "format": "date", "pattern": DATE}),
        PropertyType::Timestamp => json!({"type": "string", "format": "date-time", "pattern": DATE_TIME}),
        PropertyType::Integer | PropertyType::EpochSeconds | PropertyType::EpochMillis => json!({"type": "integer"}),
        PropertyType::Number => json!({"type": "number"}),
        PropertyType::Boolean => json!({"type": "boolean"}),
        PropertyType::Object => json!({"type": "object"}),
        PropertyType::Array(item) => json!({"type": "array", "items": of_kind(item)}),
        PropertyType::Enum(values) => match values.as_slice() {
            [only] => json!({"type": "string", "const": only}),
            _ => json!({"type": "string", "enum": values}),
        },
    }
}

fn allow_null(schema: &mut Map<String, Value>) {
    if let Some(kind) = schema.get_mut("type") {
        *kind = json!([kind.take(), "null"]);
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.push(Value::Null);
    }
    if let Some(only) = schema.remove("const") {
        schema.insert("enum".to_owned(), json!([only, null]));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::contract::tests::{contract, contracts, shop};
    use super::*;

    #[test]
    fn an_event_by_hand() {
        let contract = contract(shop()).unwrap();
        let schema = schema(&contract, contract.event("order_placed").unwrap());
        let text = |value: &str| json!({"type": "string", "format": "uuid", "pattern": UUID, "$comment": value});
        let time = |role: &str| {
            json!({"type": "string", "format": "date-time", "pattern": DATE_TIME,
                "description": format!("The event's {role}."), "$comment": "Personal data: not personal."})
        };
        let expected = json!({
            "$schema": DIALECT,
            "title": "order_placed",
            "$comment": "Version 1.0.0. Consumers: Finance, Growth. Repeats are known by event_id. Kept 395.6875 days.",
            "type": "object",
            "properties": {
                "event": {"type": "string", "const": "order_placed", "description": "The event's name.",
                    "$comment": "Personal data: not personal."},
                "occurred_at": time("time"),
                "received_at": time("time of receipt"),
                "client": {"type": "string", "description": "The event's client."},
                "event_id": text("Personal data: not personal."),
                "anonymous_id": text("Personal data: pseudonymous."),
                "user_id": {"type": ["string", "null"], "format": "uuid", "pattern": UUID,
                    "$comment": "Personal data: pseudonymous."},
                "data": {
                    "type": "object",
                    "properties": {
                        "order_id": text("Personal data: not personal."),
                        "total": {"type": "integer", "$comment": "Unit: cents. Personal data: not personal."},
                        "state": {"type": "string", "enum": ["open", "paid"],
                            "$comment": "Personal data: not personal."}
                    },
                    "required": ["order_id", "total", "state"]
                }
            },
            "required": ["event", "occurred_at", "event_id", "anonymous_id", "data"]
        });
        assert_eq!(schema, expected);
    }

    proptest! {
        #[test]
        fn every_schema_is_one(contract in contracts()) {
            for (_, schema) in schemas(&contract) {
                prop_assert!(jsonschema::draft202012::meta::is_valid(&schema), "{schema}");
            }
        }
    }
}
