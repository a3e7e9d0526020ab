//! The server as a client meets it: the built binary over stdio, driven by rmcp's own client.

use std::path::{Path, PathBuf};

use groundplan::pack::{Pack, Problem, ProblemKind, Shape, parse};
use groundplan::skill::Skill;
use groundplan::skills::platform_infrastructure::PlatformInfrastructure;
use jiff::civil::date;
use rmcp::ServiceExt;
use rmcp::model::{CallToolRequestParams, CallToolResult};
use rmcp::service::{RoleClient, RunningService};
use rmcp::transport::TokioChildProcess;
use serde_json::{Map, Value as Json, json};

struct Client {
    service: RunningService<RoleClient, ()>,
    _store: tempfile::TempDir,
}

async fn connect() -> Client {
    let store = tempfile::tempdir().expect("a folder for the store");
    let service = connect_to(&store.path().join("packs.db")).await;
    Client { service, _store: store }
}

async fn connect_to(store: &Path) -> RunningService<RoleClient, ()> {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_groundplan"));
    command.arg("serve").arg("--store").arg(store);
    ().serve(TokioChildProcess::new(command).expect("the server starts")).await.expect("the handshake succeeds")
}

async fn call(client: &RunningService<RoleClient, ()>, tool: &str, arguments: Json) -> CallToolResult {
    let arguments = arguments.as_object().cloned().unwrap_or_default();
    client
        .call_tool(CallToolRequestParams::new(tool.to_owned()).with_arguments(arguments))
        .await
        .expect("the call is answered")
}

fn text(result: &CallToolResult) -> String {
    result.content.iter().filter_map(|content| content.as_text()).map(|text| text.text.clone()).collect()
}

fn structured(result: &CallToolResult) -> &Json {
    assert_ne!(result.is_error, Some(true), "{}", text(result));
    result.structured_content.as_ref().expect("structured content")
}

fn golden(name: &str) -> Pack {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("evals/packs/golden").join(name);
    let source = std::fs::read_to_string(path).expect("a golden pack");
    let definition = PlatformInfrastructure.definition();
    parse(&source, definition.standard.sections, definition.name, 1, date(2026, 11, 1)).pack
}

/// A section as the arguments of its step.
fn arguments(pack: &Pack, section: &str) -> Map<String, Json> {
    let Some(section) = pack.sections.get(section) else { return Map::new() };
    match serde_json::to_value(section).expect("JSON") {
        Json::Object(fields) => fields,
        _ => Map::new(),
    }
}

#[tokio::test]
async fn a_pack_goes_from_open_to_an_accepted_finalize() {
    let client = connect().await;
    let pack = golden("b2b-analytics.md");
    let definition = PlatformInfrastructure.definition();

    let opened = call(
        &client.service,
        "pack_open",
        json!({"title": pack.title, "request": "Three teams keep rebuilding export, filtering and permissions; plan shared ones.",
               "situation": "improvement", "as_of": pack.as_of.to_string()}),
    )
    .await;
    let opened = structured(&opened).clone();
    let id = opened["pack"].as_str().expect("an id").to_owned();
    assert_eq!(opened["next"]["tool"], "infra_intake");
    assert!((3..=5).contains(&opened["next"]["ask"].as_array().expect("questions").len()));

    for step in definition.steps {
        let mut sent = arguments(&pack, step.sections[0]);
        for other in &step.sections[1..] {
            sent.insert((*other).to_owned(), Json::Object(arguments(&pack, other)));
        }
        sent.insert("pack".to_owned(), json!(id));
        if step.finalizes {
            sent.insert("finalize".to_owned(), json!(true));
        }
        let answer = call(&client.service, step.tool, Json::Object(sent.clone())).await;
        let first = structured(&answer).clone();
        assert_eq!(first["accepted"], true, "{}: {}", step.tool, text(&answer));
        // Said twice, nothing changes.
        let again = call(&client.service, step.tool, Json::Object(sent)).await;
        let again = structured(&again);
        assert_eq!(again["changed"], false, "{}", step.tool);
        assert_eq!(again["revision"], first["revision"], "{}", step.tool);
        if step.finalizes {
            assert_eq!(first["finalized"], true, "{}", text(&answer));
        }
    }

    let read = call(&client.service, "pack_read", json!({"pack": id})).await;
    let markdown = structured(&read)["markdown"].as_str().expect("Markdown").to_owned();
    let back = parse(&markdown, definition.standard.sections, definition.name, 1, date(2026, 1, 1));
    // Nothing but what was derived from it.
    let derived = |problem: &&Problem| matches!(problem.kind, ProblemKind::Computed | ProblemKind::Drawing);
    assert!(back.problems.iter().all(|problem| derived(&problem)), "{:?}", back.problems);
    for (key, section) in &pack.sections {
        for (field, value) in &section.fields {
            if key != "context" || !matches!(field.as_str(), "request" | "situation") {
                assert_eq!(&back.pack.sections[key].fields[field], value, "{key}.{field}");
            }
        }
    }
    let list = call(&client.service, "pack_list", json!({})).await;
    assert_eq!(structured(&list)["packs"][0]["id"], json!(id));

    // What was agreed binds: another type of a property breaks its readers, and nothing plans for it.
    let event = json!({"event": "export_requested", "properties": "event_id uuid, export_id int, format string"});
    let changed = call(&client.service, "infra_instrumentation", json!({"pack": id, "events": [event]})).await;
    assert!(text(&changed).contains("INS017"), "{}", text(&changed));
    let checked = call(&client.service, "pack_check", json!({"pack": id})).await;
    assert!(text(&checked).contains("INS017"), "{}", text(&checked));
}

#[tokio::test]
async fn finalize_is_refused_while_the_gate_fails_and_says_what_to_do() {
    let client = connect().await;
    let opened =
        call(&client.service, "pack_open", json!({"title": "Orders", "request": "Plan the scaling of orders"})).await;
    let id = structured(&opened)["pack"].clone();
    let refused = call(&client.service, "infra_finalize", json!({"pack": id, "finalize": true})).await;
    assert_eq!(refused.is_error, Some(true));
    assert!(refused.structured_content.is_none(), "an error carries text alone");
    let words = text(&refused);
    for needed in ["not finalized", "SEC001", "must"] {
        assert!(words.contains(needed), "{words}");
    }
    // The refusal lost nothing, and closed nothing.
    let list = call(&client.service, "pack_list", json!({})).await;
    assert_eq!(structured(&list)["packs"][0]["finalized"], false);
}

#[tokio::test]
async fn one_row_is_repaired_without_resending_the_table() {
    let client = connect().await;
    let opened =
        call(&client.service, "pack_open", json!({"title": "Orders", "request": "Plan the scaling of orders"})).await;
    let id = structured(&opened)["pack"].clone();
    let row =
        |name: &str, trigger: &str| json!({"component": name, "metric": "m", "current": "1 GB", "trigger": trigger});
    let two = json!({"pack": id, "limits": [row("a disk", "2 GB"), row("b disk", "3 GB")], "risks": "one risk"});
    structured(&call(&client.service, "infra_scaling", two).await);
    let one = json!({"pack": id, "limits": [{"component": "b disk", "trigger": 2.5}]});
    let answer = call(&client.service, "infra_scaling", one).await;
    let limits = structured(&answer)["sections"]["scaling"]["limits"].clone();
    assert_eq!(limits[0]["trigger"], "2 GB");
    assert_eq!(limits[1], json!({"component": "b disk", "metric": "m", "current": "1 GB", "trigger": "2.5"}));
    let gone = call(&client.service, "infra_scaling", json!({"pack": id, "remove": {"limits": ["a disk"]}})).await;
    assert_eq!(structured(&gone)["sections"]["scaling"]["limits"].as_array().map(Vec::len), Some(1));
}

/// Three alerts for all objectives are three rows, whether they come in one call or in three.
#[tokio::test]
async fn rows_of_one_name_are_told_apart_by_their_key_columns() {
    let client = connect().await;
    let opened =
        call(&client.service, "pack_open", json!({"title": "Orders", "request": "Plan the scaling of orders"})).await;
    let id = structured(&opened)["pack"].clone();
    let alert = |severity: &str, long: &str, rate: &str| json!({"slo": "all", "severity": severity, "long": long, "burn_rate": rate});
    let alerts = |answer: &CallToolResult| structured(answer)["sections"]["quality"]["alerts"].as_array().cloned();
    let two = json!({"pack": id, "alerts": [alert("page", "1 h", "14.4x"), alert("page", "6 h", "6x")]});
    structured(&call(&client.service, "infra_quality", two).await);
    let third = json!({"pack": id, "alerts": [alert("ticket", "3 days", "1x"), alert("page", "6 h", "5x")]});
    let answer = call(&client.service, "infra_quality", third).await;
    let wanted = [alert("page", "1 h", "14.4x"), alert("page", "6 h", "5x"), alert("ticket", "3 days", "1x")];
    assert_eq!(alerts(&answer).as_deref(), Some(&wanted[..]));

    // What is not sent may be anything, where one row fits.
    let ticket = json!({"pack": id, "alerts": [{"slo": "all", "severity": "ticket", "short": "6 h"}]});
    let answer = call(&client.service, "infra_quality", ticket).await;
    assert_eq!(alerts(&answer).map(|rows| rows[2]["short"].clone()), Some(json!("6 h")));
    let unclear = json!({"pack": id, "alerts": [{"slo": "all", "severity": "page", "short": "5 min"}]});
    let answer = call(&client.service, "infra_quality", unclear).await;
    assert_eq!(answer.is_error, Some(true));
    assert!(
        text(&answer).contains("/alerts/0: there are 2 rows") && text(&answer).contains("`long`"),
        "{}",
        text(&answer)
    );

    let gone = call(&client.service, "infra_quality", json!({"pack": id, "remove": {"alerts": "all"}})).await;
    assert_eq!(alerts(&gone), None);
}

#[tokio::test]
async fn bad_calls_say_what_where_and_what_would_be_accepted_and_lose_nothing() {
    let client = connect().await;
    let opened =
        call(&client.service, "pack_open", json!({"title": "Orders", "request": "Plan the scaling of orders"})).await;
    let id = structured(&opened)["pack"].clone();
    structured(&call(&client.service, "infra_scaling", json!({"pack": id, "risks": ["disk fills"]})).await);

    let mut deep = json!("x");
    for _ in 0..60 {
        deep = json!([deep]);
    }
    let rows: Vec<Json> = (0..100_000).map(|row| json!({"component": format!("c{row}")})).collect();
    let cases = [
        (
            "unknown pack",
            "infra_scaling",
            json!({"pack": "pk_00000000000000000000000000000000", "risks": []}),
            "pk_0000",
        ),
        ("no pack id", "infra_scaling", json!({"risks": []}), "pack_open"),
        ("stale revision", "infra_scaling", json!({"pack": id, "expected_revision": 1, "risks": ["other"]}), "2"),
        ("misspelt field", "infra_scaling", json!({"pack": id, "limts": []}), "`limits`"),
        (
            "misspelt column",
            "infra_scaling",
            json!({"pack": id, "limits": [{"component": "a", "triger": "1"}]}),
            "`trigger`",
        ),
        ("row without a name", "infra_scaling", json!({"pack": id, "limits": [{"trigger": "1 GB"}]}), "`component`"),
        ("wrong type", "infra_scaling", json!({"pack": id, "limits": "many"}), "list of objects"),
        ("deep nesting", "infra_scaling", json!({"pack": id, "freeze_policy": deep}), "string"),
        ("100,000 rows", "infra_scaling", json!({"pack": id, "limits": rows}), "at most"),
        ("10 MB text", "infra_scaling", json!({"pack": id, "notes": "x".repeat(10 << 20)}), "at most"),
        ("no such row", "infra_scaling", json!({"pack": id, "remove": {"limits": ["a"]}}), "empty"),
        (
            "an incident",
            "pack_open",
            json!({"title": "t", "request": "Checkout is down, make a plan"}),
            "active-incident",
        ),
        (
            "an unconfirmed change",
            "pack_open",
            json!({"title": "t", "request": "Plan scaling and run this in production"}),
            "confirmation",
        ),
        (
            "no such skill",
            "pack_open",
            json!({"skill": "platform-infra", "title": "t", "request": "r"}),
            "platform-infrastructure",
        ),
        ("a bad date", "pack_open", json!({"title": "t", "request": "plan", "as_of": "tomorrow"}), "2026-11-02"),
        ("a missing argument", "pack_open", json!({"title": "t"}), "request"),
        ("no such section", "pack_read", json!({"pack": id, "sections": ["scalin"]}), "`scaling`"),
        ("no such revision", "pack_read", json!({"pack": id, "revision": 99}), "99"),
    ];
    for (what, tool, arguments, expected) in cases {
        let result = call(&client.service, tool, arguments).await;
        assert_eq!(result.is_error, Some(true), "{what} is refused");
        assert!(result.structured_content.is_none(), "{what}: an error carries text alone");
        let words = text(&result);
        assert!(words.contains(expected), "{what}: {words}");
    }
    let read = call(&client.service, "pack_read", json!({"pack": id})).await;
    let read = structured(&read);
    assert_eq!(read["revision"], 2);
    assert!(read["markdown"].as_str().is_some_and(|markdown| markdown.contains("disk fills")));
    assert!(client.service.call_tool(CallToolRequestParams::new("infra_nonsense")).await.is_err());
}

#[tokio::test]
async fn a_stale_writer_is_told_and_the_other_ones_work_stands() {
    let store = tempfile::tempdir().expect("a folder");
    let path = store.path().join("packs.db");
    let (one, two) = (connect_to(&path).await, connect_to(&path).await);
    let opened = call(&one, "pack_open", json!({"title": "Orders", "request": "Plan the scaling of orders"})).await;
    let id = structured(&opened)["pack"].clone();
    let first = call(&one, "infra_scaling", json!({"pack": id, "expected_revision": 1, "risks": ["from one"]})).await;
    assert_eq!(structured(&first)["revision"], 2);
    let second = call(&two, "infra_scaling", json!({"pack": id, "expected_revision": 1, "risks": ["from two"]})).await;
    assert_eq!(second.is_error, Some(true));
    let read = call(&two, "pack_read", json!({"pack": id})).await;
    assert!(structured(&read)["markdown"].as_str().is_some_and(|markdown| markdown.contains("from one")));
}

#[tokio::test]
async fn a_killed_server_loses_no_acknowledged_revision() {
    let store = tempfile::tempdir().expect("a folder");
    let path = store.path().join("packs.db");
    let mut id = Json::Null;
    for round in 0..5u32 {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_groundplan"));
        command.arg("serve").arg("--store").arg(&path);
        let child = TokioChildProcess::new(command).expect("the server starts");
        let process = child.id().expect("a process");
        let client = ().serve(child).await.expect("the handshake succeeds");
        if round == 0 {
            let opened =
                call(&client, "pack_open", json!({"title": "Orders", "request": "Plan the scaling of orders"})).await;
            id = structured(&opened)["pack"].clone();
        }
        let answer = call(&client, "infra_scaling", json!({"pack": id, "risks": [format!("risk {round}")]})).await;
        assert_eq!(structured(&answer)["revision"], round + 2);
        let killed = std::process::Command::new("kill").args(["-9", &process.to_string()]).status().expect("kill runs");
        assert!(killed.success());
        drop(client);
    }
    let client = connect_to(&path).await;
    let read = call(&client, "pack_read", json!({"pack": id})).await;
    assert_eq!(structured(&read)["revision"], 6);
}

#[tokio::test]
async fn tools_are_listed_truthfully_and_within_their_budget() {
    let client = connect().await;
    let tools = client.service.list_all_tools().await.expect("tools");
    let names: Vec<&str> = tools.iter().map(|tool| tool.name.as_ref()).collect();
    let steps = PlatformInfrastructure.definition().steps.iter().map(|step| step.tool);
    let expected: Vec<&str> =
        ["pack_open"].into_iter().chain(steps).chain(["pack_read", "pack_list", "pack_check"]).collect();
    assert_eq!(names, expected);
    for tool in &tools {
        let hints = tool.annotations.as_ref().expect("annotations");
        let reads = matches!(tool.name.as_ref(), "pack_read" | "pack_list" | "pack_check");
        assert_eq!(hints.read_only_hint, Some(reads), "{}", tool.name);
        assert_eq!(hints.open_world_hint, Some(false), "{}", tool.name);
        let schema = Json::Object((*tool.input_schema).clone());
        jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{}: {error}", tool.name));
    }
    // Four bytes a token.
    let bytes = serde_json::to_string(&tools).expect("JSON").len();
    assert!(bytes < 8_000 * 4, "the tool list takes {bytes} bytes");
    let info = client.service.peer_info().expect("server info");
    assert_eq!(info.server_info.as_ref().map(|server| server.name.as_str()), Some("groundplan"));
    let instructions = info.instructions.clone().expect("instructions");
    assert!(instructions.len() < 2048, "{} bytes", instructions.len());
    assert!(instructions[..512].contains("infra_") && instructions[..512].contains("pack_open"));
}

#[test]
fn every_field_of_the_contract_is_in_a_steps_schema() {
    let definition = PlatformInfrastructure.definition();
    for step in definition.steps {
        let schema = Json::Object(groundplan::skill::schema::step(definition, step));
        for (index, key) in step.sections.iter().enumerate() {
            let spec = definition.standard.section(key).expect("a section");
            let properties = if index == 0 { &schema["properties"] } else { &schema["properties"][key]["properties"] };
            for field in spec.fields {
                assert!(properties[field.key].is_object(), "{}.{}", spec.key, field.key);
                if let Shape::Table(table) = field.shape {
                    for column in table.columns {
                        let cell = &properties[field.key]["items"]["properties"][column.key];
                        assert_eq!(cell["type"], "string", "{}.{}.{}", spec.key, field.key, column.key);
                    }
                }
            }
        }
    }
}
