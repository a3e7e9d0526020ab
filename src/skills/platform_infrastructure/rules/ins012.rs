//! A property means two things.
//!
//! ## What it does
//! Makes one contract of the events and compares what they say of a property: two types, two units, two classes of
//! personal data, two spellings of one name (`userId` and `user_id`), or a unit that contradicts the name
//! (`wait_ms: integer (seconds)`). What one event says of unit and class holds for all that are silent. Also reports
//! events that make no contract: a name declared twice, a property within another.
//!
//! ## Why it matters
//! Each producer implements its own row. Where rows disagree, joins drop rows, sums add cents to euros, and a column
//! that one event lets anybody read holds what another calls personal. No error is ever raised.
//!
//! ## Example
//! Bad: `order_id: uuid` in one event and `order_id: string` in the next; `amount: integer (EUR)` beside
//! `amount: integer (EUR cents)`.
//!
//! Good: `order_id: uuid, amount: integer (EUR cents)` in both.
//!
//! ## Fix
//! Use one type, one unit and one class for one name throughout, or two names if they are two things.

use crate::engine::events::consistency::IssueKind;
use crate::finding::Findings;
use crate::skills::platform_infrastructure::{Case, Instrumentation};

crate::rule!("INS012", "property-disagrees", Warning, needs["instrumentation"], "ins012.rs", check);

const KINDS: &[IssueKind] = &[
    IssueKind::TwoTypes,
    IssueKind::TwoUnits,
    IssueKind::TwoClasses,
    IssueKind::TwoSpellings,
    IssueKind::UnitAgainstName,
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let events = &case.events;
    if let Some(Err(error)) = &events.contract {
        findings
            .at(Instrumentation::of(case.pack).0.field("events"), format!("The events make no contract: {error}"))
            .fix("declare each event once, and each property of it once, as `name: type (unit)`");
    }
    let Some(found) = &events.consistency else { return };
    for issue in found.issues.iter().filter(|issue| KINDS.contains(&issue.kind)) {
        let Some(row) = issue.event.as_deref().and_then(|event| events.row(event)) else { continue };
        let finding = findings.at(row.event.properties().place, issue.message.clone()).fix(issue.fix.clone());
        let name = issue.property.as_deref().unwrap_or_default();
        let others = events.rows.iter().filter(|other| other.name != row.name);
        for other in others.filter(|other| other.properties.iter().any(|one| one.name == name)) {
            finding.related(other.event.properties().place, format!("`{name}` here"));
        }
    }
}
