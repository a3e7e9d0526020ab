//! Two regions get a new version without a look at the first in between.
//!
//! ## What it does
//! For each path and each service whose blast radius is not low, takes the deploys to production environments of
//! different regions in pairs: one of the two has to wait for a verification of the other.
//!
//! ## Why it matters
//! Regions are there so that not everything fails at once. A bad version in all of them within a minute is one failure
//! of everything, and there is no healthy region left to send users to while it is taken back.
//!
//! ## Example
//! Bad: `deploy prod-eu` and `deploy prod-us`, both after `approve`.
//!
//! Good: `deploy prod-us` after `verify prod-eu`, the quieter region first.
//!
//! ## Fix
//! Let the second deploy wait for the verification of the first region; give each region a stage of its own.

use crate::engine::pipeline::StageKind;
use crate::finding::Findings;
use crate::skills::platform_operations::delivery::Environment;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::flow::Lane;
use crate::skills::platform_operations::reading::roster::is;
use crate::text;
use crate::skills::shared::reading::wording::joined;

crate::rule!("DEL013", "regions-at-once", Warning, needs["delivery"], "del013.rs", check);

/// A deploy and an environment it reaches.
type Reach<'a> = (usize, Environment<'a>);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let flow = &case.flow;
    // The two deploys, and the services for which they are.
    let mut pairs: Vec<(Reach<'_>, Reach<'_>, Vec<&str>)> = Vec::new();
    for path in (0..flow.paths.len()).filter(|_| flow.cycles.is_empty()) {
        for (index, service) in flow.services.iter().enumerate() {
            if case.rollouts.profile(service).is_some_and(|profile| is(profile.blast_radius(), "low")) {
                continue;
            }
            let lane = flow.lane(path, Some(index));
            let deploys = lane.stages.iter().copied().filter(|one| flow.nodes[*one].deploys_to("production"));
            let deploys = deploys.filter(|one| !flow.nodes[*one].migrates);
            let reached: Vec<Reach<'_>> = deploys
                .flat_map(|one| flow.nodes[one].environments.iter().map(move |place| (one, *place)))
                .filter(|(_, place)| is(place.tier(), "production") && !place.region().is_blank())
                .collect();
            // The next one in order is enough: of three at once, two pairs are told.
            for two in reached.windows(2) {
                let [first, second] = two else { continue };
                let apart = verified_between(case, &lane, first, second) || verified_between(case, &lane, second, first);
                if apart || text::same_name(first.1.region().text, second.1.region().text) {
                    continue;
                }
                let same = |known: &&mut (Reach<'_>, Reach<'_>, Vec<&str>)| {
                    (known.0.0, known.1.0) == (first.0, second.0)
                        && (known.0.1.name().text, known.1.1.name().text) == (first.1.name().text, second.1.name().text)
                };
                match pairs.iter_mut().find(same) {
                    Some((.., services)) if services.contains(service) => {}
                    Some((.., services)) => services.push(service),
                    None => pairs.push((*first, *second, vec![service])),
                }
            }
        }
    }
    for ((one, first), (other, second), services) in pairs {
        let reach = if services.len() == 1 { "reaches" } else { "reach" };
        let (row, services) = (flow.nodes[other].row, joined(&services, "and"));
        let (first_name, second_name) = (first.name().text, second.name().text);
        let message = format!("{services} {reach} {first_name} and {second_name} with no verification between");
        let fix = match one == other {
            true => format!("give {second_name} a deploy of its own, after a verification of {first_name}"),
            false => format!("let \"{}\" wait for a verification of {first_name}", row.name().text),
        };
        findings.at(row.after().place, message).fix(fix);
    }
}

/// Whether the second deploy waits for a verification of the first.
fn verified_between(case: &Case<'_>, lane: &Lane, first: &Reach<'_>, second: &Reach<'_>) -> bool {
    let here = |place: &Environment<'_>| text::same_name(place.name().text, first.1.name().text);
    lane.behind(second.0).any(|one| {
        let node = &case.flow.nodes[one];
        node.kind == StageKind::Verify && node.environments.iter().any(here) && lane.precedes(first.0, one)
    })
}
