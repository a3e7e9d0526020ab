//! What comes over the wire: chunks of a reply, put together. Endpoints differ; whatever can be understood is.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value as Json;

use super::trouble::Trouble;
use super::{Finish, Said, ToolCall, Usage, tokens};

/// A chunk of a streamed reply, or a whole one.
#[derive(Debug, Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Option<Vec<Choice>>,
    #[serde(default)]
    usage: Option<Counted>,
    #[serde(default)]
    error: Option<Json>,
}

#[derive(Debug, Deserialize)]
struct Choice {
    #[serde(default)]
    index: Option<u32>,
    #[serde(default, alias = "message")]
    delta: Option<Delta>,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Delta {
    #[serde(default)]
    content: Option<Content>,
    #[serde(default)]
    refusal: Option<String>,
    /// What a model thinks aloud before it answers, where the endpoint shows it; two names are in use.
    #[serde(default)]
    reasoning_content: Option<Json>,
    #[serde(default)]
    reasoning: Option<Json>,
    #[serde(default)]
    tool_calls: Option<Vec<CallPart>>,
}

/// Words, or parts that hold some.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Content {
    Words(String),
    Parts(Vec<ContentPart>),
}

#[derive(Debug, Deserialize)]
struct ContentPart {
    #[serde(default)]
    text: Option<String>,
}

#[derive(Debug, Deserialize)]
struct CallPart {
    #[serde(default)]
    index: Option<usize>,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    function: Option<FunctionPart>,
}

#[derive(Debug, Deserialize)]
struct FunctionPart {
    #[serde(default)]
    name: Option<String>,
    /// JSON text, or from some endpoints the object itself.
    #[serde(default)]
    arguments: Option<Json>,
}

#[derive(Debug, Deserialize)]
struct Counted {
    #[serde(default)]
    prompt_tokens: Option<u64>,
    #[serde(default)]
    completion_tokens: Option<u64>,
}

/// What a chunk adds to a reply.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Added {
    /// Words.
    pub(super) words: String,
    /// What is paid for as words are and not shown: arguments of calls, thoughts.
    pub(super) unseen: String,
}

/// A reply that is being put together.
#[derive(Debug, Default)]
pub(super) struct Gather {
    text: String,
    refusal: String,
    thoughts: String,
    reason: Option<String>,
    counted: Option<Usage>,
    /// The choice that counts: nobody asks for several, and some endpoints send them all the same.
    choice: Option<u32>,
    /// The calls, by the index they are sent under.
    calls: Vec<(Option<usize>, ToolCall)>,
}

impl Gather {
    /// Takes a chunk; yields what it adds.
    ///
    /// # Errors
    /// A chunk that is none, or that tells an error.
    pub(super) fn take(&mut self, chunk: Json) -> Result<Added, Trouble> {
        let Chunk { choices, usage, error } =
            serde_json::from_value(chunk).map_err(|error| Trouble::Unreadable(error.to_string()))?;
        if let Some(error) = error.filter(|error| !error.is_null()) {
            let code = ["code", "status"].iter().find_map(|key| error.get(key).and_then(Json::as_u64));
            let status = code.and_then(|code| u16::try_from(code).ok()).filter(|code| (400..600).contains(code));
            return Err(match status {
                Some(status) => Trouble::Status { status, retry_after: None, said: error.to_string() },
                None => Trouble::Cut(super::trouble::told(&error.to_string())),
            });
        }
        if let Some(Counted { prompt_tokens: Some(input), completion_tokens: Some(output) }) = usage
            // Some endpoints send the fields and do not count.
            && input.saturating_add(output) > 0
        {
            self.counted = Some(Usage { input, output, estimated: false });
        }
        let mut choices = choices.unwrap_or_default().into_iter();
        let chosen = match self.choice {
            None => choices.next(),
            Some(chosen) => choices.find(|one| one.index.unwrap_or(chosen) == chosen),
        };
        let Some(Choice { index, delta, finish_reason }) = chosen else { return Ok(Added::default()) };
        self.choice = self.choice.or(index);
        if finish_reason.is_some() {
            self.reason = finish_reason;
        }
        let Delta { content, refusal, reasoning_content, reasoning, tool_calls } = delta.unwrap_or_default();
        self.refusal.push_str(&refusal.unwrap_or_default());
        let thought = reasoning_content.or(reasoning);
        let mut unseen = thought.as_ref().and_then(Json::as_str).unwrap_or_default().to_owned();
        self.thoughts.push_str(&unseen);
        for part in tool_calls.unwrap_or_default() {
            unseen.push_str(&self.call(part));
        }
        let words = match content {
            Some(Content::Words(words)) => words,
            Some(Content::Parts(parts)) => parts.into_iter().filter_map(|part| part.text).collect(),
            None => String::new(),
        };
        self.text.push_str(&words);
        Ok(Added { words, unseen })
    }

    /// How many bytes it holds.
    pub(super) fn len(&self) -> usize {
        let calls: usize = self.calls.iter().map(|(_, call)| call.arguments.len()).sum();
        self.text.len() + self.refusal.len() + calls
    }

    /// The whole reply, once no more chunks come.
    ///
    /// # Errors
    /// A reply that broke off or holds nothing.
    pub(super) fn whole(&mut self) -> Result<Said, Trouble> {
        let empty = self.len() == 0 && self.calls.is_empty();
        let Some(reason) = &self.reason else {
            return Err(if empty { Trouble::Empty } else { Trouble::Cut("it ends without a reason".to_owned()) });
        };
        let finish = match reason.as_str() {
            "length" | "max_tokens" | "model_length" => Finish::Length,
            "content_filter" => Finish::Refused("the endpoint's filter stopped the reply".to_owned()),
            _ if !self.refusal.trim().is_empty() => Finish::Refused(self.refusal.trim().to_owned()),
            _ if empty => return Err(Trouble::Empty),
            _ => Finish::Stop,
        };
        let usage = self.usage();
        let calls = std::mem::take(&mut self.calls).into_iter().enumerate();
        let calls = calls.map(|(at, (_, call))| match call.id.is_empty() {
            true => ToolCall { id: format!("call_{at}"), ..call },
            false => call,
        });
        Ok(Said { calls: calls.collect(), finish, usage, text: std::mem::take(&mut self.text) })
    }

    /// What it took: as the endpoint counts, or else its output as counted here.
    pub(super) fn usage(&self) -> Usage {
        let estimate = || Usage { input: 0, output: tokens::of(&self.all()), estimated: true };
        self.counted.unwrap_or_else(estimate)
    }

    /// Its words so far.
    pub(super) fn words(&self) -> &str {
        &self.text
    }

    /// All that has come.
    fn all(&self) -> String {
        let calls = self.calls.iter().flat_map(|(_, call)| [call.name.as_str(), call.arguments.as_str()]);
        [self.text.as_str(), &self.refusal, &self.thoughts].into_iter().chain(calls).collect()
    }

    /// Takes a part of a call; yields the arguments that it adds.
    fn call(&mut self, part: CallPart) -> String {
        let CallPart { index, id, function } = part;
        let FunctionPart { name, arguments } = function.unwrap_or(FunctionPart { name: None, arguments: None });
        let (id, name) = (id.unwrap_or_default(), name.unwrap_or_default());
        let same = |(at, call): &(Option<usize>, ToolCall)| match index {
            // Some endpoints send every call under one index. An id alone tells nothing: others send a new one with
            // every part.
            Some(_) => *at == index && (name.is_empty() || !is_another(call, &id)),
            // Without an index, a part with a name of its own, or another id, begins a call.
            None => name.is_empty() && (id.is_empty() || id == call.id),
        };
        let at = match self.calls.iter().rposition(same) {
            Some(at) => at,
            None => {
                self.calls.push((index, ToolCall { id: String::new(), name: String::new(), arguments: String::new() }));
                self.calls.len() - 1
            }
        };
        let Some((_, call)) = self.calls.get_mut(at) else { return String::new() };
        if call.id.is_empty() {
            call.id = id;
        }
        if call.name.is_empty() {
            call.name = name;
        }
        let added = match arguments {
            Some(Json::String(text)) => text,
            Some(Json::Null) | None => String::new(),
            Some(whole) => {
                call.arguments.clear();
                whole.to_string()
            }
        };
        call.arguments.push_str(&added);
        added
    }
}

/// Whether a part with this id, and a name, begins another call than this one.
fn is_another(call: &ToolCall, id: &str) -> bool {
    match (call.id.as_str(), id) {
        ("", "") => serde_json::from_str::<IgnoredAny>(&call.arguments).is_ok(),
        (known, id) => !known.is_empty() && !id.is_empty() && known != id,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn gathered(chunks: &[Json]) -> Result<Said, Trouble> {
        let mut gather = Gather::default();
        for chunk in chunks {
            gather.take(chunk.clone())?;
        }
        gather.whole()
    }

    fn delta(delta: &Json, finish: Option<&str>) -> Json {
        json!({"id": "x", "choices": [{"index": 0, "delta": delta, "finish_reason": finish}], "usage": null})
    }

    #[test]
    fn words_and_calls_come_in_pieces() {
        let said = gathered(&[
            delta(&json!({"role": "assistant", "content": "Let "}), None),
            delta(&json!({"content": "me see."}), None),
            delta(
                &json!({"tool_calls": [{"index": 0, "id": "a", "function": {"name": "f", "arguments": "{\"x\""}}]}),
                None,
            ),
            delta(
                &json!({"tool_calls": [{"index": 1, "id": "b", "function": {"name": "g", "arguments": "{}"}}]}),
                None,
            ),
            delta(&json!({"tool_calls": [{"index": 0, "function": {"arguments": ":1}"}}]}), None),
            delta(&json!({}), Some("tool_calls")),
            json!({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 4}}),
        ]);
        let said = said.unwrap();
        assert_eq!(said.text, "Let me see.");
        let calls: Vec<_> = said.calls.iter().map(|one| (&*one.id, &*one.name, &*one.arguments)).collect();
        assert_eq!(calls, [("a", "f", "{\"x\":1}"), ("b", "g", "{}")]);
    }

    #[test]
    fn calls_under_one_index_are_told_apart_by_what_begins_them() {
        let part = |part: Json| delta(&json!({"tool_calls": [part]}), None);
        let whole = |id: &str, x: u32| {
            part(json!({"index": 0, "id": id, "function": {"name": "f", "arguments": format!("{{\"x\":{x}}}")}}))
        };
        let arguments = |parts: &[Json]| -> Vec<String> {
            let parts = [parts, &[delta(&json!({}), Some("tool_calls"))]].concat();
            gathered(&parts).unwrap().calls.into_iter().map(|call| call.arguments).collect()
        };
        for ids in [["a", "b"], ["", ""]] {
            assert_eq!(arguments(&[whole(ids[0], 1), whole(ids[1], 2)]), ["{\"x\":1}", "{\"x\":2}"], "{ids:?}");
        }
        // One call, though every part has an id of its own, or repeats the name.
        for more in [
            json!({"index": 0, "id": "b", "function": {"arguments": "1}"}}),
            json!({"index": 0, "id": "a", "function": {"name": "f", "arguments": "1}"}}),
        ] {
            let first = json!({"index": 0, "id": "a", "function": {"name": "f", "arguments": "{\"x\":"}});
            assert_eq!(arguments(&[part(first), part(more)]), ["{\"x\":1}"]);
        }
    }

    #[test]
    fn what_the_endpoint_does_not_count_is_counted_here() {
        let usage = |count: Json| {
            let thought = delta(&json!({"reasoning_content": "Let me think."}), None);
            let chunks = [thought, delta(&json!({"content": "Yes."}), Some("stop")), json!({"usage": count})];
            gathered(&chunks).unwrap().usage
        };
        let counted = json!({"prompt_tokens": 3, "completion_tokens": 4});
        assert_eq!(usage(counted), Usage { input: 3, output: 4, estimated: false });
        for none in [json!(null), json!({"prompt_tokens": 0, "completion_tokens": 0})] {
            assert_eq!(usage(none), Usage { input: 0, output: tokens::of("Yes.Let me think."), estimated: true });
        }
    }

    #[test]
    fn a_whole_reply_with_arguments_as_an_object_is_understood() {
        let call = json!({"function": {"name": "f", "arguments": {"x": 1}}});
        let said = gathered(&[json!({"choices": [{"index": 0, "finish_reason": "stop",
            "message": {"role": "assistant", "content": null, "tool_calls": [call, call]}}]})]);
        let calls = said.unwrap().calls;
        assert_eq!(
            calls.iter().map(|one| (&*one.id, &*one.arguments)).collect::<Vec<_>>(),
            [("call_0", "{\"x\":1}"), ("call_1", "{\"x\":1}")]
        );
    }

    #[test]
    fn one_choice_counts_whatever_its_number() {
        let two = |first: &str, second: &str, finish: Option<&str>| {
            json!({"choices": [{"index": 1, "delta": {"content": first}, "finish_reason": finish},
                {"index": 2, "delta": {"content": second}, "finish_reason": finish}]})
        };
        assert_eq!(gathered(&[two("a", "x", None), two("b", "y", Some("stop"))]).unwrap().text, "ab");
        let twice = json!({"choices": [{"index": 0, "message": {"content": "a"}, "finish_reason": "stop"},
            {"index": 0, "message": {"content": "a"}, "finish_reason": "stop"}]});
        assert_eq!(gathered(&[twice]).unwrap().text, "a");
    }

    #[test]
    fn what_is_not_whole_is_no_reply() {
        assert_eq!(gathered(&[json!({"choices": []})]), Err(Trouble::Empty));
        assert_eq!(gathered(&[delta(&json!({"content": ""}), Some("stop"))]), Err(Trouble::Empty));
        assert!(matches!(gathered(&[delta(&json!({"content": "half"}), None)]), Err(Trouble::Cut(_))));
        assert!(matches!(
            gathered(&[json!({"error": {"message": "overloaded", "code": 503}})]),
            Err(Trouble::Status { status: 503, .. })
        ));
        assert!(matches!(gathered(&[json!({"error": "no slot"})]), Err(Trouble::Cut(_))));
        assert!(matches!(gathered(&[json!({"choices": 3})]), Err(Trouble::Unreadable(_))));
    }

    #[test]
    fn the_end_says_why() {
        let finish = |chunk: Json| gathered(&[chunk]).unwrap().finish;
        assert_eq!(finish(delta(&json!({"content": "a"}), Some("length"))), Finish::Length);
        assert_eq!(
            finish(delta(&json!({"refusal": "I cannot."}), Some("stop"))),
            Finish::Refused("I cannot.".to_owned())
        );
        assert!(matches!(finish(delta(&json!({}), Some("content_filter"))), Finish::Refused(_)));
    }
}
