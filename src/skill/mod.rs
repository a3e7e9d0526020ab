//! Skills: what a workflow consists of, whatever it plans.

use std::fmt;

pub use attachment::{Attachment, Folders, Note, Objection, Outdated, Sections, Source, Taken};
pub use brief::{BriefError, BriefProblem};
pub use folder::{Files, MAX_FILE, MAX_FILES, MAX_TOTAL};
use jiff::civil::Date;
pub use problem::{SkillProblem, SkillProblemKind};
use schemars::JsonSchema;
use serde::Serialize;

use crate::assess::model::Assessment;
use crate::engine::events::Contract;
use crate::engine::site::plan::SitePlan;
use crate::gate::{Beside, Standard};
use crate::pack::{Pack, render};
use screen::Screen;

pub mod answering;
mod asking;
mod attachment;
pub mod brief;
pub mod caller;
pub mod example;
mod folder;
pub mod input;
pub mod manifest;
mod problem;
pub mod registry;
pub mod schema;
pub mod screen;
pub mod told;
pub mod workflow;
pub mod written;

/// What a skill declares, as plain data.
#[derive(Debug)]
pub struct Definition {
    /// The name of its folder: `platform-infrastructure`.
    pub name: &'static str,
    /// Which requests belong to it.
    pub screen: &'static Screen,
    /// What its packs consist of and are held against.
    pub standard: Standard,
    /// The workflow.
    pub steps: &'static [Step],
    /// The questions of the intake, the ones whose answers unlock most first.
    pub questions: &'static [Question],
    /// The tables, as `section.field`, in which it stands what nobody answered: assumptions, gaps, open questions.
    pub unanswered: &'static [&'static str],
}

impl Definition {
    /// A pack as Markdown, with what is derived from it.
    pub fn render(&self, pack: &Pack) -> String {
        render(pack, self.standard.sections, &self.standard.derive(pack))
    }

    /// The step with this tool name.
    pub fn step(&self, tool: &str) -> Option<&'static Step> {
        self.steps.iter().find(|step| step.tool == tool)
    }
}

/// One stage of a workflow: one tool.
#[derive(Debug)]
pub struct Step {
    /// The tool's name: `infra_scaling`.
    pub tool: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What the tool does and what it wants, for the model that calls it.
    pub description: &'static str,
    /// The sections it writes; the first one's fields are taken at the top level of its input, those
    /// of others under their key.
    pub sections: &'static [&'static str],
    /// What it takes beside them and turns into rows of them.
    pub attachments: &'static [Attachment],
    /// Whether the workflow is complete without it.
    pub optional: bool,
    /// Whether it runs the gate and finalizes.
    pub finalizes: bool,
}

/// One question of the intake.
#[derive(Debug)]
pub struct Question {
    /// Its id: `system-boundary`.
    pub id: &'static str,
    /// The group it belongs to.
    pub group: &'static str,
    /// The question as it is asked.
    pub text: &'static str,
    /// The fields of the pack that its answer fills: `context.systems`.
    pub unlocks: &'static [&'static str],
    /// Two or three answers to assume where nobody answers.
    pub options: &'static [&'static str],
    /// Whether it is one of the minimum inputs.
    pub minimum: bool,
    /// Whether it is asked for web platforms only.
    pub web_only: bool,
    /// An answer that fills what it is meant to fill: a row of a table, items under their labels. Blank where any words do.
    pub example: &'static str,
    /// Which of its items go into other fields of the same section.
    pub labels: &'static [Label],
    /// The attachment of the first step that takes a file or a folder in place of words: `history`.
    pub attachment: Option<&'static str>,
    /// The question that it goes on from, and the answer to that one after which it has nothing to ask.
    pub follows: Option<(&'static str, &'static str)>,
}

impl Question {
    /// A question that any words answer.
    pub const fn new(
        id: &'static str,
        group: &'static str,
        text: &'static str,
        unlocks: &'static [&'static str],
        options: &'static [&'static str],
        minimum: bool,
    ) -> Self {
        Question {
            id,
            group,
            text,
            unlocks,
            options,
            minimum,
            web_only: false,
            example: "",
            labels: &[],
            attachment: None,
            follows: None,
        }
    }
}

/// How items of an answer begin that go into a field of their own.
#[derive(Debug)]
pub struct Label {
    /// The field, by its key.
    pub field: &'static str,
    /// Beginnings that are left out of the item, in lower case: `not `. The first one is told to people.
    pub cut: &'static [&'static str],
    /// Beginnings that stay, since they say more: `customers:`.
    pub kept: &'static [&'static str],
}

/// A workflow that groundplan enforces. Native skills implement it in Rust.
pub trait Skill: fmt::Debug + Send + Sync {
    /// What the skill declares.
    fn definition(&self) -> &'static Definition;

    /// Makes a whole pack from the text of a brief, without a model.
    ///
    /// # Errors
    /// Where the brief is not YAML of the expected shape: what, where, what would be accepted.
    fn draft(&self, brief: &str) -> Result<Pack, BriefError>;

    /// A pack with what it takes over from the packs it cites, on a day. What people wrote stays as it is, and a pack that
    /// is complete comes back unchanged. Packs of most skills take nothing.
    fn complete(&self, pack: Pack, _beside: &[Beside], _on: Date) -> Pack {
        pack
    }

    /// The person of a brief who answers for a section, else the one who decides about the plan; `None` where it names
    /// nobody.
    fn answerer(&self, _brief: &str, _section: &str) -> Option<String> {
        None
    }

    /// A pack with what can be proposed, without a model, for what it leaves open. What stands in it stays as it is.
    ///
    /// # Errors
    /// What in the pack does not let anything be proposed.
    fn propose(&self, pack: &Pack) -> Result<Pack, BriefError>;

    /// A brief to fill in, with comments.
    fn blank_brief(&self) -> &'static str;

    /// A brief of what the files of a repository say, with comments for what they do not; `None` where the skill's plans
    /// rest on nothing that stands there.
    fn brief_of(&self, _assessment: &Assessment) -> Option<String> {
        None
    }

    /// The contract of the events that a pack declares. Packs of most skills declare none.
    ///
    /// # Errors
    /// What is missing for it, as the rest of a sentence about the pack: events, types of properties.
    fn event_contract(&self, pack: &Pack) -> Result<Contract, String> {
        Err(format!("it declares no events, since packs of `{}` have none", pack.skill))
    }

    /// The plan of the site whose page types a pack declares. Packs of most skills declare none.
    ///
    /// # Errors
    /// What is missing for it, as the rest of a sentence about the pack: page types, cells that can be read.
    fn site_plan(&self, pack: &Pack) -> Result<SitePlan, String> {
        Err(format!("it declares no page types, since packs of `{}` have none", pack.skill))
    }
}

/// Whether a request belongs to a skill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "boundary")]
pub enum Boundary {
    /// It does.
    Inside {
        /// What the request needs before it is planned: a confirmation of a production change.
        #[serde(skip_serializing_if = "Option::is_none")]
        confirm: Option<String>,
    },
    /// It does not.
    Outside {
        /// What the request is.
        situation: &'static str,
        /// The words that show it.
        because: String,
        /// Where to go instead.
        instead: &'static str,
    },
}
