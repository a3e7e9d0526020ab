//! How far drafting has come: kept after every step, so that a run that was stopped goes on where it was.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Baseline, Judged, Standing, Task};
use crate::llm::{Spent, Usage};
use crate::pack::Pack;
use crate::text::counted;
use crate::text::hex;

/// How far drafting has come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    /// The skill.
    pub skill: String,
    /// The rule set that judges.
    pub rule_set: u32,
    /// The SHA-256 of the brief's text.
    pub brief: String,
    /// The model.
    pub model: String,
    /// What was spent so far.
    pub spent: Spent,
    /// The steps that are done, in their order.
    pub steps: Vec<Done>,
    /// The answer without steps, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// The pack as it stands, without what is left open.
    pub pack: Pack,
    /// The pack that stood best after any step, which is what drafting comes to.
    pub best: Best,
}

/// The pack that stood best.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Best {
    /// The pack.
    pub pack: Pack,
    /// How it stands.
    pub standing: Standing,
    /// After how many steps it stood so.
    pub steps: usize,
}

/// A step that is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Done {
    /// The step's tool.
    pub tool: String,
    /// The pass, from 1.
    pub pass: u32,
    /// What came of each try.
    pub tries: Vec<Heard>,
    /// The try that was kept, from 1; none where the pack stayed as it stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<u32>,
    /// Whether the pack is another for it.
    pub changed: bool,
    /// How the pack stood before.
    pub before: Standing,
    /// How it stands.
    pub after: Standing,
    /// Errors that are left in what the step writes.
    pub left: usize,
    /// What it took.
    pub usage: Usage,
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "heard")]
pub enum Heard {
    /// What the model has to read for it is longer than it can read, however little it is shown.
    TooLong {
        /// The endpoint's words.
        problem: String,
    },
    /// No object could be read in the answer.
    Unreadable {
        /// What was wrong.
        problem: String,
    },
    /// The object was refused as a whole.
    Refused {
        /// What was wrong.
        problem: String,
    },
    /// The object was read and judged.
    Judged {
        /// How the pack would stand with it.
        standing: Standing,
        /// Errors in what the step writes.
        errors: usize,
        /// Places that it would have changed and that stay as they are.
        put_back: usize,
    },
}

/// Why a journal is not that of a task.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// It is of another brief.
    #[error("it was begun from another brief, or the brief has changed since")]
    Brief,
    /// It is of another model.
    #[error("it was begun with the model `{0}`")]
    Model(String),
    /// It is of another skill or rule set.
    #[error("it was begun under other rules: {0}")]
    Rules(String),
}

impl Journal {
    /// The journal of a task that has not begun.
    pub(super) fn new(task: &Task, model: &str, floor: &Judged) -> Self {
        let definition = task.skill.definition();
        Journal {
            skill: definition.name.to_owned(),
            rule_set: definition.standard.rule_set,
            brief: hash(&task.brief),
            model: model.to_owned(),
            spent: Spent::default(),
            steps: Vec::new(),
            baseline: None,
            pack: floor.pack.clone(),
            best: Best { pack: floor.pack.clone(), standing: floor.standing.clone(), steps: 0 },
        }
    }

    /// Takes up a step that is done, and the pack that it leaves.
    pub(super) fn add(&mut self, done: Done, pack: Pack) {
        self.steps.push(done.clone());
        self.pack = pack;
        if !done.after.is_worse_than(&self.best.standing) {
            self.best = Best { pack: self.pack.clone(), standing: done.after, steps: self.steps.len() };
        }
    }

    /// The steps after which the pack never stood as well again as before them; they are given up.
    pub fn given_up(&self) -> &[Done] {
        self.steps.get(self.best.steps..).unwrap_or_default()
    }

    /// Whether a task can go on from it.
    ///
    /// # Errors
    /// What differs.
    pub fn fits(&self, task: &Task, model: &str) -> Result<(), Misfit> {
        let definition = task.skill.definition();
        if self.brief != hash(&task.brief) {
            return Err(Misfit::Brief);
        }
        if self.model != model {
            return Err(Misfit::Model(self.model.clone()));
        }
        if (self.skill.as_str(), self.rule_set) != (definition.name, definition.standard.rule_set) {
            return Err(Misfit::Rules(format!("{}, rule set {}", self.skill, self.rule_set)));
        }
        Ok(())
    }

    /// Whether a step was taken in a pass.
    pub(super) fn has(&self, tool: &str, pass: u32) -> bool {
        self.steps.iter().any(|done| done.tool == tool && done.pass == pass)
    }

    /// Whether any step of a pass made the pack better.
    pub(super) fn improved(&self, pass: u32) -> bool {
        self.steps.iter().any(|done| done.pass == pass && done.after > done.before)
    }
}

impl Done {
    /// What became of the step, in a few words: `accepted`, `repaired twice`, `left as it was`.
    pub fn told(&self) -> String {
        let mut told = match self.kept {
            Some(_) if !self.changed => "nothing changed".to_owned(),
            Some(1) => "accepted".to_owned(),
            Some(attempt) => format!("repaired {}", counted(usize::try_from(attempt - 1).unwrap_or(0), "time")),
            None if matches!(self.tries.last(), Some(Heard::TooLong { .. })) => {
                "left as it was: the model cannot read as much as there is".to_owned()
            }
            None => format!("left as it was: {}", self.why_left()),
        };
        if self.left > 0 {
            told = format!("{told}, {} left", counted(self.left, "error"));
        }
        told
    }

    /// Why no answer was taken: by the best of them.
    fn why_left(&self) -> String {
        let judged = self.tries.iter().filter_map(|heard| match heard {
            Heard::Judged { standing, .. } => Some(standing),
            _ => None,
        });
        let tried = counted(self.tries.len(), "answer");
        let (errors, average) = (self.before.errors, self.before.average);
        match judged.max() {
            None => format!("nothing could be taken of {tried}"),
            Some(best) if best.errors > errors => {
                format!("with the best of {tried} {}, {errors} without", counted(best.errors, "error"))
            }
            Some(best) if best.average < average => {
                format!("with the best of {tried} {} of 5, {average} without", best.average)
            }
            Some(_) => format!("none of {tried} was better"),
        }
    }

    /// Whether nothing could be taken of any answer.
    pub fn is_in_vain(&self) -> bool {
        !self.tries.iter().any(|heard| matches!(heard, Heard::Judged { .. }))
    }
}

fn hash(text: &str) -> String {
    hex(&Sha256::digest(text))
}
