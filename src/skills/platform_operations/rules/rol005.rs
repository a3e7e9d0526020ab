//! A rolling update lacks its numbers, or they contradict each other.
//!
//! ## What it does
//! Looks for the row of each rollout by `rolling`, and at its three cells. Nothing moves where *Max unavailable* and *Max
//! surge* are both 0. Nothing serves where all instances may be away at once, though the profile wants no downtime.
//! *Min ready* is too short at 0, and where a health check of the environment says that it looks `every 30 s`, or for
//! instances `healthy for 120 s`, and *Min ready* is less than that.
//!
//! ## Why it matters
//! The three numbers decide how much capacity is left during the update and whether a version that dies after half a
//! minute is noticed before it has replaced the whole fleet. Platform defaults are chosen for demonstrations.
//!
//! ## Example
//! Bad: `search in production | 0 % | 0 | 0 s`.
//!
//! Good: `search in production | 0 % | 25 % | 30 s`, where readiness is checked every 10 s.
//!
//! ## Fix
//! Fill the three cells: 0 unavailable where the peak leaves no room, a surge that quota and database connections bear,
//! and a time to be ready that covers at least one look of the health check.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::quantity::{self, Quantity, Unit, duration};
use crate::skills::platform_operations::reading::canaries::span;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::rollouts::Release;
use crate::skills::platform_operations::reading::roster::{is, is_named};

crate::rule!("ROL005", "rolling-numbers", Warning, needs["rollout"], "rol005.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for release in case.rollouts.rollouts.iter().filter(|one| is(one.row.strategy(), "rolling")) {
        let name = release.row.name().text;
        let Some(row) = &release.rolling else {
            findings
                .at(release.row.strategy().place, format!("\"{name}\" is a rolling update without numbers"))
                .fix(format!("add a row to [[rollout.rolling]]: {name}, max unavailable 0 %, max surge 25 %, min ready 30 s"));
            continue;
        };
        let amount = |cell: &str| Quantity::parse(cell).ok().map(|one| (one.value, one.unit));
        let (away, surge) = (amount(row.max_unavailable().text), amount(row.max_surge().text));
        let none = |amount: &Option<(Decimal, Unit)>| amount.as_ref().is_some_and(|(value, _)| value.is_zero());
        if none(&away) && none(&surge) {
            findings
                .at(row.max_surge().place, format!("\"{name}\" may neither take an instance away nor add one, so nothing can move"))
                .fix("allow a surge, such as 25 % or 1 instance, or take instances away where the peak leaves room");
        }
        let all_away = away.is_some_and(|(value, unit)| unit == Unit::Percent && value >= Decimal::ONE_HUNDRED);
        let needed = case.roster.services_in(release.row.services()).into_iter().find(|service| {
            case.rollouts.profile(service.name().text).is_some_and(|profile| is(profile.zero_downtime(), "yes"))
        });
        if let Some(service) = needed.filter(|_| all_away) {
            findings
                .at(
                    row.max_unavailable().place,
                    format!("\"{name}\" may take all instances away at once, and \"{}\" has to stay up", service.name().text),
                )
                .fix("write the share that the peak can spare, or 0 % with a surge");
        }
        let Some(ready) = duration::seconds(row.min_ready().text) else { continue };
        let look = looks(case, release).max_by_key(|(_, length)| *length).filter(|(_, length)| ready < *length);
        if let Some((check, length)) = look {
            findings
                .at(
                    row.min_ready().place,
                    format!("\"{name}\" counts an instance as ready after {}, before \"{check}\" has looked for {}", span(ready), span(length)),
                )
                .fix(format!("write at least {}", span(length)));
        } else if ready.is_zero() {
            findings
                .at(row.min_ready().place, format!("\"{name}\" counts an instance as ready at once: one that dies after a moment replaces the next"))
                .fix("write how long it has to be healthy first, such as 30 s");
        }
    }
}

/// The health checks of the environments of a rollout, with the time that each says to look for: `every 10 s`,
/// `healthy for 60 s`.
fn looks<'c>(case: &'c Case<'_>, release: &'c Release<'_>) -> impl Iterator<Item = (&'c str, Decimal)> {
    let health = case.roster.checks.iter().filter(|check| is(check.kind(), "health"));
    let own = health.filter(move |check| {
        let services = case.roster.services_in(release.row.services());
        let environments = case.roster.environments_in(release.row.environments());
        check.stage().names().filter_map(|name| case.roster.stage(name)).any(|stage| {
            services.iter().any(|one| is_named(stage.services(), one.name().text))
                && environments.iter().any(|one| is_named(stage.environment(), one.name().text))
        })
    });
    own.flat_map(|check| {
        let says = check.expects().text;
        quantity::find_all(says).into_iter().filter_map(move |(range, amount)| {
            let before = says[..range.start].trim_end().to_ascii_lowercase();
            let looks = ["every", "healthy for", "ready for"].iter().any(|words| before.ends_with(words));
            let seconds = amount.as_days().and_then(|_| amount.in_base().ok())?.value;
            looks.then_some((check.name().text, seconds))
        })
    })
}
