//! What is derived from a pack and shown in its Markdown beside what people wrote: never stored, always derived again.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

/// The words above computed lines.
pub(super) const HEADING: &str = "**Computed**";

/// The words above what a reader should know first.
pub(super) const GLANCE: &str = "**At a glance**";

/// Something that a reader should know first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlight {
    /// What it is: `Decision`, `First limit`.
    pub what: &'static str,
    /// What there is to know, in one line.
    pub text: String,
}

/// A number that was derived from the rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Computed {
    /// The section of the table.
    #[serde(skip)]
    pub section: &'static str,
    /// The field that holds the table.
    #[serde(skip)]
    pub field: &'static str,
    /// What it belongs to: the row's name.
    pub of: String,
    /// What it is: `error budget`, `runway`, `latest trigger`.
    pub what: &'static str,
    /// The value, with unit.
    pub value: String,
    /// The arithmetic, in one line a person can check by hand.
    pub derivation: String,
}

/// A picture of a table, as the source of a Mermaid diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// The section of the table.
    pub section: &'static str,
    /// The field that holds the table.
    pub field: &'static str,
    /// The source of the diagram, without the fence.
    pub mermaid: String,
}

/// What a pack yields for machines. It stands beside the document, never in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interface {
    /// Exactly what the skill promises.
    pub plan: Json,
    /// The same with what it rests on.
    pub state: Json,
}

/// All that is derived from one pack.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Derived {
    /// What a reader should know first, in the order in which it is told.
    pub highlights: Vec<Highlight>,
    /// The numbers, in the order of the tables and their rows.
    pub computed: Vec<Computed>,
    /// The pictures, one for a table at most.
    pub drawings: Vec<Drawing>,
    /// What the pack yields for machines, where its skill promises something.
    pub interface: Option<Interface>,
}

impl Highlight {
    /// The line as it stands in Markdown: `Decision: we will ...`.
    pub fn line(&self) -> String {
        format!("{}: {}", self.what, self.text)
    }
}

impl Computed {
    /// What the line is about: `Pay: error budget`.
    pub fn subject(&self) -> String {
        format!("{}: {}", self.of.trim(), self.what)
    }

    /// The line as it stands in Markdown: `Pay: error budget = 43 min 12 s [(100 % - 99.9 %) x 30 days = 43 min 12 s]`.
    pub fn line(&self) -> String {
        format!("{} = {} [{}]", self.subject(), self.value, self.derivation)
    }
}

impl Drawing {
    /// The drawing as it stands in Markdown.
    pub fn block(&self) -> String {
        format!("```mermaid\n{}\n```", self.mermaid.trim_end())
    }
}
