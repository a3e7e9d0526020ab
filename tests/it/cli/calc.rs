//! `calc`: questions to the engines, from options and from files.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{run, run_with_stdin};

const EXAMPLES: &str = "references/examples/calc";

fn example(name: &str) -> String {
    format!("{EXAMPLES}/{name}")
}

fn args(line: &str) -> Vec<String> {
    line.replace("EXAMPLES", EXAMPLES).split_whitespace().map(str::to_owned).collect()
}

/// A snapshot of what a person reads, and the exit code.
fn assert_text(name: &str, args: &[String], code: i32) {
    let said = run(args);
    assert_eq!((said.code, said.err.as_str()), (code, ""), "{args:?}\n{}", said.out);
    assert!(!said.out.contains('\u{1b}'));
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(format!("calc-{name}"), said.out);
    });
}

fn json(args: &[&str]) -> Value {
    let said = run(args);
    assert!(said.code <= 1, "{args:?}: {}", said.err);
    serde_json::from_str(&said.out).expect("JSON")
}

/// What is said on standard error of a question that cannot be answered.
fn refused(args: &[&str]) -> String {
    let said = run(args);
    assert_eq!((said.code, said.out.as_str()), (2, ""), "{args:?}: {}", said.err);
    said.err
}

fn refused_file(engine: &[&str], text: &str) -> String {
    let said = run_with_stdin([&["calc"], engine, &["-"]].concat(), text.as_bytes());
    assert_eq!((said.code, said.out.as_str()), (2, ""), "{text}: {}", said.err);
    assert!(said.err.contains("<stdin>: "), "{}", said.err);
    said.err
}

#[test]
fn objectives() {
    assert_text("slo-options", &args("calc slo --target 99.9% --window 30d --rate 20/s"), 0);
    assert_text("slo-file", &args("calc slo EXAMPLES/slo.yaml"), 0);
    assert_text("slo-history", &args("calc slo EXAMPLES/slo-history.yaml"), 1);
    assert_text("slo-steps", &args("calc slo --target 99% --window 7d --rate 2/min --steps"), 0);
    // The usual alerts are fitted; those that are stated are not.
    let said = run(["calc", "slo", "--target", "90%", "--window", "30d"]);
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(
        said.out.contains("page at 2 % in 3 h: its window is 3 h: over the usual 1 h it would wait for"),
        "{}",
        said.out
    );
    let tiers = "tiers: [{severity: page, burn_rate: 14.4x, long: 1 h}]";
    let said = run_with_stdin(["calc", "slo", "-"], format!("target: 90 %\nwindow: 30 days\n{tiers}").as_bytes());
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.out.contains("cannot fire"), "{}", said.out);
    let said = run(["calc", "slo", "--target", "99.9%", "--window", "30d", "--rate", "20/s", "--quietest", "10 req/h"]);
    assert!(said.out.contains("10 req/h, the quietest hour, in windows shorter than a day"), "{}", said.out);
}

#[test]
fn limits() {
    let mut line = args("calc capacity --current 1.2TB --limit 2TB --as-of 2026-11-21");
    line.extend(["--growth", "+40 GB per month", "--lead", "6-8 weeks"].map(str::to_owned));
    assert_text("capacity-options", &line, 0);
    assert_text("capacity-file", &args("calc capacity EXAMPLES/capacity.yaml"), 0);
    assert_text("capacity-samples", &args("calc capacity EXAMPLES/capacity-samples.yaml"), 0);
    assert_text("capacity-queues", &args("calc capacity EXAMPLES/capacity-queues.yaml"), 0);
    // A trigger that is too late, one that leaves time, and a growth with a range.
    let trigger = |value: &str| {
        let args = [
            "calc", "capacity", "--current", "58 %", "--limit", "85 %", "--growth", "+2 points per month",
            "--growth-to", "+3 points per month", "--lead", "14-17 weeks", "--as-of", "2026-11-02", "--trigger", value,
        ];
        run(args)
    };
    let late = trigger("80 %");
    assert_eq!(late.code, 1);
    assert!(late.out.contains("error: The limit (trigger)"), "{}", late.out);
    assert_eq!(trigger("70 %").code, 0);
}

#[test]
fn a_passed_limit_and_negative_values_are_errors() {
    let ask = |current: &str, limit: &str| {
        let growth = ["--growth", "+40 GB per month", "--lead", "6 weeks", "--as-of", "2026-11-21"];
        run([&["calc", "capacity", "--current", current, "--limit", limit], &growth[..]].concat())
    };
    let passed = ask("3TB", "2TB");
    assert_eq!(passed.code, 1, "{}", passed.err);
    assert!(passed.out.starts_with("The limit: 3 TB on 2026-11-21, at or past its limit of 2 TB\n"), "{}", passed.out);
    assert!(passed.out.contains("has passed the limit of 2 TB") && !passed.out.contains("100 %"), "{}", passed.out);
    let far = ask("1.2TB", "200TB");
    assert!(far.out.contains("no draw reaches the limit") && !far.out.contains("100 %"), "{}", far.out);
    for (current, limit, field) in [("-1.2TB", "2TB", "--current: -1.2 TB"), ("1.2TB", "-2TB", "--limit: -2 TB")] {
        let said = ask(current, limit);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{}", said.err);
        assert!(said.err.contains(field), "{}", said.err);
    }
}

#[test]
fn samples_come_from_a_csv_file() {
    let line = "calc capacity --limit 14TB --trigger 11.5TB --samples EXAMPLES/warehouse-disk.csv --as-of 2026-11-02";
    let mut line = args(line);
    line.extend(["--lead", "8/9/12 weeks", "--format", "json"].map(str::to_owned));
    let options: Value = serde_json::from_str(&run(&line).out).expect("JSON");
    let file = json(&["calc", "capacity", &example("capacity-samples.yaml"), "--format", "json"]);
    // Draws are those of the name; the fit is the same.
    let fit = |answer: &Value| answer["limits"][0]["growth"]["derivation"].clone();
    assert!(fit(&options).is_string() && fit(&options) == fit(&file), "{options}");

    let folder = tempfile::tempdir().expect("a folder");
    let write = |text: &str| fs::write(folder.path().join("cpu.csv"), text).expect("a file");
    let question = folder.path().join("question.yaml");
    let limit = "{name: cpu, limit: 90 %, samples_file: cpu.csv";
    fs::write(&question, format!("as_of: 2026-11-02\nlimits: [{limit}}}]\n")).expect("a file");
    let question = question.to_str().expect("a plain path");
    for (text, expected) in [
        ("date,value\n2026-10-01,50 %\n\n2026-10-32,51 %\n", "cpu.csv: line 4: "),
        ("date,value\n2026-10-01,50 %\n2026-10-02,many\n", "cpu.csv: line 3: `many` holds no number"),
        (
            "date,value\n2026-10-01,50 %\n2026-10-02,3 GB\n",
            "`cpu.csv, line 3, value`: `3 GB` cannot be compared with a value in %",
        ),
        ("date,value\n2026-11-03,50 %\n", "`cpu.csv, line 2, date`: 2026-11-03 lies after"),
        ("", "it holds no samples"),
    ] {
        write(text);
        let error = refused(&["calc", "capacity", question]);
        assert!(error.contains(expected), "{error}");
    }
    fs::write(
        question,
        format!("as_of: 2026-11-02\nlimits: [{limit}, samples: [{{date: 2026-10-01, value: 1 %}}]}}]\n"),
    )
    .expect("a file");
    assert!(refused(&["calc", "capacity", question]).contains("keep one of both"));
    fs::write(question, "as_of: 2026-11-02\nlimits: [{name: cpu, limit: 90 %, samples_file: no.csv}]\n")
        .expect("a file");
    assert!(refused(&["calc", "capacity", question]).contains("no.csv: it cannot be read"));
    assert!(
        refused(&["calc", "capacity", "--limit", "1TB", "--samples", "no.csv"]).contains("no.csv: it cannot be read")
    );
}

#[test]
fn too_few_samples_give_no_date() {
    let text = "as_of: 2026-11-02\nlimits:\n- name: disk\n  limit: 2 TB\n  samples:\n  - {date: 2026-10-30, value: 1.1 TB}\n  - {date: 2026-10-31, value: 1.2 TB}\n";
    let said = run_with_stdin(["calc", "capacity", "-"], text.as_bytes());
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.out.contains("warning: disk: inconclusive, because too short"), "{}", said.out);
    assert!(!said.out.contains("limit reached"), "{}", said.out);
}

#[test]
fn roadmaps() {
    assert_text("schedule-file", &args("calc schedule EXAMPLES/schedule.yaml"), 0);
    assert_text("schedule-mermaid", &args("calc schedule EXAMPLES/schedule.yaml --format mermaid"), 0);
    let line = [
        "calc",
        "schedule",
        "--start",
        "2027-01-11",
        "--milestone",
        "M1 = 3/4/6 weeks by Ana",
        "--milestone",
        "M2 = 3/5/9 weeks by Ana after M1 + 1 week",
        "--deadline",
        "2027-03-20",
    ];
    assert_text("schedule-options", &line.map(str::to_owned), 1);
}

#[test]
fn delivery() {
    assert_text("pipeline-file", &args("calc pipeline EXAMPLES/pipeline.yaml"), 1);
    assert_text("pipeline-mended", &args("calc pipeline EXAMPLES/pipeline.yaml --mended"), 0);
    assert_text("pipeline-mermaid", &args("calc pipeline EXAMPLES/pipeline.yaml --mended --format mermaid"), 0);
    assert_text("rollout-file", &args("calc rollout EXAMPLES/rollout.yaml"), 0);
    assert_text("rollback-file", &args("calc rollback EXAMPLES/rollback.yaml"), 1);
    assert_text("delivery-file", &args("calc delivery EXAMPLES/delivery.yaml --history EXAMPLES/deploys.csv"), 1);
}

#[test]
fn histories_come_from_files_and_standard_input() {
    let rows = "time,env,status\n2026-10-01,prod,success\n2026-10-02,prod,failed\n";
    let said = run_with_stdin(["calc", "delivery", "--history", "-", "--format", "json"], rows.as_bytes());
    let report: Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(report["all"]["change_failures"]["hits"], 1, "{}", said.err);
    let said = run_with_stdin(["calc", "delivery", "--history", "-"], b"time,env,status\n2026-10-01,prod,green\n");
    assert_eq!(said.code, 2);
    assert!(said.err.contains("<stdin>: line 2: result: `green` is not known"), "{}", said.err);
    assert!(refused(&["calc", "delivery", "-", "--history", "-"]).contains("not both"));
    assert!(refused_file(&["pipeline"], "stages: [{id: a, kind: build, after: [a]}]").contains("a -> a"));
    assert!(
        refused_file(&["pipeline"], "stages: [{id: a, kind: build, aftre: [a]}]").contains("did you mean `after`?")
    );
    assert!(
        refused_file(&["rollback"], "objectives: [{id: a, target: 99 %, window: 1 h}]").contains("objectives[0]: ")
    );
}

#[test]
fn a_deadline_before_the_plan_is_told_as_it_was_written() {
    let m1 = ["--milestone", "M1 = 3/4/6 weeks"];
    let said = run([&["calc", "schedule", "--start", "2027-01-11", "--deadline", "2026-01-01"], &m1[..]].concat());
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.out.contains("the plan: the deadline of 2026-01-01 is held in 0 % of the draws"), "{}", said.out);
    // Nobody owns M1, so it is not among those that can start instead.
    assert!(said.out.contains("nobody owns it") && !said.out.contains("these can"), "{}", said.out);
}

#[test]
fn a_late_mitigation_is_a_finding_with_moves() {
    let text = "start: 2027-01-11\nowners: {Data: {capacity: 1}}\nmilestones:\n\
                - {id: M1, duration: 3/4/6 weeks, owner: Data}\n- {id: M2, duration: 3/4/6 weeks, owner: Data}\n\
                limits:\n- {name: disk, milestone: M2, p10: 2027-02-14}\n";
    let said = run_with_stdin(["calc", "schedule", "-"], text.as_bytes());
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.out.contains("error: disk: M2 comes too late: "), "{}", said.out);
    assert!(said.out.contains("help: "), "{}", said.out);
}

#[test]
fn priorities() {
    assert_text("priority-file", &args("calc priority EXAMPLES/priority.yaml"), 0);
    let said = run(["calc", "priority", "--impact", "5", "--risk", "4", "--effort", "2", "--lead", "8 weeks"]);
    assert!(said.code == 0 && said.out.contains("(5 + 4 + 3) / 2 = 6.0"), "{}", said.out);
}

#[test]
fn contracts_of_events() {
    assert_text("events-check", &args("calc events check EXAMPLES/events.yaml"), 0);
    assert_text("events-diff", &args("calc events diff EXAMPLES/events.yaml EXAMPLES/events-2.yaml"), 1);
    assert_text("events-sample", &args("calc events sample EXAMPLES/events.yaml EXAMPLES/sample.ndjson"), 1);
    assert_text("events-closure", &args("calc events closure EXAMPLES/closure.yaml"), 1);
    let same = example("events.yaml");
    assert_eq!(run(["calc", "events", "diff", &same, &same]).code, 0);
}

/// Two versions of a pack are two versions of the contract in it, whatever the files are called.
#[test]
fn contracts_are_read_out_of_packs() {
    let old = "evals/packs/golden/b2b-analytics.md";
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(old)).expect("the pack");
    let changed = text.replace("predicate_count int, depth int", "predicate_count string, depth int");
    assert_ne!(changed, text);
    let folder = tempfile::tempdir().expect("a folder");
    let new = folder.path().join("without-ending");
    fs::write(&new, changed).expect("a file");
    let new = new.to_str().expect("a plain path");
    assert_eq!(run(["calc", "events", "diff", old, old]).code, 0);
    let said = run(["calc", "events", "diff", old, new]);
    assert_eq!(said.code, 1, "{}", said.err);
    let named = "error: filter_applied.predicate_count: backward break";
    assert!(said.out.contains(named) && said.out.contains("Cohorts team, Product Management"), "{}", said.out);
    assert_eq!(json(&["calc", "events", "schema", old]), json(&["schema", "--events", old]));
    let none = refused(&["calc", "events", "check", "README.md"]);
    assert!(none.contains("README.md: it declares no events"), "{none}");
}

#[test]
fn a_break_with_a_milestone_is_planned() {
    let folder = tempfile::tempdir().expect("a folder");
    let roadmap = folder.path().join("roadmap.yaml");
    let title = "Migrate consumers of export_completed and export_failed to version 2";
    let text = format!("start: 2027-01-11\nmilestones:\n- {{id: M1, title: {title}, duration: 4 weeks}}\n");
    fs::write(&roadmap, text).expect("a file");
    let (old, new) = (example("events.yaml"), example("events-2.yaml"));
    let planned = run(["calc", "events", "diff", &old, &new, "--roadmap", roadmap.to_str().expect("a plain path")]);
    assert_eq!(planned.code, 0, "{}{}", planned.out, planned.err);
    assert!(planned.out.contains("Breaks"), "{}", planned.out);
    fs::write(&roadmap, "start: 2027-01-11\nmilestones:\n- {id: M1, title: Audit log, duration: 4 weeks}\n")
        .expect("a file");
    let unplanned = run(["calc", "events", "diff", &old, &new, "--roadmap", roadmap.to_str().expect("a plain path")]);
    assert_eq!(unplanned.code, 1);
    assert!(unplanned.out.contains("error: export_failed: no milestone plans its migration"), "{}", unplanned.out);
}

#[test]
fn schemas_of_events_hold_what_the_sample_finds() {
    let contract = example("events.yaml");
    let schema = json(&["calc", "events", "schema", &contract, "--event", "dashboard_opened"]);
    assert_eq!(json(&["calc", "events", "schema", &contract])["dashboard_opened"], schema);
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let sample = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(example("sample.ndjson"))).expect("it");
    let valid = |line: usize| {
        let event: Value = serde_json::from_str(sample.lines().nth(line).expect("a line")).expect("JSON");
        validator.is_valid(&event)
    };
    assert!(valid(0) && !valid(1), "the second has a text for query_ms");
    assert!(
        refused(&["calc", "events", "schema", &contract, "--event", "dashboard_open"]).contains("`dashboard_opened`")
    );
}

#[test]
fn a_sample_comes_from_standard_input_too() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sample = fs::read(root.join(example("sample.ndjson"))).expect("the sample");
    let contract = example("events.yaml");
    let said = run_with_stdin(["calc", "events", "sample", &contract, "-"], &sample);
    assert_eq!(said.out, run(["calc", "events", "sample", &contract, &example("sample.ndjson")]).out);
    // What is no UTF-8 is counted, and the rest is read.
    let broken = run_with_stdin(["calc", "events", "sample", &contract, "-"], &[&b"\xff\xfe\n"[..], &sample].concat());
    assert_eq!(broken.code, 1);
    assert!(broken.out.contains("error: lines: 1 line not UTF-8, in line 1"), "{}", broken.out);
}

#[test]
fn plans_of_sites() {
    assert_text("site-plan", &args("calc site plan EXAMPLES/site.yaml"), 1);
}

/// A small export: the home page, a page it links to, one that nobody links to, one that says noindex.
fn export() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    let page = |title: &str, body: &str| format!("<!doctype html><title>{title}</title><body>{title} {body}</body>");
    write("index.html", &page("Home", "<a href='/shop/'>Shop</a> <a href='/gone.html'>Gone</a>"));
    write("shop/index.html", &page("Shop", "<a href='bag.html'>Bag</a> <a href='/'>Home</a>"));
    write("shop/bag.html", "<!doctype html><title>Bag</title><meta name=robots content=noindex><body>Bag</body>");
    write("old/lost.html", &page("Lost", "nobody links here"));
    write("notes.txt", "no page");
    write("robots.txt", "User-agent: *\nDisallow: /old/\n");
    write(
        "sitemap.xml",
        "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\
         <url><loc>https://e.example/</loc></url><url><loc>https://e.example/shop/bag.html</loc></url>\
         <url><loc>https://e.example/old/lost.html</loc></url></urlset>",
    );
    folder
}

#[test]
fn a_folder_of_pages_is_audited() {
    let folder = export();
    let path = folder.path().to_str().expect("a plain path");
    assert_text("site-audit", &["calc", "site", "audit", path, "--start", "https://e.example/"].map(str::to_owned), 1);
    let report = json(&["calc", "site", "audit", path, "--start", "https://e.example/", "--format", "json"]);
    let check = |kind: &str| {
        let checks = report["checks"].as_array().expect("checks");
        let check = checks.iter().find(|check| check["kind"] == kind).expect(kind);
        (check["verdict"].as_str().expect("a verdict").to_owned(), check["found"].as_u64().expect("a number"))
    };
    assert_eq!(report["coverage"]["read"], 4);
    for (kind, found) in [("noindex-in-sitemap", 1), ("blocked-in-sitemap", 1), ("broken-links", 1)] {
        assert_eq!(check(kind), ("fail".to_owned(), found), "{kind}");
    }
    // A part of a site cannot show that a page is missing.
    let part = ["calc", "site", "audit", path, "--start", "https://e.example/", "--partial", "--format", "json"];
    let part = json(&part);
    let broken = part["checks"].as_array().expect("checks").iter().find(|check| check["kind"] == "broken-links");
    assert_ne!(broken.expect("the check")["verdict"], "fail");
}

#[test]
fn pages_are_held_against_the_plan_of_a_pack() {
    let folder = export();
    let path = folder.path().to_str().expect("a plain path");
    let plan = folder.path().join("plan.md");
    let text = "## Discoverability plan\n\n### Applicability\n\nApplicable: a shop.\n\n### Page types\n\n\
                | Page type | Pages | Growth | Linked from | Change rate | Sitemap |\n| --- | --- | --- | --- | --- | --- |\n\
                | home | 1 page | flat | start | none | one file |\n\
                | shop | 1 page | flat | home | none | one file |\n\
                | bag | 2 pages | flat | shop (10 a page, numbered) | none | one file |\n";
    fs::write(&plan, text).expect("a file");
    let plan = plan.to_str().expect("a plain path");
    let audit = ["calc", "site", "audit", path, "--start", "https://e.example/", "--plan", plan];
    let types = ["--type", "home=/$", "--type", "bag=/shop/*.html", "--type", "shop=/shop/"];
    assert_text(
        "site-audit-plan",
        &[&audit[..], &types].concat().into_iter().map(str::to_owned).collect::<Vec<_>>(),
        1,
    );
    let report = json(&[&audit[..], &types, &["--format", "json"]].concat());
    assert_eq!(report["plan"]["types"][2]["disagreements"][0], "1 page found, 2 planned");
    assert!(refused(&[&audit[..], &["--type", "bags=/"]].concat()).contains("there is no page type `bags`"));
    assert!(refused(&[&audit[..], &["--type", "bag"]].concat()).contains("'recipe=/recipes/*'"));
    assert_eq!(run(audit).code, 2, "without the paths of any page type nothing can be compared");
}

#[test]
fn large_folders_are_read_in_one_order() {
    let folder = tempfile::tempdir().expect("a folder");
    for index in 0..600 {
        let next = (index + 1) % 600;
        let page =
            format!("<!doctype html><title>{index}</title><body>{index} <a href='/p{next}.html'>next</a></body>");
        fs::write(folder.path().join(format!("p{index}.html")), page).expect("a file");
    }
    let path = folder.path().to_str().expect("a plain path");
    let args = ["calc", "site", "audit", path, "--start", "https://e.example/p0.html", "--format", "json"];
    let first = run(args);
    let report: Value = serde_json::from_str(&first.out).expect("JSON");
    assert_eq!(report["coverage"]["read"], 600);
    assert_eq!(report["clicks"].as_array().expect("clicks").last().expect("the deepest")["clicks"], 599);
    assert_eq!(run(args).out, first.out);
}

#[test]
fn crawl_lists_are_audited() {
    let list = "{\"url\": \"https://e.example/\", \"status\": 200, \"links\": [\"/a\"]}\n\
                {\"url\": \"https://e.example/a\", \"status\": 404}\n";
    let said = run_with_stdin(["calc", "site", "audit", "-", "--start", "https://e.example/"], list.as_bytes());
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(said.out.contains("warning: broken links: "), "{}", said.out);
    let broken = run_with_stdin(["calc", "site", "audit", "-", "--start", "https://e.example/"], b"{\"link\": 1}\n");
    assert_eq!(broken.code, 2);
    assert!(broken.err.contains("<stdin>: line 1: "), "{}", broken.err);
    assert!(refused(&["calc", "site", "audit", EXAMPLES, "--start", "ftp://e.example/"]).contains("start"));
    assert!(refused(&["calc", "site", "audit", EXAMPLES, "--start", "https://e.example/"]).contains("no page in it"));
}

#[test]
fn every_answer_is_data_too() {
    for (line, key) in [
        ("calc slo EXAMPLES/slo.yaml", "budget"),
        ("calc capacity EXAMPLES/capacity.yaml", "limits"),
        ("calc schedule EXAMPLES/schedule.yaml", "critical_path"),
        ("calc priority EXAMPLES/priority.yaml", "order"),
        ("calc events check EXAMPLES/events.yaml", "server_side"),
        ("calc events diff EXAMPLES/events.yaml EXAMPLES/events-2.yaml", "breaks"),
        ("calc events sample EXAMPLES/events.yaml EXAMPLES/sample.ndjson", "violations"),
        ("calc events closure EXAMPLES/closure.yaml", "unresolved"),
        ("calc site plan EXAMPLES/site.yaml", "reach"),
    ] {
        let text = run(args(line));
        let mut with_json = args(line);
        with_json.extend(["--format", "json"].map(str::to_owned));
        let data = run(&with_json);
        assert_eq!(data.code, text.code, "{line}: both formats end alike");
        let answer: Value = serde_json::from_str(&data.out).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert!(answer.get(key).is_some_and(|value| !value.is_null()), "{line}");
    }
}

#[test]
fn json_files_are_questions_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("question.json");
    fs::write(&path, "{\n\t\"target\": \"99.9 %\",\n\t\"window\": \"30 days\", \"name\": \"caf\\u00e9\\/bar\"\n}")
        .expect("a file");
    let said = run(["calc", "slo", path.to_str().expect("a plain path")]);
    assert!(said.code == 0 && said.out.starts_with("caf\u{e9}/bar: 99.9 % over"), "{}{}", said.out, said.err);
    fs::write(&path, "{\"target\": 99.9, \"windwo\": \"30 days\"}").expect("a file");
    let error = refused(&["calc", "slo", path.to_str().expect("a plain path")]);
    assert!(error.contains("`windwo` is not known here; did you mean `window`?"), "{error}");
}

#[test]
fn a_misspelt_key_is_told_with_its_place_and_the_nearest() {
    for (engine, text, expected) in [
        (
            &["slo"][..],
            "targt: 99.9 %\nwindow: 30 days\n",
            "line 1, column 1: `targt` is not known here; did you mean `target`?",
        ),
        (
            &["capacity"],
            "limits:\n- name: a\n  lead: 4 weeks\n",
            "line 3, column 3: `lead` is not known here; did you mean `lead_time`?",
        ),
        (
            &["schedule"],
            "start: 2027-01-11\nmilestons: []\n",
            "line 2, column 1: `milestons` is not known here; did you mean `milestones`?",
        ),
        (&["priority"], "initiatives: [{name: a, impct: 1}]\n", "did you mean `impact`?"),
        (&["events", "check"], "version: 1\nevents: [{name: a, sorce: server}]\n", "did you mean `source`?"),
        (&["site", "plan"], "start: [home]\npage_types: []\nlinks: []\nmax_click: 3\n", "did you mean `max_clicks`?"),
    ] {
        let error = refused_file(engine, text);
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn bad_input_names_the_field() {
    let slo = |target: &str, window: &str| refused(&["calc", "slo", "--target", target, "--window", window]);
    for (target, window, expected) in [
        ("100%", "30d", "target is 100 %; it must lie above 0 % and below 100 %"),
        ("0%", "30d", "target is 0 %"),
        ("NaN", "30d", "target: "),
        ("-5%", "30d", "target is -5 %"),
        ("101%", "30d", "target is 101 %; it must lie above 0 % and below 100 %"),
        ("0.999", "30d", "target: `0.999` may be a fraction or a percentage; write the percent sign"),
        ("99.9%", "-3d", "window is -3 days"),
        ("99.9%", "20 GB", "window: `20 GB` is not what is asked for"),
        ("99.9%", "soon", "window: "),
    ] {
        let error = slo(target, window);
        assert!(error.starts_with(&format!("groundplan: --{expected}")), "{target} {window}: {error}");
    }
    let capacity = |current: &str, limit: &str, growth: &str, lead: &str| {
        refused(&["calc", "capacity", "--current", current, "--limit", limit, "--growth", growth, "--lead", lead])
    };
    for (current, limit, growth, lead, expected) in [
        ("1.2 TB", "500 connections", "+40 GB per month", "6 weeks", "current"),
        ("1.2 TB", "2 TB", "+40 queries per month", "6 weeks", "growth"),
        ("1.2 TB", "2 TB", "+40 GB per month", "-6 weeks", "lead-time"),
        ("NaN", "2 TB", "+40 GB per month", "6 weeks", "current"),
        ("-1 TB", "2 TB", "+3 % per month", "6 weeks", "current"),
    ] {
        let error = capacity(current, limit, growth, lead);
        assert!(
            error.starts_with(&format!("groundplan: --{expected}: ")),
            "{current} {limit} {growth} {lead}: {error}"
        );
    }
    for (engine, text, expected) in [
        (&["capacity"][..], "limits: []", "`limits` is empty"),
        (&["capacity"], "limits: [{name: a, growth: [1]}]", "write a growth such as"),
        (
            &["capacity"],
            "as_of: 2026-11-02\nlimits: [{name: a, current: 1 TB, limit: 2 TB}]",
            "nothing says how it grows",
        ),
        (
            &["capacity"],
            "as_of: 2026-11-02\nlimits: [{name: a, current: .nan, limit: 2, growth: +1 per day}]",
            "line 2, column 29: value `.nan` is not a finite number",
        ),
        (
            &["capacity"],
            "as_of: 2026-11-02\nlimits: [{name: a, current: 1 TB, limit: 2 TB, growth: +1 GB per day, starts: 2026-01-01}]",
            "`starts`: 2026-01-01 lies before",
        ),
        (
            &["slo"],
            "target: 99 %\nwindow: 30 days\nas_of: 2026-11-02\nestimate: {confidence: low, revisit: 2026-01-01}",
            "estimate.revisit is 2026-01-01",
        ),
        (&["slo"], "target: 99 %\nwindow: 30 days\nlatency: {objective: fast}", "latency.objective: "),
        (&["slo"], "target: 99 %", "the key `window` is missing"),
        (&["slo"], "target: 99 %\nwindow: 30 days\nneeds: {all: []}", "the list is empty"),
        (&["slo"], "target: 99 %\nwindow: 30 days\nbaseline: []", "the list is empty"),
        (&["capacity"], "limits: [{name: a, current: 1 TB, limit: 2 TB, samples: []}]", "the list is empty"),
        (&["events", "check"], "version: 1.0.0\nevents: [{name: a, source: browser}]", "`browser` is no choice here"),
        (&["schedule"], "start: 2027-01-11\nmilestones: []", "milestones: there are none"),
        (
            &["schedule"],
            "start: 2027-01-11\nmilestones: [{id: A, duration: 1 week, after: [B]}, {id: B, duration: 1 week, after: [A]}]",
            "A",
        ),
        (
            &["schedule"],
            "start: 2027-01-11\nmilestones: [{id: A, duration: 1 week, deadline: 2026-01-01}, {id: A, duration: 3 GB}]",
            "milestones",
        ),
        (
            &["priority"],
            "initiatives: [{name: a, impact: 6, risk: 1, effort: 1, lead_time: 1 week}]",
            "initiatives[0]: impact is 6",
        ),
        (&["priority"], "initiatives: []", "initiatives: there are none"),
        (&["events", "check"], "version: 1.0.0\nevents: []", "events is empty"),
        (&["events", "closure"], "texts: []\ndeclared: []", "texts is empty"),
        (
            &["site", "plan"],
            "start: [hom]\npage_types: [{name: home, count: 1}]\nlinks: []",
            "there is no page type `hom`",
        ),
        (
            &["site", "plan"],
            "start: [home]\npage_types: [{name: home, count: -1}]\nlinks: []",
            "page_types[home].count",
        ),
        (&["slo"], "", "it is empty"),
        (&["slo"], "target: [1, 2\n", "line "),
    ] {
        let error = refused_file(engine, text);
        assert!(error.contains(expected), "{text}: {error}");
    }
}

#[test]
fn files_that_cannot_be_read_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("question.yaml");
    fs::write(&path, b"target: 99.9 %\nwindow: 30 days\nname: \xff\xfe\n").expect("a file");
    let path = path.to_str().expect("a plain path");
    for engine in [&["slo"][..], &["capacity"], &["schedule"], &["priority"], &["events", "check"], &["site", "plan"]] {
        let with = |path: &str| refused(&[&["calc"], engine, &[path]].concat());
        assert!(with("no/such/file.yaml").contains("no/such/file.yaml: it cannot be read"), "{engine:?}");
        assert!(with("references").contains("references: it is a directory"), "{engine:?}");
        assert!(with(path).contains("it is not UTF-8: byte 37, in line 3"), "{engine:?}: {}", with(path));
    }
    let contract = example("events.yaml");
    assert!(refused(&["calc", "events", "sample", &contract, "references"]).contains("it is a directory"));
    assert!(
        refused(&["calc", "events", "sample", &contract, "no-such.ndjson"])
            .contains("no-such.ndjson: it cannot be read")
    );
    assert!(refused(&["calc", "events", "sample", &contract, "/dev/null"]).contains("it holds no events"));
    assert!(
        refused(&["calc", "site", "audit", "no-such", "--start", "https://e.example/"]).contains("it cannot be read")
    );
}

#[test]
fn half_a_question_is_usage() {
    for line in [
        "slo",
        "slo --target 99%",
        "capacity --current 1TB",
        "capacity --current 1TB --limit 2TB",
        "schedule",
        "priority --impact 5",
        "schedule --start 2027-01-11",
        "events diff - -",
        "site audit x",
    ] {
        let said = run(args(&format!("calc {line}")));
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{line}");
        assert!(!said.err.is_empty(), "{line}");
    }
    let mixed = run(args("calc slo EXAMPLES/slo.yaml --target 99%"));
    assert_eq!(mixed.code, 2, "{}", mixed.out);
}

#[test]
fn the_day_may_be_said() {
    let disk =
        ["calc", "capacity", "--current", "1 TB", "--limit", "2 TB", "--growth", "+1 GB per day", "--format", "json"];
    let on = json(&[&disk[..], &["--as-of", "2030-01-01"]].concat());
    assert_eq!(on["as_of"], "2030-01-01");
    // Without it, the clock of the machine; 999 GB at 1 GB a day later the limit is reached, whatever the day.
    assert_ne!(json(&disk)["as_of"], "2030-01-01");
}

#[test]
fn the_schemas_of_questions_accept_the_examples() {
    for (schema, file) in [
        ("calc-slo", "slo.yaml"),
        ("calc-slo", "slo-history.yaml"),
        ("calc-capacity", "capacity.yaml"),
        ("calc-capacity", "capacity-samples.yaml"),
        ("calc-capacity", "capacity-queues.yaml"),
        ("calc-schedule", "schedule.yaml"),
        ("calc-priority", "priority.yaml"),
        ("calc-events", "events.yaml"),
        ("calc-closure", "closure.yaml"),
        ("calc-site", "site.yaml"),
    ] {
        let validator = jsonschema::validator_for(&json(&["schema", schema])).expect("a schema");
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(example(file))).expect("an example");
        let mut question: Value = groundplan::yaml::read(&text).expect("YAML");
        assert!(validator.is_valid(&question), "{file}: {:?}", validator.validate(&question).err());
        question["nosuchkey"] = Value::Null;
        assert!(!validator.is_valid(&question), "{schema} lets any key pass");
    }
}

/// Every example is read by the command that its first line names, and every command of the tutorial says what the
/// tutorial shows.
#[test]
fn the_tutorial_shows_what_the_program_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tutorial = fs::read_to_string(root.join("references/arithmetic.md")).expect("the tutorial");
    let mut commands = 0;
    for block in tutorial.split("```console\n").skip(1) {
        let block = block.split("```").next().expect("a block");
        let (command, shown) = block.split_once('\n').expect("a command");
        let command = command.strip_prefix("$ groundplan ").unwrap_or_else(|| panic!("{command}"));
        let said = run(words(command));
        assert!(said.code <= 1 && said.err.is_empty(), "{command}: {}", said.err);
        let mut rest = said.out.as_str();
        for part in shown.split("...\n").filter(|part| !part.is_empty()) {
            let found = rest.find(part);
            let at = found.unwrap_or_else(|| panic!("`{command}` does not say:\n{part}\nbut:\n{rest}"));
            rest = &rest[at + part.len()..];
        }
        commands += 1;
    }
    assert!(commands >= 10, "{commands}");
    let rows = tutorial.lines().filter_map(|line| line.strip_prefix("| ")).map(|line| line.split(" | ").collect());
    let rows: Vec<Vec<&str>> = rows.collect();
    assert!(objectives_shown(&rows) >= 4 && limits_shown(&rows) >= 4);
}

/// The tables of the tutorial say what the program says, too: budgets of 30 days.
fn objectives_shown(rows: &[Vec<&str>]) -> usize {
    let targets = rows.iter().filter(|row| row.len() == 4 && row[1].contains('%'));
    let shown = targets.map(|row| {
        let target = &row[1][..=row[1].find('%').expect("a percentage")];
        let answer = json(&["calc", "slo", "--target", target, "--window", "30 days", "--format", "json"]);
        let time = answer["budget"]["budgets"][0]["time"]["text"].as_str().expect("a budget");
        assert!(row[3].ends_with(&format!("= {time} |")), "{target}: {time}, not {}", row[3]);
    });
    shown.count()
}

/// Runways, lead times and starts.
fn limits_shown(rows: &[Vec<&str>]) -> usize {
    let answer = json(&["calc", "capacity", &example("capacity.yaml"), "--format", "json"]);
    let limits = answer["limits"].as_array().expect("limits");
    let limit = |name: &str| limits.iter().find(|limit| limit["name"] == name);
    let shown =
        rows.iter().filter(|row| row.len() == 5).filter_map(|row| Some((row, limit(row[0])?))).map(|(row, limit)| {
            let outcome = &limit["outcome"];
            let text = |value: &Value| value.as_str().expect("a text").to_owned();
            assert_eq!(row[2], text(&outcome["to_limit"]["p50"]["date"]));
            assert!(row[3].ends_with(&format!("{} days", text(&outcome["lead_time"]["p90"]))), "{row:?}");
            assert_eq!(row[4].trim_end_matches(" |"), text(&outcome["latest_safe_start"]["date"]));
            let days = row[1].rsplit_once(" = ").expect("a sum").1;
            assert!(text(&outcome["to_limit"]["derivation"]).contains(&format!(" = {days}")), "{row:?}");
        });
    shown.count()
}

/// The words of a command line; `'` quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

#[test]
fn every_example_names_a_command_that_reads_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = fs::read_dir(root.join(EXAMPLES)).expect("examples");
    let mut paths: Vec<PathBuf> = folder.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "yaml"));
    assert!(paths.len() >= 8, "{paths:?}");
    for path in paths {
        let text = fs::read_to_string(&path).expect("an example");
        let first = text.lines().next().expect("a line");
        let command = first.split('`').nth(1).and_then(|command| command.strip_prefix("groundplan "));
        let command = command.unwrap_or_else(|| panic!("{} names no command", path.display()));
        let name = path.file_name().expect("a name").to_str().expect("a plain name");
        assert!(command.contains(name), "{command} does not read {name}");
        let said = run(words(command));
        assert!(said.code <= 1, "{command}: {}", said.err);
    }
}
