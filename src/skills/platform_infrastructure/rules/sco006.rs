//! No stakeholder decides.
//!
//! ## What it does
//! Looks through *Stakeholders and decision makers* for somebody who decides, approves, signs off,
//! sponsors, is accountable or holds the budget. A group that decides together does not count.
//!
//! ## Why it matters
//! A plan asks for people, money and a freeze. If nobody on the page can grant them, the first trigger that
//! fires opens the question of who may, and the runway is spent on finding out.
//!
//! ## Example
//! Bad: `Leadership, engineering, product`.
//!
//! Good: `Marta Lindqvist, CTO: decides scope, staffing and any feature freeze`.
//!
//! ## Fix
//! For each person write what he or she decides. At least one must be able to say yes to the plan as a
//! whole.

use crate::skills::shared::reading::wording::shortened;
use crate::finding::Findings;
use crate::gate::rules::{owners, placeholder};
use crate::text;
use crate::skills::platform_infrastructure::{Case, Context};

crate::rule!("SCO006", "nobody-decides", Warning, needs["context"], "sco006.rs", check);

#[rustfmt::skip]
const DECIDING: &[&str] = &[
    "decid*", "decision maker", "decision-maker", "approv*", "sign", "signs", "signs off", "sign-off", "sponsor*",
    "accountable", "final say", "final word", "final call", "veto", "authori*", "go or no-go", "go/no-go",
    "budget holder", "holds the budget", "owns the budget", "holds the cloud budget", "chairs",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let context = Context::of(case.pack);
    let items: Vec<_> =
        context.stakeholders().filter(|item| !item.is_blank() && placeholder::in_text(item.text).is_empty()).collect();
    let decides = items.iter().any(|item| {
        let verb = DECIDING.iter().filter_map(|word| text::find_word(item.text, word)).map(|at| at.start).min();
        let before = verb.map_or("", |at| &item.text[..at]);
        let who = before.split([',', ':', '(', ';', '\u{2014}']).next().unwrap_or_default();
        // `Sponsor: Ruth Castellano` names the person behind the word.
        verb.is_some() && (who.trim().is_empty() || owners::nobody(who).is_none())
    });
    if items.is_empty() || decides {
        return;
    }
    let names: Vec<String> = items.iter().take(4).map(|item| shortened(item.text)).collect();
    findings
        .at(context.0.field("stakeholders"), "No stakeholder is said to decide anything")
        .evidence(shortened(&names.join("; ")))
        .fix(
            "say of at least one person what he or she decides, such as \"Marta Lindqvist, CTO: decides scope, \
             staffing and any feature freeze\"",
        );
}
