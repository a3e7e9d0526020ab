//! Nothing is known of how a platform takes a release back.
//!
//! ## What it does
//! Looks up the platform of each service and environment among the platform cards (`groundplan platform` lists them). For
//! one without a card, some row of the tool chain has to name it and say how a release is undone there.
//!
//! ## Why it matters
//! Whether a strategy is possible, and how long the way back takes, depends on the platform first. Without a card nothing
//! of that can be checked here, and the plan rests on what somebody remembers.
//!
//! ## Example
//! Bad: a service on `nomad`, and a tool chain that does not mention it.
//!
//! Good: tool chain `hosting`: `Nomad 1.8, two datacentres; rollback by nomad job revert to the version before`.
//!
//! ## Fix
//! Add a row to the tool chain: the platform, and how it rolls back.

use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::baseline::Baseline;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::shared::reading::wording::unfilled;

crate::rule!("ASM010", "platform-without-card", Info, needs["baseline"], "asm010.rs", check);

/// Words that say how a release is undone.
const UNDONE: &[&str] = &["roll* back", "rollback*", "rolls back", "roll back", "rolled back", "revert*", "undo", "undone", "previous", "version before", "redeploy*", "restore*"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let services = case.roster.services.iter().map(|row| row.platform());
    let environments = case.roster.environments.iter().map(|row| row.platform());
    let mut told: Vec<String> = Vec::new();
    for cell in services.chain(environments).filter(|cell| !unfilled(cell)) {
        let key = text::key(cell.text);
        if case.roster.card(cell).is_some() || told.contains(&key) {
            continue;
        }
        let says = Baseline::of(case.pack).stack().any(|row| {
            let said = format!("{} {}", row.name().text, row.tool().text);
            text::mentions(&said, cell.text) && text::has_any(&said, UNDONE)
        });
        if !says {
            let name = cell.text.trim();
            findings
                .at(cell.place, format!("there is no card of \"{name}\", and the tool chain does not say how it rolls back"))
                .fix(format!("add a row to [[baseline.stack]] that names \"{name}\" and how a release is undone there"));
        }
        told.push(key);
    }
}
