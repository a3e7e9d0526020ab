//! The risk profile of a service rules out the strategy that was chosen for it.
//!
//! ## What it does
//! Holds each rollout against the profiles of its services. Rolling updates and canaries need two versions that may serve
//! at once, and data that both understand. A rolling update has no instant way back, and a switch meets no real traffic
//! before all of it; a flag beside them makes up for either. Recreating refuses requests while versions change and has no
//! instant way back; a database is left out, because a migration meets everybody at once on any platform.
//!
//! ## Why it matters
//! The profile states what must not happen. A strategy that makes it happen by design is not a matter of taste: either
//! the profile is wrong, or the strategy.
//!
//! ## Example
//! Bad: profile `mixed versions: not tolerated`, strategy `canary`.
//!
//! Good: `blue_green`; or versions made compatible in two releases, and the profile changed with that reason.
//!
//! ## Fix
//! Take the strategy that the answer of the step names, or change the cell of the profile that is wrong.

use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::rollouts::{Release, word};
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::platform_operations::rollout::RiskProfile;
use crate::skills::shared::reading::wording::joined;

crate::rule!("ROL003", "profile-excludes", Error, needs["rollout"], "rol003.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for release in &case.rollouts.rollouts {
        // One finding for a reason, however many services it holds for.
        let mut reasons: Vec<(String, Vec<RiskProfile<'_>>)> = Vec::new();
        for service in case.roster.services_in(release.row.services()) {
            let name = service.name().text;
            let Some(profile) = case.rollouts.profile(name).copied() else { continue };
            for reason in reasons_against(case, release, &profile) {
                match reasons.iter_mut().find(|(known, _)| *known == reason) {
                    Some((_, profiles)) => profiles.push(profile),
                    None => reasons.push((reason, vec![profile])),
                }
            }
        }
        for (reason, profiles) in reasons {
            let names: Vec<String> = profiles.iter().map(|one| format!("\"{}\"", one.name().text)).collect();
            let chosen = release.row.strategy().text;
            let message = match names.as_slice() {
                [one] => format!("the profile of {one} rules out {chosen}: {reason}"),
                names => format!("the profiles of {} rule out {chosen}: {reason}", joined(names, "and")),
            };
            let finding = findings.at(release.row.strategy().place, message);
            let best = profiles.first().and_then(|one| {
                let choice = case.choice(one.name().text)?;
                choice.deploy.choice.or(choice.answer.choice)
            });
            finding.fix(match best {
                Some(best) => format!("write {}, or correct the profile with a reason", word(best)),
                None => "split the change so that the profile allows a strategy, or correct the profile with a reason".to_owned(),
            });
            for profile in profiles {
                finding.related(profile.place(), format!("the profile of {}", profile.name().text));
            }
        }
    }
}

fn reasons_against(case: &Case<'_>, release: &Release<'_>, profile: &RiskProfile<'_>) -> Vec<String> {
    let name = profile.name().text;
    let flags = case.is_flagged(name);
    match release.strategy {
        Some(strategy) => case.choice(name).map(|choice| choice.excludes(strategy, flags)).unwrap_or_default(),
        None if !is(release.row.strategy(), "recreate") => Vec::new(),
        None if case.roster.service(name).is_some_and(|row| is(row.kind(), "database")) => Vec::new(),
        None => {
            let mut reasons = Vec::new();
            if is(profile.zero_downtime(), "yes") {
                reasons.push("the old version stops before the new one serves, and zero downtime is required".to_owned());
            }
            if is(profile.instant_rollback(), "required") && !flags {
                reasons.push("its way back is another deploy, and an instant one is required".to_owned());
            }
            reasons
        }
    }
}
