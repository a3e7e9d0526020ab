//! What the tools, the instructions and each call of conversations cost.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::budget::{Budget, Line};
use super::{ENCODING, count};
use crate::eval::cost::Cost;
use crate::eval::gather::{Gathered, Unread};
use crate::eval::play::Seen;
use crate::eval::report::{FORMAT, Tool};
use crate::eval::{Around, Drafters, Played, play_all};
use crate::mcp;
use crate::skill::Skill;
use crate::skills;

/// What everything costs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Ledger {
    /// The version of this format: 1.
    pub format: u32,
    /// What wrote it.
    pub tool: Tool,
    /// What was run: `tokens`.
    pub run: &'static str,
    /// Whether every line of the budget holds.
    pub passed: bool,
    /// The encoding that counts.
    pub encoding: &'static str,
    /// The list of tools: of all skills, then of each by itself.
    pub tools_list: Vec<Listed>,
    /// The server's instructions.
    pub instructions: usize,
    /// The conversations, by name.
    pub conversations: Vec<Conversation>,
    /// The budget, line by line.
    pub budget: Vec<Line>,
    /// What could not be tried.
    pub unread: Vec<Unread>,
}

/// What a list of tools costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Listed {
    /// The skill; blank for all of them.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub skill: String,
    /// How many tools.
    pub tools: usize,
    /// What they cost together.
    pub tokens: usize,
}

/// What a conversation costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Conversation {
    /// The case.
    pub name: String,
    /// Its skill.
    pub skill: String,
    /// Its calls.
    pub calls: Vec<Spent>,
    /// All calls together.
    pub all: Cost,
    /// All calls, the list of tools and the instructions.
    pub total: usize,
}

/// What a call costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Spent {
    /// The tool.
    pub tool: String,
    /// Whether it was refused.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub refused: bool,
    /// What it costs.
    #[serde(flatten)]
    pub cost: Cost,
}

/// Has every conversation and counts.
pub async fn run(gathered: Gathered, budget: &Budget, around: &Around) -> Ledger {
    let Gathered { cases, mut unread, .. } = gathered;
    let mut talks = Vec::new();
    for planned in cases.into_iter().filter(|planned| !planned.case.calls.is_empty()) {
        match budget.contradiction(&planned) {
            None => talks.push(planned),
            Some(problem) => unread.push(Unread { name: planned.name, problem }),
        }
    }
    let instructions = mcp::instructions(skills::NATIVE).map(|text| count(&text)).unwrap_or_default();
    let fixed = tools(None).tokens + instructions;
    let mut conversations = Vec::new();
    for Played { planned, trials, stopped } in play_all(talks, &Drafters::default(), around).await {
        let told = trials.iter().map(|one| conversation(&planned.name, &planned.case.skill, &one.seen, fixed));
        conversations.extend(told);
        unread.extend(stopped.map(|problem| Unread { name: planned.name.clone(), problem }));
    }
    let lists = std::iter::once(None).chain(skills::NATIVE.iter().map(Some));
    let mut ledger = Ledger {
        format: FORMAT,
        tool: Tool::THIS,
        run: "tokens",
        passed: false,
        encoding: ENCODING,
        tools_list: lists.map(tools).collect(),
        instructions,
        conversations,
        budget: Vec::new(),
        unread,
    };
    ledger.budget = budget.lines(&ledger);
    ledger.passed = ledger.unread.is_empty() && ledger.budget.iter().all(|line| line.held);
    ledger
}

/// The list of tools as a client gets it: of a server of all skills, or of this one alone.
fn tools(skill: Option<&'static &'static dyn Skill>) -> Listed {
    let served = skill.map_or(skills::NATIVE, std::slice::from_ref);
    let tools = mcp::tools(served);
    let listed = json!({"tools": tools}).to_string();
    let name = skill.map(|skill| skill.definition().name).unwrap_or_default();
    Listed { skill: name.to_owned(), tools: tools.len(), tokens: count(&listed) }
}

fn conversation(name: &str, skill: &str, seen: &Seen, fixed: usize) -> Conversation {
    let calls = seen.calls.iter().map(|call| Spent {
        tool: call.tool.clone(),
        refused: call.answer.is_err(),
        cost: Cost::of(call),
    });
    let calls: Vec<Spent> = calls.collect();
    let all = calls.iter().fold(Cost::default(), |sum, call| Cost {
        arguments: sum.arguments + call.cost.arguments,
        text: sum.text + call.cost.text,
        structured: sum.structured + call.cost.structured,
    });
    Conversation { name: name.to_owned(), skill: skill.to_owned(), total: all.total() + fixed, all, calls }
}
