//! A milestone is more likely late than in time.
//!
//! ## What it does
//! Draws 1,000 courses of the roadmap, each with lengths within the lead times the pack states, else as long as the
//! ETAs, and counts those in which a milestone ends by the end of its ETA, the weekend behind it included. Fewer than
//! half is reported, unless no course at all could do better (ROA016), an earlier milestone is the cause and reported
//! itself, or its owner has too much (ROA017).
//!
//! ## Why it matters
//! An ETA range is read as a promise of its last day. A date that is kept in one of three cases is a target, and what
//! waits for it is planned on sand.
//!
//! ## Example
//! An ETA of 62 days for work whose lead time is 8-12 weeks: 62 days are enough in one of twenty cases.
//!
//! ## Fix
//! End the ETA on the P80 day that the finding names, start earlier, or cut the work.

use crate::engine::schedule::HeldBy;
use crate::finding::Findings;
use crate::quantity::number;
use crate::skills::shared::rules::Case;

crate::rule!("ROA018", "eta-unlikely", Warning, needs["roadmap"], "roa018.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let timetable = case.timetable;
    let unlikely = |id: &str| timetable.odds(id).is_some_and(|odds| odds.percent < 50.into());
    let best = timetable.at_best.as_ref();
    for (place, (entry, planned)) in timetable.planned().enumerate() {
        let Some(odds) = timetable.odds(&planned.id).filter(|_| unlikely(&planned.id)) else { continue };
        let Some(milestone) = case.plan.milestones.get(entry.index) else { continue };
        let at_best = best.as_ref().and_then(|best| best.milestones.get(place)).map(|one| one.finish);
        let reported = match &planned.held_by {
            HeldBy::Owner(_) => true,
            HeldBy::Dependency(other) => unlikely(other),
            HeldBy::Nothing | HeldBy::Date | HeldBy::Freeze => false,
        };
        if reported || at_best.is_none_or(|finish| finish > entry.due) {
            continue;
        }
        findings
            .at(
                milestone.row.eta().place,
                format!(
                    "{} is done by {} with a chance of only {} %",
                    milestone.id,
                    entry.eta.end,
                    number::print(odds.percent)
                ),
            )
            .evidence(format!("{}; it takes {} ({})", odds.derivation, entry.length, entry.source))
            .fix(format!(
                "end it on {}, which has a chance of 80 %; or start it earlier, or cut the work",
                planned.odds.p80
            ));
    }
}
