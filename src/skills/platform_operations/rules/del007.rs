//! After a deploy to production nothing checks whether users get what they came for.
//!
//! ## What it does
//! For each deploy to production, looks for a verification in that environment that follows by itself, no person between,
//! and has a check of kind smoke, synthetic or slo.
//!
//! ## Why it matters
//! A version can be healthy and wrong: it starts, answers its probe, and fails every payment. Health checks see the
//! process; a scripted journey or the error ratio of the new version sees what users see.
//!
//! ## Example
//! Bad: `verify prod` with one check, `readiness answers 200`.
//!
//! Good: the same and `3 of 3 scripted orders reach status paid`, within `10 min`, else roll back.
//!
//! ## Fix
//! Add a row of kind smoke, synthetic or slo to the checks of the verification that follows.

use crate::engine::pipeline::CheckKind;
use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;

crate::rule!("DEL007", "no-post-deploy-validation", Error, hard 8, needs["delivery"], "del007.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    case.flow.report_unchecked(CheckKind::Validation, findings);
}
