//! No next step is due within two weeks.
//!
//! ## What it does
//! Looks under *Next steps* for one due within 14 days of the pack's as-of date. Days that cannot be read or lie in
//! the past are reported by other rules and not held against it here.
//!
//! ## Why it matters
//! Next steps are what happens on Monday. A first step that lies a month ahead means that nothing follows from
//! approving the plan, and by then it competes with everything that came in between.
//!
//! ## Example
//! As of 2026-11-02 the earliest step is due on 2026-12-18.
//!
//! ## Fix
//! Add what somebody can do this week: ask the question that blocks most, switch on the alert, book the window.

use jiff::ToSpan;

use crate::finding::Findings;
use crate::quantity::date;
use crate::skills::shared::Risks;
use crate::skills::shared::reading::wording::{shortened, unfilled};
use crate::skills::shared::rules::Case;

crate::rule!("RSK003", "no-step-soon", Warning, needs["risks"], "rsk003.rs", check);

/// How soon the first step has to be due, in days.
const SOON: i32 = 14;

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Risks::of(case.gate.pack);
    let as_of = case.gate.pack.as_of;
    let Ok(by) = as_of.checked_add(SOON.days()) else { return };
    let mut first = None;
    for step in section.steps().filter(|step| !unfilled(&step.name())) {
        let Ok(due) = date::parse(step.due().text) else { return };
        if due <= by {
            return;
        }
        if first.is_none_or(|(earliest, _)| due < earliest) {
            first = Some((due, step));
        }
    }
    let Some((due, step)) = first else { return };
    let days = as_of.until(due).map_or(0, |span| span.get_days());
    findings
        .at(section.0.field("steps"), format!("No next step is due within {SOON} days"))
        .evidence(format!("the first, \"{}\", is due on {due}, {days} days after {as_of}", shortened(step.name().text)))
        .fix(format!("add what can be done this week, with an owner and a day by {by}"))
        .related(step.due().place, "the earliest");
}
