//! Why something is not done. What stood before stands.

use crate::llm::Failure;
use crate::workspace::Refusal;

/// Why something is not done, for the person.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The workspace said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The model could not be asked.
    #[error(transparent)]
    Model(#[from] Failure),
    /// A file cannot be read or written.
    #[error("{path}: {problem}")]
    File {
        /// The file.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// A text for the model cannot be made.
    #[error("the instructions cannot be written: {0}; this is a defect of groundplan")]
    Template(#[from] minijinja::Error),
    /// Anything else, in words that say what would do.
    #[error("{0}")]
    Said(String),
}

impl Trouble {
    /// In these words.
    pub(super) fn said(words: impl Into<String>) -> Self {
        Trouble::Said(words.into())
    }

    /// About a file.
    pub(super) fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        Trouble::File { path: path.display().to_string(), problem: error.to_string() }
    }
}
