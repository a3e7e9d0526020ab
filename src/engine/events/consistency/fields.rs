//! Types, units, identity and idempotency of properties.

use std::collections::BTreeMap;

use super::super::contract::{Contract, Event, Property};
use super::super::kind::PropertyType;
use super::super::name::words;
use super::{Issue, IssueKind};
use crate::quantity::{Quantity, TimeUnit, Unit};

/// A property with the event that has it.
type Use<'a> = (&'a Event, &'a Property);

/// One property, one type, one unit, one class. A name of several words is one property wherever it stands; one of a
/// single word (`id`, `name`) says too little for that, and is compared at the same path only.
pub(super) fn agreement(contract: &Contract, issues: &mut Vec<Issue>) {
    let mut uses: BTreeMap<&str, Vec<Use<'_>>> = BTreeMap::new();
    for event in &contract.events {
        for property in event.properties.iter().filter(|property| property.name != contract.envelope.event) {
            let tells = words(property.leaf()).len() > 1;
            let name = if tells { property.leaf() } else { property.name.as_str() };
            uses.entry(name).or_default().push((event, property));
        }
    }
    for (name, uses) in &uses {
        let kind = |property: &Property| property.kind.to_string();
        compare(IssueKind::TwoTypes, name, uses, "of type", "type", kind, issues);
        let unit = |property: &Property| property.unit.clone().unwrap_or_else(|| "no unit".to_owned());
        if !uses.windows(2).all(|pair| same_unit(pair[0].1.unit.as_deref(), pair[1].1.unit.as_deref())) {
            compare(IssueKind::TwoUnits, name, uses, "in", "unit", unit, issues);
        }
        let class = |property: &Property| property.class.map_or("unclassified", |class| class.name()).to_owned();
        compare(IssueKind::TwoClasses, name, uses, "classified as", "class", class, issues);
    }
}

fn compare(
    kind: IssueKind,
    name: &str,
    uses: &[Use<'_>],
    verb: &str,
    what: &str,
    value: impl Fn(&Property) -> String,
    issues: &mut Vec<Issue>,
) {
    let mut values: Vec<(String, Vec<&str>)> = Vec::new();
    for (event, property) in uses {
        let value = value(property);
        match values.iter_mut().find(|(known, _)| *known == value) {
            Some((_, events)) => events.push(&event.name),
            None => values.push((value, vec![&event.name])),
        }
    }
    let [_, (_, second), ..] = values.as_slice() else { return };
    let list: Vec<String> =
        values.iter().map(|(value, events)| format!("{verb} {value} in {}", events.join(", "))).collect();
    issues.push(Issue {
        kind,
        event: second.first().map(|event| (*event).to_owned()),
        property: Some(name.to_owned()),
        message: format!("`{name}` is {}", list.join(" and ")),
        fix: format!("use one {what} for `{name}` in all events, or two names if they are two things"),
    });
}

/// Whether two units are spellings of one: `ms` and `milliseconds`.
pub(crate) fn same_unit(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) if one.eq_ignore_ascii_case(other) => true,
        // `thousand rows` is another amount of `rows`.
        (Some(one), Some(other)) => matches!((amount(one), amount(other)), (Some(one), Some(other)) if one == other),
        (None, None) => true,
        _ => false,
    }
}

fn amount(text: &str) -> Option<Quantity> {
    Quantity::parse_only(&format!("1 {text}")).ok()
}

fn unit(text: &str) -> Option<Unit> {
    amount(text).map(|quantity| quantity.unit)
}

/// Endings of names that promise a unit.
const ENDINGS: &[(&str, Unit)] = &[
    ("ms", Unit::Time(TimeUnit::Millisecond)),
    ("millis", Unit::Time(TimeUnit::Millisecond)),
    ("seconds", Unit::Time(TimeUnit::Second)),
    ("secs", Unit::Time(TimeUnit::Second)),
    ("minutes", Unit::Time(TimeUnit::Minute)),
    ("hours", Unit::Time(TimeUnit::Hour)),
    ("days", Unit::Time(TimeUnit::Day)),
    ("percent", Unit::Percent),
];

/// Last words of names of numbers that mean nothing without a unit.
const NEED_UNIT: &[&str] = &[
    "amount", "total", "subtotal", "price", "cost", "fee", "tax", "discount", "revenue", "duration", "latency",
    "elapsed", "timeout", "age", "size", "length", "width", "height", "distance", "weight", "temperature", "balance",
];

/// Numbers without a unit where the name needs one, and units that contradict the name.
pub(super) fn units(contract: &Contract, issues: &mut Vec<Issue>) {
    let mut seen = std::collections::BTreeSet::new();
    for event in &contract.events {
        for property in event.properties.iter().filter(|property| property.kind.is_numeric()) {
            let words = words(property.leaf());
            let Some(last) = words.last().filter(|_| seen.insert((property.leaf(), &property.unit))) else { continue };
            let promised = ENDINGS.iter().find(|(ending, _)| ending == last).filter(|_| words.len() > 1);
            let (kind, message, fix) = match (&property.unit, promised) {
                (Some(stated), Some((ending, expected))) if unit(stated).as_ref() != Some(expected) => (
                    IssueKind::UnitAgainstName,
                    format!("`{}` is in {stated}, its name says {ending}", property.leaf()),
                    "change the unit or the name".to_owned(),
                ),
                (None, None) if NEED_UNIT.contains(&last.as_str()) => (
                    IssueKind::UnitMissing,
                    format!("`{}` is a number that does not say what it counts", property.leaf()),
                    "state the unit, such as `ms`, `cents` or `kB`".to_owned(),
                ),
                _ => continue,
            };
            let (event, property) = (Some(event.name.clone()), Some(property.name.clone()));
            issues.push(Issue { kind, event, property, message, fix });
        }
    }
}

/// Every event carries the identity fields it names, or one of the contract's, and one of them always.
pub(super) fn identity(contract: &Contract, issues: &mut Vec<Issue>) {
    for event in &contract.events {
        let own = !event.identity.is_empty();
        let fields = if own { &event.identity } else { &contract.identity };
        let declared = |name: &String| event.properties.iter().find(|property| is_called(property, name));
        let missing: Vec<&str> = fields.iter().filter(|name| declared(name).is_none()).map(String::as_str).collect();
        let found: Vec<&Property> = fields.iter().filter_map(declared).collect();
        let mut issue = |kind, message: String, fix: &str| {
            let event = Some(event.name.clone());
            issues.push(Issue { kind, event, property: None, message, fix: fix.to_owned() });
        };
        if own && !missing.is_empty() {
            issue(
                IssueKind::IdentityMissing,
                format!("`{}` names the identity {} and declares no such property", event.name, missing.join(", ")),
                "declare it as a property with its type",
            );
        } else if found.is_empty() {
            let which = if fields.is_empty() { "any identity".to_owned() } else { fields.join(" or ") };
            issue(
                IssueKind::IdentityMissing,
                format!("`{}` does not carry {which}", event.name),
                "declare the property that says who did it",
            );
        } else if !found.iter().any(|property| property.required && !property.nullable) {
            let names: Vec<&str> = found.iter().map(|property| property.name.as_str()).collect();
            issue(
                IssueKind::IdentityOptional,
                format!("`{}` may come without any identity: {} may be absent or null", event.name, names.join(", ")),
                "require one of them in every event, such as anonymous_id before sign-in",
            );
        }
    }
}

/// Every event has its idempotency key, always, with a type that tells events apart.
pub(super) fn idempotency(contract: &Contract, issues: &mut Vec<Issue>) {
    for event in &contract.events {
        let key = event.idempotency_key.as_deref();
        let property = key.and_then(|key| event.properties.iter().find(|property| is_called(property, key)));
        let apart =
            |kind: &PropertyType| matches!(kind, PropertyType::Uuid | PropertyType::String | PropertyType::Integer);
        let (kind, message, fix) = match (key, property) {
            (None, _) => (
                IssueKind::NoIdempotencyKey,
                format!("`{}` has no idempotency key, so a retry counts twice", event.name),
                "name the property by which repeats are known, such as event_id, made once for the action",
            ),
            (Some(key), None) => (
                IssueKind::IdempotencyKeyMissing,
                format!("`{}` is to be known by `{key}` and declares no such property", event.name),
                "declare it as a required property",
            ),
            (Some(key), Some(one)) if !one.required || one.nullable || !apart(&one.kind) => (
                IssueKind::IdempotencyKeyWeak,
                format!(
                    "the idempotency key `{key}` of `{}` is {}{}",
                    event.name,
                    one.type_in_words(),
                    if one.required { "" } else { " and may be absent" }
                ),
                "require it as a uuid or string without null",
            ),
            _ => continue,
        };
        let (event, property) = (Some(event.name.clone()), key.map(str::to_owned));
        issues.push(Issue { kind, event, property, message, fix: fix.to_owned() });
    }
}

/// Whether a property bears the name, as its path or as the end of it.
pub(super) fn is_called(property: &Property, name: &str) -> bool {
    property.name == name || property.leaf() == name
}
