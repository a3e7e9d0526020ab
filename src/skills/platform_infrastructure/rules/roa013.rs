//! A scaling project relieves a limit that is not on the clock.
//!
//! ## What it does
//! Looks up each name under *Relieves* in the component column of the *Doomsday clock*. Shortened names are
//! recognized.
//!
//! ## Why it matters
//! A project is sequenced by the date of the limit it moves. Where the limit has no row, it has no current value,
//! no trigger and no date, so nothing says whether the project is early, late or needed.
//!
//! ## Example
//! `| Second ingest region | gateway sessions | ...` where the clock has no such row.
//!
//! ## Fix
//! Name the limit as the clock does, or give it a row there, with metric, current value, trigger, lead time,
//! project and owner.

use crate::skills::shared::reading::wording::{joined, stems};
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_infrastructure::{Case, Scaling};
use crate::skills::shared::reading::plan;

crate::rule!("ROA013", "relieves-unlisted-limit", Warning, needs["scaling"], "roa013.rs", check);

/// Answers that name no single limit.
const SWEEPING: &[&str] = &["all", "none", "every", "each"];

/// Words that do not tell one limit from another.
const GENERIC: &[&str] = &["the", "a", "an", "of", "and", "on", "in", "for", "limit", "limits", "at"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Scaling::of(case.pack);
    let limits: Vec<&str> =
        section.limits().map(|limit| limit.name().text).filter(|name| !name.trim().is_empty()).collect();
    if limits.is_empty() {
        // An empty clock is another rule's to report.
        return;
    }
    for project in section.projects() {
        let relieves = project.relieves();
        if crate::skills::shared::reading::wording::unfilled(&relieves) || limits.iter().any(|limit| text::same_name(limit, relieves.text)) {
            continue;
        }
        for name in plan::parts(relieves.text) {
            if text::has_any(name, SWEEPING) || limits.iter().any(|limit| is_same(limit, name)) {
                continue;
            }
            let known: Vec<String> = limits.iter().map(|limit| format!("\"{limit}\"")).collect();
            let fix = match nearest(&limits, name) {
                Some(limit) => format!("write \"{limit}\" if that is meant, or give \"{name}\" a row of the clock"),
                None if known.len() <= 10 => {
                    format!("name one of {}, or give \"{name}\" a row of the clock", joined(&known, "or"))
                }
                None => format!("name a limit of the clock, or give \"{name}\" a row there"),
            };
            findings
                .at(
                    relieves.place,
                    format!("\"{}\" relieves \"{name}\", which is no limit of the clock", project.name().text),
                )
                .fix(fix);
        }
    }
}

/// Whether two names of a limit mean the same: one holds all the words of the other.
fn is_same(limit: &str, name: &str) -> bool {
    if text::mentions(limit, name) || text::mentions(name, limit) {
        return true;
    }
    let (limit, name) = (stems(limit, GENERIC), stems(name, GENERIC));
    let holds = |all: &[String], some: &[String]| !some.is_empty() && some.iter().all(|word| all.contains(word));
    holds(&limit, &name) || holds(&name, &limit)
}

/// The limit that is spelled almost alike.
fn nearest<'a>(limits: &[&'a str], name: &str) -> Option<&'a str> {
    let likeness = |limit: &str| strsim::normalized_levenshtein(&text::key(limit), &text::key(name));
    let best = limits
        .iter()
        .copied()
        .map(|limit| (likeness(limit), limit))
        .max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.filter(|(likeness, _)| *likeness > 0.75).map(|(_, limit)| limit)
}
