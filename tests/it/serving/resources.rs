//! Resources: lists, pages, templates, what is read, and what is said of what there is not.

use std::collections::BTreeSet;
use std::process::Command;

use groundplan::pack::Pack;
use groundplan::skills::NATIVE;
use jiff::civil::date;
use rmcp::model::{CacheScope, ErrorCode, PaginatedRequestParams, ReadResourceRequestParams, Resource, Role};
use serde_json::{Value as Json, json};

use super::{call, connect, eras, is_modern, open, read, refused, store_of, text, words};

#[tokio::test]
async fn packs_rules_and_skills_are_listed_and_read_as_tools_and_commands_show_them() {
    for era in eras() {
        let modern = is_modern(&era);
        let folder = tempfile::tempdir().expect("a folder");
        let store = folder.path().join("packs.db");
        let client = connect(&store, era, &[]).await.service;
        let id = open(&client).await;
        call(&client, "infra_scaling", json!({"pack": id, "risks": ["the disk fills"]})).await;

        let all = client.list_all_resources().await.expect("resources");
        let find = |uri: &str| all.iter().find(|one| one.uri == uri).unwrap_or_else(|| panic!("{uri} is listed"));
        let skill = find("skill://platform-operations/SKILL.md");
        let here = concat!(env!("CARGO_MANIFEST_DIR"), "/skills/platform-operations/SKILL.md");
        let on_disk = std::fs::read_to_string(here).expect("the file");
        assert_eq!((skill.name.as_str(), skill.size), ("platform-operations", Some(on_disk.len() as u64)));
        assert_eq!(text(&read(&client, &skill.uri).await), on_disk);

        let markdown = format!("groundplan://packs/{id}.md");
        let pack = find(&markdown);
        assert_eq!(pack.title.as_deref(), Some("Orders at five times the traffic"));
        assert_eq!(pack.mime_type.as_deref(), Some("text/markdown"));
        let annotations = pack.annotations.as_ref().expect("annotations");
        assert_eq!(annotations.audience, Some(vec![Role::User, Role::Assistant]));
        let changed = &call(&client, "pack_list", json!({})).await.structured_content.expect("packs")["packs"][0];
        assert_eq!(annotations.last_modified.as_deref(), changed["changed"].as_str());

        let shown = call(&client, "pack_read", json!({"pack": id})).await;
        let now = read(&client, &markdown).await;
        assert_eq!(text(&now), words(&shown));
        let run = |arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_groundplan"));
            let output = command.args(arguments).env("NO_COLOR", "1").output().expect("it runs");
            String::from_utf8(output.stdout).expect("Unicode")
        };
        let data = read(&client, &format!("groundplan://packs/{id}.json")).await;
        let json = |text: &str| serde_json::from_str::<Json>(text).expect("JSON");
        let path = store.to_str().expect("Unicode");
        assert_eq!(json(text(&data)), json(&run(&["pack", "show", &id, "--json", "--store", path])));
        let first = read(&client, &format!("groundplan://packs/{id}/1.md")).await;
        assert!(text(&now).contains("the disk fills") && !text(&first).contains("the disk fills"));
        let revision = |read: &rmcp::model::ReadResourceResult| {
            serde_json::to_value(&read.contents[0]).expect("JSON")["_meta"]["groundplan/revision"].clone()
        };
        assert_eq!((revision(&now), revision(&first)), (json!(2), json!(1)));

        for name in ["SCL003", "trigger-too-late"] {
            let page = read(&client, &format!("groundplan://rules/{name}")).await;
            assert_eq!(text(&page), run(&["explain", "SCL003"]));
        }
        let rules = read(&client, &find("groundplan://rules").uri).await;
        for rule in NATIVE.iter().flat_map(|skill| skill.definition().standard.rules()) {
            assert!(text(&rules).contains(&format!("\n- {} {} ", rule.id, rule.name)), "{}", rule.id);
        }
        assert_eq!(find("groundplan://rules").size, Some(text(&rules).len() as u64));

        // What is the same for everybody may be shared; a pack is for those who may see it.
        let keep = |read: &rmcp::model::ReadResourceResult| (read.cache_scope, read.ttl_ms.map(|ttl| ttl > 0));
        let skill = read(&client, "skill://platform-operations/SKILL.md").await;
        let hints = [keep(&skill), keep(&rules), keep(&now), keep(&first)];
        let (public, private) = (Some(CacheScope::Public), Some(CacheScope::Private));
        let wanted = [(public, Some(true)), (public, Some(true)), (private, Some(false)), (private, Some(true))];
        assert_eq!(hints, if modern { wanted } else { [(None, None); 4] });
        let list = client.list_resources(None).await.expect("resources");
        assert_eq!(list.cache_scope, modern.then_some(CacheScope::Private));
    }
}

#[tokio::test]
async fn what_there_is_not_is_refused_by_the_code_of_the_era_and_says_what_there_is() {
    let nobody = format!("pk_{}", "0".repeat(32));
    for era in eras() {
        let code = if is_modern(&era) { ErrorCode::INVALID_PARAMS } else { ErrorCode::RESOURCE_NOT_FOUND };
        let folder = tempfile::tempdir().expect("a folder");
        let client = connect(&folder.path().join("packs.db"), era, &[]).await.service;
        let id = open(&client).await;
        for (uri, needed) in [
            ("skill://platform-operations/references/intakes.md".to_owned(), "references/intake.md?"),
            ("skill://plumbing/SKILL.md".to_owned(), "SKILL.md?"),
            ("groundplan://rules/SCL999".to_owned(), "groundplan://rules"),
            (format!("groundplan://packs/{nobody}.md"), "pk_0000"),
            (format!("groundplan://packs/{id}/7.md"), "revision 7"),
            (format!("groundplan://packs/{id}/0.md"), "revision 0"),
            (format!("groundplan://packs/{id}"), ".md or .json"),
            ("groundplan://packs/1.json".to_owned(), "32 hexadecimal digits"),
            ("skill://platform-operations/../../Cargo.toml".to_owned(), "no skill has such a file"),
            ("file:///etc/passwd".to_owned(), "groundplan://packs/{pack}.md"),
            (String::new(), "groundplan://packs/{pack}.md"),
        ] {
            let (given, words) = refused(client.read_resource(ReadResourceRequestParams::new(&uri)).await);
            assert_eq!(given, code, "{uri}: {words}");
            assert!(words.contains(needed), "{uri}: {words}");
        }
        let list = client.list_resources(Some(PaginatedRequestParams::default().with_cursor(Some("x".to_owned()))));
        let (given, words) = refused(list.await);
        assert_eq!(given, ErrorCode::INVALID_PARAMS);
        assert!(words.contains("`x` is no cursor"), "{words}");
        let cursor = PaginatedRequestParams::default().with_cursor(Some(format!("groundplan://packs/{nobody}.md")));
        assert_eq!(refused(client.list_resources(Some(cursor)).await).0, ErrorCode::INVALID_PARAMS);
    }
}

#[tokio::test]
async fn long_lists_come_in_pages_that_stay_good_while_packs_are_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("packs.db");
    let packs: Vec<Pack> = (0..70)
        .map(|number| Pack::new("platform-infrastructure", 1, &format!("Shop {number}"), date(2026, 11, 2)))
        .collect();
    let (_, ids) = store_of(&store, &packs).await;
    let [_, modern] = eras();
    let client = connect(&store, modern, &[]).await.service;

    let (mut listed, mut cursor, mut pages): (Vec<Resource>, Option<String>, usize) = (Vec::new(), None, 0);
    loop {
        let request = PaginatedRequestParams::default().with_cursor(cursor.clone());
        let page = client.list_resources(Some(request)).await.expect("a page");
        assert!((1..=50).contains(&page.resources.len()));
        listed.extend(page.resources);
        pages += 1;
        // It comes first, so whoever is further on does not meet it.
        open(&client).await;
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    let uris: BTreeSet<&str> = listed.iter().map(|one| one.uri.as_str()).collect();
    assert_eq!(uris.len(), listed.len(), "nothing comes twice");
    assert!(ids.iter().all(|id| uris.contains(format!("groundplan://packs/{id}.md").as_str())), "nothing is left out");
    assert_eq!(pages, listed.len().div_ceil(50));
}

#[tokio::test]
async fn templates_say_what_can_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    for era in eras() {
        let client = connect(&folder.path().join("packs.db"), era, &[]).await.service;
        let templates = client.list_all_resource_templates().await.expect("templates");
        let id = open(&client).await;
        let values = [
            ("{pack}", id.as_str()),
            ("{revision}", "1"),
            ("{rule}", "ROL007"),
            ("{skill}", "platform-operations"),
            ("{+path}", "references/intake.md"),
        ];
        assert_eq!(templates.len(), 6);
        for template in &templates {
            let uri = values.iter().fold(template.uri_template.clone(), |uri, (name, value)| uri.replace(name, value));
            let read = read(&client, &uri).await;
            let mime = &serde_json::to_value(&read.contents[0]).expect("JSON")["mimeType"];
            if let Some(said) = &template.mime_type {
                assert_eq!(mime, said, "{uri}");
            }
        }
    }
}

/// Clients that know no resources read them by a tool.
#[tokio::test]
async fn a_tool_reads_what_resources_hold() {
    let folder = tempfile::tempdir().expect("a folder");
    let [era, _] = eras();
    let client = connect(&folder.path().join("packs.db"), era, &[]).await.service;
    let id = open(&client).await;
    let list = call(&client, "skill_read", json!({})).await;
    assert!(list.structured_content.is_none(), "said once");
    for resource in client.list_all_resources().await.expect("resources") {
        if resource.uri.starts_with("skill://") {
            assert!(words(&list).contains(&format!("- {} (", resource.uri)), "{}", resource.uri);
        }
    }
    let page = "skill://platform-infrastructure/references/intake.md";
    for (arguments, uri) in [
        (json!({"uri": page}), page.to_owned()),
        (json!({"skill": "platform-infrastructure", "path": "references/intake.md"}), page.to_owned()),
        (json!({"skill": "platform-operations"}), "skill://platform-operations/SKILL.md".to_owned()),
        (json!({"uri": "groundplan://rules/REL008"}), "groundplan://rules/REL008".to_owned()),
        (json!({"uri": format!("groundplan://packs/{id}.md")}), format!("groundplan://packs/{id}.md")),
    ] {
        let answer = call(&client, "skill_read", arguments).await;
        assert_eq!(words(&answer), text(&read(&client, &uri).await));
    }
    for (arguments, needed) in [
        (json!({"skill": "platform-operation"}), "did you mean `platform-operations`?"),
        (
            json!({"skill": "platform-operations", "path": "references/intakes.md"}),
            "did you mean `references/intake.md`?",
        ),
        (json!({"path": "SKILL.md"}), "`uri`, or `skill` and `path`"),
        (json!({"uri": page, "skill": "platform-operations"}), "it says two things"),
        (json!({"url": page}), "`uri`"),
        (json!({"uri": "groundplan://rules/REL999"}), "there is no resource"),
    ] {
        let answer = call(&client, "skill_read", arguments.clone()).await;
        assert_eq!(answer.is_error, Some(true), "{arguments}");
        assert!(words(&answer).contains(needed), "{arguments}: {}", words(&answer));
    }
}
