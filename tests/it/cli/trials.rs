//! `eval` where a model drafts: from a cassette, live, and again and again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use groundplan::yaml;
use serde_json::{Value as Json, json};

use super::eval::{follows, snapshot, suite, text};
use super::run;
use crate::scripted::{Asked, Endpoint, Reply};

/// The case of the repository.
const CASE: &str = "evals/cases/drafting/depot-planner.case.yaml";

/// A case about a brief beside it, drafted at one go.
const SMALL: &str = "skill: platform-infrastructure\nbrief: brief.yaml\n\
                     draft: { model: tiny, cassette: tape.jsonl, repairs: 0, passes: 0 }\nexpect: { standing: same }\n";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The step that a request asks for.
fn step(asked: &Asked) -> String {
    asked.body.pointer("/response_format/json_schema/name").and_then(Json::as_str).expect("a step").to_owned()
}

/// An endpoint whose model writes what stands beside the case: its answers to each step, in their order.
fn writer() -> Endpoint {
    let answers: BTreeMap<String, Vec<Json>> =
        yaml::read(&read("evals/cases/drafting/depot-planner.writer.yaml")).unwrap_or_else(|error| panic!("{error:?}"));
    let asked_for: Mutex<BTreeMap<String, usize>> = Mutex::default();
    Endpoint::start(move |_, asked| {
        let step = step(asked);
        let mut asked_for = asked_for.lock().expect("it is whole");
        let at = asked_for.entry(step.clone()).or_default();
        *at += 1;
        answers[&step].get(*at - 1).map_or_else(|| Reply::status(400, "the writer is done"), Reply::object)
    })
}

/// A suite of one small case, with the cassette of a model that has nothing to say.
fn small() -> tempfile::TempDir {
    let brief = read("evals/briefs/thin-internal-tool.yaml");
    let folder = suite(&[("a.case.yaml", SMALL), ("brief.yaml", &brief), ("suite.yaml", "on: 2026-11-21\n")]);
    let endpoint = Endpoint::start(|_, _| Reply::object(&json!({})));
    let tape = folder.path().join("tape.jsonl");
    let said =
        run(["eval", text(folder.path()), "--model", "tiny", "--base-url", &endpoint.url, "--record", text(&tape)]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    folder
}

#[test]
fn the_cassette_of_the_case_is_what_its_writer_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let (tape, kept): (PathBuf, PathBuf) =
        (folder.path().join("tape.jsonl"), root().join("evals/cases/drafting/depot-planner.jsonl"));
    let endpoint = writer();
    let live = ["--model", "scripted-writer", "--base-url", &endpoint.url, "--record", text(&tape)];
    let said = run(["eval", CASE].iter().chain(&live));
    let recorded = fs::read_to_string(&tape).unwrap_or_else(|_| panic!("{}{}", said.out, said.err));
    if std::env::var_os("GROUNDPLAN_RECORD").is_some() {
        fs::write(&kept, &recorded).expect("a cassette");
    }
    assert!(
        recorded == fs::read_to_string(&kept).unwrap_or_default(),
        "what the case asks, or what its writer says, has changed: look at it, and record it with GROUNDPLAN_RECORD=1"
    );
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    assert!(recorded.len() < 400_000, "{} bytes", recorded.len());
    let asked: Vec<String> = endpoint.asked().iter().map(step).collect();
    let again = |tool: &str| asked.iter().filter(|one| *one == tool).count() - 1;
    assert_eq!((asked.len(), again("infra_intake"), again("infra_roadmap")), (11, 1, 2), "{asked:?}");
    let words = |at: usize| endpoint.asked()[at].body["messages"][3]["content"].as_str().unwrap_or_default().to_owned();
    for (at, told) in [(1, "the brief says"), (8, "did you mean `milestones`"), (9, "error ROA")] {
        assert!(words(at).contains(told), "{told} in {}", words(at));
    }
    // Replayed, it comes out the same each time.
    let said = run(["eval", CASE, "--repeat", "2", "--format", "json"]);
    let report: Json = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!((said.code, &report["cases"][0]["trials"]["pass"]), (0, &json!(["1", "1"])), "{}", said.out);
}

#[test]
fn a_cassette_answers_what_was_recorded_and_all_of_it_is_asked_for() {
    let folder = small();
    let (path, tape) = (text(folder.path()), folder.path().join("tape.jsonl"));
    let said = run(["eval", path]);
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);

    let recorded = fs::read_to_string(&tape).expect("a cassette");
    let last = recorded.lines().last().expect("an exchange");
    fs::write(&tape, format!("{recorded}{last}\n")).expect("a cassette");
    let said = run(["eval", path]);
    assert!(said.code == 1 && said.out.contains("1 exchange of the cassette left over"), "{}{}", said.out, said.err);

    fs::write(&tape, recorded.lines().take(3).map(|line| format!("{line}\n")).collect::<String>()).expect("a cassette");
    let said = run(["eval", path]);
    assert!(
        said.code == 1
            && said.out.contains("has no recorded answer for request 4: every exchange on it has been replayed"),
        "{}",
        said.out
    );

    let brief = folder.path().join("brief.yaml");
    let changed = fs::read_to_string(&brief).expect("a brief").replace("two developers", "three developers");
    fs::write(&brief, changed).expect("a brief");
    let said = run(["eval", path]);
    assert!(
        said.code == 1 && said.out.contains("has no recorded answer for request 1: at `/messages/1/content`"),
        "{}",
        said.out
    );

    fs::remove_file(&tape).expect("a cassette");
    let said = run(["eval", path]);
    assert!(said.code == 2 && said.err.contains("tape.jsonl"), "{}", said.err);
}

#[test]
fn trials_tell_how_reliably_a_case_holds() {
    let folder = small();
    let path = text(folder.path());
    let begun = Mutex::new(0);
    let endpoint = Endpoint::start(move |_, asked| {
        let mut begun = begun.lock().expect("it is whole");
        // An object that is refused is asked for in simpler ways, which name no schema.
        let first = asked.body.pointer("/response_format/json_schema/name").is_some_and(|name| name == "infra_intake");
        *begun += usize::from(first);
        // Every third trial comes to no end.
        match *begun % 3 {
            0 => Reply::status(400, "this one is not answered"),
            _ => Reply::object(&json!({})),
        }
    });
    let live = ["eval", path, "--model", "other", "--base-url", &endpoint.url, "--repeat", "6"];
    let run = |more: &[&str]| run(live.iter().chain(more));
    let said = run(&[]);
    assert_eq!((said.code, said.err.as_str()), (1, ""), "{}", said.out);
    snapshot("eval-repeat.txt", &said.out.replace(&endpoint.url, "[endpoint]"));

    let said = run(&["--format", "json"]);
    let report: Json = serde_json::from_str(&said.out).expect("JSON");
    follows(&report, "eval");
    let trials = &report["cases"][0]["trials"];
    assert_eq!((&trials["of"], &trials["held"]), (&json!(6), &json!(4)));
    assert_eq!(trials["pass"], json!(["0.6667", "0.4", "0.2", "0.0667", "0", "0"]));
    assert_eq!(trials["average"], json!({"lowest": "1.29", "median": "1.29", "highest": "1.29"}));
    assert_eq!(trials["failed"], json!([{"what": "draft", "trials": 2}]));
    for (format, told) in
        [("junit", "<property name=\"pass^2\" value=\"0.4\"/>"), ("markdown", "| 2 | 0.4 |"), ("html", "<td>0.4</td>")]
    {
        let said = run(&["--format", format]);
        assert!(said.code == 1 && said.out.contains(told), "{told} in {}", said.out);
    }
}

#[test]
fn what_keeps_a_model_from_being_asked_is_no_trial() {
    let folder = small();
    let endpoint = Endpoint::start(|at, _| match at {
        0..8 => Reply::object(&json!({})),
        _ => Reply::status(401, "the key has expired"),
    });
    let live = ["--model", "other", "--base-url", &endpoint.url, "--repeat", "3"];
    let said = run(["eval", text(folder.path())].iter().chain(&live));
    assert_eq!(said.code, 2);
    assert!(said.err.contains("it was tried 1 of 3 times") && said.out.contains("1 of 1"), "{}{}", said.out, said.err);
}

#[test]
fn mistakes_about_drafts_are_told_where_they_are() {
    let wrong = "skill: platform-infrastructure\npack: small.md\ndraft: { model: '', casette: a, repairs: many }\n\
                 expect: { standing: worse }\n";
    let plain = "skill: platform-infrastructure\nbrief: brief.yaml\nexpect:\n  questions: [who]\n";
    let folder = suite(&[("a.case.yaml", wrong), ("b.case.yaml", plain)]);
    let said = run(["eval", text(folder.path())]);
    assert_eq!(said.code, 2);
    for told in [
        "a.case.yaml:3:8: a model drafts from a `brief`",
        "a.case.yaml:3:17: `model` is blank",
        "a.case.yaml:3:21: `casette` is not known here; did you mean `cassette`?",
        "`many` is no count; write a whole number like 3",
        "`worse` is no standing; write `better` or `same`",
        "b.case.yaml:4:14: `questions` is about a draft with a model",
    ] {
        assert!(said.err.contains(told), "{told} in {}", said.err);
    }
    let plain = suite(&[("a.case.yaml", "skill: platform-infrastructure\ncalls: [pack_list]\n")]);
    for (more, told) in [
        (&["--model", "m"][..], "in none of its cases a model drafts"),
        (&["--record", "tape.jsonl"], "--model"),
        (&["--repeat", "51"], "1..=50"),
    ] {
        let said = run(["eval", text(plain.path())].iter().chain(more));
        assert!(said.code == 2 && said.err.contains(told), "{more:?}: {}", said.err);
    }
}
