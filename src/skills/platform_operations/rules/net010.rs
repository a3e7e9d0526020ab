//! A way back by artifact relies on a platform that forgets artifacts sooner.
//!
//! ## What it does
//! Takes the ways back by artifact and the artifacts of their services. An artifact that lies in a registry, a bucket or a
//! release asset is kept by the plan itself. One that only the platform keeps is held against the reach of a rollback on
//! the platform's card: where the card gives times, the longest of them has to cover *Kept for* and the rollback window of
//! the service's schema changes; where it keeps a number of deploys, no time is kept at all.
//!
//! ## Why it matters
//! Platforms keep the images of old deployments for hours, or the last few of them. On the day on which somebody needs
//! the version of last week there is none, and a rebuild of the old commit is another artifact.
//!
//! ## Example
//! Bad: `Kept in: Railway`, `Kept for: 60 days`, where images are gone after 120 h.
//!
//! Good: `Kept in: GitHub registry, by digest`, `Kept for: 60 days`.
//!
//! ## Fix
//! Push the artifact to a registry and deploy it by digest from there, or promise only what the platform keeps.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::text;
use crate::platform::Platform;
use crate::quantity::{self, duration};
use crate::skills::platform_operations::delivery::Artifact;
use crate::skills::platform_operations::reading::canaries::span;
use crate::skills::platform_operations::reading::choices::{concerns, longest};
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::{is, is_named};
use crate::skills::platform_operations::safety::Safety;

crate::rule!("NET010", "platform-forgets", Warning, needs["safety", "delivery"], "net010.rs", check);

/// Stores that keep what the plan tells them to keep.
const STORES: &[&str] = &[
    "registry", "registries", "ecr", "gcr", "ghcr", "docker hub", "harbor", "nexus", "artifactory", "bucket*", "s3",
    "spaces", "release asset*", "package*", "repository", "git",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for way in case.nets.ways.iter().filter(|way| is(way.row.by(), "artifact")) {
        let found = case.roster.services_in(way.row.services()).into_iter().find_map(|service| {
            let platform = case.roster.card(service.platform())?;
            let artifact = forgotten(case, service.name().text, platform)?;
            Some((platform, artifact))
        });
        let Some((platform, (artifact, promised, limit))) = found else { continue };
        let reach = &platform.rollback_reach;
        let name = artifact.name().text;
        let keeps = match limit {
            Some(limit) => format!("at most {}", span(limit)),
            None => "a number of them, for no stated time".to_owned(),
        };
        let finding = findings.at(
            way.row.how().place,
            format!(
                "\"{}\" needs \"{name}\" for {}, and only {} keeps it: {keeps}",
                way.row.name().text,
                span(promised),
                platform.name
            ),
        );
        let source = match (&reach.source, reach.checked) {
            (Some(source), Some(day)) => format!("{source}, read on {day}"),
            _ => "not verified".to_owned(),
        };
        finding.evidence(format!("{}; {source}", reach.says));
        finding.fix(format!("keep the digests of \"{name}\" in a registry and deploy from there, or promise less under [[delivery.artifacts.keep]]"));
        finding.related(artifact.store().place, "where it is kept");
    }
}

/// An artifact of a service that its platform alone keeps, with the seconds promised and those that the platform keeps
/// at most, where it says a time.
fn forgotten<'a>(case: &Case<'a>, service: &str, platform: &Platform) -> Option<(Artifact<'a>, Decimal, Option<Decimal>)> {
    let says = &platform.rollback_reach.says;
    let times = quantity::find_all(says).into_iter().filter_map(|(_, one)| one.as_days().and_then(|_| one.in_base().ok()));
    let limit = times.map(|one| one.value).max();
    if limit.is_none() && text::has_any(says, &["any"]) {
        return None;
    }
    let changes = Safety::of(case.pack).changes().filter(|row| concerns(row.services(), service, &case.roster));
    let window = longest(changes.map(|row| duration::seconds(row.window().text)));
    case.roster.artifacts.iter().filter(|row| is_named(row.services(), service)).find_map(|row| {
        let store = row.store();
        let own = text::mentions(store.text, &platform.key) || text::mentions(store.text, &platform.name);
        let alone = is(store, "none") || own && !text::has_any(store.text, STORES);
        let promised = longest([duration::seconds(row.keep().text), window].into_iter())?;
        (alone && limit.is_none_or(|limit| promised > limit)).then_some((*row, promised, limit))
    })
}
