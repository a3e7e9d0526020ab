//! A pillar of observability is missing.
//!
//! ## What it does
//! Looks for a row about metrics, one about logs and one about traces.
//!
//! ## Why it matters
//! Metrics tell that something is wrong and for how many, traces tell where, logs tell why. With one of them missing, an
//! incident ends in guessing at exactly that question.
//!
//! ## Example
//! Bad: rows for `metrics` and `logs` in a system of four services.
//!
//! Good: rows for `metrics`, `logs` and `traces`, each with what it collects, what it carries and how long it is kept.
//!
//! ## Fix
//! Add the row. Where one process serves everything, a trace of its requests and queries is still the fastest way to the
//! slow one.

use crate::finding::Findings;
use crate::skills::platform_operations::observability::Observability;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::signals::Kind;
use crate::skills::shared::reading::wording::joined;

crate::rule!("REL010", "pillar-missing", Warning, needs["observability"], "rel010.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    // An empty table is said to be empty by the rule that knows tables.
    if case.signals.pillars.is_empty() {
        return;
    }
    let has = |kind: Kind| case.signals.pillars.iter().any(|pillar| pillar.kind == Some(kind));
    let missing: Vec<&str> = Kind::ALL.into_iter().filter(|kind| !has(*kind)).map(Kind::name).collect();
    if missing.is_empty() {
        return;
    }
    let place = Observability::of(case.pack).0.field("pillars");
    findings.at(place, format!("no pillar is about {}", joined(&missing, "or"))).fix(format!(
        "add a row for {}, with what it collects, what its records carry (service, version, trace_id), where it goes and for how long",
        joined(&missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>(), "and")
    ));
}
