//! A value of the doomsday clock is another elsewhere in the pack.
//!
//! ## What it does
//! Where a text outside the clock names one of its limits and states its limit, its value today, its trigger or its growth
//! (`orders-db disk is at 1.2 TB today`, `orders-db disk, limit 2 TB`, `orders-db disk grows 40 GB per month`), the number is
//! held against the clock's.
//!
//! ## Why it matters
//! The dates of the whole plan follow from four numbers a limit. Where the context says 1.2 TB and the clock 1.6 TB, one of
//! them makes the date wrong by months, and the reader cannot know which.
//!
//! ## Example
//! Bad: `orders-db disk: 1.2 TB today` under *Scale and growth*, current value `1.6 TB` on the clock
//!
//! Good: `orders-db disk: 1.6 TB today`
//!
//! ## Fix
//! Decide which value holds and write it in both places, or refer to the clock instead of repeating it.

use crate::finding::Findings;
use crate::text;
use crate::pack::Place;
use crate::quantity::{self, Quantity, Unit};
use crate::skills::platform_infrastructure::reading::clock::Reading;
use crate::skills::platform_infrastructure::{Case, Scaling};

crate::rule!("ONE002", "clock-value-differs", Warning, needs["scaling"], "one002.rs", check);

/// How far a word may stand from the number it explains.
const NEAR: usize = 24;

/// What a number is said to be, by the words before or behind it.
const SAID: &[(&str, &[&str])] = &[
    ("value today", &["today", "now", "currently", "at present", "as of today"]),
    ("trigger", &["trigger", "triggers at", "trigger of", "alerts at"]),
    ("hard limit", &["hard limit", "limit of", "limit is", "limit", "maximum", "ceiling"]),
];

/// Words of what will be, is supposed or belongs to others: no statement of the present.
const OTHERWISE: &[&str] = &[
    "raise*", "raising", "extend*", "grow to", "after", "will", "would", "could", "from", "new", "until", "if", "when",
    "instead", "option*", "expected", "forecast*",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let clock: Vec<(String, &Reading<'_>)> = case
        .clock
        .iter()
        .map(|reading| (text::key(reading.name()), reading))
        // A name of one word is too common to know which thing is meant.
        .filter(|(key, _)| key.contains(' '))
        .collect();
    let first: Vec<&str> = clock.iter().filter_map(|(name, _)| name.split(' ').next()).collect();
    for entry in case.gate.entries() {
        let (said, place) = (entry.cell.text, entry.cell.place);
        if !text::has_any(said, &first) {
            continue;
        }
        let on_clock = place.section == Scaling::KEY && matches!(place.field, "limits" | "growth");
        if on_clock || !text::has_number(said) || said.len() < 8 {
            continue;
        }
        for statement in said.split(['\n', ';']).flat_map(|part| part.split(". ")) {
            let key = text::key(statement);
            let mut named = clock.iter().filter(|(name, _)| key.contains(name.as_str()) && text::mentions(statement, name));
            // Of two limits in one statement nobody can say whose number it is.
            if let (Some((_, reading)), None) = (named.next(), named.next()) {
                held_against(reading, statement, place, findings);
            }
        }
    }
}

/// Holds the numbers of a statement about a limit against the clock.
fn held_against(reading: &Reading<'_>, statement: &str, place: Place<'_>, findings: &mut Findings) {
    let Ok(clock) = &reading.clock else { return };
    if text::has_any(statement, OTHERWISE) {
        return;
    }
    let numbers = quantity::find_all(statement);
    let alike = |one: &Quantity| one.has_unit() && one.to_unit(&clock.unit).is_ok() && !matches!(one.unit, Unit::Rate { .. } if !matches!(clock.unit, Unit::Rate { .. }));
    for (at, one) in numbers.iter().filter(|(_, one)| alike(one)) {
        let Ok(stated) = one.to_unit(&clock.unit) else { continue };
        let Some((what, right)) = what(statement, at.start, at.end).map(|what| match what {
            "trigger" => (what, clock.trigger),
            "hard limit" => (what, reading.hard_limit().unwrap_or(clock.limit)),
            _ => (what, clock.current),
        }) else {
            continue;
        };
        // What is approximate or rounded in prose may differ by a twentieth.
        let slack = right.abs() / rust_decimal::Decimal::from(20);
        if stated.value.checked_sub(right).is_none_or(|gap| gap.abs() > slack) {
            let right = reading.print(right);
            findings
                .at(place, format!("The {what} of \"{}\" is {one} here and {right} on the clock", reading.name()))
                .evidence(format!("it says: {}", statement.trim()))
                .fix(format!("write {right}, or correct the clock"))
                .related(reading.limit.place(), "the limit on the clock");
        }
    }
}

/// What a number is said to be, if the words next to it say so.
fn what(statement: &str, start: usize, end: usize) -> Option<&'static str> {
    let from = statement[..start].char_indices().rev().nth(NEAR).map_or(0, |(at, _)| at);
    let before = statement[from..start].rsplit([',', '(', ':', '/']).next().unwrap_or_default();
    let behind: String = statement[end..].chars().take(NEAR / 2).take_while(|c| !matches!(c, ',' | ')' | '/' | '(')).collect();
    let says = |words: &[&str]| text::has_any(before, words) || text::has_any(&behind, words);
    let mut fits = SAID.iter().filter(|(_, words)| says(words));
    match (fits.next(), fits.next()) {
        (Some((what, _)), None) => Some(what),
        _ => None,
    }
}
