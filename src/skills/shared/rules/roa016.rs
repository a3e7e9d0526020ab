//! Dates that dependencies, owners and freezes do not allow.
//!
//! ## What it does
//! Schedules the roadmap with the shortest lengths the pack states: the lower end of the lead time of a milestone's work
//! where it has one, else the ETA itself. Where even then no schedule keeps all ETAs, it reports each milestone that
//! ends late and why. What a dependency's dates or an owner's load alone show is reported by other rules.
//!
//! ## Why it matters
//! A date that cannot be kept is known to be false by whoever has to keep it. From the second such date on nobody
//! believes the others either.
//!
//! ## Example
//! An ETA of four weeks for work whose lead time is 6-8 weeks; a rollout that ends on the third day of a freeze.
//!
//! ## Fix
//! Move the end to the day the finding names or later, start earlier, or cut what is waited for.

use crate::engine::schedule::HeldBy;
use crate::finding::Findings;
use crate::quantity::Quantity;
use crate::skills::shared::reading::plan::Planned;
use crate::skills::shared::rules::Case;

crate::rule!("ROA016", "eta-impossible", Warning, needs["roadmap"], "roa016.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let (plan, timetable) = (case.plan, case.timetable);
    let Some(best) = timetable.at_best.as_ref().filter(|best| best.proof.late_bound_days > 0) else { return };
    let late = |id: &str| {
        let mut all = timetable.entries.iter().zip(&best.milestones);
        all.any(|(entry, planned)| planned.id == id && planned.finish > entry.due)
    };
    for (entry, planned) in timetable.entries.iter().zip(&best.milestones) {
        let Some(milestone) = plan.milestones.get(entry.index).filter(|_| planned.finish > entry.due) else { continue };
        // Whatever holds it up is reported there.
        let passed_on = match &planned.held_by {
            HeldBy::Owner(_) => true,
            HeldBy::Dependency(other) => late(other) || clashes(plan.milestones.iter(), milestone, other),
            HeldBy::Nothing | HeldBy::Date | HeldBy::Freeze => false,
        };
        if passed_on {
            continue;
        }
        let days = entry.eta.end.until(planned.finish).map_or(0, |span| span.get_days());
        findings
            .at(
                milestone.row.eta().place,
                format!(
                    "{} cannot end by {}: at best it ends on {}, {} later",
                    milestone.id,
                    entry.eta.end,
                    planned.finish,
                    Quantity::days(days)
                ),
            )
            .evidence(format!(
                "it starts on {}{}, and takes {} at least ({})",
                planned.start,
                match planned.held_by {
                    HeldBy::Nothing | HeldBy::Date => String::new(),
                    _ => format!(", since {}", planned.because),
                },
                Quantity::days(planned.days),
                entry.source
            ))
            .fix(format!(
                "end it on {} or later, start it earlier, or shorten it; days of a freeze do not count",
                planned.finish
            ));
    }
}

/// Whether the dates alone show that it ends before what it waits for.
fn clashes<'p, 'a: 'p>(mut all: impl Iterator<Item = &'p Planned<'a>>, milestone: &Planned<'a>, other: &str) -> bool {
    let other = all.find(|one| one.id == other).and_then(|one| one.eta);
    other.zip(milestone.eta).is_some_and(|(other, own)| own.end <= other.end)
}
