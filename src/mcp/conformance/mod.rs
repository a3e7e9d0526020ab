//! What the protocol's conformance suite asks a server for, beside the server itself: tools, resources and prompts of
//! fixed content that exercise every kind of message. Compiled with the feature `conformance` alone, mounted by a hidden
//! flag of `serve`, on the same transport as the product.
//!
//! # Layout
//! - `fixed`: what has one answer
//! - `rounds`: what asks the client first
//!
//! The suite: <https://www.npmjs.com/package/@modelcontextprotocol/conformance>. Its scenarios name each fixture and say
//! what it answers.

// Logging is deprecated, and asked for by the revisions that have it.
#![expect(deprecated)]

use std::time::Duration;

use rmcp::handler::server::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ClientCapabilities, CompleteRequestParams, CompleteResult,
    ContentBlock, DiscoverResult, GetPromptRequestParams, GetPromptResponse, GetPromptResult, GetSkillRequestParams,
    GetSkillResult, ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListSkillsResult,
    ListToolsResult, LoggingLevel, LoggingMessageNotificationParam, PaginatedRequestParams, ProgressNotificationParam,
    PromptMessage, ReadResourceDirectoryRequestParams, ReadResourceDirectoryResult, ReadResourceRequestParams,
    ReadResourceResponse, Reference, Role, ServerConfig, SetLevelRequestParams, SubscribeRequestParams,
    SubscriptionFilter, Tool, UnsubscribeRequestParams,
};
use rmcp::service::{RequestContext, RoleServer, SubscriptionContext};
use rmcp::{ErrorData, Peer};
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use super::Server;

mod fixed;
mod rounds;

use rounds::Round;

/// How long a fixture that says how far it is takes for a step.
const STEP: Duration = Duration::from_millis(50);

/// The server, with the fixtures beside what it serves.
#[derive(Debug, Clone)]
pub struct Fixtures(pub Server);

type Context = RequestContext<RoleServer>;

impl ServerHandler for Fixtures {
    fn get_info(&self) -> ServerConfig {
        let mut info = self.0.get_info();
        info.capabilities.prompts.get_or_insert_default();
        info.capabilities.logging.get_or_insert_default();
        info
    }

    async fn discover(&self, _context: Context) -> Result<DiscoverResult, ErrorData> {
        Ok(DiscoverResult::from_server_info(self.supported_protocol_versions().into_owned(), self.get_info()))
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        context: Context,
    ) -> Result<ListToolsResult, ErrorData> {
        let mut list = self.0.list_tools(request, context).await?;
        list.tools.extend(read::<Vec<Tool>>(fixed::tools())?);
        Ok(list)
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        let fixtures: Vec<Tool> = read(fixed::tools()).ok()?;
        fixtures.into_iter().find(|tool| tool.name == name).or_else(|| self.0.get_tool(name))
    }

    async fn call_tool(&self, request: CallToolRequestParams, context: Context) -> Result<CallToolResponse, ErrorData> {
        let name = request.name.as_ref();
        let (given, state) = (request.input_responses.as_ref(), request.request_state.as_deref());
        if let Some(round) = rounds::tool(name, given, state, &context.client_capabilities().unwrap_or_default()) {
            return Ok(match round? {
                Round::Ask(ask) => ask.into(),
                Round::Done(text) => CallToolResult::success(vec![ContentBlock::text(text)]).into(),
            });
        }
        match name {
            "test_missing_capability" => {
                let required: ClientCapabilities = read(json!({"sampling": {}}))?;
                return Err(ErrorData::missing_required_client_capability(required));
            }
            "test_tool_with_progress" => progress(&context).await?,
            "test_tool_with_logging" => log(&context.peer).await?,
            "test_logging_tool" if context.meta.log_level().is_some() => log(&context.peer).await?,
            _ => {}
        }
        match fixed::tool(name) {
            Some(answer) => Ok(read::<CallToolResult>(answer)?.into()),
            None => self.0.call_tool(request, context).await,
        }
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        context: Context,
    ) -> Result<ListResourcesResult, ErrorData> {
        let mut list = self.0.list_resources(request, context).await?;
        list.resources.extend(read::<Vec<_>>(fixed::resources())?);
        Ok(list)
    }

    async fn list_resource_templates(
        &self,
        request: Option<PaginatedRequestParams>,
        context: Context,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let mut list = self.0.list_resource_templates(request, context).await?;
        list.resource_templates.extend(read::<Vec<_>>(fixed::templates())?);
        Ok(list)
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: Context,
    ) -> Result<ReadResourceResponse, ErrorData> {
        match fixed::resource(&request.uri) {
            Some(contents) => {
                let contents = json!({"resultType": "complete", "contents": [contents]});
                Ok(read::<rmcp::model::ReadResourceResult>(contents)?.into())
            }
            None => self.0.read_resource(request, context).await,
        }
    }

    async fn subscribe(&self, _request: SubscribeRequestParams, _context: Context) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn unsubscribe(&self, _request: UnsubscribeRequestParams, _context: Context) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn set_level(&self, _request: SetLevelRequestParams, _context: Context) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn list_prompts(
        &self,
        request: Option<PaginatedRequestParams>,
        context: Context,
    ) -> Result<ListPromptsResult, ErrorData> {
        let mut list = self.0.list_prompts(request, context).await?;
        list.prompts.extend(read::<Vec<_>>(fixed::prompts())?);
        Ok(list)
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: Context,
    ) -> Result<GetPromptResponse, ErrorData> {
        let (given, state) = (request.input_responses.as_ref(), request.request_state.as_deref());
        if let Some(round) = rounds::prompt(&request.name, given, state) {
            return Ok(match round? {
                Round::Ask(ask) => ask.into(),
                Round::Done(text) => GetPromptResult::new(vec![PromptMessage::new_text(Role::User, text)]).into(),
            });
        }
        match fixed::prompt(&request.name, &request.arguments.clone().unwrap_or_default()) {
            Some(messages) => Ok(GetPromptResult::new(read(messages)?).into()),
            None => self.0.get_prompt(request, context).await,
        }
    }

    async fn complete(&self, request: CompleteRequestParams, context: Context) -> Result<CompleteResult, ErrorData> {
        let (argument, begun) = (&request.argument.name, &request.argument.value);
        let fixture = match &request.r#ref {
            Reference::Prompt(prompt) => fixed::completion(&prompt.name, argument, begun),
            _ => None,
        };
        match fixture {
            Some(completion) => read(completion),
            None => self.0.complete(request, context).await,
        }
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        self.0.accepted_subscription_filter(requested)
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        self.0.listen(context).await
    }

    async fn list_skills(
        &self,
        request: Option<PaginatedRequestParams>,
        context: Context,
    ) -> Result<ListSkillsResult, ErrorData> {
        self.0.list_skills(request, context).await
    }

    async fn get_skill(&self, request: GetSkillRequestParams, context: Context) -> Result<GetSkillResult, ErrorData> {
        self.0.get_skill(request, context).await
    }

    async fn read_resource_directory(
        &self,
        request: ReadResourceDirectoryRequestParams,
        context: Context,
    ) -> Result<ReadResourceDirectoryResult, ErrorData> {
        self.0.read_resource_directory(request, context).await
    }
}

/// A fixture as the protocol's type.
fn read<T: DeserializeOwned>(fixture: Json) -> Result<T, ErrorData> {
    serde_json::from_value(fixture).map_err(|error| ErrorData::internal_error(format!("a fixture: {error}"), None))
}

async fn progress(context: &Context) -> Result<(), ErrorData> {
    for done in [0.0, 50.0, 100.0] {
        if let Some(token) = context.meta.get_progress_token() {
            let said = ProgressNotificationParam::new(token, done).with_total(100.0);
            context.peer.notify_progress(said).await.map_err(gone)?;
        }
        tokio::time::sleep(STEP).await;
    }
    Ok(())
}

async fn log(peer: &Peer<RoleServer>) -> Result<(), ErrorData> {
    for words in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
        let said = LoggingMessageNotificationParam::new(LoggingLevel::Info, json!(words));
        peer.notify_logging_message(said).await.map_err(gone)?;
        tokio::time::sleep(STEP).await;
    }
    Ok(())
}

fn gone(error: rmcp::ServiceError) -> ErrorData {
    ErrorData::internal_error(format!("the client does not listen: {error}"), None)
}
