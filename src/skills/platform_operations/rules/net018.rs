//! A service whose rollback has to be instant has no way back that is.
//!
//! ## What it does
//! For services whose profile says `instant rollback: required` it looks, in each production environment that a rollout
//! brings them to, for a way back by flag or by traffic that takes no more than 2 min.
//!
//! ## Why it matters
//! Going back by artifact is another deploy: pulling, starting, becoming ready, minutes of it with every user affected. What
//! takes seconds is what has been kept ready: the old version still running, or a flag around the new code.
//!
//! ## Example
//! Bad: `required`, and one way back: `artifact`, 9 min.
//!
//! Good: `weights back | ... | traffic | ... | 40 s`.
//!
//! ## Fix
//! Add the way that the platform offers, or a flag; or say that an instant way back is not required.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::platform::Offered;
use crate::skills::platform_operations::reading::canaries::span;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::nets::Way;
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::platform_operations::safety::Safety;
use crate::skills::shared::reading::wording::joined;

crate::rule!("NET018", "not-instant", Warning, needs["rollout", "safety"], "net018.rs", check);

/// Two minutes, in seconds.
const INSTANT: Decimal = Decimal::from_parts(120, 0, 0, false, 0);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Safety::of(case.pack);
    // An empty table is said to be empty by the rule that knows tables.
    if case.nets.ways.is_empty() {
        return;
    }
    for profile in case.rollouts.profiles.iter().filter(|row| is(row.instant_rollback(), "required")) {
        let name = profile.name().text;
        let mut without: Vec<&str> = Vec::new();
        let mut slow: Option<(&Way<'_>, Decimal)> = None;
        for environment in case.roster.production().map(|row| row.name().text) {
            if case.rollouts.of_service(name, environment).is_none() {
                continue;
            }
            let at_once = |way: &&Way<'_>| is(way.row.by(), "flag") || is(way.row.by(), "traffic");
            let ready: Vec<&Way<'_>> = case.nets.ways_of(name, environment).filter(at_once).collect();
            // How long one takes may be still to be measured: that is said of the blank cell.
            if ready.iter().any(|way| way.row.takes().is_blank()) {
                continue;
            }
            match ready.into_iter().filter_map(|way| Some((way, way.takes?))).min_by_key(|(_, takes)| *takes) {
                None => without.push(environment),
                Some((way, takes)) if takes > INSTANT && slow.is_none_or(|(_, known)| takes > known) => slow = Some((way, takes)),
                Some(_) => {}
            }
        }
        if let Some((way, takes)) = slow {
            findings
                .at(
                    way.row.takes().place,
                    format!("\"{name}\" has to be back within seconds, and its quickest way, \"{}\", takes {}", way.row.name().text, span(takes)),
                )
                .fix(format!("add a way by flag or traffic that takes {} or less", span(INSTANT)));
        }
        if without.is_empty() {
            continue;
        }
        let offer = case.roster.service(name).and_then(|service| case.roster.card(service.platform())).map(|card| (card, &card.instant_rollback));
        findings
            .at(
                section.0.field("ways_back"),
                format!("\"{name}\" has to be back within seconds, and no way by flag or traffic serves it in {}", joined(&without, "and")),
            )
            .fix(match offer {
                Some((card, offer)) if offer.offered == Offered::Yes => {
                    format!("add a row by traffic, as {} offers: {}", card.name, offer.by)
                }
                _ => "add a row by flag or traffic with the time it takes".to_owned(),
            });
    }
}
