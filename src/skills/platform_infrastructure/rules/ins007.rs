//! The name of an event does not follow the convention of the others.
//!
//! ## What it does
//! Determines how more than half of the names under *Event taxonomy* are spelled (snake_case where no spelling
//! prevails) and reports the others. A single lower-case word fits any convention.
//!
//! ## Why it matters
//! Queries, access rules and retention are written against patterns of names. `order_placed` beside
//! `orderShipped` beside `Order Returned` means three filters for one journey, and the one that is forgotten
//! shows as a drop in the numbers.
//!
//! ## Example
//! Bad: `order_placed`, `orderShipped`, `Order Returned`.
//!
//! Good: `order_placed`, `order_shipped`, `order_returned`: one spelling, the object first, then what happened
//! to it.
//!
//! ## Fix
//! Rename the event as proposed before anybody consumes it; later, publish it under both names for a dated
//! while.

use crate::skills::shared::reading::wording::{joined, unfilled};
use crate::engine::events::name::{Convention, Spelling, spelling};
use crate::finding::Findings;
use crate::pack::Cell;
use crate::skills::platform_infrastructure::reading::events::bare;
use crate::skills::platform_infrastructure::{Case, Instrumentation};

crate::rule!("INS007", "event-name-convention", Warning, needs["instrumentation"], "ins007.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Instrumentation::of(case.pack);
    let events: Vec<(Cell<'_>, Spelling)> = section
        .events()
        .map(|event| event.name())
        .filter(|name| !unfilled(name))
        .map(|name| (name, spelling(bare(name.text))))
        .collect();
    let count =
        |convention: Convention| events.iter().filter(|(_, spelled)| *spelled == Spelling::In(convention)).count();
    let most = Convention::ALL.into_iter().map(count).max().unwrap_or_default();
    let telling = events.iter().filter(|(_, spelled)| *spelled != Spelling::Any).count();
    // A convention is what more than half of them follow, and more than one of them.
    let majority =
        Convention::ALL.into_iter().find(|convention| most > 1 && most * 2 > telling && count(*convention) == most);
    let target = majority.unwrap_or(Convention::Snake);
    for (name, spelled) in &events {
        if matches!(spelled, Spelling::Any) || *spelled == Spelling::In(target) || events.len() == 1 {
            continue;
        }
        let bare = bare(name.text);
        let how = match spelled {
            Spelling::In(convention) => convention.name(),
            _ => "a mixture of conventions",
        };
        let message = if majority.is_some() {
            format!("\"{bare}\" is spelled in {how}, most events in {}", target.name())
        } else {
            format!("\"{bare}\" is spelled in {how}, and no convention prevails among the events")
        };
        let used: Vec<String> = Convention::ALL
            .into_iter()
            .filter(|convention| count(*convention) > 0)
            .map(|convention| format!("{} in {}", count(convention), convention.name()))
            .collect();
        findings.at(name.place, message).evidence(joined(&used, "and")).fix(format!(
            "rename it \"{}\", or another name of that spelling that says the object and what happened to it",
            target.spell(bare)
        ));
    }
}
