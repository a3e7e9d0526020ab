//! Clients that leave: the server ends with them, and its log says nothing that nobody has to know.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value as Json, json};

use super::wire::stateless;

/// What a server says of a conversation in which the client sends these messages and closes its end.
struct Left {
    answers: Vec<Json>,
    log: String,
}

/// Sends a first message and, once it is answered or something is told, the rest; then hangs up. A client that `leaves`
/// does not even read what is still said.
fn leave(store: &Path, log: &str, first: &Json, rest: &[Json], leaves: bool) -> Left {
    let mut server = Command::new(env!("CARGO_BIN_EXE_groundplan"))
        .args(["serve", "--store"])
        .arg(store)
        .args((!log.is_empty()).then_some(["--log", log]).into_iter().flatten())
        .env_remove("GROUNDPLAN_LOG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut input = server.stdin.take().expect("an input");
    let mut output = BufReader::new(server.stdout.take().expect("an output"));
    writeln!(input, "{first}").expect("it is sent");
    let mut said = String::new();
    output.read_line(&mut said).expect("a line");
    let rest: String = rest.iter().map(|message| format!("{message}\n")).collect();
    input.write_all(rest.as_bytes()).expect("it is sent");
    if leaves {
        drop(output);
        drop(input);
    } else {
        drop(input);
        output.read_to_string(&mut said).expect("UTF-8");
    }
    let ended = server.wait_with_output().expect("it ends");
    assert!(ended.status.success(), "{}", ended.status);
    let answers = said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    Left { answers, log: String::from_utf8(ended.stderr).expect("UTF-8") }
}

fn listen(id: u64) -> Json {
    stateless(id, "subscriptions/listen", json!({"notifications": {"resourcesListChanged": true}}))
}

fn list() -> Json {
    stateless(1, "tools/call", json!({"name": "pack_list", "arguments": {}}))
}

/// The library waits some seconds for what still runs when a client has left, and says so.
const WAITED: &str = "timed out draining";

#[test]
fn a_subscription_that_has_hardly_begun_ends_with_its_connection() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("packs.db");
    let cancelled = json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 2}});
    let (none, rest) = (&[][..], &[listen(2)][..]);
    for (first, rest) in [
        (listen(2), none),
        (listen(2), std::slice::from_ref(&cancelled)),
        (list(), rest),
        (list(), &[listen(2), cancelled.clone()]),
    ] {
        let left = leave(&store, "rmcp::service=warn", &first, rest, false);
        assert!(!left.log.contains(WAITED), "{}", left.log);
        let ended = left.answers.iter().any(|one| one["id"] == 2);
        let was_cancelled = rest.iter().any(|one| one["method"] == "notifications/cancelled");
        assert!(ended || was_cancelled, "{:?}", left.answers);
    }
}

#[test]
fn a_person_who_is_asked_holds_up_nobody_who_leaves() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("packs.db");
    let open = stateless(
        1,
        "tools/call",
        json!({"name": "pack_open", "arguments": {"title": "Orders", "request": "Plan the scaling of orders"}}),
    );
    let opened = leave(&store, "", &open, &[], false);
    let pack = &opened.answers[0]["result"]["structuredContent"]["pack"];
    let mut shake = super::wire::initialize("2025-11-25");
    shake["params"]["capabilities"] = json!({"elicitation": {}});
    let call = json!({"name": "infra_intake", "arguments": {"pack": pack, "notes": "lost", "ask": true}});
    let call = json!({"jsonrpc": "2.0", "id": 5, "method": "tools/call", "params": call});
    let shaken = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    let left = leave(&store, "rmcp::service=warn", &shake, &[shaken, call], false);
    assert!(!left.log.contains(WAITED), "{}", left.log);
    let told = left.answers.iter().find(|one| one["id"] == 5).expect("the call is answered");
    assert!(told.to_string().contains("nothing was changed"), "{told}");
    let read = stateless(6, "tools/call", json!({"name": "pack_read", "arguments": {"pack": pack, "format": "json"}}));
    assert_eq!(leave(&store, "", &read, &[], false).answers[0]["result"]["structuredContent"]["revision"], 1);
}

#[test]
fn the_log_is_silent_of_clients_unless_it_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("packs.db");
    let missing = stateless(3, "resources/read", json!({"uri": "groundplan://rules/NOPE"}));
    let unknown = stateless(4, "tools/call", json!({"name": "pack_burn", "arguments": {}}));
    let rest = [missing, unknown, listen(2)];
    for (log, heard) in [("", false), ("error", false), ("warn", false), ("info", true), ("rmcp::service=warn", true)] {
        for leaves in [false, true] {
            let left = leave(&store, log, &list(), &rest, leaves);
            assert_eq!(left.log.contains("there is no resource"), heard, "{log}: {}", left.log);
            assert!(heard || left.log.is_empty(), "{log}: {}", left.log);
        }
    }
}
