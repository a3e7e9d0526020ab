//! A critical service has one way to production, and nobody says that it is fast enough in an emergency.
//!
//! ## What it does
//! Where a service of criticality critical is deployed to production, looks for a second path that reaches production
//! and starts by tag, by hand or by merge. One path is enough where the notes, or its purpose, say how long it takes and
//! that a hotfix goes the same way.
//!
//! ## Why it matters
//! In an incident people take the shortest way they can find. If the plan has none, they make one, at night, past the
//! gates. A hotfix path that leaves out the slow tests and keeps staging, scans and approval is decided in daylight.
//!
//! ## Example
//! Bad: one path, `main`, with a soak of 24 h.
//!
//! Good: a path `hotfix`, started by the incident lead, that leaves out the soak. Or: `a hotfix takes the main path: 35
//! min from merge to production`.
//!
//! ## Fix
//! Add a row to Paths and its name to Paths of the stages it keeps; or state how long the main path takes.

use crate::finding::Findings;
use crate::text;
use crate::quantity;
use crate::skills::platform_operations::delivery::Delivery;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::shared::reading::wording::{has_amount, joined};

crate::rule!("DEL011", "no-hotfix-path", Warning, needs["baseline", "delivery"], "del011.rs", check);

/// What says that somebody thought of haste.
const HASTE: &[&str] = &["hotfix*", "hot fix*", "emergenc*", "urgent*", "incident*", "outage*", "break-glass", "whole path"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let flow = &case.flow;
    let section = Delivery::of(case.pack);
    let deploys: Vec<_> = flow.nodes.iter().filter(|node| node.deploys_to("production")).collect();
    let critical = case.roster.services.iter().filter(|row| is(row.criticality(), "critical"));
    let critical = critical.map(|row| row.name().text).filter(|name| {
        deploys.iter().any(|node| node.services.iter().any(|one| text::same_name(flow.services[*one], name)))
    });
    let critical: Vec<&str> = critical.collect();
    let starts = ["tag", "manual", "merge"];
    let reaches = |name: &str| {
        deploys.iter().any(|node| node.paths.iter().any(|one| text::same_name(flow.paths[*one], name)))
    };
    let ways: Vec<_> = case
        .roster
        .paths
        .iter()
        .filter(|row| starts.iter().any(|one| is(row.trigger(), one)) && reaches(row.name().text))
        .collect();
    let [only] = &ways[..] else { return };
    let stated = |words: &str| text::has_any(words, HASTE) && has_amount(words) && !quantity::find_all(words).is_empty();
    if critical.is_empty() || stated(section.notes().text) || stated(only.purpose().text) {
        return;
    }
    let message = format!(
        "{} is critical, and \"{}\" is the only path by which a change can reach production",
        joined(&critical, "and"),
        only.name().text
    );
    findings.at(section.0.field("paths"), message).fix(
        "add a path \"hotfix\" and name it under [[delivery.stages.paths]] of the stages it keeps; or say in [[delivery.notes]] how long the path takes \
         and that a hotfix goes by it",
    );
}
