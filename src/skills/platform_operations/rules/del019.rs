//! What is called staging is a preview: another build than the one that goes to production.
//!
//! ## What it does
//! Where an environment of tier staging lies on the way to production, its platform offers previews, and the rows of the
//! environment or of the stage that deploys there speak of previews, asks whether the platform's card says that a preview
//! can go to production as it is. Migration files are the same everywhere, so database branches are not meant.
//!
//! ## Why it matters
//! Previews of pull requests and branches are built with other variables, often from another commit, and promoting one
//! builds anew. To verify a preview is to verify something that users never get.
//!
//! ## Example
//! Bad: environment `staging`, Vercel, `preview of the pull request`, before `deploy production`.
//!
//! Good: `a production deployment without the domain`, built with `--prod --skip-domain`, promoted after its checks.
//!
//! ## Fix
//! Use a production deployment that users do not see yet, or a second environment that takes the same image.

use crate::engine::pipeline::StageKind;
use crate::finding::Findings;
use crate::platform::Offered;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::{is, is_named};
use crate::skills::shared::reading::wording::{says, together};

crate::rule!("DEL019", "preview-as-staging", Error, hard 6, needs["delivery"], "del019.rs", check);

/// How people call other builds than that of production.
const PREVIEW: &[&str] = &[
    "preview", "previews", "deploy preview*", "branch deploy*", "pr environment*", "pull request*", "pr deploy*",
    "merge request*", "review app*", "per branch", "per pr",
];
/// How they call the one of production, not yet shown.
const STAGED: &[&str] = &[
    "production deployment", "production deploy", "skip-domain", "without the domain", "auto publish*", "unpublished",
    "same image", "same artifact", "same digest", "by digest",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let flow = &case.flow;
    for environment in case.roster.environments.iter().filter(|one| is(one.tier(), "staging")) {
        let name = environment.name().text;
        let Some(card) = case.roster.card(environment.platform()) else { continue };
        if card.same_artifact.offered == Offered::Yes || !matches!(card.previews.offered, Offered::Yes | Offered::With) {
            continue;
        }
        // What is deployed there, migrations aside, on the way to a production deploy.
        let here = |stage: usize| {
            let node = &flow.nodes[stage];
            node.kind == StageKind::Deploy
                && !node.migrates
                && node.environments.iter().any(|one| one.name().text == name)
                && !node.things.iter().any(|one| flow.things[*one].row.is_some_and(|row| is(row.identity(), "migration files")))
        };
        let leads = |stage: usize| {
            flow.ways().any(|(_, lane)| {
                let mut after = lane.stages.iter().filter(|one| lane.precedes(stage, **one));
                after.any(|one| flow.nodes[*one].deploys_to("production") && !flow.nodes[*one].migrates)
            })
        };
        let Some(stage) = (0..flow.nodes.len()).filter(|one| here(*one)).find(|one| leads(*one)) else { continue };
        let builds = flow.nodes[stage].things.iter().flat_map(|one| &flow.things[*one].built_by);
        let runs = builds.chain([&stage]).map(|one| flow.nodes[*one].row.runs());
        let own = [environment.name(), environment.platform(), environment.data()];
        let words = together(own.into_iter().chain(runs));
        if !says(&words, PREVIEW) || says(&words, STAGED) {
            continue;
        }
        let message = format!("\"{name}\" is a preview on {}, another build than the one in production", card.name);
        let finding = findings.at(environment.place(), message);
        finding.evidence(format!("{}: {}", card.name, card.same_artifact.by));
        let other = case.roster.production().find(|one| is_named(one.platform(), environment.platform().text));
        finding.fix(match other {
            Some(_) => "verify a production deployment that users do not see yet, or a second environment with the same image",
            None => "deploy to staging what production takes: the same image, in an environment of its own",
        });
    }
}
