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
    /// The rules that must be silent for it to pass, in groups that items share.
    pub rules: &'static [&'static [&'static str]],
    /// Where they must be silent, as `section` or `section.field`; empty for everywhere.
    pub within: &'static [&'static str],
}

impl Item {
    /// The ids of the rules behind it.
    pub fn rules(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.rules.iter().flat_map(|group| group.iter().copied())
    }

    /// Whether a finding speaks against this item.
    fn concerns(&self, finding: &Finding) -> bool {
        finding.severity >= Severity::Warning
            && self.rules().any(|rule| rule == finding.rule)
            && finding.location.is_within(self.within)
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
    pub rules: Vec<&'static str>,
    /// The rules that speak against it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<&'static str>,
}

/// Judges every item. `not_applicable` yields the reason for an item that does not apply.
pub fn check(
    items: &'static [Item],
    findings: &[Finding],
    not_applicable: impl Fn(&str) -> Option<String>,
) -> Vec<Checked> {
    items
        .iter()
        .map(|item| {
            let failed: Vec<&'static str> = item
                .rules()
                .filter(|rule| findings.iter().any(|finding| finding.rule == *rule && item.concerns(finding)))
                .collect();
            let reason = not_applicable(item.id);
            let status = match (&reason, failed.is_empty()) {
                (Some(_), _) => Status::NotApplicable,
                (None, true) => Status::Pass,
                (None, false) => Status::Fail,
            };
            Checked {
                id: item.id,
                text: item.text,
                status,
                reason: reason.unwrap_or_default(),
                rules: item.rules().collect(),
                failed,
            }
        })
        .collect()
}
