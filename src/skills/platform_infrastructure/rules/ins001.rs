//! There are fewer than three canonical events, or no gap is urgent.
//!
//! ## What it does
//! Counts the named rows under *Event taxonomy*, and looks for a P0 or P1 among the *Observability gaps*.
//!
//! ## Why it matters
//! Two events cannot answer a question about a journey: a rate needs its beginning, its end, and usually the
//! way it fails. And where every gap is P2 or P3 the table ranks nothing; either the worst gap is missing, or
//! nobody dared to say which it is.
//!
//! ## Example
//! An event taxonomy of `order_placed` alone says how many orders there were, and not how many were tried.
//!
//! ## Fix
//! Events: add the start, the success and the failure of the journey people decide about. Gaps: mark P0 where a
//! journey can fail or a trigger can fire without anybody being told, P1 where a failure is seen but cannot be
//! located.

use crate::skills::shared::reading::wording::{counted, joined, unfilled};
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_infrastructure::{Case, Instrumentation};

crate::rule!("INS001", "too-little-instrumented", Warning, needs["instrumentation"], "ins001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Instrumentation::of(case.pack);
    let events: Vec<&str> =
        section.events().map(|event| event.name()).filter(|name| !unfilled(name)).map(|name| name.text).collect();
    if section.events().next().is_some() && events.len() < 3 {
        findings
            .at(
                section.0.field("events"),
                format!("The taxonomy names {} where at least three are needed", counted(events.len(), "event")),
            )
            .evidence(joined(&events, "and"))
            .fix(
                "add the server actions that begin, complete and fail the journey people decide about, such as \
                  export_requested, export_completed and export_failed",
            );
    }
    let ranked: Vec<&str> = section
        .gaps()
        .map(|gap| gap.priority().text)
        .filter(|text| text::has_any(text, &["p0", "p1", "p2", "p3"]))
        .collect();
    if !ranked.is_empty()
        && ranked.len() == section.gaps().count()
        && !ranked.iter().any(|text| text::has_any(text, &["p0", "p1"]))
    {
        findings
            .at(section.0.field("gaps"), "No observability gap is P0 or P1")
            .evidence(format!("{}, all P2 or P3", counted(ranked.len(), "gap")))
            .fix(
                "mark P0 what can fail without anybody being told and P1 what is seen but cannot be located; \
                 if no such gap exists, name the one you would close first",
            );
    }
}
