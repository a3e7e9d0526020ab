//! What goes over the wire: the body of a request for a chat completion.

use std::sync::OnceLock;

use minijinja::context;
use serde_json::{Map, Value as Json, json};

use super::trouble::Part;
use super::{Failure, Message, Settings, ToolCall, ToolSpec, Usage, tokens};
use crate::quantity::number;
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

/// The tokens from which on a request is long enough to be held against what the endpoint counted.
const LONG: u64 = 2_000;

/// The fewest bytes that a token has on average, in any text that is sent.
const BYTES_PER_TOKEN: u64 = 3;

/// A request for a chat completion.
#[derive(Debug)]
pub(super) struct Request {
    body: Json,
    /// Which of the parts that can be left out it has.
    parts: Vec<Part>,
    /// What the most tokens of the reply are called.
    limit: &'static str,
    said: OnceLock<u64>,
    schemas: OnceLock<u64>,
}

impl Request {
    /// What goes over the wire, but for the most tokens of the reply.
    ///
    /// # Errors
    /// A prompt that cannot be filled.
    pub(super) fn new(
        model: &str,
        messages: &[Message],
        wanted: Wanted<'_>,
        settings: &Settings,
        capabilities: &Capabilities,
    ) -> Result<Self, Failure> {
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
                let schema =
                    json!({"name": object.name, "description": object.description, "schema": object.parameters});
                put("response_format", json!({"type": "json_schema", "json_schema": schema}));
            }
            Wanted::Object(Way::Call, object) => {
                put("tools", json!([tool(object)]));
                put("tool_choice", json!({"type": "function", "function": {"name": object.name}}));
            }
            Wanted::Object(Way::Plain, object) => add(&mut said, &plain(object)?),
        }
        put("messages", Json::Array(said));
        put("stream", json!(true));
        let takes = |part: Part| !capabilities.without.contains(&part);
        let mut optional = |part: Part, key: &str, value: Option<Json>| {
            if let Some(value) = value.filter(|_| takes(part)) {
                parts.push(part);
                body.insert(key.to_owned(), value);
            }
        };
        optional(Part::StreamOptions, "stream_options", Some(json!({"include_usage": true})));
        optional(Part::Temperature, "temperature", settings.temperature.map(|one| json!(one)));
        optional(Part::Seed, "seed", settings.seed.map(|one| json!(one)));
        let limit = match takes(Part::MaxCompletionTokens) {
            true => {
                parts.push(Part::MaxCompletionTokens);
                "max_completion_tokens"
            }
            false => "max_tokens",
        };
        Ok(Request { body: Json::Object(body), parts, limit, said: OnceLock::new(), schemas: OnceLock::new() })
    }

    /// Sets the most tokens of the reply.
    pub(super) fn limit(&mut self, max_tokens: u32) {
        self.body[self.limit] = json!(max_tokens);
    }

    pub(super) fn body(&self) -> &Json {
        &self.body
    }

    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// About how many tokens it has: its messages, its tools and its schema.
    pub(super) fn tokens(&self) -> u64 {
        let schemas = || ["tools", "response_format"].iter().filter_map(|key| self.body.get(key));
        self.said() + self.schemas.get_or_init(|| schemas().map(|one| tokens::of(&one.to_string())).sum())
    }

    /// The tokens of its messages.
    fn said(&self) -> u64 {
        *self.said.get_or_init(|| self.texts().iter().map(|text| tokens::of(text)).sum())
    }

    /// What its messages say.
    fn texts(&self) -> Vec<String> {
        let messages = self.body["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
        let content = messages.iter().filter_map(|one| one["content"].as_str().map(str::to_owned));
        content.chain(messages.iter().filter_map(|one| one.get("tool_calls").map(Json::to_string))).collect()
    }

    /// What to tell where an endpoint has read far less than it was sent: some cut what is longer than their context, and
    /// say nothing. Tools and schemas do not count, which some endpoints do not show their model.
    pub(super) fn truncated(&self, usage: Usage) -> Option<String> {
        let Usage { input, estimated, .. } = usage;
        if estimated || input == 0 {
            return None;
        }
        // Counting takes time, and most endpoints read all of it.
        let bytes = self.texts().iter().map(String::len).sum::<usize>();
        let half = |all: u64| input.saturating_mul(2) < all;
        let truncated = half(u64::try_from(bytes).unwrap_or(u64::MAX) / BYTES_PER_TOKEN)
            && half(self.said())
            && self.said() >= LONG;
        let print = |tokens: u64| number::print(tokens.into());
        truncated.then(|| format!("the endpoint read only {} of about {} tokens", print(input), print(self.said())))
    }
}

/// Adds to what the user says last: some templates take no two messages of one role in a row.
fn add(said: &mut Vec<Json>, words: &str) {
    match said.last_mut().filter(|last| last["role"] == "user") {
        Some(last) => last["content"] = json!(format!("{}\n\n{words}", last["content"].as_str().unwrap_or_default())),
        None => said.push(json!({"role": "user", "content": words})),
    }
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
