//! A contract that has been checked and completed: every event with all of its properties, every length in days.

use rust_decimal::Decimal;
use thiserror::Error;

use super::input::{DataClass, EnvelopeInput, Readers, Source};
use super::kind::{PropertyType, TypeError};
use crate::quantity::QuantityError;

/// The most different names of properties; each has a number of 16 bits where events are read.
pub const MOST_PROPERTIES: usize = 60_000;

/// A contract of events.
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    /// The version as written.
    pub version: String,
    /// Where every event carries its name, its times and its client.
    pub envelope: EnvelopeInput,
    /// What readers do with properties they do not know.
    pub readers: Readers,
    /// The canonical identity fields.
    pub identity: Vec<String>,
    /// Duties to keep or to delete.
    pub privacy: Vec<RetentionRule>,
    /// The least server-side share, in percent.
    pub server_side_target: Option<Decimal>,
    /// The events, as ordered in the input. Names are unique.
    pub events: Vec<Event>,
}

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its name.
    pub name: String,
    /// The action that emits it.
    pub emitted: Option<String>,
    /// Where it is emitted.
    pub source: Source,
    /// Whether people decide with it.
    pub canonical: bool,
    /// The identity fields it names itself, all of which it has to carry.
    pub identity: Vec<String>,
    /// The property by which repeats are known: its own, or the contract's.
    pub idempotency_key: Option<String>,
    /// How long it is kept, in days: its own, or the contract's.
    pub retention_days: Option<Decimal>,
    /// The teams that decide with it.
    pub consumers: Vec<String>,
    /// Its properties: those of the envelope, the common ones, its own. Names are unique.
    pub properties: Vec<Property>,
}

/// One property of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    /// Its name, or its path: `data/order_id`.
    pub name: String,
    /// The type of its values.
    pub kind: PropertyType,
    /// Whether it may be null.
    pub nullable: bool,
    /// Whether every event has it.
    pub required: bool,
    /// What its number counts.
    pub unit: Option<String>,
    /// What it says about a person, where that has been decided.
    pub class: Option<DataClass>,
    /// How long it is kept, in days, where it is not as long as its event.
    pub retention_days: Option<Decimal>,
    /// What it means.
    pub description: Option<String>,
}

/// A duty to keep, or to delete, data of a class.
#[derive(Debug, Clone, PartialEq)]
pub struct RetentionRule {
    /// The class it is about.
    pub class: DataClass,
    /// The least it has to be kept, in days.
    pub at_least: Option<Decimal>,
    /// The most it may be kept, in days.
    pub at_most: Option<Decimal>,
    /// Which law, contract or policy says so.
    pub source: Option<String>,
}

/// Why there is no contract.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ContractError {
    /// A name or a version of nothing.
    #[error("{field} is blank")]
    Blank {
        /// Where.
        field: String,
    },
    /// Nothing to make a contract of.
    #[error("events is empty; a contract declares at least one event")]
    NoEvents,
    /// One event declared twice.
    #[error("the event `{event}` is declared twice")]
    EventTwice {
        /// Its name.
        event: String,
    },
    /// One property declared twice in an event.
    #[error("the property `{property}` of `{event}` is declared twice")]
    PropertyTwice {
        /// The event.
        event: String,
        /// The property.
        property: String,
    },
    /// A type that is none.
    #[error("the type of `{property}` of `{event}`: {error}")]
    Type {
        /// The event.
        event: String,
        /// The property.
        property: String,
        /// What is wrong with it.
        error: TypeError,
    },
    /// A length of time, or a percentage, that is none.
    #[error("{field}: {error}")]
    Quantity {
        /// Where.
        field: String,
        /// What is wrong with it.
        error: QuantityError,
    },
    /// A number with another unit than the field has, or outside of its range.
    #[error("{field} is `{text}`; write {accepted}")]
    OutOfRange {
        /// Where.
        field: String,
        /// What was written.
        text: String,
        /// What would do.
        accepted: &'static str,
    },
    /// A field of the envelope that an event declares as something else.
    #[error("`{property}` of `{event}` is the envelope's {role} and cannot be {kind}; declare it as {accepted}")]
    Envelope {
        /// The event.
        event: String,
        /// The property.
        property: String,
        /// `name`, `time`, ...
        role: &'static str,
        /// The type it is declared with.
        kind: String,
        /// The types that would do.
        accepted: &'static str,
    },
    /// One name for two fields of the envelope.
    #[error("the envelope uses `{field}` for two things")]
    EnvelopeTwice {
        /// The field.
        field: String,
    },
    /// One name for a value and for an object around other values.
    #[error("`{property}` is a property, and `{nested}` lies within it; the first cannot have a type of its own")]
    Nested {
        /// The one that is both.
        property: String,
        /// One within it.
        nested: String,
    },
    /// Rules that no length of time keeps.
    #[error("the rules for {class} data ask for at least {least} days and at most {most}; no retention keeps both")]
    RulesClash {
        /// The class.
        class: &'static str,
        /// The least, printed.
        least: String,
        /// The most, printed.
        most: String,
    },
    /// A rule that rules nothing.
    #[error("privacy[{index}] says neither at_least nor at_most")]
    NoRule {
        /// Which, from 0.
        index: usize,
    },
    /// More properties than can be told apart.
    #[error("the contract has {count} different properties; at most {MOST_PROPERTIES} are read")]
    TooMany {
        /// How many.
        count: usize,
    },
}

impl Contract {
    /// The event of this name.
    pub fn event(&self, name: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.name == name)
    }
}

impl Event {
    /// The property of this name or path.
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }
}

impl Property {
    /// The type as people write it: `nullable string`.
    pub fn type_in_words(&self) -> String {
        if self.nullable { format!("nullable {}", self.kind) } else { self.kind.to_string() }
    }

    /// The name without the path to it: `order_id` of `data/order_id`.
    pub fn leaf(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }

    /// Whether its values may be shown in a report: only where somebody decided that they say nothing of a person.
    pub fn is_showable(&self) -> bool {
        self.class == Some(DataClass::None)
    }
}

#[cfg(test)]
#[path = "contract_tests.rs"]
pub mod tests;
