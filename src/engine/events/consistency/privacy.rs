//! Classes of personal data, and how long they are kept.

use std::collections::BTreeSet;

use super::super::contract::{Contract, RetentionRule};
use super::super::input::DataClass;
use super::super::name::words;
use super::fields::is_called;
use super::{Issue, IssueKind};
use crate::quantity::Quantity;

/// Words of names that mostly hold what leads to a person (GDPR, article 4(1) and recital 30).
const PERSONAL: &[&[&str]] = &[
    &["email"],
    &["e", "mail"],
    &["phone"],
    &["mobile"],
    &["msisdn"],
    &["first", "name"],
    &["last", "name"],
    &["full", "name"],
    &["surname"],
    &["user", "name"],
    &["username"],
    &["customer", "name"],
    &["address"],
    &["street"],
    &["postcode"],
    &["zip"],
    &["ip"],
    &["birth"],
    &["birthday"],
    &["birthdate"],
    &["dob"],
    &["ssn"],
    &["passport"],
    &["iban"],
    &["latitude"],
    &["longitude"],
    &["lat"],
    &["lng"],
    &["gender"],
    &["device", "id"],
    &["advertising", "id"],
    &["idfa"],
    &["gaid"],
    &["cookie"],
    &["user", "agent"],
    &["user", "id"],
    &["customer", "id"],
    &["person", "id"],
    &["anonymous", "id"],
    &["session", "id"],
];

/// The class that a name suggests. `ip` alone is none of `shipping`, since words are compared, not letters.
fn suggests(name: &str) -> bool {
    let words = words(name);
    PERSONAL.iter().any(|pattern| words.windows(pattern.len()).any(|window| window == *pattern))
}

/// Reports likely personal data that is not classified as such; returns all properties that are not classified.
pub(super) fn classes(contract: &Contract, issues: &mut Vec<Issue>) -> Vec<String> {
    let mut unclassified = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for event in &contract.events {
        for property in &event.properties {
            if property.class.is_none() {
                unclassified.insert(property.name.clone());
            }
            let identity = contract.identity.iter().chain(&event.identity).any(|name| is_called(property, name));
            let open = matches!(property.class, None | Some(DataClass::None));
            if !open || !(identity || suggests(property.leaf())) || !seen.insert((property.leaf(), property.class)) {
                continue;
            }
            let why = if identity { "it is an identity field" } else { "its name says so" };
            let said = if property.class.is_none() { "not classified" } else { "classified as not personal" };
            issues.push(Issue {
                kind: IssueKind::Unclassified,
                event: Some(event.name.clone()),
                property: Some(property.name.clone()),
                message: format!("`{}` is {said}, yet it is likely personal data: {why}", property.leaf()),
                fix: "classify it as pseudonymous, personal or sensitive, and state how long it is kept".to_owned(),
            });
        }
    }
    unclassified.into_iter().collect()
}

/// Reports personal data that is kept without end, longer than allowed, or shorter than required.
pub(super) fn retention(contract: &Contract, issues: &mut Vec<Issue>) {
    for event in &contract.events {
        for property in &event.properties {
            let Some(class) = property.class else { continue };
            let mut issue = |kind, message: String, fix: String| {
                let (event, property) = (Some(event.name.clone()), Some(property.name.clone()));
                issues.push(Issue { kind, event, property, message, fix });
            };
            let name = format!("`{}` of `{}` ({})", property.leaf(), event.name, class.name());
            let Some(days) = property.retention_days.or(event.retention_days) else {
                if class != DataClass::None {
                    issue(
                        IssueKind::RetentionMissing,
                        format!("{name} has no retention"),
                        "state how long it is kept, for the property, the event or the contract".to_owned(),
                    );
                }
                continue;
            };
            for rule in contract.privacy.iter().filter(|rule| rule.class == class) {
                let kept = Quantity::days(days);
                if let Some(most) = rule.at_most.filter(|most| days > *most) {
                    issue(
                        IssueKind::RetentionTooLong,
                        format!("{name} is kept {kept}, at most {} are allowed{}", Quantity::days(most), by(rule)),
                        format!("delete it {} sooner", Quantity::days((days - most).normalize())),
                    );
                }
                if let Some(least) = rule.at_least.filter(|least| days < *least) {
                    issue(
                        IssueKind::RetentionTooShort,
                        format!("{name} is kept {kept}, at least {} are required{}", Quantity::days(least), by(rule)),
                        format!("keep it {} longer", Quantity::days((least - days).normalize())),
                    );
                }
            }
        }
    }
}

fn by(rule: &RetentionRule) -> String {
    rule.source.as_ref().map(|source| format!(" ({source})")).unwrap_or_default()
}
