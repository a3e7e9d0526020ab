//! The engines on large questions: a 50-milestone roadmap, a 200-limit clock, a sample of events against a bare
//! serde_json pass over the same bytes, a site of 100,000 pages.
//!
//! Run with `cargo bench --bench engines`. The sample has 64 MB; `GROUNDPLAN_BENCH_MB=1024` makes it 1 GB. Only the
//! bytes of this benchmark grow with it: the engine reads them as a stream.

// A benchmark that cannot run fails loudly.
#![allow(clippy::expect_used, missing_docs)]

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use groundplan::engine::capacity::CapacityInput;
use groundplan::engine::events::{Contract, ContractInput, SampleOptions, validate};
use groundplan::engine::schedule::calendar::Calendar;
use groundplan::engine::schedule::network::{Network, Task};
use groundplan::engine::schedule::simulate::{Trials, simulate};
use groundplan::engine::schedule::{RoadmapInput, plan};
use groundplan::engine::site::audit;
use groundplan::engine::site::crawl::{Crawl, Limits};
use groundplan::engine::site::html::{PageLimits, Response, extract};
use groundplan::quantity::DurationRange;
use rust_decimal::Decimal;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

const MILESTONES: usize = 50;
const LIMITS: usize = 200;
const PAGES: usize = 100_000;

/// What milestone `index` waits for: three chains that meet in places.
fn before(index: usize) -> Vec<usize> {
    let chain = index.checked_sub(3);
    let across = index.is_multiple_of(5).then(|| index.checked_sub(4)).flatten();
    chain.into_iter().chain(across).collect()
}

/// How long milestone `index` takes: best, likely, worst.
fn weeks(index: usize) -> [usize; 3] {
    [2 + index % 3, 4 + index % 4, 8 + index % 5]
}

fn roadmap() -> RoadmapInput {
    let milestones: Vec<Value> = (0..MILESTONES)
        .map(|index| {
            let [best, likely, worst] = weeks(index);
            let after: Vec<String> = before(index).iter().map(|index| format!("M{index}")).collect();
            json!({
                "id": format!("M{index}"), "duration": format!("{best}/{likely}/{worst} weeks"),
                "owner": format!("Team {}", index % 6), "after": after,
            })
        })
        .collect();
    let owners: Value =
        (0..6).map(|team| (format!("Team {team}"), json!({"capacity": 2}))).collect::<serde_json::Map<_, _>>().into();
    let freezes = json!([{"dates": "2027-12-20 to 2028-01-02", "stops": "work"}]);
    let input =
        json!({"start": "2027-01-11", "milestones": milestones, "owners": owners, "freezes": freezes, "draws": 10_000});
    serde_json::from_value(input).expect("a roadmap")
}

fn schedule(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("roadmap of 50 milestones, 10,000 draws");
    group.sample_size(10);
    let tasks = (0..MILESTONES)
        .map(|index| Task {
            length: 28,
            after: before(index).into_iter().map(|index| (index, 0)).collect(),
            needs: Vec::new(),
            calendar: 0,
            release: 0,
            movable: false,
            fixed: false,
            due: None,
        })
        .collect();
    let network = Network::new(tasks, Vec::new(), vec![Calendar::new(&[], &[])]).expect("no cycle");
    let length = |index: usize| {
        let [low, likely, high] = weeks(index).map(|weeks| Decimal::from(weeks * 7));
        DurationRange { low, likely: Some(likely), high, approximate: false }
    };
    let lengths: Vec<DurationRange> = (0..MILESTONES).map(length).collect();
    let trials = Trials { count: 10_000, seed: 1, together: 0.0 };
    group
        .bench_function("simulation alone", |bencher| bencher.iter(|| simulate(black_box(&network), &lengths, trials)));
    let input = roadmap();
    group.bench_function("schedule, proof, simulation", |bencher| {
        bencher.iter(|| plan(black_box(&input)).expect("a schedule"));
    });
}

fn clock(criterion: &mut Criterion) {
    let limits: Vec<Value> = (0..LIMITS)
        .map(|index| {
            json!({
                "name": format!("limit {index}"), "current": format!("{} GB", 400 + index), "trigger": "800 GB",
                "limit": "1000 GB", "lead_time": "4/6/10 weeks",
                "growth": {"low": "+20 GB per month", "likely": "+30 GB per month", "high": "+50 GB per month"},
            })
        })
        .collect();
    let input: CapacityInput =
        serde_json::from_value(json!({"as_of": "2026-11-21", "limits": limits})).expect("a question");
    let mut group = criterion.benchmark_group("clock");
    group.sample_size(10);
    group.throughput(Throughput::Elements(LIMITS as u64));
    group.bench_function("200 limits, 10,000 draws each", |bencher| {
        bencher.iter(|| black_box(&input).answer().expect("an answer"));
    });
}

fn contract() -> Contract {
    let input: ContractInput = serde_json::from_value(json!({
        "version": "1.0.0",
        "envelope": {"event": "event", "time": "occurred_at", "received": "received_at", "client": "service"},
        "identity": ["user_id"], "idempotency_key": "event_id",
        "common_properties": [
            {"name": "event_id", "type": "uuid", "personal_data": "none"},
            {"name": "user_id", "type": "uuid", "personal_data": "pseudonymous"},
        ],
        "events": [
            {"name": "export_completed", "source": "server", "consumers": ["Reports"], "properties": [
                {"name": "export_id", "type": "uuid"}, {"name": "rows", "type": "integer"},
                {"name": "format", "type": "enum(csv, xlsx, parquet)"}, {"name": "note", "type": "nullable string"},
            ]},
            {"name": "page_viewed", "source": "client", "consumers": ["Growth"], "properties": [
                {"name": "path", "type": "string"}, {"name": "load_ms", "type": "integer"},
            ]},
        ],
    }))
    .expect("a contract");
    input.try_into().expect("a contract that agrees")
}

/// About so many bytes of events, one in a hundred of them wrong in some way.
fn events(bytes: usize) -> Vec<u8> {
    let mut text = String::with_capacity(bytes + 512);
    let mut index: u64 = 0;
    while text.len() < bytes {
        index += 1;
        let id = format!("0199a000-0000-7000-8000-{index:012x}");
        let head = format!(
            "\"occurred_at\":\"2026-11-20T08:{:02}:{:02}Z\",\"received_at\":\"2026-11-20T09:00:00Z\",\"service\":\"s{}\",\
             \"event_id\":\"{id}\",\"user_id\":\"0199a000-0000-7000-8000-{:012x}\"",
            index / 60 % 60,
            index % 60,
            index % 4,
            index % 5_000
        );
        let rows = if index.is_multiple_of(100) { "\"many\"".to_owned() } else { (index % 90_000).to_string() };
        let written = if index.is_multiple_of(3) {
            writeln!(text, "{{\"event\":\"page_viewed\",{head},\"path\":\"/dashboards/{index}\",\"load_ms\":{rows}}}")
        } else {
            writeln!(
                text,
                "{{\"event\":\"export_completed\",{head},\"export_id\":\"{id}\",\"rows\":{rows},\"format\":\"csv\",\"note\":null}}"
            )
        };
        written.expect("memory");
    }
    text.into_bytes()
}

fn sample(criterion: &mut Criterion) {
    let megabytes = std::env::var("GROUNDPLAN_BENCH_MB").ok();
    let megabytes: usize = megabytes.map_or(64, |text| text.parse().expect("GROUNDPLAN_BENCH_MB is a number of MB"));
    let bytes = events(megabytes * 1_000_000);
    let contract = contract();
    let options = SampleOptions::default();
    let mut group = criterion.benchmark_group(format!("{megabytes} MB of events"));
    group.sample_size(10);
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("held against the contract", |bencher| {
        bencher.iter(|| validate(&contract, &options, black_box(&bytes[..])).expect("a report"));
    });
    let lines = || bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    group.bench_function("serde_json, each line parsed and dropped", |bencher| {
        bencher.iter(|| {
            lines().for_each(|line| {
                black_box(serde_json::from_slice::<IgnoredAny>(line).expect("JSON"));
            });
        });
    });
    group.bench_function("serde_json, each line as a value", |bencher| {
        bencher.iter(|| {
            lines().for_each(|line| {
                black_box(serde_json::from_slice::<Value>(line).expect("JSON"));
            });
        });
    });
}

/// A page of about 2 KB that links to twelve others.
fn html(index: usize) -> (String, Vec<u8>) {
    let url = |index: usize| {
        if index == 0 { "https://e.example/".to_owned() } else { format!("https://e.example/p/{index}") }
    };
    let mut page = format!(
        "<!doctype html><html><head><title>Page {index}</title><link rel=canonical href=\"{}\"></head><body>",
        url(index)
    );
    for step in 1..=10 {
        let _ = write!(page, "<a href=\"{}\">{step}</a> ", url((index * 10 + step) % PAGES));
    }
    let _ = write!(page, "<a href=\"/\">home</a> <a rel=nofollow href=\"/p/{}\">next</a>", (index + 1) % PAGES);
    for word in 0..200 {
        let _ = write!(page, " w{}", (index * 31 + word * 17) % 50_000);
    }
    page.push_str("</body></html>");
    (url(index), page.into_bytes())
}

fn read(pages: &[(String, Vec<u8>)]) -> Crawl {
    let mut crawl = Crawl::new(&["https://e.example/"], &[], Limits::default()).expect("a site");
    for (url, body) in pages {
        let response = Response { url, status: None, headers: &[], body };
        crawl
            .add(extract(&response, "googlebot", &PageLimits::default()).expect("a page"))
            .expect("a page of the site");
    }
    crawl
}

fn site(criterion: &mut Criterion) {
    let pages: Vec<(String, Vec<u8>)> = (0..PAGES).map(html).collect();
    let mut group = criterion.benchmark_group("site of 100,000 pages");
    group.sample_size(10);
    group.throughput(Throughput::Elements(PAGES as u64));
    group.bench_function("read from HTML, on one thread", |bencher| {
        bencher.iter_batched(|| (), |()| read(black_box(&pages)), BatchSize::PerIteration);
    });
    let crawl = read(&pages);
    let options = audit::Options { whole: true, ..audit::Options::default() };
    group.bench_function("audited", |bencher| {
        bencher.iter(|| audit::run(black_box(&crawl), &options).expect("a report"));
    });
}

criterion_group!(benches, schedule, clock, sample, site);
criterion_main!(benches);
