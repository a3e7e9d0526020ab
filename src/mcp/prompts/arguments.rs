//! The arguments of prompts: what is declared, and what was given.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::audience;
use crate::skill::Skill;
use crate::skill::input::{MAX_CALL, nearest};
use crate::skills;
use crate::store::PackId;
use crate::workspace;

/// The most edits that can be asked for.
const MOST_EDITS: usize = 1000;

/// An argument of a prompt.
#[derive(Debug)]
pub(super) struct Argument {
    /// Its name.
    pub(super) name: &'static str,
    /// What it is, for the person who fills it in.
    pub(super) description: &'static str,
    /// Whether it has to be given.
    pub(super) required: bool,
    /// What it holds.
    pub(super) kind: Kind,
}

/// What an argument holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mcp) enum Kind {
    /// Anything.
    Text,
    /// A whole number from 1.
    Number,
    /// The name of a skill.
    Skill,
    /// The id of a pack.
    Pack,
    /// Who reads a summary.
    Audience,
}

impl Argument {
    pub(super) const fn required(name: &'static str, description: &'static str, kind: Kind) -> Self {
        Argument { name, description, required: true, kind }
    }

    pub(super) const fn optional(name: &'static str, description: &'static str, kind: Kind) -> Self {
        Argument { name, description, required: false, kind }
    }

    /// What would be accepted, in a few words.
    pub(super) fn accepted(&self) -> String {
        match self.kind {
            Kind::Text => "a text".to_owned(),
            Kind::Number => format!("a whole number from 1 to {MOST_EDITS}"),
            Kind::Skill => workspace::names(skills::NATIVE).join(" or "),
            Kind::Pack => "the id that pack_open returned; pack_list shows the packs there are".to_owned(),
            Kind::Audience => audience::ALL.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "),
        }
    }

    /// What is wrong with a value.
    fn problem(&self, text: &str) -> Option<String> {
        let name = self.name;
        let near = |known: Vec<&'static str>| {
            nearest(text, known.into_iter()).map(|near| format!(", did you mean `{near}`?")).unwrap_or_default()
        };
        match self.kind {
            Kind::Text if text.len() > MAX_CALL => {
                Some(format!("`{name}` is {} bytes long, and {MAX_CALL} are the most", text.len()))
            }
            Kind::Text => None,
            Kind::Number => {
                let fits = text.parse().is_ok_and(|number: usize| (1..=MOST_EDITS).contains(&number));
                (!fits).then(|| format!("`{name}` is `{text}`, which is no such number"))
            }
            Kind::Skill => skills::native(text)
                .is_none()
                .then(|| format!("`{name}` is `{text}`, which is no skill{}", near(workspace::names(skills::NATIVE)))),
            Kind::Pack => text.parse::<PackId>().err().map(|error| format!("`{name}`: {error}")),
            Kind::Audience => audience::guidance(text).is_none().then(|| {
                let known = audience::ALL.iter().map(|(known, _)| *known).collect();
                format!("`{name}` is `{text}`, which is none of them{}", near(known))
            }),
        }
    }
}

/// Arguments as they were given, each of its kind.
#[derive(Debug)]
pub(super) struct Given(BTreeMap<&'static str, String>);

impl Given {
    /// Reads arguments.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub(super) fn read(declared: &'static [Argument], sent: &Map<String, Json>) -> Result<Self, Vec<String>> {
        let (mut given, mut problems) = (BTreeMap::new(), Vec::new());
        for (name, value) in sent {
            let Some(argument) = declared.iter().find(|argument| argument.name == name) else {
                problems.push(format!("it has no argument `{name}`"));
                continue;
            };
            let text = match value {
                Json::Null => String::new(),
                Json::String(text) => text.trim().to_owned(),
                Json::Number(number) => number.to_string(),
                _ => {
                    problems.push(format!("`{name}` is not a text"));
                    continue;
                }
            };
            // Clients send blanks for what a person left out.
            if text.is_empty() {
                continue;
            }
            match argument.problem(&text) {
                Some(problem) => problems.push(problem),
                None => drop(given.insert(argument.name, text)),
            }
        }
        let missing = |argument: &&Argument| argument.required && sent.get(argument.name).is_none_or(is_blank);
        problems.extend(declared.iter().filter(missing).map(|argument| format!("`{}` is missing", argument.name)));
        if problems.is_empty() { Ok(Given(given)) } else { Err(problems) }
    }

    /// A value, if it was given.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A number, if it was given.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.text(name)?.parse().ok()
    }

    /// The pack, if it was given.
    pub(super) fn pack(&self) -> Option<PackId> {
        self.text("pack")?.parse().ok()
    }

    /// The skill, if it was given.
    pub(super) fn skill(&self) -> Option<&'static dyn Skill> {
        skills::native(self.text("skill")?)
    }
}

fn is_blank(value: &Json) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}
