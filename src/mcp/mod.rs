//! The MCP face: one tool per workflow step, over stdio.
//!
//! # Layout
//! - `tools`: the list of tools, the same for every pack and at every moment
//! - `calls`: what each tool does
//! - `types`: what the tools of all skills take and answer
//! - `resources`: the skills' texts
//! - `words`: answers as text, for a model that reads before it parses
//!
//! stdout carries the protocol and nothing else. State lives in pack ids, never in a connection.

use std::sync::Arc;

use rmcp::handler::server::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation, ListResourcesResult,
    ListToolsResult, PaginatedRequestParams, ReadResourceRequestParams, ReadResourceResponse, ReadResourceResult,
    ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::{ErrorData, ServiceExt};

use crate::skill::registry::Registry;
use crate::workspace::{Act, Workspace};

mod calls;
mod resources;
mod tools;
mod types;
mod words;

pub use tools::list as tools;

/// What every client is told at once. The first 512 characters stand on their own: some clients show no more.
pub const INSTRUCTIONS: &str = include_str!("../../prompts/instructions.md");

/// Why serving ended.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The client did not complete the handshake.
    #[error("the client did not complete the handshake: {0}")]
    Handshake(String),
    /// The session ended in an error.
    #[error("the session ended: {0}")]
    Session(String),
}

/// Serves MCP on stdin and stdout until the client closes its end.
///
/// # Errors
/// A handshake or session that failed; a client that only went away is no error.
pub async fn serve(workspace: Workspace, registry: Registry) -> Result<(), ServeError> {
    let (input, output) = rmcp::transport::io::stdio();
    // Whoever talks to it here has started it.
    let server = Server::new(workspace.reading_folders(), registry);
    let running = match server.serve((input, output)).await {
        Ok(running) => running,
        Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => return Ok(()),
        Err(error) => return Err(ServeError::Handshake(error.to_string())),
    };
    running.waiting().await.map_err(|error| ServeError::Session(error.to_string()))?;
    Ok(())
}

/// The server behind every connection.
#[derive(Debug, Clone)]
pub struct Server {
    workspace: Workspace,
    registry: Arc<Registry>,
}

impl Server {
    /// A server over a workspace, with the texts of the skills.
    pub fn new(workspace: Workspace, registry: Registry) -> Self {
        Server { workspace, registry: Arc::new(registry) }
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let server = Implementation::new("groundplan", env!("CARGO_PKG_VERSION"))
            .with_title("Groundplan")
            .with_description(env!("CARGO_PKG_DESCRIPTION"));
        ServerConfig::new(ServerCapabilities::builder().enable_tools().enable_resources().build())
            .with_server_info(server)
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(tools::list().to_vec()))
    }

    async fn list_resources(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Ok(ListResourcesResult::with_all_items(resources::list(&self.registry)))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        match resources::read(&self.registry, &request.uri) {
            Some(contents) => Ok(ReadResourceResult::new(vec![contents]).into()),
            None => {
                let message = format!("there is no resource `{}`; resources/list names those there are", request.uri);
                Err(ErrorData::resource_not_found(message, None))
            }
        }
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        tools::list().iter().find(|tool| tool.name == name).cloned()
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let author = context.client_info().map_or_else(|| "unnamed client".to_owned(), |client| client.name);
        let act = Act { author, now: jiff::Timestamp::now() };
        let arguments = request.arguments.unwrap_or_default();
        let name = request.name.as_ref();
        if self.get_tool(name).is_none() {
            let known = tools::list().iter().map(|tool| tool.name.as_ref()).collect::<Vec<_>>().join(", ");
            return Err(ErrorData::invalid_params(format!("there is no tool `{name}`; there are: {known}"), None));
        }
        let result = match calls::call(&self.workspace, name, &arguments, &act).await {
            Ok(answer) => {
                let mut result = CallToolResult::structured(answer.structured);
                result.content = vec![ContentBlock::text(answer.text)];
                result
            }
            // As text alone: older clients hold structured content of an error against the output schema.
            Err(refusal) => CallToolResult::error(vec![ContentBlock::text(refusal.to_string())]),
        };
        Ok(result.into())
    }
}
