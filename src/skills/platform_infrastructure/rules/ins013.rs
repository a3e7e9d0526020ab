//! An event carries personal data that nobody classified, or that is kept without end.
//!
//! ## What it does
//! Looks at the properties of events for names that mostly hold personal data (`email`, `ip_address`, `phone`) and
//! whose row says no class, or `not personal`; and for properties classified as personal or sensitive for which
//! neither the property, nor the event's notes, nor the privacy targets say how long they are kept.
//!
//! ## Why it matters
//! What is sent once is copied to the warehouse, the reports and the laptops of analysts, and the request for its
//! erasure comes a year later. The class decides who may read it and when it is deleted, so it is part of the
//! contract (GDPR, articles 4(1) and 5(1)(e)).
//!
//! ## Example
//! Bad: `email: string`.
//!
//! Good: `email_hash: string (pseudonymous)`, or `email: string (personal, 30 days)`.
//!
//! ## Fix
//! Leave it out and look it up where it is needed; else write class and retention in brackets behind the type.

use crate::skills::shared::reading::wording::joined;
use crate::engine::events::consistency::IssueKind;
use crate::engine::events::input::DataClass;
use crate::finding::Findings;
use crate::skills::platform_infrastructure::Case;

crate::rule!("INS013", "personal-data-unclassified", Warning, needs["instrumentation"], "ins013.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let events = &case.events;
    let Some(found) = &events.consistency else { return };
    for issue in found.issues.iter().filter(|issue| issue.kind == IssueKind::Unclassified) {
        let Some(row) = issue.event.as_deref().and_then(|event| events.row(event)) else { continue };
        let name = issue.property.as_deref().unwrap_or_default();
        findings.at(row.event.properties().place, issue.message.clone()).fix(format!(
            "leave it out and look it up where it is needed; or write its class and retention behind the type, such as \
             \"{name}: string (personal, 30 days)\""
        ));
    }
    if events.duties.iter().any(|duty| duty.is_about_events()) {
        return;
    }
    for row in events.rows.iter().filter(|row| row.kept().is_none()) {
        let endless: Vec<&str> = row
            .properties
            .iter()
            .filter(|one| matches!(one.class, Some(DataClass::Personal | DataClass::Sensitive)) && one.kept.is_none())
            .map(|one| one.name)
            .filter(|name| !events.duties.iter().any(|duty| duty.is_about(name)))
            .collect();
        if endless.is_empty() {
            continue;
        }
        let are = if endless.len() == 1 { "is" } else { "are" };
        findings
            .at(
                row.event.properties().place,
                format!("Nothing says how long {} of {} {are} kept", joined(&endless, "and"), row.name),
            )
            .evidence("neither its brackets, nor the notes of the event, nor a retention target names a length of time")
            .fix("write the length in the brackets, such as \"(personal, 30 days)\", or \"events <= 13 months\" as a retention target");
    }
}
