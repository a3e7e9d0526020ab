//! An identifier is cited that no row bears.
//!
//! ## What it does
//! Collects the identifiers with which rows begin (`M1`, `A2`, `Q3`), family by family, and looks for others of the same
//! families in every text. Families that do not count from 1 are none: `S3` and `H100` are products. Quarters, priorities,
//! severities and code are left alone, and so are columns of references, which have rules of their own.
//!
//! ## Why it matters
//! "Blocked by Q4" is a dead end when there is no Q4: the milestone was renumbered, the question dropped, and the reader
//! cannot know which. Such a citation survives every review, because everybody assumes that somebody else knows.
//!
//! ## Example
//! Bad: a next step `Agree the entry criteria of M11` in a roadmap that ends with M8.
//!
//! Good: `Agree the entry criteria of M8`.
//!
//! ## Fix
//! Cite an identifier that exists, or add the row it should begin.

use std::collections::BTreeMap;

use crate::finding::Findings;
use crate::gate::{Case, Entry};
use crate::text;
use crate::pack::{Kind, Place};

crate::rule!("REF001", "unknown-identifier", Warning, needs[], "ref001.rs", check);

/// Letters that do not number rows: priorities and severities.
const SCALES: &[&str] = &["P", "SEV"];

/// Names that look like identifiers of common families and are none.
const PRODUCTS: &[&str] = &[
    "A10", "A100", "A30", "A40", "C4", "D3", "EC2", "F5", "H100", "H200", "K8", "L4", "L40", "L7", "M365", "R2", "S3", "T4", "V100", "V8",
];

/// How many other places a finding points to.
const SHOWN: usize = 5;

/// The rows and items of one family of identifiers, by number.
type Family<'a> = BTreeMap<u16, Place<'a>>;

fn check(case: &Case<'_>, findings: &mut Findings) {
    let families = families(case);
    if families.is_empty() {
        return;
    }
    let mut missing: BTreeMap<(&str, u16), Vec<Entry<'_>>> = BTreeMap::new();
    for entry in case.entries().filter(|entry| entry.kind != Kind::Refs) {
        for cited in citations(entry.cell.text) {
            let known = families.get(cited.letters).is_none_or(|family| family.contains_key(&cited.number));
            if known {
                continue;
            }
            let places = missing.entry((cited.letters, cited.number)).or_default();
            if places.last().is_none_or(|last| last.cell.place != entry.cell.place) {
                places.push(entry);
            }
        }
    }
    for ((letters, number), entries) in missing {
        let (Some(first), Some(family)) = (entries.first(), families.get(letters)) else { continue };
        let finding = findings.at(first.cell.place, format!("\"{letters}{number}\" is cited, and no row begins with it"));
        finding.evidence(format!("{} {}", if family.len() == 1 { "there is" } else { "there are" }, describe(letters, family)));
        finding.fix(format!("cite one that exists, or add the row that begins with \"{letters}{number}\""));
        for other in entries.iter().skip(1).take(SHOWN) {
            finding.related(other.cell.place, "cited here as well");
        }
    }
}

/// The identifiers with which rows begin, family by family; only families that count from 1.
fn families<'a>(case: &Case<'a>) -> BTreeMap<&'a str, Family<'a>> {
    let mut families: BTreeMap<&str, Family<'_>> = BTreeMap::new();
    let rows = case.rows().map(|(table, row, _)| row.cell(table.key_column().key));
    let items = case.entries().filter(|entry| entry.cell.place.column.is_empty() && entry.cell.place.row.is_some());
    for cell in rows.chain(items.map(|entry| entry.cell).filter(|cell| begins_with_label(cell.text))) {
        if let Some((letters, number)) = text::identifier(cell.text).and_then(split) {
            families.entry(letters).or_default().entry(number).or_insert(cell.place);
        }
    }
    families.retain(|letters, family| family.contains_key(&1) && !SCALES.contains(letters));
    families
}

/// Whether an item begins with an identifier as with a label: `R4: the replica lags`.
fn begins_with_label(item: &str) -> bool {
    let start = item.trim_start_matches(['*', '_', '`', '[']);
    text::identifier(item).is_some_and(|id| start[id.len()..].trim_start_matches(['*', '_', '`', ']']).starts_with([':', '.', ')']))
}

fn split(identifier: &str) -> Option<(&str, u16)> {
    let at = identifier.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = identifier.split_at(at);
    Some((letters, digits.parse().ok()?))
}

/// `M1 to M8 in roadmap.milestones`.
fn describe(letters: &str, family: &Family<'_>) -> String {
    let mut runs: Vec<(u16, u16)> = Vec::new();
    for number in family.keys() {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let runs: Vec<String> = runs
        .into_iter()
        .map(|(first, last)| match last - first {
            0 => format!("{letters}{first}"),
            1 => format!("{letters}{first}, {letters}{last}"),
            _ => format!("{letters}{first} to {letters}{last}"),
        })
        .collect();
    let at = family.values().next().map(|place| Place::section(place.section).field(place.field).to_location().to_string());
    format!("{} in {}", runs.join(", "), at.unwrap_or_default())
}

/// An identifier in a text.
struct Citation<'a> {
    letters: &'a str,
    number: u16,
}

/// The identifiers that a text cites, in order.
fn citations(text: &str) -> Vec<Citation<'_>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'`' => at = after_code(bytes, at),
            b'A'..=b'Z' if begins_word(text, at) => {
                let end = word_end(bytes, at);
                if let Some((letters, number)) = text::identifier(&text[at..end]).filter(|id| id.len() == end - at).and_then(split)
                    && is_citation(text, at, end)
                {
                    found.push(Citation { letters, number });
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    found
}

/// The byte after the code that begins with the backticks at `at`; after them, where nothing closes it.
fn after_code(bytes: &[u8], at: usize) -> usize {
    let run = |from: usize| bytes[from..].iter().take_while(|byte| **byte == b'`').count();
    let open = run(at);
    let mut next = at + open;
    while let Some(tick) = bytes[next..].iter().position(|byte| *byte == b'`') {
        let close = run(next + tick);
        next += tick + close;
        if close == open {
            return next;
        }
    }
    at + open
}

/// Whether a word that stands at `at` begins there: after a space or bracket, or after the mark that
/// joins it to another identifier (`M1/M2`, `M1-M3`).
fn begins_word(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    match before.next() {
        None => true,
        Some('/' | '-' | '\u{2013}') => before.next().is_none_or(|c| c.is_ascii_digit() || c.is_whitespace()),
        Some(c) => !c.is_alphanumeric() && !matches!(c, '_' | '.' | '#' | '@' | '$' | '%' | '=' | '\\' | ':' | '\'' | '+'),
    }
}

fn word_end(bytes: &[u8], at: usize) -> usize {
    let wordlike = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
    at + bytes[at..].iter().take_while(|byte| wordlike(byte)).count()
}

/// Whether the identifier at this place is one: no version, product, paper size, quarter or half-year.
fn is_citation(text: &str, start: usize, end: usize) -> bool {
    let (id, after) = (&text[start..end], &text[end..]);
    if after.starts_with('.') && after[1..].starts_with(|c: char| c.is_alphanumeric()) {
        return false;
    }
    let next = after.trim_start_matches([' ', '-', '/', ',', '\u{2013}']);
    let previous = last_word(&text[..start]);
    let begins = |words: &[&str]| words.iter().any(|word| next.starts_with(word));
    let paper = matches!(id, "A3" | "A4" | "A5") && (begins(&["page", "paper", "sheet", "side"]) || is_one_of(previous, &["one", "an", "single"]));
    let period = matches!(id, "Q1" | "Q2" | "Q3" | "Q4" | "H1" | "H2") && is_period(previous, next, after);
    !(paper || period || PRODUCTS.contains(&id) || begins(&["instance"]))
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|one| one.eq_ignore_ascii_case(word))
}

/// Whether a quarter or half-year is meant: next to a year, after a word of time, or before a noun.
fn is_period(previous: &str, next: &str, after: &str) -> bool {
    const TIMES: &[&str] = &[
        "after", "around", "before", "by", "calendar", "during", "each", "early", "end", "every", "fiscal", "for", "from", "in", "last",
        "late", "mid", "next", "of", "per", "since", "the", "this", "through", "till", "to", "until",
    ];
    let year = |word: &str| {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        digits == 4 || (digits == 2 && word.len() == 2)
    };
    let ends_here = after.is_empty() || after.starts_with([')', ']', ',', ';', '.', ':', '/', '?', '!']);
    let joins = ["and ", "or ", "to "].iter().any(|word| next.starts_with(word));
    year(next.trim_start_matches(['\'', '\u{2019}'])) 
        || year(previous)
        || previous.starts_with("FY")
        || is_one_of(previous, TIMES)
        || !(ends_here || joins)
}

/// The last word of a text.
fn last_word(text: &str) -> &str {
    let text = text.trim_end_matches([' ', '-', '/', '\u{2013}']);
    let start = text.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    &text[start..]
}
