//! The bare server: rmcp with nothing around it, and a tool that repeats an answer.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use rmcp::handler::server::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ListToolsResult, PaginatedRequestParams,
    ServerCapabilities, ServerConfig, Tool, ToolAnnotations,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use rmcp::{ErrorData, ServiceExt};
use serde_json::{Value, json};

#[derive(Clone)]
struct Echo {
    answers: Arc<BTreeMap<String, CallToolResult>>,
    tool: Tool,
}

impl ServerHandler for Echo {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(vec![self.tool.clone()]))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = request.arguments.unwrap_or_default();
        let name = arguments.get("answer").and_then(Value::as_str).unwrap_or_default();
        let answer =
            self.answers.get(name).ok_or_else(|| ErrorData::invalid_params("there is no such answer", None))?;
        Ok(answer.clone().into())
    }
}

/// Serves these answers, over HTTP or over stdio, until it is killed or its input ends.
pub(super) fn run(answers: &Path, http: bool) {
    let read = |entry: std::io::Result<std::fs::DirEntry>| {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let answer = std::fs::read_to_string(path).expect("an answer");
        (name, serde_json::from_str(&answer).expect("a result of a tool"))
    };
    let answers: BTreeMap<String, CallToolResult> = std::fs::read_dir(answers).expect("a folder").map(read).collect();
    let schema = json!({"type": "object", "properties": {"answer": {"type": "string"}}, "required": ["answer"]});
    let schema = schema.as_object().cloned().expect("an object");
    let tool = Tool::new("echo", "Repeats an answer.", schema).with_annotations(ToolAnnotations::new().read_only(true));
    let echo = Echo { answers: Arc::new(answers), tool };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        if !http {
            let running = echo.serve(rmcp::transport::io::stdio_pipes()).await.expect("a handshake");
            running.waiting().await.expect("it ends");
            return;
        }
        let config = StreamableHttpServerConfig::default().with_legacy_session_mode(false).with_json_response(true);
        let factory = move || Ok(echo.clone());
        let service = StreamableHttpService::new(factory, Arc::new(NeverSessionManager::default()), config);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("an address");
        eprintln!("http://{}/mcp", listener.local_addr().expect("an address"));
        axum::serve(listener, Router::new().route_service("/mcp", service)).await.expect("it serves");
    });
}
