//! A service reaches production, and nothing says how a new version of it meets users.
//!
//! ## What it does
//! Takes each service that a deploy stage brings to an environment of tier production, and looks for a row of the
//! strategies that names both. A database under `all` is left out: its schema is migrated, not deployed.
//!
//! ## Why it matters
//! Without a choice the platform's default decides who meets a bad version first and how they get away from it. That is
//! found out during the first bad release.
//!
//! ## Example
//! Bad: the stage `deploy prod` deploys `checkout` and `search` to `prod`; the strategies name `checkout` only.
//!
//! Good: a second row `search in production | search | prod | rolling | ...`.
//!
//! ## Fix
//! Add a row under *Strategies*, or name the service or the environment in an existing one.

use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::rollouts::word;
use crate::skills::platform_operations::reading::roster::{is, is_all, is_named};
use crate::skills::platform_operations::rollout::Rollout;
use crate::skills::shared::reading::wording::joined;

crate::rule!("ROL001", "strategy-missing", Error, needs["delivery", "rollout"], "rol001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    // An empty table is said to be empty by the rule that knows tables.
    if case.rollouts.rollouts.is_empty() {
        return;
    }
    let section = Rollout::of(case.pack);
    for service in &case.roster.services {
        let name = service.name().text;
        let lacking: Vec<&str> = case
            .roster
            .production()
            .map(|environment| environment.name().text)
            .filter(|environment| deployed(case, name, environment))
            .filter(|environment| case.rollouts.of_service(name, environment).is_none())
            .collect();
        if lacking.is_empty() {
            continue;
        }
        let environments = joined(&lacking, "and");
        let elsewhere = case.rollouts.rollouts.iter().find(|one| is_named(one.row.services(), name));
        let best = case.choice(name).and_then(|choice| choice.deploy.choice);
        findings
            .at(section.0.field("strategies"), format!("no strategy says how \"{name}\" goes out to {environments}"))
            .fix(match (elsewhere, best) {
                (Some(row), _) => format!("add {environments} to the environments of \"{}\", or a row of its own", row.row.name().text),
                (None, Some(best)) => format!(
                    "add a row: {name} in production, services {name}, environments {}, strategy {}, and why",
                    lacking.join(", "),
                    word(best)
                ),
                (None, None) => format!("add a row that names {name} and {environments}, with a strategy and why"),
            });
    }
}

/// Whether a deploy stage brings a service to an environment.
fn deployed(case: &Case<'_>, service: &str, environment: &str) -> bool {
    let database = case.roster.service(service).is_some_and(|row| is(row.kind(), "database"));
    case.roster.stages.iter().filter(|stage| is(stage.kind(), "deploy")).any(|stage| {
        let named = is_named(stage.services(), service) && !(database && is_all(stage.services()));
        named && is_named(stage.environment(), environment)
    })
}
