//! A group of quality attributes lacks one that every pack states.
//!
//! ## What it does
//! Looks for these attributes, under these or like names. Reliability: availability, error rate, MTTR, incident classes.
//! Performance: p95 and p99 latency, throughput. Privacy and safety: encryption, residency, retention, access control, audit.
//! Operability: dashboards, alerts, runbooks, on-call, escalation. Cost: top drivers, budget, caps and alerts.
//!
//! One row may cover several, in its name (`Uptime / failed requests`) or in its target. A row called `Data protection`
//! states what its target promises: `TLS 1.2 or later; 100 % in the EU; deleted after 13 months`. In a row that is called by
//! one of the attributes, a part of the target has to begin with another to state it: `EUR 9,000 per month; alert at 80 %`,
//! but not `1 runbook for each alert`. A line of the notes counts where it is headed by the attribute: `Residency: not
//! applicable, nothing personal is stored`.
//!
//! ## Why it matters
//! What nobody wrote down is decided by whoever is on call. The list is short because each of its rows has been missing when
//! it was needed: the retention in the audit, the escalation at night, the budget at the end of the quarter.
//!
//! ## Example
//! Bad: *Reliability* with the single row Availability.
//!
//! Good: Availability, Error rate, MTTR and Incident classes, each with target, measurement and owner.
//!
//! ## Fix
//! Add a row for each. Where one does not apply, say so with the reason as its target: `Not applicable: no personal data is
//! stored`.

use crate::finding::Findings;
use crate::skills::platform_infrastructure::reading::attributes::GROUPS;
use crate::skills::platform_infrastructure::{Case, Quality};
use crate::skills::shared::reading::wording::{Topic, names, unfilled};

crate::rule!("QUA001", "attribute-missing", Warning, needs["quality"], "qua001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let quality = Quality::of(case.pack);
    for group in &GROUPS {
        let rows = group.rows(&quality);
        // A group without rows is a missing field, which is another rule's.
        if rows.iter().all(|row| unfilled(&row.name())) {
            continue;
        }
        let lacks: Vec<&Topic> = group.topics.iter().filter(|topic| !group.states(&quality, topic)).copied().collect();
        if lacks.is_empty() {
            continue;
        }
        let rows_are = if lacks.len() == 1 { "a row such as" } else { "rows such as" };
        let examples: Vec<String> = lacks.iter().map(|topic| format!("{}: {}", topic.name, topic.example)).collect();
        findings
            .at(group.place(&quality), format!("{} says nothing of {}", group.name, names(&lacks, "and")))
            .fix(format!("add {rows_are} {}", examples.join("; ")));
    }
}
