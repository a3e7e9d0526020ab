//! What an answer gives reason to say, alike in all engines.

use schemars::JsonSchema;
use serde::Serialize;

/// How bad an issue is, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It cannot hold as it is.
    Error,
    /// It should be looked at.
    Warning,
    /// It helps to understand the numbers.
    Note,
}

/// The kinds of issues of one engine. A kind always weighs the same.
pub trait Kind: Copy {
    /// How bad issues of this kind are.
    fn severity(self) -> Severity;
}

/// Something that is wrong, or has to be known before anyone relies on the numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Issue<K> {
    /// The kind, for machines.
    pub kind: K,
    /// How bad it is.
    pub severity: Severity,
    /// What it is about: a field of the question, or an alert, a milestone, an owner by name.
    pub subject: String,
    /// What is the matter, with its numbers.
    pub message: String,
    /// What would put it right; blank where the message says it, or nothing has to be done.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub fix: String,
}

impl<K: Kind> Issue<K> {
    /// An issue without a fix of its own.
    pub fn new(kind: K, subject: impl Into<String>, message: impl Into<String>) -> Self {
        let (subject, message) = (subject.into(), message.into());
        Issue { kind, severity: kind.severity(), subject, message, fix: String::new() }
    }

    /// The same with what would put it right.
    #[must_use]
    pub fn with_fix(self, fix: impl Into<String>) -> Self {
        Issue { fix: fix.into(), ..self }
    }
}
