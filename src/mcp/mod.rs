//! The MCP face: one tool per workflow step.
//!
//! # Layout
//! - `stdio`, `http`: the transports
//! - `identity`, `instructions`: what a server says of itself
//! - `tools`: the list of tools, the same for every pack and at every moment
//! - `calls`: what each tool does
//! - `task`: the work of one call, which ends with it
//! - `types`: what the tools of all skills take and answer
//! - `resources`: the skills' texts
//! - `words`: answers as text, for a model that reads before it parses
//!
//! State lives in pack ids, never in a connection. What is cached for all callers (`public`) is what all are told alike:
//! who the server is, its tools, the skills' texts. Nothing of a pack is.

use std::sync::Arc;

use axum::http::request::Parts;
use rmcp::ErrorData;
use rmcp::handler::server::ServerHandler;
use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, DiscoverResult,
    ListResourcesResult, ListToolsResult, PaginatedRequestParams, ReadResourceRequestParams, ReadResourceResponse,
    ReadResourceResult, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::{RequestContext, RoleServer};

use crate::skill::registry::Registry;
use crate::workspace::{Act, Workspace};

mod calls;
pub mod http;
mod identity;
mod instructions;
mod resources;
pub mod stdio;
mod task;
mod tools;
mod types;
mod words;

/// For how long a client may take what it was told for unchanged, in milliseconds. It changes with the program alone, and
/// a client should meet an upgraded one soon.
const FRESH_MS: u64 = 5 * 60 * 1000;

/// The server behind every connection. Cloning it is cheap.
#[derive(Debug, Clone)]
pub struct Server {
    workspace: Workspace,
    registry: Arc<Registry>,
    tools: Arc<[Tool]>,
    instructions: Arc<str>,
}

impl Server {
    /// A server of the skills of a workspace, with the texts of a registry.
    ///
    /// # Errors
    /// Instructions that cannot be written.
    pub fn new(workspace: Workspace, registry: Registry) -> Result<Self, minijinja::Error> {
        let skills = workspace.skills();
        let (tools, instructions) = (tools::list(skills).into(), instructions::write(skills)?.into());
        Ok(Server { workspace, registry: Arc::new(registry), tools, instructions })
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().enable_resources().build())
            .with_server_info(identity::server_info())
            .with_instructions(&*self.instructions)
    }

    async fn discover(&self, _context: RequestContext<RoleServer>) -> Result<DiscoverResult, ErrorData> {
        let versions = self.supported_protocol_versions().into_owned();
        Ok(DiscoverResult::from_server_info(versions, self.get_info())
            .with_ttl_ms(FRESH_MS)
            .with_cache_scope(CacheScope::Public))
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.tools.to_vec())
            .with_ttl_ms(FRESH_MS)
            .with_cache_scope(CacheScope::Public))
    }

    async fn list_resources(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Ok(ListResourcesResult::with_all_items(resources::list(&self.registry))
            .with_ttl_ms(FRESH_MS)
            .with_cache_scope(CacheScope::Public))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        match resources::read(&self.registry, &request.uri) {
            Some(contents) => Ok(ReadResourceResult::new(vec![contents])
                .with_ttl_ms(FRESH_MS)
                .with_cache_scope(CacheScope::Public)
                .into()),
            None => {
                let message = format!("there is no resource `{}`; resources/list names those there are", request.uri);
                Err(ErrorData::resource_not_found(message, None))
            }
        }
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.tools.iter().find(|tool| tool.name == name).cloned()
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let (name, arguments) = (request.name, request.arguments.unwrap_or_default());
        if self.get_tool(&name).is_none() {
            let known = self.tools.iter().map(|tool| tool.name.as_ref()).collect::<Vec<_>>().join(", ");
            return Err(ErrorData::invalid_params(format!("there is no tool `{name}`; there are: {known}"), None));
        }
        let act = Act { author: author(&context), now: jiff::Timestamp::now() };
        let workspace = self.workspace.clone();
        let work = async move { calls::call(&workspace, &name, &arguments, &act).await };
        let result = match task::run(work, context.ct).await? {
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

/// Who calls, as the client names itself.
fn author(context: &RequestContext<RoleServer>) -> String {
    let client = match context.extensions.get::<Parts>() {
        // Without a session nobody remembers what a client said when it shook hands.
        Some(_) => context.meta.client_info(),
        None => context.client_info(),
    };
    client.map_or_else(|| "unnamed client".to_owned(), |client| client.name)
}
