//! Prompts: what they say, of what, and that it is all there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use groundplan::mcp::prompts;
use groundplan::pack::Shape;
use groundplan::skills::NATIVE;
use groundplan::workspace::Workspace;
use rmcp::model::{
    CacheScope, ContentBlock, ErrorCode, GetPromptRequestParams, GetPromptResult, ResourceContents, Role,
};
use serde_json::{Map, Value as Json, json};

use super::{act, call, connect, eras, is_modern, open, pack, read, refused, store_of, text};

fn arguments(json: Json) -> Map<String, Json> {
    json.as_object().cloned().expect("an object")
}

async fn get(workspace: &Workspace, name: &str, given: Json) -> GetPromptResult {
    let given = arguments(given);
    prompts::get(workspace, name, &given, &act("2026-11-21")).await.unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What it says to do, and the material it comes with.
fn parts(prompt: &GetPromptResult) -> (String, Option<(String, String)>) {
    assert!(prompt.messages.iter().all(|message| message.role == Role::User));
    let said = |content: &ContentBlock| content.as_text().map(|text| text.text.clone());
    let material = prompt.messages.get(1).map(|message| match &message.content {
        ContentBlock::Resource(embedded) => match &embedded.resource {
            ResourceContents::TextResourceContents { uri, text, mime_type, .. } => {
                assert_eq!(mime_type.as_deref(), Some("text/markdown"));
                (uri.clone(), text.clone())
            }
            other => panic!("{other:?}"),
        },
        other => (String::new(), said(other).expect("a text")),
    });
    (said(&prompt.messages[0].content).expect("a text"), material)
}

fn evals(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("evals/packs").join(path)
}

#[tokio::test]
async fn the_prompts_as_they_are_rendered() {
    let folder = tempfile::tempdir().expect("a folder");
    let (golden_skill, golden) = pack("golden/b2b-analytics.md");
    let (_, flawed) = pack("flawed/triggers-too-late.md");
    let markdown = golden_skill.definition().render(&golden);
    let (workspace, ids) = store_of(&folder.path().join("packs.db"), &[golden, flawed]).await;
    let [golden, flawed] = [ids[0].to_string(), ids[1].to_string()];
    let hide = |text: &str| text.replace(&golden, "pk_GOLDEN").replace(&flawed, "pk_FLAWED");

    let request =
        json!({"system": "Orders", "request": "Survive five times the traffic by May.\n\nWithout a rewrite."});
    for name in ["plan_infrastructure", "plan_operations"] {
        let (text, brief) = parts(&get(&workspace, name, request.clone()).await);
        assert_eq!(brief, None);
        insta::assert_snapshot!(name, text);
    }
    let mut with_brief = request;
    with_brief["brief"] = json!("orders-db: 710 GB of 1000 GB, +40 GB per month (df, 2026-11-20)");
    let (text, brief) = parts(&get(&workspace, "plan_infrastructure", with_brief).await);
    assert!(text.contains("They also gave a brief, which is the next message."), "{text}");
    assert!(brief.is_some_and(|(_, brief)| brief.starts_with("orders-db: 710 GB")));

    let (text, material) = parts(&get(&workspace, "repair_pack", json!({"pack": flawed})).await);
    insta::assert_snapshot!("repair_pack", hide(&text));
    assert!(material.is_some_and(|(uri, _)| uri == format!("groundplan://packs/{flawed}.md")));
    let (text, _) = parts(&get(&workspace, "repair_pack", json!({"pack": flawed, "max_edits": "1"})).await);
    assert!(text.contains("These are the first 1 of ") && text.contains("\n1. SCL003 (required) at"), "{text}");
    let (text, _) = parts(&get(&workspace, "repair_pack", json!({"pack": golden, "max_edits": ""})).await);
    insta::assert_snapshot!("repair_pack_that_passes", hide(&text));

    let (text, material) =
        parts(&get(&workspace, "summarize_pack", json!({"pack": golden, "audience": "finance"})).await);
    insta::assert_snapshot!("summarize_pack", hide(&text));
    assert_eq!(material, Some((format!("groundplan://packs/{golden}.md"), markdown)));

    let document = std::fs::read_to_string(evals("flawed/ops-blind-canary.md")).expect("a document");
    let review = json!({"skill": "platform-operations", "document": document});
    let (text, material) = parts(&get(&workspace, "review_document", review).await);
    insta::assert_snapshot!("review_document", text);
    assert_eq!(material.map(|(_, text)| text), Some(document.trim().to_owned()));
}

/// A review finds what `check` finds, whether it is given a text, a file or a pack.
#[tokio::test]
async fn a_review_rests_on_the_findings_of_check() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, flawed) = pack("flawed/tangled-roadmap.md");
    let (workspace, ids) = store_of(&folder.path().join("packs.db"), std::slice::from_ref(&flawed)).await;
    let file = evals("flawed/tangled-roadmap.md");
    let path = file.to_str().expect("Unicode");
    let check = std::process::Command::new(env!("CARGO_BIN_EXE_groundplan"))
        .args(["check", "--format", "json", "--on", "2026-11-21", path])
        .output()
        .expect("it runs");
    let check: Json = serde_json::from_slice(&check.stdout).expect("JSON");
    let report = &check["files"][0];
    let findings = report["findings"].as_array().unwrap_or_else(|| panic!("{report}"));
    assert!(!findings.is_empty());

    let local = workspace.clone().reading_folders();
    let given = json!({"skill": "platform-infrastructure", "document": path});
    let (text, material) = parts(&get(&local, "review_document", given).await);
    let source = std::fs::read_to_string(&file).expect("the file");
    assert_eq!(material, Some((format!("file://{path}"), source)));
    for finding in findings.iter().take(40) {
        let (rule, start) = (finding["rule"].as_str().expect("a rule"), &finding["span"]["start"]);
        let told = format!("** {rule} at line {}, column {}, `", start["line"], start["column"]);
        assert!(text.contains(&told), "{told} is not in\n{text}");
    }
    let of_pack = json!({"skill": "platform-infrastructure", "document": ids[0].to_string()});
    let (text, material) = parts(&get(&workspace, "review_document", of_pack).await);
    assert!(text.contains(&format!("Pack {}, revision 1: the gate does not pass", ids[0])), "{text}");
    assert!(material.is_some_and(|(uri, _)| uri == format!("groundplan://packs/{}.md", ids[0])));
}

#[tokio::test]
async fn prompts_are_offered_and_given_and_say_what_they_take() {
    let folder = tempfile::tempdir().expect("a folder");
    let nobody = format!("pk_{}", "0".repeat(32));
    for era in eras() {
        let modern = is_modern(&era);
        let client = connect(&folder.path().join("packs.db"), era, &[]).await.service;
        let list = client.list_prompts(None).await.expect("prompts");
        let names: Vec<&str> = list.prompts.iter().map(|prompt| prompt.name.as_str()).collect();
        let stable = ["plan_infrastructure", "plan_operations", "review_document", "repair_pack", "summarize_pack"];
        assert_eq!(names, stable);
        assert_eq!(list.cache_scope, modern.then_some(CacheScope::Public));

        let pack = open(&client).await;
        let given = arguments(json!({"pack": pack, "audience": "executives"}));
        let prompt = client.get_prompt(GetPromptRequestParams::new("summarize_pack").with_arguments(given)).await;
        let (said, material) = parts(&prompt.expect("a prompt"));
        assert!(
            said.contains("does not pass its gate. Begin the summary with the words\n\"Draft, not agreed\""),
            "{said}"
        );
        let (uri, markdown) = material.expect("the pack");
        assert_eq!(text(&read(&client, &uri).await), markdown);

        let plan = |more: Json| {
            let mut given = arguments(json!({"system": "Orders", "request": "Plan"}));
            given.extend(arguments(more));
            Json::Object(given)
        };
        let review = |document: &str| json!({"skill": "platform-operations", "document": document});
        for (name, given, needed) in [
            ("plan_all", json!({}), "plan_infrastructure, plan_operations"),
            ("repair_packs", json!({}), "did you mean `repair_pack`?"),
            ("plan_operations", json!({"system": "Orders"}), "`request` is missing"),
            ("plan_operations", json!({"system": " ", "request": "x"}), "`system` is missing"),
            (
                "plan_operations",
                plan(json!({"budget": "1"})),
                "no argument `budget`. It takes `system` (a text), `request`",
            ),
            ("plan_operations", plan(json!({"brief": ["a"]})), "`brief` is not a text"),
            ("plan_operations", plan(json!({"brief": "x".repeat(2 << 20)})), "are the most"),
            ("repair_pack", json!({"pack": "pk_1"}), "32 hexadecimal digits"),
            ("repair_pack", json!({"pack": nobody}), "pk_0000"),
            ("repair_pack", json!({"pack": pack, "max_edits": "few"}), "a whole number from 1"),
            ("summarize_pack", json!({"pack": pack, "audience": "executive"}), "did you mean `executives`?"),
            (
                "review_document",
                json!({"skill": "plumbing", "document": "x"}),
                "platform-infrastructure or platform-operations",
            ),
            ("review_document", review("docs/plan.md"), "absolute path"),
            ("review_document", review("/nowhere/plan.md"), "cannot be read"),
            ("review_document", review("/etc/hostname"), "no Markdown file"),
            ("review_document", review(&pack), "is of `platform-infrastructure`"),
            ("review_document", review("---\nskill: platform-operations\nrule_set: 99\n---\n"), "rule set 99"),
        ] {
            let request = GetPromptRequestParams::new(name).with_arguments(arguments(given.clone()));
            let (code, words) = refused(client.get_prompt(request).await);
            assert_eq!(code, ErrorCode::INVALID_PARAMS, "{name} {words}");
            assert!(words.contains(needed), "{name}: {words}");
        }
    }
}

/// The pieces of code in a text.
fn code(text: &str) -> BTreeSet<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Every name that a JSON Schema declares.
fn declared(schema: &Json, names: &mut BTreeSet<String>) {
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        names.insert(name.clone());
        declared(inner, names);
    }
    for choice in schema["enum"].as_array().into_iter().flatten() {
        names.extend(choice.as_str().map(str::to_owned));
    }
}

/// Every name of an answer, with those inside by their path: `next.ask`.
fn answered(answer: &Json, prefix: &str, names: &mut BTreeSet<String>) {
    for (name, inner) in answer.as_object().into_iter().flatten() {
        let path = format!("{prefix}{name}");
        answered(inner, &format!("{path}."), names);
        names.insert(path);
    }
}

#[tokio::test]
async fn what_prompts_name_exists() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("packs.db");
    let (_, operations) = pack("golden/ops-ecommerce.md");
    let (_, ids) = store_of(&store, &[operations]).await;
    let [_, modern] = eras();
    let client = connect(&store, modern, &[]).await.service;

    let mut known = BTreeSet::new();
    let tools = client.list_all_tools().await.expect("tools");
    for tool in &tools {
        known.insert(tool.name.to_string());
        declared(&Json::Object((*tool.input_schema).clone()), &mut known);
    }
    for spec in NATIVE.iter().flat_map(|skill| skill.definition().standard.sections.iter()) {
        known.insert(spec.key.to_owned());
        for field in spec.fields {
            known.insert(field.key.to_owned());
            if let Shape::Table(table) = field.shape {
                known.extend(table.columns.iter().map(|column| column.key.to_owned()));
            }
        }
    }
    let answer = call(&client, "ops_deliver", json!({"pack": ids[0].to_string()})).await;
    answered(&answer.structured_content.expect("an answer"), "", &mut known);
    let closed = call(&client, "ops_deliver", json!({"pack": ids[0].to_string(), "finalize": true})).await;
    answered(&closed.structured_content.expect("an answer"), "", &mut known);
    let open = json!({"skill": "platform-operations", "title": "Shop", "request": "Plan releases with a way back"});
    let opened = call(&client, "pack_open", open).await;
    answered(&opened.structured_content.expect("an answer"), "", &mut known);

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts");
    let (mut templates, mut tools_named) = (0, BTreeSet::new());
    for entry in std::fs::read_dir(folder).expect("the prompts") {
        let path = entry.expect("an entry").path();
        // What other faces show a model names its own words.
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if ["instructions", "chat_", "draft_", "plain_", "reader"].iter().any(|others| name.starts_with(others)) {
            continue;
        }
        templates += 1;
        let template = std::fs::read_to_string(&path).expect("a template");
        for name in code(&template) {
            let name = name.replace("{{ example }}", "SCL003").replace("{{ skill }}", "platform-operations");
            if name.contains("{{") {
                continue;
            }
            if name.contains("://") {
                read(&client, &name).await;
                continue;
            }
            let key = name.split(':').next().unwrap_or_default();
            assert!(known.contains(key), "{}: there is no `{name}`", path.display());
            tools_named.insert(key.to_owned());
        }
    }
    assert_eq!(templates, 8);
    // Whoever starts a skill is told all its steps.
    for step in NATIVE.iter().flat_map(|skill| skill.definition().steps) {
        assert!(tools_named.contains(step.tool), "no prompt names {}", step.tool);
    }
}
