//! The old environment is gone before a trigger can send users back to it.
//!
//! ## What it does
//! Takes *Keep old for* of each blue-green switch. The old environment has to outlive the longest window of the triggers
//! that roll its services back, and the quickest way back by traffic after that: window + way back <= keep old.
//!
//! ## Why it matters
//! The time that the old environment stays is the rollback window. A trigger that needs longer than that fires at an
//! environment that no longer exists, and what was seconds becomes another deploy.
//!
//! ## Example
//! Bad: kept for `30 min`, with a trigger over `45 min` and a switch back of `1 min`.
//!
//! Good: kept for `2 h`.
//!
//! ## Fix
//! Keep the old environment longer, or shorten the trigger's window if it still holds enough requests.

use rust_decimal::Decimal;

use crate::engine::rollout::Strategy;
use crate::finding::Findings;
use crate::quantity::duration;
use crate::skills::platform_operations::reading::canaries::span;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::nets::Nets;
use crate::skills::platform_operations::reading::roster::is;

crate::rule!("ROL009", "old-gone-too-soon", Warning, needs["rollout", "safety"], "rol009.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for release in case.rollouts.rollouts.iter().filter(|one| one.strategy == Some(Strategy::BlueGreen)) {
        let Some(row) = &release.blue_green else { continue };
        let Some(kept) = duration::seconds(row.keep_old().text) else { continue };
        let pairs: Vec<(&str, &str)> =
            Nets::pairs(&case.roster, release.row.services(), release.row.environments()).collect();
        let triggers = pairs.iter().flat_map(|(service, environment)| case.nets.triggers_of(service, environment));
        let acting = triggers.filter(|fuse| is(fuse.row.action(), "roll back"));
        let Some((window, trigger)) = acting.filter_map(|fuse| Some((fuse.window?, fuse))).max_by_key(|(window, _)| *window)
        else {
            continue;
        };
        let ways = pairs.iter().flat_map(|(service, environment)| case.nets.ways_of(service, environment));
        let by_traffic = ways.filter(|way| is(way.row.by(), "traffic")).filter_map(|way| Some((way.takes?, way)));
        let back = by_traffic.min_by_key(|(takes, _)| *takes);
        let takes = back.map_or(Decimal::ZERO, |(takes, _)| takes);
        let needed = window + takes;
        if kept >= needed {
            continue;
        }
        let way = back.map(|(takes, way)| format!(", and \"{}\" {} to act", way.row.name().text, span(takes)));
        findings
            .at(
                row.keep_old().place,
                format!(
                    "\"{}\" keeps the old version for {}; \"{}\" needs {} to fire{}",
                    release.row.name().text,
                    span(kept),
                    trigger.row.name().text,
                    span(window),
                    way.unwrap_or_default()
                ),
            )
            .evidence(format!("{} + {} = {} > {}", span(window), span(takes), span(needed), span(kept)))
            .fix(format!("keep it for at least {}; longer where faults show late", span(needed)))
            .related(trigger.row.window().place, "the window");
    }
}
