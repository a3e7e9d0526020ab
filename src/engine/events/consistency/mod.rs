//! Whether the definitions of a contract agree with each other and with what was promised about personal data.
//!
//! # Layout
//! - this file: the result, and the server-side share
//! - `names`: spelling and grammar of names; `fields`: types, units, identity and idempotency
//! - `privacy`: classes of personal data and how long they are kept

mod fields;
mod names;
mod privacy;

pub(super) use fields::same_unit;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::contract::Contract;
use super::input::Source;
use super::name::Convention;
use crate::quantity::number;

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Consistency {
    /// How names of events are spelled.
    pub event_names: Naming,
    /// How names of properties are spelled.
    pub property_names: Naming,
    /// Canonical events that are captured on a server; `None` where no event is canonical.
    pub server_side: Option<ServerShare>,
    /// Properties whose class of personal data nobody has decided, each once, in order of their names.
    pub unclassified: Vec<String>,
    /// What does not agree, event by event.
    pub issues: Vec<Issue>,
}

/// The convention that most names keep to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Naming {
    /// The convention; `None` where none leads.
    pub convention: Option<Convention>,
    /// `7 of 8 names of several words are in snake_case`, or why there is no answer.
    pub derivation: String,
}

/// How many canonical events are captured on a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ServerShare {
    /// Canonical events that a server emits, alone or beside a client.
    pub server: usize,
    /// Canonical events.
    pub of: usize,
    /// The share in percent, to a tenth, rounded down.
    #[schemars(with = "String")]
    pub percent: Decimal,
    /// Those that only a client emits.
    pub client_only: Vec<String>,
    /// `7 / 8 = 87.5 %`.
    pub derivation: String,
}

/// Something that does not agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Issue {
    /// What kind of thing.
    pub kind: IssueKind,
    /// The event it shows in; the first where there are several, `None` where it is about all.
    pub event: Option<String>,
    /// The property it is about.
    pub property: Option<String>,
    /// What is wrong, with the values that disagree.
    pub message: String,
    /// What would be right.
    pub fix: String,
}

/// Kinds of disagreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IssueKind {
    /// One property has two types.
    TwoTypes,
    /// One property has two units.
    TwoUnits,
    /// One property has two classes of personal data.
    TwoClasses,
    /// A number does not say what it counts.
    UnitMissing,
    /// The unit is not the one that the name ends with.
    UnitAgainstName,
    /// Two names differ in nothing but their spelling.
    TwoSpellings,
    /// A name is not in the convention.
    Spelling,
    /// The words of an event's name stand in another order than those of the others.
    Grammar,
    /// An event carries no identity.
    IdentityMissing,
    /// An event may come without any identity.
    IdentityOptional,
    /// No property is named by which repeats are known.
    NoIdempotencyKey,
    /// The event does not have it.
    IdempotencyKeyMissing,
    /// It may be absent, null, or of a type that does not tell events apart.
    IdempotencyKeyWeak,
    /// Personal data, by its name or role, that nobody classified or that was classified as none.
    Unclassified,
    /// Personal data without an end.
    RetentionMissing,
    /// It is kept longer than is allowed.
    RetentionTooLong,
    /// It is kept shorter than is required.
    RetentionTooShort,
    /// Too few canonical events are captured on a server.
    ServerShare,
    /// Server and client tell the same action.
    TwoSources,
    /// Nobody decides with a canonical event.
    NoConsumer,
}

/// Checks a contract.
pub fn consistency(contract: &Contract) -> Consistency {
    let mut issues = Vec::new();
    let event_names = names::events(contract, &mut issues);
    let property_names = names::properties(contract, &mut issues);
    fields::agreement(contract, &mut issues);
    fields::units(contract, &mut issues);
    fields::identity(contract, &mut issues);
    fields::idempotency(contract, &mut issues);
    let unclassified = privacy::classes(contract, &mut issues);
    privacy::retention(contract, &mut issues);
    let server_side = server_share(contract, &mut issues);
    usage(contract, &mut issues);
    let place = |issue: &Issue| contract.events.iter().position(|event| Some(&event.name) == issue.event.as_ref());
    issues.sort_by(|a, b| (place(a), a.kind, &a.property).cmp(&(place(b), b.kind, &b.property)));
    Consistency { event_names, property_names, server_side, unclassified, issues }
}

fn server_share(contract: &Contract, issues: &mut Vec<Issue>) -> Option<ServerShare> {
    let canonical = || contract.events.iter().filter(|event| event.canonical);
    let of = canonical().count();
    if of == 0 {
        return None;
    }
    let client_only: Vec<String> =
        canonical().filter(|event| event.source == Source::Client).map(|event| event.name.clone()).collect();
    let server = of - client_only.len();
    let exact = Decimal::from(server) * Decimal::ONE_HUNDRED / Decimal::from(of);
    let percent = exact.round_dp_with_strategy(1, rust_decimal::RoundingStrategy::ToNegativeInfinity).normalize();
    let derivation = format!("{server} / {of} = {} %", number::print(percent));
    if let Some(target) = contract.server_side_target.filter(|target| exact < *target) {
        issues.push(Issue {
            kind: IssueKind::ServerShare,
            event: None,
            property: None,
            message: format!(
                "{derivation} of the canonical events are captured on a server, the target is {} %",
                number::print(target)
            ),
            fix: format!("emit these where their action takes effect on a server: {}", client_only.join(", ")),
        });
    }
    Some(ServerShare { server, of, percent, client_only, derivation })
}

fn usage(contract: &Contract, issues: &mut Vec<Issue>) {
    for event in &contract.events {
        let mut issue = |kind, message: String, fix: &str| {
            let event = Some(event.name.clone());
            issues.push(Issue { kind, event, property: None, message, fix: fix.to_owned() });
        };
        if event.source == Source::Both {
            issue(
                IssueKind::TwoSources,
                format!("`{}` is emitted by server and client, so one action is told twice", event.name),
                "emit it on the server only, or give both the same idempotency key, made once for the action",
            );
        }
        if event.canonical && event.consumers.iter().all(|team| team.trim().is_empty()) {
            issue(
                IssueKind::NoConsumer,
                format!("nobody is named who decides with `{}`", event.name),
                "name the team, or mark the event as not canonical, or drop it",
            );
        }
    }
}

#[cfg(test)]
mod tests;
