//! The server beside two others, in one run: a bare one of the library it is built on, rmcp, and one of the official
//! TypeScript library. Those two only repeat groundplan's answers, which they have in memory: the same text and the same
//! data. What groundplan does for its answers stands in the report.
//!
//! ```console
//! $ (cd tests/clients/benchmark && npm ci)    # for the TypeScript server; without it, it is left out
//! $ cargo bench --bench compare
//! ```
//!
//! Measured in turn, round by round, so that what else the machine does falls on all alike: how long a process takes
//! from its start to its first list of tools; how long a read-only call takes over stdio; how many a second are answered
//! over HTTP on 64 connections; how much memory is resident before and after. Times depend on the machine, ratios much
//! less: they are what the goals are about, and are formed within a round. The other servers allocate as the C library
//! does, which is what a server gets that asks for nothing else; groundplan brings its own allocator.
//!
//! # Layout
//! - `echo`: the bare server, which is this program started with `echo` as its argument
//! - `rival`: a server to be measured, as a process
//! - `load`: calls over HTTP on many connections
//! - `figures`: lowest, median, highest, and ratios

// A benchmark that cannot run fails loudly.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stderr, clippy::print_stdout, missing_docs)]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use groundplan::pack::parse;
use groundplan::skill::Skill;
use groundplan::skills::platform_infrastructure::PlatformInfrastructure;
use jiff::civil::date;
use serde_json::{Value, json};

use figures::{Figures, Median, Unit};
use rival::{Kind, Piped, Rival};

mod echo;
mod figures;
mod load;
mod rival;

/// How often each server is started.
const STARTS: usize = 20;
/// How many turns each call has over stdio, and how many calls a turn.
const TURNS: usize = 100;
const CALLS: usize = 100;
/// How many turns each call has over HTTP, for how long, and on how many connections.
const LOADS: usize = 20;
const LOAD: Duration = Duration::from_millis(500);
const CONNECTIONS: usize = 64;

/// A read-only call of groundplan, and what it has to do for it.
struct Call {
    name: &'static str,
    does: &'static str,
    tool: &'static str,
    arguments: Value,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("echo") {
        let (answers, http) = (arguments.next().expect("a folder of answers"), arguments.next().is_some());
        return echo::run(Path::new(&answers), http);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("packs.db");
    let answers = folder.path().join("answers");
    std::fs::create_dir(&answers).expect("a folder of answers");
    let rivals = Rival::all(&store, &answers);

    let calls = prepare(&rivals, &answers);
    let mut start = Figures::new("from the start of the process to its first list of tools", Unit::Time);
    for _ in 0..STARTS {
        for rival in &rivals {
            let begun = Instant::now();
            let mut server = Piped::start(rival);
            server.request("tools/list", json!({}));
            start.add(rival.kind, begun.elapsed().as_secs_f64());
            server.stop();
        }
        start.end_round();
    }
    start.print();

    let mut goals = vec![(
        "the start is at least 10 times as fast as that of the TypeScript server".to_owned(),
        start.ratio(Kind::TypeScript, Kind::Groundplan),
        10.0..f64::INFINITY,
    )];
    for figures in over_stdio(&rivals, &calls) {
        figures.print();
        goals.push((figures.name(), figures.ratio(Kind::Groundplan, Kind::Rmcp), 0.0..1.3));
    }
    over_http(&rivals, &calls, &mut goals);

    println!(
        "\ngoals: a start at least 10 times as fast as the TypeScript server's, calls within 1.3 of the bare server's; each \
         the median of the ratios round by round, and where that of ever more rounds would lie (95 %)"
    );
    for (goal, ratio, wanted) in goals {
        let Some(ratio) = ratio else { continue };
        let verdict = if wanted.contains(&ratio.at) { "met" } else { "missed" };
        println!("  {verdict:<6}  {:>22}  {goal}", ratio.to_string());
    }
}

/// Fills the store, and gives the other servers what groundplan answers to each call.
fn prepare(rivals: &[Rival], answers: &Path) -> Vec<Call> {
    let mut server = Piped::start(&rivals[0]);
    let mut pack = Value::Null;
    for title in 1..=10 {
        let open = json!({"title": format!("Plan {title}"), "request": "Plan shared capabilities"});
        let opened = server.request("tools/call", json!({"name": "pack_open", "arguments": open}));
        pack = opened["result"]["structuredContent"]["pack"].clone();
    }
    let revision = fill(&mut server, &pack);
    let calls = vec![
        Call {
            name: "page",
            does: "skill_read of a rule's page: a text at hand",
            tool: "skill_read",
            arguments: json!({"uri": "groundplan://rules/SCL003"}),
        },
        Call {
            name: "list",
            does: "pack_list of 10 packs listed before: a look whether the store was written to, the list at hand, as data and as text",
            tool: "pack_list",
            arguments: json!({}),
        },
        Call {
            name: "pack",
            does: "pack_read of a whole pack read before: a look whether the store was written to, the document at hand",
            tool: "pack_read",
            arguments: json!({"pack": pack}),
        },
        Call {
            name: "named",
            does: "pack_read of a whole pack at a named revision read before: the document at hand",
            tool: "pack_read",
            arguments: json!({"pack": pack, "revision": revision}),
        },
    ];
    println!("groundplan's answers, which the others repeat:");
    for call in &calls {
        let result = server.request("tools/call", json!({"name": call.tool, "arguments": call.arguments}));
        let result = &result["result"];
        assert_ne!(result["isError"], true, "{result}");
        let said = result.to_string();
        println!("  {:<5} {:>6} bytes  {}", call.name, said.len(), call.does);
        std::fs::write(answers.join(call.name), said).expect("an answer");
    }
    server.stop();
    calls
}

/// Makes a pack the golden one, step by step; its last revision.
fn fill(server: &mut Piped, pack: &Value) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("evals/packs/golden/b2b-analytics.md");
    let source = std::fs::read_to_string(path).expect("a golden pack");
    let definition = PlatformInfrastructure.definition();
    let golden = parse(&source, definition.standard.sections, definition.name, 1, date(2026, 11, 1)).pack;
    let mut revision = Value::Null;
    for step in definition.steps {
        let section = golden.sections.get(step.sections[0]).expect("a whole pack");
        let mut arguments = serde_json::to_value(section).expect("JSON");
        arguments["pack"] = pack.clone();
        let done = server.request("tools/call", json!({"name": step.tool, "arguments": arguments}));
        assert_ne!(done["result"]["isError"], true, "{done}");
        revision = done["result"]["structuredContent"]["revision"].clone();
    }
    revision
}

/// What a server is sent for a call: groundplan's tool, or the others' only one.
fn params(kind: Kind, call: &Call) -> Value {
    match kind {
        Kind::Groundplan => json!({"name": call.tool, "arguments": call.arguments}),
        _ => json!({"name": "echo", "arguments": {"answer": call.name}}),
    }
}

fn over_stdio(rivals: &[Rival], calls: &[Call]) -> Vec<Figures> {
    let mut servers: Vec<(Kind, Piped)> = rivals.iter().map(|rival| (rival.kind, Piped::start(rival))).collect();
    let measured = calls.iter().map(|call| {
        let mut figures = Figures::new(call.does, Unit::Time).on("a call over stdio");
        // The first turn warms up and counts for nothing.
        for turn in 0..=TURNS {
            for (kind, server) in &mut servers {
                let params = params(*kind, call);
                let begun = Instant::now();
                for _ in 0..CALLS {
                    let length = server.call(&params);
                    assert!(length > 0, "an answer");
                }
                if turn > 0 {
                    figures.add(*kind, begun.elapsed().as_secs_f64() / CALLS as f64);
                }
            }
            if turn > 0 {
                figures.end_round();
            }
        }
        figures
    });
    let measured = measured.collect();
    servers.into_iter().for_each(|(_, server)| server.stop());
    measured
}

/// What is compared, how it came out, and what is wanted.
type Goal = (String, Option<Median>, std::ops::Range<f64>);

fn over_http(rivals: &[Rival], calls: &[Call], goals: &mut Vec<Goal>) {
    let servers: Vec<(Kind, rival::Listening)> =
        rivals.iter().map(|rival| (rival.kind, rival::Listening::start(rival))).collect();
    let mut idle = BTreeMap::new();
    for (kind, server) in &servers {
        load::once(server.address, "tools/list", &json!({}));
        idle.insert(*kind, server.resident());
    }
    for call in calls {
        let mut figures = Figures::new(call.does, Unit::Rate).on("calls a second over HTTP on 64 connections");
        for _ in 0..LOADS {
            for (kind, server) in &servers {
                let answered = load::run(server.address, CONNECTIONS, LOAD, &params(*kind, call));
                figures.add(*kind, answered as f64 / LOAD.as_secs_f64());
            }
            figures.end_round();
        }
        figures.print();
        goals.push((figures.name(), figures.ratio(Kind::Rmcp, Kind::Groundplan), 0.0..1.3));
    }
    println!("\nresident memory over HTTP: idle, and after all the calls");
    for (kind, server) in servers {
        let shown =
            |kib: Option<u64>| kib.map_or("unknown".to_owned(), |kib| format!("{:.1} MB", kib as f64 * 1.024e-3));
        println!("  {:<12} {:>10} {:>10}", kind.name(), shown(idle[&kind]), shown(server.resident()));
        server.stop();
    }
}
