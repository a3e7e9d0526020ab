//! What goes wrong at an endpoint, and what becomes of the draft.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::{BRIEF, Desk, STEPS, is_repair, message, step};
use crate::scripted::{Endpoint, Reply, delta};

/// What the first answer to each step is; the second is sound.
fn troubled(tool: &str) -> Reply {
    let sound = json!({}).to_string();
    match tool {
        "infra_intake" => Reply::words("{\"horizon\": \"Until").ending("length"),
        "infra_capabilities" => Reply::raw(vec![delta(json!({"refusal": "I cannot help with that."}), Some("stop"))]),
        "infra_quality" => Reply::raw(vec![json!({"id": "x", "object": "chat.completion.chunk", "choices": []})]),
        "infra_scaling" => {
            let choice = |index: u32| json!({"index": index, "delta": {"content": sound}, "finish_reason": "stop"});
            let chunk = json!({"id": "x", "object": "chat.completion.chunk", "choices": [choice(0), choice(1)]});
            Reply::raw(vec![chunk])
        }
        "infra_instrumentation" => Reply::calls(&[
            ("infra_instrumentation", "{\"delivery\": \"An outbox, written in the transaction\"}"),
            ("infra_instrumentation", "{\"delivery\": \"The browser sends them\"}"),
        ]),
        "infra_discoverability" => Reply::words("{\"applicability\": \"Not applicable: nobody knows\"}").cut(3),
        "infra_roadmap" => Reply::status(429, "Rate limit reached").retry_after("0"),
        _ => Reply::words("I am sorry, I would need more facts."),
    }
}

#[test]
fn what_comes_instead_of_an_object_is_asked_for_again() {
    let desk = Desk::new(BRIEF);
    let seen = std::sync::Mutex::new(std::collections::BTreeSet::new());
    let endpoint = Endpoint::start(move |_, asked| {
        let tool = step(asked);
        match seen.lock().unwrap().insert(tool) {
            true => troubled(tool),
            false => Reply::object(&json!({})),
        }
    });
    let said = desk.plan(&endpoint, &["--repairs", "1", "--passes", "0"]);
    assert!(said.code < 2, "{}", said.err);
    let asked = endpoint.asked();
    let repaired = |tool: &str| -> Option<String> {
        asked.iter().find(|one| step(one) == tool && is_repair(one)).map(|one| message(one, 3))
    };
    for (tool, words) in [
        ("infra_intake", "cut off"),
        ("infra_capabilities", "a refusal: I cannot help with that."),
        ("infra_instrumentation", "`delivery` was sent twice"),
        ("infra_finalize", "no JSON object"),
    ] {
        let text = repaired(tool).unwrap_or_else(|| panic!("{tool} is not asked for again"));
        assert!(text.contains(words), "{tool}: {text}");
    }
    // What the endpoint got wrong is asked again as it was; the model is not blamed for it.
    for tool in ["infra_quality", "infra_discoverability", "infra_roadmap"] {
        let same: Vec<&Json> =
            asked.iter().filter(|one| step(one) == tool && !is_repair(one)).map(|one| &one.body).collect();
        assert_eq!(same.len(), 2, "{tool}");
        assert_eq!(same[0]["messages"], same[1]["messages"], "{tool}");
    }
    let journal = desk.journal();
    let done: Vec<&str> =
        journal["steps"].as_array().unwrap().iter().map(|one| one["tool"].as_str().unwrap()).collect();
    assert_eq!(done, STEPS);
}

#[test]
fn answers_of_which_nothing_can_be_taken_leave_a_question() {
    let desk = Desk::new(BRIEF);
    let endpoint = Endpoint::start(|_, asked| match step(asked) {
        "infra_capabilities" => Reply::words("I would rather not."),
        _ => Reply::object(&json!({})),
    });
    let said = desk.plan(&endpoint, &["--repairs", "1", "--passes", "0"]);
    assert!(said.out.contains("left as it was: nothing could be taken of 2 answers"), "{}", said.out);
    let title = "What is missing in \"Shared capabilities inventory + platformization plan\"?";
    assert!(desk.read("pack.md").contains(title), "{}", said.out);
}

#[test]
fn a_storm_of_429_stops_it_and_nothing_is_lost() {
    let desk = Desk::new(BRIEF);
    let endpoint = Endpoint::start(|_, asked| match step(asked) {
        "infra_scaling" => Reply::status(429, "Rate limit reached").retry_after("0"),
        "infra_intake" => Reply::object(&json!({"horizon": "Until 2027-05-05"})),
        _ => Reply::object(&json!({})),
    });
    let said = desk.plan(&endpoint, &["--repairs", "0"]);
    assert_eq!(said.code, 2, "{}", said.out);
    for words in
        ["stopped at step 4 of 8, Doomsday clock", "too busy", "What stands is in out; the same command goes on"]
    {
        assert!(said.err.contains(words), "{words}: {}", said.err);
    }
    assert_eq!(desk.journal()["steps"].as_array().map(Vec::len), Some(3));
    assert!(desk.read("pack.md").contains("Until 2027-05-05"));
    assert!(desk.read("report.json").contains("\"passed\""));
    assert!(said.out.contains("Gate: not passed"), "{}", said.out);
}

#[test]
fn a_budget_ends_it_where_it_is_used_up() {
    let desk = Desk::new(BRIEF);
    // A scripted answer counts 20,020 tokens.
    let endpoint = super::silent();
    let said = desk.plan(&endpoint, &["--repairs", "0", "--max-tokens", "61000"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("stopped at step 4 of 8") && said.err.contains("budget is used up"), "{}", said.err);
    assert!(said.out.contains("Tokens: 60,000 in, 60 out"), "{}", said.out);
    let again = desk.plan(&endpoint, &["--repairs", "0", "--passes", "0", "--price", "2/10"]);
    assert!(again.code < 2, "{}", again.err);
    assert!(again.out.contains("Resumed after 3 steps"), "{}", again.out);
    assert!(again.out.contains("Tokens: 160,000 in, 160 out; cost 0.3216"), "{}", again.out);
    assert_eq!(endpoint.asked().len(), 8, "no step is asked for twice");
}

#[cfg(unix)]
#[test]
fn an_interrupt_keeps_what_stands() {
    let desk = Desk::new(BRIEF);
    let (told, waiting) = std::sync::mpsc::channel();
    let told = std::sync::Mutex::new(told);
    let endpoint = Endpoint::start(move |at, _| {
        if at < 2 {
            return Reply::object(&json!({}));
        }
        let _ = told.lock().unwrap().send(());
        Reply::words(&"word ".repeat(500)).slow(Duration::from_millis(100))
    });
    let mut command = desk.command(&endpoint, &["--model", "tiny", "--repairs", "0"]);
    let child =
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().expect("it runs");
    waiting.recv_timeout(Duration::from_secs(60)).expect("the third step is asked for");
    let interrupted = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupted.expect("a signal").success());
    let said = super::said(child.wait_with_output().expect("it ends"));
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.contains("stopped at step 3 of 8, Quality attributes: it was interrupted"), "{}", said.err);
    assert_eq!(desk.journal()["steps"].as_array().map(Vec::len), Some(2));
    assert!(desk.read("pack.md").contains("# Marketplace: survive 5x"));
}
