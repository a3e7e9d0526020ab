//! A schema is contracted before the old version has stopped needing it.
//!
//! ## What it does
//! Pairs each `contract` with the `expand` of the same thing: same service, names that share their words. Where both name a
//! milestone (in *Change*, *Tested*, or the milestone's scope names the change), the contract may start no earlier than
//! the end of the expand's milestone plus its rollback window. Where they name none, both must not run in one release:
//! their stages are the same, or lie on one path.
//!
//! ## Why it matters
//! Contracting removes what the old version reads. As long as anybody may go back to that version, the contract turns a
//! rollback into an outage, and then into a restore.
//!
//! ## Example
//! Bad: `orders.note expand | ... | migrate prod | 14 days` and `orders.note contract | ... | migrate prod`.
//!
//! Good: the contract in a release of its own: `orders.note contract (M5)`, where M5 starts 14 days after M3 ends.
//!
//! ## Fix
//! Move the contract to a milestone after the window, and name that milestone in the row.

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::finding::Findings;
use crate::text;
use crate::quantity::duration;
use crate::skills::platform_operations::reading::canaries::span;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::flow::Lane;
use crate::skills::platform_operations::reading::roster::{is, is_named, names};
use crate::skills::platform_operations::safety::{Safety, SchemaChange};
use crate::skills::shared::reading::plan::Planned;
use crate::skills::shared::reading::wording::stems;

crate::rule!("NET014", "contract-too-early", Error, needs["safety"], "net014.rs", check);

/// A day, in seconds.
const DAY: Decimal = Decimal::from_parts(86_400, 0, 0, false, 0);

/// Words of a change's name that do not tell what is changed.
const GENERIC: &[&str] = &[
    "expand", "contract", "add", "drop", "remove", "new", "old", "the", "of", "on", "to", "with", "column", "table", "index",
    "migrate", "phase", "step", "from", "in", "and", "for",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let changes: Vec<SchemaChange<'_>> = Safety::of(case.pack).changes().collect();
    for contract in changes.iter().filter(|row| is(row.phase(), "contract")) {
        let Some(expand) = changes.iter().find(|row| is(row.phase(), "expand") && is_of(row, contract)) else { continue };
        let (first, second) = (expand.name().text, contract.name().text);
        let Some(window) = duration::seconds(expand.window().text) else { continue };
        let message = match (milestone(case, expand), milestone(case, contract)) {
            (Some(one), Some(other)) if one.id == other.id => {
                format!("\"{second}\" runs in {}, as \"{first}\" does, which old code may need for {}", one.id, span(window))
            }
            (before, Some(after)) => {
                let end = before.map_or(Some(case.pack.as_of), |one| one.eta.map(|eta| eta.end));
                let Some((end, start)) = end.zip(after.eta.map(|eta| eta.start)) else { continue };
                let Some(free) = later(end, window).filter(|free| start < *free) else { continue };
                let expanded = before.map_or("the day of the plan".to_owned(), |one| format!("the end of {}", one.id));
                format!(
                    "\"{second}\" may run from {start} ({}), and old code may need what it removes until {free}: {} after {expanded}, {end}",
                    after.id,
                    span(window)
                )
            }
            (_, None) if one_release(case, expand, contract) => {
                format!("\"{second}\" runs in the release of \"{first}\", which old code may need for {}", span(window))
            }
            (_, None) => continue,
        };
        findings
            .at(contract.stage().place, message)
            .fix(format!("contract in a later release, {} after \"{first}\" is everywhere, and name its milestone in the row", span(window)))
            .related(expand.window().place, "the rollback window");
    }
}

/// Whether two changes are of the same thing.
fn is_of(one: &SchemaChange<'_>, other: &SchemaChange<'_>) -> bool {
    let shared = names(one.services()).any(|service| is_named(other.services(), service));
    let (words, others) = (stems(one.name().text, GENERIC), stems(other.name().text, GENERIC));
    // Identifiers of milestones are none of its words.
    let told = words.iter().filter(|word| !word.bytes().any(|byte| byte.is_ascii_digit()) || word.len() > 4);
    let told: Vec<&String> = told.collect();
    shared && !told.is_empty() && told.iter().all(|word| others.contains(*word))
}

/// The milestone that a change belongs to.
fn milestone<'c, 'a>(case: &'c Case<'a>, change: &SchemaChange<'_>) -> Option<&'c Planned<'a>> {
    let milestones = &case.plan.milestones;
    let said = |text: &str| milestones.iter().find(|one| text::mentions(text, one.id));
    let scoped = || milestones.iter().find(|one| text::mentions(one.row.scope().text, change.name().text));
    said(change.name().text).or_else(|| said(change.tested().text)).or_else(scoped)
}

/// The day after which so many seconds have passed.
fn later(day: Date, seconds: Decimal) -> Option<Date> {
    let days = (seconds / DAY).ceil().to_i64()?;
    day.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// Whether two changes run in one release.
fn one_release(case: &Case<'_>, one: &SchemaChange<'_>, other: &SchemaChange<'_>) -> bool {
    let flow = &case.flow;
    let stages = |row: &SchemaChange<'_>| -> Vec<usize> {
        let named = |index: &usize| names(row.stage()).any(|name| text::same_name(name, flow.nodes[*index].name()));
        (0..flow.nodes.len()).filter(named).collect()
    };
    let (first, second) = (stages(one), stages(other));
    let both = |lane: &Lane| first.iter().any(|stage| lane.has(*stage)) && second.iter().any(|stage| lane.has(*stage));
    flow.ways().any(|(_, lane)| both(&lane))
}
