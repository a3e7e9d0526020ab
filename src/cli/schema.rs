//! `schema`: JSON Schemas of what goes in and what comes out.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::{App, CommandError, Outcome, calc, document, eval, input};
use crate::engine::events::schema::schemas;
use crate::output::{json as check, words};
use crate::skill::Skill;
use crate::skill::input::unknown;
use crate::skill::schema::{self, Detail};
use crate::skills;

/// Shows a JSON Schema: of a step's input, of a skill's packs, of the output of a check or an eval, of a question to `calc`, or of the
/// events of a pack.
///
/// Without a name, lists the names there are. With `--events`, writes one object that holds the schema of each event that
/// the pack declares, by the event's name; with a name, that event's alone.
#[derive(Debug, clap::Args)]
pub(super) struct Schema {
    /// A step such as infra_scaling, a skill such as platform-infrastructure, check, or a question such as calc-slo; with
    /// `--events`, an event
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// A Markdown pack whose events are wanted; `-` reads standard input
    #[arg(long, value_name = "PACK")]
    events: Option<PathBuf>,
}

/// A schema on offer: its name, what it describes, and the schema itself.
struct Offer {
    name: &'static str,
    about: String,
    make: Box<dyn Fn() -> Value>,
}

impl Schema {
    pub(super) fn run(self, app: &mut App) -> Result<Outcome, CommandError> {
        if let Some(path) = &self.events {
            app.out.json(&events(path, self.name.as_deref())?)?;
            return Ok(Outcome::Done);
        }
        let offers = offers();
        match self.name {
            None => {
                let rows = offers.into_iter().map(|offer| vec![offer.name.to_owned(), offer.about]);
                app.out.text(&words::table(rows))?;
            }
            Some(name) => {
                let offer = offers.iter().find(|offer| offer.name == name).ok_or_else(|| {
                    CommandError::Usage(unknown("schema", &name, offers.iter().map(|offer| offer.name)))
                })?;
                app.out.json(&(offer.make)())?;
            }
        }
        Ok(Outcome::Done)
    }
}

/// The schemas of a pack's events, or of one of them.
fn events(path: &Path, name: Option<&str>) -> Result<Value, CommandError> {
    let (skill, pack) = document::read_pack(path, input::on(None))?;
    let unreadable = |problem| CommandError::Unreadable { name: input::name(path), problem };
    let mut schemas = schemas(&skill.event_contract(&pack).map_err(unreadable)?);
    match name {
        None => Ok(Value::Object(schemas.into_iter().collect())),
        Some(name) => match schemas.remove(name) {
            Some(schema) => Ok(schema),
            None => Err(CommandError::Usage(unknown("event", name, schemas.keys().map(String::as_str)))),
        },
    }
}

fn offers() -> Vec<Offer> {
    let mut offers = vec![Offer {
        name: "check",
        about: "what `check --format json` writes".to_owned(),
        make: Box::new(check::schema),
    }];
    offers.extend(eval::SCHEMAS.iter().map(|(name, command, make)| Offer {
        name,
        about: format!("what `{command} --format json` writes"),
        make: Box::new(make),
    }));
    for skill in skills::NATIVE.iter().copied() {
        let definition = skill.definition();
        offers.push(Offer {
            name: definition.name,
            about: "a pack of this skill as JSON".to_owned(),
            make: Box::new(move || pack(skill)),
        });
        offers.extend(definition.steps.iter().map(|step| Offer {
            name: step.tool,
            about: format!("input of the step {}", step.title),
            make: Box::new(move || with_dialect(schema::step(definition, step, Detail::Full))),
        }));
    }
    offers.extend(calc::QUESTIONS.into_iter().map(|(name, command, make)| Offer {
        name,
        about: format!("a question that `{command}` reads from a file"),
        make: Box::new(make),
    }));
    offers
}

/// The schema of a pack as `pack.json` holds it.
fn pack(skill: &dyn Skill) -> Value {
    let definition = skill.definition();
    let sections: Map<String, Value> = definition
        .standard
        .sections
        .iter()
        .map(|spec| {
            let mut section = schema::section(spec, Detail::Full);
            accept_what_is_kept(&mut section);
            (spec.key.to_owned(), section)
        })
        .collect();
    let Value::Object(schema) = json!({
        "title": format!("A pack of {}", definition.name),
        "type": "object",
        "properties": {
            "skill": {"const": definition.name},
            "rule_set": {"type": "integer", "minimum": 1, "maximum": definition.standard.rule_set},
            "as_of": {"type": "string", "format": "date"},
            "title": {"type": "string"},
            "sections": {"type": "object", "properties": sections, "additionalProperties": false},
            "others": {
                "type": "object",
                "additionalProperties": {"type": "string"},
                "description": "Sections the skill does not know, by heading, kept as they were written.",
            },
        },
        "required": ["skill", "rule_set", "as_of", "title"],
        "additionalProperties": false,
    }) else {
        return Value::Null;
    };
    with_dialect(schema)
}

/// A pack keeps what people wrote: any word where a choice is asked for, rows without a name, columns
/// of their own. The rules speak of it; the schema must not refuse it.
fn accept_what_is_kept(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    if let Some(words) = map.remove("enum") {
        map.insert("examples".to_owned(), words);
    }
    if let Some(Value::Object(items)) = map.get_mut("items")
        && items.contains_key("properties")
    {
        items.remove("required");
        items.insert("additionalProperties".to_owned(), json!({"type": "string"}));
    }
    for key in ["items", "properties"] {
        match map.get_mut(key) {
            Some(Value::Object(children)) if key == "properties" => children.values_mut().for_each(accept_what_is_kept),
            Some(child) => accept_what_is_kept(child),
            None => {}
        }
    }
}

fn with_dialect(schema: Map<String, Value>) -> Value {
    let mut whole = Map::new();
    whole.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    whole.extend(schema);
    Value::Object(whole)
}
