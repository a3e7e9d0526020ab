//! A service reaches production without a rollback trigger.
//!
//! ## What it does
//! Takes each service with the production environments it is released to, by a rollout or by a deploy stage, and looks for a row of
//! *Rollback triggers* that names both. `all` names every one.
//!
//! ## Why it matters
//! After the rollout has begun, everybody has a reason to wait another five minutes. A trigger is the decision made before, when
//! nobody is under pressure; without one the release stays until customers complain.
//!
//! ## Example
//! Bad: triggers for `checkout-api` alone, while `catalog-api` goes to `prod` with the same pipeline.
//!
//! Good: `product pages fail | catalog-api | prod | 5xx of new tasks / all of them | Product pages | > 7.2 % | 5 min | roll back | automatic | #releases`.
//!
//! ## Fix
//! Add the row that the finding computes from the service's SLO, or add the service to the trigger that sees it.

use super::several::{MOST, others};
use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::safety::Safety;
use crate::skills::shared::reading::wording::joined;

crate::rule!("NET004", "no-trigger", Error, hard 3, needs["safety"], "net004.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let mut bare: Vec<(&str, Vec<String>)> = Vec::new();
    for (service, environment) in case.released() {
        if case.nets.triggers_of(service, environment).next().is_some() {
            continue;
        }
        let said = format!("\"{environment}\"");
        match bare.iter_mut().find(|(one, _)| *one == service) {
            Some((_, environments)) => environments.push(said),
            None => bare.push((service, vec![said])),
        }
    }
    let place = Safety::of(case.pack).0.field("triggers");
    let names: Vec<&str> = bare.iter().map(|(service, _)| *service).collect();
    for (index, (service, environments)) in bare.iter().take(MOST).enumerate() {
        let finding = findings.at(
            place,
            format!("\"{service}\" is released to {} without a rollback trigger", joined(environments, "and")),
        );
        let proposal = case.goals_of_service(service).find_map(|goal| case.proposal(goal));
        finding.fix(match proposal {
            Some(one) => format!(
                "add a row for it: {}, `> {}` over `{}`, [[safety.triggers.action=roll back]], [[safety.triggers.start=automatic]], with who is told; or add the service to a trigger that sees it",
                one.metric, one.threshold, one.window
            ),
            None => "add a row for it: what is measured of the new version, threshold, window, [[safety.triggers.action=roll back]], who is told".to_owned(),
        });
        if let Some(rest) = others(&names).filter(|_| index + 1 == MOST) {
            finding.evidence(rest);
        }
    }
}
