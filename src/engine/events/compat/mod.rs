//! What a new version of a contract breaks, for whom, and in which direction.
//!
//! The words are those of schema registries (Confluent Schema Registry, "Schema Evolution and Compatibility"; Kleppmann,
//! Designing Data-Intensive Applications, chapter 4): a change is *backward* compatible where readers of the new
//! version can read events written by the old one, *forward* compatible where readers of the old version can read
//! events written by the new one, and *full* where both hold. A writer sends what its version declares and nothing else;
//! a tolerant reader ignores what it does not know, a strict one refuses it.
//!
//! Some changes pass every schema and still break: a number in another unit, a count of seconds where it was
//! milliseconds, another idempotency key. They count in both directions.
//!
//! Compatibility of neighbours is not that of all: a property removed in one version and added with another type in the
//! next breaks what neither step broke. Compare with every version of which events are still kept.
//!
//! # Layout
//! - this file: the result and its summary; `read`: what a reader cannot read; `notes`: other changes, the version

mod notes;
mod read;

use schemars::JsonSchema;
use serde::Serialize;

use super::contract::{Contract, Event};

/// In which directions a change is compatible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Compatibility {
    /// In both.
    Full,
    /// Readers of the new version can read old events.
    Backward,
    /// Readers of the old version can read new events.
    Forward,
    /// In none.
    None,
}

/// A direction in which something breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Readers of the new version cannot read old events.
    Backward,
    /// Readers of the old version cannot read new events.
    Forward,
}

/// Why something breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BreakKind {
    /// The event is gone.
    EventRemoved,
    /// A reader requires a property that is not always written.
    Required,
    /// The types differ so that not every written value can be read.
    Type,
    /// Null is written where a reader does not allow it.
    Null,
    /// A strict reader does not know a property.
    Unknown,
    /// A value stands where a reader expects an object around values, or the other way round.
    Structure,
    /// The number means another amount.
    Unit,
    /// Repeats that are sent across the change are not known as such.
    IdempotencyKey,
}

/// One thing that breaks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Break {
    /// The event.
    pub event: String,
    /// The property; `None` where it is the whole event.
    pub property: Option<String>,
    /// The direction.
    pub direction: Direction,
    /// Why.
    pub kind: BreakKind,
    /// What breaks and why, in a sentence.
    pub message: String,
    /// The teams that read it: those of the old version where it breaks forward, of the new one where backward.
    pub consumers: Vec<String>,
}

/// What differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Diff {
    /// The old version.
    pub from: String,
    /// The new version.
    pub to: String,
    /// In which directions it is compatible.
    pub compatibility: Compatibility,
    /// What breaks, event by event.
    pub breaks: Vec<Break>,
    /// Other changes that somebody has to know of, in sentences.
    pub notes: Vec<String>,
    /// Who goes first when it is rolled out.
    pub rollout: String,
    /// What the version numbers say and should not: no new number, or no new major one.
    pub version_issue: Option<String>,
    /// `breaks: 0 backward, 2 forward; backward compatible`.
    pub derivation: String,
}

impl Diff {
    /// The breaks in one direction.
    pub fn in_direction(&self, direction: Direction) -> impl Iterator<Item = &Break> {
        self.breaks.iter().filter(move |one| one.direction == direction)
    }
}

/// Compares two versions of a contract.
pub fn diff(old: &Contract, new: &Contract) -> Diff {
    let mut breaks = Vec::new();
    for before in &old.events {
        match new.event(&before.name) {
            Some(after) => {
                read::reads(new, after, before, Direction::Backward, &mut breaks);
                read::reads(old, before, after, Direction::Forward, &mut breaks);
                both_ways(before, after, &mut breaks);
            }
            None => removed(before, new, &mut breaks),
        }
    }
    let place = |name: &str| old.events.iter().position(|event| event.name == name);
    breaks.sort_by(|a, b| (place(&a.event), a).cmp(&(place(&b.event), b)));

    let count = |direction| breaks.iter().filter(|one: &&Break| one.direction == direction).count();
    let (backward, forward) = (count(Direction::Backward), count(Direction::Forward));
    let (compatibility, words, rollout) = match (backward, forward) {
        (0, 0) => (Compatibility::Full, "fully compatible", "in any order"),
        (0, _) => (Compatibility::Backward, "backward compatible", "consumers first, then producers"),
        (_, 0) => (Compatibility::Forward, "forward compatible", "producers first, then consumers"),
        _ => (
            Compatibility::None,
            "incompatible",
            "no order works: write both versions side by side until every consumer has moved",
        ),
    };
    let notes = notes::notes(old, new);
    Diff {
        from: old.version.clone(),
        to: new.version.clone(),
        compatibility,
        rollout: rollout.to_owned(),
        version_issue: notes::version_issue(&old.version, &new.version, !breaks.is_empty(), old != new),
        derivation: format!("breaks: {backward} backward, {forward} forward; {words}"),
        breaks,
        notes,
    }
}

fn removed(event: &Event, new: &Contract, breaks: &mut Vec<Break>) {
    let renamed = new.events.iter().find(|other| notes::same_words(&event.name, &other.name));
    let hint = renamed.map(|other| format!("; `{}` looks like it under a new name", other.name)).unwrap_or_default();
    for (direction, what) in [
        (Direction::Backward, "old events of it can no longer be read"),
        (Direction::Forward, "who reads it receives nothing more"),
    ] {
        breaks.push(Break {
            event: event.name.clone(),
            property: None,
            direction,
            kind: BreakKind::EventRemoved,
            message: format!("`{}` is gone: {what}{hint}", event.name),
            consumers: event.consumers.clone(),
        });
    }
}

/// What no schema shows and breaks both old and new readers.
fn both_ways(before: &Event, after: &Event, breaks: &mut Vec<Break>) {
    let mut both = |kind, property: Option<&str>, message: String| {
        for (direction, consumers) in [(Direction::Backward, &after.consumers), (Direction::Forward, &before.consumers)]
        {
            breaks.push(Break {
                event: before.name.clone(),
                property: property.map(str::to_owned),
                direction,
                kind,
                message: message.clone(),
                consumers: consumers.clone(),
            });
        }
    };
    if let (Some(old), Some(new)) = (&before.idempotency_key, &after.idempotency_key)
        && old != new
    {
        let message = format!("repeats of `{}` were known by `{old}`, now by `{new}`", before.name);
        both(BreakKind::IdempotencyKey, Some(new), message);
    }
    for property in &before.properties {
        let Some(other) = after.property(&property.name) else { continue };
        let counts = property.kind.counts_otherwise(&other.kind);
        let (was, is) = match (&property.unit, &other.unit) {
            _ if counts => (property.kind.to_string(), other.kind.to_string()),
            (Some(was), Some(is)) if !super::consistency::same_unit(Some(was), Some(is)) => (was.clone(), is.clone()),
            _ => continue,
        };
        let message = format!("`{}` was in {was} and is in {is}: every reader gets another amount", property.name);
        both(BreakKind::Unit, Some(&property.name), message);
    }
}

#[cfg(test)]
mod tests;
