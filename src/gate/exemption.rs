//! Exemptions: findings accepted by a named person, for a reason, until a day.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::finding::Finding;
use crate::pack::Pack;
use crate::pack::records::{Exemption, Records};

/// A finding that an exemption covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Exempted {
    /// The finding.
    pub finding: Finding,
    /// Who accepted it.
    pub accepted_by: String,
    /// Why.
    pub reason: String,
    /// The last day it holds.
    pub expires: String,
}

/// Whether an exemption holds on a day: it names rule, place, reason and person, and has not expired.
pub fn holds(exemption: &Exemption<'_>, on: Date) -> bool {
    let complete = ![exemption.rule(), exemption.place_text(), exemption.reason(), exemption.accepted_by()]
        .iter()
        .any(crate::pack::Cell::is_blank);
    let expires = exemption.expires().text.trim().parse::<Date>();
    complete && expires.is_ok_and(|expires| expires >= on)
}

/// Whether an exemption is about a finding: same rule, and its place is the finding's or around it.
pub fn covers(exemption: &Exemption<'_>, finding: &Finding) -> bool {
    let rule = exemption.rule().text.trim().trim_matches('`');
    let place = exemption.place_text().text.trim().trim_matches('`');
    let at = finding.location.to_string();
    let around = at.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    rule.eq_ignore_ascii_case(finding.rule) && (around || place == "pack")
}

/// Splits findings into those that count and those that an exemption covers.
pub fn apply(pack: &Pack, findings: Vec<Finding>, on: Date) -> (Vec<Finding>, Vec<Exempted>) {
    let exemptions: Vec<Exemption<'_>> =
        Records::of(pack).exemptions().filter(|exemption| holds(exemption, on)).collect();
    let mut counted = Vec::with_capacity(findings.len());
    let mut exempted = Vec::new();
    for finding in findings {
        match exemptions.iter().find(|exemption| covers(exemption, &finding)) {
            Some(exemption) => exempted.push(Exempted {
                finding,
                accepted_by: exemption.accepted_by().text.to_owned(),
                reason: exemption.reason().text.to_owned(),
                expires: exemption.expires().text.to_owned(),
            }),
            None => counted.push(finding),
        }
    }
    (counted, exempted)
}
