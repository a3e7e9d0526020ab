//! A change of production is ordered, and no person has confirmed it.
//!
//! ## What it does
//! Looks for orders to change production in the request ("go ahead and run", "then drop table") and for
//! blocks of commands that change what they are run against, anywhere in the document. Either needs a
//! complete row under *Production-change confirmations*: the change, the person who allows it, the day, and
//! how it is taken back. Commands that are quoted in a sentence are left alone.
//!
//! ## Why it matters
//! A plan is copied into a terminal by whoever is in a hurry. `FLUSHALL` in a cache that also holds seat
//! locks sells seats twice, and "Rollback: not needed" stands beside it. Whoever allows such a change
//! should have read one sentence that says what it does and how it is undone.
//!
//! ## Example
//! Bad: a request that ends with `and go ahead and run the migration now`, and no confirmation.
//!
//! Good: the same request with the row `| Move the table activity to its own database | Karim Benali |
//! 2026-10-12 | Dual-write kept for 30 days; reads switch back by flag |`.
//!
//! ## Fix
//! Have the change confirmed by name, with its rollback, or take the order out: a plan can say what is done
//! without doing it.

use crate::finding::Findings;
use crate::gate::rules::{owners, placeholder};
use crate::pack::Place;
use crate::pack::records::{Confirmation, Records};
use crate::quantity::date;
use crate::skill::screen;
use crate::skills::shared::reading::wording::{joined, shortened};
use crate::skills::shared::rules::Case;

crate::rule!("SCO009", "unconfirmed-change", Error, needs[], "sco009.rs", check);

const ROW: &str = "a row to [[records.confirmations]] with the change in one sentence, the person who \
                   allows it, the day, and how it is taken back";

fn check(case: &Case<'_>, findings: &mut Findings) {
    let Some((place, words)) = order(case) else { return };
    let confirmations: Vec<Confirmation<'_>> = Records::of(case.gate.pack).confirmations().collect();
    let lacking: Vec<Vec<&str>> = confirmations.iter().map(missing).collect();
    if lacking.iter().any(Vec::is_empty) {
        return;
    }
    let finding = findings.at(
        place,
        format!("A change of production is ordered (\"{}\"), and no person has confirmed it", shortened(words)),
    );
    match confirmations.first().zip(lacking.first()) {
        Some((row, lacks)) => {
            finding.evidence(format!(
                "the confirmation of \"{}\" lacks {}",
                shortened(row.name().text),
                joined(lacks, "and")
            ));
            finding.fix(format!(
                "complete that confirmation: {}; or take the order out of the text",
                joined(lacks, "and")
            ));
            finding.related(row.place(), "the incomplete confirmation");
        }
        None => {
            finding.fix(format!("add {ROW}; or take the order out of the text"));
        }
    }
}

/// The first order to change production, and where it stands.
fn order<'a>(case: &Case<'a>) -> Option<(Place<'a>, &'a str)> {
    let request = case.request.request;
    if let Some(words) = screen::change(request.text) {
        return Some((request.place, words));
    }
    let fenced = case.gate.entries().filter(|entry| entry.cell.place.row.is_none());
    let written =
        fenced.into_iter().find_map(|entry| screen::command(entry.cell.text).map(|words| (entry.cell.place, words)));
    written.or_else(|| {
        case.gate.pack.others.values().find_map(|text| screen::command(text)).map(|words| (Place::PACK, words))
    })
}

/// What a confirmation lacks.
fn missing(row: &Confirmation<'_>) -> Vec<&'static str> {
    let said = |text: &str| placeholder::in_text(text).is_empty();
    let (change, person, day, rollback) = (row.change(), row.confirmed_by(), row.date(), row.rollback());
    let mut lacks = Vec::new();
    if change.is_blank() || !said(change.text) {
        lacks.push("the change in one sentence");
    }
    if person.is_blank() || !said(person.text) || owners::nobody(person.text).is_some() {
        lacks.push("the person who allows it");
    }
    if date::parse(day.text).is_err() {
        lacks.push("the day");
    }
    if rollback.is_blank() || !said(rollback.text) {
        lacks.push("the way back");
    }
    lacks
}
