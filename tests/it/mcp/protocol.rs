//! Calls as they go wrong: cancelled, interleaved, cut off, malformed, at once.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::thread;

use serde_json::{Value as Json, json};

use super::http::{crowd_out, write};
use super::wire::{HttpServer, Lock, Pipes, STATELESS, WITH_HANDSHAKE, request, stateless};

const OLD: &str = "2025-11-25";

fn call(id: impl Into<Json>, tool: &str, arguments: Json) -> Json {
    json!({"jsonrpc": "2.0", "id": id.into(), "method": "tools/call", "params": {"name": tool, "arguments": arguments}})
}

fn open(pipes: &mut Pipes, title: &str) -> Json {
    let answer =
        pipes.request(&call("open", "pack_open", json!({"title": title, "request": "Plan the scaling of orders"})));
    assert_eq!(answer["id"], "open", "{answer}");
    answer["result"]["structuredContent"]["pack"].clone()
}

/// The revisions of a pack, as another process finds them: a chain that breaks is an error.
fn revisions(store: &Path, pack: &Json) -> usize {
    let mut log = Command::new(env!("CARGO_BIN_EXE_groundplan"));
    log.args(["pack", "log", pack.as_str().expect("an id"), "--format", "json", "--store"]).arg(store);
    let said = log.output().expect("it runs");
    assert!(said.status.success(), "{said:?}");
    let log: Json = serde_json::from_slice(&said.stdout).expect("JSON");
    log.as_array().or_else(|| log["revisions"].as_array()).expect("a list").len()
}

#[test]
fn every_revision_is_spoken_over_pipes() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("packs.db");
    for revision in WITH_HANDSHAKE {
        let mut pipes = Pipes::shaken(&store, &[], revision);
        let listed = pipes.request(&json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}));
        assert!(listed["result"]["tools"].as_array().is_some_and(|tools| tools.len() > 10), "{revision}");
        open(&mut pipes, revision);
        let (rest, status) = pipes.finish();
        assert!(rest.is_empty() && status.success(), "{revision}: {rest}");
    }
    let mut pipes = Pipes::start(&store, &[]);
    let discovered = pipes.request(&stateless(1, "server/discover", json!({})));
    assert_eq!(discovered["result"]["supportedVersions"][4], STATELESS);
    let packs = pipes.request(&stateless(2, "tools/call", json!({"name": "pack_list", "arguments": {}})));
    assert_eq!(packs["result"]["structuredContent"]["packs"].as_array().map(Vec::len), Some(WITH_HANDSHAKE.len()));
    pipes.finish();
}

#[test]
fn interleaved_calls_are_answered_by_their_ids() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut pipes = Pipes::shaken(&folder.path().join("packs.db"), &[], OLD);
    let packs: Vec<Json> = (0..12).map(|number| open(&mut pipes, &format!("Pack number {number}."))).collect();
    // Ids of both kinds; a string is not the number it spells.
    let id = |number: usize| if number.is_multiple_of(2) { json!(number) } else { json!(number.to_string()) };
    for (number, pack) in packs.iter().enumerate() {
        pipes.send(&call(id(number), "pack_read", json!({"pack": pack})));
        pipes.send(&json!({"jsonrpc": "2.0", "id": format!("ping {number}"), "method": "ping"}));
    }
    let answers: Vec<Json> = (0..2 * packs.len()).map(|_| pipes.answer()).collect();
    for number in 0..packs.len() {
        let of = |wanted: Json| {
            let mut found = answers.iter().filter(|answer| answer["id"] == wanted);
            let answer = found.next().unwrap_or_else(|| panic!("{wanted} is not answered"));
            assert!(found.next().is_none(), "{wanted} is answered twice");
            answer
        };
        let markdown = of(id(number))["result"]["content"][0]["text"].as_str().expect("Markdown");
        assert!(markdown.contains(&format!("Pack number {number}.")), "{markdown}");
        assert!(of(json!(format!("ping {number}"))).get("result").is_some());
    }
    pipes.finish();
}

#[tokio::test]
async fn a_cancelled_call_is_not_answered_and_keeps_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("packs.db");
    let mut pipes = Pipes::shaken(&store, &[], OLD);
    let pack = open(&mut pipes, "Orders");
    let lock = Lock::take(&store).await;
    pipes.send(&call(7, "infra_scaling", json!({"pack": pack, "risks": ["the disk fills"]})));
    pipes.send(&json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 7}}));
    // What was never asked cannot be cancelled, and is no harm.
    pipes.send(&json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "nobody"}}));
    assert_eq!(pipes.request(&json!({"jsonrpc": "2.0", "id": 8, "method": "ping"}))["id"], 8);
    lock.release().await;
    let next =
        pipes.request(&call(9, "infra_scaling", json!({"pack": pack, "expected_revision": 1, "risks": ["another"]})));
    assert_eq!((&next["id"], &next["result"]["structuredContent"]["revision"]), (&json!(9), &json!(2)), "{next}");
    let (rest, status) = pipes.finish();
    assert!(rest.is_empty() && status.success(), "{rest}");
    assert_eq!(revisions(&store, &pack), 2);
}

#[tokio::test]
async fn a_client_that_dies_in_the_middle_leaves_whole_revisions() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("packs.db");
    for signal in [None, Some("-TERM"), Some("-KILL")] {
        let mut pipes = Pipes::shaken(&store, &[], OLD);
        let pack = open(&mut pipes, "Orders");
        let lock = Lock::take(&store).await;
        pipes.send(&call(7, "infra_scaling", json!({"pack": pack, "risks": ["the disk fills"]})));
        let Pipes { mut child, input, output } = pipes;
        if let Some(signal) = signal {
            assert!(
                Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill runs").success()
            );
        }
        drop((input, output));
        lock.release().await;
        child.wait().expect("it ends");
        assert!(matches!(revisions(&store, &pack), 1 | 2), "{signal:?}");
        let mut pipes = Pipes::shaken(&store, &[], OLD);
        let saved = pipes.request(&call(1, "infra_scaling", json!({"pack": pack, "risks": ["another"]})));
        assert_eq!(saved["result"]["structuredContent"]["changed"], true, "{saved}");
        pipes.finish();
    }

    // Over HTTP a call ends with the connection that brought it.
    let server = HttpServer::start(&store, &["--max-calls", "1"]);
    let pack = server.open();
    let lock = Lock::take(&store).await;
    let body = call(7, "infra_scaling", json!({"pack": pack, "risks": ["the disk fills"]})).to_string();
    let mut stream = server.connect();
    stream
        .write_all(request("POST", "/mcp", &[("MCP-Protocol-Version", OLD)], &body, server.address).as_bytes())
        .expect("sent");
    crowd_out(&server);
    drop(stream);
    let ask = || server.post(OLD, &json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})).status;
    while ask() == 503 {
        thread::sleep(std::time::Duration::from_millis(50));
    }
    lock.release().await;
    assert_eq!(write(&server, &pack).json()["result"]["structuredContent"]["revision"], 2);
    assert_eq!(revisions(&store, &pack), 2);
}

/// Ten processes write to one pack; who comes too late is told, and comes again.
#[test]
fn ten_clients_lose_nothing_of_each_other() {
    const CLIENTS: usize = 10;
    const ROWS: usize = 3;
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("packs.db");
    let mut first = Pipes::shaken(&store, &[], OLD);
    let pack = open(&mut first, "Orders");
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (store, pack) = (&store, &pack);
            scope.spawn(move || {
                let mut pipes = Pipes::shaken(store, &[], OLD);
                for row in 0..ROWS {
                    let limits = json!([{"component": format!("disk {row} of {client}"), "trigger": "1 TB"}]);
                    let mut sent = json!({"pack": pack, "limits": limits});
                    let kept = loop {
                        let answer = pipes.request(&call(row, "infra_scaling", sent.clone()))["result"].clone();
                        if answer["isError"] != true {
                            break answer["structuredContent"]["revision"].as_u64().expect("a revision");
                        }
                        let words = answer["content"][0]["text"].as_str().expect("text");
                        assert!(words.contains("revision") || words.contains("busy"), "{words}");
                    };
                    // The next one builds on what this client has seen, and is stale as soon as anybody else writes.
                    sent["expected_revision"] = json!(kept);
                    let again = pipes.request(&call("again", "infra_scaling", sent));
                    let answer = &again["result"];
                    let current = answer["structuredContent"]["changed"] == json!(false);
                    assert!(current || answer["isError"] == true, "{again}");
                }
                pipes.finish();
            });
        }
    });
    let read = first.request(&call("read", "pack_read", json!({"pack": pack})));
    let document = read["result"]["content"][0]["text"].as_str().expect("Markdown");
    for (client, row) in (0..CLIENTS).flat_map(|client| (0..ROWS).map(move |row| (client, row))) {
        let name = format!("| disk {row} of {client} |");
        assert!(document.contains(&name), "{name} is lost");
    }
    assert_eq!(revisions(&store, &pack), CLIENTS * ROWS + 1);
    first.finish();
}

/// What is no message is ignored; what is one but no request that can be met is answered with an error.
#[test]
fn malformed_messages_are_answered_as_the_protocol_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut pipes = Pipes::shaken(&folder.path().join("packs.db"), &["--log", "off"], OLD);
    let ping = json!({"jsonrpc": "2.0", "id": "alive", "method": "ping"});
    let long = format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"x\":\"{}\"}}", "x".repeat(17 << 20));
    for ignored in [
        "",
        "   ",
        "{",
        "nonsense",
        "{\"jsonrpc\":\"2.0\",",
        "\"",
        long.as_str(),
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/nobody-knows\"}",
    ] {
        writeln!(pipes.input, "{ignored}").expect("it is sent");
        let what: String = ignored.chars().take(60).collect();
        assert_eq!(pipes.request(&ping)["id"], "alive", "{what}");
    }
    for (sent, code) in [
        ("{}", -32600),
        ("[]", -32600),
        ("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", -32600),
        ("7", -32600),
        ("null", -32600),
        ("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", -32600),
        ("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}", -32600),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"no/such\"}", -32601),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"no_such\"}}", -32602),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/read\",\"params\":{\"uri\":\"skill://no/such\"}}",
            -32002,
        ),
    ] {
        writeln!(pipes.input, "{sent}").expect("it is sent");
        let answer = pipes.receive();
        assert_eq!(answer["error"]["code"], code, "{sent}: {answer}");
        assert_eq!(pipes.request(&ping)["id"], "alive", "{sent}");
    }
    let (rest, status) = pipes.finish();
    assert!(rest.is_empty() && status.success(), "{rest}");
}
