//! Events are kept longer, or shorter, than the privacy targets say.
//!
//! ## What it does
//! Holds what events, properties and identity fields say of being kept (`(personal, 60 days)` behind a type,
//! `kept 26 months` in the notes, `for 13 months` in the meaning of an identity field) against the retention targets
//! under *Privacy and safety* that name events or the field, both the most and the least.
//!
//! ## Why it matters
//! The jobs that delete are written from one table and the contract with the customers from the other. Data kept
//! past its limit is what a supervisor finds first; data deleted too early is missing when the law asks for it.
//!
//! ## Example
//! Bad: a target of `events <= 25 months` and an event whose notes say `kept 5 years`.
//!
//! Good: the same length in both places, or an event's own target that says why it differs.
//!
//! ## Fix
//! Correct the one that is wrong. Where an event has a duty of its own, add it to the retention target.

use crate::engine::events::name::canonical;
use crate::finding::Findings;
use crate::text;
use crate::pack::Cell;
use crate::quantity::{self, Quantity};
use crate::skills::platform_infrastructure::reading::events::Duty;
use crate::skills::platform_infrastructure::{Case, Instrumentation};
use crate::skills::platform_infrastructure::reading::identity;

crate::rule!("INS014", "retention-contradicts-target", Warning, needs["instrumentation"], "ins014.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let events = &case.events;
    if events.duties.is_empty() {
        return;
    }
    for row in &events.rows {
        // Clauses that name the event itself are its own duties, and stand before those of all events.
        let own = || events.duties.iter().filter(|duty| duty.is_about(row.name));
        let general = || events.duties.iter().filter(|duty| duty.is_about_events());
        if let Some(kept) = row.kept() {
            let duties: Vec<&Duty<'_>> = if own().next().is_some() { own().collect() } else { general().collect() };
            compare(row.name, kept, row.event.notes(), &duties, findings);
        }
        for property in &row.properties {
            let Some(kept) = property.kept.clone() else { continue };
            let named: Vec<&Duty<'_>> = events.duties.iter().filter(|duty| duty.is_about(property.name)).collect();
            // An event's limit is the limit of what it holds; its least is not.
            let general = general().filter(|duty| !duty.least).collect();
            let duties = if named.is_empty() { general } else { named };
            compare(property.name, kept, row.event.properties(), &duties, findings);
        }
    }
    for field in Instrumentation::of(case.pack).identity() {
        let name = identity::field(field.name().text);
        let named: Vec<&Duty<'_>> = events.duties.iter().filter(|duty| duty.is_about(&canonical(&name))).collect();
        if let Some(kept) = lifetime(field.meaning().text) {
            compare(&name, kept, field.meaning(), &named, findings);
        }
    }
}

/// How long the meaning of a field says that it lives: `for 13 months`, `deleted after 30 days`.
fn lifetime(meaning: &str) -> Option<Quantity> {
    let after = text::find_any(meaning, &["for", "kept", "deleted after", "expires after", "lives"]);
    let mut lengths = after.filter_map(|(_, at)| {
        let words: Vec<&str> = meaning.get(at.end..)?.split_whitespace().take(2).collect();
        let lengths = quantity::find_all(&words.join(" ")).into_iter().map(|(_, length)| length);
        lengths.into_iter().find(|length| length.as_days().is_some())
    });
    lengths.next()
}

fn compare(name: &str, kept: Quantity, cell: Cell<'_>, duties: &[&Duty<'_>], findings: &mut Findings) {
    for duty in duties {
        let (wrong, bound, change) = if duty.least {
            (kept.as_days() < duty.length.as_days(), "at least", "keep it longer")
        } else {
            (kept.as_days() > duty.length.as_days(), "at most", "delete it sooner")
        };
        if wrong {
            findings
                .at(
                    cell.place,
                    format!("`{name}` is kept {}, the privacy target is {bound} {}", kept, duty.length),
                )
                .evidence(format!("the target says: {}", duty.text))
                .fix(format!("{change}, or correct the target if the length here is the one that was agreed"))
                .related(duty.cell.place, "the target");
            return;
        }
    }
}
