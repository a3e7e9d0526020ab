//! The server as a client meets it: the built binary over stdio, driven by rmcp's own client.

mod fuzz;
mod http;
mod leaving;
mod one_skill;
mod protocol;
mod shared;
mod wire;

use std::path::{Path, PathBuf};

use groundplan::pack::{Pack, Problem, ProblemKind, Shape, parse};
use groundplan::skill::Skill;
use groundplan::skill::example;
use groundplan::skill::input;
use groundplan::skill::schema::{self, Detail};
use groundplan::skills::NATIVE;
use groundplan::skills::platform_infrastructure::PlatformInfrastructure;
use jiff::civil::date;
use rmcp::ServiceExt;
use rmcp::model::{CallToolRequestParams, CallToolResult, Tool};
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

/// A pack as data, at its newest revision: fields and rows as steps take them.
async fn read(client: &RunningService<RoleClient, ()>, id: &Json) -> Json {
    structured(&call(client, "pack_read", json!({"pack": id, "format": "json"})).await).clone()
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

    let markdown = call(&client.service, "pack_read", json!({"pack": id})).await;
    assert!(markdown.structured_content.is_none(), "a document is said once");
    let markdown = text(&markdown);
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
    for needed in ["not finalized: 7 errors", "- error SEC001 at infra_capabilities: ", "pack_check"] {
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
    assert_eq!(structured(&answer).get("written"), None, "what stands as it was sent is not said again");
    let limits = read(&client.service, &id).await["sections"]["scaling"]["limits"].clone();
    assert_eq!(limits[0]["trigger"], "2 GB");
    assert_eq!(limits[1], json!({"component": "b disk", "metric": "m", "current": "1 GB", "trigger": "2.5"}));
    call(&client.service, "infra_scaling", json!({"pack": id, "remove": {"limits": ["a disk"]}})).await;
    let left = read(&client.service, &id).await;
    assert_eq!(left["sections"]["scaling"]["limits"].as_array().map(Vec::len), Some(1));
}

/// Three alerts for all objectives are three rows, whether they come in one call or in three.
#[tokio::test]
async fn rows_of_one_name_are_told_apart_by_their_key_columns() {
    let client = connect().await;
    let opened =
        call(&client.service, "pack_open", json!({"title": "Orders", "request": "Plan the scaling of orders"})).await;
    let id = structured(&opened)["pack"].clone();
    let alert = |severity: &str, long: &str, rate: &str| json!({"slo": "all", "severity": severity, "long": long, "burn_rate": rate});
    let alerts = async || read(&client.service, &id).await["sections"]["quality"]["alerts"].as_array().cloned();
    let two = json!({"pack": id, "alerts": [alert("page", "1 h", "14.4x"), alert("page", "6 h", "6x")]});
    structured(&call(&client.service, "infra_quality", two).await);
    let third = json!({"pack": id, "alerts": [alert("ticket", "3 days", "1x"), alert("page", "6 h", "5x")]});
    structured(&call(&client.service, "infra_quality", third).await);
    let wanted = [alert("page", "1 h", "14.4x"), alert("page", "6 h", "5x"), alert("ticket", "3 days", "1x")];
    assert_eq!(alerts().await.as_deref(), Some(&wanted[..]));

    // What is not sent may be anything, where one row fits.
    let ticket = json!({"pack": id, "alerts": [{"slo": "all", "severity": "ticket", "short": "6 h"}]});
    structured(&call(&client.service, "infra_quality", ticket).await);
    assert_eq!(alerts().await.map(|rows| rows[2]["short"].clone()), Some(json!("6 h")));
    let unclear = json!({"pack": id, "alerts": [{"slo": "all", "severity": "page", "short": "5 min"}]});
    let answer = call(&client.service, "infra_quality", unclear).await;
    assert_eq!(answer.is_error, Some(true));
    assert!(
        text(&answer).contains("/alerts/0: there are 2 rows") && text(&answer).contains("`long`"),
        "{}",
        text(&answer)
    );

    structured(&call(&client.service, "infra_quality", json!({"pack": id, "remove": {"alerts": "all"}})).await);
    assert_eq!(alerts().await, None);
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
        ("no such table", "infra_scaling", json!({"pack": id, "remove": {"limts": ["a"]}}), "`limits`"),
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
        ("no such format", "pack_read", json!({"pack": id, "format": "yaml"}), "markdown"),
        (
            "no plan for machines",
            "pack_read",
            json!({"pack": id, "format": "plan"}),
            "/format: packs of platform-infra",
        ),
        ("no such section to check", "pack_check", json!({"pack": id, "sections": ["scalin"]}), "`scaling`"),
        ("no such rule", "pack_check", json!({"pack": id, "rules": ["SCL03"]}), "`SCL003`"),
        (
            "nothing to finalize here",
            "infra_scaling",
            json!({"pack": id, "finalize": true}),
            "infra_scaling does not close a pack",
        ),
        ("no such revision", "pack_read", json!({"pack": id, "revision": 99}), "99"),
    ];
    for (what, tool, arguments, expected) in cases {
        let result = call(&client.service, tool, arguments).await;
        assert_eq!(result.is_error, Some(true), "{what} is refused");
        assert!(result.structured_content.is_none(), "{what}: an error carries text alone");
        let words = text(&result);
        assert!(words.contains(expected), "{what}: {words}");
    }
    let read = read(&client.service, &id).await;
    assert_eq!((&read["revision"], &read["sections"]["scaling"]["risks"]), (&json!(2), &json!(["disk fills"])));
    assert!(client.service.call_tool(CallToolRequestParams::new("infra_nonsense")).await.is_err());
}

/// Whoever does not name a skill is told which one was taken; whoever could, is told which there are.
#[tokio::test]
async fn a_pack_is_of_a_skill_there_is() {
    let client = connect().await;
    let names: Vec<&str> = NATIVE.iter().map(|skill| skill.definition().name).collect();
    let tools = client.service.list_all_tools().await.expect("tools");
    let open = tools.iter().find(|tool| tool.name == "pack_open").expect("pack_open");
    assert_eq!(open.input_schema["properties"]["skill"]["enum"], json!(names));
    let description = open.description.as_deref().unwrap_or_default();
    assert!(names.iter().all(|name| description.contains(name)), "{description}");

    let mut request = json!({"title": "Orders", "request": "Plan the scaling of orders"});
    // What each of them plans.
    let requests = [
        ("platform-infrastructure", "Plan the scaling of orders"),
        ("platform-operations", "Plan a pipeline with canaries and a way back for orders"),
    ];
    assert_eq!(requests.map(|(name, _)| name), names[..]);
    let left_out = call(&client.service, "pack_open", request.clone()).await;
    assert_eq!(structured(&left_out)["skill"], names[0]);
    assert!(text(&left_out).contains(&format!(" of {} (revision 1", names[0])), "{}", text(&left_out));
    for (name, words) in requests {
        (request["skill"], request["request"]) = (json!(name), json!(words));
        assert_eq!(structured(&call(&client.service, "pack_open", request.clone()).await)["skill"], json!(name));
    }
    request["skill"] = json!("plumbing");
    let refused = call(&client.service, "pack_open", request).await;
    assert!(text(&refused).ends_with(&format!("there are: {}", names.join(", "))), "{}", text(&refused));
}

/// The tool list names the columns alone, so the answer to a wrong row shows a right one.
#[tokio::test]
async fn a_wrong_row_is_answered_with_its_keys_and_a_row_of_its_kind() {
    let client = connect().await;
    let opened =
        call(&client.service, "pack_open", json!({"title": "Orders", "request": "Plan the scaling of orders"})).await;
    let id = structured(&opened)["pack"].clone();
    let rows = json!([{}, {"metric": "df"}, {"component": "orders-db disk", "triger": "1 TB"}]);
    let refused = call(&client.service, "infra_scaling", json!({"pack": id, "limits": rows, "growth": "fast"})).await;
    let words = text(&refused);
    let row = r#"such as {"component": "orders-db disk", "metric": "<As the monitoring names it>", "current": "#;
    for needed in [
        "- /limits/0/component: the limit has no name; accepted: an object in which `component` names the row, ",
        "- /limits/1/component: the limit has no name; accepted: an object in which `component` names the row\n",
        "- /limits/2/triger: `triger` is not known here; accepted: did you mean `trigger`? There are: component, metric, \
         current, trigger, lead_time, project, owner",
        "- /growth: it is not a list of rows; accepted: a list of objects, such as {\"component\": \"<As in the clock>\", ",
        row,
    ] {
        assert!(words.contains(needed), "{needed} is not in\n{words}");
    }
    assert_eq!(words.matches(row).count(), 1, "one row of a kind is enough");

    let risk = json!({"risk": "the disk fills", "likelihood": "hgih"});
    let answer = call(&client.service, "infra_finalize", json!({"pack": id, "risks": [risk]})).await;
    assert!(text(&answer).contains("write one of: low, medium, high; `high`, if that is meant"), "{}", text(&answer));
}

/// What an answer shows of a table is accepted as it stands.
#[test]
fn the_row_shown_of_each_table_is_accepted() {
    for skill in NATIVE {
        let definition = skill.definition();
        let pack = Pack::new(definition.name, 1, "Orders", date(2026, 11, 2));
        for step in definition.steps {
            for (index, key) in step.sections.iter().enumerate() {
                let spec = definition.standard.section(key).expect("a section");
                for field in spec.fields {
                    let Shape::Table(table) = field.shape else { continue };
                    let row: Json = serde_json::from_str(&example::row_text(table)).expect("JSON");
                    let fields = json!({field.key: [row]});
                    let sent = if index == 0 { fields } else { json!({*key: fields}) };
                    let next = input::apply(definition, step, &pack, sent.as_object().expect("an object"))
                        .unwrap_or_else(|mistakes| panic!("{key}.{}: {mistakes:?}", field.key));
                    assert_eq!(serde_json::to_value(&next.sections[*key]).expect("JSON")[field.key], json!([row]));
                }
            }
        }
    }
}

#[tokio::test]
async fn objectives_are_taken_over_by_id_and_compared_ever_after() {
    let client = &connect().await.service;
    let open = async |skill: &str, title: &str| {
        let opened =
            call(client, "pack_open", json!({"skill": skill, "title": title, "request": title, "as_of": "2026-11-02"}));
        structured(&opened.await)["pack"].as_str().expect("an id").to_owned()
    };
    let (infra, ops) =
        (open("platform-infrastructure", "Shop platform").await, open("platform-operations", "Shop releases").await);
    let slo = |journey: &str, target: &str, notes: &str| {
        json!({"journey": journey, "sli": "good answers / all answers",
        "target": target, "method": "ALB access logs", "owner": "Ruth Okonedo", "notes": notes})
    };
    let rows = json!([
        slo(
            "Place an order",
            "99.9 % over 30 days",
            "Baseline 99.93 % over 90 days (ALB access logs, 2026-10-30); M2 keeps it"
        ),
        slo("Find a product", "99.5 % over 30 days", "Estimate, confidence low"),
    ]);
    call(client, "infra_quality", json!({"pack": infra, "slos": rows})).await;
    call(client, "ops_assess", json!({"pack": ops, "release_flow": "Every merge goes to production."})).await;

    let arguments = json!({"pack": ops, "imports": [{"pack": infra, "slos": "all"}],
        "slos": [{"slo": "Find a product", "target": "99 % over 30 days"}]});
    let taken = call(client, "ops_reliability", arguments.clone()).await;
    // What the call filled beside what it was sent is said, whichever step takes it.
    for (at, stands) in [
        ("ops_assess /observations", "1 row: Observed for Place an order"),
        ("/slos", "1 row: Place an order"),
        (&format!("/imports[pack={infra}]/revision"), "2"),
    ] {
        let written = structured(&taken)["written"].as_array().cloned().unwrap_or_default();
        assert!(written.contains(&json!({"at": at, "stands": stands})), "{at} is not in {written:?}");
    }
    let objectives = &read(client, &json!(ops)).await["sections"]["objectives"];
    let import = &objectives["imports"][0];
    assert_eq!((&import["revision"], &import["slos"]), (&json!("2"), &json!("Place an order, Find a product")));
    assert!(import["taken"].as_str().is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok()), "{import}");
    // What was there is kept, what was missing is filled in.
    assert_eq!(objectives["slos"][0], json!({"slo": "Find a product", "target": "99 % over 30 days"}));
    assert_eq!(
        objectives["slos"][1],
        json!({"slo": "Place an order", "journey": "Place an order", "kind": "availability",
        "sli": "good answers / all answers", "target": "99.9 % over 30 days", "method": "ALB access logs",
        "owner": "Ruth Okonedo", "baseline": "Observed for Place an order"})
    );
    assert!(text(&taken).contains("REL008"), "{}", text(&taken));
    let baseline = call(client, "pack_read", json!({"pack": ops, "sections": ["baseline"]})).await;
    let observed =
        "| Observed for Place an order | 99.93 % | 90 days | ALB access logs, as noted in Shop platform | 2026-10-30 |";
    assert!(text(&baseline).contains(observed), "{}", text(&baseline));
    // Said twice, nothing changes.
    assert_eq!(structured(&call(client, "ops_reliability", arguments).await)["changed"], false);

    let check = async || text(&call(client, "pack_check", json!({"pack": ops})).await);
    call(client, "ops_reliability", json!({"pack": ops, "slos": [{"slo": "Find a product", "sli": "good answers / all answers", "target": ">= 99.5 % over 30 days"}]})).await;
    assert!(!check().await.contains("REL008"), "{}", check().await);
    let changed =
        json!({"journey": "Place an order", "sli": "good answers / all answers", "target": "99.95 % over 30 days"});
    call(client, "infra_quality", json!({"pack": infra, "slos": [changed]})).await;
    let words = check().await;
    for needed in ["REL008", "99.9 % over 30 days", "99.95 % over 30 days", "revision 3"] {
        assert!(words.contains(needed), "{needed}: {words}");
    }
    // An id of no pack is said to be none.
    let nobody = format!("pk_{}", "0".repeat(32));
    call(client, "ops_reliability", json!({"pack": ops, "imports": [{"pack": nobody, "slos": "all"}]})).await;
    let unseen = text(&call(client, "pack_check", json!({"pack": ops, "rules": ["rel018"]})).await);
    assert!(unseen.contains(&format!("REL018 at ops_reliability /imports[pack={nobody}]")), "{unseen}");
}

/// The repository is read for the sections of the step called; what people state and what was read before stands.
#[tokio::test]
async fn a_repository_fills_what_its_files_show() {
    let client = &connect().await.service;
    let open = json!({"skill": "platform-operations", "title": "Shop releases", "request": "Make our releases safe"});
    let id = structured(&call(client, "pack_open", open).await)["pack"].clone();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/repos/github-monorepo");

    let payments = json!({"service": "Payments", "kind": "web", "owner": "Ana Ruiz"});
    let sent = json!({"pack": id, "repository": root, "services": [payments]});
    let assessed = call(client, "ops_assess", sent).await;
    let answer = structured(&assessed);
    let services = read(client, &id).await["sections"]["baseline"]["services"].clone();
    let names: Vec<&str> =
        services.as_array().expect("rows").iter().filter_map(|row| row["service"].as_str()).collect();
    assert_eq!(names, ["Payments", "orders", "reports", "gateway"]);
    assert_eq!(services[0], payments, "what is stated stays");
    let filled = json!({"at": "/services", "stands": "3 rows: orders, reports, gateway"});
    assert!(answer["written"].as_array().is_some_and(|written| written.contains(&filled)), "{answer}");
    let more = "More of the same `repository`: ops_delivery takes paths, environments, artifacts, stages, checks; \
                ops_safety_nets takes gates, controls.";
    assert_eq!(answer["notes"][0], more);
    assert!(text(&assessed).contains(more), "{}", text(&assessed));

    let sent = json!({"pack": id, "repository": root});
    let drawn = call(client, "ops_delivery", sent.clone()).await;
    let answer = structured(&drawn);
    let sections = read(client, &id).await["sections"].clone();
    let stages = sections["delivery"]["stages"].as_array().expect("stages");
    let ship = stages.iter().find(|row| row["stage"] == "ship deploy").expect("the hotfix");
    assert_eq!(
        (&ship["runs"], &ship["after"]),
        (&json!("ship in .github/workflows/hotfix.yml:25"), &json!("ship build"))
    );
    // The hotfix skips staging for certain; whether it is checked, its files do not tell.
    for needed in [
        "DEL004 at /stages[stage=ship deploy]/after: on path \"hotfix\": ship build -> ship deploy skips verify in staging",
        "DEL006 at /stages[stage=ship deploy]: on path \"hotfix\": ship deploy ends without a health check in production",
        "- Cannot be told: ship deploy ends without a health check in production, but what `acme-corp/notify-release` does in \
         `ship` is not known (.github/workflows/hotfix.yml:20:15)",
    ] {
        assert!(text(&drawn).contains(needed), "{needed} is not in\n{}", text(&drawn));
    }

    let again = call(client, "ops_delivery", sent).await;
    let again = structured(&again);
    assert_eq!((&again["changed"], &again["revision"]), (&json!(false), &answer["revision"]));
    assert_eq!(read(client, &id).await["sections"], sections);

    let missing = root.join("nothing-here");
    for (path, problem) in [
        (json!(missing), "it cannot be read: "),
        (json!(root.join(".github/workflows/ci.yml")), "it is not a folder"),
        (json!("tests/fixtures/repos/github-monorepo"), "it is not an absolute path"),
        (json!(7), "it is not a path"),
    ] {
        let sent = json!({"pack": id, "repository": path, "release_flow": "Lost"});
        let refused = call(client, "ops_assess", sent).await;
        assert_eq!(refused.is_error, Some(true), "{path}");
        let words = text(&refused);
        assert!(
            words.contains(&format!("- /repository: {problem}")) && words.contains("accepted: the absolute path"),
            "{words}"
        );
    }
    assert_eq!(read(client, &id).await["revision"], answer["revision"]);
    let markdown = text(&call(client, "pack_read", json!({"pack": id})).await);
    assert!(
        !markdown.contains("Lost") && markdown.contains("| ship in .github/workflows/hotfix.yml:25 |"),
        "{markdown}"
    );
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
    assert!(text(&call(&two, "pack_read", json!({"pack": id})).await).contains("from one"));
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
    assert_eq!(read(&client, &id).await["revision"], 6);
}

#[tokio::test]
async fn tools_are_listed_truthfully_and_within_their_budget() {
    let client = connect().await;
    let tools = client.service.list_all_tools().await.expect("tools");
    let names: Vec<&str> = tools.iter().map(|tool| tool.name.as_ref()).collect();
    let steps = NATIVE.iter().flat_map(|skill| skill.definition().steps).map(|step| step.tool);
    let expected: Vec<&str> =
        ["pack_open"].into_iter().chain(steps).chain(["pack_read", "pack_list", "pack_check", "skill_read"]).collect();
    assert_eq!(names, expected);
    for tool in &tools {
        let hints = tool.annotations.as_ref().expect("annotations");
        let reads = matches!(tool.name.as_ref(), "pack_read" | "pack_list" | "pack_check" | "skill_read");
        assert_eq!(hints.read_only_hint, Some(reads), "{}", tool.name);
        assert_eq!(hints.open_world_hint, Some(false), "{}", tool.name);
        for schema in [Some(&tool.input_schema), tool.output_schema.as_ref()].into_iter().flatten() {
            let schema = Json::Object((**schema).clone());
            jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{}: {error}", tool.name));
        }
        // What a step answers is said at less cost in the instructions, and a document is text.
        let typed = matches!(tool.name.as_ref(), "pack_open" | "pack_list" | "pack_check");
        assert_eq!(tool.output_schema.is_some(), typed, "{}", tool.name);
    }
    // Four bytes a token: all skills together in 8,000 tokens, one alone in 5,000.
    let bytes = |tools: &[&Tool]| serde_json::to_string(tools).expect("JSON").len();
    let of_packs: Vec<&Tool> = tools.iter().filter(|tool| tool.name.starts_with("pack_")).collect();
    let all = bytes(&tools.iter().collect::<Vec<_>>());
    assert!(all < 32_000, "the tool list takes {all} bytes");
    for skill in NATIVE {
        let steps: Vec<&Tool> = tools.iter().filter(|tool| skill.definition().step(&tool.name).is_some()).collect();
        let (own, shared) = (bytes(&steps), bytes(&of_packs));
        assert!(own < 16_000 && own + shared < 20_000, "{}: {own} and {shared} bytes", skill.definition().name);
    }
    let info = client.service.peer_info().expect("server info");
    assert_eq!(info.server_info.as_ref().map(|server| server.name.as_str()), Some("groundplan"));
    let instructions = info.instructions.clone().expect("instructions");
    assert!(instructions.len() < 2048, "{} bytes", instructions.len());
    assert!(instructions[..512].contains("infra_") && instructions[..512].contains("pack_open"));
}

/// The tool list names every column that the full schema describes.
#[test]
fn every_field_of_the_contract_is_in_a_steps_schema() {
    for definition in NATIVE.iter().map(|skill| skill.definition()) {
        for step in definition.steps {
            let full = Json::Object(schema::step(definition, step, Detail::Full));
            let brief = Json::Object(schema::step(definition, step, Detail::Brief));
            for schema in [&full, &brief] {
                jsonschema::meta::validate(schema).unwrap_or_else(|error| panic!("{}: {error}", step.tool));
            }
            for (index, key) in step.sections.iter().enumerate() {
                let spec = definition.standard.section(key).expect("a section");
                let own = |schema: &Json| {
                    if index == 0 {
                        schema["properties"].clone()
                    } else {
                        schema["properties"][key]["properties"].clone()
                    }
                };
                let (full, brief) = (own(&full), own(&brief));
                for field in spec.fields {
                    let at = format!("{}.{}", spec.key, field.key);
                    let Shape::Table(table) = field.shape else {
                        assert_eq!(full[field.key], brief[field.key], "{at}");
                        assert!(full[field.key]["type"].is_string(), "{at}");
                        continue;
                    };
                    let words = brief[field.key]["description"].as_str().expect("a description");
                    let (_, columns) = words.split_once(" Rows: {").expect("columns");
                    let names: Vec<&str> = columns
                        .trim_end_matches('}')
                        .split(", ")
                        .map(|column| column.split([' ', '*', '?']).next().unwrap_or_default())
                        .collect();
                    let declared: Vec<&str> = table.columns.iter().map(|column| column.key).collect();
                    assert_eq!(names, declared, "{at}");
                    let row = &full[field.key]["items"];
                    assert_eq!(row["required"], json!([table.key_column().key]), "{at}");
                    for column in table.columns {
                        assert_eq!(row["properties"][column.key]["type"], "string", "{at}.{}", column.key);
                    }
                }
            }
        }
    }
}
