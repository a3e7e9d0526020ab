//! What conversations cost, as a page and as outcomes.

use super::junit::{Failure, Outcome};
use crate::eval::cost::Cost;
use crate::eval::tokens::{Conversation, Ledger};
use crate::output::page::{Page, Row, Tone, table};
use crate::output::words::counted;

/// The page of a ledger: the budget, the fixed costs, each conversation call by call.
pub fn page(ledger: &Ledger) -> Page {
    let mut page = Page::new("Tokens");
    page.line(Tone::of(ledger.passed), verdict(ledger));
    let rows = ledger.budget.iter().map(|line| Row {
        tone: Tone::of(line.held),
        cells: vec![
            line.what.clone(),
            line.budget.clone(),
            line.tokens.to_string(),
            if line.held { "within" } else { "OVER" }.to_owned(),
        ],
    });
    page.table(&["Budget", "At most", "Tokens", "Result"], rows.collect());
    page.heading(format!("Paid once, in {}", ledger.encoding));
    let mut fixed: Vec<Row> = ledger
        .tools_list
        .iter()
        .map(|list| {
            let of = if list.skill.is_empty() { "all skills" } else { &list.skill };
            Row::plain(vec![format!("tools/list of {of}, {}", counted(list.tools, "tool")), list.tokens.to_string()])
        })
        .collect();
    fixed.push(Row::plain(vec!["instructions".to_owned(), ledger.instructions.to_string()]));
    page.table(&["What", "Tokens"], fixed);
    page.heading("Conversations");
    for conversation in &ledger.conversations {
        let summary = format!("{}: {} with tools and instructions", conversation.name, conversation.total);
        let head = ["Call", "Arguments", "Text", "Data", "Sum"];
        page.fold(Tone::Plain, summary, vec![table(&head, calls(conversation))]);
    }
    for unread in &ledger.unread {
        page.line(Tone::Bad, format!("{} could not be tried: {}", unread.name, unread.problem));
    }
    page
}

fn calls(conversation: &Conversation) -> Vec<Row> {
    let row = |name: String, cost: Cost| {
        let numbers = [cost.arguments, cost.text, cost.structured, cost.total()];
        Row::plain(std::iter::once(name).chain(numbers.iter().map(usize::to_string)).collect())
    };
    let mut rows: Vec<Row> = conversation
        .calls
        .iter()
        .map(|call| {
            let refused = if call.refused { " (refused)" } else { "" };
            row(format!("{}{refused}", call.tool), call.cost)
        })
        .collect();
    rows.push(row("all calls".to_owned(), conversation.all));
    rows
}

/// What came of it, in one line.
pub fn verdict(ledger: &Ledger) -> String {
    let over = ledger.budget.iter().filter(|line| !line.held).count();
    let mut text = format!(
        "{}, {} of the budget: {over} over",
        counted(ledger.conversations.len(), "conversation"),
        counted(ledger.budget.len(), "line")
    );
    if !ledger.unread.is_empty() {
        text.push_str(&format!(", {} could not be tried", ledger.unread.len()));
    }
    text + if ledger.passed { "; passed" } else { "; failed" }
}

/// Each line of the budget as an outcome.
pub fn outcomes(ledger: &Ledger) -> Vec<Outcome> {
    let lines = ledger.budget.iter().map(|line| {
        let message = format!("{} tokens, at most {}", line.tokens, line.budget);
        let failure = Failure { untried: false, message: message.clone(), details: message };
        let result = if line.held { Ok(()) } else { Err(failure) };
        Outcome { class: "budget".to_owned(), name: line.what.clone(), result, properties: Vec::new() }
    });
    lines.chain(ledger.unread.iter().map(super::cases::unread)).collect()
}
