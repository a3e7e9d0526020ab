//! Code reaches production that no security scan could have stopped.
//!
//! ## What it does
//! For each path, each service and each deploy to production: the deploy, or a stage that must have succeeded before it,
//! has to be blocked by a gate of kind security that blocks and whose result is there by then. The message shows the
//! shortest walk that passes none.
//!
//! ## Why it matters
//! A scan whose result nobody waits for is a report. It is read after the incident. A gate on the main path alone sends
//! attackers, and people in a hurry, along the other one.
//!
//! ## Example
//! Bad: gate `code scan` blocks `deploy staging`; path `hotfix` goes from `build` to `deploy hotfix` past both.
//!
//! Good: `code scan`, result of `scans`, blocks `deploy staging` and `deploy hotfix`; `scans` is on both paths.
//!
//! ## Fix
//! Name the deploy, or a stage that always precedes it, under Blocks of the gate.

use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;

crate::rule!("NET001", "no-security-gate", Error, hard 2, needs["delivery", "safety"], "net001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    super::gates::missing(case, "security", findings);
}
