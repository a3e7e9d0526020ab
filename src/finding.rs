//! Findings: what a rule has to say, as data.

use std::fmt;
use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::pack::{Location, Place};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; weighs nothing.
    Info,
    /// Lowers a score and fails a checklist item.
    Warning,
    /// Also fails the gate.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        })
    }
}

/// One thing a rule found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// The rule's id: `SCL003`.
    pub rule: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Where it stands in the pack.
    pub location: Location,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The facts behind it: the words or the arithmetic.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub evidence: String,
    /// What would be accepted.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub fix: String,
    /// Other places that belong to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// Where it stands in the source, in bytes, where that is narrower than its location.
    #[serde(skip)]
    pub range: Option<Range<usize>>,
}

/// Another place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Related {
    /// Where.
    pub location: Location,
    /// What stands there.
    pub label: String,
}

impl Finding {
    /// Adds the facts behind it.
    pub fn evidence(&mut self, evidence: impl Into<String>) -> &mut Self {
        self.evidence = evidence.into();
        self
    }

    /// Adds what would be accepted.
    pub fn fix(&mut self, fix: impl Into<String>) -> &mut Self {
        self.fix = fix.into();
        self
    }

    /// Adds another place that belongs to it.
    pub fn related(&mut self, place: Place<'_>, label: impl Into<String>) -> &mut Self {
        self.related.push(Related { location: place.to_location(), label: label.into() });
        self
    }

    /// Narrows it to a range of the source.
    pub fn range(&mut self, range: Range<usize>) -> &mut Self {
        self.range = Some(range);
        self
    }
}

/// What one rule has found so far.
#[derive(Debug)]
pub struct Findings {
    rule: &'static str,
    severity: Severity,
    found: Vec<Finding>,
}

impl Findings {
    /// An empty list for a rule.
    pub fn new(rule: &'static str, severity: Severity) -> Self {
        Findings { rule, severity, found: Vec::new() }
    }

    /// Reports a finding at `place`; the message is one sentence that says what is wrong.
    pub fn at(&mut self, place: Place<'_>, message: impl Into<String>) -> &mut Finding {
        let at = self.found.len();
        self.found.push(Finding {
            rule: self.rule,
            severity: self.severity,
            location: place.to_location(),
            message: message.into(),
            evidence: String::new(),
            fix: String::new(),
            related: Vec::new(),
            range: None,
        });
        &mut self.found[at]
    }

    /// The findings.
    pub fn into_vec(self) -> Vec<Finding> {
        self.found
    }
}
