use std::io::BufReader;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::contract::tests::{contract, contracts, shop};
use super::super::schema::schema;
use super::report::{InconsistencyKind, ViolationKind};
use super::*;

fn sample(lines: &str) -> SampleReport {
    options(lines, &SampleOptions::default())
}

fn options(lines: &str, options: &SampleOptions) -> SampleReport {
    validate(&contract(shop()).unwrap(), options, lines.as_bytes()).unwrap()
}

/// A valid `page_viewed`, and the same with changes.
fn page(id: u32, changes: Value) -> String {
    let mut event = json!({
        "event": "page_viewed",
        "occurred_at": "2027-03-31T12:00:00Z",
        "received_at": "2027-03-31T12:00:02Z",
        "client": "web",
        "event_id": format!("0190b2c4-0000-7000-8000-{id:012}"),
        "anonymous_id": "0190b2c4-0000-7000-8000-00000000000a",
        "user_id": null,
        "data": {"path": "/"}
    });
    for (key, value) in changes.as_object().unwrap() {
        if value == "(none)" {
            event.as_object_mut().unwrap().remove(key);
        } else {
            event[key] = value.clone();
        }
    }
    format!("{event}\n")
}

#[test]
fn what_cannot_be_read_is_counted_and_never_fatal() {
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    for line in [
        page(1, json!({})).trim_end().as_bytes(),
        b"",
        b"  \r",
        b"\xff\xfe",
        b"{\"event\": \"page_viewed\"",
        b"[1, 2]",
        b"7 8",
        b"{\"event\": 7}",
        b"{}",
        &[b'x'; 5_000],
        b"{\"event\": \"page_viewed\", \"event\": \"other\"}",
        b"{\"event\": \"\\ud800\"}",
    ] {
        bytes.extend_from_slice(line);
        bytes.push(b'\n');
    }
    let settings = SampleOptions { max_line: "4 kB".to_owned(), ..SampleOptions::default() };
    let found = validate(&contract(shop()).unwrap(), &settings, BufReader::with_capacity(7, &bytes[..])).unwrap();
    let rejected = &found.rejected;
    assert_eq!((found.lines, found.blank, found.events, found.valid), (12, 2, 1, 1));
    assert_eq!((rejected.not_utf8.first.as_slice(), rejected.not_json.first.as_slice()), (&[4][..], &[5, 7, 12][..]));
    assert_eq!((rejected.not_object.first.as_slice(), rejected.without_name.first.as_slice()), (&[6][..], &[8, 9][..]));
    assert_eq!((rejected.too_long.first.as_slice(), rejected.repeated_keys.first.as_slice()), (&[10][..], &[11][..]));
    assert_eq!(found.unknown_events[0].name, "other");
    assert_eq!(found.bytes, bytes.len() as u64);
    assert_eq!(found.silent, ["order_placed"]);
}

#[test]
fn violations_are_counted_with_examples_that_show_no_personal_value() {
    let lines = page(1, json!({}))
        + &page(2, json!({"anonymous_id": "secret-value"}))
        + &page(3, json!({"anonymous_id": "(none)"}))
        + &page(4, json!({"occurred_at": "yesterday", "data": "x"}))
        + &page(5, json!({"anonymous_id": null, "data": {"path": 7, "more": 1}}));
    let found = sample(&lines);
    let listed: Vec<String> = found
        .violations
        .iter()
        .map(|one| {
            let example = &one.examples[0];
            format!("{} {:?} {} {}: {}", one.property, one.kind, one.count, example.line, example.found)
        })
        .collect();
    assert_eq!(
        listed,
        [
            "occurred_at Value 1 4: \"yesterday\"",
            "anonymous_id Missing 1 3: nothing",
            "anonymous_id Null 1 5: null",
            "anonymous_id Value 1 2: a string of 12 characters",
            "data/path Missing 1 4: nothing",
            "data/path Type 1 5: an integer",
            "data Type 1 4: a string of 1 characters",
        ]
    );
    assert_eq!(found.derivation, "1 of 5 events of declared kinds are valid = 20 %");
    assert_eq!((found.undeclared[0].name.as_str(), found.undeclared[0].lines.first[0]), ("data/more", 5));
    let rate = found.nulls.iter().find(|rate| rate.property == "anonymous_id").unwrap();
    assert_eq!(rate.derivation, "(1 null + 1 absent) / 5 = 40 %");
    assert_eq!(rate.too_many, None);
}

#[test]
fn duplicates_are_known_by_their_key() {
    // Letter case does not tell UUIDs apart.
    let with = |id: &str| page(0, json!({"event_id": format!("0190b2c4-0000-7000-8000-{id}")}));
    let lines = page(1, json!({}))
        + &page(2, json!({}))
        + &page(1, json!({"client": "ios"}))
        + &with("0000000000AB")
        + &with("0000000000ab");
    let found = sample(&lines).duplicates;
    assert_eq!((found.checked, found.lines.first.as_slice()), (5, &[3, 5][..]));
    assert_eq!(found.derivation, "2 / 5 = 40 %; every key was remembered (as 128-bit hash)");

    let bounded = SampleOptions { exact_keys: 1, filter: "1 KiB".to_owned(), ..SampleOptions::default() };
    let found = options(&lines, &bounded).duplicates;
    assert_eq!((found.lines.count, found.probable), (2, 1));
    assert!(found.derivation.contains("1 of them known by a filter only"), "{}", found.derivation);
}

#[test]
fn late_arrivals_are_counted_in_classes() {
    let lines = page(1, json!({}))
        + &page(2, json!({"received_at": "2027-03-31T15:00:00+02:00"}))
        + &page(3, json!({"received_at": "2027-03-31T14:00:01Z"}))
        + &page(4, json!({"received_at": "2027-03-31T11:59:59Z"}))
        + &page(5, json!({"received_at": "(none)"}));
    let found = sample(&lines).lateness;
    assert_eq!((found.checked, found.unchecked, found.late, found.before), (4, 1, 1, 1));
    assert_eq!(found.derivation, "1 / 4 later than 1 h = 25 %");
    assert_eq!(found.longest.as_deref(), Some("2 h 1 s"));
    let classes: Vec<String> = found.classes.iter().map(|one| format!("{}: {}", one.at_most, one.count)).collect();
    assert_eq!(classes, ["1 s: 1", "10 s: 1", "1 h: 1", "6 h: 1"]);
    assert_eq!(found.percentiles[0].at_most, "10 s");
}

#[test]
fn clients_that_differ_are_named() {
    let mut lines = String::new();
    for id in 0..20 {
        lines += &page(id, json!({"data": {"path": "/", "tags": []}}));
        lines += &page(100 + id, json!({"client": "ios", "data": {"path": 7}}));
        lines += &page(200 + id, json!({"client": "tv", "event": "pageViewed"}));
        lines += &page(300 + id, json!({"client": "web", "data": {"path": "/", "tags": [], "Path": 1}}));
    }
    let settings = SampleOptions { client_min_events: 20, ..SampleOptions::default() };
    let found: Vec<String> = options(&lines, &settings).inconsistencies.iter().map(|one| one.message.clone()).collect();
    assert_eq!(
        found,
        [
            "web sends string, ios sends number",
            "100 % of web's and 0 % of ios's carry it",
            "100 % of ios's and 0 % of web's are invalid",
            "the event `page_viewed` is called `pageViewed` by tv",
            "the property `data/path` is called `data/Path` by web",
        ]
    );
    assert_eq!(options(&lines, &settings).inconsistencies[3].kind, InconsistencyKind::Spelling);
}

#[test]
fn options_are_checked() {
    let problem =
        |options: SampleOptions| validate(&contract(shop()).unwrap(), &options, &b""[..]).unwrap_err().to_string();
    let default = SampleOptions::default;
    for (options, said) in [
        (SampleOptions { max_line: "1 hour".into(), ..default() }, "max_line is `1 hour`"),
        (SampleOptions { filter: "0 B".into(), ..default() }, "filter is `0 B`"),
        (SampleOptions { late_after: "soon".into(), ..default() }, "late_after: `soon`"),
        (SampleOptions { late_after: "-1 hour".into(), ..default() }, "late_after is `-1 hour`"),
        (SampleOptions { client_gap: "120 %".into(), ..default() }, "client_gap is `120 %`"),
        (SampleOptions { client_min_events: 0, ..default() }, "client_min_events is `0`"),
    ] {
        let message = problem(options);
        assert!(message.starts_with(said), "{message}");
    }
    let empty = sample("");
    assert_eq!(empty.derivation, "no line holds an event of a declared kind");
    assert!(
        empty.duplicates.derivation.starts_with("inconclusive")
            && empty.lateness.derivation.starts_with("inconclusive")
    );
}

#[test]
fn a_stream_that_breaks_is_an_error_that_says_where() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("gone"))
        }
    }
    let stream = BufReader::new(std::io::Read::chain(&b"{}\n{}\n{"[..], Broken));
    let error = validate(&contract(shop()).unwrap(), &SampleOptions::default(), stream).unwrap_err();
    assert_eq!(error.to_string(), "the sample cannot be read on after line 2: gone");
}

#[test]
fn keys_beyond_63_bits_are_told_apart() {
    let contract = contract(json!({"version": "1", "idempotency_key": "id", "events": [
        {"name": "e", "source": "server", "properties": [{"name": "id", "type": "integer"}]}]}))
    .unwrap();
    let line = |id: u64| format!("{{\"event\": \"e\", \"id\": {id}}}\n");
    let lines = line(u64::MAX) + &line(u64::MAX - 1) + &line(1) + &line(u64::MAX);
    let found = validate(&contract, &SampleOptions::default(), lines.as_bytes()).unwrap();
    assert_eq!((found.valid, found.duplicates.lines.first), (4, vec![4]));
}

/// Values around the edges of all types.
fn values() -> impl Strategy<Value = Value> {
    let texts = prop_oneof![
        Just("a".to_owned()),
        Just("b".to_owned()),
        Just("one".to_owned()),
        "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{11,13}",
        "\\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\\}?",
        "(0000|1900|2000|2023|2024|9999)-(00|01|02|06|12|13)-(00|01|28|29|30|31|32)",
        "(0000|1990|2024|9999)-(01|02|06|12)-(01|29|30|31)[Tt ](00|15|22|23|24):(00|58|59|60):(00|59|60|61)(\\.[0-9]{0,10})?(Z|z|[+-](00|01|08|23|24):(00|01|59|60)|)",
        "\\PC{0,8}",
    ];
    let plain = prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        2 => any::<i64>().prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => (-50_i32..50).prop_map(|number| json!(f64::from(number))),
        6 => texts.prop_map(Value::from),
    ];
    plain.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec(("[pqdrset]", inner), 0..4).prop_map(|pairs| pairs.into_iter().collect::<Value>()),
        ]
    })
}

/// A value that is likely to fit a schema made by [`schema`].
fn fitting(schema: &Value, pick: u64) -> Value {
    let kind = schema["type"].as_str().or(schema["type"][(pick % 2) as usize].as_str()).unwrap_or_default();
    match kind {
        "null" => Value::Null,
        "integer" => json!(pick as i64),
        "number" => json!(pick as f64 / 8.0),
        "boolean" => json!(pick.is_multiple_of(2)),
        "array" => json!(vec![fitting(&schema["items"], pick / 2); (pick % 3) as usize]),
        "object" => json!({"x": pick}),
        _ => match (&schema["const"], &schema["enum"], schema["format"].as_str()) {
            (Value::String(only), _, _) => json!(only),
            (_, Value::Array(values), _) => values[pick as usize % values.len()].clone(),
            (_, _, Some("uuid")) => json!(format!("0190b2c4-0000-7000-8000-{:012}", pick % 1000)),
            (_, _, Some("date")) => json!("2024-02-29"),
            (_, _, Some("date-time")) => json!("2024-02-29T23:59:59.5+02:00"),
            _ => json!("text"),
        },
    }
}

/// A document for a schema: each property fits, is anything, or is absent, as the picks say.
fn document(schema: &Value, picks: &mut impl Iterator<Item = (u64, Value)>) -> Value {
    let mut made = json!({});
    for (name, part) in schema["properties"].as_object().unwrap() {
        let Some((pick, other)) = picks.next() else { break };
        made[name] = match pick % 16 {
            0 => continue,
            1 => other,
            _ if part.get("properties").is_some() => document(part, picks),
            _ => fitting(part, pick / 16),
        };
    }
    made
}

fn picks() -> impl Strategy<Value = Vec<(u64, Value)>> {
    prop::collection::vec((any::<u64>(), values()), 24)
}

fn assert_agrees(contract: &Contract, document: &Value) -> Result<(), TestCaseError> {
    let event = contract.event("one").unwrap();
    let schema = schema(contract, event);
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let found = validate(contract, &SampleOptions::default(), format!("{document}\n").as_bytes()).unwrap();
    prop_assert_eq!(found.events, 1);
    prop_assert_eq!(
        found.valid == 1,
        validator.is_valid(document),
        "{:#}\n{}\n{:#?}",
        schema,
        document,
        found.violations
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// The small checker and a validator of JSON Schema with format assertion say the same of every document.
    #[test]
    fn the_checker_is_the_schema(contract in contracts(), picks in picks(), extra in prop::option::of(("[pqdx]", values()))) {
        let event = contract.event("one").unwrap();
        let mut document = document(&schema(&contract, event), &mut picks.into_iter());
        document["event"] = json!("one");
        if let Some((name, value)) = extra {
            document[name] = value;
        }
        assert_agrees(&contract, &document)?;
    }

    /// The same for one value and one type, so that the edges of each type are met often.
    #[test]
    fn each_type_is_its_schema(kind in super::super::contract::tests::kinds(), null: bool, value in values()) {
        let null = if null { "?" } else { "" };
        let contract = contract(json!({"version": "1", "events": [
            {"name": "one", "source": "server", "properties": [{"name": "p", "type": format!("{kind}{null}")}]}]})).unwrap();
        assert_agrees(&contract, &json!({"event": "one", "p": value}))?;
    }
}

proptest! {
    /// Keys that come again count with their last value, as in a parsed value.
    #[test]
    fn the_last_of_equal_keys_counts(contract in contracts(), parts in prop::collection::vec(("[pqd]", values()), 0..6)) {
        let pairs: Vec<String> = parts.iter().map(|(name, value)| format!("{}: {value}", json!(name))).collect();
        let line = format!("{{\"event\": \"one\"{}{}}}", if pairs.is_empty() { "" } else { ", " }, pairs.join(", "));
        let parsed: Value = serde_json::from_str(&line).unwrap();
        let report = |text: &str| validate(&contract, &SampleOptions::default(), text.as_bytes()).unwrap();
        let (raw, clean) = (report(&line), report(&parsed.to_string()));
        prop_assert_eq!((raw.valid, raw.violations), (clean.valid, clean.violations));
    }

    /// No bytes stop the pass, and every line is counted exactly once.
    #[test]
    fn every_line_is_counted_once(bytes in prop::collection::vec(prop_oneof![Just(b'\n'), Just(b'{'), Just(b'}'), Just(b'"'), Just(b' '), any::<u8>()], 0..300), events in 0_usize..3) {
        let mut stream = page(1, json!({})).repeat(events).into_bytes();
        stream.extend(bytes);
        let options = SampleOptions { max_line: "400 B".to_owned(), ..SampleOptions::default() };
        let found = validate(&contract(shop()).unwrap(), &options, &stream[..]).unwrap();
        let rejected = &found.rejected;
        let counted = [&rejected.too_long, &rejected.not_utf8, &rejected.not_json, &rejected.not_object, &rejected.without_name];
        let unknown: u64 = found.unknown_events.iter().map(|name| name.lines.count).sum();
        prop_assert_eq!(counted.iter().map(|lines| lines.count).sum::<u64>() + unknown + found.events + found.blank, found.lines);
    }

    /// Statistics do not depend on the order of the lines; examples do.
    #[test]
    fn counts_do_not_depend_on_order(picks in prop::collection::vec((0_u32..5, 0_u8..4), 0..30), shift in 0_usize..30) {
        let line = |(id, kind): &(u32, u8)| page(*id, match kind {
            0 => json!({}),
            1 => json!({"client": "ios", "anonymous_id": null}),
            2 => json!({"event": "else"}),
            _ => json!({"data": {"path": 1}}),
        });
        let counts = |lines: String| {
            let found = sample(&lines);
            let kinds: Vec<(String, ViolationKind, u64)> =
                found.violations.iter().map(|one| (one.property.clone(), one.kind, one.count)).collect();
            (found.valid, kinds, found.duplicates.lines.count, found.nulls, found.lateness, found.inconsistencies)
        };
        let there: String = picks.iter().map(line).collect();
        let mut turned = picks.clone();
        turned.rotate_left(shift.min(picks.len()));
        prop_assert_eq!(counts(there), counts(turned.iter().map(line).collect()));
    }
}
