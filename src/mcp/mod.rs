//! The MCP face: one tool per workflow step.
//!
//! # Layout
//! - `stdio`, `http`: the transports; `hangup`: what ends when a client closes its end
//! - `conformance`: the fixtures of the protocol's conformance suite, in builds for it
//! - `identity`, `instructions`: what a server says of itself
//! - `tools`: the list of tools, the same for every pack and at every moment
//! - `elicit`: asking the person behind the client
//! - `calls`: what each tool does; `inside`: calls from within this process
//! - `task`: the work of one call, which ends with it
//! - `schema`: the schemas of declared types; `typed`: arguments of one, read forgivingly
//! - `types`: what the tools of all skills take and answer
//! - `taken`, `checked`: what matters of a step's answer, of a check's
//! - `resources`: skills, rules and packs to read; `subscriptions`: who is told when they change
//! - `prompts`: what a person can ask for by name; `completion`: what could stand in their arguments
//! - `cache`, `page`: how long lists and texts may be kept, and how they are cut into pages
//! - `words`: answers as text, for a model that reads before it parses
//!
//! State lives in pack ids, never in a connection. What is cached for all callers (`public`) is what all are told alike:
//! who the server is, its tools, the skills' texts. Nothing of a pack is.

use std::sync::Arc;
use std::time::Duration;

use axum::http::request::Parts;
use rmcp::ErrorData;
use rmcp::handler::server::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, CompleteRequestParams, CompleteResult, ContentBlock,
    DiscoverResult, GetPromptRequestParams, GetPromptResponse, GetSkillRequestParams, GetSkillResult,
    InitializeRequestParams, InitializeResult, ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult,
    ListSkillsResult, ListToolsResult, PaginatedRequestParams, ReadResourceDirectoryRequestParams,
    ReadResourceDirectoryResult, ReadResourceRequestParams, ReadResourceResponse, ServerCapabilities, ServerConfig,
    SubscribeRequestMethod, SubscribeRequestParams, SubscriptionFilter, Tool, UnsubscribeRequestParams,
};
use rmcp::service::{NotificationContext, RequestContext, RoleServer, SubscriptionContext};
use tokio_util::sync::CancellationToken;

use cache::Keep;
use resources::Library;
use subscriptions::Session;

use crate::skill::registry::Registry;
use crate::workspace::{Act, Workspace};

#[cfg(test)]
mod budget;
mod cache;
pub mod calls;
mod checked;
mod completion;
#[cfg(feature = "conformance")]
pub mod conformance;
mod elicit;
mod hangup;
pub mod http;
mod identity;
mod inside;
mod instructions;
mod page;
pub mod prompts;
mod resources;
mod schema;
pub mod stdio;
mod subscriptions;
mod taken;
mod task;
mod tools;
mod typed;
mod types;
mod words;

pub use elicit::{Blank, Blanks, Forms, STATE_KEY_ENV, Seal, ShortKey};
pub use instructions::write as instructions;
pub use tools::list as tools;

/// The server behind every connection. Cloning it is cheap.
#[derive(Debug, Clone)]
pub struct Server {
    workspace: Workspace,
    library: Arc<Library>,
    tools: Arc<[Tool]>,
    info: Arc<ServerConfig>,
    session: Session,
    closing: CancellationToken,
    desk: elicit::Desk,
}

impl Server {
    /// A server of the skills of a workspace, with the texts of a registry. What it seals, its clones open and nobody else.
    ///
    /// # Errors
    /// Instructions that cannot be written.
    pub fn new(workspace: Workspace, registry: Registry) -> Result<Self, minijinja::Error> {
        let skills = workspace.skills();
        let (tools, info) = (tools::list(skills).into(), Arc::new(info(&instructions::write(skills)?)));
        let library = Arc::new(Library::new(registry));
        let (session, closing) = (Session::default(), CancellationToken::new());
        let desk = elicit::Desk { seal: Seal::of_process(), patience: elicit::PATIENCE, closing: closing.clone() };
        Ok(Server { workspace, library, tools, info, session, closing, desk })
    }

    /// To be cancelled when no more requests come: what waits for nothing else, as subscriptions do, then ends.
    pub fn closing(&self) -> CancellationToken {
        self.closing.clone()
    }

    /// Shares a seal with the other processes behind an address.
    #[must_use]
    pub fn sealing(mut self, seal: Seal) -> Self {
        self.desk.seal = seal;
        self
    }

    /// Waits so long for the answer to a question that an older client was sent; 5 minutes where nothing is said.
    #[must_use]
    pub fn waiting(mut self, patience: Duration) -> Self {
        self.desk.patience = patience;
        self
    }
}

/// The library moves a request's future about, which is as large as that of the largest request; so the large ones are boxed.
impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::clone(&self.info)
    }

    async fn initialize(
        &self,
        request: InitializeRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<InitializeResult, ErrorData> {
        context.peer.set_peer_info(request.clone());
        let mut answer = self.negotiate_initialize(&request)?;
        if without_session(&context) {
            // Between two requests there is nobody to tell what has changed.
            if let Some(resources) = &mut answer.capabilities.resources {
                (resources.subscribe, resources.list_changed) = (None, None);
            }
        }
        Ok(answer)
    }

    async fn discover(&self, _context: RequestContext<RoleServer>) -> Result<DiscoverResult, ErrorData> {
        let versions = self.supported_protocol_versions().into_owned();
        let (ttl_ms, cache_scope) = Keep::Shared.terms();
        Ok(DiscoverResult::from_server_info(versions, self.get_info())
            .with_ttl_ms(ttl_ms)
            .with_cache_scope(cache_scope))
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let (ttl_ms, cache_scope) = Keep::Shared.hints(&context);
        Ok(ListToolsResult { ttl_ms, cache_scope, ..ListToolsResult::with_all_items(self.tools.to_vec()) })
    }

    async fn list_prompts(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        prompts::list(&self.workspace, request, &context)
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let arguments = request.arguments.unwrap_or_default();
        Ok(Box::pin(prompts::get(&self.workspace, &request.name, &arguments, &act(&context))).await?.into())
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        Box::pin(completion::complete(self, request)).await
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Box::pin(resources::list(self, request, &context)).await
    }

    async fn list_resource_templates(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        resources::templates(request, &context)
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        Ok(Box::pin(resources::read(self, &request.uri, &context)).await?.into())
    }

    async fn list_skills(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListSkillsResult, ErrorData> {
        self.library.list_skills(request, &context)
    }

    async fn get_skill(
        &self,
        request: GetSkillRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetSkillResult, ErrorData> {
        self.library.get_skill(&request.uri, &context)
    }

    async fn read_resource_directory(
        &self,
        request: ReadResourceDirectoryRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceDirectoryResult, ErrorData> {
        self.library.read_directory(&request.uri, request.cursor.as_deref(), &context)
    }

    async fn subscribe(
        &self,
        request: SubscribeRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        if without_session(&context) {
            return Err(ErrorData::method_not_found::<SubscribeRequestMethod>());
        }
        Box::pin(subscriptions::subscribe(self, request.uri, context.peer)).await
    }

    async fn unsubscribe(
        &self,
        request: UnsubscribeRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        subscriptions::unsubscribe(self, &request.uri);
        Ok(())
    }

    async fn on_initialized(&self, context: NotificationContext<RoleServer>) {
        subscriptions::connected(self, context.peer);
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        Some(subscriptions::accepted(self, requested))
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        Box::pin(subscriptions::listen(self, &context)).await
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.tools.iter().find(|tool| tool.name == name).cloned()
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let name = &request.name;
        if !self.tools.iter().any(|tool| tool.name == *name) {
            return Err(ErrorData::invalid_params(self.unknown(name), None));
        }
        if request.name == resources::tool::NAME {
            return Ok(Box::pin(resources::tool::call(self, &request.arguments.unwrap_or_default())).await.into());
        }
        let (act, person) = (act(&context), elicit::Person::behind(&context));
        let work = Box::pin(self.carry_out(request, act, &person));
        // As text alone: older clients hold structured content of an error against the output schema.
        let refused =
            |refused: elicit::Refused| CallToolResult::error(vec![ContentBlock::text(refused.to_string())]).into();
        Ok(task::run(work, context.ct).await?.unwrap_or_else(refused))
    }
}

impl Server {
    /// Carries out a call, once the person has been asked what only they can say.
    async fn carry_out(
        &self,
        request: CallToolRequestParams,
        act: Act,
        person: &elicit::Person,
    ) -> Result<CallToolResponse, elicit::Refused> {
        let call = elicit::Call {
            tool: &request.name,
            arguments: request.arguments.unwrap_or_default(),
            act,
            responses: request.input_responses,
            state: request.request_state,
        };
        let ready = match self.desk.settle(&self.workspace, call, person).await? {
            elicit::Settled::Ready(ready) => ready,
            elicit::Settled::Ask(question) => return Ok(question.into()),
        };
        let answer = calls::settled(&self.workspace, &request.name, ready).await?;
        let mut result = CallToolResult::success(vec![ContentBlock::text(answer.text)]);
        result.structured_content = answer.structured;
        Ok(result.into())
    }
}

impl Server {
    /// What is said of a tool that there is not.
    fn unknown(&self, name: &str) -> String {
        let known = self.tools.iter().map(|tool| tool.name.as_ref()).collect::<Vec<_>>().join(", ");
        format!("there is no tool `{name}`; there are: {known}")
    }
}

/// What a server says of itself and of what it can do.
fn info(instructions: &str) -> ServerConfig {
    let capabilities = ServerCapabilities::builder()
        .enable_tools()
        .enable_prompts()
        .enable_completions()
        .enable_resources()
        .enable_resources_subscribe()
        .enable_resources_list_changed()
        .enable_skills_with_directory_read();
    ServerConfig::new(capabilities.build()).with_server_info(identity::server_info()).with_instructions(instructions)
}

/// Who sent a request, and when it is.
fn act(context: &RequestContext<RoleServer>) -> Act {
    // Without a session nobody remembers what a client said when it shook hands.
    let client = if without_session(context) { context.meta.client_info() } else { context.client_info() };
    let author = client.map_or_else(|| "unnamed client".to_owned(), |client| client.name);
    Act { author, now: jiff::Timestamp::now() }
}

/// Whether a request stands alone, as each does over HTTP.
fn without_session(context: &RequestContext<RoleServer>) -> bool {
    context.extensions.get::<Parts>().is_some()
}
