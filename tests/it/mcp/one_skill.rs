//! A server of one skill, and what the lists of tools cost.

use std::process::Command;

use groundplan::skills::NATIVE;
use serde_json::{Value as Json, json};
use tiktoken_rs::o200k_base;

use super::wire::{Pipes, stateless};

fn ask(pipes: &mut Pipes, method: &str, params: Json) -> Json {
    pipes.request(&stateless(1, method, params))["result"].clone()
}

fn names(list: &Json, key: &str) -> Vec<String> {
    let list = list.as_array().expect("a list");
    list.iter().map(|one| one[key].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn a_server_of_one_skill_speaks_of_that_one_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let prefixes = |name: &str| if name == "platform-operations" { ("ops_", "infra") } else { ("infra_", "ops_") };
    for skill in NATIVE.iter().map(|skill| skill.definition()) {
        let mut pipes = Pipes::start(&folder.path().join("packs.db"), &["--skill", skill.name]);
        let (own, others) = prefixes(skill.name);
        let discovered = ask(&mut pipes, "server/discover", json!({}));
        let words = discovered["instructions"].as_str().expect("instructions");
        assert!(words[..512].contains(own) && words[..512].contains("pack_open") && words.len() < 2048, "{words}");
        assert!(words.contains(skill.name) && !words.contains(others), "{words}");
        assert!(!words.contains("{%") && !words.contains("skill,"), "{words}");

        let tools = ask(&mut pipes, "tools/list", json!({}))["tools"].clone();
        let steps = skill.steps.iter().map(|step| step.tool);
        let expected: Vec<&str> = ["pack_open"]
            .into_iter()
            .chain(steps)
            .chain(["pack_read", "pack_list", "pack_check", "skill_read"])
            .collect();
        assert_eq!(names(&tools, "name"), expected);
        assert_eq!(tools[0]["inputSchema"]["properties"]["skill"]["enum"], json!([skill.name]));
        let resources = ask(&mut pipes, "resources/list", json!({}))["resources"].clone();
        let mine = format!("skill://{}/", skill.name);
        let uris = names(&resources, "uri");
        assert!(uris.iter().all(|uri| uri.starts_with(&mine) || !uri.starts_with("skill://")), "{uris:?}");
        let rules = ask(&mut pipes, "resources/read", json!({"uri": "groundplan://rules"}));
        let rules = rules["contents"][0]["text"].as_str().expect("text");
        assert!(
            rules.contains(&format!("## {}, rule set", skill.name)) && rules.matches("\n## ").count() == 1,
            "{rules}"
        );

        // Of this skill where none is named, and of no other.
        let request = if own == "ops_" { "Make our releases safe" } else { "Plan the scaling of orders" };
        let open = json!({"title": "Orders", "request": request});
        let opened = ask(&mut pipes, "tools/call", json!({"name": "pack_open", "arguments": open}));
        assert_eq!(opened["structuredContent"]["skill"], skill.name, "{opened}");
        for other in NATIVE.iter().map(|skill| skill.definition()).filter(|other| other.name != skill.name) {
            let open = json!({"title": "Orders", "request": request, "skill": other.name});
            let refused = ask(&mut pipes, "tools/call", json!({"name": "pack_open", "arguments": open}));
            let words = refused["content"][0]["text"].as_str().expect("text");
            assert!(refused["isError"] == true && words.ends_with(&format!("there are: {}", skill.name)), "{words}");
            let step = json!({"name": other.steps[0].tool, "arguments": {}});
            let unknown = pipes.request(&stateless(1, "tools/call", step));
            assert_eq!(unknown["error"]["code"], -32602, "{unknown}");
        }
        let (rest, status) = pipes.finish();
        assert!(rest.is_empty() && status.success());
    }
    let mut unknown = Command::new(env!("CARGO_BIN_EXE_groundplan"));
    let said = unknown.args(["serve", "--skill", "plumbing"]).output().expect("it runs");
    assert_eq!(said.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&said.stderr).contains("platform-operations"));
}

/// What a model pays for having the tools at hand.
#[test]
fn the_lists_of_tools_keep_to_their_budgets() {
    let folder = tempfile::tempdir().expect("a folder");
    let tokens = o200k_base().expect("an encoding");
    let measure = |args: &[&str]| {
        let mut pipes = Pipes::start(&folder.path().join("packs.db"), args);
        let tools = ask(&mut pipes, "tools/list", json!({}))["tools"].to_string();
        pipes.finish();
        (tools.len(), tokens.encode_ordinary(&tools).len())
    };
    let (bytes, count) = measure(&[]);
    assert!(bytes < 32_000 && count < 8_000, "all: {bytes} bytes, {count} tokens");
    for skill in NATIVE.iter().map(|skill| skill.definition()) {
        let (bytes, count) = measure(&["--skill", skill.name]);
        assert!(bytes < 20_000 && count < 5_000, "{}: {bytes} bytes, {count} tokens", skill.name);
    }
}

/// What all are told alike may be kept for all; what a pack says is nobody else's.
#[test]
fn only_what_is_the_same_for_everybody_is_marked_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut pipes = Pipes::start(&folder.path().join("packs.db"), &[]);
    let manifest = json!({"uri": "skill://platform-operations/SKILL.md"});
    for (method, params) in [
        ("server/discover", json!({})),
        ("tools/list", json!({})),
        ("prompts/list", json!({})),
        ("skills/list", json!({})),
        ("resources/read", manifest),
    ] {
        let result = ask(&mut pipes, method, params);
        assert_eq!(result["cacheScope"], "public", "{method}");
        assert!(result["ttlMs"].as_u64().is_some_and(|ttl| ttl > 0), "{method}");
    }
    let listed = ask(&mut pipes, "resources/list", json!({}));
    assert_eq!(listed["cacheScope"], "private", "packs are among them");
    let called = ask(&mut pipes, "tools/call", json!({"name": "pack_list", "arguments": {}}));
    assert_eq!((called.get("cacheScope"), called.get("ttlMs")), (None, None));

    let discovered = ask(&mut pipes, "server/discover", json!({}));
    let server = &discovered["_meta"]["io.modelcontextprotocol/serverInfo"];
    for field in ["name", "title", "version", "description", "websiteUrl"] {
        assert!(server[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {server}");
    }
    let icon = &server["icons"][0];
    assert_eq!((&icon["mimeType"], &icon["sizes"]), (&json!("image/svg+xml"), &json!(["any"])));
    assert!(icon["src"].as_str().is_some_and(|src| src.starts_with("data:image/svg+xml;base64,PHN2Zy")), "{icon}");
}
