//! What a step takes beside its sections and turns into rows of them: a deploy history, a repository.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::input::mistake::Mistake;
use super::{Definition, Step};
use crate::assess::model::Assessment;
use crate::pack::{Location, Pack};

/// Fields of sections, by the section's key, as a step takes them.
pub type Sections = BTreeMap<&'static str, Map<String, Json>>;

/// The folders that the attachments of a call name, by argument: what was read in each, or why it could not be.
pub type Folders = BTreeMap<&'static str, Result<Assessment, Mistake>>;

/// Something a step takes beside its sections. It is read when it is sent and not kept: what it yields is.
#[derive(Debug)]
pub struct Attachment {
    /// The argument: `history`. No field of the step's sections bears the name. Steps that name the same source under the
    /// same argument take it for different sections.
    pub key: &'static str,
    /// What it holds and what comes of it, for the model that calls.
    pub doc: &'static str,
    /// What it is.
    pub source: Source,
}

/// What an attachment is, and what it yields in the light of a pack that already holds what the same call states. What it
/// yields is merged into that pack as if the caller had sent it. No source opens files or asks a clock.
#[derive(Debug, Clone, Copy)]
pub enum Source {
    /// What is sent itself: text, or JSON. What cannot be read, and what the pack states otherwise, are mistakes: nothing
    /// of the call is applied then.
    Sent(fn(&Pack, &Json) -> Result<Taken, Vec<Objection>>),
    /// The path of a folder with a repository. Who takes the call reads it, if they have it at hand, and passes on what its
    /// files say.
    Folder(fn(&Pack, &Assessment) -> Taken),
}

/// Why what is sent is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// The place of the pack that states otherwise; `None` where what is sent cannot be read.
    pub stated: Option<Location>,
    /// What is wrong.
    pub problem: String,
    /// What would be accepted.
    pub accepted: String,
}

impl From<&Mistake> for Objection {
    fn from(mistake: &Mistake) -> Self {
        Objection { stated: None, problem: mistake.problem.clone(), accepted: mistake.accepted.clone() }
    }
}

/// What an attachment yields.
#[derive(Debug, Default)]
pub struct Taken {
    /// Fields to merge; those of sections that the step called does not write are left to the steps that do.
    pub sections: Sections,
    /// Rows that another of the kind yielded before: they go, and what this one yields takes their place.
    pub outdated: Vec<Outdated>,
    /// What whoever called should know beside the fields: what could not be told.
    pub notes: Vec<Note>,
}

/// A row that an attachment yielded before another one of the kind was sent.
#[derive(Debug, PartialEq, Eq)]
pub struct Outdated {
    /// The key of its section.
    pub section: &'static str,
    /// The key of its table.
    pub field: &'static str,
    /// Its name.
    pub row: String,
}

/// A word about what an attachment yields or cannot yield.
#[derive(Debug)]
pub struct Note {
    /// The sections it is about; steps that write one of them say it.
    pub about: &'static [&'static str],
    /// What is said, in one line.
    pub text: String,
}

impl Attachment {
    /// What it yields from its argument.
    ///
    /// # Errors
    /// What cannot be read, and what the pack states otherwise.
    pub(super) fn take(&self, pack: &Pack, sent: &Json, folders: &Folders) -> Result<Taken, Vec<Objection>> {
        match self.source {
            Source::Sent(read) => read(pack, sent),
            Source::Folder(read) => match folders.get(self.key) {
                Some(Ok(assessment)) => Ok(read(pack, assessment)),
                Some(Err(mistake)) => Err(vec![mistake.into()]),
                None => Err(vec![Objection {
                    stated: None,
                    problem: "no folder is read here".to_owned(),
                    accepted: "the call without it; state what its files say".to_owned(),
                }]),
            },
        }
    }

    /// What other steps take of the fields it yields, in a sentence.
    pub(super) fn elsewhere(&self, definition: &Definition, step: &Step, sections: &Sections) -> Option<String> {
        let takers = definition.steps.iter().filter(|other| {
            other.tool != step.tool && other.attachments.iter().any(|attachment| attachment.key == self.key)
        });
        let said = takers.filter_map(|other| {
            let fields = other.sections.iter().filter_map(|key| sections.get(key)).flat_map(Map::keys);
            let fields: Vec<&str> = fields.map(String::as_str).collect();
            (!fields.is_empty()).then(|| format!("{} takes {}", other.tool, fields.join(", ")))
        });
        let said: Vec<String> = said.collect();
        (!said.is_empty()).then(|| format!("More of the same `{}`: {}.", self.key, said.join("; ")))
    }
}
