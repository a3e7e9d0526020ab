//! The schemas of declared types, as clients take them.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value as Json, json};

/// The schema of a type, with everything in place and optional fields plainly typed.
pub(super) fn input<T: JsonSchema>() -> Map<String, Json> {
    let mut schema = generate::<T>();
    plain(&mut schema);
    match schema {
        Json::Object(mut schema) => {
            schema.retain(|key, _| !matches!(key.as_str(), "$schema" | "title" | "description"));
            schema
        }
        _ => Map::new(),
    }
}

fn generate<T: JsonSchema>() -> Json {
    let mut settings = SchemaSettings::draft2020_12();
    settings.inline_subschemas = true;
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// `["string", "null"]` becomes `"string"`: some clients do not take lists of types.
fn plain(schema: &mut Json) {
    match schema {
        Json::Object(fields) => {
            if let Some(Json::Array(types)) = fields.get("type") {
                let kept: Vec<Json> = types.iter().filter(|kind| *kind != "null").cloned().collect();
                if let [one] = kept.as_slice() {
                    let one = one.clone();
                    fields.insert("type".to_owned(), one);
                }
            }
            if let Some(Json::Array(any)) = fields.get("anyOf")
                && let [one, null] = any.as_slice()
                && *null == json!({"type": "null"})
            {
                let one = one.clone();
                fields.remove("anyOf");
                if let Json::Object(one) = one {
                    fields.extend(one);
                }
            }
            fields.remove("default");
            fields.remove("format");
            for (key, value) in fields.iter_mut() {
                match value {
                    // Their keys are names of properties, not words of a schema.
                    Json::Object(properties) if key == "properties" => properties.values_mut().for_each(plain),
                    value => plain(value),
                }
            }
        }
        Json::Array(items) => items.iter_mut().for_each(plain),
        _ => {}
    }
}
