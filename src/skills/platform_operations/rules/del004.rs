//! Something reaches production that was never deployed to staging.
//!
//! ## What it does
//! For each path, each service and each deploy or migration to production, looks for a deploy of the same artifact to an
//! environment of tier staging among the stages that must have succeeded before. The message shows the shortest walk
//! that comes without one.
//!
//! ## Why it matters
//! Configuration, permissions, migrations and the platform itself are tested only by a deploy. The first deploy of a
//! version should not be the one that users meet, and that holds for hotfixes more than for anything else: they are made
//! in haste.
//!
//! ## Example
//! Bad: path `hotfix`: `build -> scans -> approve hotfix -> deploy prod`.
//!
//! Good: path `hotfix`: `build -> scans -> deploy staging -> verify staging -> approve hotfix -> deploy prod`; the load
//! test is what it leaves out.
//!
//! ## Fix
//! Let the production deploy wait for the verification in staging, on every path: one name under After.

use crate::engine::pipeline::Problem;
use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::flow::Breach;

crate::rule!("DEL004", "production-without-staging", Error, hard 6, needs["delivery"], "del004.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let skips = |breach: &Breach| breach.problem == Problem::NotStaged;
    case.flow.report(skips, findings, |breach| case.flow.nodes[breach.stage].row.after().place);
}
