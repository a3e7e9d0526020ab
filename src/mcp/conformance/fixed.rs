//! The fixtures that have one answer.

use serde_json::{Map, Value as Json, json};

/// A red pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQD3A0FDAAAAAElFTkSuQmCC";
/// Two samples of silence.
const WAV: &str = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQIAAACAgA==";

/// The tools without arguments.
const PLAIN: [&str; 19] = [
    "test_simple_text",
    "test_image_content",
    "test_audio_content",
    "test_embedded_resource",
    "test_multiple_content_types",
    "test_error_handling",
    "test_tool_with_progress",
    "test_tool_with_logging",
    "test_logging_tool",
    "test_missing_capability",
    "test_streaming_elicitation",
    "test_input_required_result_elicitation",
    "test_input_required_result_sampling",
    "test_input_required_result_list_roots",
    "test_input_required_result_request_state",
    "test_input_required_result_tampered_state",
    "test_input_required_result_multiple_inputs",
    "test_input_required_result_multi_round",
    "test_input_required_result_capabilities",
];

/// Every tool.
pub(super) fn tools() -> Json {
    let tool = |name: &str, schema: Json| json!({"name": name, "description": "A fixture", "inputSchema": schema});
    let mut tools: Vec<Json> =
        PLAIN.iter().map(|name| tool(name, json!({"type": "object", "properties": {}}))).collect();
    let region = json!({"type": "string", "x-mcp-header": "Region"});
    tools.push(tool("test_parameter_header", json!({"type": "object", "properties": {"region": region}})));
    tools.push(tool("json_schema_2020_12_tool", vocabulary()));
    Json::Array(tools)
}

/// A schema with the words that some servers lose.
fn vocabulary() -> Json {
    let text = json!({"type": "string"});
    let address = json!({"$anchor": "addressDef", "type": "object", "properties": {"street": text, "city": text}});
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": {"address": address},
        "properties": {
            "name": text,
            "address": {"$ref": "#/$defs/address"},
            "contactMethod": {"type": "string", "enum": ["phone", "email"]},
            "phone": text,
            "email": text,
        },
        "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
        "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
        "then": {"required": ["phone"]},
        "else": {"required": ["email"]},
        "additionalProperties": false,
    })
}

/// What a tool answers.
pub(super) fn tool(name: &str) -> Option<Json> {
    let text = |words: &str| json!({"type": "text", "text": words});
    let image = json!({"type": "image", "data": PNG, "mimeType": "image/png"});
    let resource = |uri: &str, mime: &str, words: &str| json!({"type": "resource", "resource": {"uri": uri, "mimeType": mime, "text": words}});
    let content = match name {
        "test_simple_text" => json!([text("This is a simple text response for testing.")]),
        "test_image_content" => json!([image]),
        "test_audio_content" => json!([{"type": "audio", "data": WAV, "mimeType": "audio/wav"}]),
        "test_embedded_resource" => {
            json!([resource("test://embedded-resource", "text/plain", "This is an embedded resource content.")])
        }
        "test_multiple_content_types" => json!([
            text("Multiple content types test:"),
            image,
            resource("test://mixed-content-resource", "application/json", r#"{"test":"data","value":123}"#),
        ]),
        "test_error_handling" => {
            let content = [text("This tool intentionally returns an error for testing")];
            return Some(json!({"resultType": "complete", "isError": true, "content": content}));
        }
        "test_tool_with_progress"
        | "test_tool_with_logging"
        | "test_logging_tool"
        | "test_parameter_header"
        | "json_schema_2020_12_tool" => json!([text("Done.")]),
        _ => return None,
    };
    Some(json!({"resultType": "complete", "content": content}))
}

/// Every resource.
pub(super) fn resources() -> Json {
    json!([
        {"uri": "test://static-text", "name": "Static text", "mimeType": "text/plain"},
        {"uri": "test://static-binary", "name": "Static binary", "mimeType": "image/png"},
        {"uri": "test://watched-resource", "name": "Watched resource", "mimeType": "text/plain"},
    ])
}

/// Every template of resources.
pub(super) fn templates() -> Json {
    json!([{"uriTemplate": "test://template/{id}/data", "name": "Template", "mimeType": "application/json"}])
}

/// What a resource holds.
pub(super) fn resource(uri: &str) -> Option<Json> {
    Some(match uri {
        "test://static-text" => {
            json!({"uri": uri, "mimeType": "text/plain", "text": "This is the content of the static text resource."})
        }
        "test://static-binary" => json!({"uri": uri, "mimeType": "image/png", "blob": PNG}),
        "test://watched-resource" => json!({"uri": uri, "mimeType": "text/plain", "text": "Nothing has changed."}),
        _ => {
            let id = uri.strip_prefix("test://template/")?.strip_suffix("/data")?;
            let data = json!({"id": id, "templateTest": true, "data": format!("Data for ID: {id}")});
            json!({"uri": uri, "mimeType": "application/json", "text": data.to_string()})
        }
    })
}

/// Every prompt.
pub(super) fn prompts() -> Json {
    let prompt = |name: &str, arguments: &[&str]| {
        let arguments: Vec<Json> = arguments.iter().map(|name| json!({"name": name, "required": true})).collect();
        json!({"name": name, "description": "A fixture", "arguments": arguments})
    };
    json!([
        prompt("test_simple_prompt", &[]),
        prompt("test_prompt_with_arguments", &["arg1", "arg2"]),
        prompt("test_prompt_with_embedded_resource", &["resourceUri"]),
        prompt("test_prompt_with_image", &[]),
        prompt("test_input_required_result_prompt", &[]),
    ])
}

/// What could stand in an argument of a prompt that begins so; `None` where the prompt has no such argument.
pub(super) fn completion(prompt: &str, argument: &str, begun: &str) -> Option<Json> {
    let known: &[&str] = match (prompt, argument) {
        ("test_prompt_with_arguments", "arg1" | "arg2") => &["paris", "park", "party", "test", "testing"],
        ("test_prompt_with_embedded_resource", "resourceUri") => &["test://static-text", "test://static-binary"],
        _ => return None,
    };
    let values: Vec<&str> = known.iter().copied().filter(|value| value.starts_with(begun)).collect();
    let completion = json!({"values": values, "total": values.len(), "hasMore": false});
    Some(json!({"resultType": "complete", "completion": completion}))
}

/// The messages of a prompt.
pub(super) fn prompt(name: &str, arguments: &Map<String, Json>) -> Option<Json> {
    let user = |content: Json| json!({"role": "user", "content": content});
    let text = |words: String| user(json!({"type": "text", "text": words}));
    let given = |name: &str| arguments.get(name).and_then(Json::as_str).unwrap_or_default();
    Some(match name {
        "test_simple_prompt" => json!([text("This is a simple prompt for testing.".to_owned())]),
        "test_prompt_with_arguments" => {
            json!([text(format!("Prompt with arguments: arg1='{}', arg2='{}'", given("arg1"), given("arg2")))])
        }
        "test_prompt_with_embedded_resource" => {
            let words = "Embedded resource content for testing.";
            let resource = json!({"uri": given("resourceUri"), "mimeType": "text/plain", "text": words});
            let after = text("Please process the embedded resource above.".to_owned());
            json!([user(json!({"type": "resource", "resource": resource})), after])
        }
        "test_prompt_with_image" => json!([
            user(json!({"type": "image", "data": PNG, "mimeType": "image/png"})),
            text("Please analyze the image above.".to_owned()),
        ]),
        _ => return None,
    })
}
