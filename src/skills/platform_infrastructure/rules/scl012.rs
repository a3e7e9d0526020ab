//! No scaling risk has to do with a limit of the clock.
//!
//! ## What it does
//! Looks in *Top scaling risks* for words of a component, a metric or a mitigation project of the clock.
//!
//! ## Why it matters
//! The risks are what the table cannot say: two limits that meet on one day, a growth that comes as a step, a limit that
//! cannot be raised. Risks about anything else leave the clock unexplained, and one of the two lists was not thought about.
//!
//! ## Example
//! Bad: `Traffic may grow faster than expected.`
//!
//! Good: `orders-db connections and the provider's quota meet their limits in the same week of March, and both need Dev Raman.`
//!
//! ## Fix
//! Add the risk that worries the owners of the nearest limits most, and name the limit.

use crate::skills::shared::reading::wording::{shortened, stem, stems, unfilled};
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_infrastructure::{Case, Scaling};

crate::rule!("SCL012", "risks-without-limit", Warning, needs["scaling"], "scl012.rs", check);

/// Words that tell no limit from another.
const GENERIC: &[&str] = &[
    "the", "a", "an", "of", "at", "on", "in", "per", "and", "or", "for", "to", "with", "by", "limit", "limits",
    "project", "service", "services", "system", "systems", "platform", "rate", "time", "size", "count", "number",
    "total", "max", "maximum", "daily", "day", "weekly", "monthly", "month", "week", "hour", "peak", "average", "p95",
    "p99", "p50", "usage", "used", "capacity", "growth", "new", "second", "over", "all", "age", "end", "from",
    "highest", "component", "mean", "sum",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let scaling = Scaling::of(case.pack);
    let risks: Vec<_> = scaling.risks().filter(|risk| !unfilled(risk)).collect();
    let mut words: Vec<String> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for limit in scaling.limits().filter(|limit| !unfilled(&limit.name())) {
        names.push(limit.name().text);
        for cell in [limit.name(), limit.metric(), limit.project()] {
            words.extend(
                stems(cell.text, GENERIC)
                    .into_iter()
                    .filter(|word| word.len() > 2 || word.chars().all(char::is_alphabetic)),
            );
        }
    }
    // No risks, or no limits, is another rule's finding.
    if risks.is_empty() || words.is_empty() {
        return;
    }
    let named = risks.iter().any(|risk| text::key(risk.text).split(' ').any(|word| words.contains(&stem(word))));
    if !named {
        let first: Vec<String> = risks.iter().take(2).map(|risk| shortened(risk.text)).collect();
        findings
            .at(scaling.0.field("risks"), "No scaling risk speaks of a limit of the clock".to_owned())
            .evidence(format!("risks: {}; limits: {}", first.join("; "), names.join("; ")))
            .fix("add what the table cannot say of the nearest limit: what makes it come sooner, what it meets, why it cannot be raised");
    }
}
