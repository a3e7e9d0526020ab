//! `check` of a 128 KB pack against pulldown-cmark alone on the same bytes.
//!
//! Run with `cargo bench --bench check`; compare the two lines of the group `128 KiB`.

// A benchmark that cannot run fails loudly.
#![allow(clippy::expect_used, clippy::panic, missing_docs)]

use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use groundplan::gate::{Case, judge};
use groundplan::pack::{Pack, Value, parse};
use groundplan::skill::Skill;
use groundplan::skills::platform_infrastructure::PlatformInfrastructure;
use jiff::civil::date;
use pulldown_cmark::{Options, Parser};
use regex::Regex;

const SIZE: usize = 128 << 10;

/// The golden packs as one, as many of them as it takes: lists, tables and texts one after another, identifiers
/// (`M2`, `Q3`) renumbered so that each still means one thing.
fn large_pack() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("evals/packs/golden");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("the golden packs").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let definition = PlatformInfrastructure.definition();
    let sections = definition.standard.sections;
    let identifier = Regex::new(r"\b([A-Z]{1,3})(\d{1,2})\b").expect("a pattern");
    let mut large: Option<Pack> = None;
    for (index, path) in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "md")).enumerate() {
        let source = std::fs::read_to_string(path).expect("a golden pack");
        let source = identifier.replace_all(&source, |found: &regex::Captures<'_>| {
            let number: usize = found[2].parse().expect("two digits");
            format!("{}{}", &found[1], number + 100 * index)
        });
        let pack = parse(&source, sections, definition.name, 1, date(2026, 11, 1)).pack;
        match &mut large {
            None => large = Some(pack),
            Some(large) => append(large, pack),
        }
        let text = definition.render(large.as_ref().expect("a pack"));
        if text.len() >= SIZE {
            return text;
        }
    }
    panic!("the golden packs together are smaller than {SIZE} bytes");
}

/// Adds what the second says to the first.
fn append(first: &mut Pack, second: Pack) {
    for (key, section) in second.sections {
        let into = first.sections.entry(key).or_default();
        for (field, value) in section.fields {
            match (into.fields.get_mut(&field), value) {
                (Some(Value::Text(text)), Value::Text(more)) => {
                    text.push_str("\n\n");
                    text.push_str(&more);
                }
                (Some(Value::List(items)), Value::List(more)) => items.extend(more),
                (Some(Value::Table(rows)), Value::Table(more)) => rows.extend(more),
                (Some(_), _) => {}
                (None, value) => into.set(&field, value),
            }
        }
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
            judge(&Case::new(&skill.definition().standard, &parsed.pack, &parsed.problems, date(2026, 11, 21)))
        });
    });
    group.finish();
}

criterion_group!(benches, check);
criterion_main!(benches);
