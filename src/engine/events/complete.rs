//! From what people write to a contract: reads types and lengths of time, adds the envelope's fields, and refuses what
//! cannot be meant.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::contract::{Contract, ContractError, Event, MOST_PROPERTIES, Property, RetentionRule};
use super::input::{ContractInput, DataClass, EnvelopeInput, EventInput, PropertyInput};
use super::kind::PropertyType;
use crate::quantity::{Quantity, Unit, number};

impl TryFrom<ContractInput> for Contract {
    type Error = ContractError;

    /// Checks and completes a contract.
    fn try_from(input: ContractInput) -> Result<Self, ContractError> {
        not_blank("version", &input.version)?;
        if input.events.is_empty() {
            return Err(ContractError::NoEvents);
        }
        envelope(&input.envelope)?;
        let contract = Contract {
            version: input.version.trim().to_owned(),
            readers: input.readers,
            identity: input.identity.clone(),
            privacy: rules(&input)?,
            server_side_target: input.server_side_target.as_deref().map(share).transpose()?,
            events: input.events.iter().map(|one| event(one, &input)).collect::<Result<_, _>>()?,
            envelope: input.envelope,
        };
        check_names(&contract)?;
        Ok(contract)
    }
}

fn envelope(envelope: &EnvelopeInput) -> Result<(), ContractError> {
    path("envelope.event", &envelope.event)?;
    let optional = [&envelope.time, &envelope.received, &envelope.client];
    let mut seen = BTreeSet::from([envelope.event.as_str()]);
    for field in optional.into_iter().flatten() {
        path("envelope", field)?;
        if !seen.insert(field) {
            return Err(ContractError::EnvelopeTwice { field: field.clone() });
        }
    }
    Ok(())
}

fn event(input: &EventInput, contract: &ContractInput) -> Result<Event, ContractError> {
    not_blank("an event's name", &input.name)?;
    let field = || format!("retention of `{}`", input.name);
    let retention = match &input.retention {
        Some(text) => Some(days(field, text)?),
        None => contract.retention.as_deref().map(|text| days(|| "retention".to_owned(), text)).transpose()?,
    };
    let written = contract.common_properties.iter().chain(&input.properties);
    let written: Vec<Property> = written.map(|one| property(&input.name, one)).collect::<Result<_, _>>()?;
    let mut properties = of_envelope(&input.name, &contract.envelope, &written)?;
    let own = written.into_iter().filter(|property| property.name != contract.envelope.event);
    properties.extend(own);
    let mut names = BTreeSet::new();
    for property in &properties {
        if !names.insert(property.name.as_str()) {
            let (event, property) = (input.name.clone(), property.name.clone());
            return Err(ContractError::PropertyTwice { event, property });
        }
    }
    Ok(Event {
        name: input.name.clone(),
        emitted: input.emitted.clone(),
        source: input.source,
        canonical: input.canonical,
        identity: input.identity.clone(),
        idempotency_key: input.idempotency_key.clone().or_else(|| contract.idempotency_key.clone()),
        retention_days: retention,
        consumers: input.consumers.clone(),
        properties,
    })
}

/// The fields of the envelope that an event does not declare itself. The one with its name is always made here.
fn of_envelope(event: &str, envelope: &EnvelopeInput, written: &[Property]) -> Result<Vec<Property>, ContractError> {
    let time = |kind: &PropertyType| {
        matches!(kind, PropertyType::Timestamp | PropertyType::EpochSeconds | PropertyType::EpochMillis)
    };
    let text = |kind: &PropertyType| matches!(kind, PropertyType::String | PropertyType::Uuid | PropertyType::Enum(_));
    let named = PropertyType::Enum(vec![event.to_owned()]);
    let mut made = Vec::new();
    for (role, name, kind, required) in [
        ("name", Some(&envelope.event), named, true),
        ("time", envelope.time.as_ref(), PropertyType::Timestamp, true),
        ("time of receipt", envelope.received.as_ref(), PropertyType::Timestamp, false),
        ("client", envelope.client.as_ref(), PropertyType::String, false),
    ] {
        let Some(name) = name else { continue };
        let declared = written.iter().find(|property| property.name == *name);
        let is_time = kind == PropertyType::Timestamp;
        if let Some(declared) = declared.filter(|one| if is_time { !time(&one.kind) } else { !text(&one.kind) }) {
            return Err(ContractError::Envelope {
                event: event.to_owned(),
                property: name.clone(),
                role,
                kind: declared.kind.to_string(),
                accepted: if is_time { "timestamp, epoch_s or epoch_ms" } else { "string" },
            });
        }
        if declared.is_none() || role == "name" {
            made.push(Property {
                name: name.clone(),
                kind,
                nullable: false,
                required,
                unit: None,
                class: (role != "client").then_some(DataClass::None),
                retention_days: None,
                description: Some(format!("The event's {role}.")),
            });
        }
    }
    Ok(made)
}

fn property(event: &str, input: &PropertyInput) -> Result<Property, ContractError> {
    path("a property's name", &input.name)?;
    let (kind, nullable) = PropertyType::parse(&input.kind).map_err(|error| ContractError::Type {
        event: event.to_owned(),
        property: input.name.clone(),
        error,
    })?;
    let field = || format!("retention of `{}` of `{event}`", input.name);
    Ok(Property {
        name: input.name.clone(),
        kind,
        nullable,
        required: input.required,
        unit: input.unit.as_deref().map(str::trim).filter(|unit| !unit.is_empty()).map(str::to_owned),
        class: input.personal_data,
        retention_days: input.retention.as_deref().map(|text| days(field, text)).transpose()?,
        description: input.description.clone(),
    })
}

fn rules(input: &ContractInput) -> Result<Vec<RetentionRule>, ContractError> {
    let mut rules: Vec<RetentionRule> = Vec::new();
    for (index, rule) in input.privacy.iter().enumerate() {
        let read = |name: &str, text: &Option<String>| {
            text.as_deref().map(|text| days(|| format!("privacy[{index}].{name}"), text)).transpose()
        };
        let (at_least, at_most) = (read("at_least", &rule.at_least)?, read("at_most", &rule.at_most)?);
        if at_least.is_none() && at_most.is_none() {
            return Err(ContractError::NoRule { index });
        }
        rules.push(RetentionRule { class: rule.class, at_least, at_most, source: rule.source.clone() });
    }
    for class in [DataClass::None, DataClass::Pseudonymous, DataClass::Personal, DataClass::Sensitive] {
        let of_class = || rules.iter().filter(|rule| rule.class == class);
        let least = of_class().filter_map(|rule| rule.at_least).max();
        let most = of_class().filter_map(|rule| rule.at_most).min();
        if let (Some(least), Some(most)) = (least, most)
            && least > most
        {
            return Err(ContractError::RulesClash {
                class: class.name(),
                least: number::print(least),
                most: number::print(most),
            });
        }
    }
    Ok(rules)
}

/// Reads a length of time of more than nothing.
fn days(field: impl Fn() -> String, text: &str) -> Result<Decimal, ContractError> {
    let quantity = Quantity::parse_only(text).map_err(|error| ContractError::Quantity { field: field(), error })?;
    let days = quantity.as_days().filter(|days| *days > Decimal::ZERO);
    days.ok_or_else(|| ContractError::OutOfRange {
        field: field(),
        text: text.to_owned(),
        accepted: "a length of time above 0, e.g. `13 months`",
    })
}

fn share(text: &str) -> Result<Decimal, ContractError> {
    let field = || "server_side_target".to_owned();
    let quantity = Quantity::parse_only(text).map_err(|error| ContractError::Quantity { field: field(), error })?;
    let percent = (quantity.unit == Unit::Percent).then_some(quantity.value);
    let fits = |value: &Decimal| *value >= Decimal::ZERO && *value <= Decimal::ONE_HUNDRED;
    percent.filter(fits).ok_or_else(|| ContractError::OutOfRange {
        field: field(),
        text: text.to_owned(),
        accepted: "a percentage from 0 % to 100 %, e.g. `80 %`",
    })
}

fn not_blank(field: &str, text: &str) -> Result<(), ContractError> {
    if text.trim().is_empty() { Err(ContractError::Blank { field: field.to_owned() }) } else { Ok(()) }
}

fn path(field: &str, path: &str) -> Result<(), ContractError> {
    path.split('/').try_for_each(|part| not_blank(&format!("{field} `{path}`, or a part of it,"), part))
}

/// Checks what has to hold across all events.
fn check_names(contract: &Contract) -> Result<(), ContractError> {
    let mut events = BTreeSet::new();
    for event in &contract.events {
        if !events.insert(event.name.as_str()) {
            return Err(ContractError::EventTwice { event: event.name.clone() });
        }
    }
    let properties = contract.events.iter().flat_map(|event| &event.properties);
    let mut parents: BTreeMap<&str, &str> = BTreeMap::new();
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for property in properties {
        names.insert(&property.name);
        for (at, _) in property.name.match_indices('/') {
            parents.insert(&property.name[..at], &property.name);
        }
    }
    if let Some((both, nested)) = parents.iter().find(|(parent, _)| names.contains(*parent)) {
        return Err(ContractError::Nested { property: (*both).to_owned(), nested: (*nested).to_owned() });
    }
    let count = names.len() + parents.len();
    if count > MOST_PROPERTIES { Err(ContractError::TooMany { count }) } else { Ok(()) }
}
