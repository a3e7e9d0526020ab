//! What things may cost at most: `budget.yaml` beside the suite.

use std::path::Path;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ledger::{Conversation, Ledger};
use crate::eval::expect::Range;
use crate::eval::gather::{self, Planned, Unread, placed};
use crate::eval::glob::Glob;
use crate::skill::brief;

/// The file.
const FILE: &str = "budget.yaml";

/// What things may cost at most, in tokens.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Budget {
    /// The list of tools.
    pub tools_list: Tools,
    /// The server's instructions.
    pub instructions: Option<Range>,
    /// Conversations.
    pub conversations: Vec<Limits>,
}

/// What a list of tools may cost.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tools {
    /// Of all skills together.
    pub all: Option<Range>,
    /// Of each skill by itself.
    pub one_skill: Option<Range>,
}

/// What the conversations of these names may cost, each.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Patterns for their names.
    of: Vec<Glob>,
    /// What is sent.
    #[serde(default)]
    arguments: Option<Range>,
    /// The text of the answers.
    #[serde(default)]
    text: Option<Range>,
    /// The data of the answers.
    #[serde(default)]
    structured: Option<Range>,
    /// All of it.
    #[serde(default)]
    total: Option<Range>,
}

/// One line of a budget with what was spent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Line {
    /// What it is about: `tools_list.all`, `cases/conversations/a total`.
    pub what: String,
    /// What it may cost.
    pub budget: String,
    /// What it costs.
    pub tokens: usize,
    /// Whether it stays within.
    pub held: bool,
}

impl Budget {
    /// The budget at the root of a suite; one without limits where there is none.
    ///
    /// # Errors
    /// Every mistake in it, with its place.
    pub fn at(root: &Path) -> Result<Self, Unread> {
        let file = root.join(FILE);
        if !file.is_file() {
            return Ok(Budget::default());
        }
        let read = gather::read(&file)
            .and_then(|text| brief::read(&text, |_| Vec::new()).map_err(|error| placed(FILE, &error)));
        read.map_err(|problem| Unread { name: FILE.to_owned(), problem })
    }

    /// Where a case allows what the budget forbids.
    pub fn contradiction(&self, planned: &Planned) -> Option<String> {
        let own = planned.expect.tokens?;
        let limits = self.conversations.iter().filter(|limits| limits.has(&planned.name));
        limits.filter_map(|limits| limits.total).find(|total| !own.within(total)).map(|total| {
            format!(
                "{} expects `tokens: {own}`, {FILE} allows `total: {total}`; a case may be stricter than the budget, not looser",
                planned.name
            )
        })
    }

    /// Every line of the budget that is about something in a ledger.
    pub fn lines(&self, ledger: &Ledger) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut line = |what: String, range: Option<Range>, tokens: usize| {
            if let Some(range) = range {
                let held = range.holds(Decimal::from(tokens));
                lines.push(Line { what, budget: most(&range), tokens, held });
            }
        };
        line("instructions".to_owned(), self.instructions, ledger.instructions);
        for listed in &ledger.tools_list {
            let range = if listed.skill.is_empty() { self.tools_list.all } else { self.tools_list.one_skill };
            let of = if listed.skill.is_empty() { "all" } else { &listed.skill };
            line(format!("tools_list of {of}"), range, listed.tokens);
        }
        for Conversation { name, all, .. } in &ledger.conversations {
            for limits in self.conversations.iter().filter(|limits| limits.has(name)) {
                line(format!("{name} arguments"), limits.arguments, all.arguments);
                line(format!("{name} text"), limits.text, all.text);
                line(format!("{name} structured"), limits.structured, all.structured);
                line(format!("{name} total"), limits.total, all.total());
            }
        }
        lines
    }
}

impl Limits {
    fn has(&self, name: &str) -> bool {
        self.of.iter().any(|pattern| pattern.is_match(name))
    }
}

/// A number by itself is a limit.
fn most(range: &Range) -> String {
    match range.most.and_then(|most| most.to_u64()) {
        Some(most) if range.least.is_none() => most.to_string(),
        _ => range.to_string(),
    }
}
