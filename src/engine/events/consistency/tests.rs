use serde_json::{Value, json};

use super::super::contract::tests::{contract, shop};
use super::*;

fn issues(input: Value) -> Vec<(IssueKind, String)> {
    let found = consistency(&contract(input).unwrap()).issues;
    found.into_iter().map(|issue| (issue.kind, issue.message)).collect()
}

#[test]
fn a_sound_contract_has_no_issue() {
    let found = consistency(&contract(shop()).unwrap());
    assert_eq!(found.issues, []);
    assert_eq!(found.event_names.derivation, "2 of 2 names of several words are in snake_case");
    assert_eq!(found.property_names.convention, Some(Convention::Snake));
    assert_eq!(found.server_side.unwrap().derivation, "1 / 2 = 50 %");
    assert_eq!(found.unclassified, ["client", "data/path", "data/tags"]);
}

#[test]
fn each_disagreement_is_found_once() {
    let property = |name: &str, rest: Value| {
        let mut property = json!({"name": name, "type": "integer"});
        property.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        property
    };
    let path = "/events/1/properties/0";
    for (pointer, value, kind, said) in [
        (
            path,
            property("data/order_id", json!({"personal_data": "none"})),
            IssueKind::TwoTypes,
            "`order_id` is of type uuid in order_placed and of type integer in page_viewed",
        ),
        (
            path,
            property("data/total", json!({"unit": "EUR", "personal_data": "none"})),
            IssueKind::TwoUnits,
            "`data/total` is in cents in order_placed and in EUR in page_viewed",
        ),
        (
            path,
            property("data/load_ms", json!({"unit": "s"})),
            IssueKind::UnitAgainstName,
            "`load_ms` is in s, its name says ms",
        ),
        (path, property("data/latency", json!({})), IssueKind::UnitMissing, "`latency` is a number"),
        (
            path,
            property("data/loadTime", json!({})),
            IssueKind::Spelling,
            "the property `loadTime` is not in snake_case",
        ),
        (path, property("data/ip_address", json!({})), IssueKind::Unclassified, "`ip_address` is not classified"),
        ("/events/1/name", json!("pageViewed"), IssueKind::Spelling, ""),
        ("/common_properties/1/required", json!(false), IssueKind::IdentityOptional, "may come without any identity"),
        ("/common_properties/0/required", json!(false), IssueKind::IdempotencyKeyWeak, "uuid and may be absent"),
        ("/events/0/source", json!("both"), IssueKind::TwoSources, "told twice"),
        ("/events/0/consumers", json!([]), IssueKind::NoConsumer, "nobody is named"),
        ("/events/0/identity", json!(["account_id"]), IssueKind::IdentityMissing, "names the identity account_id"),
        (
            "/events/0/idempotency_key",
            json!("order_number"),
            IssueKind::IdempotencyKeyMissing,
            "declares no such property",
        ),
    ] {
        let mut input = shop();
        if pointer == "/events/1/name" {
            input["events"]
                .as_array_mut()
                .unwrap()
                .push(json!({"name": "order_sent", "source": "server", "consumers": ["A"]}));
        }
        let node = match input.pointer_mut(pointer) {
            Some(node) => node,
            None => {
                let (parent, field) = pointer.rsplit_once('/').unwrap();
                input.pointer_mut(parent).unwrap().as_object_mut().unwrap().entry(field).or_insert(Value::Null)
            }
        };
        *node = value;
        let found = issues(input);
        // A rule about every event finds both.
        assert!(found.iter().all(|issue| issue.0 == kind) && !found.is_empty(), "{pointer}: {found:?}");
        assert!(found.len() <= 2 && found[0].1.contains(said), "{found:?}");
    }
}

#[test]
fn a_name_of_one_word_is_compared_at_its_path_only() {
    let mut input = shop();
    let property = |name: &str, kind: &str| json!({"name": name, "type": kind, "personal_data": "none"});
    input["events"][0]["properties"][0] = property("cart/id", "uuid");
    input["events"][1]["properties"][0] = property("page/id", "string");
    assert_eq!(issues(input.clone()), []);
    input["events"][0]["properties"][0] = property("cart/order_id", "uuid");
    input["events"][1]["properties"][0] = property("page/order_id", "string");
    assert_eq!(issues(input)[0].0, IssueKind::TwoTypes);
}

#[test]
fn spellings_of_one_unit_agree() {
    let property = |unit: &str| json!({"name": "data/wait", "type": "integer", "unit": unit, "personal_data": "none"});
    let mut input = shop();
    input["events"][0]["properties"][1] = property("ms");
    input["events"][1]["properties"][0] = property("milliseconds");
    assert_eq!(issues(input), []);
}

#[test]
fn retention_is_held_against_both_ends() {
    // 15 months of 30.4375 days are 456.5625 days; the rule allows 14, 426.125 days: 30.4375 days too many.
    let mut input = shop();
    input["retention"] = json!("15 months");
    let found = consistency(&contract(input).unwrap()).issues;
    assert_eq!(found.len(), 4);
    assert_eq!(
        found[0].message,
        "`anonymous_id` of `order_placed` (pseudonymous) is kept 456.5625 days, at most 426.125 days are allowed (DPA \
         with the customers)"
    );
    assert_eq!(found[0].fix, "delete it 30.4375 days sooner");

    let mut input = shop();
    input["privacy"][0]["at_least"] = json!("400 days");
    let found = issues(input);
    assert!(found.iter().all(|(kind, _)| *kind == IssueKind::RetentionTooShort) && found.len() == 4, "{found:?}");

    let mut input = shop();
    input["retention"] = Value::Null;
    let found = issues(input);
    assert!(found.iter().all(|(kind, _)| *kind == IssueKind::RetentionMissing) && found.len() == 4, "{found:?}");
}

#[test]
fn names_without_a_leading_convention_are_inconclusive() {
    let mut input = shop();
    input["events"][1]["name"] = json!("PageViewed");
    let found = consistency(&contract(input).unwrap());
    assert_eq!(found.event_names.convention, None);
    assert_eq!(found.event_names.derivation, "inconclusive, because as many names are in PascalCase as in snake_case");
}

#[test]
fn order_of_words_is_a_rule_where_most_keep_to_it() {
    let mut input = shop();
    for name in ["order_paid", "sent_parcel", "checkout_start"] {
        let event = json!({"name": name, "source": "server", "consumers": ["Finance"]});
        input["events"].as_array_mut().unwrap().push(event);
    }
    input["events"]
        .as_array_mut()
        .unwrap()
        .push(json!({"name": "export_failed", "source": "server", "consumers": ["A"]}));
    let found = consistency(&contract(input).unwrap()).issues;
    let fixes: Vec<&str> = found.iter().map(|issue| issue.fix.as_str()).collect();
    assert_eq!(fixes, ["rename it such as `parcel_sent`", "rename it with the action in the past tense"]);
}

#[test]
fn a_missed_server_side_target_names_the_events() {
    let mut input = shop();
    input["server_side_target"] = json!("80 %");
    let found = consistency(&contract(input).unwrap()).issues;
    assert_eq!(found.len(), 1);
    assert!(found[0].message.starts_with("1 / 2 = 50 % of the canonical events"));
    assert!(found[0].fix.ends_with("page_viewed"));
}
