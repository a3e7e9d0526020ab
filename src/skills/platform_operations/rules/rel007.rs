//! The error-budget policy changes nothing before the budget is gone, or never stops a deploy.
//!
//! ## What it does
//! Reads *Error-budget policy*: some row has to apply at 100 % spent or before, and one of those has to stop deploys but for
//! those that repair.
//!
//! ## Why it matters
//! A budget that is spent without consequence is a number on a dashboard. The one lever that reliably stops the spending is
//! to stop the changes that cause it, and that has to be agreed before it is needed.
//!
//! ## Example
//! Bad: one row, `100 %`: "discussed in the weekly meeting".
//!
//! Good: `50 %`: deploys only before 15:00. `100 %`: production deploys stop, except rollback, security and reliability fixes.
//!
//! ## Fix
//! Add the row that stops deploys at 100 % spent, with who decides and how it ends.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::text;
use crate::pack::Cell;
use crate::quantity::{Quantity, Unit};
use crate::skills::platform_operations::objectives::Objectives;
use crate::skills::platform_operations::reading::facts::Case;

crate::rule!("REL007", "policy-toothless", Warning, needs["objectives"], "rel007.rs", check);

/// Words that stop something.
const STOPS: &[&str] =
    &["stop*", "freez*", "frozen", "halt*", "paus*", "suspend*", "blocked", "forbidden", "only fixes"];
/// What has to be stopped.
const CHANGES: &[&str] = &[
    "deploy*", "release*", "rollout*", "change*", "feature*", "promot*", "launch*", "ship*", "production", "merge*",
    "patch*", "update*",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Objectives::of(case.pack);
    let rows: Vec<(Option<Decimal>, Cell<'_>)> = section
        .policy()
        .filter(|row| !row.name().is_blank())
        .map(|row| (spent(row.name().text), row.change()))
        .collect();
    let in_time = || rows.iter().filter(|(spent, _)| spent.is_some_and(|spent| spent <= Decimal::ONE_HUNDRED));
    // An empty table is said to be empty by the rule that knows tables.
    if rows.is_empty() || in_time().any(|(_, change)| stops(change.text)) {
        return;
    }
    let place = section.0.field("policy");
    let late = in_time().next().is_none();
    let message = match late {
        true => "no row of the error-budget policy applies at 100 % spent or before",
        false => "no row of the error-budget policy stops deploys when the budget is spent",
    };
    findings.at(place, message).fix(
        "add a row at `100 %`: production deploys stop, except rollback, security and reliability fixes; with the person who decides and how it ends",
    );
}

/// The share of the budget a row begins at, in percent: `50 %`, `50 % in one week`, `exhausted`.
fn spent(name: &str) -> Option<Decimal> {
    let share = Quantity::parse(name).ok().filter(|share| share.unit == Unit::Percent).map(|share| share.value);
    share.or_else(|| {
        text::has_any(name, &["exhausted", "spent", "used up", "gone", "all"]).then_some(Decimal::ONE_HUNDRED)
    })
}

/// Whether what changes is that changes stop: a word that stops, or `no` before what is stopped.
fn stops(change: &str) -> bool {
    let refused = change.split([',', ';', '.', ':']).any(|clause| {
        text::find_word(clause, "no").is_some_and(|at| {
            text::has_any(
                &clause[at.end..],
                &[
                    "deploy*", "release*", "rollout*", "promotion*", "launch*", "change", "changes", "feature*",
                    "patch*", "update*",
                ],
            )
        })
    });
    refused || text::has_any(change, STOPS) && text::has_any(change, CHANGES)
}
