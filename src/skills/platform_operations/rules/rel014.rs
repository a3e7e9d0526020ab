//! Nobody wrote how one comes from a page to the line that explains it.
//!
//! ## What it does
//! Looks in *Correlation* for one of the identifiers that the pillars carry, such as `trace_id`.
//!
//! ## Why it matters
//! "Logs, metrics and traces are correlated" is true of every vendor's brochure. The walk that works at night is one that was
//! written down with the name of the field to search for, and tried.
//!
//! ## Example
//! Bad: "Signals are correlated in Grafana."
//!
//! Good: "From the page to the exemplar on the error panel, from its trace_id to the trace and the log lines, from their
//! version to the deploy. Walked on 2026-11-12 in 4 min."
//!
//! ## Fix
//! Write the walk, step by step, with the field that leads from each signal to the next.

use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::observability::Observability;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::shared::reading::wording::{shortened, unfilled};

crate::rule!("REL014", "no-way-from-page-to-line", Warning, needs["observability"], "rel014.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let cell = Observability::of(case.pack).correlation();
    let ids: Vec<&str> = case.signals.pillars.iter().flat_map(|pillar| pillar.ids()).collect();
    // Where nothing is carried that could be named, another rule says so.
    let Some(first) = ids.first() else { return };
    let named = |id: &&str| text::mentions(cell.text, id) || is_trace(id) && text::has_any(cell.text, TRACE);
    if unfilled(&cell) || ids.iter().any(named) {
        return;
    }
    findings
        .at(cell.place, "the way from a page to a log line names no identifier that the pillars carry")
        .evidence(format!("it says: {}", shortened(cell.text)))
        .fix(format!("write the walk with the field of each step: alert to trace, trace to log lines by `{first}`, log lines to the deploy by version"));
}

/// How people write of the identifier of a trace.
const TRACE: &[&str] = &["trace_id", "trace id", "trace-id", "traceid", "trace ids", "traceparent"];

fn is_trace(id: &str) -> bool {
    text::has_any(id, TRACE)
}
