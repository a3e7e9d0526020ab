//! Contracts that tests share, and tests of reading one.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::input::ContractInput;
use super::*;

/// A contract from JSON.
pub fn contract(value: Value) -> Result<Contract, ContractError> {
    serde_json::from_value::<ContractInput>(value).unwrap().try_into()
}

/// A shop's contract, as a person would write it.
pub fn shop() -> Value {
    json!({
        "version": "1.0.0",
        "envelope": {"event": "event", "time": "occurred_at", "received": "received_at", "client": "client"},
        "identity": ["user_id", "anonymous_id"],
        "idempotency_key": "event_id",
        "retention": "13 months",
        "privacy": [{"class": "pseudonymous", "at_most": "14 months", "source": "DPA with the customers"}],
        "common_properties": [
            {"name": "event_id", "type": "uuid", "personal_data": "none"},
            {"name": "anonymous_id", "type": "uuid", "personal_data": "pseudonymous"},
            {"name": "user_id", "type": "nullable uuid", "required": false, "personal_data": "pseudonymous"}
        ],
        "events": [
            {"name": "order_placed", "source": "server", "consumers": ["Finance", "Growth"], "properties": [
                {"name": "data/order_id", "type": "uuid", "personal_data": "none"},
                {"name": "data/total", "type": "integer", "unit": "cents", "personal_data": "none"},
                {"name": "data/state", "type": "enum(open, paid)", "personal_data": "none"}
            ]},
            {"name": "page_viewed", "source": "client", "consumers": ["Growth"], "properties": [
                {"name": "data/path", "type": "string"},
                {"name": "data/tags", "type": "string[]", "required": false}
            ]}
        ]
    })
}

/// Any type.
pub fn kinds() -> impl Strategy<Value = PropertyType> {
    let enums = prop::sample::subsequence(vec!["a", "b", "c"], 1..=3)
        .prop_map(|values| PropertyType::Enum(values.into_iter().map(str::to_owned).collect()));
    let plain = prop_oneof![
        Just(PropertyType::String),
        Just(PropertyType::Uuid),
        Just(PropertyType::Integer),
        Just(PropertyType::Number),
        Just(PropertyType::Boolean),
        Just(PropertyType::Timestamp),
        Just(PropertyType::Date),
        Just(PropertyType::EpochSeconds),
        Just(PropertyType::EpochMillis),
        Just(PropertyType::Object),
        enums,
    ];
    plain.prop_recursive(2, 4, 1, |inner| inner.prop_map(|item| PropertyType::Array(Box::new(item))))
}

/// A small contract of one or two events over the same few names. `d` is a value in some and an object in others.
pub fn contracts() -> impl Strategy<Value = Contract> {
    any::<bool>().prop_flat_map(|leaf| {
        let names = if leaf { vec!["p", "q", "d"] } else { vec!["p", "q", "d/r", "d/s", "d/e/t"] };
        let count = names.len();
        let event = || {
            let properties = prop::collection::vec((kinds(), any::<bool>(), any::<bool>()), count);
            (prop::sample::subsequence(names.clone(), 0..=count), properties)
        };
        (event(), prop::option::of(event()), any::<bool>()).prop_map(|(one, two, strict)| made(one, two, strict))
    })
}

type Parts = (Vec<&'static str>, Vec<(PropertyType, bool, bool)>);

fn made(one: Parts, two: Option<Parts>, strict: bool) -> Contract {
    let event = |name: &str, (names, properties): Parts| {
        let of = |(name, (kind, nullable, required)): (&str, (PropertyType, bool, bool))| {
            let null = if nullable { "?" } else { "" };
            json!({"name": name, "type": format!("{kind}{null}"), "required": required})
        };
        let properties: Vec<Value> = names.into_iter().zip(properties).map(of).collect();
        json!({"name": name, "source": "server", "properties": properties})
    };
    let mut events = vec![event("one", one)];
    events.extend(two.map(|two| event("two", two)));
    let readers = if strict { "strict" } else { "tolerant" };
    contract(json!({"version": "1", "readers": readers, "events": events})).unwrap()
}

#[test]
fn a_contract_is_completed() {
    let contract = contract(shop()).unwrap();
    let event = contract.event("order_placed").unwrap();
    let names: Vec<&str> = event.properties.iter().map(|property| property.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "event", "occurred_at", "received_at", "client", "event_id", "anonymous_id", "user_id", "data/order_id",
            "data/total", "data/state"
        ]
    );
    // 13 months of 30.4375 days
    assert_eq!(event.retention_days, Some("395.6875".parse().unwrap()));
    assert_eq!(event.property("user_id").unwrap().type_in_words(), "nullable uuid");
    assert_eq!(event.property("data/total").unwrap().leaf(), "total");
}

#[test]
fn what_cannot_be_meant_is_refused_by_name() {
    let refused = |pointer: &str, value: Value| {
        let mut input = shop();
        *input.pointer_mut(pointer).unwrap() = value;
        contract(input).unwrap_err().to_string()
    };
    for (pointer, value, said) in [
        ("/events", json!([]), "events is empty"),
        ("/version", json!(" "), "version is blank"),
        ("/events/1/name", json!("order_placed"), "`order_placed` is declared twice"),
        ("/events/0/properties/0/name", json!("event_id"), "`event_id` of `order_placed` is declared twice"),
        ("/events/0/properties/0/type", json!("money"), "the type of `data/order_id` of `order_placed`"),
        ("/events/0/properties/0/name", json!("data//x"), "is blank"),
        ("/retention", json!("-3 days"), "retention is `-3 days`"),
        ("/retention", json!("forever"), "retention: `forever` holds no number"),
        ("/retention", json!("12 GB"), "retention is `12 GB`"),
        ("/envelope/client", json!("event"), "uses `event` for two things"),
        ("/envelope/time", json!("user_id"), "cannot be uuid; declare it as timestamp"),
        ("/events/1/properties/0/name", json!("data"), "`data` is a property, and `data/"),
        ("/privacy/0/at_most", Value::Null, "neither at_least nor at_most"),
    ] {
        let message = refused(pointer, value);
        assert!(message.contains(said), "{message}");
    }
    let mut input = shop();
    input["server_side_target"] = json!("120 %");
    assert!(contract(input.clone()).unwrap_err().to_string().contains("from 0 % to 100 %"));
    input["server_side_target"] = json!("80");
    assert!(contract(input).unwrap_err().to_string().contains("from 0 % to 100 %"));
    let mut input = shop();
    input["privacy"][0]["at_least"] = json!("2 years");
    let message = contract(input).unwrap_err().to_string();
    assert!(message.contains("at least 730.5 days and at most 426.125"), "{message}");
}
