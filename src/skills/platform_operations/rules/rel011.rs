//! The records of a pillar cannot be joined with those of the others.
//!
//! ## What it does
//! Reads *Carries* of metrics, logs and traces: each has to name the service and its version, logs and traces the trace as
//! well. Other names for the same are understood: `service.name`, `release`, `digest`, `traceparent`.
//!
//! ## Why it matters
//! The question after every deploy is whether the new version is the worse one; without a version on the metric it takes a
//! guess by the clock. The way from a slow span to its log lines is the trace id; without it, it is a search by time and luck.
//!
//! ## Example
//! Bad: logs that carry `host, level, message`.
//!
//! Good: logs that carry `service, version, environment, trace_id`.
//!
//! ## Fix
//! Add the label to *Carries*, and have it set once, by the collector or the logging library.

use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::signals::{Kind, Label};
use crate::skills::shared::reading::wording::joined;

crate::rule!("REL011", "signals-do-not-join", Warning, needs["observability"], "rel011.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for (kind, pillar) in case.signals.carriers() {
        let wanted: &[Label] = match kind {
            // Each trace as a label would be a series of its own.
            Kind::Metrics => &[Label::Service, Label::Version],
            Kind::Logs | Kind::Traces => &[Label::Service, Label::Version, Label::TraceId],
        };
        let missing: Vec<&str> = wanted.iter().filter(|label| !pillar.carries(**label)).map(|label| label.name()).collect();
        if missing.is_empty() {
            continue;
        }
        let cell = pillar.row.carries();
        findings
            .at(cell.place, format!("\"{}\" carries no {}", pillar.name(), joined(&missing, "and no")))
            .evidence(format!("it carries: {}", cell.text.trim()))
            .fix(format!("add {}", joined(&missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>(), "and")));
    }
}
