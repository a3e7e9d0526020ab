#![allow(warnings)]
use groundplan::finding::Findings;
use groundplan::gate::{Case, judge};
use groundplan::pack::{Pack, Value, parse, render};
use groundplan::skill::Skill;
use groundplan::skills::platform_infrastructure::PlatformInfrastructure;
use jiff::civil::date;
use pulldown_cmark::{Options, Parser};
use regex::Regex;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
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

fn best(n: usize, mut f: impl FnMut()) -> f64 {
    let mut b = f64::MAX;
    for _ in 0..n {
        let t = Instant::now();
        f();
        b = b.min(t.elapsed().as_secs_f64());
    }
    b * 1e6
}
fn main() {
    let source = large_pack();
    let d = PlatformInfrastructure.definition();
    let st = &d.standard;
    if std::env::args().nth(1).as_deref() == Some("pack") {
        print!("{source}");
        return;
    }
    if std::env::args().nth(1).as_deref() == Some("loop") {
        for _ in 0..300 {
            let p = parse(black_box(&source), st.sections, d.name, 1, date(2026, 11, 1));
            black_box(judge(st, &p.pack, &p.problems, date(2026, 11, 21)));
        }
        return;
    }
    if std::env::args().nth(1).as_deref() == Some("parse") {
        for _ in 0..3000 {
            black_box(parse(black_box(&source), st.sections, d.name, 1, date(2026, 11, 1)));
        }
        return;
    }
    if std::env::args().nth(1).as_deref() == Some("case") {
        let p = parse(&source, st.sections, d.name, 1, date(2026, 11, 1));
        for _ in 0..800 {
            black_box(Case::new(st, &p.pack, &p.problems, date(2026, 11, 21)));
        }
        println!("{}", Case::new(st, &p.pack, &p.problems, date(2026, 11, 21)).entries().count());
        return;
    }
    if std::env::args().nth(1).as_deref() == Some("judge") {
        let p = parse(&source, st.sections, d.name, 1, date(2026, 11, 1));
        for _ in 0..200 {
            black_box(judge(st, &p.pack, &p.problems, date(2026, 11, 21)));
        }
        return;
    }
    let n = 40;
    let md = best(n, || {
        black_box(Parser::new_ext(black_box(&source), Options::ENABLE_TABLES).into_offset_iter().count());
    });
    let pa = best(n, || {
        black_box(parse(black_box(&source), st.sections, d.name, 1, date(2026, 11, 1)));
    });
    let p = parse(&source, st.sections, d.name, 1, date(2026, 11, 1));
    let ju = best(n, || {
        black_box(judge(st, &p.pack, &p.problems, date(2026, 11, 21)));
    });
    let case = best(n, || {
        black_box(Case::new(st, &p.pack, &p.problems, date(2026, 11, 21)));
    });
    let report = judge(st, &p.pack, &p.problems, date(2026, 11, 21));
    println!(
        "bytes {} md {md:.0} parse {pa:.0} ({:.1}x) judge {ju:.0} total {:.1}x; case::new {case:.0}; findings {} problems {}",
        source.len(),
        pa / md,
        (pa + ju) / md,
        report.findings.len(),
        p.problems.len()
    );
    let g = std::fs::read_to_string("evals/packs/golden/b2b-analytics.md").unwrap();
    let gp = parse(&g, st.sections, d.name, 1, date(2026, 11, 1));
    println!(
        "golden 45KB judge {:.0}",
        best(n, || {
            black_box(judge(st, &gp.pack, &gp.problems, date(2026, 11, 21)));
        })
    );
    let mut t: Vec<(f64, &str, usize)> = vec![];
    let empty = best(20, || {
        black_box(groundplan::gate::run(st, &p.pack, &p.problems, date(2026, 11, 21), &|_| false));
    });
    println!("empty run {empty:.0}");
    {
        use std::cell::RefCell;
        use std::collections::BTreeMap;
        let best: RefCell<BTreeMap<&str, f64>> = Default::default();
        for _ in 0..60 {
            let last: RefCell<Option<(&'static str, Instant)>> = RefCell::new(None);
            let tick = |id: Option<&'static str>| {
                let now = Instant::now();
                if let Some((l, at)) = last.borrow_mut().take() {
                    let us = (now - at).as_secs_f64() * 1e6;
                    let mut b = best.borrow_mut();
                    let e = b.entry(l).or_insert(f64::MAX);
                    *e = e.min(us);
                }
                if let Some(id) = id {
                    *last.borrow_mut() = Some((id, Instant::now()));
                }
            };
            let r: Vec<&'static str> = st.rules().map(|r| r.id).collect();
            black_box(groundplan::gate::run(st, &p.pack, &p.problems, date(2026, 11, 21), &|x| {
                tick(r.iter().copied().find(|i| *i == x.id));
                true
            }));
            tick(None);
        }
        for (id, us) in best.borrow().iter() {
            t.push((*us, id, 0));
        }
    }
    let sum: f64 = t.iter().map(|x| x.0).sum();
    t.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("sum of rules {sum:.0}");
    for (us, id, c) in &t {
        println!("{id} {us:.0} ({c})");
    }
}
