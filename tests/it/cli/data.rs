//! `rules`, `explain`, `schema`, `new`.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::{all_packs, run};
use groundplan::pack::{parse, skill_of};
use groundplan::skills;
use jiff::civil::date;

fn json(args: &[&str]) -> Value {
    let said = run(args);
    assert_eq!(said.code, 0, "{args:?}: {}", said.err);
    serde_json::from_str(&said.out).expect("JSON")
}

#[test]
fn every_rule_is_listed_and_explained() {
    let list = json(&["rules", "--format", "json"]);
    let text = run(["rules"]).out;
    let rules = list["skills"][0]["rules"].as_array().expect("rules");
    assert!(!rules.is_empty());
    for rule in rules {
        let (id, name) = (rule["id"].as_str().expect("an id"), rule["name"].as_str().expect("a name"));
        assert!(text.lines().any(|line| line.contains(id) && line.contains(name)), "{id}");
        assert!(rule["page"].as_str().is_some_and(|page| page.contains("## Why it matters")), "{id}");
        let declared = skills::NATIVE[0].definition().standard.rule(id).expect("a rule");
        assert_eq!(rule["hard"], serde_json::json!(declared.hard), "{id}");
    }
    for skill in skills::NATIVE {
        for rule in skill.definition().standard.rules().take(5) {
            let said = run(["explain", rule.id]);
            assert!(said.code == 0 && said.out.contains(rule.name) && said.out.contains("## Fix"), "{}", rule.id);
            assert_eq!(run(["explain", &rule.name.to_uppercase()]).out, said.out, "by name, in any case");
        }
    }
}

#[test]
fn what_rests_on_a_rule_is_said() {
    let rule = run(["explain", "ROA003"]).out;
    let cited = &rule[rule.find("## In platform-infrastructure").expect("the skill")..];
    assert!(cited.contains("- checklist item G2:"), "{cited}");
    assert!(cited.contains("- criterion Execution readiness: a finding leaves at most"), "{cited}");
}

#[test]
fn a_slip_of_the_finger_is_understood() {
    for (args, near) in [
        (["explain", "ROA0003"], "ROA003"),
        (["explain", "dependancy-cycle"], "dependency-cycle"),
        (["schema", "infra_scalling"], "infra_scaling"),
        (["schema", "chekc"], "check"),
    ] {
        let said = run(args);
        assert_eq!(said.code, 2);
        assert!(said.err.contains(&format!("did you mean `{near}`")), "{args:?}: {}", said.err);
    }
}

#[test]
fn schemas_are_schemas() {
    let listed = run(["schema"]).out;
    for line in listed.lines() {
        let name = line.split_whitespace().next().expect("a name");
        let schema = json(&["schema", name]);
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
        jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    assert!(listed.lines().count() >= 10, "{listed}");
}

#[test]
fn every_pack_follows_the_schema_of_its_skill() {
    let validator = |skill: &str| jsonschema::validator_for(&json(&["schema", skill])).expect("a schema");
    let of_skill: BTreeMap<&str, _> =
        skills::NATIVE.iter().map(|skill| skill.definition().name).map(|name| (name, validator(name))).collect();
    for path in all_packs() {
        let source = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path)).expect("the pack");
        let skill = skill_of(&source).unwrap_or_else(|| "platform-infrastructure".to_owned());
        let definition = skills::native(&skill).expect("the skill").definition();
        let standard = &definition.standard;
        let pack = parse(&source, standard.sections, definition.name, standard.rule_set, date(2026, 11, 21)).pack;
        let pack = serde_json::to_value(&pack).expect("JSON");
        let errors = of_skill[definition.name].iter_errors(&pack);
        let errors: Vec<String> = errors.map(|error| format!("{error} at {}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
    }
    let validator = &of_skill["platform-infrastructure"];
    let mut wrong =
        serde_json::json!({"skill": "platform-infrastructure", "rule_set": 1, "as_of": "2026-11-02", "title": "x"});
    assert!(validator.is_valid(&wrong));
    wrong["sections"] = serde_json::json!({"scaling": {"limits": "none"}});
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn a_blank_brief_is_never_written_over_another_file() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("brief.yaml");
    let args = ["new", "brief", "--skill", "platform-infrastructure", "--out", path.to_str().expect("a plain path")];
    assert_eq!(run(args).code, 0);
    let written = std::fs::read_to_string(&path).expect("the brief");
    assert_eq!(written, run(&args[..4]).out, "the same goes to standard output");
    assert!(written.contains("skill: platform-infrastructure"), "{written}");
    std::fs::write(&path, "mine").expect("a change");
    let said = run(args);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("it exists already"), "{}", said.err);
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), "mine");
    assert_eq!(run(["new", "brief", "--skill", "none"]).code, 2);
}

#[test]
fn events_of_a_pack_are_schemas_that_tell_events_apart() {
    let pack = "evals/packs/golden/content-site.md";
    let schemas = json(&["schema", "--events", pack]);
    let schemas = schemas.as_object().expect("schemas by name");
    assert_eq!(schemas.len(), 7);
    for schema in schemas.values() {
        assert!(jsonschema::draft202012::meta::is_valid(schema), "{schema}");
    }
    let validator = jsonschema::validator_for(&schemas["rating_submitted"]).expect("a schema");
    let uuid = "0190163d-8694-739b-aea5-966c26f8ad91";
    let mut event = serde_json::json!({
        "event": "rating_submitted", "event_id": uuid, "recipe_id": uuid, "stars": 4, "is_edit": false,
        "user_id": uuid, "account_id": null, "anonymous_id": null,
    });
    let wrong: Vec<String> = validator.iter_errors(&event).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    event["stars"] = "four".into();
    assert!(!validator.is_valid(&event));
    // One event alone, and what cannot be told.
    assert_eq!(json(&["schema", "--events", pack, "recipe_saved"])["title"], "recipe_saved");
    let said = run(["schema", "--events", pack, "recipe_save"]);
    assert!(said.code == 2 && said.err.contains("recipe_saved"), "{}", said.err);
    let said = run(["schema", "--events", "tests/rules/INS011/invalid/no-types.md"]);
    assert!(said.code == 2 && said.err.contains("has no type"), "{}", said.err);
}
