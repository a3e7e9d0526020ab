//! What is said to a model, and what it says.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Message {
    /// What holds for the whole conversation.
    System(String),
    /// What the person, or the runtime in the person's place, says.
    User(String),
    /// What the model said.
    Assistant {
        /// Its words; empty where it only called tools.
        text: String,
        /// The tools it called.
        calls: Vec<ToolCall>,
    },
    /// What a tool answered.
    Tool {
        /// The id of the call.
        call: String,
        /// The answer.
        text: String,
    },
}

/// A tool that a model may call, or the one object that it shall send.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolSpec {
    /// Its name: letters, digits, `_` and `-`.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The JSON Schema of its arguments, an object.
    pub parameters: Map<String, Json>,
}

/// A call of a tool, as the model sent it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolCall {
    /// The id that the answer names.
    pub id: String,
    /// The tool.
    pub name: String,
    /// The arguments: JSON text, which may be malformed.
    pub arguments: String,
}

/// A whole reply.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Its words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The tools it calls, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<ToolCall>,
    /// Why it ends.
    pub finish: Finish,
    /// What it took.
    pub usage: Usage,
}

impl Said {
    /// The reply as a message of words alone: calls in it would want an answer each.
    pub fn in_words(&self) -> Message {
        let calls = self.calls.iter().map(|call| call.arguments.as_str());
        let text = std::iter::once(self.text.as_str()).chain(calls).map(str::trim).filter(|text| !text.is_empty());
        let text = text.collect::<Vec<_>>().join("\n");
        Message::Assistant { text: if text.is_empty() { "(nothing)".to_owned() } else { text }, calls: Vec::new() }
    }
}

/// Why a reply ends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    /// The model was done.
    #[default]
    Stop,
    /// It reached the most tokens it may write: what it said is cut off.
    Length,
    /// It declined, in its words or by the endpoint's filter.
    Refused(String),
}

/// Tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Of what was sent.
    pub input: u64,
    /// Of the reply.
    pub output: u64,
    /// Whether the endpoint did not count, so that they were counted here (o200k_base).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub estimated: bool,
}

impl Usage {
    /// Both together.
    pub fn total(self) -> u64 {
        self.input + self.output
    }
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        self.input += other.input;
        self.output += other.output;
        self.estimated |= other.estimated;
    }
}
