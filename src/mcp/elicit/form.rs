//! A form for a person, and what came back. Forms are flat: each field takes a text, a day or a tick, as clients can show.

use rmcp::model::{
    BooleanSchema, ElicitRequestParams, ElicitResult, ElicitationAction, ElicitationSchema, PrimitiveSchemaDefinition,
    StringSchema,
};
use serde_json::{Map, Value as Json};

use crate::pack::tidy;
use crate::skill::input::Mistake;

/// The most characters of one answer: whatever they are, they fit into a cell.
const MOST: u32 = 1024;

/// The most characters of a title above the fields.
const TITLE: usize = 120;

/// A form.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Form {
    message: String,
    schema: ElicitationSchema,
}

/// One field of a form.
#[derive(Debug)]
pub(super) struct Field {
    key: String,
    schema: PrimitiveSchemaDefinition,
    required: bool,
}

impl Field {
    /// A text, with what is wanted and what stands there already, where there is either.
    pub fn text(key: &str, title: &str, wanted: &str, default: &str) -> Self {
        // What stands there already has to fit.
        let most = u32::try_from(default.chars().count()).unwrap_or(MOST).max(MOST);
        let mut schema = StringSchema::new().title(title.to_owned()).max_length(most);
        if !wanted.is_empty() {
            schema = schema.description(wanted.to_owned());
        }
        if !default.is_empty() {
            schema = schema.with_default(default);
        }
        Field { key: key.to_owned(), schema: PrimitiveSchemaDefinition::String(schema), required: false }
    }

    /// A calendar day.
    pub fn day(key: &str, title: &str, default: &str) -> Self {
        let schema = StringSchema::date().title(title.to_owned()).with_default(default);
        Field { key: key.to_owned(), schema: PrimitiveSchemaDefinition::String(schema), required: false }
    }

    /// A box that comes unticked.
    pub fn tick(key: &str, title: &str) -> Self {
        let schema = BooleanSchema::new().title(title.to_owned());
        Field { key: key.to_owned(), schema: PrimitiveSchemaDefinition::Boolean(schema), required: false }
    }

    /// Without it the form is not accepted.
    pub fn required(self) -> Self {
        Field { required: true, ..self }
    }
}

/// What a person did with a form.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reply {
    /// Filled it in, wholly or in part. No text is blank.
    Accepted(Map<String, Json>),
    /// Said no.
    Declined,
    /// Put it away.
    Dismissed,
    /// Nothing that could be seen from here, in the time there was.
    Silent,
}

impl Form {
    /// The title of a plan, as it stands above the fields: it is an assistant's, and must not pass for words of the form.
    pub fn quoted(title: &str) -> String {
        let line = tidy::line(title);
        let mut shown: String = line.chars().take(TITLE).collect();
        if shown.len() < line.len() {
            shown.push('…');
        }
        format!("\"{}\"", shown.replace('"', "'"))
    }

    /// A form with a sentence above its fields.
    pub fn new(message: String, fields: Vec<Field>) -> Self {
        let order: Vec<String> = fields.iter().map(|field| field.key.clone()).collect();
        let required: Vec<String> =
            fields.iter().filter(|field| field.required).map(|field| field.key.clone()).collect();
        let mut schema = ElicitationSchema::new(fields.into_iter().map(|field| (field.key, field.schema)).collect());
        schema.property_order = Some(order);
        schema.required = Some(required).filter(|required| !required.is_empty());
        Form { message, schema }
    }

    /// The form as it is sent.
    pub fn params(&self) -> ElicitRequestParams {
        ElicitRequestParams::FormElicitationParams {
            meta: None,
            message: self.message.clone(),
            requested_schema: self.schema.clone(),
        }
    }

    /// What came back. Not every client holds it against the schema, so it is done here; `at` is where mistakes are said
    /// to be.
    pub fn read(&self, at: &str, result: ElicitResult) -> Result<Reply, Vec<Mistake>> {
        let fields = match (result.action, result.content) {
            (ElicitationAction::Accept, None | Some(Json::Null)) => Map::new(),
            (ElicitationAction::Accept, Some(Json::Object(fields))) => fields,
            (ElicitationAction::Accept, Some(_)) => {
                return Err(vec![mistake(at, "the content is not an object".to_owned(), self.keys())]);
            }
            (ElicitationAction::Decline, _) => return Ok(Reply::Declined),
            _ => return Ok(Reply::Dismissed),
        };
        let mut mistakes = Vec::new();
        let mut read = Map::new();
        for (key, value) in fields {
            let at = format!("{at}/{key}");
            let wanted = match (self.schema.properties.get(&key), &value) {
                (None, _) => {
                    mistakes.push(mistake(&at, "the form has no such field".to_owned(), self.keys()));
                    continue;
                }
                (Some(_), Json::Null) => continue,
                (Some(PrimitiveSchemaDefinition::Boolean(_)), Json::Bool(_)) => {
                    read.insert(key, value);
                    continue;
                }
                (Some(PrimitiveSchemaDefinition::Boolean(_)), _) => "true or false",
                (Some(_), Json::String(text)) => {
                    if !text.trim().is_empty() {
                        read.insert(key, value);
                    }
                    continue;
                }
                (Some(_), _) => "a text",
            };
            mistakes.push(mistake(&at, format!("{value} does not fit the field"), wanted.to_owned()));
        }
        if mistakes.is_empty() { Ok(Reply::Accepted(read)) } else { Err(mistakes) }
    }

    fn keys(&self) -> String {
        let keys: Vec<&str> = self.schema.properties.keys().map(String::as_str).collect();
        format!("an object with any of {}", keys.join(", "))
    }
}

pub(super) fn mistake(at: &str, problem: String, accepted: String) -> Mistake {
    Mistake { pointer: at.to_owned(), problem, accepted }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn form() -> Form {
        Form::new(
            "Say what you know.".to_owned(),
            vec![
                Field::text("why", "Why", "In a word", ""),
                Field::text("change", "Change", "", "Drain it").required(),
                Field::day("date", "Day", "2026-11-02"),
                Field::tick("allow", "I allow it").required(),
            ],
        )
    }

    #[test]
    fn a_form_is_flat_keeps_its_order_and_comes_unticked() {
        let sent = serde_json::to_value(form().params()).expect("JSON");
        assert_eq!((&sent["mode"], &sent["message"]), (&json!("form"), &json!("Say what you know.")));
        let schema = &sent["requestedSchema"];
        let keys: Vec<&String> = schema["properties"].as_object().expect("fields").keys().collect();
        assert_eq!(keys, ["why", "change", "date", "allow"]);
        assert_eq!(schema["required"], json!(["change", "allow"]));
        assert_eq!(
            schema["properties"]["change"],
            json!({"type": "string", "title": "Change", "maxLength": 1024, "default": "Drain it"})
        );
        assert_eq!(schema["properties"]["date"]["format"], "date");
        assert_eq!(schema["properties"]["allow"], json!({"type": "boolean", "title": "I allow it"}));
    }

    #[test]
    fn a_title_is_one_short_line_in_quotes() {
        assert_eq!(Form::quoted("Orders\n\n\"Tick\" below"), "\"Orders 'Tick' below\"");
        assert_eq!(Form::quoted(&"x".repeat(500)).chars().count(), TITLE + 3);
    }

    #[test]
    fn what_came_back_is_read_and_what_cannot_be_is_named() {
        let read = |action, content: Json| form().read("/form", ElicitResult::new(action).with_content(content));
        let accepted = |content| read(ElicitationAction::Accept, content);
        let part = json!({"why": "  ", "change": "Drain it", "date": null, "allow": true});
        let kept = json!({"change": "Drain it", "allow": true});
        assert_eq!(accepted(part), Ok(Reply::Accepted(kept.as_object().cloned().expect("an object"))));
        assert_eq!(form().read("/form", ElicitResult::new(ElicitationAction::Accept)), Ok(Reply::Accepted(Map::new())));
        assert_eq!(read(ElicitationAction::Decline, json!({"allow": true})), Ok(Reply::Declined));
        assert_eq!(read(ElicitationAction::Cancel, json!(null)), Ok(Reply::Dismissed));

        let pointers = |content| -> Vec<String> {
            accepted(content).expect_err("mistakes").into_iter().map(|mistake| mistake.pointer).collect()
        };
        assert_eq!(pointers(json!("yes")), ["/form"]);
        let wrong = json!({"why": {"deep": 1}, "change": ["a"], "allow": "yes", "else": "x"});
        assert_eq!(pointers(wrong), ["/form/why", "/form/change", "/form/allow", "/form/else"]);
    }
}
