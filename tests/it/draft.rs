//! Drafts: a pack from a brief, without a model.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use groundplan::engine::capacity::{Clock, latest_trigger};
use groundplan::gate::{Case, Report, judge};
use groundplan::pack::{Kind, Pack, SectionRef, Shape, parse};
use groundplan::quantity::date::find_dates;
use groundplan::quantity::{DurationRange, Growth, Quantity, Unit};
use groundplan::skill::brief;
use groundplan::skill::{BriefError, Skill};
use groundplan::skills::platform_infrastructure::brief as facts;
use groundplan::skills::platform_infrastructure::{
    Context, Milestone, PlatformInfrastructure, Risks, Roadmap, Scaling,
};
use groundplan::yaml::{self, Node, Value};
use jiff::civil::Date;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::Value as Json;

const RICH: &[&str] =
    &["b2b-analytics", "content-site", "marketplace-5x", "ml-platform", "regulated-fintech", "startup"];
const THIN: &[&str] = &["thin-internal-tool", "thin-marketplace"];

fn brief(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("evals/briefs").join(name).with_extension("yaml");
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn drafted(name: &str) -> Pack {
    draft(&brief(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn draft(text: &str) -> Result<Pack, BriefError> {
    PlatformInfrastructure.draft(text)
}

fn judged(pack: &Pack) -> Report {
    judge(&Case::new(&PlatformInfrastructure.definition().standard, pack, &[], pack.as_of))
}

fn written(pack: &Pack) -> String {
    PlatformInfrastructure.definition().render(pack)
}

#[test]
fn rich_briefs_pass_without_a_finding() {
    for name in RICH {
        let report = judged(&drafted(name));
        let found = crate::grave(&report);
        assert!(
            report.passed && report.average >= Decimal::from(4),
            "{name} reaches {}:\n{}",
            report.average,
            found.join("\n")
        );
        assert!(found.is_empty(), "{name}:\n{}", found.join("\n"));
    }
}

#[test]
fn thin_briefs_fail_and_ask_for_what_is_missing() {
    for name in THIN {
        let (pack, source) = (drafted(name), brief(name));
        let report = judged(&pack);
        assert!(!report.passed, "{name} passes with an average of {}", report.average);
        let (tree, answers) = (yaml::tree(&source).expect("YAML"), BTreeSet::from_iter(answered(&source)));
        let asked: Vec<&str> = Risks::of(&pack).questions().map(|row| row.question().text).collect();
        let assumed: Vec<&str> = Context::of(&pack).assumptions().map(|row| row.assumption().text).collect();
        for question in PlatformInfrastructure.definition().questions {
            if answers.contains(question.id) {
                continue;
            }
            assert!(asked.contains(&question.text), "{name}: `{}` is not an open question", question.id);
            if question.minimum {
                assert!(
                    assumed.iter().any(|text| text.contains(&format!("\"{}\"", question.id.replace('-', " ")))),
                    "{name}: `{}` is not assumed",
                    question.id
                );
                // The finding stands where the answer would go, so that it says which answer carries it.
                let told = question.unlocks.iter().any(|place| {
                    report
                        .findings
                        .iter()
                        .any(|finding| format!("{}.{}", finding.location.section, finding.location.field) == **place)
                });
                assert!(told, "{name}: no finding stands at what `{}` would fill", question.id);
            }
        }
        // Only sections that a fact touches hold anything.
        let touched = |key: &str| tree.get(key).is_some();
        for (section, key) in [("capabilities", "capabilities"), ("quality", "journeys"), ("instrumentation", "events")]
        {
            let fields = pack.sections.get(section).map_or(0, |section| section.fields.len());
            assert!(touched(key) || fields == 0, "{name}: {section} holds text that no fact supports");
        }
    }
}

fn answered(source: &str) -> Vec<String> {
    let tree = yaml::tree(source).expect("YAML");
    let keys = tree.get("answers").map(Node::entries).unwrap_or_default();
    keys.iter().filter_map(|(key, _)| key.text().map(str::to_owned)).collect()
}

#[test]
fn the_same_brief_gives_the_same_bytes() {
    for name in RICH.iter().chain(THIN) {
        let pack = drafted(name);
        let text = written(&pack);
        assert_eq!(text, written(&drafted(name)), "{name}");
        let definition = PlatformInfrastructure.definition();
        let back = parse(&text, definition.standard.sections, definition.name, 1, pack.as_of).pack;
        assert_eq!(back, pack, "{name} does not survive the trip through Markdown");
    }
}

#[test]
fn a_drafted_pack() {
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("startup", written(&drafted("startup")));
    });
}

#[test]
fn every_mistake_of_a_brief_is_told_with_its_place() {
    let text = "\
skill: platform-infrastructure
title: Orders
as_of: 2026-11-02
request: Hold five times the orders by May.
answers:
  top-pain: \"reliability: two outages\"
capabilites: []
people:
  - { name: Ida Berg, role: CTO, owns: [scalling] }
limits:
  - component: orders-db disk
    kind: postgresql-disc
    current: 61 %
  - component: Orders-DB disk
    current: 62 %
";
    let problems = draft(text).expect_err("mistakes").to_string();
    let lines: Vec<&str> = problems.lines().collect();
    assert_eq!(lines.len(), 5, "{problems}");
    assert!(
        lines[0].starts_with(
            "6:3: there is no question `top-pain`; did you mean `top-pains`? There are: system-boundary, "
        ),
        "{}",
        lines[0]
    );
    assert_eq!(
        lines[1],
        "7:1: `capabilites` is not known here; did you mean `capabilities`? There are: skill, title, as_of, \
         request, situation, decision, answers, staffing, risk_tolerance, people, success, non_goals, capabilities, \
         journeys, components, alerts, targets, limits, freeze_policy, capacity, freezes, gaps, events, \
         event_changes, web, risks, questions, evidence, confirmations"
    );
    assert!(
        lines[2].starts_with("9:41: there is no area `scalling`; did you mean `scaling`? There are: scaling, "),
        "{}",
        lines[2]
    );
    assert_eq!(
        lines[3],
        "12:11: there is no kind of limit `postgresql-disc`; did you mean `postgresql-disk`, `postgresql-iops` or \
         `postgresql-cpu`? Leave the key out where none fits"
    );
    assert_eq!(lines[4], "14:16: `Orders-DB disk` stands in line 11 already; write one row, or two names");

    let other = draft("skill: platform-operations\ntitle: a\nas_of: 2026-11-02\nrequest: b\n")
        .expect_err("another skill")
        .to_string();
    assert_eq!(other, "1:8: this is a brief for `platform-operations`; write platform-infrastructure");
}

/// The names in the brief that may own something.
fn owners(tree: &Node) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut rest = vec![("", tree)];
    while let Some((key, node)) = rest.pop() {
        match &node.value {
            Value::Scalar(text) if matches!(key, "owner" | "confirmed_by") => {
                names.insert(text.clone());
            }
            Value::Map(entries) => {
                rest.extend(entries.iter().map(|(key, value)| (key.text().unwrap_or_default(), value)))
            }
            Value::List(items) => rest.extend(items.iter().map(|item| ("", item))),
            _ => {}
        }
    }
    let people = tree.get("people").map(Node::items).unwrap_or_default();
    names.extend(people.iter().filter_map(|person| person.get("name")?.text().map(str::to_owned)));
    names
}

fn assert_no_invented_owner(pack: &Pack, tree: &Node) {
    let known = owners(tree);
    for spec in PlatformInfrastructure.definition().standard.sections {
        for field in spec.fields {
            let Shape::Table(table) = field.shape else { continue };
            for row in SectionRef::new(pack, spec).rows(field.key) {
                for column in table.columns.iter().filter(|column| column.kind == Kind::Owner) {
                    let owner = row.cell(column.key).text;
                    assert!(
                        owner.is_empty() || known.contains(owner),
                        "{owner} owns {}, and no fact says so",
                        row.place().to_location()
                    );
                }
            }
        }
    }
}

#[test]
fn nobody_is_invented() {
    for name in RICH.iter().chain(THIN) {
        assert_no_invented_owner(&drafted(name), &yaml::tree(&brief(name)).expect("YAML"));
    }
}

/// A lead time or metric from the catalogue carries the assumption behind it.
fn unmarked(cell: &str) -> &str {
    cell.rsplit_once(" (A").map_or(cell, |(text, _)| text)
}

/// From where on a limit hurts before it is reached, as the catalogue says, in the unit of the limit.
fn hurts_at(kind: &str, limit: &Quantity) -> Option<Decimal> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("references/catalogs/limits.yaml");
    let catalog = yaml::tree(&fs::read_to_string(file).expect("the catalogue")).expect("YAML");
    let entry = catalog.items().iter().find(|entry| entry.get("key").and_then(Node::text) == Some(kind))?;
    let share = Quantity::parse(entry.get("hurts_at")?.text()?).expect("a share").value;
    Some(if limit.unit == Unit::Percent { share } else { limit.value * share / Decimal::ONE_HUNDRED })
}

#[test]
fn every_number_of_the_clock_can_be_traced() {
    let margin: Decimal = "1.25".parse().expect("a number");
    for name in RICH {
        let (pack, source) = (drafted(name), brief(name));
        let tree = yaml::tree(&source).expect("YAML");
        let stated = tree.get("limits").expect("limits").items();
        let limits: Vec<_> = Scaling::of(&pack).limits().collect();
        let growths: Vec<_> = Scaling::of(&pack).growth().collect();
        let projects: Vec<_> = Scaling::of(&pack).projects().collect();
        assert_eq!((limits.len(), growths.len()), (stated.len(), stated.len()), "{name}");
        for limit in limits {
            let component = limit.component().text;
            let fact = stated
                .iter()
                .find(|fact| fact.get("component").and_then(Node::text) == Some(component))
                .expect("a fact");
            let said = |key: &str| fact.get(key).and_then(Node::text);
            let growth = growths.iter().find(|row| row.component().text == component).expect("a growth");
            for (cell, key) in [
                (limit.current(), "current"),
                (growth.limit(), "limit"),
                (growth.growth(), "growth"),
                (growth.basis(), "basis"),
            ] {
                assert_eq!(Some(cell.text), said(key), "{name}, {component}: {key}");
            }
            let lead_time = said("lead_time").unwrap_or_else(|| unmarked(limit.lead_time().text));
            assert!(limit.lead_time().text.starts_with(lead_time), "{name}, {component}");

            let quantity = |text: &str| Quantity::parse(text).expect("a quantity");
            let (current, trigger, bound) =
                (quantity(limit.current().text), quantity(limit.trigger().text), quantity(growth.limit().text));
            let change = Growth::parse(growth.growth().text).expect("a growth");
            let lead = DurationRange::parse(lead_time).expect("a lead time").high;
            let clock = Clock::new(&current, &trigger, &bound, &change).expect("comparable values");
            clock.check().unwrap_or_else(|error| panic!("{name}, {component}: {error}"));
            let latest = latest_trigger(&bound, &change, lead * margin).expect("a trigger").value.value;
            let rising = change.direction() > 0;
            let (early, span) = (
                if rising { latest - clock.trigger } else { clock.trigger - latest },
                (clock.limit - clock.current).abs(),
            );
            assert!(early >= Decimal::ZERO, "{name}, {component}: {} is later than {latest}", limit.trigger().text);
            // What hurts before its limit is acted on before it hurts.
            let hurts = said("kind").and_then(|kind| hurts_at(kind, &bound)).filter(|at| rising && clock.current < *at);
            assert!(hurts.is_none_or(|at| clock.trigger <= at), "{name}, {component}: too late at {}", clock.trigger);
            let early = hurts.map_or(early, |at| early.min(at - clock.trigger));
            assert!(
                early <= (span / Decimal::from(50)).max(Decimal::ONE),
                "{name}, {component}: {} is earlier than {latest} by more than rounding",
                limit.trigger().text
            );

            let project = projects.iter().find(|row| row.project().text == limit.project().text).expect("a project");
            let start: Date = project.start_by().text.parse().expect("a date");
            assert!(
                start >= pack.as_of && start <= clock.trigger_date(pack.as_of).expect("a date").date,
                "{name}, {component}"
            );
            assert!(start <= clock.latest_start(pack.as_of, lead).expect("a date").date, "{name}, {component}");
        }
    }
}

/// The dates of the Computed lines `COMPONENT: latest safe start = DATE`.
fn computed_starts(text: &str) -> BTreeMap<&str, Date> {
    let line = |line| {
        let (component, rest): (&str, &str) = str::split_once(line, ": latest safe start = ")?;
        Some((component.strip_prefix("> - ")?, rest.get(..10)?.parse().ok()?))
    };
    text.lines().filter_map(line).collect()
}

#[test]
fn prose_and_computed_lines_give_the_same_latest_safe_start() {
    for name in RICH {
        let pack = drafted(name);
        let text = written(&pack);
        let computed = computed_starts(&text);
        assert_eq!(computed.len(), Scaling::of(&pack).limits().count(), "{name}");
        let mut said: BTreeMap<&str, usize> = BTreeMap::new();
        for line in text.lines().filter(|line| !line.starts_with('>')) {
            assert!(!line.contains("at the latest"), "{name}: another word for the latest safe start: {line}");
            let Some((_, date)) = line.split_once("latest safe start is ") else { continue };
            let date: Date = date[..10].parse().expect("a date");
            // A line is about one limit or about a project, which has to start for the first of its limits.
            let of_limit = computed.iter().find(|(component, _)| line.starts_with(&format!("- {component}: ")));
            let (kind, right) = match of_limit {
                Some((_, right)) => ("limit", *right),
                None => {
                    let mut projects = Scaling::of(&pack).projects();
                    let project = projects.find(|row| line.contains(row.project().text)).expect("a project");
                    let limits = project.relieves().text.split(", ").map(|component| computed[component]);
                    (if line.starts_with("| Start ") { "step" } else { "project" }, limits.min().expect("a limit"))
                }
            };
            assert_eq!(date, right, "{name}: {line}");
            *said.entry(kind).or_default() += 1;
        }
        assert_eq!(said.get("project"), Some(&Scaling::of(&pack).projects().count()), "{name}");
        assert!(said["limit"] >= 3, "{name}: {said:?}");
        // Work is announced for the day on which the roadmap starts it.
        for step in Risks::of(&pack).steps().filter(|row| row.step().text.starts_with("Start M")) {
            let id = step.step().text.split(' ').nth(1).expect("a milestone");
            let starts = Roadmap::of(&pack)
                .milestones()
                .find(|row| row.milestone().text.starts_with(&format!("{id} ")))
                .map(|row| row.eta().text[..10].to_owned());
            assert_eq!(Some(step.due().text.to_owned()), starts, "{name}: {}", step.step().text);
        }
    }
}

#[test]
fn no_mitigation_is_accepted_as_things_are_today() {
    for name in RICH {
        let pack = drafted(name);
        let text = written(&pack);
        let mut seen = 0;
        for limit in Scaling::of(&pack).limits() {
            let project = limit.project().text;
            let component = limit.component().text;
            let named =
                |row: &Milestone<'_>| row.milestone().text.split_once(' ').is_some_and(|(_, title)| title == project);
            let Some(milestone) = Roadmap::of(&pack).milestones().find(named) else { continue };
            let (acceptance, clock) = (milestone.acceptance().text, format!("{component} reaches its limit on "));
            let criterion =
                acceptance.split("; ").find(|part| part.contains(&clock)).expect("a criterion of the limit");
            // Today the limit is on the day that the Computed line gives.
            let lines = ["runway to limit", "limit reached"].map(|what| format!("> - {component}: {what} = "));
            let reached = |one: &&str| lines.iter().any(|line| one.starts_with(line.as_str()));
            let runway = text.lines().find(reached).expect("a runway");
            let today: Date = find_dates(runway)[0].1;
            let asked = find_dates(criterion)[0].1;
            assert!(asked > today, "{name}, {component}: {criterion} holds today, with the limit on {today}");
            // Nor is there a bound that today's value keeps.
            for side in ["below ", "above ", "at least ", "at most "] {
                assert!(!criterion.contains(side), "{name}, {component}: {criterion}");
            }
            seen += 1;
        }
        assert!(seen > 0, "{name}");
    }
}

#[test]
fn the_blank_brief_asks_for_what_is_required_and_no_more() {
    let blank = PlatformInfrastructure.blank_brief();
    let problems = draft(blank).expect_err("nothing is filled in").to_string();
    let missing: Vec<&str> =
        problems.lines().map(|line| line.rsplit_once("the key ").map_or(line, |(_, key)| key)).collect();
    assert_eq!(missing, ["`as_of` is missing", "`request` is missing", "`title` is missing"]);
}

/// The blank brief with its example values: `# ` begins an explanation, `#` and anything else an example.
fn filled() -> String {
    let explains = |line: &&str| *line == "#" || (line.starts_with("# ") && !line.starts_with("#  "));
    let lines = PlatformInfrastructure.blank_brief().lines().filter(|line| !explains(line));
    lines.map(|line| line.strip_prefix('#').unwrap_or(line).to_owned() + "\n").collect()
}

#[test]
fn the_blank_brief_filled_with_its_examples_passes() {
    let pack = draft(&filled()).unwrap_or_else(|error| panic!("{error}"));
    let report = judged(&pack);
    assert!(report.passed, "{:#?}", report.findings);
}

/// The keys of a part of the brief, as the reader names them.
fn keys_of<T: serde::de::DeserializeOwned + std::fmt::Debug>() -> Vec<String> {
    let error = brief::read::<T>("no-such-key: 1\n", |_| Vec::new()).expect_err("an unknown key").to_string();
    let line = error.lines().find(|line| line.contains("no-such-key")).expect("the unknown key");
    let (_, keys) = line.rsplit_once("here are: ").expect("the keys");
    keys.split(", ").map(str::to_owned).collect()
}

#[test]
fn the_blank_brief_shows_every_key() {
    let tree = yaml::tree(&filled()).expect("YAML");
    let shown = |nodes: &[Node]| -> BTreeSet<String> {
        nodes.iter().flat_map(Node::entries).filter_map(|(key, _)| key.text().map(str::to_owned)).collect()
    };
    let items = |list: &str| tree.get(list).unwrap_or_else(|| panic!("{list}")).items().to_vec();
    let parts: [(&str, Vec<String>, Vec<Node>); 15] = [
        ("brief", keys_of::<facts::Brief>(), vec![tree.clone()]),
        ("people", keys_of::<facts::Person>(), items("people")),
        ("success", keys_of::<facts::Success>(), items("success")),
        ("capabilities", keys_of::<facts::CapabilityFact>(), items("capabilities")),
        ("journeys", keys_of::<facts::Journey>(), items("journeys")),
        ("components", keys_of::<facts::ComponentFact>(), items("components")),
        ("alerts", keys_of::<facts::AlertFact>(), items("alerts")),
        ("targets", keys_of::<facts::AttributeFact>(), items("targets")),
        ("limits", keys_of::<facts::LimitFact>(), items("limits")),
        ("gaps", keys_of::<facts::GapFact>(), items("gaps")),
        ("events", keys_of::<facts::EventFact>(), items("events")),
        ("web", keys_of::<facts::Web>(), vec![tree.get("web").expect("web").clone()]),
        ("risks", keys_of::<facts::RiskFact>(), items("risks")),
        ("questions", keys_of::<facts::QuestionFact>(), items("questions")),
        ("evidence", keys_of::<facts::EvidenceFact>(), items("evidence")),
    ];
    for (part, keys, nodes) in parts {
        assert_eq!(shown(&nodes), BTreeSet::from_iter(keys), "{part}");
    }
    let questions: BTreeSet<String> =
        PlatformInfrastructure.definition().questions.iter().map(|question| question.id.to_owned()).collect();
    assert_eq!(BTreeSet::from_iter(answered(&filled())), questions);
}

/// Removes keys and items wherever the coin says so. What a row cannot do without stays.
fn thinned(value: &Json, coins: &mut impl Iterator<Item = bool>, required: &[&str]) -> Json {
    const NEEDED: &[&str] = &[
        "skill", "title", "as_of", "request", "name", "role", "measure", "baseline", "target", "by", "method",
        "duplication", "consumers", "attribute", "measurement", "component", "current", "area", "state", "gap",
        "emitted", "properties", "why", "risk", "likelihood", "impact", "mitigation", "owner", "question", "blocks",
        "due", "fact", "value", "window", "source", "observed", "change", "confirmed_by", "date", "rollback",
        "availability", "slo", "severity", "long", "burn_rate", "event", "from", "to", "pages", "effect", "at_once",
        "stops",
    ];
    // `owner`, `impact` and their like are required in some rows and optional in others.
    const OPTIONAL: &[(&str, &[&str])] = &[
        ("capabilities", &["owner", "impact"]),
        ("journeys", &["owner", "target", "method"]),
        ("targets", &["owner"]),
        ("limits", &["owner"]),
        ("gaps", &["owner"]),
    ];
    match value {
        Json::Object(fields) => {
            let keep = |key: &str, coin: bool| coin || (NEEDED.contains(&key) && !required.contains(&key));
            let mut kept = serde_json::Map::new();
            for (key, field) in fields {
                if keep(key, coins.next().unwrap_or(true)) {
                    let optional = OPTIONAL.iter().find(|(list, _)| list == key).map_or(&[][..], |(_, keys)| keys);
                    kept.insert(key.clone(), thinned(field, coins, optional));
                }
            }
            Json::Object(kept)
        }
        Json::Array(items) => {
            let mut kept = Vec::new();
            for item in items {
                if coins.next().unwrap_or(true) {
                    kept.push(thinned(item, coins, required));
                }
            }
            Json::Array(kept)
        }
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_left_out_nothing_is_invented(
        which in 0..RICH.len(),
        odds in 1_u8..10,
        seed in prop::collection::vec(0_u8..10, 600),
    ) {
        let full: Json = yaml::read(&brief(RICH[which])).expect("YAML");
        let mut coins = seed.iter().cycle().map(|toss| *toss < odds);
        // JSON is YAML.
        let text = serde_json::to_string(&thinned(&full, &mut coins, &[])).expect("JSON");
        let pack = draft(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_no_invented_owner(&pack, &yaml::tree(&text).expect("YAML"));
        let definition = PlatformInfrastructure.definition();
        let back = parse(&written(&pack), definition.standard.sections, definition.name, 1, pack.as_of).pack;
        prop_assert_eq!(back, pack);
    }

    #[test]
    fn no_value_makes_it_panic(
        as_of in "(2026-11-02|9999-12-31|-9999-01-01|0001-01-01)",
        amounts in prop::array::uniform3("-?[0-9]{1,28}(\\.[0-9]{1,9})? ?(%|GB|ms|million ids|requests/s|EUR)?"),
        growth in "[+-]?[0-9]{1,27} ?(%|GB|points|connections)? (per|every) [0-9]{0,9} ?(month|day|ns|year)s?",
        lead in "[0-9]{1,27}(-[0-9]{1,28})? ?(weeks|years|days|ns)?",
        share in "-?[0-9]{1,28}(\\.[0-9]{1,9})? % over [0-9]{1,9} days",
        text in "\\PC{0,60}",
    ) {
        let [current, limit, latency] = amounts;
        let fact = serde_json::json!({
            "skill": "platform-infrastructure", "title": &text, "as_of": as_of, "request": &text, "decision": &text,
            "answers": {
                "horizon": format!("closed from {as_of} to 9999-12-31. {text}"), "growth": &text,
                "system-boundary": [&text, "Users: all"],
            },
            "people": [{ "name": "Ida Berg", "role": "CTO", "decides": true, "owns": ["scaling", "quality"] }],
            "success": [{
                "measure": format!("p95 {text}"), "baseline": &current, "target": &latency, "by": "9999-12-31",
                "method": &text,
            }],
            "non_goals": [&text],
            "limits": [{
                "component": "a", "kind": "postgresql-disk", "current": current, "limit": limit, "growth": growth,
                "lead_time": &lead,
            }],
            "capabilities": [{
                "name": "Audit log", "duplication": &text, "consumers": ["a", "b"], "effort": &lead,
                "migration": &text,
            }],
            "journeys": [
                { "name": "a", "kind": "search", "baseline": &share, "sli": format!("within {latency}") },
                { "name": "b", "kind": "search", "target": &share, "sli": format!("within {latency}") },
            ],
            "targets": [{ "attribute": "Availability", "target": &share, "measurement": &text }],
            "web": { "why": &text },
        });
        if let Ok(pack) = draft(&fact.to_string()) {
            written(&pack);
        }
    }
}
