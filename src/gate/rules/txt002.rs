//! Filler stands where a decision belongs.
//!
//! ## What it does
//! Finds short texts that consist of filler ("as needed", "improve performance", "industry standard",
//! "robust and scalable") with nothing beside it that could be done or checked. In targets, acceptance
//! criteria, thresholds and mitigations it also finds the phrase that takes a number back: ">= 99.9 % where
//! possible". Longer prose may use any word it likes. Where another rule speaks of the same cell, this one
//! is silent.
//!
//! ## Why it matters
//! Nobody can disagree with "improve performance", so nobody has agreed to anything. The sentence survives
//! deletion: take it out and the plan says the same. And a target with "where possible" behind it is never
//! missed.
//!
//! ## Example
//! Bad: `Capacity is added as needed`.
//!
//! Good: `Two replicas are added when CPU stays above 70 % for 10 minutes; at most 6`.
//!
//! ## Fix
//! Say who does what at which value or on which day. If the truth is that nobody has decided, say that: an
//! open question with an owner and a due date is worth more than a phrase.

use super::filler;
use super::placeholder;
use super::prose::{belongs, called};
use crate::finding::Findings;
use crate::gate::{Case, Entry};
use crate::pack::Kind;
use crate::pack::records::Records;
use crate::text::shortened;

crate::rule!("TXT002", "filler", Warning, needs[], "txt002.rs", check);

/// Columns whose text is held against what happened: a way out in them undoes them.
const BINDING: &[&str] = &["acceptance", "mitigation", "threshold"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for entry in case.entries() {
        // Rules of their own speak of the other kinds.
        let beside = match entry.kind {
            Kind::Prose | Kind::Target => 1,
            // `fast` may be the name of an alert; a phrase is the name of nothing.
            Kind::Name if filler::has_phrase(entry.cell.text) => 0,
            _ => continue,
        };
        let text = entry.cell.text;
        // What may be left blank need decide nothing, and records keep the words people used.
        if entry.cell.is_blank() || entry.optional || entry.cell.place.section == Records::KEY {
            continue;
        }
        if let Some(found) = filler::dominates(text, beside) {
            if !placeholder::is_reported(&entry) {
                report(case, &entry, &found, findings);
            }
            continue;
        }
        let target = entry.kind == Kind::Target;
        if (target || BINDING.contains(&entry.cell.place.column))
            && let Some(phrase) = filler::escape(text, target)
        {
            findings
                .at(entry.cell.place, format!("{} takes itself back: \"{phrase}\"", called(&entry)))
                .evidence(format!("it says: {}", shortened(text)))
                .fix("strike the phrase, or say when the exception holds, how far it goes and who decides on it");
        }
    }
}

fn report(case: &Case<'_>, entry: &Entry<'_>, found: &[&str], findings: &mut Findings) {
    let said = if entry.cell.text.trim() == found.join(" ") {
        "it says nothing else".to_owned()
    } else {
        format!("it says: {}", shortened(entry.cell.text))
    };
    let is = if found.len() == 1 { "is" } else { "are" };
    findings
        .at(entry.cell.place, format!("{} decides nothing: \"{}\" {is} filler", called(entry), found.join("\", \"")))
        .evidence(said)
        .fix(format!("write {}; give a number, a person or a day it can be held to", belongs(case, entry)));
}
