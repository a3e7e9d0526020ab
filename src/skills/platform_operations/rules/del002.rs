//! Production takes an artifact by a name that can mean another one tomorrow.
//!
//! ## What it does
//! Looks at the artifacts that stages deploy to production: their identity has to be a digest, a deployment id or
//! migration files; `tag`, `branch` and `none` can be given to something else.
//!
//! ## Why it matters
//! Between the verification in staging and the deploy to production a tag can move: by a second pipeline, by a retry,
//! by somebody with push rights. A rollback to `v41` returns to whatever `v41` is now. What a digest names cannot change.
//!
//! ## Example
//! Bad: `shop image`, identity `tag`, deployed to production as `shop:latest`.
//!
//! Good: `shop image`, identity `digest`: the build writes the digest down, each deploy names it.
//!
//! ## Fix
//! Deploy by digest, or by the deployment id that the platform gives, and set Identity accordingly.

use crate::engine::pipeline::Problem;
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::shared::reading::wording::joined;

crate::rule!("DEL002", "mutable-artifact", Error, hard 1, needs["delivery"], "del002.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let flow = &case.flow;
    for artifact in &case.roster.artifacts {
        let name = artifact.name().text;
        let mine = flow.breaches.iter().filter(|one| one.problem == Problem::MutableReference);
        let stages: Vec<usize> =
            mine.filter(|one| text::same_name(&one.about, name)).map(|one| one.stage).collect();
        if stages.is_empty() {
            continue;
        }
        let identity = artifact.identity();
        let by = match text::key(identity.text).as_str() {
            "none" => "by no identity at all".to_owned(),
            word => format!("by {word}, which can be given to something else"),
        };
        let message = format!("{} to production {by}: \"{name}\"", joined(&flow.names(&stages), "and") + " deploys");
        findings.at(identity.place, message).fix("deploy by digest and set [[delivery.artifacts.identity]] to [[delivery.artifacts.identity=digest]]");
    }
}
