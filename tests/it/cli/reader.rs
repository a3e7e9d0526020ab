//! `check --reader`: a second reader, who advises and decides nothing.

use serde_json::{Value, json};

use super::{Said, command, run, said, versionless};
use crate::scripted::{Endpoint, Reply};

const SMALL: &str = "tests/fixtures/small.md";

fn read(endpoint: &Endpoint, more: &[&str]) -> Said {
    let args =
        ["check", SMALL, "--only", "ROA004", "--on", "2026-11-21", "--reader", "tiny", "--base-url", &endpoint.url];
    said(command(args.iter().chain(more)).env("GROUNDPLAN_API_KEY", "k-1234").output().expect("the program runs"))
}

/// A line of the small pack that is long enough to be quoted.
fn line() -> String {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/small.md")).expect("a pack");
    let line = text.lines().find(|line| line.starts_with('|') && line.len() > 60).expect("a row of a table");
    line.trim_matches(['|', ' ']).replace('|', "").split_whitespace().take(6).collect::<Vec<_>>().join(" ")
}

fn remarks() -> Value {
    json!({"remarks": [
        {"quote": line(), "about": "feasibility", "remark": "Who does this while \u{1b}[31mon call?"},
        {"quote": "These words are nowhere in the document", "about": "missing", "remark": "What of the rest?"}
    ]})
}

#[test]
fn remarks_stand_at_their_quotes_and_change_nothing_else() {
    let endpoint = Endpoint::start(|_, _| Reply::object(&remarks()));
    let plain = run(["check", SMALL, "--only", "ROA004", "--on", "2026-11-21", "--format", "json"]);
    let read_json = read(&endpoint, &["--format", "json"]);
    assert_eq!(read_json.code, plain.code);
    let mut with: Value = serde_json::from_str(&read_json.out).expect("JSON");
    let reader = with["files"][0].as_object_mut().expect("a file").remove("reader").expect("what the reader says");
    assert_eq!(with, serde_json::from_str::<Value>(&plain.out).expect("JSON"));
    assert_eq!((reader["dropped"].clone(), reader["remarks"].as_array().map(Vec::len)), (json!(1), Some(1)));

    let shown = read(&endpoint, &[]);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("small.reader.text", versionless(&shown.out));
        insta::assert_snapshot!("small.reader.github", read(&endpoint, &["--format", "github"]).out);
    });
    assert!(shown.err.contains("the second reader took 20,020 tokens"), "{}", shown.err);
    let sarif: Value = serde_json::from_str(&read(&endpoint, &["--format", "sarif"]).out).expect("JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    assert!(results.iter().any(|one| one["ruleId"] == "reader/feasibility" && one["kind"] == "review"), "{results:?}");
}

#[test]
fn the_reader_gets_the_document_and_what_rules_found_and_the_key_stays_in_its_header() {
    let endpoint = Endpoint::start(|_, _| Reply::object(&json!({"remarks": []})));
    let findings = run(["check", SMALL, "--only", "ROA004", "--on", "2026-11-21"]).out;
    let shown = read(&endpoint, &[]);
    let asked = &endpoint.asked()[0];
    assert_eq!(asked.authorization, "Bearer k-1234");
    assert!(!asked.body.to_string().contains("k-1234") && !shown.out.contains("k-1234"));
    let said = |at: usize| asked.body["messages"][at]["content"].as_str().unwrap_or_default().to_owned();
    assert_eq!(findings.contains("ROA004"), said(0).contains("- ROA004, line"));
    assert!(said(1).starts_with("---") || said(1).starts_with('#'), "{}", said(1));
}

#[test]
fn a_reader_who_cannot_be_asked_is_told_and_the_check_stands() {
    let plain = run(["check", SMALL, "--only", "ROA004", "--on", "2026-11-21"]);
    let refused = Endpoint::start(|_, _| Reply::status(401, "Incorrect API key provided: k-1234."));
    let shown = read(&refused, &[]);
    assert_eq!((shown.code, &shown.out), (plain.code, &plain.out));
    assert!(shown.err.contains("refuses the key (401)") && !shown.err.contains("k-1234"), "{}", shown.err);

    let vague = Endpoint::start(|_, _| Reply::words("It looks fine to me."));
    let shown = read(&vague, &[]);
    assert!(shown.out.contains("its answer cannot be read"), "{}", shown.out);
    assert_eq!((shown.code, vague.asked().len()), (plain.code, 2));

    // As in a pull request from a fork, which has no secrets.
    let nowhere = run(["check", SMALL, "--only", "ROA004", "--on", "2026-11-21", "--reader", "tiny"]);
    assert_eq!((nowhere.code, &nowhere.out), (plain.code, &plain.out));
    assert!(nowhere.err.contains("the second reader did not read any document"), "{}", nowhere.err);
    assert!(nowhere.err.contains("needs a key"), "{}", nowhere.err);
}
