//! A form for a person, and what came back. Forms are flat: each field takes a text, a day or a tick, as clients can show.

use rmcp::model::{
    BooleanSchema, ElicitRequestParams, ElicitResult, ElicitationAction, ElicitationSchema, PrimitiveSchemaDefinition,
    StringFormat, StringSchema,
};
use serde_json::{Map, Value as Json};

use crate::pack::tidy;
use crate::quantity::date;
use crate::skill::input::Mistake;

/// The most characters of one answer: whatever they are, they fit into a cell.
const MOST: u32 = 1024;

/// The most characters of a title above the fields.
const TITLE: usize = 120;

/// The most characters shown of what does not fit.
const SHOWN: usize = 60;

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

/// A field as it is shown where no client shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blank<'a> {
    /// Under which the answer is given.
    pub key: &'a str,
    /// Its heading.
    pub title: &'a str,
    /// What is wanted.
    pub wanted: &'a str,
    /// What stands there already.
    pub proposed: &'a str,
    /// Whether it takes yes or no; a text otherwise.
    pub tick: bool,
}

/// A form as it is shown where no client shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blanks<'a> {
    /// The sentence above the fields.
    pub message: &'a str,
    /// The fields, in their order.
    pub fields: Vec<Blank<'a>>,
}

/// What a person did with a form.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Reply {
    /// Filled it in, wholly or in part.
    Accepted {
        /// What was said. No text is blank.
        said: Map<String, Json>,
        /// What came back and cannot be taken, and what could be.
        unfit: Vec<Mistake>,
    },
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
        format!("\"{}\"", start(&tidy::line(title), TITLE).replace('"', "'"))
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

    /// The form for whoever shows it without a client.
    pub fn blanks(&self) -> Blanks<'_> {
        let order = self.schema.property_order.iter().flatten();
        let fields = order.filter_map(|key| Some((key.as_str(), self.schema.properties.get(key)?)));
        let fields = fields.map(|(key, schema)| match schema {
            PrimitiveSchemaDefinition::String(schema) => Blank {
                key,
                title: schema.title.as_deref().unwrap_or(key),
                wanted: schema.description.as_deref().unwrap_or_default(),
                proposed: schema.default.as_deref().unwrap_or_default(),
                tick: false,
            },
            PrimitiveSchemaDefinition::Boolean(schema) => {
                Blank { key, title: schema.title.as_deref().unwrap_or(key), wanted: "", proposed: "", tick: true }
            }
            // No form here has such a field.
            _ => Blank { key, title: key, wanted: "", proposed: "", tick: false },
        });
        Blanks { message: &self.message, fields: fields.collect() }
    }

    /// What came back. Not every client holds it against the schema, so it is done here; `at` is where what does not fit
    /// is said to be.
    pub fn read(&self, at: &str, result: ElicitResult) -> Reply {
        let (mut said, mut unfit) = (Map::new(), Vec::new());
        match (result.action, result.content) {
            (ElicitationAction::Accept, None | Some(Json::Null)) => {}
            (ElicitationAction::Accept, Some(Json::Object(fields))) => {
                for (key, value) in fields {
                    let fits = match self.schema.properties.get(&key) {
                        Some(field) => fits(field, &value).map_err(|accepted| {
                            (format!("{} does not fit the field", start(&value.to_string(), SHOWN)), accepted)
                        }),
                        None => Err(("the form has no such field".to_owned(), self.keys())),
                    };
                    match fits {
                        Ok(true) => {
                            said.insert(key, value);
                        }
                        Ok(false) => {}
                        Err((problem, accepted)) => unfit.push(mistake(&format!("{at}/{key}"), problem, accepted)),
                    }
                }
            }
            (ElicitationAction::Accept, Some(_)) => {
                unfit.push(mistake(at, "the content is not an object".to_owned(), self.keys()));
            }
            (ElicitationAction::Decline, _) => return Reply::Declined,
            _ => return Reply::Dismissed,
        }
        Reply::Accepted { said, unfit }
    }

    fn keys(&self) -> String {
        let keys: Vec<&str> = self.schema.property_order.iter().flatten().map(String::as_str).collect();
        format!("an object with any of {}", keys.join(", "))
    }
}

/// Whether a value says something in a field; where it cannot stand there, what could.
fn fits(field: &PrimitiveSchemaDefinition, value: &Json) -> Result<bool, String> {
    match (field, value) {
        (_, Json::Null) => Ok(false),
        (PrimitiveSchemaDefinition::Boolean(_), Json::Bool(_)) => Ok(true),
        (PrimitiveSchemaDefinition::Boolean(_), _) => Err("true or false".to_owned()),
        (_, Json::String(text)) if text.trim().is_empty() => Ok(false),
        (PrimitiveSchemaDefinition::String(schema), Json::String(text)) => {
            let most = schema.max_length.unwrap_or(u32::MAX);
            if u32::try_from(text.chars().count()).is_ok_and(|count| count <= most) {
                match schema.format {
                    Some(StringFormat::Date) if date::parse(text).is_err() => {
                        Err("a day, such as 2026-11-02".to_owned())
                    }
                    _ => Ok(true),
                }
            } else {
                Err(format!("a text of at most {most} characters"))
            }
        }
        _ => Err("a text".to_owned()),
    }
}

/// The first characters of a text.
fn start(text: &str, most: usize) -> String {
    let mut start: String = text.chars().take(most).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
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
        let accepted = |content| match read(ElicitationAction::Accept, content) {
            Reply::Accepted { said, unfit } => (Json::Object(said), unfit),
            other => panic!("{other:?}"),
        };
        let part = json!({"why": "  ", "change": "Drain it", "date": null, "allow": true});
        assert_eq!(accepted(part), (json!({"change": "Drain it", "allow": true}), Vec::new()));
        let nothing = Reply::Accepted { said: Map::new(), unfit: Vec::new() };
        assert_eq!(form().read("/form", ElicitResult::new(ElicitationAction::Accept)), nothing);
        assert_eq!(read(ElicitationAction::Decline, json!({"allow": true})), Reply::Declined);
        assert_eq!(read(ElicitationAction::Cancel, json!(null)), Reply::Dismissed);

        // What fits is kept, whatever stands beside it.
        for (key, value, wanted) in [
            ("why", json!({"deep": 1}), "a text"),
            ("why", json!("é".repeat(1025)), "a text of at most 1024 characters"),
            ("date", json!("when it rains"), "a day, such as 2026-11-02"),
            ("allow", json!("yes"), "true or false"),
            ("else", json!("x"), "an object with any of why, change, date, allow"),
        ] {
            let (said, unfit) = accepted(json!({"change": "Drain it", key: value}));
            assert_eq!(said, json!({"change": "Drain it"}), "{key}");
            let [one] = unfit.as_slice() else { panic!("{unfit:?}") };
            assert_eq!((one.pointer.as_str(), one.accepted.as_str()), (format!("/form/{key}").as_str(), wanted));
            assert!(one.problem.chars().count() < 120, "{one}");
        }
        let (said, unfit) = accepted(json!("yes"));
        assert_eq!((said, unfit[0].pointer.as_str()), (json!({}), "/form"));
        assert_eq!(accepted(json!({"why": "é".repeat(1024), "date": "2026-10-13"})).1, []);
    }
}
