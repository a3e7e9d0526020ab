//! What `check` writes, format by format.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::{all_packs, run, run_with_stdin, versionless};

const SMALL: &str = "tests/fixtures/small.md";

/// The small pack under the rules it was made for, whatever other rules there are, without their pages.
fn small(format: &str) -> String {
    let args = ["check", SMALL, "--only", "CAP002,ROA003,ROA004", "--on", "2026-11-21", "--format", format];
    let said = versionless(&run(args).out);
    let pageless = |line: &str| match line.split_once("\": \"") {
        Some((key, text)) if text.contains("## What it does") => format!("{key}\": \"[page]\"\n"),
        _ => format!("{line}\n"),
    };
    said.lines().map(pageless).collect()
}

fn snapshot(name: &str, text: &str) {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn the_small_pack_in_every_format() {
    for format in ["text", "json", "sarif", "junit", "github"] {
        snapshot(&format!("small.{format}"), &small(format));
    }
}

#[test]
fn a_flawed_and_a_golden_pack_as_text() {
    for (name, path) in
        [("flawed", "evals/packs/flawed/tangled-roadmap.md"), ("golden", "evals/packs/golden/startup.md")]
    {
        snapshot(&format!("{name}.text"), &run(["check", path, "--on", "2026-11-21"]).out);
    }
}

#[test]
fn excerpts_can_be_styled() {
    let args = ["check", SMALL, "--only", "ROA004", "--on", "2026-11-21", "--color", "always"];
    let shown = run(args).out.replace('\u{1b}', "ESC");
    snapshot("small.styled", &shown);
}

fn json(args: &[&str]) -> Value {
    let said = run(["check", "--on", "2026-11-21", "--format", "json"].iter().chain(args));
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}{}", said.out, said.err))
}

#[test]
fn json_follows_its_schema_and_its_spans_lead_to_the_words() {
    let schema: Value = serde_json::from_str(&run(["schema", "check"]).out).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let mut seen = 0;
    for path in all_packs() {
        let path = path.to_str().expect("a plain path");
        let check = json(&[path]);
        let errors: Vec<String> =
            validator.iter_errors(&check).map(|error| format!("{error} at {}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{path}: {errors:#?}");
        let source = fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the pack");
        for finding in check["files"][0]["findings"].as_array().expect("findings") {
            for end in ["start", "end"] {
                let point = &finding["span"][end];
                let number = |key: &str| usize::try_from(point[key].as_u64().expect("a number")).expect("a small one");
                let line = source.split('\n').nth(number("line") - 1).expect("the line is there");
                let before: String = line.chars().take(number("column") - 1).collect();
                let lines: usize = source.split('\n').take(number("line") - 1).map(|line| line.len() + 1).sum();
                assert_eq!(lines + before.len(), number("offset"), "{path}: {finding:#}");
                seen += 1;
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn json_says_what_could_not_be_judged() {
    let check = json(&[SMALL, "tests/fixtures/none.md"]);
    assert_eq!(check["errors"][0]["path"], "tests/fixtures/none.md");
    assert_eq!(check["files"].as_array().expect("files").len(), 1);
    assert_eq!(check["passed"], false);
}

fn sarif(args: &[&str]) -> Value {
    let said = run(["check", "--on", "2026-11-21", "--format", "sarif"].iter().chain(args));
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}{}", said.out, said.err))
}

#[test]
fn sarif_follows_the_standards_schema() {
    // The standard's pattern for languages has a bracket too many, which strict readers of patterns refuse.
    let schema = include_str!("../../fixtures/sarif-schema-2.1.0.json").replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&schema).expect("a schema");
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema");
    let packs = all_packs();
    let mut args: Vec<&str> = packs.iter().map(|path| path.to_str().expect("a plain path")).collect();
    args.extend([SMALL, "tests/fixtures/none.md"]);
    let log = sarif(&args);
    let errors: Vec<String> =
        validator.iter_errors(&log).map(|error| format!("{error} at {}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    // The schema is one that can say no.
    let mut broken = log.clone();
    broken["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(!validator.is_valid(&broken));

    let run = &log["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for result in run["results"].as_array().expect("results") {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("a small one");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(rules[index]["help"]["markdown"].as_str().is_some_and(|page| page.contains("## Fix")));
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert!(uri.as_str().is_some_and(|uri| !uri.contains(':') && !uri.starts_with('/')), "{uri}");
    }
}

/// The fingerprints of the findings, with the rule each belongs to.
fn fingerprints(log: &Value) -> Vec<(String, String)> {
    let results = log["runs"][0]["results"].as_array().expect("results");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    results
        .iter()
        .map(|result| (text(&result["ruleId"]), text(&result["partialFingerprints"]["groundplanPlace/v1"])))
        .collect()
}

#[test]
fn fingerprints_survive_a_move_and_tell_findings_apart() {
    let path = "evals/packs/flawed/platform-handwaving.md";
    let source = fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the pack");
    let of = |text: &str| {
        let said = run_with_stdin(["check", "-", "--on", "2026-11-21", "--format", "sarif"], text.as_bytes());
        fingerprints(&serde_json::from_str(&said.out).expect("SARIF"))
    };
    let before = of(&source);
    assert!(before.len() > 20, "{}", before.len());
    assert_eq!(before.iter().collect::<BTreeSet<_>>().len(), before.len(), "each is its own");
    let moved = source.replace("\n## ", "\n\n<!-- moved -->\n\n\n## ");
    assert_ne!(moved, source);
    assert_eq!(of(&moved), before);
}

#[test]
fn exempted_findings_are_suppressed_not_hidden() {
    let log = sarif(&[SMALL, "--only", "CAP002"]);
    let results = log["runs"][0]["results"].as_array().expect("results");
    let suppressed: Vec<&Value> = results.iter().filter(|result| !result["suppressions"].is_null()).collect();
    assert_eq!((results.len(), suppressed.len()), (2, 1));
    let why = suppressed[0]["suppressions"][0]["justification"].as_str().expect("a reason");
    assert!(why.contains("Priya Nair") && why.contains("2027-03-31"), "{why}");
}

#[test]
fn junit_can_be_read_back() {
    let said = run([
        "check",
        "evals/packs/flawed/tangled-roadmap.md",
        SMALL,
        "tests/fixtures/none.md",
        "--on",
        "2026-11-21",
        "--format",
        "junit",
    ]);
    let report = quick_junit::Report::deserialize_from_str(&said.out).expect("JUnit XML");
    assert_eq!(report.test_suites.len(), 3);
    assert_eq!((report.errors, report.failures > 0), (1, true), "{}", said.out);
    let suite =
        report.test_suites.iter().find(|suite| suite.name.as_str() == SMALL).expect("the suite of the small pack");
    let names: Vec<&str> = suite.test_cases.iter().map(|case| case.name.as_str()).collect();
    assert!(names.contains(&"gate") && names.contains(&"ROA003 dependency-cycle"), "{names:?}");
}

#[test]
fn github_shows_the_gate_and_the_errors_first() {
    let out = run(["check", SMALL, "--on", "2026-11-21", "--format", "github"]).out;
    let kinds: Vec<&str> = out.lines().filter_map(|line| line.strip_prefix("::")?.split(' ').next()).collect();
    assert_eq!(kinds.len(), out.lines().count(), "{out}");
    assert!(
        kinds.is_sorted_by_key(|kind| ["error", "warning", "notice"].iter().position(|known| known == kind)),
        "{kinds:?}"
    );
    assert!(out.starts_with("::error file=tests/fixtures/small.md,title=gate::the gate does not pass"), "{out}");
}
