//! Production runs something else than what was verified: a service is built more than once.
//!
//! ## What it does
//! For each path and each service, looks at every build that leads to a deploy. Reported are: two stages that build one
//! artifact, two artifacts of a service of which staging gets the one and production the other, and a stage of kind
//! build that leads to production and names no artifact, since nobody can say what it makes.
//!
//! ## Why it matters
//! Two builds of one commit differ: in base images, in dependencies that moved, in what the machine happened to have.
//! Every test, scan and approval was of the first build; users meet the second. Rebuilds hide well, in a `docker build`
//! at the start of the production job, so the graph is searched and not the words.
//!
//! ## Example
//! Bad: `build` makes `shop image` for staging; `build release`, after the approval, makes `shop image` again.
//!
//! Good: `build` makes `shop image`; `deploy staging` and `deploy prod` both name it, by digest.
//!
//! ## Fix
//! Remove the second build and let the production deploy take the artifact that staging verified. Where a service does
//! consist of two artifacts, deploy both to staging and to production.

use crate::engine::pipeline::Problem;
use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::flow::Breach;

crate::rule!("DEL001", "rebuilt-artifact", Error, hard 1, needs["delivery"], "del001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let rebuilt = |breach: &Breach| matches!(breach.problem, Problem::BuiltTwice | Problem::UnnamedBuild);
    case.flow.report(rebuilt, findings, |breach| case.flow.nodes[breach.stage].row.artifact().place);
}
