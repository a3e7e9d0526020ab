//! Messages damaged in every way a seed leads to, over pipes and over HTTP: the server lives, says nothing but protocol,
//! and keeps no more memory than it needs.
//!
//! `GROUNDPLAN_FUZZ` says how many messages each transport gets; a few thousand where it is not set.

use std::io::{BufRead, Write};
use std::thread;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use serde_json::{Map, Value as Json, json};

use super::wire::{HttpServer, KeptAlive, Pipes, STATELESS, WITH_HANDSHAKE, resident_kib, stateless};

/// How much more a server may hold after all the messages than after the first tenth.
const GROWTH_KIB: u64 = 64 << 10;

fn messages() -> usize {
    std::env::var("GROUNDPLAN_FUZZ").ok().map_or(2_000, |count| count.parse().expect("GROUNDPLAN_FUZZ is a number"))
}

/// Messages that are right, of either kind of revision.
fn right(pack: &Json) -> Vec<Json> {
    let call = |tool: &str, arguments: Json| json!({"name": tool, "arguments": arguments});
    let limit =
        json!({"component": "orders-db disk", "current": "1.2 TB", "trigger": "1.6 TB", "lead_time": "6-8 weeks"});
    let slo =
        json!({"journey": "Place an order", "sli": "good answers / all answers", "target": "99.9 % over 30 days"});
    let stage = json!({"stage": "build", "job": "build", "after": ""});
    let requests = [
        ("server/discover", json!({})),
        ("ping", json!({})),
        ("tools/list", json!({"cursor": "x"})),
        ("resources/list", json!({})),
        ("resources/read", json!({"uri": "skill://platform-operations/SKILL.md"})),
        ("prompts/list", json!({})),
        (
            "completion/complete",
            json!({"ref": {"type": "ref/prompt", "name": "x"}, "argument": {"name": "a", "value": "b"}}),
        ),
        (
            "tools/call",
            call(
                "pack_open",
                json!({"title": "Orders", "request": "Plan the scaling of orders", "as_of": "2026-11-02"}),
            ),
        ),
        ("tools/call", call("infra_scaling", json!({"pack": pack, "limits": [limit], "remove": {"limits": "all"}}))),
        ("tools/call", call("infra_quality", json!({"pack": pack, "slos": [slo], "expected_revision": 3}))),
        ("tools/call", call("infra_finalize", json!({"pack": pack, "finalize": true}))),
        ("tools/call", call("ops_delivery", json!({"pack": pack, "stages": [stage], "repository": "/nowhere"}))),
        ("tools/call", call("pack_read", json!({"pack": pack, "sections": ["scaling"], "revision": 1}))),
        ("tools/call", call("pack_check", json!({"pack": pack}))),
        ("tools/call", call("pack_list", json!({"limit": 3}))),
    ];
    let mut all: Vec<Json> = Vec::new();
    for (method, params) in requests {
        all.push(json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}));
        all.push(stateless(2, method, params));
    }
    all.push(json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1, "reason": "x"}}));
    all.push(
        json!({"jsonrpc": "2.0", "method": "notifications/progress", "params": {"progressToken": 1, "progress": 0.5}}),
    );
    all.push(json!({"jsonrpc": "2.0", "id": 1, "result": {}}));
    all.push(json!({"jsonrpc": "2.0", "id": 1, "error": {"code": -1, "message": "no"}}));
    all
}

struct Mutator {
    random: ChaCha8Rng,
    right: Vec<Json>,
}

impl Mutator {
    fn new(seed: u64, pack: &Json) -> Self {
        Mutator { random: ChaCha8Rng::seed_from_u64(seed), right: right(pack) }
    }

    fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count.max(1)).expect("a small number");
        usize::try_from(self.random.next_u64() % count).expect("a small number")
    }

    /// A message with one to four damages, without line ends.
    fn next(&mut self) -> Vec<u8> {
        let at = self.below(self.right.len());
        let mut message = self.right[at].clone();
        // Damage to its structure, and now and then to its bytes as well.
        for _ in 0..self.below(3) {
            let nodes = count(&message);
            let at = self.below(nodes);
            let value = self.value();
            replace(&mut message, &mut { at }, value);
        }
        let mut bytes = message.to_string().into_bytes();
        if self.below(3) == 0 {
            for _ in 0..=self.below(3) {
                self.damage(&mut bytes);
            }
        }
        bytes.retain(|byte| !matches!(byte, b'\n' | b'\r'));
        bytes
    }

    fn value(&mut self) -> Json {
        match self.below(14) {
            0 => Json::Null,
            1 => json!(true),
            2 => json!(-1),
            3 => json!(u64::MAX),
            4 => json!(1e308),
            5 => json!(""),
            6 => json!("\u{0}\u{202e}\u{fffd}é"),
            7 => json!("9".repeat(400)),
            8 => json!([]),
            9 => json!({}),
            10 => (0..200).fold(json!("deep"), |inner, _| json!([inner])),
            11 => (0..200).fold(json!("deep"), |inner, _| json!({"limits": inner})),
            12 => json!("| a | b |\n> **Computed**\n```mermaid"),
            _ => {
                let at = self.below(self.right.len());
                self.right[at].clone()
            }
        }
    }

    fn damage(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len());
        let end = (at + self.below(20)).min(bytes.len());
        match self.below(6) {
            0 => {
                bytes.drain(at..end);
            }
            1 => {
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            2 => {
                let byte = u8::try_from(self.below(256)).expect("a byte");
                bytes.insert(at, byte);
            }
            3 => bytes.truncate(at),
            4 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << (at % 8);
                }
            }
            _ => {
                let token: &[u8] =
                    [&b"{"[..], b"}", b"[", b"]", b"\"", b"\\u0000", b"\\ud800", b"-", b"1e999", b"null"][at % 10];
                bytes.splice(at..end, token.iter().copied());
            }
        }
    }
}

/// How many values a message has in it.
fn count(value: &Json) -> usize {
    1 + match value {
        Json::Object(fields) => fields.values().map(count).sum(),
        Json::Array(items) => items.iter().map(count).sum::<usize>(),
        _ => 0,
    }
}

/// Puts a value in the place of the one that is so far on; whether it was there.
fn replace(value: &mut Json, left: &mut usize, with: Json) -> bool {
    if *left == 0 {
        *value = with;
        return true;
    }
    *left -= 1;
    let replace_in = |inner: &mut Json, left: &mut usize| replace(inner, left, with.clone());
    match value {
        Json::Object(fields) => fields.values_mut().any(|inner| replace_in(inner, left)),
        Json::Array(items) => items.iter_mut().any(|inner| replace_in(inner, left)),
        _ => false,
    }
}

fn opened(answer: &Json) -> Json {
    let pack = &answer["result"]["structuredContent"]["pack"];
    assert!(pack.is_string(), "{answer}");
    pack.clone()
}

fn open() -> Json {
    let arguments = json!({"title": "Orders", "request": "Plan the scaling of orders"});
    stateless(1, "tools/call", json!({"name": "pack_open", "arguments": arguments}))
}

#[test]
fn damaged_messages_over_pipes() {
    /// So many are sent before the server has to show that it is there.
    const BURST: usize = 100;
    let folder = tempfile::tempdir().expect("a folder");
    let count = messages();
    for (seed, revision) in [(1, WITH_HANDSHAKE[3]), (2, STATELESS)] {
        let store = folder.path().join("packs.db");
        let mut pipes = match revision {
            STATELESS => Pipes::start(&store, &["--log", "off"]),
            revision => Pipes::shaken(&store, &["--log", "off"], revision),
        };
        let mut mutator = Mutator::new(seed, &opened(&pipes.request(&open())));
        let (mut warm, process) = (None, pipes.child.id());
        for burst in 0..count / 2 / BURST {
            let lines: Vec<Vec<u8>> = (0..BURST).map(|_| mutator.next()).collect();
            let last = format!("burst {burst}");
            let (input, output) = (&mut pipes.input, &mut pipes.output);
            thread::scope(|scope| {
                scope.spawn(|| {
                    for line in &lines {
                        input.write_all(line).expect("it is sent");
                        input.write_all(b"\n").expect("it is sent");
                    }
                    let mut alive = stateless(0, "tools/call", json!({"name": "pack_list", "arguments": {"limit": 1}}));
                    alive["id"] = json!(last);
                    writeln!(input, "{alive}").expect("it is sent");
                });
                loop {
                    let mut line = String::new();
                    assert!(output.read_line(&mut line).expect("UTF-8") > 0, "the server has ended in {last}");
                    let said: Map<String, Json> =
                        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
                    assert_eq!(said["jsonrpc"], "2.0", "{line}");
                    assert!(["result", "error", "method"].iter().any(|key| said.contains_key(*key)), "{line}");
                    if said.get("id") == Some(&json!(last)) {
                        break;
                    }
                }
            });
            if burst == count / 2 / BURST / 10 {
                warm = resident_kib(process);
            }
        }
        let after = resident_kib(process);
        eprintln!("{revision} over pipes: resident {warm:?} KiB after a tenth, {after:?} KiB after {}", count / 2);
        assert!(warm.zip(after).is_none_or(|(warm, after)| after < warm + GROWTH_KIB), "{warm:?} KiB, then {after:?}");
        let (_, status) = pipes.finish();
        assert!(status.success(), "{status}");
    }
}

#[test]
fn damaged_messages_over_http() {
    let folder = tempfile::tempdir().expect("a folder");
    let count = messages();
    let server = HttpServer::start(&folder.path().join("packs.db"), &["--log", "off"]);
    let mut mutator = Mutator::new(3, &opened(&server.post(STATELESS, &open()).json()));
    let mut connection = KeptAlive::to(server.address);
    let mut warm = None;
    for number in 0..count {
        let body = mutator.next();
        let sent: Option<Json> = serde_json::from_slice(&body).ok();
        // Headers as the message wants them, or as another one would.
        let text = |pointer: &str| sent.as_ref().and_then(|sent| sent.pointer(pointer)).and_then(Json::as_str);
        let plain = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        let method = text("/method").filter(plain).unwrap_or("tools/list");
        let name = text("/params/name").or(text("/params/uri")).filter(plain).unwrap_or("pack_list");
        let revision = match mutator.below(3) {
            0 => WITH_HANDSHAKE[number % 4],
            1 => "1999-01-01",
            _ => STATELESS,
        };
        let headers = [("MCP-Protocol-Version", revision), ("Mcp-Method", method), ("Mcp-Name", name)];
        let (status, answer) = connection.post(&headers, &body);
        let shown = String::from_utf8_lossy(&body);
        assert!(matches!(status, 200 | 202 | 400 | 404 | 413 | 415 | 422), "{status} for {shown}");
        if status == 200 {
            let said: Json = serde_json::from_slice(&answer).unwrap_or_else(|error| panic!("{error} for {shown}"));
            assert_eq!(said["jsonrpc"], "2.0", "{shown}");
        }
        if number == count / 10 {
            warm = resident_kib(server.child.id());
        }
    }
    let after = resident_kib(server.child.id());
    eprintln!("over HTTP: resident {warm:?} KiB after a tenth, {after:?} KiB after {count}");
    assert!(warm.zip(after).is_none_or(|(warm, after)| after < warm + GROWTH_KIB), "{warm:?} KiB, then {after:?}");
    assert_eq!(server.call("pack_list", json!({"limit": 1})).status, 200);
}
