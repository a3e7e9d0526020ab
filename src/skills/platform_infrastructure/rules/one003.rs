//! A count of consumers differs from the consumers that are named.
//!
//! ## What it does
//! Where a capability's row, or a text that names the capability, states how many consumers it has (`four consumers`, `6
//! consumer teams`), the count is held against the names in *Consumer teams/services*.
//!
//! ## Why it matters
//! Reuse is the whole case for a shared capability. A count that nobody can find in the table is a count that was hoped for.
//!
//! ## Example
//! Bad: `replaces five copies for its 5 consumers`, with three consumers named
//!
//! Good: `replaces three copies for its 3 consumers`
//!
//! ## Fix
//! Name the missing consumers, or correct the count.

use crate::finding::Findings;
use crate::text;
use crate::pack::Cell;
use crate::skills::platform_infrastructure::{Capabilities, Capability, Case};

crate::rule!("ONE003", "consumer-count-differs", Warning, needs["capabilities"], "one003.rs", check);

/// Numbers people spell out.
const SPELLED: &[&str] = &["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let capabilities: Vec<Capability<'_>> = Capabilities::of(case.pack)
        .capabilities()
        .filter(|row| !row.name().is_blank() && !row.consumers().is_blank())
        .collect();
    for entry in case.gate.entries() {
        let (said, place) = (entry.cell.text, entry.cell.place);
        if place.column == "consumers" || !text::has_any(said, &["consumer", "consumers", "consuming"]) {
            continue;
        }
        let in_row = place.section == Capabilities::KEY && place.field == "capabilities";
        for statement in said.split(['\n', ';', '.']) {
            let Some(count) = count(statement) else { continue };
            let named = |row: &&Capability<'_>| match in_row {
                true => row.name().place.row == place.row,
                false => text::mentions(statement, row.name().text),
            };
            let mut about = capabilities.iter().filter(named);
            if let (Some(row), None) = (about.next(), about.next()) {
                report(row, count, &entry.cell, findings);
            }
        }
    }
}

fn report(row: &Capability<'_>, stated: usize, cell: &Cell<'_>, findings: &mut Findings) {
    let named = row.consumers().names().count();
    if named == stated {
        return;
    }
    findings
        .at(cell.place, format!("\"{}\" has {stated} consumers here and names {named}", row.name().text))
        .evidence(format!("consumers: {}", row.consumers().text))
        .fix(format!("name the {stated} consumers, or write {named}"))
        .related(row.consumers().place, "the consumers");
}

/// The number that stands right before `consumers`, an adjective or `of the` aside.
fn count(statement: &str) -> Option<usize> {
    let words: Vec<&str> = statement.split_whitespace().collect();
    let at = words.iter().position(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.eq_ignore_ascii_case("consumers") || word.eq_ignore_ascii_case("consumer")
    })?;
    let number = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
        word.parse().ok().or_else(|| SPELLED.iter().position(|spelled| *spelled == word))
    };
    // `one of 4 consumers` speaks of a part.
    let part = |before: usize| before >= 2 && words[before - 1].eq_ignore_ascii_case("of") && number(words[before - 2]).is_some();
    // `consumer teams` needs a plural; `the first consumer` counts nothing.
    let plural = !words[at].trim_matches(|c: char| !c.is_alphanumeric()).eq_ignore_ascii_case("consumer")
        || words.get(at + 1).is_some_and(|next| next.starts_with("teams") || next.starts_with("services"));
    let stated = at.checked_sub(1)?;
    (plural && !part(stated)).then(|| number(words[stated])).flatten()
}
