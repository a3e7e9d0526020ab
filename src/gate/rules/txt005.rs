//! A choice holds none of the words to choose from.
//!
//! ## What it does
//! Looks at cells and fields that take one of a few words (low, medium, high; P0 to P3) for one of these
//! words, whatever its case, however its parts are joined (`Blue-green` is `blue_green`) and whatever stands beside
//! it.
//!
//! ## Why it matters
//! Such words are sorted, counted and compared. "Severe", "urgent" and "!!" may mean the same as "high",
//! and a reader will guess, but two readers guess differently, and the row drops out of every list that is
//! made by priority or confidence. Other rules rest on them too: a journey of criticality "very high" is not among the
//! critical ones, and nothing would be asked of it.
//!
//! ## Example
//! Bad: `| Likelihood |` says `rather likely`.
//!
//! Good: `high`.
//!
//! ## Fix
//! Use one of the words; what it should mean beyond that goes into the text beside it.

use super::placeholder;
use super::prose::called;
use crate::finding::Findings;
use crate::gate::Case;
use crate::pack::Kind;
use crate::text::{self, shortened};

crate::rule!("TXT005", "unknown-choice", Error, needs[], "txt005.rs", check);

/// Words people write for one of the usual choices.
const MEANT: &[(&str, &str)] = &[
    ("blocker", "P0"),
    ("certain", "high"),
    ("critical", "high"),
    ("critical", "P0"),
    ("highest", "P0"),
    ("likely", "high"),
    ("major", "high"),
    ("minor", "low"),
    ("moderate", "medium"),
    ("normal", "medium"),
    ("possible", "medium"),
    ("rare", "low"),
    ("severe", "high"),
    ("unlikely", "low"),
    ("unsure", "low"),
    ("urgent", "P0"),
    ("very high", "high"),
    ("very low", "low"),
];

/// Two words are the same but for typing from here on.
const ALIKE: f64 = 0.8;

fn check(case: &Case<'_>, findings: &mut Findings) {
    for entry in case.entries() {
        let Kind::Choice(words) = entry.kind else { continue };
        let said = entry.cell.text;
        let known = words.iter().any(|word| text::mentions(said, word));
        if entry.cell.is_blank() || known || placeholder::is_reported(&entry) {
            continue;
        }
        let meant = nearest(said, words).map(|word| format!("; `{word}`, if that is meant")).unwrap_or_default();
        findings
            .at(entry.cell.place, format!("{} is none of its choices: \"{}\"", called(&entry), shortened(said)))
            .fix(format!("write one of: {}{meant}", words.join(", ")));
    }
}

/// The choice that was probably meant.
fn nearest(said: &str, words: &[&'static str]) -> Option<&'static str> {
    let said = text::key(said);
    let meant = MEANT
        .iter()
        .filter(|(word, _)| text::find_word(&said, word).is_some())
        .find_map(|(_, choice)| words.iter().find(|word| *word == choice));
    if let Some(word) = meant {
        return Some(word);
    }
    let scored = words.iter().map(|word| (strsim::jaro_winkler(&said, &word.to_lowercase()), *word));
    scored.filter(|(alike, _)| *alike >= ALIKE).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, word)| word)
}
