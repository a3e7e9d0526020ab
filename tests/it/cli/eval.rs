//! `eval`: cases, their formats, blessing, baselines, budgets, seeded defects.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{run, versionless};

const SUITE: &str = "tests/fixtures/evals";

pub(super) fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

pub(super) fn snapshot(name: &str, text: &str) {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(name, text);
    });
}

/// A suite in a folder of its own: files by name.
pub(super) fn suite(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, text).expect("a file");
    }
    folder
}

fn small() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/small.md")).expect("the small pack")
}

fn json(args: &[&str]) -> (i32, Value) {
    let said = run(["eval", "--format", "json"].iter().chain(args));
    let data = serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}{}", said.out, said.err));
    (said.code, data)
}

pub(super) fn follows(data: &Value, schema: &str) {
    let schema: Value = serde_json::from_str(&run(["schema", schema]).out).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> =
        validator.iter_errors(data).map(|error| format!("{error} at {}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn the_cases_of_the_repository_hold_and_say_the_same_twice() {
    let (code, report) = json(&[]);
    let failed: Vec<&Value> =
        report["cases"].as_array().expect("cases").iter().filter(|case| case["held"] != true).collect();
    assert!(code == 0 && failed.is_empty(), "{failed:#?}");
    follows(&report, "eval");
    assert_eq!(json(&[]), (code, report.clone()));

    // Whatever lies there is tried.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("evals");
    let judged: BTreeSet<String> = report["cases"]
        .as_array()
        .expect("cases")
        .iter()
        .filter_map(|case| Some(case["name"].as_str()?.rsplit('/').next()?.to_owned()))
        .collect();
    for (folder, ending) in
        [("packs/golden", "md"), ("packs/flawed", "md"), ("briefs", "yaml"), ("briefs/operations", "yaml")]
    {
        for entry in fs::read_dir(root.join(folder)).expect("a folder") {
            let path: PathBuf = entry.expect("an entry").path();
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let tried =
                path.extension().is_none_or(|other| other != ending) || name == "README" || judged.contains(&name);
            assert!(tried, "no case is about {}", path.display());
        }
    }
}

#[test]
fn every_format_says_what_is_not_as_expected() {
    for (format, name) in [("text", "txt"), ("json", "json"), ("junit", "xml"), ("markdown", "md"), ("html", "html")] {
        let said = run(["eval", SUITE, "--format", format]);
        // Some cases could not be read.
        assert_eq!(said.code, 2, "{}", said.err);
        snapshot(&format!("eval.{name}"), &versionless(&said.out));
    }
    let said = run(["eval", SUITE, "--filter", "alone"]);
    assert_eq!((said.code, said.err.as_str()), (1, ""));
    assert_eq!(run(["eval", SUITE, "--filter", "ref*", "--skill", "platform-infrastructure"]).code, 0);
    assert_eq!(run(["eval", SUITE, "--filter", "no such case"]).code, 2);
    assert_eq!(run(["eval", &format!("{SUITE}/refused.case.yaml")]).code, 0);
    assert_eq!(run(["eval", SUITE, "--filter", "alone", "--fail-on", "never"]).code, 0);
}

#[test]
fn a_report_goes_to_a_file_and_a_line_to_the_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("report.html");
    let said = run(["eval", SUITE, "--filter", "refused", "--format", "html", "--out", text(&file)]);
    assert_eq!((said.code, said.out.lines().count()), (0, 1), "{}", said.out);
    assert!(fs::read_to_string(&file).expect("the report").starts_with("<!doctype html>"));
}

#[test]
fn every_mistake_of_a_case_is_told_with_the_nearest() {
    let said = run(["eval", &format!("{SUITE}/broken.case.yaml")]);
    assert_eq!(said.code, 2);
    for told in [
        "broken.case.yaml:1:1: `skil` is not known here; did you mean `skill`?",
        "there is no skill `platform-infrastructur`; did you mean `platform-infrastructure`?",
        "`passed` is no verdict; write `pass` or `fail`",
    ] {
        assert!(said.err.contains(told), "{told} in {}", said.err);
    }
    let case =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(SUITE).join("broken.case.yaml")).expect("a case");
    let folder = suite(&[(
        "a.case.yaml",
        &case.replace("skil: platform-infrastructure\n", "").replace("infrastructur\n", "infrastructure\n"),
    )]);
    let said = run(["eval", text(folder.path())]);
    for told in ["`scope`", "`SCL0", "`scaling`", "`infra_scaling`"] {
        assert!(said.err.contains(&format!("did you mean {told}")), "{told} in {}", said.err);
    }
}

#[test]
fn what_cannot_hold_at_once_is_an_error_that_names_both() {
    let group = "groups:\n  - { name: all, of: ['**'], expect: { average: '>= 4', tokens: <= 900 } }\n";
    let case = "skill: platform-infrastructure\npack: small.md\nexpect: { average: '>= 3' }\n";
    let folder = suite(&[("suite.yaml", group), ("small.md", &small()), ("a.case.yaml", case)]);
    let said = run(["eval", text(folder.path())]);
    assert_eq!(said.code, 2);
    for told in
        ["a.case.yaml expects `average: >= 3`", "the group `all` of suite.yaml expects `average: >= 4`", "not looser"]
    {
        assert!(said.err.contains(told), "{told} in {}", said.err);
    }

    let talk = "skill: platform-infrastructure\ncalls: [pack_list]\nexpect: { tokens: <= 800 }\n";
    let budget = "conversations: [{ of: [talk], total: <= 500 }]\n";
    let folder = suite(&[("budget.yaml", budget), ("suite.yaml", "on: 2026-11-21\n"), ("talk.case.yaml", talk)]);
    let said = run(["eval", "--tokens", text(folder.path())]);
    assert_eq!(said.code, 2);
    assert!(
        said.err.contains("`tokens: <= 800`") && said.err.contains("budget.yaml allows `total: <= 500`"),
        "{}",
        said.err
    );
}

/// Values are written anew where that is asked for, promises are not, and comments stay.
#[test]
fn blessing_goes_there_and_back() {
    let case = "# What this is.\nskill: platform-infrastructure\npack: small.md # beside\nexpect:\n  verdict: pass # for now\n  \
                average: 5\n  scores: { scope: 5, execution: \">= 1\" }\n  errors: \"<= 50\"\n  findings:\n    must: [ROA003]\n    \
                # All of them.\n    all:\n      # Not there.\n      - SCL003 scaling\n  artifacts: { markdown: small.md }\n";
    // The case contradicts itself until its list is blessed; such a list is none.
    let case = case.replace("    must: [ROA003]\n", "");
    let folder = suite(&[
        ("a.case.yaml", &case.replace("      # Not there.\n      - SCL003 scaling\n", "      []\n")),
        ("small.md", &small()),
    ]);
    let (path, file) = (text(folder.path()).to_owned(), folder.path().join("a.case.yaml"));
    let day = ["--on", "2026-11-21"];
    let eval = |more: &[&str]| run(["eval", path.as_str()].iter().chain(&day).chain(more));
    let before = fs::read_to_string(&file).expect("the case");
    assert_eq!(eval(&[]).code, 1);
    assert_eq!(fs::read_to_string(&file).expect("the case"), before, "nothing is written unasked");

    let said = eval(&["--bless"]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    for told in ["expect.verdict", "expect.average", "expect.scores.scope", "expect.findings.all", "+ ROA003"] {
        assert!(said.out.contains(told), "{told} in {}", said.out);
    }
    let after = fs::read_to_string(&file).expect("the case");
    for kept in [
        "# What this is.", "small.md # beside", "verdict: fail # for now", "execution: \">= 1\"", "errors: \"<= 50\"",
        "# All of them.",
    ] {
        assert!(after.contains(kept), "{kept} in {after}");
    }
    assert!(after.contains("      - ROA003 roadmap.milestones[M1 Pooler].dependencies\n"), "{after}");
    assert_eq!(eval(&[]).code, 0);
    assert_eq!(eval(&["--bless"]).code, 0);
    assert_eq!(fs::read_to_string(&file).expect("the case"), after, "a second time changes nothing");

    // Back: the pack is mended, and blessed again the list loses what is no longer found.
    let mended = small().replace("| M2, Küche 100 % |", "| none |");
    fs::write(folder.path().join("small.md"), mended).expect("the pack");
    assert_eq!(eval(&[]).code, 1);
    assert_eq!(eval(&["--bless"]).code, 0);
    let back = fs::read_to_string(&file).expect("the case");
    assert!(!back.contains("ROA003") && back.contains("# All of them."), "{back}");

    // A promise that does not hold stays, and fails.
    fs::write(&file, back.replace("errors: \"<= 50\"", "errors: \"<= 1\"")).expect("the case");
    let said = eval(&["--bless"]);
    assert_eq!(said.code, 1);
    assert!(fs::read_to_string(&file).expect("the case").contains("errors: \"<= 1\""), "{}", said.out);
}

#[test]
fn a_baseline_tells_what_got_worse() {
    let case = "skill: platform-infrastructure\npack: small.md\nexpect: { verdict: fail, findings: { must: [ROA003, ROA004] } }\n";
    let other = "skill: platform-infrastructure\ncalls: [pack_list]\n";
    let folder = suite(&[
        ("a.case.yaml", case),
        ("b.case.yaml", other),
        ("small.md", &small()),
        ("suite.yaml", "on: 2026-11-21\n"),
    ]);
    let path = text(folder.path()).to_owned();
    let earlier = folder.path().join("before.json");
    let eval = |more: &[&str]| run(["eval", path.as_str()].iter().chain(more));
    assert_eq!(eval(&["--format", "json", "--out", text(&earlier)]).code, 0);
    let against = ["--baseline", text(&earlier)];
    let with = |fail_on: &str| eval(&[&against[..], &["--fail-on", fail_on]].concat());
    for fail_on in ["failure", "regression", "change"] {
        assert_eq!(with(fail_on).code, 0, "{fail_on}");
    }
    assert_eq!(eval(&["--fail-on", "regression"]).code, 2, "there is no baseline to hold it against");

    // A finding less that no check is about is a change and no regression.
    let pack = folder.path().join("small.md");
    fs::write(
        &pack,
        small()
            .replace("| M2, Küche 100 % |", "| M2, Küche |")
            .replace("Dana Ruiz (SRE lead) | M1 |", "the team | M1 |"),
    )
    .expect("the pack");
    let said = with("change");
    assert_eq!(said.code, 1);
    assert!(said.out.contains("OWN001 roadmap.milestones[M2 Partitions].owner"), "{}", said.out);
    assert_eq!(with("regression").code, 0);

    fs::write(&pack, small().replace("| M2, Küche 100 % |", "| none |")).expect("the pack");
    let said = with("regression");
    assert_eq!(said.code, 1);
    assert!(said.out.contains("findings.must ROA003") && said.out.contains("something got worse"), "{}", said.out);

    // What is gone is worse, unless it was not asked for.
    fs::write(&pack, small()).expect("the pack");
    fs::remove_file(folder.path().join("b.case.yaml")).expect("the case");
    assert_eq!(with("regression").code, 1);
    assert_eq!(eval(&[&against[..], &["--fail-on", "change", "--filter", "a"]].concat()).code, 0);
    fs::write(&earlier, "{}").expect("a file");
    assert_eq!(with("regression").code, 2);
}

#[test]
fn artifacts_and_times_are_held_as_well() {
    let case =
        "skill: platform-infrastructure\npack: small.md\nexpect: { artifacts: { markdown: other.md }, time: 1 hour }\n";
    let folder =
        suite(&[("a.case.yaml", case), ("small.md", &small()), ("other.md", &small().replace("Orders", "Order"))]);
    let path = text(folder.path()).to_owned();
    let said = run(["eval", path.as_str(), "--on", "2026-11-21"]);
    assert!(said.code == 1 && said.out.contains("artifacts.markdown") && said.out.contains("line "), "{}", said.out);
    assert!(!said.out.contains(" ms"), "{}", said.out);
    let slow = case.replace("time: 1 hour", "time: 0 s").replace("artifacts: { markdown: other.md }, ", "");
    fs::write(folder.path().join("a.case.yaml"), slow).expect("a case");
    let said = run(["eval", path.as_str(), "--on", "2026-11-21", "--times"]);
    assert!(said.code == 1 && said.out.contains("<= 0 s") && said.out.contains(" ms"), "{}", said.out);
}

#[test]
fn conversations_stay_within_the_budget() {
    let (code, ledger) = json(&["--tokens"]);
    let over: Vec<&Value> =
        ledger["budget"].as_array().expect("a budget").iter().filter(|line| line["held"] != true).collect();
    assert!(code == 0 && over.is_empty(), "{over:#?}");
    follows(&ledger, "eval-tokens");
    // A whole run of each skill, with a refusal on the way.
    for skill in ["platform-infrastructure", "platform-operations"] {
        let whole = |one: &&Value| {
            let calls = one["calls"].as_array().expect("calls");
            one["skill"] == skill && calls.len() > 8 && calls.iter().any(|call| call["refused"] == true)
        };
        assert!(ledger["conversations"].as_array().expect("conversations").iter().any(|one| whole(&one)), "{skill}");
    }
    let talk = "skill: platform-infrastructure\ncalls: [pack_list]\n";
    let folder = suite(&[
        ("talk.case.yaml", talk),
        ("budget.yaml", "instructions: <= 10\n"),
        ("suite.yaml", "on: 2026-11-21\n"),
    ]);
    let said = run(["eval", "--tokens", text(folder.path())]);
    assert!(said.code == 1 && said.out.contains("OVER"), "{}", said.out);
}

#[test]
fn the_gate_sees_defects_seeded_into_sound_packs() {
    let sample = ["--mutate", "--places", "1", "--filter", "golden/startup", "--filter", "golden/ops-small-team"];
    let (code, mutation) = json(&sample);
    assert_eq!(code, 0, "{:#}", mutation["survivors"]);
    follows(&mutation, "eval-mutate");
    assert!(mutation["seeded"].as_u64().expect("a number") > 150, "{}", mutation["seeded"]);
    assert_eq!(mutation["packs"].as_array().map(Vec::len), Some(2));
    let one = ["--mutate", "--places", "1", "--filter", "golden/ops-small-team", "--seed", "7"];
    assert_eq!(json(&one), json(&one));

    // A pack that is not sound is said to be none, whatever is seeded into it.
    let case = "skill: platform-infrastructure\npack: small.md\nexpect: { verdict: pass }\n";
    let folder = suite(&[("a.case.yaml", case), ("small.md", &small()), ("suite.yaml", "on: 2026-11-21\n")]);
    let said = run(["eval", "--mutate", "--places", "1", text(folder.path())]);
    assert!(said.code == 1 && said.out.contains("a is sound, and the gate finds something in it"), "{}", said.out);
}
