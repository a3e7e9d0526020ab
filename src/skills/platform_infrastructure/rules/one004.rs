//! A retention is shorter or longer than a duty that the pack states.
//!
//! ## What it does
//! Duties to keep data for at least a time (`invoices must be kept for at least 10 years (HGB)`) and to delete it after at
//! most a time (`IP addresses no longer than 30 days`) are read from the constraints, the non-goals, the privacy attributes
//! and the risks. The retention of data of the same name, under *Privacy and safety* or in an event's notes, is held against
//! both.
//!
//! ## Why it matters
//! A lifecycle rule deletes what an auditor asks for, or keeps what a regulator fines. Both are found years later, when
//! nothing can be corrected.
//!
//! ## Example
//! Bad: `Payment records must be kept for at least 7 years` among the constraints, retention `payment records 5 years`
//!
//! Good: retention `payment records 7 years`
//!
//! ## Fix
//! Change the retention, or correct the duty and name the law or contract it comes from.

use rust_decimal::Decimal;

use crate::skills::shared::reading::wording::stems;
use crate::finding::Findings;
use crate::gate::Entry;
use crate::text;
use crate::pack::Place;
use crate::quantity::{self, Dimension, Quantity};
use crate::skills::platform_infrastructure::{Case, Context, Instrumentation, Quality, Risks};

crate::rule!("ONE004", "retention-against-duty", Error, needs["quality"], "one004.rs", check);

/// Words of a duty to keep, and of one to delete.
const LEAST: &[&str] = &["at least", "minimum", "no less than", "not less than", "no shorter than", "minimum of"];
const MOST: &[&str] = &[
    "at most", "no longer than", "not longer than", "maximum", "no more than", "not more than", "deleted within",
    "erased within", "deleted after", "up to",
];

/// Words that show that a time is one of keeping data.
#[rustfmt::skip]
const KEEPING: &[&str] = &[
    "keep", "kept", "keeps", "retain*", "retention", "stored", "store", "delet*", "eras*", "archiv*", "purg*", "expire*",
];

/// Words that do not tell one kind of data from another.
#[rustfmt::skip]
const GENERIC: &[&str] = &[
    "the", "a", "an", "all", "any", "of", "for", "in", "to", "and", "or", "be", "must", "is", "are", "as", "by", "on",
    "data", "record", "records", "keep", "kept", "retained", "retain", "retention", "store", "stored", "least", "most",
    "at", "no", "not", "longer", "than", "more", "less", "minimum", "maximum", "year", "years", "month", "months",
    "day", "days", "week", "weeks", "hour", "hours", "deleted", "erased", "within", "after", "up", "we", "our", "under", "law", "act", "then", "with", "every", "raw",
    "log", "event", "customer", "user", "personal", "pii", "per", "from", "because", "required", "requires", "require",
];

/// What a clause says of how long data is kept.
#[derive(Debug)]
struct Kept<'a> {
    /// The words that tell the data from other data.
    of: Vec<String>,
    days: Decimal,
    shown: Quantity,
    clause: &'a str,
    place: Place<'a>,
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    let entries: Vec<Entry<'_>> =
        case.gate.entries().filter(|entry| text::has_number(entry.cell.text) && text::has_any(entry.cell.text, KEEPING) || is_retention(entry)).collect();
    let stated: Vec<Kept<'_>> = entries
        .iter()
        .filter(|entry| states_duties(entry.cell.place))
        .flat_map(|entry| clauses(entry))
        .filter(|kept| text::has_any(kept.clause, KEEPING))
        .collect();
    let duties = |words: &[&str]| -> Vec<&Kept<'_>> {
        stated.iter().filter(|kept| text::has_any(kept.clause, words)).collect()
    };
    let (least, most) = (duties(LEAST), duties(MOST));
    if least.is_empty() && most.is_empty() {
        return;
    }
    let targets = entries.iter().filter(|entry| is_retention(entry) || entry.cell.place.section == Instrumentation::KEY);
    for kept in targets.flat_map(|entry| clauses(entry)) {
        let is_duty = text::has_any(kept.clause, LEAST) || text::has_any(kept.clause, MOST);
        let about = |duty: &&&Kept<'_>| duty.place != kept.place && duty.of.iter().any(|word| kept.of.contains(word));
        for duty in least.iter().filter(about).filter(|duty| kept.days < duty.days && !is_duty) {
            report(&kept, duty, "less than", "at least", findings);
        }
        for duty in most.iter().filter(about).filter(|duty| kept.days > duty.days && !is_duty) {
            report(&kept, duty, "longer than", "at most", findings);
        }
    }
}

fn report(kept: &Kept<'_>, duty: &Kept<'_>, than: &str, bound: &str, findings: &mut Findings) {
    findings
        .at(kept.place, format!("{} is {than} the {} that the pack states as a duty", kept.shown, duty.shown))
        .evidence(format!("\"{}\" against \"{}\"", kept.clause.trim(), duty.clause.trim()))
        .fix(format!("keep it {bound} {}, or correct the duty and name the law or contract it comes from", duty.shown))
        .related(duty.place, "the duty");
}

/// Whether an entry is the target of a retention.
fn is_retention(entry: &Entry<'_>) -> bool {
    let place = entry.cell.place;
    place.section == Quality::KEY
        && place.field == "privacy"
        && place.column == "target"
        && place.row.is_some_and(|(_, name)| text::has_any(name, &["retention", "deletion"]))
}

/// Whether duties are stated there.
fn states_duties(place: Place<'_>) -> bool {
    (place.section == Context::KEY && place.field != "assumptions")
        || (place.section == Quality::KEY && place.field == "privacy" && place.column != "target")
        || place.section == Risks::KEY
}

/// The clauses of an entry that say how long something is kept.
fn clauses<'a>(entry: &Entry<'a>) -> Vec<Kept<'a>> {
    let (said, place) = (entry.cell.text, entry.cell.place);
    let mut kept = Vec::new();
    let clauses = said.split([';', '\n', ',']).flat_map(|part| part.split(". "));
    for clause in clauses.filter(|clause| text::has_number(clause)) {
        let times: Vec<Quantity> =
            quantity::find_all(clause).into_iter().map(|(_, one)| one).filter(|one| one.unit.dimension() == Dimension::Time).collect();
        // Of two times in one clause nobody can say which is that of keeping.
        let [time] = times.as_slice() else { continue };
        let of: Vec<String> = stems(clause, GENERIC).into_iter().filter(|word| !word.starts_with(|c: char| c.is_ascii_digit())).collect();
        if let (Some(days), false) = (time.as_days(), of.is_empty()) {
            kept.push(Kept { of, days, shown: time.clone(), clause, place });
        }
    }
    kept
}
