//! A canary is planned where traffic cannot be split.
//!
//! ## What it does
//! Takes the platform card of each service that goes out by `canary` and reads what it says of splitting traffic. A `no`
//! is an error, unless the plan names something in front that splits it: a proxy, load balancer, gateway or mesh among the
//! services, the tool chain, or in *Why*. A `no` that nobody verified is a warning.
//!
//! ## Why it matters
//! A share of instances is no share of traffic, and a platform that replaces one deployment by another knows no share at
//! all. The steps of such a canary cannot be carried out; what happens is a switch for everybody.
//!
//! ## Example
//! Bad: `canary` on Railway, where the active deployment receives all requests.
//!
//! Good: a service `edge proxy` that sends 5 % to a second service with the new version; or `feature_flags`.
//!
//! ## Fix
//! Add what splits the traffic as a service, or take another strategy.

use crate::engine::rollout::Strategy;
use crate::finding::{Findings, Severity};
use crate::text;
use crate::pack::Cell;
use crate::platform::Offered;
use crate::skills::platform_operations::baseline::Baseline;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::rollouts::{Release, word};
use crate::skills::shared::reading::wording::together;

crate::rule!("ROL013", "split-not-traffic", Error, needs["rollout"], "rol013.rs", check);

/// What splits traffic in front of a platform.
const SPLITTERS: &[&str] = &[
    "proxy", "proxies", "load balancer*", "gateway*", "mesh", "ingress", "nginx", "haproxy", "envoy", "traefik", "caddy",
    "istio", "linkerd", "cdn", "cloudflare", "cloudfront", "fastly", "edge worker*",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for release in case.rollouts.rollouts.iter().filter(|one| one.strategy == Some(Strategy::Canary)) {
        if is_split(case, release) {
            continue;
        }
        let services = case.roster.services_in(release.row.services());
        let cards = case.roster.cards_in(release.row.services());
        for platform in cards.into_iter().filter(|card| card.traffic_split.offered == Offered::No) {
            let name = release.row.name().text;
            let offer = &platform.traffic_split;
            let finding = findings.at(
                release.row.strategy().place,
                format!("\"{name}\" is a canary, and {} cannot send a share of the traffic to a version", platform.name),
            );
            finding.evidence(match (&offer.source, offer.checked) {
                (Some(source), Some(day)) => format!("{}; {source}, read on {day}", offer.by),
                _ => format!("{}; nobody has verified this, a test on the platform decides", offer.by),
            });
            if offer.unverified {
                finding.severity = Severity::Warning;
            }
            let other = services
                .iter()
                .find_map(|service| case.choice(service.name().text)?.instead_of(Strategy::Canary));
            let other = other.map_or("another strategy", word);
            finding.fix(format!("add the proxy that splits the traffic as a service, or write {other}"));
        }
    }
}

/// Whether the plan names what splits the traffic.
fn is_split(case: &Case<'_>, release: &Release<'_>) -> bool {
    let baseline = Baseline::of(case.pack);
    let services = case.roster.services.iter().flat_map(|row| [row.name(), row.platform()]);
    let tools = baseline.stack().flat_map(|row| [row.name(), row.tool()]);
    let cells: Vec<Cell<'_>> = services.chain(tools).chain([release.row.why()]).collect();
    text::has_any(&together(cells.into_iter()), SPLITTERS)
}
