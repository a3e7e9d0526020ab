//! `plan`: from a brief to files and an exit code.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Said, command, run, said};
use crate::scripted::{Endpoint, Reply};

fn plan(brief: &str, out: &Path, more: &[&str]) -> Said {
    let out = out.to_str().expect("a plain path");
    run(["plan", brief, "--out", out, "--on", "2026-11-21"].iter().chain(more))
}

fn read(path: PathBuf) -> String {
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The newest value of an object without what names the file.
fn report(text: &str) -> Value {
    let mut report: Value = serde_json::from_str(text).expect("JSON");
    report["files"][0]["path"] = Value::Null;
    report
}

#[test]
fn a_brief_becomes_a_pack_that_check_judges_alike() {
    let directory = tempfile::tempdir().expect("a directory");
    let out = directory.path().join("plans/one");
    let said = plan("evals/briefs/marketplace-5x.yaml", &out, &[]);
    let report_of_plan = report(&read(out.join("report.json")));
    let passed = report_of_plan["passed"] == true;
    assert_eq!(said.code, i32::from(!passed), "{}{}", said.out, said.err);
    assert!(said.out.contains(if passed { "Gate: passed" } else { "Gate: not passed" }), "{}", said.out);
    assert!(said.out.contains("Rubric: average"), "{}", said.out);

    let pack = out.join("pack.md");
    let check = run(["check", pack.to_str().expect("a plain path"), "--format", "json", "--on", "2026-11-21"]);
    assert_eq!(report(&check.out), report_of_plan);
    serde_json::from_str::<groundplan::pack::Pack>(&read(out.join("pack.json"))).expect("a pack");
    let mut files: Vec<_> =
        fs::read_dir(&out).expect("the directory").map(|entry| entry.expect("an entry").file_name()).collect();
    files.sort();
    assert_eq!(files, ["pack.json", "pack.md", "report.json"]);
}

#[test]
fn what_a_skill_promises_to_machines_stands_beside_the_pack() {
    let directory = tempfile::tempdir().expect("a directory");
    let out = directory.path();
    let said = plan("evals/briefs/operations/ops-ecommerce.yaml", out, &[]);
    assert!(said.code < 2, "{}", said.err);
    let json = |file: &str| serde_json::from_str::<Value>(&read(out.join(file))).expect("JSON");
    let (interface, state) = (json("interface.json"), json("state.json"));
    let mut keys: Vec<&str> = interface.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    let promised =
        ["alerts", "deployStrategy", "observabilityPillars", "pipelineStages", "qualityGates", "rollbackPlan", "slos"];
    assert_eq!(keys, promised);
    assert_eq!(interface["deployStrategy"], "shop in production: blue_green (keep old 2 h)");
    assert_eq!(state["plan"], interface);
    assert_eq!(state["target"], "shop.larkfield.example (storefront, checkout, catalogue)");
    // The history of the brief became the baseline: 5 of 34 deploys harmed users.
    let measures = state["baseline"]["measures"].as_array().expect("measures");
    assert!(measures.iter().any(|row| row["value"] == "14.7 %" && row["sample"] == "5 of 34 deploys"));
}

#[test]
fn what_a_person_changed_is_not_overwritten() {
    let directory = tempfile::tempdir().expect("a directory");
    let out = directory.path();
    fs::write(out.join("notes.md"), "mine").expect("a file");
    let brief = "evals/briefs/startup.yaml";
    let first = plan(brief, out, &[]);
    assert!(first.code < 2, "{}", first.err);
    let written = read(out.join("pack.md"));
    assert_eq!(plan(brief, out, &[]).code, first.code, "what plan wrote it may write again");

    fs::write(out.join("pack.md"), written.clone() + "\nA word of mine.\n").expect("an edit");
    let said = plan(brief, out, &[]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("was edited since"), "{}", said.err);
    assert!(read(out.join("pack.md")).ends_with("A word of mine.\n"));
    assert_eq!(plan(brief, out, &["--force"]).code, first.code);
    assert_eq!(read(out.join("pack.md")), written);
    assert_eq!(read(out.join("notes.md")), "mine");
}

#[test]
fn a_saved_plan_is_in_the_store() {
    let directory = tempfile::tempdir().expect("a directory");
    let store = directory.path().join("packs.db");
    let store = store.to_str().expect("a plain path");
    let said = plan("evals/briefs/startup.yaml", &directory.path().join("out"), &["--save", "--store", store]);
    let id = said.out.lines().find_map(|line| line.strip_prefix("Saved: ")).expect("the id is said");
    let shown = run(["pack", "show", id, "--store", store]);
    assert_eq!(shown.out, read(directory.path().join("out/pack.md")));
}

#[test]
fn a_brief_that_cannot_be_read_is_said_with_its_place() {
    let directory = tempfile::tempdir().expect("a directory");
    let brief = directory.path().join("brief.yaml");
    for (text, words) in [
        ("skill: [", "it is no brief: line 1"),
        ("title: x\n", "write `skill: platform-infrastructure"),
        ("skil: platform-infrastructure\ntitle: x\n", "unless `skil` was meant to; write `skill:"),
        ("skill: platform-infra\n", "did you mean `platform-infrastructure`?"),
        ("skill: platform-infrastructure\ntitle: x\nas_of: 2026-11-02\nrequest: y\nlimitz: []\n", "brief.yaml:5:1"),
    ] {
        fs::write(&brief, text).expect("a brief");
        let said = plan(brief.to_str().expect("a plain path"), &directory.path().join("out"), &[]);
        assert_eq!(said.code, 2, "{text}: {}", said.out);
        assert!(said.err.contains(words), "{text}: {}", said.err);
        assert!(!directory.path().join("out").exists());
    }
    assert_eq!(plan("none.yaml", directory.path(), &[]).code, 2);
}

#[test]
fn a_brief_that_leaves_this_machine_is_announced() {
    let directory = tempfile::tempdir().expect("a directory");
    let endpoint = Endpoint::start(|_, _| Reply::status(401, "No API key"));
    let plan = |base: &str, proxy: &str| {
        let out = directory.path().to_str().expect("a plain path");
        let args = ["plan", "evals/briefs/content-site.yaml", "--out", out, "--model", "tiny", "--base-url", base];
        let told = said(command(args).env("HTTP_PROXY", proxy).env_remove("NO_PROXY").output().expect("it runs"));
        assert!(told.code == 2 && told.err.contains("needs a key"), "{}: {}", told.code, told.err);
        told.err
    };
    // What is not this machine is reached through a proxy that is.
    let told = plan("http://models.example/v1", endpoint.url.trim_end_matches("/v1"));
    let said = "the brief is sent to tiny at http://models.example/v1, which is not this machine";
    assert!(told.find(said) < told.find("needs a key") && told.contains(said), "{told}");
    assert!(!plan(&endpoint.url, "http://127.0.0.1:9").contains("not this machine"));
}
