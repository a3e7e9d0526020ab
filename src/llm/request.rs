//! What goes over the wire: the body of a request for a chat completion.

use minijinja::context;
use serde_json::{Map, Value as Json, json};

use super::trouble::Part;
use super::{Failure, Message, Settings, ToolCall, ToolSpec};
use crate::template;

/// What is wanted of a reply.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted<'a> {
    /// Words, and calls of these tools.
    Words(&'a [ToolSpec]),
    /// One object.
    Object(Way, &'a ToolSpec),
}

/// How an endpoint is made to send an object.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Way {
    /// `response_format: json_schema`.
    #[default]
    Schema,
    /// A tool that it has to call.
    Call,
    /// Words that ask for it.
    Plain,
}

impl Way {
    /// The way that asks less of an endpoint.
    pub(super) fn simpler(self) -> Option<Self> {
        match self {
            Way::Schema => Some(Way::Call),
            Way::Call => Some(Way::Plain),
            Way::Plain => None,
        }
    }
}

/// What an endpoint was found to take.
#[derive(Debug, Clone, Default)]
pub(super) struct Capabilities {
    /// How it sends objects.
    pub(super) way: Way,
    /// Whether it has sent one that way.
    pub(super) proven: bool,
    /// What it does not take.
    pub(super) without: Vec<Part>,
}

/// What asks for an object where nothing but words can.
const PLAIN: (&str, &str) = ("plain_object.md", include_str!("../../prompts/plain_object.md"));

/// The body of a request, and which of the parts that can be left out it has.
///
/// # Errors
/// A prompt that cannot be filled.
pub(super) fn body(
    model: &str,
    messages: &[Message],
    wanted: Wanted<'_>,
    settings: &Settings,
    most: u32,
    capabilities: &Capabilities,
) -> Result<(Json, Vec<Part>), Failure> {
    let mut body = Map::new();
    let mut parts = Vec::new();
    let mut put = |key: &str, value: Json| body.insert(key.to_owned(), value);
    put("model", json!(model));
    let mut said: Vec<Json> = messages.iter().map(message).collect();
    match wanted {
        Wanted::Words([]) => {}
        Wanted::Words(tools) => {
            put("tools", tools.iter().map(tool).collect());
        }
        Wanted::Object(Way::Schema, object) => {
            let schema = json!({"name": object.name, "description": object.description, "schema": object.parameters});
            put("response_format", json!({"type": "json_schema", "json_schema": schema}));
        }
        Wanted::Object(Way::Call, object) => {
            put("tools", json!([tool(object)]));
            put("tool_choice", json!({"type": "function", "function": {"name": object.name}}));
        }
        Wanted::Object(Way::Plain, object) => {
            said.push(json!({"role": "user", "content": plain(object)?}));
        }
    }
    put("messages", Json::Array(said));
    put("stream", json!(true));
    let mut optional = |part: Part, key: &str, value: Option<Json>| {
        if let Some(value) = value.filter(|_| !capabilities.without.contains(&part)) {
            parts.push(part);
            body.insert(key.to_owned(), value);
            return true;
        }
        false
    };
    optional(Part::StreamOptions, "stream_options", Some(json!({"include_usage": true})));
    optional(Part::Temperature, "temperature", settings.temperature.map(|one| json!(one)));
    optional(Part::Seed, "seed", settings.seed.map(|one| json!(one)));
    if !optional(Part::MaxCompletionTokens, "max_completion_tokens", Some(json!(most))) {
        body.insert("max_tokens".to_owned(), json!(most));
    }
    Ok((Json::Object(body), parts))
}

fn plain(object: &ToolSpec) -> Result<String, Failure> {
    let ToolSpec { description, parameters, .. } = object;
    let values = context! { description, schema => Json::Object(parameters.clone()).to_string() };
    let filled = template::environment([PLAIN]).and_then(|all| all.get_template(PLAIN.0)?.render(values));
    let filled = filled.map_err(|error| Failure::Prompt { problem: error.to_string() })?;
    Ok(filled.trim_end().to_owned())
}

fn message(message: &Message) -> Json {
    match message {
        Message::System(text) => json!({"role": "system", "content": text}),
        Message::User(text) => json!({"role": "user", "content": text}),
        Message::Assistant { text, calls } if calls.is_empty() => json!({"role": "assistant", "content": text}),
        Message::Assistant { text, calls } => {
            // What said nothing but called tools has no content; some endpoints refuse an empty one.
            let content = if text.is_empty() { Json::Null } else { json!(text) };
            let calls: Vec<Json> = calls
                .iter()
                .map(|ToolCall { id, name, arguments }| {
                    json!({"id": id, "type": "function", "function": {"name": name, "arguments": arguments}})
                })
                .collect();
            json!({"role": "assistant", "content": content, "tool_calls": calls})
        }
        Message::Tool { call, text } => json!({"role": "tool", "tool_call_id": call, "content": text}),
    }
}

fn tool(tool: &ToolSpec) -> Json {
    let ToolSpec { name, description, parameters } = tool;
    json!({"type": "function", "function": {"name": name, "description": description, "parameters": parameters}})
}
