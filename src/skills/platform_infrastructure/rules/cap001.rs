//! The inventory holds fewer than three or more than seven candidates.
//!
//! ## What it does
//! Counts the named rows under *Capabilities*. Rows whose name is still a placeholder do not count.
//!
//! ## Why it matters
//! With one or two candidates nobody has compared anything: the favourite was written down, and the copies that
//! cost more were never looked at. With eight or more the plan promises a platform and staffs a wish: each
//! candidate needs an owner, a contract and a migration within the same horizon.
//!
//! ## Example
//! ```markdown
//! | Capability | Current duplication (where/how) | Consumer teams/services | ... |
//! | --- | --- | --- | --- |
//! | Audit log | three tables, two formats | Billing, Reporting | ... |
//! ```
//! is one candidate. Add Permissions and Data export, or whatever else at least two teams rebuild, each with
//! contract and migration.
//!
//! ## Fix
//! Fewer than three: ask each team what it rebuilt in the last year. More than seven: keep those whose
//! consumers are named and wait for them, and move the rest to *Stays product-specific* with the reason.

use crate::skills::shared::reading::wording::{counted, joined, unfilled};
use crate::finding::Findings;
use crate::skills::platform_infrastructure::{Case, Capabilities, Capability};

crate::rule!("CAP001", "candidates-out-of-range", Warning, needs["capabilities"], "cap001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Capabilities::of(case.pack);
    let candidates: Vec<Capability<'_>> = section.capabilities().filter(|row| !unfilled(&row.name())).collect();
    let empty = section.capabilities().next().is_none();
    if empty || (3..=7).contains(&candidates.len()) {
        return;
    }
    let names: Vec<&str> = candidates.iter().map(|row| row.name().text).collect();
    let place = section.0.field("capabilities");
    let count = counted(names.len(), "candidate");
    if names.len() < 3 {
        findings
            .at(place, format!("The inventory names {count} where three to seven are needed"))
            .evidence(joined(&names, "and"))
            .fix(
                "add what at least two teams build for themselves today (permissions, export, filtering, \
                 notifications, \
                 audit log, billing, feature flags are the usual ones), each with a contract and a migration",
            );
        return;
    }
    let lonely: Vec<&str> =
        candidates.iter().filter(|row| row.consumers().names().count() < 2).map(|row| row.name().text).collect();
    let first = if lonely.is_empty() {
        String::new()
    } else {
        format!(", first those with fewer than two consumers: {}", joined(&lonely, "and"))
    };
    findings
        .at(
            place,
            format!("The inventory names {count}, more than one plan can give an owner, a contract and a migration"),
        )
        .evidence(joined(&names, "and"))
        .fix(format!("keep seven at most and move the others to [[capabilities.product_specific]] with the reason{first}"));
}
