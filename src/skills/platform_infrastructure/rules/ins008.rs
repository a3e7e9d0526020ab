//! An event carries an identity field that the identity table does not define.
//!
//! ## What it does
//! Compares each name under *Identity fields* of the events with the rows of the *Identity fields* table.
//!
//! ## Why it matters
//! A field without a row has no issuer and no merge rule. Whoever joins on it guesses both, and two teams guess
//! differently.
//!
//! ## Example
//! Events carry `device_id`; the table defines `user_id`, `account_id` and `anonymous_id`.
//!
//! ## Fix
//! Define the field with who issues it and how it merges, or let the event carry the field that is meant.

use std::collections::{BTreeMap, BTreeSet};

use crate::skills::shared::reading::wording::{joined, unfilled};
use crate::finding::Findings;
use crate::skills::platform_infrastructure::{Case, Event, Instrumentation};
use crate::skills::platform_infrastructure::reading::identity;

crate::rule!("INS008", "identity-field-undefined", Warning, needs["instrumentation"], "ins008.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Instrumentation::of(case.pack);
    let defined: BTreeSet<String> =
        section.identity().flat_map(|row| row.name().names().map(identity::field).collect::<Vec<_>>()).collect();
    if defined.is_empty() {
        return;
    }
    let mut undefined: BTreeMap<String, Vec<Event<'_>>> = BTreeMap::new();
    for event in section.events().filter(|event| !unfilled(&event.identity())) {
        let fields: BTreeSet<String> = event.identity().names().map(identity::field).collect();
        for field in fields.into_iter().filter(|field| !defined.contains(field) && !is_none(field)) {
            undefined.entry(field).or_default().push(event);
        }
    }
    let known: Vec<&String> = defined.iter().collect();
    for (field, events) in undefined {
        let names: Vec<&str> = events.iter().map(|event| event.name().text).collect();
        let finding = findings
            .at(
                events[0].identity().place,
                format!(
                    "\"{field}\" is carried by {} and defined by no identity \
                                                     field",
                    joined(&names, "and")
                ),
            )
            .evidence(format!("defined: {}", joined(&known, "and")))
            .fix(if personal(&field) {
                format!(
                    "carry user_id instead of {field}, which is personal data and changes, and look it up \
                         where it is needed"
                )
            } else {
                format!(
                    "add a row for {field} with who issues it and how it merges, or let the event carry one \
                         of the defined fields"
                )
            });
        for event in &events[1..] {
            finding.related(event.identity().place, format!("carries {field} too"));
        }
    }
}

/// Whether a field describes a person instead of identifying one.
fn personal(field: &str) -> bool {
    field.split('_').any(|word| matches!(word, "email" | "mail" | "phone" | "name" | "address" | "ip"))
}

/// Words that say that an event carries none.
fn is_none(field: &str) -> bool {
    matches!(field, "" | "none" | "n_a" | "na" | "no" | "not_applicable")
}
