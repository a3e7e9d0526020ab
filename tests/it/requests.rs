//! Requests: which pack they open, and what a pack says of one that belongs elsewhere.

use groundplan::gate::{Case, judge};
use groundplan::pack::records::Records;
use groundplan::pack::{Section, Value};
use groundplan::skills;
use groundplan::store::Store;
use groundplan::workspace::{Act, Confirm, Open, Refusal, Workspace};

fn act() -> Act {
    Act { author: "Ida Berg".to_owned(), now: "2026-11-02T09:00:00Z".parse().expect("a time") }
}

fn open(skill: &str, request: &str) -> Open {
    Open {
        skill: Some(skill.to_owned()),
        title: "Harbour Tickets".to_owned(),
        request: request.to_owned(),
        situation: None,
        as_of: None,
        confirmation: None,
    }
}

fn text<'a>(section: &'a Section, field: &str) -> &'a str {
    match section.fields.get(field) {
        Some(Value::Text(text)) => text,
        other => panic!("{field}: {other:?}"),
    }
}

async fn refused(open: &Open) -> String {
    let workspace = Workspace::new(Store::open("sqlite::memory:").await.expect("a store"));
    workspace.open(open, &act()).await.map(|(id, ..)| id).expect_err("a refusal").to_string()
}

#[tokio::test]
async fn a_request_is_kept_with_its_situation_whatever_the_skill() {
    let workspace = Workspace::new(Store::open("sqlite::memory:").await.expect("a store"));
    for (skill, request, inside) in [
        ("platform-infrastructure", "What gives way first when sales double?", "improvement"),
        ("platform-operations", "Canaries and a way back for the shop", "operations"),
    ] {
        let (id, revision, skill) = workspace.open(&open(skill, request), &act()).await.expect("a pack");
        let standard = &skill.definition().standard;
        let first = &revision.pack.sections[standard.sections[0].key];
        assert_eq!((text(first, "request"), text(first, "situation")), (request, inside), "{id:?}");
        let findings = judge(&Case::new(standard, &revision.pack, &[], act().today())).findings;
        assert!(findings.iter().all(|finding| finding.rule != "SCO001" && finding.rule != "SCO009"));
    }
}

#[tokio::test]
async fn what_belongs_to_another_skill_is_sent_there() {
    let said = refused(&open("platform-operations", "Make a capacity plan for orders-db")).await;
    assert!(said.contains("`infrastructure-plan`") && said.contains("the skill platform-infrastructure"), "{said}");
    let said = refused(&open("platform-infrastructure", "Design the CI/CD pipeline with canaries")).await;
    assert!(said.contains("`operations`") && said.contains("the skill platform-operations"), "{said}");
    for skill in skills::NATIVE {
        let said =
            refused(&open(skill.definition().name, "users get errors since the last deploy, roll it back")).await;
        assert!(said.contains("`active-incident`"), "{said}");
    }
}

#[tokio::test]
async fn a_change_of_production_is_confirmed_by_name_whatever_the_skill() {
    for (skill, plan) in [("platform-infrastructure", "Capacity plan"), ("platform-operations", "Rollback plan")] {
        let request = format!("{plan} please, and run `kubectl rollout restart` on the shop");
        let workspace = Workspace::new(Store::open("sqlite::memory:").await.expect("a store"));
        let unconfirmed = open(skill, &request);
        let refusal = workspace.open(&unconfirmed, &act()).await.map(|(id, ..)| id).expect_err("a refusal");
        assert!(matches!(refusal, Refusal::Unconfirmed(_)), "{refusal}");
        let confirmation = Confirm {
            change: "Restart the tasks of the shop".to_owned(),
            confirmed_by: "Ida Berg".to_owned(),
            date: "2026-11-02".to_owned(),
            rollback: "None is needed; the old tasks stop last".to_owned(),
        };
        let confirmed = Open { confirmation: Some(confirmation), ..open(skill, &request) };
        let (_, revision, skill) = workspace.open(&confirmed, &act()).await.expect("a pack");
        let standard = &skill.definition().standard;
        let found = |pack| {
            let findings = judge(&Case::new(standard, pack, &[], act().today())).findings;
            findings.into_iter().any(|finding| finding.rule == "SCO009")
        };
        assert!(!found(&revision.pack), "it is confirmed");
        let mut without = revision.pack.clone();
        without.sections.remove(Records::KEY);
        assert!(found(&without), "no pack of {} is finalized without", skill.definition().name);
    }
}

/// Folders are read for callers on the same machine alone, and that is said by whoever serves them.
#[tokio::test]
async fn a_workspace_reads_no_folder_unless_it_is_let() {
    let workspace = Workspace::new(Store::open("sqlite::memory:").await.expect("a store"));
    let request = open("platform-operations", "Make the releases of the shop safe");
    let (id, ..) = workspace.open(&request, &act()).await.map_err(|refusal| refusal.to_string()).expect("a pack");
    let arguments =
        serde_json::json!({"repository": concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/repos/github-monorepo")});
    let arguments = arguments.as_object().expect("an object");
    let refused = workspace.step(&id, "ops_assess", arguments, &act()).await.expect_err("a refusal").to_string();
    assert!(refused.contains("- /repository: no folder is read here"), "{refused}");
    let read = workspace.reading_folders().step(&id, "ops_assess", arguments, &act()).await;
    assert!(read.is_ok_and(|stepped| stepped.changed));
}
