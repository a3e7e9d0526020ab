//! A draft that was stopped goes on where it was.

use std::fs;

use super::{BRIEF, Desk, Said, golden, knowing, said, silent, step};
use crate::scripted::{Endpoint, Reply};

fn with_key(desk: &Desk, endpoint: &Endpoint, key: &str) -> Said {
    let mut command = desk.command(endpoint, &["--model", "tiny"]);
    said(command.env("GROUNDPLAN_API_KEY", key).output().expect("it runs"))
}

#[test]
fn a_key_that_expires_half_way_is_replaced_and_no_step_is_asked_for_twice() {
    let (desk, whole) = (Desk::new(BRIEF), Desk::new(BRIEF));
    let uninterrupted = whole.plan(&knowing(), &[]);

    let golden = golden();
    let endpoint = Endpoint::start(move |at, asked| match (at, asked.authorization.as_str()) {
        (4.., "Bearer first-key") => Reply::status(401, "Incorrect API key provided"),
        _ => Reply::object(&golden[step(asked)]),
    });
    let stopped = with_key(&desk, &endpoint, "first-key");
    assert_eq!(stopped.code, 2);
    assert!(stopped.err.contains("refuses the key (401)"), "{}", stopped.err);
    assert!(!stopped.err.contains("first-key") && !stopped.out.contains("first-key"));
    let done = desk.journal()["steps"].as_array().map(Vec::len).unwrap_or_default();
    let before = endpoint.asked().len();
    assert!(stopped.err.contains(&format!("stopped at step {} of 8", done + 1)), "{}", stopped.err);

    let went_on = with_key(&desk, &endpoint, "second-key");
    assert_eq!(went_on.code, uninterrupted.code, "{}", went_on.err);
    assert!(went_on.out.contains(&format!("Resumed after {done} step")), "{}", went_on.out);
    let after = endpoint.asked().split_off(before);
    assert!(after.iter().all(|one| one.authorization == "Bearer second-key"));
    assert_eq!(step(&after[0]), super::STEPS[done]);
    assert_eq!(desk.pack(), whole.pack(), "it comes to the same pack");
    assert_eq!(desk.journal()["outcome"], whole.journal()["outcome"]);

    let asked = endpoint.asked().len();
    let again = with_key(&desk, &endpoint, "second-key");
    assert_eq!((again.code, endpoint.asked().len()), (went_on.code, asked), "what is done is done");
}

#[test]
fn a_draft_of_something_else_is_not_gone_on_with() {
    let (desk, endpoint) = (Desk::new(BRIEF), silent());
    let first = desk.plan(&endpoint, &["--repairs", "0"]);
    assert!(first.code < 2, "{}", first.err);
    let mut other = desk.command(&endpoint, &["--model", "large", "--repairs", "0"]);
    let other = said(other.output().expect("it runs"));
    assert_eq!(other.code, 2);
    assert!(
        other.err.contains("it was begun with the model `tiny`; name another directory, or say --fresh"),
        "{}",
        other.err
    );

    fs::write(desk.out().join("../brief.yaml"), BRIEF.replace("61 %", "62 %")).expect("a brief");
    let changed = desk.plan(&endpoint, &["--repairs", "0"]);
    assert_eq!(changed.code, 2);
    assert!(changed.err.contains("the brief has changed since"), "{}", changed.err);
    let asked = endpoint.asked().len();
    let fresh = desk.plan(&endpoint, &["--repairs", "0", "--fresh"]);
    assert!(fresh.code < 2 && endpoint.asked().len() > asked, "{}", fresh.err);
    assert!(desk.read("pack.md").contains("62 %"));

    fs::write(desk.out().join("draft.json"), "{\"skill\": ").expect("half a file");
    let torn = desk.plan(&endpoint, &[]);
    assert_eq!(torn.code, 2);
    assert!(torn.err.contains("draft.json: it is no draft that can be gone on with"), "{}", torn.err);
}

#[test]
fn what_a_person_changed_is_not_overwritten_and_nobody_is_asked() {
    let (desk, endpoint) = (Desk::new(BRIEF), silent());
    assert!(desk.plan(&endpoint, &["--repairs", "0", "--passes", "0"]).code < 2);
    let path = desk.out().join("pack.md");
    fs::write(&path, desk.read("pack.md") + "\nA word of mine.\n").expect("an edit");
    let asked = endpoint.asked().len();
    let said = desk.plan(&endpoint, &["--fresh"]);
    assert_eq!((said.code, endpoint.asked().len()), (2, asked), "{}", said.err);
    assert!(said.err.contains("was edited since"), "{}", said.err);
}

#[test]
fn what_only_a_model_can_do_is_refused_without_one() {
    let (desk, endpoint) = (Desk::new(BRIEF), silent());
    for option in ["--fresh", "--compare-baseline"] {
        let said = said(desk.command(&endpoint, &[option]).output().expect("it runs"));
        assert_eq!(said.code, 2);
        assert!(said.err.contains(&format!("{option} needs a model; name one with --model")), "{}", said.err);
    }
    assert!(endpoint.asked().is_empty());
}
