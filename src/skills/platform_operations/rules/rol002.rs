//! The platform's card says that it cannot do the strategy.
//!
//! ## What it does
//! Takes the platform card of each service of a rollout and reads what it says of the strategy. A `no` that rests on the
//! vendor's document is an error. A `no` that nobody verified is a warning with the words of the card: it may be wrong.
//! A canary where traffic cannot be split is the business of ROL013.
//!
//! ## Why it matters
//! A plan that rests on something the platform does not do is found out in the week of the rollout, and replaced by
//! whatever is possible then. The way back that was designed for the first choice is gone with it.
//!
//! ## Example
//! Bad: `canary` for a service on Railway, whose card says that a deployment replaces the one before for everybody.
//!
//! Good: `feature_flags` for it: the deploy changes nothing, the flag does.
//!
//! ## Fix
//! Take the strategy that scores best among those that the platform can do, or put something in front of the platform
//! that can do it, and name that as a service.

use crate::engine::rollout::Strategy;
use crate::finding::{Findings, Severity};
use crate::platform::{Offer, Offered, Platform};
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::rollouts::word;
use crate::skills::shared::reading::wording::joined;

crate::rule!("ROL002", "platform-cannot", Error, needs["rollout"], "rol002.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for release in &case.rollouts.rollouts {
        let Some(strategy) = release.strategy else { continue };
        let services = case.roster.services_in(release.row.services());
        for platform in case.roster.cards_in(release.row.services()) {
            let unsplit = strategy == Strategy::Canary && platform.traffic_split.offered == Offered::No;
            let offer = platform.strategies.each().into_iter().find(|(one, _)| *one == strategy).map(|(_, offer)| offer);
            let Some(offer) = offer.filter(|offer| offer.offered == Offered::No && !unsplit) else { continue };
            let (name, chosen) = (release.row.name().text, word(strategy));
            let finding = findings.at(
                release.row.strategy().place,
                format!("\"{name}\" goes out by {chosen}, which {} does not offer: {}", platform.name, offer.by),
            );
            finding.evidence(evidence(offer));
            if offer.unverified {
                finding.severity = Severity::Warning;
            }
            let choice = services.iter().find_map(|service| {
                case.choice(service.name().text).filter(|one| one.card.is_some_and(|card| card.key == platform.key))
            });
            let best = choice.and_then(|choice| choice.instead_of(strategy));
            finding.fix(match best {
                Some(best) => format!("write {}: of what {} can do it is the best for the profile", word(best), platform.name),
                None => format!("write one of {}", joined(&offered(platform), "or")),
            });
        }
    }
}

fn evidence(offer: &Offer) -> String {
    match (&offer.source, offer.checked) {
        (Some(source), Some(day)) => format!("{source}, read on {day}"),
        _ => "nobody has verified this; a test on the platform decides".to_owned(),
    }
}

/// What the card does not deny.
fn offered(platform: &Platform) -> Vec<&'static str> {
    let able = platform.strategies.each().into_iter().filter(|(_, offer)| offer.offered != Offered::No);
    able.map(|(strategy, _)| word(strategy)).chain(["recreate"]).collect()
}
