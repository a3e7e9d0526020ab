//! A baseline observation is too old to plan on.
//!
//! ## What it does
//! Counts the days from *Observed on* to the day the pack is true of. More than 180 days are too old for any observation,
//! and more than twice its own window is too old for one that names its length: what was seen over 14 days is stale after 28.
//!
//! ## Why it matters
//! SLO targets, error budgets and rollback thresholds are computed from these numbers. An observation of last spring is of
//! another system, with other traffic and another release process.
//!
//! ## Example
//! Bad: `99.7 %` over `14 days`, observed on 2026-08-01, in a plan of 2026-11-01.
//!
//! Good: `99.7 %` over `14 days to 2026-10-30`, observed on 2026-10-30.
//!
//! ## Fix
//! Observe again, and write value, window and day anew.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::quantity::{Quantity, date};
use crate::skills::platform_operations::baseline::Baseline;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::observed::days;

crate::rule!("ASM003", "observation-stale", Warning, needs["baseline"], "asm003.rs", check);

/// Days after which no observation is fresh: half a year, a practice estimate.
const MOST: i32 = 180;

fn check(case: &Case<'_>, findings: &mut Findings) {
    for fact in Baseline::of(case.pack).observations() {
        let Ok(observed) = date::parse(fact.observed().text) else { continue };
        let age = observed.until(case.pack.as_of).map_or(0, |span| span.get_days());
        let window = days(fact.window().text);
        let most = window.map_or(Decimal::from(MOST), |days| (days * Decimal::TWO).min(MOST.into()));
        if Decimal::from(age) <= most {
            continue;
        }
        let limit = match window {
            Some(days) if most < Decimal::from(MOST) => format!("two of its windows are {}", Quantity::days(days * Decimal::TWO)),
            _ => format!("{MOST} days are the most"),
        };
        findings
            .at(
                fact.observed().place,
                format!("\"{}\" was observed {} before the plan's own day", fact.name().text.trim(), Quantity::days(age)),
            )
            .evidence(format!("{observed} to {}: {}; {limit}", case.pack.as_of, Quantity::days(age)))
            .fix("observe again, and write its value, its window and the day");
    }
}
