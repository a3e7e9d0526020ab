//! A contract as people write it, in YAML or JSON.

use schemars::JsonSchema;
use serde::Deserialize;

/// A contract of events.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractInput {
    /// The version, best as `major.minor.patch`.
    pub version: String,
    /// Where every event carries its name, its times and its client.
    #[serde(default)]
    pub envelope: EnvelopeInput,
    /// What readers do with properties they do not know.
    #[serde(default)]
    pub readers: Readers,
    /// The fields that say who did something. An event has to carry at least one.
    #[serde(default)]
    pub identity: Vec<String>,
    /// The property by which repeats of an event are known.
    #[serde(default)]
    pub idempotency_key: Option<String>,
    /// How long events are kept where they do not say it themselves: `13 months`.
    #[serde(default)]
    pub retention: Option<String>,
    /// What law, contract or policy says about keeping personal data.
    #[serde(default)]
    pub privacy: Vec<RetentionRuleInput>,
    /// The least share of canonical events to be captured on the server: `80 %`.
    #[serde(default)]
    pub server_side_target: Option<String>,
    /// Properties that every event has.
    #[serde(default)]
    pub common_properties: Vec<PropertyInput>,
    /// The events.
    pub events: Vec<EventInput>,
}

/// Where an event carries what every event carries. Names of nested fields are written as paths: `context/client`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EnvelopeInput {
    /// The field with the event's name.
    pub event: String,
    /// The field with the time at which it happened: RFC 3339, unless declared as a property of another type.
    pub time: Option<String>,
    /// The field with the time at which it was received.
    pub received: Option<String>,
    /// The field that names the client or service that sent it.
    pub client: Option<String>,
}

impl Default for EnvelopeInput {
    fn default() -> Self {
        EnvelopeInput { event: "event".to_owned(), time: None, received: None, client: None }
    }
}

/// What readers do with properties they do not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Readers {
    /// They ignore them, so properties may be added.
    #[default]
    Tolerant,
    /// They refuse the event.
    Strict,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventInput {
    /// Its name: `order_placed`.
    pub name: String,
    /// The action that emits it.
    #[serde(default)]
    pub emitted: Option<String>,
    /// Where it is emitted.
    pub source: Source,
    /// Whether people decide with it; diagnostics do not count for the server-side share.
    #[serde(default = "yes")]
    pub canonical: bool,
    /// The identity fields it carries, all of them; the contract's where none are given.
    #[serde(default)]
    pub identity: Vec<String>,
    /// The property by which its repeats are known, where it is not the contract's.
    #[serde(default)]
    pub idempotency_key: Option<String>,
    /// How long it is kept, where it is not the contract's.
    #[serde(default)]
    pub retention: Option<String>,
    /// The teams that decide with it.
    #[serde(default)]
    pub consumers: Vec<String>,
    /// Its properties.
    #[serde(default)]
    pub properties: Vec<PropertyInput>,
}

/// One property of an event.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PropertyInput {
    /// Its name, or its path where it is nested: `data/order_id`.
    pub name: String,
    /// Its type: `uuid`, `integer`, `nullable string`, `enum(open, paid)`, `uuid[]`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether every event has it.
    #[serde(default = "yes")]
    pub required: bool,
    /// What its number counts: `ms`, `EUR`, `rows`.
    #[serde(default)]
    pub unit: Option<String>,
    /// What it says about a person. Unclassified where it is left out.
    #[serde(default)]
    pub personal_data: Option<DataClass>,
    /// How long it is kept, where it is not as long as its event.
    #[serde(default)]
    pub retention: Option<String>,
    /// What it means.
    #[serde(default)]
    pub description: Option<String>,
}

/// A duty to keep, or to delete, data of a class.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetentionRuleInput {
    /// The class it is about.
    pub class: DataClass,
    /// The least it has to be kept: `6 months`.
    #[serde(default)]
    pub at_least: Option<String>,
    /// The most it may be kept: `13 months`.
    #[serde(default)]
    pub at_most: Option<String>,
    /// Which law, contract or policy says so.
    #[serde(default)]
    pub source: Option<String>,
}

/// Where an event is emitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// By a service, where the action takes effect.
    Server,
    /// By an app or a page.
    Client,
    /// By both, so that each action may be told twice.
    Both,
}

/// What a property says about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, serde::Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DataClass {
    /// Nothing.
    None,
    /// Something about a person known by an identifier only; still personal data (GDPR, article 4(5) and recital 26).
    Pseudonymous,
    /// Something that leads to a person: a name, an address, an IP address.
    Personal,
    /// What the law protects more: health, belief, biometrics (GDPR, article 9).
    Sensitive,
}

impl DataClass {
    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            DataClass::None => "not personal",
            DataClass::Pseudonymous => "pseudonymous",
            DataClass::Personal => "personal",
            DataClass::Sensitive => "sensitive",
        }
    }
}

fn yes() -> bool {
    true
}
