//! What a sample shows.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

/// Real events held against a contract.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SampleReport {
    /// Lines read, blank ones included.
    pub lines: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Blank lines, which are skipped.
    pub blank: u64,
    /// Events of declared kinds.
    pub events: u64,
    /// Those of them without any violation.
    pub valid: u64,
    /// `8 of 10 events of declared kinds are valid = 80 %`.
    pub derivation: String,
    /// Lines that hold no event.
    pub rejected: Rejected,
    /// Names of events that nobody declares, the most frequent first.
    pub unknown_events: Vec<UnknownName>,
    /// Events with names beyond those that are counted one by one.
    pub unknown_events_beyond: u64,
    /// What is against the schemas, the most frequent first.
    pub violations: Vec<Violation>,
    /// Properties that events carry and do not declare, the most frequent first. Violations where readers are strict.
    pub undeclared: Vec<UnknownName>,
    /// Undeclared properties beyond those that are counted one by one.
    pub undeclared_beyond: u64,
    /// Null and absent values of each declared property of each event that was seen, in the order of the contract.
    pub nulls: Vec<NullRate>,
    /// Events that came more than once.
    pub duplicates: Duplicates,
    /// How late events came.
    pub lateness: Lateness,
    /// What differs between clients.
    pub inconsistencies: Vec<Inconsistency>,
    /// Declared events that did not come at all.
    pub silent: Vec<String>,
}

/// A number of lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Lines {
    /// How many.
    pub count: u64,
    /// The first of them, from 1.
    pub first: Vec<u64>,
}

/// Lines that hold no event.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Rejected {
    /// Longer than is read.
    pub too_long: Lines,
    /// Not UTF-8.
    pub not_utf8: Lines,
    /// Not JSON.
    pub not_json: Lines,
    /// JSON, and no object.
    pub not_object: Lines,
    /// An object whose event name is absent or no text.
    pub without_name: Lines,
    /// Not rejected, but in doubt: a known key stands twice, and parsers differ in which they take (RFC 8259, section 4).
    pub repeated_keys: Lines,
}

/// A name that nobody declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnknownName {
    /// The event it stands in, where it is a property.
    pub event: Option<String>,
    /// The name, at most 80 characters of it.
    pub name: String,
    /// How often it came, and where first.
    pub lines: Lines,
    /// The first clients that sent it, at most five.
    pub clients: Vec<String>,
    /// The declared name of the same words, where there is one: the same thing spelled otherwise.
    pub looks_like: Option<String>,
}

/// Kinds of violations of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ViolationKind {
    /// A required property is absent.
    Missing,
    /// A property is null and must not be.
    Null,
    /// A value is of another JSON type.
    Type,
    /// A value is of the right JSON type and none of those allowed.
    Value,
}

/// One kind of violation at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Violation {
    /// The event.
    pub event: String,
    /// The property, or the object around properties.
    pub property: String,
    /// What kind.
    pub kind: ViolationKind,
    /// What was expected.
    pub expected: String,
    /// How often.
    pub count: u64,
    /// The share of the events of this kind, in percent to 4 figures.
    #[schemars(with = "String")]
    pub percent: Decimal,
    /// What was found first. Values themselves are shown only of properties classified as not personal.
    pub examples: Vec<Example>,
}

/// What stands in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Example {
    /// The line, from 1.
    pub line: u64,
    /// What was found there.
    pub found: String,
}

/// How often a property says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NullRate {
    /// The event.
    pub event: String,
    /// The property.
    pub property: String,
    /// Events with null.
    pub null: u64,
    /// Events without it.
    pub missing: u64,
    /// Events.
    pub of: u64,
    /// The share of null and absent, in percent to 4 figures.
    #[schemars(with = "String")]
    pub percent: Decimal,
    /// Whether that is more than the option allows; `None` where it says nothing.
    pub too_many: Option<bool>,
    /// `(12 null + 3 absent) / 1,000 = 1.5 %`.
    pub derivation: String,
}

/// Events that came more than once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Duplicates {
    /// Events with an idempotency key.
    pub checked: u64,
    /// Events without one, which cannot be checked.
    pub without_key: u64,
    /// Repeats: every occurrence of a key but the first.
    pub lines: Lines,
    /// Those of them that only the filter knows.
    pub probable: u64,
    /// The expected number of wrong ones among those, at most, to 3 figures.
    #[schemars(with = "String")]
    pub expected_false: Decimal,
    /// The share of events that are repeats, in percent to 4 figures; `None` where no event has a key.
    #[schemars(with = "Option<String>")]
    pub percent: Option<Decimal>,
    /// The repeats of each event that has any.
    pub by_event: Vec<EventCount>,
    /// `3 / 1,000 = 0.3 %`, or why there is no answer, and how exact it is.
    pub derivation: String,
}

/// A number of events of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EventCount {
    /// The event.
    pub event: String,
    /// How many.
    pub count: u64,
}

/// How late events came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Lateness {
    /// Events with both times.
    pub checked: u64,
    /// Events with one of them missing or unreadable.
    pub unchecked: u64,
    /// Events that came later than the option allows.
    pub late: u64,
    /// Events received before they happened: a clock is wrong.
    pub before: u64,
    /// The longest delay, in words.
    pub longest: Option<String>,
    /// Half, 95 and 99 of 100 events came within this.
    pub percentiles: Vec<Percentile>,
    /// Events by their delay, up to each edge and above the one before.
    pub classes: Vec<DelayClass>,
    /// The late ones of each event that has any.
    pub by_event: Vec<EventCount>,
    /// `12 / 1,000 later than 1 h = 1.2 %`, or why there is no answer.
    pub derivation: String,
}

/// A delay that a share of events keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Percentile {
    /// In hundredths.
    pub percent: u8,
    /// The upper edge of the class it lies in.
    pub at_most: String,
}

/// Events with about the same delay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DelayClass {
    /// The upper edge.
    pub at_most: String,
    /// How many.
    pub count: u64,
}

/// Something that clients do not do alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Inconsistency {
    /// The event.
    pub event: String,
    /// The property; `None` where it is about the whole event.
    pub property: Option<String>,
    /// What differs.
    pub kind: InconsistencyKind,
    /// `web sends string, ios sends integer`.
    pub message: String,
}

/// What clients do not do alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InconsistencyKind {
    /// They send values of different types.
    Type,
    /// Some send a property and some do not.
    Presence,
    /// They spell a name differently.
    Spelling,
    /// Some are invalid more often.
    Validity,
    /// Some repeat more often.
    Repeats,
    /// Some are late more often.
    Lateness,
}
