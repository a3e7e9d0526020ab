//! The fixtures that ask the client for something before they answer, in one round or several.

use rmcp::ErrorData;
use rmcp::model::{ClientCapabilities, InputRequests, InputRequiredResult, InputResponses, RequestStateCodec};
use serde_json::{Value as Json, json};

use super::read;

/// Signs the state that clients carry. Nothing rests on it but a fixture.
const KEY: &[u8; 32] = b"the fixtures of the conformance!";

/// A step of a conversation.
pub(super) enum Round {
    /// What is asked next.
    Ask(InputRequiredResult),
    /// What was made of the answers.
    Done(String),
}

/// What is asked, round by round, and whether the client carries how far it is.
struct Flow {
    rounds: Vec<Json>,
    carried: bool,
}

/// The next round of a tool's conversation; `None` where it holds none.
pub(super) fn tool(
    name: &str,
    given: Option<&InputResponses>,
    state: Option<&str>,
    client: &ClientCapabilities,
) -> Option<Result<Round, ErrorData>> {
    let confirm = || json!({"confirm": elicit("Please confirm", "ok", "boolean")});
    let name_asked = |words: &str| elicit(words, "name", "string");
    let (rounds, carried) = match name {
        "test_input_required_result_elicitation" | "test_streaming_elicitation" => {
            (vec![json!({"user_name": name_asked("What is your name?")})], false)
        }
        "test_input_required_result_sampling" => {
            (vec![json!({"capital_question": sample("What is the capital of France?", 100)})], false)
        }
        "test_input_required_result_list_roots" => (vec![json!({"client_roots": roots()})], false),
        "test_input_required_result_request_state" | "test_input_required_result_tampered_state" => {
            (vec![confirm()], true)
        }
        "test_input_required_result_multiple_inputs" => {
            let (user, greeting) = (name_asked("What is your name?"), sample("Generate a greeting", 50));
            (vec![json!({"user_name": user, "greeting": greeting, "client_roots": roots()})], true)
        }
        "test_input_required_result_multi_round" => {
            let first = json!({"step1": name_asked("Step 1: What is your name?")});
            let second = elicit("Step 2: What is your favorite color?", "color", "string");
            (vec![first, json!({"step2": second})], true)
        }
        "test_input_required_result_capabilities" => {
            let mut asked = json!({});
            if client.sampling.is_some() {
                asked["greeting"] = sample("Generate a greeting", 50);
            }
            if client.elicitation.is_some() {
                asked["user_name"] = name_asked("What is your name?");
            }
            (vec![asked], false)
        }
        _ => return None,
    };
    Some(Flow { rounds, carried }.next(name, given, state))
}

/// The next round of a prompt's conversation; `None` where it holds none.
pub(super) fn prompt(
    name: &str,
    given: Option<&InputResponses>,
    state: Option<&str>,
) -> Option<Result<Round, ErrorData>> {
    let asked = elicit("What context should the prompt use?", "context", "string");
    let flow = Flow { rounds: vec![json!({"user_context": asked})], carried: false };
    (name == "test_input_required_result_prompt").then(|| flow.next(name, given, state))
}

impl Flow {
    fn next(self, name: &str, given: Option<&InputResponses>, state: Option<&str>) -> Result<Round, ErrorData> {
        let codec = RequestStateCodec::new(KEY.to_vec());
        let at: usize = match state {
            // What belongs to one fixture, or was changed on the way, opens no other.
            Some(state) => {
                let opened = codec.open_json::<(String, usize)>(state).ok().filter(|(of, _)| of == name);
                opened.ok_or_else(|| ErrorData::invalid_params("the requestState is not one given out here", None))?.1
            }
            None => 0,
        };
        let answered = |asked: &Json| {
            let mut keys = asked.as_object().into_iter().flat_map(|asked| asked.keys());
            given.is_some_and(|given| keys.all(|key| given.get(key).is_some_and(Json::is_object)))
        };
        let done = self.rounds.get(at).is_none_or(answered) && (state.is_some() || !self.carried);
        let at = if done { at + 1 } else { at };
        let Some(asked) = self.rounds.get(at) else {
            let given = json!(given);
            let text = match given.pointer("/user_name/content/name").and_then(Json::as_str) {
                Some(name) => format!("Hello, {name}!"),
                None => format!("Given: {given}"),
            };
            return Ok(Round::Done(if self.carried { format!("{text} state-ok") } else { text }));
        };
        let carry = if self.carried {
            let sealed = codec.seal_json(&(name, at));
            Some(sealed.map_err(|error| ErrorData::internal_error(error.to_string(), None))?)
        } else {
            None
        };
        Ok(Round::Ask(InputRequiredResult::new(Some(read::<InputRequests>(asked.clone())?), carry)))
    }
}

fn elicit(words: &str, field: &str, kind: &str) -> Json {
    let schema = json!({"type": "object", "properties": {field: {"type": kind}}, "required": [field]});
    json!({"method": "elicitation/create", "params": {"mode": "form", "message": words, "requestedSchema": schema}})
}

fn sample(words: &str, tokens: u32) -> Json {
    let message = json!({"role": "user", "content": {"type": "text", "text": words}});
    json!({"method": "sampling/createMessage", "params": {"messages": [message], "maxTokens": tokens}})
}

fn roots() -> Json {
    json!({"method": "roots/list", "params": {}})
}
