//! An artifact is said to be the same everywhere, on a platform that builds for each environment.
//!
//! ## What it does
//! Where an artifact is named by digest or deployment id and its environments are on a platform whose card says that it
//! carries one build from environment to environment only in certain ways, or not at all, looks for such a way: under
//! Runs as of the stages that build or deploy it, in its name, under Kept in or under Provenance.
//!
//! ## Why it matters
//! Many platforms build on every push, per environment. The table says "digest" while the platform makes a second build
//! of the same commit; what was verified is then not what users get.
//!
//! ## Example
//! Bad: `web`, identity `deployment id`, on Vercel, `deploy prod` runs as `git push to production`.
//!
//! Good: `vercel deploy --prod --skip-domain`, verified there, then `vercel promote` of the same deployment.
//!
//! ## Fix
//! Say under Runs as how one build is carried on: an image by digest from a registry, or the promotion of a deployment
//! that was built for production.

use crate::engine::pipeline::StageKind;
use crate::finding::Findings;
use crate::platform::{Offered, Platform};
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::shared::reading::wording::says;

crate::rule!("DEL014", "platform-rebuilds", Warning, needs["delivery"], "del014.rs", check);

/// One image for all environments.
const IMAGE: &[&str] = &["image*", "registry", "digest*", "prebuilt", "container*", "ecr", "ghcr*", "oci", "sha256*"];
/// One deployment, shown to users later.
const PROMOTED: &[&str] = &[
    "promot*", "skip-domain", "staged", "publish*", "permalink*", "without the domain", "auto publish*", "restore*",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let flow = &case.flow;
    for (index, thing) in flow.things.iter().enumerate() {
        let Some(row) = thing.row.filter(|row| is(row.identity(), "digest") || is(row.identity(), "deployment id")) else {
            continue;
        };
        let deploys = || flow.nodes.iter().filter(|node| node.kind == StageKind::Deploy && node.things.contains(&index));
        let places = deploys().flat_map(|node| &node.environments);
        let places = places.filter(|one| is(one.tier(), "staging") || is(one.tier(), "production"));
        let Some(platform) = places.filter_map(|one| case.roster.card(one.platform())).find(|card| {
            card.same_artifact.offered != Offered::Yes && card.same_artifact.offered != Offered::Unknown
        }) else {
            continue;
        };
        let builds = thing.built_by.iter().map(|one| &flow.nodes[*one]);
        let runs: Vec<&str> = deploys().chain(builds).map(|node| node.row.runs().text).collect();
        let words = [&runs[..], &[thing.name, row.store().text, row.provenance().text]].concat().join("\n");
        if carried(platform, &words) {
            continue;
        }
        let message = format!(
            "\"{}\" is named by {}, and nothing says how {} carries one build to the next environment",
            thing.name,
            row.identity().text.trim(),
            platform.name
        );
        let finding = findings.at(row.identity().place, message);
        finding.evidence(format!("{}: {}", platform.name, platform.same_artifact.by));
        finding.fix("say so under [[delivery.stages.runs]] of the deploy: an image by digest, or the promotion of a production deployment");
    }
}

/// Whether words name a way by which a platform carries one build on.
fn carried(platform: &Platform, words: &str) -> bool {
    let ways = [(IMAGE, "image"), (PROMOTED, "promot"), (PROMOTED, "published later")];
    let card = format!("{} {}", platform.same_artifact.by, platform.digest.by).to_lowercase();
    ways.iter().any(|(known, sign)| card.contains(sign) && says(words, known))
        || (platform.same_artifact.offered == Offered::With && card.contains("digest") && says(words, IMAGE))
}
