//! What can go wrong in a command, and the exit code it means.

use std::path::PathBuf;

use crate::llm::Failure;
use crate::mcp::stdio::StdioError;
use crate::skill::BriefError;
use crate::store::{BadPackId, StoreError};
use crate::workspace::Refusal;

/// Findings at or above the threshold, or a gate that is not passed.
pub(super) const FAILED: u8 = 1;
/// Wrong usage or unreadable input.
pub(super) const USAGE: u8 = 2;
/// Storage failed, output could not be written, or a defect.
pub(super) const INTERNAL: u8 = 3;

/// How a command that did its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Done,
    /// What was judged fails.
    Failed,
}

impl Outcome {
    /// [`Outcome::Done`] where `passed`.
    pub(super) fn of(passed: bool) -> Self {
        if passed { Outcome::Done } else { Outcome::Failed }
    }
}

/// Why a command could not do its work. Each message says what would be accepted.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The arguments do not fit together.
    #[error("{0}")]
    Usage(String),
    /// An input cannot be read.
    #[error("{name}: {problem}")]
    Unreadable {
        /// The input, as the person named it.
        name: String,
        /// What is wrong, and what would be accepted.
        problem: String,
    },
    /// Some inputs were judged and some could not be; each of these has been reported.
    #[error("{0} could not be judged")]
    NotAllJudged(String),
    /// A brief cannot be read.
    #[error("{}", brief(.name, .error))]
    Brief {
        /// The brief, as the person named it.
        name: String,
        /// What is wrong with it.
        error: BriefError,
    },
    /// A file cannot be written, or must not be.
    #[error("{}: {problem}", .path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what would be accepted.
        problem: String,
    },
    /// A text is no pack id.
    #[error(transparent)]
    PackId(#[from] BadPackId),
    /// The store said no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The workspace said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A model could not be asked.
    #[error(transparent)]
    Model(#[from] Failure),
    /// Drafting with a model stopped before its end. What stands is written.
    #[error("stopped {at}: {why}.\nWhat stands is in {}; the same command goes on there", .out.display())]
    Stopped {
        /// Where it stopped.
        at: String,
        /// Why.
        why: String,
        /// The directory.
        out: PathBuf,
    },
    /// Serving ended in an error.
    #[error(transparent)]
    Serve(#[from] StdioError),
    /// Standard output cannot be written.
    #[error("standard output cannot be written: {0}")]
    Output(std::io::Error),
    /// A defect of groundplan.
    #[error("{0}; this is a defect of groundplan")]
    Internal(String),
}

impl CommandError {
    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            CommandError::Usage(_)
            | CommandError::Unreadable { .. }
            | CommandError::NotAllJudged(_)
            | CommandError::Brief { .. }
            | CommandError::Unwritable { .. }
            | CommandError::PackId(_)
            | CommandError::Model(_)
            | CommandError::Stopped { .. } => USAGE,
            CommandError::Store(error) => of_store(error),
            CommandError::Refused(Refusal::Store(error)) => of_store(error),
            CommandError::Refused(Refusal::Internal(_)) => INTERNAL,
            CommandError::Refused(_) => USAGE,
            CommandError::Serve(_) | CommandError::Output(_) | CommandError::Internal(_) => INTERNAL,
        }
    }
}

/// A store that was named wrongly is the caller's to mend; one that fails is not.
fn of_store(error: &StoreError) -> u8 {
    match error {
        StoreError::BadAddress { .. }
        | StoreError::NoDataDirectory { .. }
        | StoreError::Missing { .. }
        | StoreError::Directory { .. }
        | StoreError::CannotCreate { .. }
        | StoreError::CannotOpen { .. }
        | StoreError::CannotConnect { .. }
        | StoreError::Denied { .. }
        | StoreError::ReadOnly { .. }
        | StoreError::NotADatabase { .. }
        | StoreError::Foreign { .. }
        | StoreError::Newer { .. }
        | StoreError::Unreadable { .. }
        | StoreError::UnknownPack { .. }
        | StoreError::UnknownRevision { .. } => USAGE,
        _ => INTERNAL,
    }
}

fn brief(name: &str, error: &BriefError) -> String {
    let problems: Vec<String> = error
        .problems
        .iter()
        .map(|problem| match problem.line {
            0 => format!("{name}: {}", problem.message),
            line => format!("{name}:{line}:{}: {}", problem.column, problem.message),
        })
        .collect();
    if problems.is_empty() { format!("{name}: the brief cannot be read") } else { problems.join("\n") }
}
