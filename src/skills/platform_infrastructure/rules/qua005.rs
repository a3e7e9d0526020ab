//! An objective has neither a baseline nor the mark of an estimate.
//!
//! ## What it does
//! Looks under *Notes* of each SLO for today's value with a date or a window, among *Past windows*, or in the evidence for a
//! fact that names the journey. Where there is none of them, the notes have to say that the target is an estimate, with which confidence, and on
//! which day it is revisited.
//!
//! ## Why it matters
//! A target above what the system does today is a project; one below it is permission. Without the baseline nobody knows
//! which of the two was signed. An estimate is honest as long as it says so and has an end.
//!
//! ## Example
//! Bad: `Aggressive but achievable`.
//!
//! Good: `Baseline 99.87 % over 90 days (Grafana, 2026-10-30)`. Or: `Estimate, confidence medium; revisit on 2027-02-26`.
//!
//! ## Fix
//! Read the value of the last 30 or 90 days and write it with its source and day; or write `Estimate`, low, medium or high
//! confidence, and the day on which there will be data.

use jiff::ToSpan;

use crate::skills::shared::reading::wording::{joined, shortened, stem, stems, unfilled};
use crate::finding::Findings;
use crate::text;
use crate::pack::records::Records;
use crate::quantity::{self, Target, date};
use crate::skills::platform_infrastructure::{Case, Quality};

crate::rule!("QUA005", "no-baseline", Warning, needs["quality"], "qua005.rs", check);

/// Words by which a number is owned up to be a guess.
pub(super) const ESTIMATE: &[&str] = &[
    "estimate*", "assum*", "guess*", "provisional*", "never measured", "not measured", "unmeasured", "no data",
    "not counted",
];

/// Words that tell no journey from another.
pub(super) const GENERIC: &[&str] =
    &["the", "a", "an", "of", "to", "in", "on", "for", "and", "with", "by", "api", "time", "this", "up"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let facts: Vec<Fact> = Records::of(case.pack)
        .evidence()
        .filter(|row| !row.value().is_blank())
        .map(|row| Fact::new(row.name().text))
        .collect();
    for slo in Quality::of(case.pack).slos() {
        let (name, notes) = (slo.name(), slo.notes());
        // A target that cannot be read has no baseline to compare with; that is another rule's finding.
        if unfilled(&name)
            || unfilled(&slo.target())
            || Target::parse(slo.target().text).is_err()
            || (unfilled(&notes) && !notes.is_blank())
        {
            continue;
        }
        let (key, words) = (text::key(name.text), stems(name.text, GENERIC));
        let measured = case.goals.past_of(&slo).is_some();
        if measured || facts.iter().any(|fact| fact.is_about(&key, &words)) {
            continue;
        }
        let estimate = text::has_any(notes.text, ESTIMATE);
        if !estimate {
            if !has_baseline(notes.text) {
                let finding = findings.at(
                    notes.place,
                    format!("\"{}\" has no baseline, and its target is not marked as an estimate", name.text),
                );
                if !notes.is_blank() {
                    finding.evidence(format!("notes: {}", shortened(notes.text)));
                }
                finding.fix(format!("write today's value with source and day, as in \"Baseline 99.8 % over 30 days (Grafana, {})\"; or {}", case.pack.as_of, estimate_like(case)));
            }
            continue;
        }
        let confident = text::has_any(notes.text, &["confidence", "confident"])
            && text::has_any(notes.text, &["low", "medium", "high"]);
        let revisited = !date::find_dates(notes.text).is_empty();
        let lacks: Vec<&str> = [(confident, "its confidence"), (revisited, "the day it is revisited")]
            .iter()
            .filter(|(said, _)| !said)
            .map(|(_, what)| *what)
            .collect();
        if !lacks.is_empty() {
            findings
                .at(
                    notes.place,
                    format!(
                        "The target of \"{}\" is an estimate, without {}",
                        name.text,
                        joined(&lacks, "and without")
                    ),
                )
                .evidence(format!("notes: {}", shortened(notes.text)))
                .fix(format!("write {}", estimate_like(case)));
        }
    }
}

/// How an estimate is owned up to.
fn estimate_like(case: &Case<'_>) -> String {
    let quarter = case.pack.as_of.checked_add(91.days()).unwrap_or(case.pack.as_of);
    format!("\"Estimate, confidence medium; revisit on {quarter}\" with the confidence and the day that are true")
}

/// Whether notes give today's value, and over which window or on which day it was read.
fn has_baseline(notes: &str) -> bool {
    let quantities = quantity::find_all(notes);
    let dated = !date::find_dates(notes).is_empty();
    quantities.len() >= 2 || (quantities.len() == 1 && dated)
}

/// What a fact of the evidence is called.
pub(super) struct Fact {
    /// As [`text::key`] reduces it, between blanks.
    key: String,
    /// Its words in the singular.
    words: Vec<String>,
}

impl Fact {
    pub(super) fn new(name: &str) -> Self {
        let key = text::key(name);
        Fact { words: key.split(' ').map(stem).collect(), key: format!(" {key} ") }
    }

    /// Whether it is about a journey: it names it, or has the words that tell the journey from others.
    pub(super) fn is_about(&self, journey: &str, words: &[String]) -> bool {
        let named = self
            .key
            .match_indices(journey)
            .any(|(at, _)| self.key[..at].ends_with(' ') && self.key[at + journey.len()..].starts_with(' '));
        (!journey.is_empty() && named) || (words.len() >= 2 && words.iter().all(|word| self.words.contains(word)))
    }
}
