//! Subscriptions in both eras: changes through this server, through another client of it, through another process.

use std::time::Duration;

use groundplan::mcp::Server;
use groundplan::skill::registry::Registry;
use groundplan::store::Store;
use groundplan::workspace::Workspace;
use rmcp::ServiceExt;
use rmcp::model::{
    ErrorCode, ServerNotification, SubscribeRequestParams, SubscriptionFilter, UnsubscribeRequestParams,
};
use rmcp::service::{ClientServiceExt, Subscription};
use serde_json::{Value as Json, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::sync::mpsc;

use super::{Client, Ears, Service, call, connect, eras, open, refused};

/// Long enough for a slow machine; a test that fails takes so long.
const PATIENCE: Duration = Duration::from_secs(60);

async fn change(service: &Service, pack: &str, risk: &str) {
    let answer = call(service, "infra_scaling", json!({"pack": pack, "risks": [risk]})).await;
    assert_eq!(answer.structured_content.expect("an answer")["changed"], true);
}

async fn next(heard: &mut mpsc::UnboundedReceiver<String>) -> String {
    tokio::time::timeout(PATIENCE, heard.recv()).await.expect("it is told in time").expect("the client lives")
}

#[expect(deprecated, reason = "older clients subscribe so")]
async fn subscribe(service: &Service, uri: &str) -> Result<(), rmcp::ServiceError> {
    service.subscribe(SubscribeRequestParams::new(uri)).await
}

#[expect(deprecated, reason = "older clients unsubscribe so")]
async fn unsubscribe(service: &Service, uri: &str) {
    service.unsubscribe(UnsubscribeRequestParams::new(uri)).await.expect("unsubscribed");
}

async fn told(subscription: &mut Subscription) -> String {
    let next = tokio::time::timeout(PATIENCE, subscription.next()).await.expect("it is told in time");
    match next.expect("the subscription lives").expect("a notification") {
        ServerNotification::ResourceUpdatedNotification(updated) => updated.params.uri,
        ServerNotification::ResourceListChangedNotification(_) => "list".to_owned(),
        other => panic!("{other:?}"),
    }
}

/// A client of this very server, which asks the store of others so seldom that it never does here.
async fn client_of(server: &Server, modern: bool) -> Client {
    let (here, there) = tokio::io::duplex(1 << 16);
    let server = server.clone();
    tokio::spawn(async move { server.serve(there).await.expect("served").waiting().await });
    let (tell, heard) = mpsc::unbounded_channel();
    let [sessions, stateless] = eras();
    let era = if modern { stateless } else { sessions };
    Client { service: Ears(tell).serve_with_lifecycle(here, era).await.expect("connected"), heard }
}

async fn server() -> (Server, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("packs.db");
    let store = Store::open(path.to_str().expect("Unicode")).await.expect("a store");
    let workspace = Workspace::new(store).asking_every(Duration::from_secs(86_400));
    (Server::new(workspace, Registry::embedded()).expect("a server"), folder)
}

#[tokio::test]
async fn every_client_of_a_server_is_told_what_another_one_changes() {
    let (server, _folder) = server().await;
    let mut old = client_of(&server, false).await;
    let new = client_of(&server, true).await;
    let worker = client_of(&server, false).await;

    let pack = open(&worker.service).await;
    assert_eq!(next(&mut old.heard).await, "list");
    let (markdown, data) = (format!("groundplan://packs/{pack}.md"), format!("groundplan://packs/{pack}.json"));
    subscribe(&old.service, &markdown).await.expect("subscribed");
    let filter = SubscriptionFilter::builder().resources_list_changed().resource_subscription(&data);
    let mut stream = new.service.listen(filter.build()).await.expect("a subscription");

    change(&worker.service, &pack, "one").await;
    assert_eq!(next(&mut old.heard).await, markdown);
    assert_eq!(told(&mut stream).await, data);
    // A call that changes nothing is no news; the next thing told is the pack opened after it.
    call(&worker.service, "infra_scaling", json!({"pack": pack, "risks": ["one"]})).await;
    open(&worker.service).await;
    assert_eq!(next(&mut old.heard).await, "list");
    assert_eq!(told(&mut stream).await, "list");

    unsubscribe(&old.service, &markdown).await;
    change(&worker.service, &pack, "two").await;
    assert_eq!(told(&mut stream).await, data);
    open(&worker.service).await;
    assert_eq!(next(&mut old.heard).await, "list", "nothing of the pack in between");
}

#[tokio::test]
async fn changes_by_another_process_on_the_store_are_noticed() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("packs.db");
    let [sessions, stateless] = eras();
    let other = connect(&store, sessions.clone(), &[]).await.service;
    let pack = open(&other).await;
    let uri = format!("groundplan://packs/{pack}.md");

    let mut old = connect(&store, sessions, &[]).await;
    subscribe(&old.service, &uri).await.expect("subscribed");
    change(&other, &pack, "one").await;
    assert_eq!(next(&mut old.heard).await, uri);

    let new = connect(&store, stateless, &[]).await.service;
    let filter = SubscriptionFilter::builder().resources_list_changed().resource_subscription(&uri);
    let mut stream = new.listen(filter.build()).await.expect("a subscription");
    change(&other, &pack, "two").await;
    assert_eq!(told(&mut stream).await, uri);
    open(&other).await;
    assert_eq!(told(&mut stream).await, "list");
    assert_eq!(next(&mut old.heard).await, uri);
}

#[tokio::test]
async fn only_what_there_is_can_be_subscribed_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("packs.db");
    let [sessions, stateless] = eras();
    let old = connect(&store, sessions, &[]).await.service;
    let pack = open(&old).await;
    let nobody = format!("groundplan://packs/pk_{}.md", "0".repeat(32));
    let still = [
        "skill://platform-operations/SKILL.md".to_owned(),
        "groundplan://rules/SCL003".to_owned(),
        format!("groundplan://packs/{pack}/1.md"),
    ];
    for uri in &still {
        subscribe(&old, uri).await.expect("it is there, and never changes");
    }
    let gone = ["skill://plumbing/SKILL.md".to_owned(), format!("groundplan://packs/{pack}"), "file:///x".to_owned()];
    for uri in gone.iter().chain([&nobody, &format!("groundplan://packs/{pack}/9.md")]) {
        assert_eq!(refused(subscribe(&old, uri).await).0, ErrorCode::RESOURCE_NOT_FOUND, "{uri}");
    }
    let new = connect(&store, stateless, &[]).await.service;
    let wanted = SubscriptionFilter::builder().tools_list_changed().prompts_list_changed();
    let wanted = wanted.resource_subscriptions(still.iter().chain(&gone)).build();
    let stream = new.listen(wanted).await.expect("a subscription");
    assert_eq!(stream.acknowledged(), &SubscriptionFilter::builder().resource_subscriptions(still).build());
    // Each era has its own way.
    assert_eq!(refused(subscribe(&new, &still_there(&pack)).await).0, ErrorCode::METHOD_NOT_FOUND);
}

fn still_there(pack: &str) -> String {
    format!("groundplan://packs/{pack}.md")
}

/// A server whose client has gone ends its subscriptions itself, and so ends at once.
#[tokio::test]
async fn a_subscription_ends_with_its_connection() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_groundplan"));
    command.arg("serve").arg("--store").arg(folder.path().join("packs.db"));
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut server = command.spawn().expect("the server starts");
    let meta = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {},
                      "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"}});
    let listen = json!({"jsonrpc": "2.0", "id": 1, "method": "subscriptions/listen",
                        "params": {"_meta": meta, "notifications": {"resourcesListChanged": true}}});
    let mut input = server.stdin.take().expect("standard input");
    input.write_all(format!("{listen}\n").as_bytes()).await.expect("sent");
    let mut lines = BufReader::new(server.stdout.take().expect("standard output")).lines();
    let mut line = async || -> Option<Json> {
        let line = tokio::time::timeout(PATIENCE, lines.next_line()).await.expect("in time").expect("Unicode")?;
        Some(serde_json::from_str(&line).expect("JSON"))
    };
    let acknowledged = line().await.expect("a line");
    assert_eq!(acknowledged["method"], "notifications/subscriptions/acknowledged");
    let templates = json!({"jsonrpc": "2.0", "id": 2, "method": "resources/templates/list", "params": {"_meta": meta}});
    input.write_all(format!("{templates}\n").as_bytes()).await.expect("sent");
    assert_eq!(line().await.expect("an answer")["id"], 2);
    drop(input);
    let ended = line().await.expect("the subscription is ended");
    assert_eq!((&ended["id"], &ended["result"]["resultType"]), (&json!(1), &json!("complete")));
    assert!(server.wait().await.expect("it ends").success());
}
