//! The checklist: sentences people know, each backed by rules.

use schemars::JsonSchema;
use serde::Serialize;

use crate::finding::{Finding, Severity};

/// A checklist item as a skill declares it.
#[derive(Debug)]
pub struct Item {
    /// Its letter and number: `D2`.
    pub id: &'static str,
    /// What is true of a good pack.
    pub text: &'static str,
    /// The rules that must be silent for it to pass.
    pub rules: &'static [&'static str],
    /// The sections in which they must be silent; empty for everywhere.
    pub sections: &'static [&'static str],
}

impl Item {
    /// Whether a finding speaks against this item.
    fn concerns(&self, finding: &Finding) -> bool {
        finding.severity >= Severity::Warning
            && self.rules.contains(&finding.rule)
            && (self.sections.is_empty() || self.sections.contains(&finding.location.section.as_str()))
    }
}

/// Whether an item is true of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Every rule behind it is silent.
    Pass,
    /// A rule behind it has a finding.
    Fail,
    /// It does not apply, for the reason given.
    NotApplicable,
}

/// A checklist item as judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Checked {
    /// Its letter and number.
    pub id: &'static str,
    /// What is true of a good pack.
    pub text: &'static str,
    /// Whether it is true of this one.
    pub status: Status,
    /// Why it does not apply.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The rules behind it.
    pub rules: &'static [&'static str],
    /// The rules that speak against it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<&'static str>,
}

/// Judges every item. `not_applicable` yields the reason for an item that does not apply.
pub fn check(items: &'static [Item], findings: &[Finding], not_applicable: impl Fn(&str) -> Option<String>) -> Vec<Checked> {
    items
        .iter()
        .map(|item| {
            let failed: Vec<&'static str> = item
                .rules
                .iter()
                .copied()
                .filter(|rule| findings.iter().any(|finding| finding.rule == *rule && item.concerns(finding)))
                .collect();
            let reason = not_applicable(item.id);
            let status = match (&reason, failed.is_empty()) {
                (Some(_), _) => Status::NotApplicable,
                (None, true) => Status::Pass,
                (None, false) => Status::Fail,
            };
            Checked { id: item.id, text: item.text, status, reason: reason.unwrap_or_default(), rules: item.rules, failed }
        })
        .collect()
}
