//! The engines on large questions: a 50-milestone roadmap, a 200-limit clock, a sample of events against a bare
//! serde_json pass over the same bytes, a site of 100,000 pages.
//!
//! Run with `cargo bench --bench engines`. The sample has 64 MB; `GROUNDPLAN_BENCH_MB=1000` makes it 1 GB. Events and
//! pages are made while they are read, the same in each run, and making them is not clocked. So the peak memory, which
//! stands behind each of the two groups, is the engine's: that of the sample grows with the keys of its events up to a
//! bound, which 1.5 GB of these events reach.

// A benchmark that cannot run fails loudly.
#![allow(clippy::expect_used, clippy::print_stdout, missing_docs)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{self, BufRead, Read, Write as _};
use std::time::{Duration, Instant};

use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
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
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};

const MILESTONES: usize = 50;
const LIMITS: usize = 200;
const PAGES: usize = 100_000;
/// Bytes of events that are made at once.
const BLOCK: usize = 1 << 20;

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

/// A stream of events made while it is read, one in a hundred of them wrong in some way. What making them takes is
/// clocked, so that it can be taken off.
struct Events {
    left: usize,
    index: u64,
    made: Vec<u8>,
    at: usize,
    making: Duration,
}

impl Events {
    /// About so many bytes.
    fn new(bytes: usize) -> Self {
        Events { left: bytes, index: 0, made: Vec::new(), at: 0, making: Duration::ZERO }
    }

    fn make(&mut self) {
        let start = Instant::now();
        self.made.clear();
        self.at = 0;
        while self.made.len() < BLOCK.min(self.left) {
            self.index += 1;
            event(self.index, &mut self.made);
        }
        self.left = self.left.saturating_sub(self.made.len());
        self.making += start.elapsed();
    }
}

impl Read for Events {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Events {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.made.len() {
            self.make();
        }
        Ok(self.made.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, bytes: usize) {
        self.at += bytes;
    }
}

fn event(index: u64, out: &mut Vec<u8>) {
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
        writeln!(out, "{{\"event\":\"page_viewed\",{head},\"path\":\"/dashboards/{index}\",\"load_ms\":{rows}}}")
    } else {
        writeln!(
            out,
            "{{\"event\":\"export_completed\",{head},\"export_id\":\"{id}\",\"rows\":{rows},\"format\":\"csv\",\"note\":null}}"
        )
    };
    written.expect("memory");
}

/// The time that reading a stream of events takes, without making them.
fn reading(rounds: u64, bytes: usize, read: impl Fn(&mut Events)) -> Duration {
    (0..rounds)
        .map(|_| {
            let mut events = Events::new(bytes);
            let start = Instant::now();
            read(&mut events);
            start.elapsed() - events.making
        })
        .sum()
}

/// Each line parsed by serde_json alone.
fn parse<T: DeserializeOwned>(events: &mut Events) {
    loop {
        let block = events.fill_buf().expect("a block");
        if block.is_empty() {
            return;
        }
        for line in block.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            black_box(serde_json::from_slice::<T>(line).expect("JSON"));
        }
        let read = block.len();
        events.consume(read);
    }
}

fn sample(criterion: &mut Criterion) {
    let megabytes = std::env::var("GROUNDPLAN_BENCH_MB").ok();
    let megabytes: usize = megabytes.map_or(64, |text| text.parse().expect("GROUNDPLAN_BENCH_MB is a number of MB"));
    let bytes = megabytes * 1_000_000;
    let contract = contract();
    let options = SampleOptions::default();
    let mut group = criterion.benchmark_group(format!("{megabytes} MB of events"));
    group.sample_size(10);
    group.sampling_mode(SamplingMode::Flat);
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("serde_json, each line parsed and dropped", |bencher| {
        bencher.iter_custom(|rounds| reading(rounds, bytes, parse::<IgnoredAny>));
    });
    group.bench_function("serde_json, each line as a value", |bencher| {
        bencher.iter_custom(|rounds| reading(rounds, bytes, parse::<Value>));
    });
    group.bench_function("held against the contract", |bencher| {
        bencher.iter_custom(|rounds| {
            reading(rounds, bytes, |events| {
                black_box(validate(&contract, &options, events).expect("a report"));
            })
        });
    });
    group.finish();
    peak("a sample of events");
}

/// Says how much memory the benchmarks have taken at most, where the system tells.
fn peak(of: &str) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(peak) = status.lines().find_map(|line| line.strip_prefix("VmHWM:")) {
        println!("peak memory, {of} included: {}", peak.trim());
    }
}

/// Paragraphs that pages are made of, about 1 KB each.
fn paragraphs() -> Vec<String> {
    let word = |index: usize| format!("w{}", index.wrapping_mul(2_654_435_761) % 20_011);
    let paragraph = |at: usize| (0..160).map(|index| word(at * 160 + index)).collect::<Vec<_>>().join(" ");
    (0..500).map(paragraph).collect()
}

fn address(index: usize) -> String {
    if index == 0 { "https://e.example/".to_owned() } else { format!("https://e.example/p/{index}") }
}

/// A page of about 14 KB as shops have them: a navigation of 30 links, 20 cards, eight paragraphs, scripts and styles.
fn html(index: usize, paragraphs: &[String]) -> String {
    let mut page = String::with_capacity(16 << 10);
    let mut write = |text: std::fmt::Arguments<'_>| page.write_fmt(text).expect("memory");
    write(format_args!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Page {index} &amp; more</title>\n\
         <link rel=\"canonical\" href=\"{}\"><style>.card{{display:flex}} .card > a{{color:#333}}</style>\n\
         <script>for(var i=0;i<10;i++){{queue.push({{page:{index},i:i}})}}</script></head>\n<body><header><nav><ul>",
        address(index)
    ));
    for item in 1..=30 {
        write(format_args!("<li class=\"item\"><a class=\"link\" href=\"/p/{item}\">Category {item}</a></li>\n"));
    }
    write(format_args!("</ul></nav></header><main>\n"));
    for step in 1..=20 {
        let to = (index * 20 + step) % PAGES;
        write(format_args!(
            "<div class=\"card\" data-id=\"{to}\"><a href=\"/p/{to}\" title=\"Page &quot;{to}&quot;\"><img src=\"/i/{to}.webp\" \
             alt=\"Photo\" width=\"320\" height=\"240\" loading=\"lazy\"><h3>Page {to}</h3></a><p>&euro; {step}.99</p></div>\n"
        ));
    }
    for paragraph in 0..7 {
        let text = &paragraphs[index.wrapping_mul(31).wrapping_add(paragraph * 97) % paragraphs.len()];
        write(format_args!("<p>{text}</p>\n"));
    }
    write(format_args!("</main><footer><a rel=nofollow href=\"/\">Home</a></footer></body></html>\n"));
    page
}

/// Makes and reads each page; the time of reading.
fn read(paragraphs: &[String]) -> (Crawl, Duration) {
    let mut crawl = Crawl::new(&["https://e.example/"], &[], Limits::default()).expect("a site");
    let mut reading = Duration::ZERO;
    for index in 0..PAGES {
        let (url, body) = (address(index), html(index, paragraphs));
        let start = Instant::now();
        let response = Response { url: &url, status: None, headers: &[], body: body.as_bytes() };
        let page = extract(&response, "googlebot", &PageLimits::default()).expect("a page");
        crawl.add(page).expect("a page of the site");
        reading += start.elapsed();
    }
    (crawl, reading)
}

fn site(criterion: &mut Criterion) {
    let paragraphs = paragraphs();
    let mut group = criterion.benchmark_group("site of 100,000 pages");
    group.sample_size(10);
    group.sampling_mode(SamplingMode::Flat);
    group.throughput(Throughput::Elements(PAGES as u64));
    group.bench_function("read from HTML of 14 KB a page, on one thread", |bencher| {
        bencher.iter_custom(|rounds| (0..rounds).map(|_| read(black_box(&paragraphs)).1).sum());
    });
    let (crawl, _) = read(&paragraphs);
    let options = audit::Options { whole: true, ..audit::Options::default() };
    group.bench_function("audited", |bencher| {
        bencher.iter(|| audit::run(black_box(&crawl), &options).expect("a report"));
    });
    group.finish();
    peak("a site");
}

criterion_group!(benches, schedule, clock, sample, site);
criterion_main!(benches);
