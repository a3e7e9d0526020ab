//! Any file comes through an edit and back.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;

fn slot(format: Format) -> Slot {
    let table = match format {
        Format::Json => "mcpServers",
        Format::Toml => "mcp_servers",
        Format::Yaml => "extensions",
    };
    Slot { format, table, name: "groundplan".to_owned() }
}

fn new_entry() -> Json {
    json!({"command": "C:\\bin \"x\"\\groundplan", "args": ["serve", "--store", "/a b/\u{e9}.db"], "timeout": 300})
}

/// Puts the entry in and takes it out; yields the text with it.
fn there_and_back(text: &str, slot: &Slot) -> Result<String, String> {
    let table_was_there = entries(text, slot).map_err(|error| error.to_string())?.is_some();
    let put_in = put(text, slot, &new_entry()).map_err(|error| format!("{error}:\n{text}"))?;
    assert_eq!(entry(&put_in, slot).expect("it can be read"), Some(new_entry()), "{put_in}");
    let again = put(&put_in, slot, &new_entry()).expect("it can be replaced");
    assert_eq!(entries(&again, slot).expect("it can be read"), entries(&put_in, slot).expect("it can be read"));
    let back = take(&put_in, slot, !table_was_there).map_err(|error| format!("{error}:\n{put_in}"))?;
    assert_eq!(entry(&back, slot).expect("it can be read"), None, "{back}");
    Ok(put_in)
}

#[test]
fn an_entry_comes_first_in_the_style_of_the_file() {
    let slot = slot(Format::Json);
    let entry = json!({"command": "/g", "args": ["serve"]});
    let cases = [
        (
            "",
            "{\n  \"mcpServers\": {\n    \"groundplan\": {\n      \"command\": \"/g\",\n      \"args\": [\n        \"serve\"\n      ]\n    }\n  }\n}\n",
        ),
        (
            "{\r\n\t\"a\": 1 // one\r\n}",
            "{\r\n\t\"mcpServers\": {\r\n\t\t\"groundplan\": {\r\n\t\t\t\"command\": \"/g\",\r\n\t\t\t\"args\": [\r\n\t\t\t\t\"serve\"\r\n\t\t\t]\r\n\t\t}\r\n\t},\r\n\t\"a\": 1 // one\r\n}",
        ),
        (
            "\u{feff}{ // all\n    \"mcpServers\": { // mine\n        // the weather\n        \"w\": {},\n    },\n}\n",
            "\u{feff}{ // all\n    \"mcpServers\": { // mine\n        \"groundplan\": {\n            \"command\": \"/g\",\n            \"args\": [\n                \"serve\"\n            ]\n        },\n        // the weather\n        \"w\": {},\n    },\n}\n",
        ),
        (
            "{\"mcpServers\":{\"w\":{}}}",
            "{\"mcpServers\":{\"groundplan\": {\"command\":\"/g\",\"args\":[\"serve\"]}, \"w\":{}}}",
        ),
    ];
    for (before, after) in cases {
        assert_eq!(put(before, &slot, &entry).expect("it can be added"), after);
        let with_table = !before.contains("mcpServers");
        assert_eq!(is_blank(&take(after, &slot, with_table).expect("it can be taken out")), before.is_empty());
        if !before.is_empty() {
            assert_eq!(take(after, &slot, with_table).expect("it can be taken out"), before);
        }
    }
}

#[test]
fn what_stands_elsewhere_in_its_table_is_taken_out_too() {
    let json = slot(Format::Json);
    let last = "{\n  \"mcpServers\": {\n    \"w\": {}, // weather\n    \"groundplan\": {}\n  }\n}\n";
    let left = "{\n  \"mcpServers\": {\n    \"w\": {} // weather\n  }\n}\n";
    assert_eq!(take(last, &json, false).expect("it can be taken out"), left);
    let toml = slot(Format::Toml);
    let spread = "[mcp_servers.groundplan]\ncommand = \"g\" # mine\n\n[mcp_servers.w]\nurl = \"u\"\n\n[mcp_servers.groundplan.env]\nA = \"b\"\n";
    assert_eq!(take(spread, &toml, false).expect("it can be taken out"), "\n[mcp_servers.w]\nurl = \"u\"\n");
    let inline = "[mcp_servers]\ngroundplan = { command = \"g\" }\nw = { url = \"u\" }\n";
    assert_eq!(take(inline, &toml, false).expect("it can be taken out"), "[mcp_servers]\nw = { url = \"u\" }\n");
    let yaml = slot(Format::Yaml);
    let middle =
        "extensions:\n  a: {x: 1}\n  groundplan:\n    cmd: g\n    args:\n    - serve\n  # for b\n  b: 2\nz: 1\n";
    let left = "extensions:\n  a: {x: 1}\n  # for b\n  b: 2\nz: 1\n";
    assert_eq!(take(middle, &yaml, false).expect("it can be taken out"), left);
}

#[test]
fn a_table_of_yaml_may_be_empty_or_missing_at_an_end_within_a_line() {
    let slot = slot(Format::Yaml);
    let entry = json!({"cmd": "/g"});
    let cases = [
        ("", "extensions:\n  groundplan:\n    cmd: \"/g\"\n"),
        ("a: |\n  text", "extensions:\n  groundplan:\n    cmd: \"/g\"\na: |\n  text"),
        ("extensions: {} # none\nb: 1\n", "extensions:  # none\n  groundplan:\n    cmd: \"/g\"\nb: 1\n"),
        ("b: 1\nextensions: { }", "b: 1\nextensions:\n  groundplan:\n    cmd: \"/g\""),
        ("b: 1\nextensions:\n", "b: 1\nextensions:\n  groundplan:\n    cmd: \"/g\"\n"),
    ];
    for (before, after) in cases {
        assert_eq!(put(before, &slot, &entry).expect(before), after);
    }
}

#[test]
fn what_is_not_understood_is_left_alone() {
    let wrong = [
        (Format::Json, "{\n  \"a\": 1\n  \"b\": 2\n}"),
        (Format::Json, "{\"mcpServers\": {}, \"mcpServers\": {}}"),
        (Format::Json, "[]"),
        (Format::Json, "{\"mcpServers\": []}"),
        (Format::Toml, "a = 1\na = 2\n"),
        (Format::Toml, "mcp_servers = 1\n"),
        (Format::Toml, "mcp_servers = { w = { url = \"u\" } }\n"),
        (Format::Yaml, "a: [1\n"),
        (Format::Yaml, "a: 1\n---\nb: 2\n"),
        (Format::Yaml, "- a\n"),
        (Format::Yaml, "{a: 1}\n"),
        (Format::Yaml, "a: 1\nextensions: {b: {c: 1}}\n"),
        (Format::Yaml, "a: &x {b: 1}\nextensions: *x\n"),
    ];
    for (format, text) in wrong {
        put(text, &slot(format), &new_entry()).expect_err(text);
    }
    let error = put("{\n  \"a\": 1\n  \"b\": 2\n}", &slot(Format::Json), &new_entry()).expect_err("a comma is missing");
    assert!(matches!(error, EditError::Malformed { line: 2 | 3, .. }), "{error}");
}

fn word() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9]{0,6}"
}

fn scalar() -> impl Strategy<Value = Json> {
    prop_oneof![
        any::<i32>().prop_map(Json::from),
        any::<bool>().prop_map(Json::from),
        "[ -~\u{e9}\u{4e2d}]{0,12}".prop_map(Json::from),
    ]
}

fn value() -> impl Strategy<Value = Json> {
    scalar().prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            proptest::collection::btree_map(word(), inner, 0..4).prop_map(|map| map.into_iter().collect::<Json>()),
        ]
    })
}

/// A whole file, with other servers or without.
fn file(table: &'static str) -> impl Strategy<Value = Json> {
    let others = proptest::option::of(proptest::collection::btree_map("[a-f]{1,5}", value(), 0..4));
    (proptest::collection::btree_map(word(), value(), 0..5), others, any::<prop::sample::Index>()).prop_map(
        move |(map, others, place)| {
            let mut all: Vec<(String, Json)> = map.into_iter().collect();
            if let Some(others) = others {
                let at = place.index(all.len() + 1);
                all.insert(at, (table.to_owned(), others.into_iter().collect()));
            }
            all.into_iter().collect()
        },
    )
}

/// JSON as people leave it: any indentation, comments, trailing commas.
fn messy_json(value: &Json, depth: usize, indent: &str, seed: u64, out: &mut String) {
    let choose = |n: u64, of: u64| (seed.rotate_left((depth as u32 * 7 + out.len() as u32) % 64) ^ n) % of;
    let lines = choose(1, 4) != 0;
    let newline = |out: &mut String, depth: usize| {
        if lines {
            out.push('\n');
            out.push_str(&indent.repeat(depth));
        }
    };
    match value {
        Json::Object(map) => {
            let (comma, comment) = (choose(2, 3) == 0, choose(3, 3) == 0);
            out.push('{');
            if comment && lines {
                out.push_str(" // a \"comment\", {\n");
            }
            for (index, (key, value)) in map.iter().enumerate() {
                newline(out, depth + 1);
                if comment {
                    out.push_str("/* , } */ ");
                }
                out.push_str(&format!("{}: ", Json::from(key.as_str())));
                messy_json(value, depth + 1, indent, seed.rotate_left(5), out);
                if comma || index + 1 < map.len() {
                    out.push(',');
                }
            }
            newline(out, depth);
            out.push('}');
        }
        Json::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                newline(out, depth + 1);
                messy_json(item, depth + 1, indent, seed.rotate_left(3), out);
                if index + 1 < items.len() {
                    out.push(',');
                }
            }
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

/// YAML in block style, with comments.
fn messy_yaml(value: &Json, depth: usize, step: usize, out: &mut String) {
    match value {
        Json::Object(map) if !map.is_empty() => {
            for (index, (key, value)) in map.iter().enumerate() {
                let pad = " ".repeat(depth * step);
                if index % 2 == 1 {
                    out.push_str(&format!("{pad}# about {key}: x\n\n"));
                }
                out.push_str(&format!("{pad}{}:", Json::from(key.as_str())));
                match value {
                    Json::Object(map) if !map.is_empty() => {
                        out.push_str(" # more\n");
                        messy_yaml(value, depth + 1, step, out);
                    }
                    Json::String(text) if text.len() > 8 && text.trim() == text => {
                        out.push_str(&format!(" |\n{pad}{}{text}\n", " ".repeat(step)));
                    }
                    other => out.push_str(&format!(" {other}\n")),
                }
            }
        }
        other => out.push_str(&format!("{other}\n")),
    }
}

/// TOML with tables and comments.
fn messy_toml(map: &Json, path: &str, out: &mut String) {
    let Some(map) = map.as_object() else { return };
    for (key, value) in map.iter().filter(|(_, value)| !value.is_object()) {
        out.push_str(&format!("{key} = {} # [x]\n", toml_value(value)));
    }
    for (key, value) in map.iter().filter(|(_, value)| value.is_object()) {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        out.push_str(&format!("\n# about {key}\n[{path}]\n"));
        messy_toml(value, &path, out);
    }
}

fn toml_value(value: &Json) -> String {
    match value {
        Json::Object(map) => {
            let pairs: Vec<String> = map.iter().map(|(key, value)| format!("{key} = {}", toml_value(value))).collect();
            format!("{{ {} }}", pairs.join(", "))
        }
        Json::Array(items) => format!("[{}]", items.iter().map(toml_value).collect::<Vec<_>>().join(", ")),
        scalar => scalar.to_string(),
    }
}

fn line_ends(text: String, kind: u8) -> String {
    match kind {
        1 => text.replace('\n', "\r\n"),
        2 => text.trim_end().to_owned(),
        3 => format!("\u{feff}{text}"),
        _ => text,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json_comes_through(value in file("mcpServers"), indent in "( {1,4}|\t)", seed: u64, kind in 0..4u8) {
        let mut text = String::new();
        messy_json(&value, 0, &indent, seed, &mut text);
        let text = line_ends(text + "\n", kind);
        there_and_back(&text, &slot(Format::Json)).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_toml_comes_through(value in file("mcp_servers"), kind in 0..4u8) {
        let mut text = String::new();
        messy_toml(&value, "", &mut text);
        let text = line_ends(text, kind);
        let others_are_tables = value.get("mcp_servers").is_none_or(Json::is_object);
        prop_assume!(others_are_tables);
        there_and_back(&text, &slot(Format::Toml)).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_yaml_comes_through(value in file("extensions"), step in 1..5usize, kind in 0..4u8) {
        let mut text = String::new();
        if value.as_object().is_some_and(|map| !map.is_empty()) {
            messy_yaml(&value, 0, step, &mut text);
        }
        let text = line_ends(text, kind);
        there_and_back(&text, &slot(Format::Yaml)).map_err(TestCaseError::fail)?;
    }
}
