use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::contract::tests::{contract, contracts, shop};
use super::super::kind::PropertyType;
use super::super::schema::schema;
use super::*;

fn changed(pointer: &str, value: Value) -> Diff {
    let mut input = shop();
    input["version"] = json!("1.1.0");
    *input.pointer_mut(pointer).unwrap() = value;
    diff(&contract(shop()).unwrap(), &contract(input).unwrap())
}

/// The rules of Avro and of schema registries ("Schema Evolution and Compatibility", table of changes), case by case.
#[test]
fn changes_by_hand() {
    use Compatibility::{Backward, Forward, Full, None};
    let state = "/events/0/properties/2";
    let path = "/events/1/properties/0";
    for (pointer, value, expected, said) in [
        // Adding and removing optional properties is fully compatible.
        (path, json!({"name": "data/path", "type": "string", "description": "x"}), Full, ""),
        ("/events/1/properties/1", json!({"name": "data/new", "type": "string", "required": false}), Full, ""),
        // A required property that is new: old events lack it. One that is gone: old readers miss it.
        ("/events/1/properties/1", json!({"name": "data/new", "type": "string"}), Forward, "requires `data/new`"),
        (
            "/events/1/properties/0",
            json!({"name": "data/x", "type": "string", "required": false}),
            Backward,
            "requires `data/path`",
        ),
        (path, json!({"name": "data/path", "type": "string", "required": false}), Backward, "may leave it out"),
        // An enumeration that grows cannot be read by old readers, one that shrinks not by new ones.
        (state, json!({"name": "data/state", "type": "enum(open, paid, sent)"}), Backward, "enum(open, paid, sent)"),
        (state, json!({"name": "data/state", "type": "enum(open)"}), Forward, "enum(open)"),
        ("/events/0/properties/1/type", json!("number"), Backward, "number"),
        ("/events/0/properties/1/type", json!("string"), None, "string"),
        ("/events/0/properties/1/type", json!("integer?"), Backward, "null"),
        ("/events/0/properties/1/unit", json!("EUR"), None, "was in cents and is in EUR"),
        ("/events/0/properties/1/unit", json!("thousand cents"), None, "was in cents and is in thousand cents"),
        ("/events/1/name", json!("page_seen"), None, "`page_viewed` is gone"),
        ("/idempotency_key", json!("user_id"), None, "known by `event_id`, now by `user_id`"),
        (path, json!({"name": "path", "type": "string"}), None, "(but `path`)"),
    ] {
        let found = changed(pointer, value);
        assert_eq!(found.compatibility, expected, "{pointer}: {:#?}", found.breaks);
        assert!(found.breaks.is_empty() == (expected == Full));
        assert!(said.is_empty() || found.breaks.iter().any(|one| one.message.contains(said)), "{:#?}", found.breaks);
        assert_eq!(found.version_issue.is_some(), expected != Full);
    }
}

#[test]
fn a_break_names_its_consumers_and_the_order() {
    let found = changed("/events/0/properties/2/type", json!("enum(open, paid, sent)"));
    assert_eq!(found.breaks.len(), 1);
    assert_eq!(found.breaks[0].consumers, ["Finance", "Growth"]);
    assert_eq!(found.rollout, "consumers first, then producers");
    assert_eq!(found.derivation, "breaks: 0 backward, 1 forward; backward compatible");
    assert_eq!(
        found.version_issue.as_deref(),
        Some("1.1.0 after 1.0.0 promises that nothing breaks; raise the major version")
    );
}

#[test]
fn strict_readers_refuse_what_tolerant_ones_ignore() {
    let with = |readers: &str, properties: Value| {
        contract(json!({"version": "1", "readers": readers,
            "events": [{"name": "e", "source": "server", "properties": properties}]}))
        .unwrap()
    };
    let (none, more) = (json!([]), json!([{"name": "p", "type": "string", "required": false}]));
    let level =
        |readers: &str, a: &Value, b: &Value| diff(&with(readers, a.clone()), &with(readers, b.clone())).compatibility;
    assert_eq!(level("tolerant", &none, &more), Compatibility::Full);
    assert_eq!(level("strict", &none, &more), Compatibility::Backward);
    assert_eq!(level("strict", &more, &none), Compatibility::Forward);
}

#[test]
fn compatibility_of_neighbours_is_not_that_of_all() {
    let version = |properties: Value| {
        contract(json!({"version": "1", "events": [{"name": "e", "source": "server", "properties": properties}]}))
            .unwrap()
    };
    let one = version(json!([{"name": "p", "type": "string", "required": false}]));
    let two = version(json!([]));
    let three = version(json!([{"name": "p", "type": "integer", "required": false}]));
    assert_eq!(diff(&one, &two).compatibility, Compatibility::Full);
    assert_eq!(diff(&two, &three).compatibility, Compatibility::Full);
    assert_eq!(diff(&one, &three).compatibility, Compatibility::None);
}

/// A value of the type, of several that look different.
fn a_value(kind: &PropertyType, pick: u8) -> Value {
    match kind {
        PropertyType::String => json!(["free text", "a", "2027-03-31"][usize::from(pick) % 3]),
        PropertyType::Uuid => json!("0190b2c4-0000-7000-8000-00000000000a"),
        PropertyType::Integer | PropertyType::EpochSeconds | PropertyType::EpochMillis => json!(i64::from(pick) - 9),
        PropertyType::Number => json!(f64::from(pick) + 0.5),
        PropertyType::Boolean => json!(pick.is_multiple_of(2)),
        PropertyType::Timestamp => json!("2027-03-31T12:00:00.5+02:00"),
        PropertyType::Date => json!("2027-03-31"),
        // Whatever a reader looks for inside, it finds something else: no type allows null in a list.
        PropertyType::Object => json!({"r": [null], "s": [null], "e": [null]}),
        PropertyType::Enum(values) => json!(values[usize::from(pick) % values.len()]),
        PropertyType::Array(item) => json!([a_value(item, pick)]),
    }
}

/// An event that a writer of the version may send: optional ones and nulls as the bits of `picks` say.
fn written(event: &Event, picks: &[u8]) -> Value {
    let mut document = json!({});
    for (property, pick) in event.properties.iter().zip(picks.iter().cycle()) {
        if !property.required && pick & 1 == 0 {
            continue;
        }
        let value = if property.nullable && pick & 2 == 0 { Value::Null } else { a_value(&property.kind, pick >> 2) };
        let mut node = &mut document;
        for part in property.name.split('/') {
            node = node.as_object_mut().unwrap().entry(part).or_insert_with(|| json!({}));
        }
        *node = value;
    }
    document
}

fn schema_breaks(found: &Diff, direction: Direction) -> usize {
    let seen = |one: &&Break| !matches!(one.kind, BreakKind::Unit | BreakKind::IdempotencyKey);
    found.in_direction(direction).filter(seen).count()
}

proptest! {
    #[test]
    fn a_contract_is_compatible_with_itself(contract in contracts()) {
        let same = diff(&contract, &contract);
        prop_assert_eq!(same.compatibility, Compatibility::Full);
        prop_assert_eq!((same.notes.len(), same.version_issue), (0, None));
    }

    #[test]
    fn there_and_back_break_in_opposite_directions(mut a in contracts(), mut b in contracts()) {
        // An event that is new breaks nothing, one that is gone does: that is the only asymmetry.
        a.events.truncate(1);
        b.events.truncate(1);
        let (there, back) = (diff(&a, &b), diff(&b, &a));
        for (one, other) in [(Direction::Backward, Direction::Forward), (Direction::Forward, Direction::Backward)] {
            let facts = |of: &Diff, direction| -> Vec<_> {
                of.in_direction(direction).map(|one| (one.event.clone(), one.property.clone(), one.kind)).collect()
            };
            prop_assert_eq!(facts(&there, one), facts(&back, other));
        }
    }

    /// Backward compatible means: whatever the old version writes is valid by the new one's schema. Two random versions
    /// rarely are, so the properties that break are taken out of both first.
    #[test]
    fn what_is_compatible_can_be_read(old in contracts(), new in contracts(), picks in prop::collection::vec(any::<u8>(), 8)) {
        let (mut old, mut new) = (old, new);
        loop {
            let found = diff(&old, &new);
            let broken: Vec<&Break> =
                found.in_direction(Direction::Backward).filter(|one| one.property.is_some()).collect();
            if broken.is_empty() {
                break;
            }
            for event in old.events.iter_mut().chain(&mut new.events) {
                event.properties.retain(|property| {
                    !broken.iter().any(|one| one.event == event.name && one.property.as_ref() == Some(&property.name))
                });
            }
        }
        let found = diff(&old, &new);
        for event in &old.events {
            let Some(reader) = new.event(&event.name) else { continue };
            prop_assert!(!found.in_direction(Direction::Backward).any(|one| one.event == event.name), "{found:#?}");
            let validator = jsonschema::options().should_validate_formats(true).build(&schema(&new, reader)).unwrap();
            let document = written(event, &picks);
            prop_assert!(validator.is_valid(&document), "{document}");
        }
    }

    /// And each break has a document: among all that the old version may write, one is refused.
    #[test]
    fn what_breaks_cannot_always_be_read(old in contracts(), new in contracts()) {
        let found = diff(&old, &new);
        for event in &old.events {
            let Some(reader) = new.event(&event.name) else { continue };
            let validator = jsonschema::options().should_validate_formats(true).build(&schema(&new, reader)).unwrap();
            let of_event = Diff { breaks: found.breaks.iter().filter(|one| one.event == event.name).cloned().collect(), ..found.clone() };
            if schema_breaks(&of_event, Direction::Backward) == 0 {
                continue;
            }
            let refused = (0..=255_u8).any(|bits| {
                // Every choice of absent, null and value for up to five properties shows in some mixture of bits.
                let picks: Vec<u8> = (0..8_u8).map(|at| bits.rotate_left(u32::from(at)) ^ at.wrapping_mul(bits)).collect();
                !validator.is_valid(&written(event, &picks))
            });
            prop_assert!(refused, "{:#?}", of_event.breaks);
        }
    }
}
