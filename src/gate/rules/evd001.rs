//! A row of evidence states no fact that somebody could look up.
//!
//! ## What it does
//! Reads each row under *Evidence*: a value with a number in it, and a source that names a system, board, query or
//! document. (A blank cell is SEC003's, a date that is none DAT001's.)
//!
//! ## Why it matters
//! Baselines, growth and triggers rest on these rows. "Monitoring" cannot be asked again in three months, and "high"
//! cannot be compared with anything.
//!
//! ## Example
//! Bad: `| orders-db load | high | last month | monitoring | 2026-10-31 |`
//!
//! Good: `| orders-db peak writes | 4,200 writes/s | 30 days, daily peak | Grafana, board "Orders DB" | 2026-10-31 |`
//!
//! ## Fix
//! Write the number with its unit and where it was read. What nobody measured is an assumption: it belongs among the
//! assumptions, with options and a confidence.

use super::placeholder;
use crate::finding::Findings;
use crate::gate::Case;
use crate::text;
use crate::quantity;
use crate::pack::records::Records;

crate::rule!("EVD001", "evidence", Warning, needs["records"], "evd001.rs", check);

/// Words that name no source, alone or together.
const VAGUE: &[&str] = &[
    "a", "about", "all", "analytics", "and", "by", "chat", "common", "company", "dashboard", "data", "engineering", "estimate",
    "everyone", "experience", "feeling", "from", "general", "guess", "gut", "hearsay", "history", "in", "internal", "knowledge",
    "known", "log", "measurement", "meeting", "memory", "metric", "monitoring", "n", "observability", "observation", "of", "on",
    "ops", "our", "own", "past", "people", "production", "report", "s", "several", "slack", "source", "system", "team", "the",
    "tool", "tooling", "unknown", "us", "various", "we", "word", "mouth",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for fact in Records::of(case.pack).evidence() {
        let (value, source) = (fact.value(), fact.source());
        if !value.is_blank() && quantity::find_all(value.text).is_empty() && placeholder::in_text(value.text).is_empty() {
            findings
                .at(value.place, format!("The value of \"{}\" holds no number", fact.name().text))
                .evidence(format!("it says: {}", value.text))
                .fix("write what was measured, with unit, such as `4,200 writes/s`; if nobody measured it, make it an assumption");
        }
        if !source.is_blank() && is_vague(source.text) && placeholder::in_text(source.text).is_empty() {
            findings
                .at(source.place, format!("Nobody could look up \"{}\": its source names no system or document", fact.name().text))
                .evidence(format!("it says: {}", source.text))
                .fix("name the board, query, report or ticket, such as `Grafana, board \"Orders DB\"` or `invoice of 2026-10-05`");
        }
    }
}

/// Whether every word of a source could stand for any source.
fn is_vague(source: &str) -> bool {
    // A digit is a date, or the number of a ticket or board.
    !text::has_number(source)
        && text::key(source).split(' ').all(|word| {
            let singular = word.strip_suffix('s').unwrap_or(word);
            VAGUE.contains(&word) || VAGUE.contains(&singular)
        })
}
