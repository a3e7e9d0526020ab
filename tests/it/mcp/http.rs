//! MCP over HTTP: who is let in, what a caller may use up, and how a server ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::{Value as Json, json};
use sqlx::Connection;

use super::wire::{HttpServer, Lock, Reply, STATELESS, WITH_HANDSHAKE, initialize, reply, request, stateless};

fn store() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("packs.db");
    (folder, path)
}

/// Writes until there is a place for it, as a client does that is told to come again.
pub(super) fn write(server: &HttpServer, pack: &Json) -> Reply {
    loop {
        let answer = server.call("infra_scaling", json!({"pack": pack, "risks": ["the disk fills"]}));
        if answer.status != 503 {
            return answer;
        }
    }
}

/// Asks until there is no place for it; the refusal. Whoever is to hold the place is let in first.
pub(super) fn crowd_out(server: &HttpServer) -> Reply {
    for _ in 0..100 {
        thread::sleep(Duration::from_millis(500));
        let answer = server.call("pack_list", json!({}));
        if answer.status != 200 {
            return answer;
        }
    }
    panic!("there is always a place");
}

/// What a list of tools is answered where a request comes with these headers.
fn listed(server: &HttpServer, headers: &[(&str, &str)]) -> Reply {
    let mut all = vec![("MCP-Protocol-Version", "2025-11-25")];
    all.extend(headers);
    server.send("POST", "/mcp", &all, &json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).to_string())
}

#[test]
fn every_revision_is_spoken_without_a_session() {
    let (_folder, path) = store();
    let server = HttpServer::start(&path, &[]);
    for revision in WITH_HANDSHAKE {
        let shaken = server.post(revision, &initialize(revision));
        assert_eq!(shaken.json()["result"]["protocolVersion"], revision);
        assert_eq!(shaken.header("Mcp-Session-Id"), None, "{revision}");
        let noted = server.post(revision, &json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        assert_eq!(noted.status, 202, "{revision}");
        let call =
            json!({"name": "pack_open", "arguments": {"title": revision, "request": "Plan the scaling of orders"}});
        let opened = server.post(revision, &json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": call}));
        let opened = opened.json();
        assert_eq!(
            (&opened["id"], &opened["result"]["structuredContent"]["revision"]),
            (&json!(2), &json!(1)),
            "{opened}"
        );
        // What only the stateless revision knows is not said to others.
        assert_eq!(opened["result"].get("resultType"), None, "{revision}");
    }
    let discovered = server.post(STATELESS, &stateless(1, "server/discover", json!({}))).json();
    let versions: Vec<&str> = WITH_HANDSHAKE.into_iter().chain([STATELESS]).collect();
    assert_eq!(discovered["result"]["supportedVersions"], json!(versions));
    let listed =
        server.post(STATELESS, &stateless(2, "tools/call", json!({"name": "pack_list", "arguments": {}}))).json();
    assert_eq!(listed["result"]["structuredContent"]["packs"].as_array().map(Vec::len), Some(WITH_HANDSHAKE.len()));
    assert_eq!(server.post("2031-01-01", &json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})).status, 400);
    let unnamed =
        server.send("POST", "/mcp", &[], &json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).to_string());
    assert_eq!(unnamed.status, 200, "an old client that does not say its revision");
}

/// The author of a revision is the client that made it, as far as it says who it is.
#[tokio::test]
async fn who_made_a_revision_is_known_where_the_client_says_it() {
    let (_folder, path) = store();
    let server = HttpServer::start(&path, &[]);
    server.open();
    let call = json!({"name": "pack_open", "arguments": {"title": "Old", "request": "Plan the scaling of orders"}});
    server.post("2025-11-25", &json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": call}));
    let mut store = sqlx::SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.expect("a store");
    let authors: Vec<String> = sqlx::query_scalar("SELECT author FROM groundplan_revisions ORDER BY author")
        .fetch_all(&mut store)
        .await
        .expect("authors");
    assert_eq!(authors, ["unnamed client", "wire"]);
}

#[test]
fn only_known_hosts_are_answered() {
    let (_folder, path) = store();
    let server =
        HttpServer::start(&path, &["--allow-host", "plans.example.com", "--allow-host", "ci.example.com:8080"]);
    let port = server.address.port();
    for host in [
        "localhost".to_owned(),
        format!("localhost:{port}"),
        "LOCALHOST".to_owned(),
        format!("127.0.0.1:{port}"),
        "127.0.0.1:1".to_owned(),
        "[::1]".to_owned(),
        format!("[::1]:{port}"),
        "plans.example.com".to_owned(),
        "plans.example.com:444".to_owned(),
        "ci.example.com:8080".to_owned(),
    ] {
        assert_eq!(listed(&server, &[("Host", &host)]).status, 200, "{host}");
    }
    // A name whose owner let it resolve to this address comes with that name, and with the page's own origin.
    for host in [
        "attacker.example", "attacker.example:8931", "localhost.attacker.example", "127.0.0.1.nip.example",
        "ci.example.com", "ci.example.com:80", "evil-plans.example.com", "0.0.0.0", "127.0.0.2",
    ] {
        assert_eq!(listed(&server, &[("Host", host)]).status, 403, "{host}");
    }
    for host in ["", "a b", "[::1"] {
        let status = listed(&server, &[("Host", host)]).status;
        assert!(matches!(status, 400 | 403), "{host:?}: {status}");
    }
    let rebound = listed(&server, &[("Host", "attacker.example"), ("Origin", "http://attacker.example")]);
    assert_eq!(rebound.status, 403);
}

#[test]
fn only_known_origins_are_answered() {
    let (_folder, path) = store();
    let none = HttpServer::start(&path, &[]);
    assert_eq!(listed(&none, &[]).status, 200, "what is no browser sends no origin");
    let own = [format!("http://{}", none.address), format!("http://localhost:{}", none.address.port())];
    for origin in &own {
        assert_eq!(listed(&none, &[("Origin", origin)]).status, 200, "{origin}");
    }
    for origin in [
        "https://attacker.example", "http://localhost:3000", "http://127.0.0.1:3000", "null", "", "nonsense", "file://",
    ] {
        assert_eq!(listed(&none, &[("Origin", origin)]).status, 403, "{origin:?}");
    }

    let args = ["--allow-origin", "https://app.example.com", "--allow-origin", "http://localhost:6274"];
    let some = HttpServer::start(&path, &args);
    for origin in ["https://app.example.com", "http://localhost:6274"] {
        let answer = listed(&some, &[("Origin", origin)]);
        assert_eq!((answer.status, answer.header("Access-Control-Allow-Origin")), (200, Some(origin)));
        let asked = [
            ("Origin", origin),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "content-type,mcp-protocol-version"),
        ];
        let asked = some.send("OPTIONS", "/mcp", &asked, "");
        assert_eq!((asked.status, asked.header("Access-Control-Allow-Methods")), (200, Some("POST")), "{asked:?}");
        let headers = asked.header("Access-Control-Allow-Headers");
        assert_eq!(headers, Some("content-type,mcp-protocol-version"));
    }
    for origin in [
        "http://app.example.com",
        "https://app.example.com:8443",
        "http://localhost",
        "https://localhost:6274",
        "https://app.example.com.attacker.example",
        "null",
    ] {
        let answer = listed(&some, &[("Origin", origin)]);
        assert_eq!((answer.status, answer.header("Access-Control-Allow-Origin")), (403, None), "{origin}");
    }
    assert_eq!(listed(&some, &[]).status, 200);
}

#[test]
fn what_is_no_call_is_told_so() {
    let (_folder, path) = store();
    let server = HttpServer::start(&path, &[]);
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).to_string();
    let send = |method: &str, path: &str, headers: &[(&str, &str)], body: &str| {
        server.send(method, path, headers, body).status
    };
    assert_eq!(send("GET", "/mcp", &[], ""), 405);
    assert_eq!(send("DELETE", "/mcp", &[], ""), 405);
    assert_eq!(send("POST", "/", &[], &body), 404);
    assert_eq!(send("POST", "/mcp", &[("Accept", "text/html")], &body), 406);
    assert_eq!(send("POST", "/mcp", &[("Content-Type", "text/plain")], &body), 415);
    assert_eq!(
        send("POST", "/mcp", &[], "{\"jsonrpc\""),
        415,
        "{}",
        server.send("POST", "/mcp", &[], "{\"jsonrpc\"").body
    );
    assert_eq!(send("POST", "/mcp", &[], "[]"), 415);
    assert_eq!(server.send("POST", "/mcp", &[], "\u{feff}").status, 415);
    assert_eq!(listed(&server, &[]).status, 200);
}

#[test]
fn a_body_over_the_limit_is_refused() {
    let (_folder, path) = store();
    let server = HttpServer::start(&path, &["--max-body", "2000"]);
    let call = |title: &str| server.call("pack_open", json!({"title": title, "request": "Plan the scaling of orders"}));
    assert_eq!(call("Orders").status, 200);
    assert_eq!(call(&"x".repeat(2000)).status, 413);
    // Nor does it help not to say how long it is.
    let mut stream = server.connect();
    let head = request("POST", "/mcp", &[("Content-Length", "")], "", server.address)
        .replace("Content-Length: \r\n", "Transfer-Encoding: chunked\r\n");
    stream.write_all(head.as_bytes()).expect("the head is sent");
    for _ in 0..4 {
        // The server may have answered and closed.
        let _ = write!(stream, "{:x}\r\n{}\r\n", 1000, "x".repeat(1000));
    }
    assert_eq!(reply(stream).status, 413);
    assert_eq!(call("Orders").status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_call_too_many_is_told_to_come_again() {
    let (_folder, path) = store();
    let server = HttpServer::start(&path, &["--max-calls", "1"]);
    let pack = server.open();
    let lock = Lock::take(&path).await;
    let (server, pack) = (&server, &pack);
    thread::scope(|scope| {
        let first = scope.spawn(move || write(server, pack));
        // From now on the first one holds the only place.
        let refused = crowd_out(server);
        assert_eq!((refused.status, refused.header("Retry-After")), (503, Some("1")));
        assert!(
            refused.json()["error"]["message"].as_str().is_some_and(|words| words.contains("too many")),
            "{refused:?}"
        );
        // A supervisor is answered all the same.
        assert_eq!(server.send("GET", "/healthz", &[], "").status, 200);
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(lock.release()));
        assert_eq!(first.join().expect("no panic").json()["result"]["structuredContent"]["revision"], 2);
    });
    assert_eq!(server.call("pack_list", json!({})).status, 200);
}

/// A subscription holds a place of its own for as long as it lasts, and ends with the server.
#[test]
fn one_stream_too_many_is_told_to_come_later() {
    let (_folder, path) = store();
    let mut server = HttpServer::start(&path, &["--max-streams", "1", "--max-calls", "1"]);
    let wanted = stateless(7, "subscriptions/listen", json!({"notifications": {"resourcesListChanged": true}}));
    let headers = [("MCP-Protocol-Version", STATELESS), ("Mcp-Method", "subscriptions/listen")];
    let listen = || {
        let mut stream = server.connect();
        let sent = request("POST", "/mcp", &headers, &wanted.to_string(), server.address);
        stream.write_all(sent.as_bytes()).expect("it is sent");
        let mut lines = BufReader::new(stream).lines().map(|line| line.expect("a line"));
        let status = lines.next().expect("a status");
        (status.contains(" 200 "), lines)
    };
    let (open, mut first) = listen();
    assert!(open && first.any(|line| line.contains("notifications/subscriptions/acknowledged")));
    let refused = server.post(STATELESS, &wanted);
    assert_eq!((refused.status, refused.header("Retry-After")), (503, Some("30")), "{refused:?}");
    // It takes no place from calls, and is told of what they do.
    server.open();
    assert!(first.any(|line| line.contains("notifications/resources/list_changed")));
    drop(first);
    let mut second = loop {
        let (open, lines) = listen();
        if open {
            break lines;
        }
    };
    assert!(second.any(|line| line.contains("notifications/subscriptions/acknowledged")));
    server.signal("-TERM");
    let rest: Vec<String> = second.collect();
    assert!(rest.iter().any(|line| line.contains("\"id\":7") && line.contains("result")), "{rest:?}");
    assert_eq!(server.wait().code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_takes_too_long_is_stopped_and_keeps_nothing() {
    let (_folder, path) = store();
    let server = HttpServer::start(&path, &["--call-seconds", "1"]);
    let pack = server.open();
    let lock = Lock::take(&path).await;
    let stopped = server.call("infra_scaling", json!({"pack": pack, "risks": ["the disk fills"]}));
    assert_eq!((stopped.status, stopped.header("Retry-After")), (503, None));
    assert!(stopped.body.contains("longer than this server allows"), "{stopped:?}");
    lock.release().await;
    let saved = server.call("infra_scaling", json!({"pack": pack, "expected_revision": 1, "risks": ["another"]}));
    assert_eq!(saved.json()["result"]["structuredContent"]["revision"], 2, "{saved:?}");
    let read = server.call("pack_read", json!({"pack": pack}));
    assert!(!read.body.contains("the disk fills"), "{read:?}");
}

#[test]
fn a_head_that_does_not_come_is_not_waited_for() {
    let (_folder, path) = store();
    let server = HttpServer::start(&path, &["--head-seconds", "1"]);
    let ended = |said: &str| {
        let mut stream = server.connect();
        stream.write_all(said.as_bytes()).expect("it is sent");
        let mut rest = Vec::new();
        // Returns once the server closes; without a limit it never does.
        let _ = stream.read_to_end(&mut rest);
    };
    ended("");
    ended("POST /mcp HTTP/1.1\r\nHost: localhost\r\nX-Slow:");
    // Nor is one that waits between two requests.
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).to_string();
    let kept = request("POST", "/mcp", &[("Connection", "keep-alive")], &body, server.address);
    ended(&kept);
    assert_eq!(listed(&server, &[]).status, 200);
}

/// Reads one answer off a connection that is kept; the rest of the connection.
fn answered(stream: &TcpStream) -> bool {
    let mut lines = BufReader::new(stream).lines().map(|line| line.expect("a line"));
    let open = lines.next().is_some_and(|status| status.contains(" 200 "));
    let mut length = 0;
    for line in lines.by_ref().take_while(|line| !line.is_empty()) {
        let line = line.to_ascii_lowercase();
        length = line.strip_prefix("content-length:").map_or(length, |value| value.trim().parse().expect("a number"));
    }
    open && length > 0
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_wait_for_nothing_make_room() {
    let (_folder, path) = store();
    let server = HttpServer::start(&path, &["--max-connections", "3", "--head-seconds", "3600"]);
    let pack = server.open();
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).to_string();
    let keep = || {
        let mut stream = server.connect();
        let sent = request("POST", "/mcp", &[("Connection", "keep-alive")], &body, server.address);
        stream.write_all(sent.as_bytes()).expect("it is sent");
        assert!(answered(&stream), "one kept open is answered");
        stream
    };
    let ended = |mut stream: &TcpStream| stream.read_to_end(&mut Vec::new()).is_ok();
    // Two that have been answered and one that has said nothing; the next one is answered all the same.
    let idle = [keep(), keep(), server.connect()];
    assert_eq!(listed(&server, &[]).status, 200);
    assert!(idle.iter().all(ended), "they were closed, or this would wait for ever");

    // A call under way is no such connection: it is answered, and whoever comes meanwhile waits.
    let lock = Lock::take(&path).await;
    let few = HttpServer::start(&path, &["--max-connections", "1", "--head-seconds", "3600"]);
    let mut write = few.connect();
    let call = json!({"name": "infra_scaling", "arguments": {"pack": pack, "risks": ["the disk fills"]}});
    let call = stateless(1, "tools/call", call).to_string();
    let headers = [
        ("MCP-Protocol-Version", STATELESS),
        ("Mcp-Method", "tools/call"),
        ("Mcp-Name", "infra_scaling"),
        ("Expect", "100-continue"),
    ];
    let sent = request("POST", "/mcp", &headers, &call, few.address);
    let (head, body) = sent.split_at(sent.len() - call.len());
    write.write_all(head.as_bytes()).expect("it is sent");
    // The rest is asked for once the call is under way.
    let mut asked = [0; 25];
    write.read_exact(&mut asked).expect("the rest is asked for");
    assert_eq!(asked.as_slice(), b"HTTP/1.1 100 Continue\r\n\r\n");
    write.write_all(body.as_bytes()).expect("it is sent");
    thread::scope(|scope| {
        let wait = scope.spawn(|| few.call("pack_list", json!({})));
        thread::sleep(Duration::from_secs(1));
        assert!(!wait.is_finished(), "there is no place for it yet");
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(lock.release()));
        assert_eq!(reply(write).json()["result"]["structuredContent"]["revision"], 2);
        assert_eq!(wait.join().expect("no panic").status, 200);
    });
}

#[test]
fn a_server_says_where_it_listens_where_packs_are_and_how_it_ends() {
    let (_folder, path) = store();
    let mut server = Command::new(env!("CARGO_BIN_EXE_groundplan"))
        .args(["serve", "--http", "127.0.0.1:0", "--store"])
        .arg(&path)
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut said = BufReader::new(server.stderr.take().expect("standard error")).lines();
    let mut line = || said.next().expect("a line").expect("UTF-8");
    assert!(line().starts_with("groundplan: listening on http://127.0.0.1:"));
    assert_eq!(line(), format!("groundplan: packs are kept in {}; Ctrl-C ends it", path.display()));
    let ended = Command::new("kill").args(["-INT", &server.id().to_string()]).status().expect("kill runs");
    assert!(ended.success() && server.wait().expect("it ends").success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_to_end_answers_what_it_has_begun() {
    for signal in ["-TERM", "-INT"] {
        let (_folder, path) = store();
        let mut server = HttpServer::start(&path, &["--max-calls", "1"]);
        let pack = server.open();
        let lock = Lock::take(&path).await;
        let idle = server.connect();
        thread::scope(|scope| {
            let (server, pack) = (&server, &pack);
            let call = scope.spawn(move || write(server, pack));
            crowd_out(server);
            server.signal(signal);
            while TcpStream::connect(server.address).is_ok() {}
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(lock.release()));
            let answer = call.join().expect("no panic");
            assert_eq!(answer.json()["result"]["structuredContent"]["revision"], 2, "{signal}: {answer:?}");
        });
        drop(idle);
        assert_eq!(server.wait().code(), Some(0), "{signal}");
    }
}

#[tokio::test]
async fn a_supervisor_is_told_whether_the_store_answers() {
    let (_folder, path) = store();
    let server = HttpServer::start(&path, &[]);
    let ask = |path: &str| {
        let answer = server.send("GET", path, &[("Host", "10.1.2.3:80"), ("Accept", "*/*")], "");
        (answer.status, answer.json())
    };
    assert_eq!(ask("/healthz"), (200, json!({"status": "up"})));
    assert_eq!(ask("/readyz"), (200, json!({"status": "ready"})));
    let mut store = sqlx::SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.expect("a store");
    sqlx::raw_sql("ALTER TABLE groundplan_packs RENAME TO gone").execute(&mut store).await.expect("it is renamed");
    assert_eq!(ask("/healthz").0, 200);
    let (status, said) = ask("/readyz");
    assert_eq!((status, said), (503, json!({"status": "the store does not answer"})));
}

#[test]
fn folders_of_the_servers_machine_are_not_read_for_callers_over_http() {
    let (_folder, path) = store();
    let server = HttpServer::start(&path, &[]);
    let open = json!({"skill": "platform-operations", "title": "Shop releases", "request": "Make our releases safe"});
    let pack = server.call("pack_open", open).json()["result"]["structuredContent"]["pack"].clone();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/repos/github-monorepo");
    let refused = server.call("ops_assess", json!({"pack": pack, "repository": root})).json();
    assert_eq!(refused["result"]["isError"], true, "{refused}");
    assert!(
        refused["result"]["content"][0]["text"].as_str().is_some_and(|words| words.contains("/repository")),
        "{refused}"
    );
}

#[test]
fn an_address_others_reach_is_listened_on_only_where_that_is_meant() {
    let (_folder, path) = store();
    let run = |args: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_groundplan")).arg("serve").arg("--store").arg(&path).args(args).output();
        let output = output.expect("it runs");
        assert!(output.stdout.is_empty());
        (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
    };
    for (args, needed) in [
        (&["--http", "0.0.0.0:0"][..], "--allow-remote"),
        (&["--http", "[::]:0"], "--allow-remote"),
        (&["--http", "192.0.2.1:0"], "--allow-remote"),
        (&["--http", "0.0.0.0:0", "--allow-remote"], "--allow-host"),
        (&["--http", "192.0.2.1:0", "--allow-remote"], "cannot be listened on"),
        (&["--http", "8931"], "127.0.0.1:8931"),
        (&["--allow-remote"], "--http"),
        (&["--http", "127.0.0.1:0", "--allow-origin", "*"], "https://app.example.com"),
        (&["--http", "127.0.0.1:0", "--allow-host", "https://plans.example.com"], "plans.example.com"),
        (&["--http", "127.0.0.1:0", "--max-calls", "0"], "--max-calls"),
    ] {
        let (code, words) = run(args);
        assert_eq!(code, Some(2), "{args:?}: {words}");
        assert!(words.contains(needed), "{args:?}: {words}");
    }
}
