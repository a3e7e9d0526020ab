//! Changes that break no reader and still have to be known, and what version numbers say about a change.

use super::super::contract::{Contract, Event};
use super::super::name::canonical;
use crate::quantity::Quantity;

/// Whether two names are the same words in the same order.
pub(super) fn same_words(one: &str, other: &str) -> bool {
    canonical(one) == canonical(other)
}

/// What changed without breaking a schema, in the order of the new version's events.
pub(super) fn notes(old: &Contract, new: &Contract) -> Vec<String> {
    let mut notes = Vec::new();
    for event in &new.events {
        match old.event(&event.name) {
            None => notes.push(format!("`{}` is new", event.name)),
            Some(before) => of_event(before, event, &mut notes),
        }
    }
    notes
}

fn of_event(before: &Event, after: &Event, notes: &mut Vec<String>) {
    let name = &after.name;
    for property in &after.properties {
        let path = &property.name;
        match before.property(path) {
            None if property.required => notes.push(format!("`{path}` of `{name}` is new and required")),
            None => notes.push(format!("`{path}` of `{name}` is new and optional")),
            Some(was) if was.class != property.class => {
                let word =
                    |class: Option<super::super::input::DataClass>| class.map_or("unclassified", |class| class.name());
                let (was, is) = (word(was.class), word(property.class));
                notes.push(format!("`{path}` of `{name}` was {was} and is {is}"));
            }
            Some(_) => {}
        }
    }
    for property in before.properties.iter().filter(|property| after.property(&property.name).is_none()) {
        notes.push(format!("`{}` of `{name}` is gone", property.name));
    }
    if before.source != after.source {
        notes.push(format!("`{name}` is emitted elsewhere: counts before and after do not compare"));
    }
    if before.idempotency_key.is_some() && after.idempotency_key.is_none() {
        notes.push(format!("`{name}` no longer has an idempotency key"));
    }
    if before.retention_days != after.retention_days {
        let days = |days: Option<rust_decimal::Decimal>| {
            days.map_or_else(|| "without end".to_owned(), |days| Quantity::days(days).to_string())
        };
        notes.push(format!(
            "`{name}` was kept {} and is kept {}",
            days(before.retention_days),
            days(after.retention_days)
        ));
    }
    let gone: Vec<&str> =
        before.consumers.iter().filter(|team| !after.consumers.contains(team)).map(String::as_str).collect();
    if !gone.is_empty() {
        notes.push(format!("`{name}` is no longer said to be read by {}", gone.join(", ")));
    }
}

/// What the numbers should say and do not: Semantic Versioning 2.0.0, items 4 and 8.
pub(super) fn version_issue(old: &str, new: &str, breaks: bool, differs: bool) -> Option<String> {
    if differs && old == new {
        return Some(format!("the contract changed and is still version {new}"));
    }
    let (from, to) = (parts(old)?, parts(new)?);
    if to < from {
        return Some(format!("version {new} is lower than {old}"));
    }
    // Before 1.0.0 the minor number stands for breaking changes.
    let raised = if from[0] == 0 && to[0] == 0 { to[1] > from[1] } else { to[0] > from[0] };
    (breaks && !raised).then(|| format!("{new} after {old} promises that nothing breaks; raise the major version"))
}

fn parts(version: &str) -> Option<[u64; 3]> {
    let version = version.trim_start_matches('v');
    let mut parts = [0; 3];
    let mut given = version.split('.');
    for part in &mut parts {
        *part = match given.next() {
            Some(text) => text.parse().ok()?,
            None => 0,
        };
    }
    given.next().is_none().then_some(parts)
}
