//! A canary step goes on by itself, and no trigger can stop it.
//!
//! ## What it does
//! Looks at the steps below 100 % that go on automatically. *Judged by* has to name a rollback trigger that covers one of
//! the services of the rollout. Names of triggers that do not exist are the business of the rule on references.
//!
//! ## Why it matters
//! A canary that moves on by time alone is a slow rolling update: nobody looks, and nothing can stop it.
//!
//! ## Example
//! Bad: `checkout 5 % | checkout in production | 5 % | 15 min | none | automatic`.
//!
//! Good: `... | checkout errors | automatic`.
//!
//! ## Fix
//! Name the trigger that judges the step, or let a person move it on.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::text;
use crate::pack::Cell;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::rollouts::{Release, Step};
use crate::skills::platform_operations::reading::roster::{is, is_named, names};

crate::rule!("ROL008", "step-unjudged", Warning, needs["rollout", "safety"], "rol008.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for release in &case.rollouts.rollouts {
        for step in &release.steps {
            let below = step.share.is_some_and(|share| share < Decimal::ONE_HUNDRED);
            let judged = step.row.judged_by();
            if !below || judged.is_blank() || !is(step.row.go_on(), "automatic") {
                continue;
            }
            let name = step.row.name().text;
            let message = match names(judged).next() {
                None => format!("\"{name}\" goes on by itself and nothing judges it"),
                Some(trigger) if watches_nothing(case, release, step) => {
                    format!("\"{name}\" goes on by itself, judged by \"{trigger}\", which watches none of its services")
                }
                Some(_) => continue,
            };
            let own = case.nets.triggers.iter().find(|fuse| covers(case, release, fuse.row.services()));
            findings.at(judged.place, message).fix(match own {
                Some(fuse) => format!("name a trigger, such as \"{}\", or write [[rollout.steps.go_on=manual]] under [[rollout.steps.go_on]]", fuse.row.name().text),
                None => "add a rollback trigger for its services and name it here, or write [[rollout.steps.go_on=manual]] under [[rollout.steps.go_on]]".to_owned(),
            });
        }
    }
}

/// Whether the triggers that a step names exist, and none of them watches a service of the rollout.
fn watches_nothing(case: &Case<'_>, release: &Release<'_>, step: &Step<'_>) -> bool {
    let named = |name: &str| names(step.row.judged_by()).any(|one| text::same_name(one, name));
    let mut judges = case.nets.triggers.iter().filter(|fuse| named(fuse.row.name().text)).peekable();
    judges.peek().is_some() && !judges.any(|fuse| covers(case, release, fuse.row.services()))
}

fn covers(case: &Case<'_>, release: &Release<'_>, services: Cell<'_>) -> bool {
    case.roster.services_in(release.row.services()).iter().any(|service| is_named(services, service.name().text))
}
