//! Briefs of the skill platform-operations, and the packs that are drafted from them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use groundplan::finding::Severity;
use groundplan::gate::{Case, Report, judge};
use groundplan::pack::{FieldSpec, Kind, Pack, RowRef, SectionRef, SectionSpec, Shape, parse};
use groundplan::skill::{BriefError, Skill};
use groundplan::skills::platform_operations::PlatformOperations;
use groundplan::skills::platform_operations::baseline::Baseline;
use groundplan::yaml::{self, Node};

/// What teams know who have thought about it.
const RICH: &[&str] = &[
    "ops-canary-flags", "ops-ecommerce", "ops-internal-platform", "ops-multi-region", "ops-saas-burn-rate",
    "ops-small-team",
];

/// What a first conversation yields.
const THIN: &str = "ops-thin";

fn draft(text: &str) -> Result<Pack, BriefError> {
    PlatformOperations.draft(text)
}

fn brief(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("evals/briefs/operations").join(name).with_extension("yaml");
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn drafted(name: &str) -> Pack {
    draft(&brief(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn judged(pack: &Pack) -> Report {
    judge(&Case::new(&PlatformOperations.definition().standard, pack, &[], pack.as_of))
}

/// The fields of a pack, each with its section.
fn fields() -> impl Iterator<Item = (&'static SectionSpec, &'static FieldSpec)> {
    let sections = PlatformOperations.definition().standard.sections;
    sections.iter().flat_map(|spec| spec.fields.iter().map(move |field| (*spec, field)))
}

/// The key of a field in a brief.
fn key(spec: &SectionSpec, field: &FieldSpec) -> &'static str {
    if (spec.key, field.key) == ("risks", "steps") { "next_steps" } else { field.key }
}

fn all() -> impl Iterator<Item = &'static str> {
    RICH.iter().copied().chain([THIN])
}

#[test]
fn every_brief_has_its_tests() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("evals/briefs/operations");
    let files = fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path());
    let briefs = files.filter(|file| file.extension().is_some_and(|ending| ending == "yaml"));
    let names: BTreeSet<String> =
        briefs.filter_map(|file| Some(file.file_stem()?.to_string_lossy().into_owned())).collect();
    assert_eq!(names, all().map(str::to_owned).collect());
}

#[test]
fn rich_briefs_pass_without_a_finding() {
    for name in RICH {
        let report = judged(&drafted(name));
        let found = crate::grave(&report);
        assert!(found.is_empty() && report.passed, "{name} at {}:\n{}", report.average, found.join("\n"));
        assert_eq!(report.average, 5.into(), "{name}");
    }
}

#[test]
fn the_same_brief_gives_the_same_bytes() {
    let definition = PlatformOperations.definition();
    for name in all() {
        let pack = drafted(name);
        let text = definition.render(&pack);
        assert_eq!(text, definition.render(&drafted(name)), "{name}");
        let back = parse(&text, definition.standard.sections, definition.name, 1, pack.as_of);
        assert_eq!(back.pack, pack, "{name} does not survive the trip through Markdown");
        assert_eq!(definition.render(&back.pack), text, "{name}");
    }
}

/// A value of a brief as a cell holds it.
fn cell(node: &Node) -> String {
    match node.items() {
        [] => node.text().unwrap_or_default().trim().to_owned(),
        items => items.iter().filter_map(Node::text).collect::<Vec<_>>().join(", "),
    }
}

#[test]
fn what_a_brief_states_arrives_as_written() {
    for name in all() {
        let tree = yaml::tree(&brief(name)).expect("YAML");
        let pack = drafted(name);
        let mut cells = 0;
        for (spec, field) in fields() {
            let Shape::Table(table) = field.shape else { continue };
            let stated = tree.get(key(spec, field)).map(Node::items).unwrap_or_default();
            let column = table.key_column().key;
            let rows: Vec<_> = SectionRef::new(&pack, spec).rows(field.key).collect();
            for row in stated {
                let called = cell(row.get(column).expect("the name of a row"));
                let mut alike = rows.iter().filter(|one| one.cell(column).text == called);
                let stated = table.columns.iter().filter_map(|one| Some((one.key, cell(row.get(one.key)?))));
                let stated: Vec<(&str, String)> = stated.collect();
                let holds = |one: &RowRef<'_>| stated.iter().all(|(key, value)| one.cell(key).text == value);
                assert!(alike.any(holds), "{name}: {}.{} {called}", spec.key, field.key);
                cells += stated.len();
            }
        }
        assert!(cells > if name == THIN { 20 } else { 300 }, "{name} states {cells} cells");
    }
}

/// What a section holds and the brief does not state is said in its notes, where it has any, and asked.
#[test]
fn what_was_proposed_is_marked_and_asked() {
    let (pack, tree) = (drafted(THIN), yaml::tree(&brief(THIN)).expect("YAML"));
    let risks = SectionRef::new(&pack, groundplan::skills::platform_operations::Risks::SPEC);
    let questions: Vec<&str> = risks.rows("questions").map(|row| row.cell("question").text).collect();
    let distinct: BTreeSet<&&str> = questions.iter().collect();
    assert_eq!(distinct.len(), questions.len(), "{questions:#?}");
    let mut proposed = 0;
    for (spec, field) in fields().filter(|(spec, _)| !matches!(spec.key, "baseline" | "risks" | "records")) {
        let section = pack.sections.get(spec.key).unwrap_or_else(|| panic!("{} holds nothing", spec.key));
        if field.key == "notes" || tree.get(field.key).is_some() || !section.fields.contains_key(field.key) {
            continue;
        }
        proposed += 1;
        let asked = |question: &&&str| {
            question.ends_with(" as proposed, or what should change?")
                && question.contains(field.label)
                && question.contains(&format!("\"{}\"", spec.title))
        };
        assert_eq!(questions.iter().filter(asked).count(), 1, "{}.{} is not asked once", spec.key, field.key);
        if spec.field("notes").is_some() {
            let notes = SectionRef::new(&pack, spec).text("notes").text;
            let marked = notes.contains(field.label) && notes.contains("proposed from the facts of the brief");
            assert!(marked, "{}.{} is not marked: {notes}", spec.key, field.key);
        }
    }
    assert!(proposed >= 20, "{proposed} fields were proposed");
    // What cannot be proposed is asked for by the gate.
    let report = judged(&pack);
    for place in ["baseline.release_flow", "baseline.stack", "baseline.measures"] {
        let missing = report.findings.iter().any(|one| one.rule == "SEC002" && one.location.to_string() == place);
        assert!(missing, "nothing asks for {place}");
    }
}

#[test]
fn nobody_is_invented() {
    for name in all() {
        let (pack, text) = (drafted(name), brief(name));
        let tree = yaml::tree(&text).expect("YAML");
        let people = tree.get("people").map(Node::items).unwrap_or_default();
        let called = |person: &Node| {
            let said = |key| person.get(key).and_then(Node::text).unwrap_or_default().to_owned();
            [said("name"), format!("{} ({})", said("name"), said("role"))]
        };
        let known: BTreeSet<String> = people.iter().flat_map(called).collect();
        for (spec, field) in fields() {
            let Shape::Table(table) = field.shape else { continue };
            for row in SectionRef::new(&pack, spec).rows(field.key) {
                for column in table.columns.iter().filter(|column| column.kind == Kind::Owner) {
                    let owner = row.cell(column.key).text;
                    let is_known =
                        owner.is_empty() || known.contains(owner) || text.contains(&format!("owner: {owner}"));
                    assert!(is_known, "{name}: {owner} owns {}, and no fact says so", row.place().to_location());
                }
            }
        }
    }
}

/// The contract of the plan for machines: seven fields, none of them blank where a team knows what it wants.
#[test]
fn the_interface_has_seven_fields() {
    for name in RICH {
        let derived = PlatformOperations.definition().standard.derive(&drafted(name));
        let interface = derived.interface.unwrap_or_else(|| panic!("{name} yields no interface"));
        let plan = interface.plan.as_object().expect("an object");
        let keys: BTreeSet<&str> = plan.keys().map(String::as_str).collect();
        let lists = ["pipelineStages", "qualityGates", "rollbackPlan", "observabilityPillars", "slos", "alerts"];
        assert_eq!(keys, lists.into_iter().chain(["deployStrategy"]).collect(), "{name}");
        assert!(plan["deployStrategy"].as_str().is_some_and(|text| !text.trim().is_empty()), "{name}");
        for list in lists {
            let items = plan[list].as_array().unwrap_or_else(|| panic!("{name}: {list} is no list"));
            let said = |item: &serde_json::Value| item.as_str().is_some_and(|text| !text.trim().is_empty());
            assert!(!items.is_empty() && items.iter().all(said), "{name}: {list} says {items:?}");
        }
        assert_eq!(interface.state["plan"], interface.plan, "{name}");
    }
}

/// The blank brief with its example values: `# ` begins an explanation, `#` and anything else an example.
fn filled() -> String {
    let explains = |line: &&str| *line == "#" || (line.starts_with("# ") && !line.starts_with("#  "));
    let lines = PlatformOperations.blank_brief().lines().filter(|line| !explains(line));
    lines.map(|line| line.strip_prefix('#').unwrap_or(line).to_owned() + "\n").collect()
}

#[test]
fn the_blank_brief_asks_for_what_is_required_and_no_more() {
    let problems = draft(PlatformOperations.blank_brief()).expect_err("nothing is filled in").to_string();
    let missing: BTreeSet<&str> =
        problems.lines().map(|line| line.rsplit_once("the key ").map_or(line, |(_, key)| key)).collect();
    let required = ["`as_of` is missing", "`request` is missing", "`target` is missing", "`title` is missing"];
    assert_eq!(missing, BTreeSet::from(required));
}

#[test]
fn the_blank_brief_filled_with_its_examples_is_a_pack_without_errors() {
    let pack = draft(&filled()).unwrap_or_else(|error| panic!("{error}"));
    let definition = PlatformOperations.definition();
    let report = judged(&pack);
    let errors: Vec<_> = report.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let sections = definition.standard.sections;
    assert_eq!(parse(&definition.render(&pack), sections, definition.name, 1, pack.as_of).pack, pack);
}

fn keys(nodes: &[Node]) -> BTreeSet<String> {
    nodes.iter().flat_map(Node::entries).filter_map(|(key, _)| key.text().map(str::to_owned)).collect()
}

#[test]
fn the_blank_brief_shows_every_key() {
    let tree = yaml::tree(&filled()).expect("YAML");
    let error = draft(&format!("{}no-such-key: 1\n", filled())).expect_err("an unknown key").to_string();
    let (_, known) = error.lines().next().expect("a line").rsplit_once("here are: ").expect("the keys");
    assert_eq!(keys(std::slice::from_ref(&tree)), known.split(", ").map(str::to_owned).collect());

    let definition = PlatformOperations.definition();
    for (section, field) in fields() {
        let Shape::Table(table) = field.shape else { continue };
        let key = key(section, field);
        let Some(rows) = tree.get(key).filter(|_| key != "answers") else { continue };
        let columns: BTreeSet<String> = table.columns.iter().map(|column| column.key.to_owned()).collect();
        assert_eq!(keys(rows.items()), columns, "{key}");
    }
    let questions: BTreeSet<String> = definition.questions.iter().map(|question| question.id.to_owned()).collect();
    assert_eq!(keys(std::slice::from_ref(tree.get("answers").expect("answers"))), questions);
}

#[test]
fn a_brief_says_what_was_asked_for() {
    let pack = draft(&filled()).unwrap_or_else(|error| panic!("{error}"));
    let baseline = Baseline::of(&pack);
    assert!(baseline.request().text.starts_with("We deploy the shop on Tuesday nights"));
    assert_eq!(baseline.situation().text, "operations");
    let elsewhere = "skill: platform-operations\ntitle: Orders\nas_of: 2026-11-02\ntarget: orders\n\
                     request: Deploys fail right now, plan our releases\n";
    let pack = draft(elsewhere).unwrap_or_else(|error| panic!("{error}"));
    let report = judged(&pack);
    let finding = report.findings.iter().find(|finding| finding.rule == "SCO001").expect("it belongs elsewhere");
    assert!(finding.message.contains("an incident that is happening now"), "{finding:?}");
    assert_eq!(finding.location.to_string(), "baseline.request");
}
