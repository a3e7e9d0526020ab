//! What the server offers beside its tools, as rmcp's own client meets it over stdio, in both eras of the protocol.

use std::path::{Path, PathBuf};

use groundplan::pack::{Pack, parse};
use groundplan::skill::Skill;
use groundplan::skills;
use groundplan::store::{PackId, Store};
use groundplan::workspace::{Act, Workspace};
use jiff::Timestamp;
use jiff::civil::date;
use rmcp::model::{
    CallToolRequestParams, CallToolResult, ErrorCode, ProtocolVersion, ReadResourceRequestParams, ReadResourceResult,
    ResourceContents, ResourceUpdatedNotificationParam,
};
use rmcp::service::{ClientServiceExt, NotificationContext, RoleClient, RunningService, ServiceError};
use rmcp::transport::TokioChildProcess;
use rmcp::{ClientHandler, ClientLifecycleMode};
use serde_json::{Value as Json, json};
use tokio::sync::mpsc;

mod completion;
mod prompts;
mod resources;
mod skills_extension;
mod subscriptions;

/// Both eras: the one with a handshake, and the one without.
fn eras() -> [ClientLifecycleMode; 2] {
    let modern = ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] };
    [ClientLifecycleMode::Initialize, modern]
}

fn is_modern(era: &ClientLifecycleMode) -> bool {
    !matches!(era, ClientLifecycleMode::Initialize)
}

/// A client that passes on what it is notified of.
struct Ears(mpsc::UnboundedSender<String>);

impl ClientHandler for Ears {
    async fn on_resource_updated(
        &self,
        params: ResourceUpdatedNotificationParam,
        _context: NotificationContext<RoleClient>,
    ) {
        let _ = self.0.send(params.uri);
    }

    async fn on_resource_list_changed(&self, _context: NotificationContext<RoleClient>) {
        let _ = self.0.send("list".to_owned());
    }
}

type Service = RunningService<RoleClient, Ears>;

struct Client {
    service: Service,
    heard: mpsc::UnboundedReceiver<String>,
}

/// A server of its own on a store.
async fn connect(store: &Path, era: ClientLifecycleMode, arguments: &[&str]) -> Client {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_groundplan"));
    command.arg("serve").arg("--store").arg(store).args(arguments);
    let (tell, heard) = mpsc::unbounded_channel();
    let child = TokioChildProcess::new(command).expect("the server starts");
    let service = Ears(tell).serve_with_lifecycle(child, era).await.expect("the handshake succeeds");
    Client { service, heard }
}

async fn call(service: &Service, tool: &str, arguments: Json) -> CallToolResult {
    let arguments = arguments.as_object().cloned().unwrap_or_default();
    let call = CallToolRequestParams::new(tool.to_owned()).with_arguments(arguments);
    service.call_tool(call).await.expect("the call is answered")
}

fn words(result: &CallToolResult) -> String {
    result.content.iter().filter_map(|content| content.as_text()).map(|text| text.text.clone()).collect()
}

/// Opens a pack through a tool.
async fn open(service: &Service) -> String {
    let arguments = json!({"title": "Orders at five times the traffic", "request": "Plan the scaling of orders"});
    let opened = call(service, "pack_open", arguments).await;
    let opened = opened.structured_content.unwrap_or_else(|| panic!("{:?}", opened.content));
    opened["pack"].as_str().expect("an id").to_owned()
}

async fn read(service: &Service, uri: &str) -> ReadResourceResult {
    service.read_resource(ReadResourceRequestParams::new(uri)).await.unwrap_or_else(|error| panic!("{uri}: {error}"))
}

fn text(read: &ReadResourceResult) -> &str {
    match &read.contents[..] {
        [ResourceContents::TextResourceContents { text, .. }] => text,
        other => panic!("{other:?}"),
    }
}

/// The code and the message of an error of the protocol.
fn refused<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> (ErrorCode, String) {
    match result {
        Err(ServiceError::McpError(error)) => (error.code, error.message.into_owned()),
        other => panic!("not refused: {other:?}"),
    }
}

/// A pack of the evaluation, by its path there.
fn pack(path: &str) -> (&'static dyn Skill, Pack) {
    let full = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("evals/packs").join(path);
    let source = std::fs::read_to_string(full).expect("a pack");
    let skill = groundplan::pack::skill_of(&source).and_then(|name| skills::native(&name)).expect("its skill");
    let definition = skill.definition();
    (skill, parse(&source, definition.standard.sections, definition.name, 1, date(2026, 11, 1)).pack)
}

fn act(day: &str) -> Act {
    Act { author: "test".to_owned(), now: format!("{day}T09:00:00Z").parse::<Timestamp>().expect("a time") }
}

/// A store with packs, kept in the order given.
async fn store_of(path: &Path, packs: &[Pack]) -> (Workspace, Vec<PackId>) {
    let workspace = Workspace::new(Store::open(path.to_str().expect("Unicode")).await.expect("a store"));
    let mut ids = Vec::new();
    for pack in packs {
        ids.push(workspace.keep(pack.clone(), "test", &act("2026-11-21")).await.expect("kept"));
    }
    (workspace, ids)
}
