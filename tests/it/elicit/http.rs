//! The same over HTTP, where each request may reach another process.

use std::process::Stdio;

use rmcp::transport::StreamableHttpClientTransport;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::state::{back, complete};
use super::*;

/// A server with a key, killed when it is dropped, and where it listens.
async fn listening(store: &Path, key: &str) -> (Child, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundplan"));
    command.args(["serve", "--http", "127.0.0.1:0", "--store"]).arg(store).env("GROUNDPLAN_STATE_KEY", key);
    let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true).spawn().expect("it starts");
    let mut log = BufReader::new(child.stderr.take().expect("standard error")).lines();
    let line = log.next_line().await.expect("a line").expect("a line");
    let address = line.strip_prefix("groundplan: listening on ").unwrap_or_else(|| panic!("{line}")).to_owned();
    // What is logged later must not fill the pipe.
    tokio::spawn(async move {
        while let Ok(Some(line)) = log.next_line().await {
            eprintln!("{line}")
        }
    });
    (child, address)
}

#[tokio::test]
async fn over_http_one_process_asks_and_another_takes_the_answer() {
    let (_folder, store) = store();
    let key = "0123456789abcdef0123456789abcdef";
    let ((_one, here), (_two, there)) = (listening(&store, key).await, listening(&store, key).await);
    let at = async |address: &str, version| {
        Desk::at(StreamableHttpClientTransport::from_uri(address), version, Shows::Forms).await
    };
    let (mut one, two) = (at(&here, ROUNDS).await, at(&there, ROUNDS).await);
    let pack = one.open("platform-infrastructure").await;
    let sent = json!({"pack": pack});
    let question = one.question("infra_intake", sent.clone()).await;
    let state = question.request_state.expect("a state");
    let answer = back("intake", json!({"growth": "6 % per month", "answered_by": "Maya Chen"}));
    let done = complete(two.once("infra_intake", sent, Some((&state, answer))).await);
    let row = json!({"question": "growth", "answer": "6 % per month", "source": "Maya Chen"});
    assert_ne!(done.is_error, Some(true), "{done:?}");
    assert_eq!(two.sections(&pack).await["records"]["answers"], json!([row]));
    // A client that drives the rounds by itself.
    one.will(declines());
    one.done("infra_intake", json!({"pack": pack, "ask": true})).await;
    one.form();

    // Without a session a server cannot come back to an older client, and does not wait for it.
    let mut old = at(&here, ProtocolVersion::V_2025_11_25).await;
    let pack = old.open("platform-infrastructure").await;
    let done = old.done("infra_intake", json!({"pack": pack})).await;
    assert!(!done["next"]["ask"].as_object().expect("questions").is_empty());
    old.nothing();
}
