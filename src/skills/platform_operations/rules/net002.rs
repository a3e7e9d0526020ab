//! Dependencies reach production whose known weaknesses could have stopped nothing.
//!
//! ## What it does
//! For each path, each service and each deploy to production: the deploy, or a stage that must have succeeded before it,
//! has to be blocked by a gate of kind dependency that blocks and whose result is there by then.
//!
//! ## Why it matters
//! Most of what runs was written by others. A published weakness in it is found by scanners of both sides within days;
//! the gate decides who is first. Scanning weekly, beside the pipeline, lets each release in between carry it out.
//!
//! ## Example
//! Bad: `dependency scan` with On failure `warn`.
//!
//! Good: `dependency scan`, result of `scans`, blocks `deploy staging`: `0 critical or high with a fix`; exceptions by
//! name, for at most 14 days.
//!
//! ## Fix
//! Name the deploy, or a stage that always precedes it, under Blocks of the gate, and let it block.

use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;

crate::rule!("NET002", "no-dependency-gate", Error, hard 2, needs["delivery", "safety"], "net002.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    super::gates::missing(case, "dependency", findings);
}
