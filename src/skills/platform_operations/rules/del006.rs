//! After a deploy to production nothing checks whether the new version runs.
//!
//! ## What it does
//! For each deploy to production, looks for a verification in that environment that follows by itself, no person between,
//! and has a check of kind health.
//!
//! ## Why it matters
//! A deploy is done when the new version answers, not when the command returned. Where no health check follows, the
//! first to notice that it does not start is a user, and an automatic rollback has nothing to act on.
//!
//! ## Example
//! Bad: `deploy prod-us` is the last stage. Or it is followed by a smoke test that starts by hand.
//!
//! Good: `verify prod-us` after `deploy prod-us`, with `every task healthy for 120 s`, within `10 min`, else roll back.
//!
//! ## Fix
//! Add a row of kind health to the checks of the verification that follows, or such a stage where there is none.

use crate::engine::pipeline::CheckKind;
use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;

crate::rule!("DEL006", "no-health-check", Error, hard 8, needs["delivery"], "del006.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    case.flow.report_unchecked(CheckKind::HealthCheck, findings);
}
