//! Drafting: a pack from a brief with a model, one step at a time.
//!
//! The runtime leads and the model follows: which step comes, what it is shown, what is taken of its answer and when it
//! has tried often enough is decided here. Drafting starts from the pack that the brief gives without a model. A step's
//! answer is weighed by what stands up to that step: the sections of later steps are proposals that those write anew. In the
//! end the pack is kept that stood best before the whole gate, so that a model never makes a pack worse. What the brief states
//! stays as it is; what is still wrong then, and every figure that nobody stated, becomes an open question for a person.
//!
//! # Layout
//! - this file: what is asked for, and what came of it; `turns`: which step is next
//! - `standing`: how a pack stands, and which of two stands better
//! - `step`: one step: asked, applied, judged, repaired
//! - `prompt`: what a model is shown
//! - `grounding`: what the brief states, and figures that nobody stated
//! - `questions`: what is left open, as rows of the pack
//! - `journal`: how far it has come, so that it can go on
//! - `baseline`: the same brief without the steps, for comparison

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::llm::{Event, Failure, Model, Usage};
use crate::pack::Pack;
use crate::skill::{BriefError, Definition, Skill, Step};
use crate::store::{Store, StoreError};
use crate::workspace::{Act, Refusal, Workspace};

mod baseline;
mod grounding;
mod journal;
mod prompt;
mod questions;
mod standing;
mod step;
mod turns;

pub use baseline::Baseline;
pub use grounding::{Figure, unstated};
pub use journal::{Best, Done, Heard, Journal, Misfit};
pub use standing::Standing;
pub use turns::Turn;

use grounding::Stated;
use standing::Judged;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Task {
    /// The skill of the brief.
    pub skill: &'static dyn Skill,
    /// The text of the brief.
    pub brief: String,
    /// Now; its day in UTC is the day of judgement.
    pub now: Timestamp,
    /// How often a model may mend its answer to a step.
    pub repairs: u32,
    /// How many passes follow the first, over steps that have errors or hold the score down.
    pub passes: u32,
}

/// What happens while a model is asked.
#[derive(Debug)]
pub enum Progress<'a> {
    /// A step is asked for; the try is counted from 1. Without a turn it is the whole pack, for comparison.
    Asked {
        /// The step.
        turn: Option<&'a Turn>,
        /// Which try it is.
        attempt: u32,
    },
    /// Words of the answer, as they come.
    Words(&'a str),
    /// The model is asked again after a while.
    Waiting {
        /// How long that is.
        wait: Duration,
        /// Why.
        why: &'a str,
    },
    /// What was said so far is void, the answer begins anew.
    Again,
    /// What came of a try.
    Heard(&'a Heard),
}

/// Whoever is told.
pub type Tell<'t> = dyn FnMut(Progress<'_>) + Send + 't;

/// Why drafting cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Halt {
    /// The brief cannot be read.
    #[error(transparent)]
    Brief(#[from] BriefError),
    /// The model cannot be asked.
    #[error(transparent)]
    Model(#[from] Failure),
    /// The pack under way cannot be kept.
    #[error(transparent)]
    Workspace(#[from] Refusal),
    /// A prompt cannot be made.
    #[error("a prompt cannot be made: {0}; this is a defect of groundplan")]
    Prompt(#[from] minijinja::Error),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Halt::Workspace(error.into())
    }
}

/// What came of it.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// The pack, with what is left open as questions.
    #[serde(skip)]
    pub pack: Pack,
    /// How the pack stands that the brief gives without a model.
    pub without: Standing,
    /// How this one stands.
    pub with: Standing,
    /// Figures of it that nobody stated.
    pub figures: Vec<Figure>,
    /// The questions that were added.
    pub opened: Vec<String>,
    /// Questions that could not be added without making the pack worse.
    pub unopened: Vec<String>,
}

/// How a pack stands that a model made in one answer.
#[derive(Debug, Clone, Serialize)]
pub struct Compared {
    /// Before the gate.
    #[serde(flatten)]
    pub standing: Standing,
    /// How many figures of it nobody stated.
    pub figures: usize,
}

/// A pack while it is drafted.
#[derive(Debug)]
pub struct Drafting {
    task: Task,
    workspace: Workspace,
    floor: Judged,
    stated: Stated,
    journal: Journal,
    /// How many steps were done before this run.
    earlier: usize,
}

impl Drafting {
    /// Begins with the pack that the brief gives without a model, or goes on where a journal of the same brief and model
    /// ends.
    ///
    /// # Errors
    /// A brief that cannot be read, a store that cannot be opened.
    pub async fn begin(task: Task, model: &str, journal: Option<Journal>) -> Result<Self, Halt> {
        let definition = task.skill.definition();
        let pack = task.skill.draft(&task.brief)?;
        let stated = Stated::of(&task.brief, definition, &pack);
        let floor = Judged::of(definition, pack, task.act(model).today());
        let journal = journal.unwrap_or_else(|| Journal::new(&task, model, &floor));
        let workspace = Workspace::new(Store::open("sqlite::memory:").await?);
        Ok(Drafting { workspace, floor, stated, earlier: journal.steps.len(), journal, task })
    }

    /// What its skill declares.
    pub fn definition(&self) -> &'static Definition {
        self.task.skill.definition()
    }

    /// How far it has come.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// How many steps were done before this run.
    pub fn earlier(&self) -> usize {
        self.earlier
    }

    /// The step that is next; none where drafting has come to its end.
    pub fn next(&self) -> Option<Turn> {
        turns::next(&self.task, &self.journal)
    }

    /// Takes the next step. Nothing of it is kept before it is done, so that it can be given up at any time.
    ///
    /// # Errors
    /// Why it cannot be taken; the pack stays as it stood before.
    pub async fn take(&mut self, model: &Model, tell: &mut Tell<'_>) -> Result<Option<&Done>, Halt> {
        let Some(turn) = self.next() else { return Ok(None) };
        let spent = model.spent().usage;
        let desk = step::Desk { task: &self.task, workspace: &self.workspace, stated: &self.stated };
        let taken = desk.take(&turn, &self.journal.pack, model, tell).await;
        self.account(model);
        let (mut done, pack) = taken?;
        done.usage = between(spent, model.spent().usage);
        self.journal.add(done, pack);
        Ok(self.journal.steps.last())
    }

    /// Asks for the whole pack at once, unless the journal has the answer already.
    ///
    /// # Errors
    /// Why it cannot be asked.
    pub async fn compare(&mut self, model: &Model, tell: &mut Tell<'_>) -> Result<(), Halt> {
        if self.journal.baseline.is_none() {
            let spent = model.spent().usage;
            let asked = baseline::ask(&self.task, model, tell).await;
            self.account(model);
            let mut baseline = asked?;
            baseline.usage = between(spent, model.spent().usage);
            self.journal.baseline = Some(baseline);
        }
        Ok(())
    }

    /// How the answer without steps stands; none where it was cut off or is no pack.
    pub fn compared(&self) -> Option<Compared> {
        let baseline = self.journal.baseline.as_ref()?;
        let judged = baseline::judged(baseline, &self.task, self.floor.pack.as_of)?;
        let figures = self.stated.unstated(self.definition(), &self.floor, &judged).len();
        Some(Compared { standing: judged.standing, figures })
    }

    /// Writes down what a model has cost so far, also in a step that was given up.
    pub fn account(&mut self, model: &Model) {
        self.journal.spent = model.spent();
    }

    /// What came of the steps that are done.
    pub fn outcome(&self) -> Outcome {
        questions::settle(&self.task, &self.floor, &self.journal)
    }
}

impl Task {
    /// How often a model may mend its answer, where nobody says.
    pub const REPAIRS: u32 = 3;
    /// How many passes follow the first, where nobody says.
    pub const PASSES: u32 = 1;

    /// Who writes, and when.
    fn act(&self, model: &str) -> Act {
        Act { author: format!("model {model}"), now: self.now }
    }

    fn on(&self) -> Date {
        self.act("").today()
    }

    /// The section that a step writes first.
    fn section(&self, step: &Step) -> &'static str {
        step.sections.first().copied().unwrap_or_default()
    }
}

/// What was used between two counts.
fn between(before: Usage, after: Usage) -> Usage {
    Usage {
        input: after.input.saturating_sub(before.input),
        output: after.output.saturating_sub(before.output),
        estimated: after.estimated,
    }
}

/// Hands on what a model tells while it is asked.
fn passed_on(event: Event<'_>, tell: &mut Tell<'_>) {
    tell(match event {
        Event::Words(words) => Progress::Words(words),
        Event::Waiting { wait, why } => Progress::Waiting { wait, why },
        Event::Again => Progress::Again,
    });
}
