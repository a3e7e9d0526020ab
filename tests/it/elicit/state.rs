//! What a client of the 2026 protocol carries between two rounds: sealed, and for one call alone.

use std::process::Stdio;

use rmcp::model::{CallToolResponse, InputRequiredResult, InputResponses};

use super::*;

/// A client that drives the rounds itself.
impl Desk {
    pub(super) async fn once(
        &self,
        tool: &str,
        arguments: Json,
        back: Option<(&str, InputResponses)>,
    ) -> CallToolResponse {
        let mut params = params(tool, arguments);
        if let Some((state, responses)) = back {
            params = params.with_request_state(state).with_input_responses(responses);
        }
        self.client.call_tool_once(params).await.expect("the call is answered")
    }

    pub(super) async fn question(&self, tool: &str, arguments: Json) -> InputRequiredResult {
        match self.once(tool, arguments, None).await {
            CallToolResponse::InputRequired(question) => question,
            other => panic!("a question: {other:?}"),
        }
    }
}

pub(super) fn complete(response: CallToolResponse) -> CallToolResult {
    match response {
        CallToolResponse::Complete(result) => result,
        other => panic!("a result: {other:?}"),
    }
}

pub(super) fn back(key: &str, content: Json) -> InputResponses {
    InputResponses::from([(key.to_owned(), json!({"action": "accept", "content": content}))])
}

fn growth() -> InputResponses {
    back("intake", json!({"growth": "6 % per month"}))
}

#[tokio::test]
async fn a_state_serves_the_call_it_was_given_for_and_once() {
    let (_folder, store) = store();
    let desk = Desk::over(&store, ROUNDS, Shows::Forms).await;
    let (pack, other) = (desk.open("platform-infrastructure").await, desk.open("platform-infrastructure").await);
    let sent = json!({"pack": pack, "notes": "kept"});
    let question = desk.question("infra_intake", sent.clone()).await;
    let requests = question.input_requests.as_ref().expect("forms");
    assert_eq!(requests.keys().collect::<Vec<_>>(), ["intake"]);
    let state = question.request_state.expect("a state");

    let mut altered = state.clone();
    altered.replace_range(20..21, if &state[20..21] == "A" { "B" } else { "A" });
    let elsewhere = json!({"pack": other, "notes": "kept"});
    let of_other = desk.question("infra_intake", elsewhere.clone()).await.request_state.expect("a state");
    for (tool, arguments, state, needed) in [
        ("infra_intake", sent.clone(), altered.as_str(), "not as this server sealed it"),
        ("infra_intake", sent.clone(), "rs1.AAAA.AAAA", "not as this server sealed it"),
        ("infra_intake", json!({"pack": pack, "notes": "other"}), &state, "a call with other arguments"),
        ("infra_intake", elsewhere, &state, "it belongs to the pack pk_"),
        ("infra_intake", sent.clone(), &of_other, "it belongs to the pack pk_"),
        ("infra_scaling", sent.clone(), &state, "a call of `infra_intake`, not of `infra_scaling`"),
        ("pack_read", json!({"pack": pack}), &state, "a call of `infra_intake`, not of `pack_read`"),
    ] {
        let refused = complete(desk.once(tool, arguments, Some((state, growth()))).await);
        assert_eq!(refused.is_error, Some(true));
        let words = text(&refused);
        assert!(words.contains("nothing was changed") && words.contains(needed), "{words}");
    }
    assert_eq!((desk.revision(&pack).await, desk.revision(&other).await), (json!(1), json!(1)));

    // Answers that lack the state, or a state that lacks the answers, are no second round.
    let unsealed = params("infra_intake", sent.clone()).with_input_responses(growth());
    let asked = desk.client.call_tool_once(unsealed).await.expect("an answer");
    assert!(matches!(asked, CallToolResponse::InputRequired(_)), "{asked:?}");
    let asked = desk.once("infra_intake", sent.clone(), Some((&state, InputResponses::new()))).await;
    assert!(matches!(asked, CallToolResponse::InputRequired(_)), "{asked:?}");
    // What is no result of a form is a mistake of the client.
    let nonsense = InputResponses::from([("intake".to_owned(), json!({"action": "shrug"}))]);
    let refused = complete(desk.once("infra_intake", sent.clone(), Some((&state, nonsense))).await);
    assert!(text(&refused).contains("/inputResponses/intake: "), "{}", text(&refused));
    assert_eq!(desk.revision(&pack).await, json!(1));

    // Arguments are the same in whatever order they come.
    let reordered = json!({"notes": "kept", "pack": pack});
    let done = complete(desk.once("infra_intake", reordered, Some((&state, growth()))).await);
    let done = done.structured_content.expect("structured content");
    assert_eq!(desk.sections(&pack).await["records"]["answers"][0]["question"], "growth");
    assert_eq!(done["revision"], json!(2));
    let replayed = complete(desk.once("infra_intake", sent, Some((&state, growth()))).await);
    assert!(
        text(&replayed).contains("asked at revision 1 of the pack, which is at revision 2 now"),
        "{}",
        text(&replayed)
    );
    assert_eq!(desk.revision(&pack).await, json!(2));
}

/// One word of a person opens one pack.
#[tokio::test]
async fn a_replayed_confirmation_opens_no_second_pack() {
    let (_folder, store) = store();
    let desk = Desk::over(&store, ROUNDS, Shows::Forms).await;
    let open = json!({"title": "Orders", "request": "Plan scaling, go ahead and run the migration now"});
    let question = desk.question("pack_open", open.clone()).await;
    let state = question.request_state.expect("a state");
    let word = json!({"change": "Migrate", "rollback": "by flag", "confirmed_by": "Ruth Okonedo", "date": "2026-11-02", "allow": true});
    let first =
        complete(desk.once("pack_open", open.clone(), Some((&state, back("confirmation", word.clone())))).await);
    let pack = first.structured_content.as_ref().expect("a pack")["pack"].clone();
    let again = complete(desk.once("pack_open", open, Some((&state, back("confirmation", word)))).await);
    assert_eq!(again.is_error, Some(true));
    assert!(
        text(&again).contains(&format!("pack {} exists already", pack.as_str().expect("an id"))),
        "{}",
        text(&again)
    );
    assert_eq!(desk.done("pack_list", json!({})).await["packs"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn processes_with_one_key_answer_for_each_other() {
    let (_folder, store) = store();
    let key = "0123456789abcdef0123456789abcdef";
    let at = |key| Desk::at(process(&store, key), ROUNDS, Shows::Forms);
    let (one, two) = (at(Some(key)).await, at(Some(key)).await);
    let pack = one.open("platform-operations").await;
    let sent = json!({"pack": pack});
    let state = one.question("ops_assess", sent.clone()).await.request_state.expect("a state");
    let answer = back("intake", json!({"services": "orders-api"}));
    for stranger in [Some("another key of thirty-two bytes!"), None] {
        let refused =
            complete(at(stranger).await.once("ops_assess", sent.clone(), Some((&state, answer.clone()))).await);
        assert!(text(&refused).contains("has another key"), "{}", text(&refused));
    }
    let done = complete(two.once("ops_assess", sent, Some((&state, answer))).await);
    assert_ne!(done.is_error, Some(true), "{}", text(&done));
    assert_eq!(one.revision(&pack).await, json!(2));

    let short = std::process::Command::new(env!("CARGO_BIN_EXE_groundplan"))
        .args(["serve", "--store"])
        .arg(&store)
        .env("GROUNDPLAN_STATE_KEY", "too short")
        .stdin(Stdio::null())
        .output()
        .expect("the program runs");
    assert_eq!(short.status.code(), Some(2));
    let words = String::from_utf8_lossy(&short.stderr);
    assert!(words.contains("GROUNDPLAN_STATE_KEY has 9 bytes; give at least 32"), "{words}");
    assert!(short.stdout.is_empty() && !words.contains("too short"), "{words}");
}
