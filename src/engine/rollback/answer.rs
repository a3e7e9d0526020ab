//! What comes back: proposals, judgements, and what is wrong.

use schemars::JsonSchema;
use serde::Serialize;
use thiserror::Error;

use crate::engine::issue::{self, Severity};
use crate::engine::slo::{Figure, SloError};

/// Triggers proposed and judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RollbackAnswer {
    /// A trigger for each objective.
    pub proposals: Vec<Proposal>,
    /// The stated triggers.
    pub triggers: Vec<Judged>,
    /// What is wrong, with what would do.
    pub issues: Vec<Issue>,
}

/// A trigger that forestalls the page of an objective.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Proposal {
    /// The objective.
    pub objective: String,
    /// What is measured.
    pub metric: String,
    /// The page it forestalls: `page at 2 % in 1 h`.
    pub page: String,
    /// The error ratio above which it fires, that of the page.
    pub threshold: Figure,
    /// Over which time.
    pub window: Figure,
    /// What it does.
    pub action: String,
    /// Whether its window holds enough failures, and is short enough to come before the page; `None` where no traffic is
    /// stated.
    pub works: Option<bool>,
}

/// A stated trigger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Judged {
    /// Its name.
    pub trigger: String,
    /// When it fires if everything fails; `None` where threshold or window are missing.
    pub fires_after: Option<Figure>,
    /// The failures that its window holds when it fires; `None` where no traffic is stated.
    pub failures: Option<Figure>,
}

/// What is wrong with a trigger or an objective; its subject is the name of either.
pub type Issue = issue::Issue<IssueKind>;

/// What is wrong, for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IssueKind {
    /// Nothing is measured.
    NoMetric,
    /// Nothing says from which value on it fires.
    NoThreshold,
    /// Nothing says over which time.
    NoWindow,
    /// Nothing says what it does.
    NoAction,
    /// A person is paged while it lets the deploy be.
    LooserThanPage,
    /// A person is paged before it fires.
    LaterThanPage,
    /// It fires while the objective is met.
    WithinObjective,
    /// Its window holds too few failures to tell.
    TooFewEvents,
    /// No window is both long enough to hold data and short enough to come before the page.
    TooLittleTraffic,
    /// The canary looks for more than what pages.
    CanaryLooserThanPage,
}

impl issue::Kind for IssueKind {
    fn severity(self) -> Severity {
        match self {
            IssueKind::NoMetric | IssueKind::NoThreshold | IssueKind::NoWindow | IssueKind::NoAction => Severity::Error,
            _ => Severity::Warning,
        }
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RollbackError {
    /// A field that cannot be used.
    #[error("{0}")]
    Field(#[from] SloError),
    /// A field of one objective.
    #[error("objectives[{index}]: {source}")]
    Objective {
        /// Its number, from 0.
        index: usize,
        /// What is wrong with it.
        source: SloError,
    },
    /// A name that two objectives bear.
    #[error("objectives[{index}].id: `{id}` stands there twice")]
    Repeated {
        /// The number of the second.
        index: usize,
        /// The name.
        id: String,
    },
    /// A trigger of an objective that is not there.
    #[error("triggers[{index}].objective: there is no objective `{id}`; there are {known}")]
    Unknown {
        /// The number of the trigger.
        index: usize,
        /// The name.
        id: String,
        /// The names there are.
        known: String,
    },
}
