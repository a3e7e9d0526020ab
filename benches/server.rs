//! The server as a process: start to `tools/list` answered, one step call with its durable commit, and
//! idle resident memory.
//!
//! Run with `cargo bench --bench server`. Talks JSON-RPC over pipes itself, so that no client's time is counted.

// A benchmark that cannot run fails loudly.
#![allow(clippy::expect_used, clippy::print_stderr, missing_docs)]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use criterion::{Criterion, criterion_group, criterion_main};
use groundplan::pack::parse;
use groundplan::skill::Skill;
use groundplan::skills::platform_infrastructure::PlatformInfrastructure;
use jiff::civil::date;
use serde_json::{Value, json};

struct Server {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    next: u64,
}

impl Server {
    fn start(store: &std::path::Path) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_groundplan"))
            .arg("serve")
            .arg("--store")
            .arg(store)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let input = child.stdin.take().expect("stdin");
        let output = BufReader::new(child.stdout.take().expect("stdout"));
        let mut server = Server { child, input, output, next: 0 };
        server.request(
            "initialize",
            json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}}),
        );
        writeln!(server.input, "{}", json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).expect("a pipe");
        server
    }

    fn request(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let request = json!({"jsonrpc": "2.0", "id": self.next, "method": method, "params": params});
        writeln!(self.input, "{request}").expect("a pipe");
        self.input.flush().expect("a pipe");
        let mut line = String::new();
        self.output.read_line(&mut line).expect("an answer");
        serde_json::from_str(&line).expect("JSON")
    }

    fn stop(mut self) {
        drop(self.input);
        self.child.wait().expect("the server ends");
    }
}

/// Opens a pack and sends it a golden one, step by step.
fn full_pack(server: &mut Server) -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("evals/packs/golden/b2b-analytics.md");
    let source = std::fs::read_to_string(path).expect("a golden pack");
    let definition = PlatformInfrastructure.definition();
    let golden = parse(&source, definition.standard.sections, definition.name, 1, date(2026, 11, 1)).pack;
    let opened = server.request(
        "tools/call",
        json!({"name": "pack_open", "arguments": {"title": golden.title, "request": "Plan shared capabilities"}}),
    );
    let pack = opened["result"]["structuredContent"]["pack"].clone();
    for step in definition.steps {
        let section = golden.sections.get(step.sections[0]).expect("a whole pack");
        let mut arguments = serde_json::to_value(section).expect("JSON");
        arguments["pack"] = pack.clone();
        server.request("tools/call", json!({"name": step.tool, "arguments": arguments}));
    }
    pack
}

fn resident_kib(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.trim().parse().ok())
}

fn server(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("packs.db");

    c.bench_function("process start to tools/list answered", |b| {
        b.iter_custom(|times| {
            let mut total = std::time::Duration::ZERO;
            for _ in 0..times {
                let start = std::time::Instant::now();
                let mut server = Server::start(&store);
                server.request("tools/list", json!({}));
                total += start.elapsed();
                server.stop();
            }
            total
        });
    });

    let mut server = Server::start(&store);
    let opened = server.request(
        "tools/call",
        json!({"name": "pack_open", "arguments": {"title": "Orders", "request": "Plan the scaling of orders"}}),
    );
    let pack = opened["result"]["structuredContent"]["pack"].clone();
    assert!(pack.is_string(), "{opened}");
    let mut value = 0u64;
    c.bench_function("step call with durable commit", |b| {
        b.iter(|| {
            value += 1;
            let row = json!({"component": "orders-db disk", "current": format!("{value} GB"), "trigger": "1.6 TB"});
            let answer = server
                .request("tools/call", json!({"name": "infra_scaling", "arguments": {"pack": pack, "limits": [row]}}));
            assert_eq!(answer["result"]["structuredContent"]["changed"], true, "{answer}");
        });
    });

    let pack = full_pack(&mut server);
    c.bench_function("step call on a whole golden pack with durable commit", |b| {
        b.iter(|| {
            value += 1;
            let row = json!({"component": "pipeline-queue depth", "metric": format!("gauge {value}")});
            let answer = server
                .request("tools/call", json!({"name": "infra_scaling", "arguments": {"pack": pack, "limits": [row]}}));
            assert_eq!(answer["result"]["structuredContent"]["changed"], true, "{answer}");
        });
    });
    server.stop();

    let mut idle = Server::start(&store);
    idle.request("tools/list", json!({}));
    if let Some(kib) = resident_kib(idle.child.id()) {
        eprintln!("idle resident memory: {:.1} MB", kib as f64 / 1000.0 * 1.024);
    }
    idle.stop();
}

criterion_group!(benches, server);
criterion_main!(benches);
