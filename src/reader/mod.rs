//! A model as a second reader of a document: remarks on what rules cannot judge. They are advice; no score, verdict or exit
//! code knows of them.
//!
//! # Layout
//! - this file: asking, and what is kept of the answer
//! - `quote`: where words stand in a document

use std::collections::BTreeSet;
use std::ops::Range;

use minijinja::context;
use minijinja::value::{Serde, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use crate::llm::{Failure, Message, Model, ToolSpec};
use crate::template;

mod quote;

/// The most remarks that are asked for.
const MOST: usize = 8;

/// How often it may try to send remarks that can be read.
const TRIES: usize = 2;

/// How many findings it is told of, so that it does not repeat them.
const FINDINGS: usize = 60;

const TEMPLATE: (&str, &str) = ("reader.md", include_str!("../../prompts/reader.md"));

/// What a remark is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// The decision does not follow from the pains.
    Decision,
    /// A number is hard to believe.
    Plausibility,
    /// Two places assume different things.
    Consistency,
    /// It cannot be done so.
    Feasibility,
    /// Whoever is named cannot decide or do it.
    Ownership,
    /// What would make the plan wrong is not in it.
    Missing,
}

impl About {
    /// All of them.
    const ALL: [About; 6] = [
        About::Decision,
        About::Plausibility,
        About::Consistency,
        About::Feasibility,
        About::Ownership,
        About::Missing,
    ];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            About::Decision => "decision",
            About::Plausibility => "plausibility",
            About::Consistency => "consistency",
            About::Feasibility => "feasibility",
            About::Ownership => "ownership",
            About::Missing => "missing",
        }
    }
}

/// A remark on words of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What it is about.
    pub about: About,
    /// What is doubtful, and what would settle it.
    pub remark: String,
    /// Where the words stand that it quotes: bytes of the document.
    pub range: Range<usize>,
}

/// What a second reader has to say of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The model.
    pub model: String,
    /// The remarks, in its order: the gravest first.
    pub remarks: Vec<Remark>,
    /// How many were dropped: their quotes do not stand in the document.
    pub dropped: usize,
    /// Why there are no remarks, where its answer could not be read.
    pub unread: Option<String>,
}

/// Why a model could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum Unasked {
    /// The model, or the way to it.
    #[error(transparent)]
    Model(#[from] Failure),
    /// The prompt cannot be made.
    #[error("the prompt cannot be made: {0}; this is a defect of groundplan")]
    Prompt(#[from] minijinja::Error),
}

/// A remark as it is sent.
#[derive(Debug, Deserialize)]
struct Sent {
    quote: String,
    about: About,
    remark: String,
}

/// What rules have found, so that it is not said again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Known {
    /// The rule.
    pub rule: &'static str,
    /// The line of the document.
    pub line: usize,
    /// What it says.
    pub message: String,
}

/// Has a model read a document of a skill.
///
/// # Errors
/// Why the model could not be asked. An answer that cannot be read is no failure: the document was judged without it.
pub async fn read(model: &Model, skill: &str, source: &str, known: &[Known]) -> Result<Reading, Unasked> {
    let mut messages = vec![Message::System(system(skill, known)?), Message::User(source.to_owned())];
    let wanted = wanted();
    let mut reading = Reading { model: model.name().to_owned(), remarks: Vec::new(), dropped: 0, unread: None };
    for _ in 0..TRIES {
        let object = model.ask_object(&messages, &wanted, &mut |_| {}).await?;
        match object.json.and_then(|json| sent(&json)) {
            Ok(sent) => {
                let all = sent.len();
                reading.remarks = kept(source, sent);
                reading.dropped = all - reading.remarks.len();
                reading.unread = None;
                break;
            }
            Err(problem) => {
                messages.push(object.said.in_words());
                messages.push(Message::User(format!("That cannot be read: {problem}.")));
                reading.unread = Some(problem);
            }
        }
    }
    Ok(reading)
}

/// What the reader is told beforehand.
fn system(skill: &str, known: &[Known]) -> Result<String, minijinja::Error> {
    let findings = known.get(..FINDINGS).unwrap_or(known);
    let values = context! { skill => skill, most => MOST, findings => Value::from(Serde(&findings)) };
    template::environment([TEMPLATE])?.get_template(TEMPLATE.0)?.render(values)
}

/// The object that is asked for.
fn wanted() -> ToolSpec {
    let words = About::ALL.map(About::word);
    let remark = json!({
        "type": "object",
        "properties": {
            "quote": {"type": "string", "description": "Words of the document, copied exactly, from one line."},
            "about": {"type": "string", "enum": words},
            "remark": {"type": "string", "description": "What is doubtful and what would settle it."}
        },
        "required": ["quote", "about", "remark"],
        "additionalProperties": false
    });
    let schema = json!({
        "type": "object",
        "properties": {"remarks": {"type": "array", "items": remark, "maxItems": MOST}},
        "required": ["remarks"],
        "additionalProperties": false
    });
    let parameters = match schema {
        Json::Object(schema) => schema,
        _ => Map::new(),
    };
    ToolSpec { name: "remarks".to_owned(), description: "The remarks of a second reader.".to_owned(), parameters }
}

/// The remarks in an object; those that can be read where others cannot.
fn sent(json: &Map<String, Json>) -> Result<Vec<Sent>, String> {
    let Some(Json::Array(items)) = json.get("remarks") else {
        return Err("it has no list `remarks`; send {\"remarks\": []} with what you have".to_owned());
    };
    let read: Vec<Result<Sent, String>> =
        items.iter().map(|item| serde_json::from_value(item.clone()).map_err(|error| error.to_string())).collect();
    let problem = read.iter().find_map(|one| one.as_ref().err().cloned());
    let whole: Vec<Sent> = read.into_iter().filter_map(Result::ok).collect();
    match problem {
        Some(problem) if whole.is_empty() => Err(format!("a remark has `quote`, `about` and `remark`: {problem}")),
        _ => Ok(whole),
    }
}

/// The remarks whose quotes stand in the document, each once.
fn kept(source: &str, sent: Vec<Sent>) -> Vec<Remark> {
    let text = quote::Text::of(source);
    let mut seen = BTreeSet::new();
    let mut kept = Vec::new();
    for Sent { quote, about, remark } in sent {
        let remark = remark.split_whitespace().collect::<Vec<_>>().join(" ");
        let Some(range) = text.find(&quote).filter(|_| !remark.is_empty()) else { continue };
        if seen.insert((range.start, range.end, about)) {
            kept.push(Remark { about, remark, range });
        }
    }
    kept.truncate(MOST);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "# Plan\n\nWe will move **all** reads to a replica,\nand nothing else.\n";

    fn one(quote: &str, remark: &str) -> Sent {
        Sent { quote: quote.to_owned(), about: About::Decision, remark: remark.to_owned() }
    }

    #[test]
    fn a_remark_without_its_quote_is_dropped() {
        let kept = kept(
            DOCUMENT,
            vec![
                one("We will move all reads", "Which\nreads?"),
                one("We will move all writes", "Which writes?"),
                one("We will move all reads", "Which ones?"),
                one("reads to a replica", ""),
            ],
        );
        let told: Vec<_> = kept.iter().map(|one| (&DOCUMENT[one.range.clone()], one.remark.as_str())).collect();
        assert_eq!(told, [("We will move **all** reads", "Which reads?")]);
    }

    #[test]
    fn it_is_told_what_rules_have_found() {
        let known = [Known { rule: "SCL003", line: 12, message: "The trigger fires too late".to_owned() }];
        let told = system("platform-infrastructure", &known).unwrap();
        assert!(told.contains("- SCL003, line 12: The trigger fires too late") && told.contains("At most 8 remarks"));
        assert!(system("platform-operations", &[]).unwrap().contains("- nothing"));
    }

    #[test]
    fn what_can_be_read_is_taken() {
        let good = json!({"quote": "q", "about": "missing", "remark": "r"});
        let read = |json: Json| sent(json.as_object().unwrap());
        assert_eq!(read(json!({"remarks": [good, {"quote": 3}]})).unwrap().len(), 1);
        assert!(read(json!({"remarks": [{"quote": 3}]})).unwrap_err().contains("`about`"));
        assert!(read(json!({"notes": []})).unwrap_err().contains("no list `remarks`"));
    }
}
