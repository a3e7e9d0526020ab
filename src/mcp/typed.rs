//! Arguments of a declared type, read as forgivingly as those of a step, with every mistake at once.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json, json};

use super::schema::input;
use crate::pack::{choice, same_letters};
use crate::skill::input::{Mistake, pointer};
use crate::workspace::Refusal;

/// Reads arguments: a key in any dress, a number as text and a text as number, one text for a list of one. `null` is not
/// sent.
///
/// # Errors
/// Every mistake in them.
pub(super) fn typed<T: DeserializeOwned + JsonSchema + 'static>(arguments: &Map<String, Json>) -> Result<T, Refusal> {
    let mut fitting = Fitting::default();
    let fitted = fitting.object(&schema::<T>(), "", arguments);
    if !fitting.mistakes.is_empty() {
        return Err(Refusal::Mistakes(fitting.mistakes));
    }
    serde_json::from_value(Json::Object(fitted)).map_err(|error| {
        Refusal::Mistakes(vec![Mistake {
            pointer: String::new(),
            problem: error.to_string(),
            accepted: "arguments as the tool's input schema says".to_owned(),
        }])
    })
}

/// The schema of a type. To make one takes longer than to answer many a call, so each is made once.
fn schema<T: JsonSchema + 'static>() -> Arc<Map<String, Json>> {
    static MADE: Mutex<BTreeMap<TypeId, Arc<Map<String, Json>>>> = Mutex::new(BTreeMap::new());
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(made.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(input::<T>())))
}

/// Fits values to a schema.
#[derive(Default)]
struct Fitting {
    mistakes: Vec<Mistake>,
}

impl Fitting {
    fn object(&mut self, schema: &Map<String, Json>, at: &str, sent: &Map<String, Json>) -> Map<String, Json> {
        let none = Map::new();
        let properties = schema.get("properties").and_then(Json::as_object).unwrap_or(&none);
        let (mut fitted, mut seen) = (Map::new(), Vec::new());
        for (key, value) in sent {
            let exactly = properties.get_key_value(key);
            let meant = exactly.or_else(|| properties.iter().find(|(name, _)| same_letters(name, key)));
            let Some((name, schema)) = meant else {
                self.mistakes.push(Mistake::unknown(&pointer(at, key), key, properties.keys().map(String::as_str)));
                continue;
            };
            if value.is_null() {
                continue;
            }
            if seen.contains(&name) {
                self.mistake(&pointer(at, key), format!("`{name}` is sent twice"), "one of them");
                continue;
            }
            seen.push(name);
            if let Some(value) = self.value(schema, &pointer(at, key), value) {
                fitted.insert(name.clone(), value);
            }
        }
        for name in schema.get("required").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str) {
            if !seen.iter().any(|one| *one == name) {
                let accepted = properties.get(name).map_or_else(String::new, described);
                self.mistake(&pointer(at, name), "it is missing", accepted);
            }
        }
        fitted
    }

    fn value(&mut self, schema: &Json, at: &str, value: &Json) -> Option<Json> {
        let fitted = match (schema.get("type").and_then(Json::as_str), value) {
            (Some("string"), Json::Number(_) | Json::Bool(_)) => Some(Json::String(value.to_string())),
            (Some("string"), Json::String(word)) => return self.word(schema, at, word),
            (Some("integer"), Json::Number(_) | Json::String(_)) => whole(value).map(Json::from),
            (Some("array"), Json::Array(items)) => return self.items(schema, at, items),
            (Some("array"), Json::String(_)) => {
                return self.value(&schema["items"], at, value).map(|item| Json::Array(vec![item]));
            }
            (Some("object"), Json::Object(fields)) => {
                let schema = schema.as_object().cloned().unwrap_or_default();
                return Some(Json::Object(self.object(&schema, at, fields)));
            }
            (None, value) => Some(value.clone()),
            _ => None,
        };
        if fitted.is_none() {
            let kind = schema.get("type").and_then(Json::as_str).unwrap_or_default();
            self.mistake(at, format!("it is no {kind}"), described(schema));
        }
        fitted
    }

    /// A text, or one of the words that are accepted there.
    fn word(&mut self, schema: &Json, at: &str, text: &str) -> Option<Json> {
        let Some(words) = schema.get("enum").and_then(Json::as_array) else { return Some(json!(text)) };
        let words: Vec<&str> = words.iter().filter_map(Json::as_str).collect();
        let meant = choice(&words, text);
        if meant.is_none() {
            self.mistakes.push(Mistake::unknown(at, text, words.into_iter()));
        }
        meant.map(Json::from)
    }

    fn items(&mut self, schema: &Json, at: &str, items: &[Json]) -> Option<Json> {
        let fitted: Vec<Option<Json>> = items
            .iter()
            .enumerate()
            .map(|(index, item)| self.value(&schema["items"], &format!("{at}/{index}"), item))
            .collect();
        fitted.into_iter().collect::<Option<Vec<Json>>>().map(Json::Array)
    }

    fn mistake(&mut self, at: &str, problem: impl Into<String>, accepted: impl Into<String>) {
        self.mistakes.push(Mistake { pointer: at.to_owned(), problem: problem.into(), accepted: accepted.into() });
    }
}

/// A whole number, be it written as a number or as a text.
fn whole(value: &Json) -> Option<u32> {
    let text = value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_owned());
    text.strip_suffix(".0").unwrap_or(&text).parse().ok()
}

/// What a schema says of its value: its kind, and what belongs there.
fn described(schema: &Json) -> String {
    let word = |key: &str| schema.get(key).and_then(Json::as_str).unwrap_or_default();
    let doc = word("description").split_whitespace().collect::<Vec<_>>().join(" ");
    match (word("type"), doc.trim_end_matches('.')) {
        (kind, "") => format!("one of the type {kind}"),
        ("", doc) => doc.to_owned(),
        (kind, doc) => format!("{doc} ({kind})"),
    }
}
