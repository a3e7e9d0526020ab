//! `check` of a 128 KB pack against pulldown-cmark alone on the same bytes.
//!
//! Run with `cargo bench --bench check`; compare the two lines of the group `128 KiB`.

// A benchmark that cannot run fails loudly.
#![allow(clippy::expect_used, clippy::print_stderr, missing_docs)]

use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use groundplan::gate::judge;
use groundplan::pack::{Value, parse, render};
use groundplan::skill::Skill;
use groundplan::skills::platform_infrastructure::PlatformInfrastructure;
use jiff::civil::date;
use pulldown_cmark::{Options, Parser};

const SIZE: usize = 128 << 10;

/// A golden pack, its tables grown with renamed copies of their rows until it is large enough.
fn large_pack() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("evals/packs/golden/b2b-analytics.md");
    let source = std::fs::read_to_string(path).expect("a golden pack");
    let definition = PlatformInfrastructure.definition();
    let mut pack = parse(&source, definition.standard.sections, definition.name, 1, date(2026, 11, 1)).pack;
    let mut copy = 1;
    loop {
        let text = render(&pack, definition.standard.sections);
        if text.len() >= SIZE {
            return text;
        }
        for spec in definition.standard.sections {
            let Some(section) = pack.sections.get_mut(spec.key) else { continue };
            for (field, value) in &mut section.fields {
                let (Value::Table(rows), Some(table)) = (value, spec.table(field)) else { continue };
                let key = table.key_column().key;
                if let Some(first) = rows.first().cloned() {
                    let mut row = first;
                    row.set(key, format!("{} copy {copy}", row.get(key)));
                    rows.push(row);
                }
            }
        }
        copy += 1;
    }
}

fn check(c: &mut Criterion) {
    let source = large_pack();
    let skill = PlatformInfrastructure;
    let sections = skill.definition().standard.sections;
    let mut group = c.benchmark_group("128 KiB");
    group.throughput(Throughput::Bytes(source.len() as u64));
    group.bench_with_input(BenchmarkId::from_parameter("pulldown-cmark alone"), &source, |b, source| {
        b.iter(|| Parser::new_ext(black_box(source), Options::ENABLE_TABLES).into_offset_iter().count());
    });
    group.bench_with_input(BenchmarkId::from_parameter("parse"), &source, |b, source| {
        b.iter(|| parse(black_box(source), sections, "platform-infrastructure", 1, date(2026, 11, 1)));
    });
    group.bench_with_input(BenchmarkId::from_parameter("check"), &source, |b, source| {
        b.iter(|| {
            let parsed = parse(black_box(source), sections, "platform-infrastructure", 1, date(2026, 11, 1));
            judge(&skill.definition().standard, &parsed.pack, &parsed.problems, date(2026, 11, 21))
        });
    });
    group.finish();
}

criterion_group!(benches, check);
criterion_main!(benches);
