//! A scaling project starts too late for its limit.
//!
//! ## What it does
//! For each limit takes the earliest *Start by* day of its mitigation projects, and the earliest start of their milestones,
//! and holds both against two days: the one on which the trigger is reached, and the last one from which nine in ten
//! lead times still end before the hard limit (its P10 day where growth is a range or was measured).
//!
//! ## Why it matters
//! A trigger that fires starts its project; a start set for later breaks the plan's own rule. A start after the last safe
//! day ends after the limit: the project is delivered into the outage it was to prevent.
//!
//! ## Example
//! Bad: limit reached on 2027-08-10, lead time 10-12 weeks, start by 2027-06-28.
//!
//! Good: start by 2027-05-17.
//!
//! ## Fix
//! Start by the day the finding names. Where it has passed, start now and shorten the lead time, slow the growth or raise
//! the limit first.

use jiff::civil::Date;

use crate::finding::Findings;
use crate::skills::platform_infrastructure::Case;
use crate::skills::platform_infrastructure::reading::clock::{self, Reading};
use crate::skills::platform_infrastructure::reading::projects::{self, Start};

crate::rule!("SCL011", "project-starts-too-late", Warning, needs["scaling"], "scl011.rs", check);

/// The day by which a project has to start.
struct Bound {
    day: Date,
    why: String,
    derivation: String,
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    for reading in &case.clock {
        let Some(bound) = bound(case, reading) else { continue };
        let names = projects::named(&reading.limit.project());
        let projects: Vec<_> = names.iter().filter_map(|name| case.projects.get(name)).collect();
        // Of several projects the first one buys the time for the others.
        let due = first(projects.iter().flat_map(|project| &project.due), bound.day);
        let begun = first(projects.iter().flat_map(|project| &project.begun), bound.day);
        let Some((start, how)) = due.map(|due| (due, "is to start by")).or(begun.map(|begun| (begun, "starts on")))
        else {
            continue;
        };
        let fix = if bound.day < case.pack.as_of {
            format!(
                "that day has passed: start on {} and shorten the lead time, slow the growth or raise the limit first",
                case.pack.as_of
            )
        } else {
            format!("start by {} at the latest, in the sequence and on the roadmap", bound.day)
        };
        let finding = findings.at(
            start.place,
            format!(
                "\"{}\" {how} {}, but \"{}\" needs it to start by {}: {}",
                start.row,
                start.day,
                reading.name(),
                bound.day,
                bound.why
            ),
        );
        finding.evidence(bound.derivation.clone()).fix(fix).related(reading.limit.place(), "the limit");
        if let (Some(due), Some(begun)) = (due, begun) {
            finding.related(
                begun.place,
                format!("\"{}\" starts on {}, later than {} too", begun.row, begun.day, due.day.min(bound.day)),
            );
        }
    }
}

/// The first of several starts, if that is after a day.
fn first<'a, 's>(starts: impl Iterator<Item = &'s Start<'a>>, day: Date) -> Option<Start<'a>>
where
    'a: 's,
{
    starts.copied().min_by_key(|start| start.day).filter(|start| start.day > day)
}

/// The earlier of the day on which the trigger is reached, where that lies ahead, and the last safe start.
fn bound(case: &Case<'_>, reading: &Reading<'_>) -> Option<Bound> {
    let as_of = case.pack.as_of;
    let clock = reading.clock.as_ref().ok()?;
    let fires = reading.trigger_date(as_of).map(|due| Bound {
        day: due.date,
        why: format!("that day its trigger of {} is reached", reading.print(clock.trigger)),
        derivation: due.derivation,
    });
    let safe = reading.latest_start(as_of).zip(reading.limit_date(as_of)).zip(reading.lead_days()).map(
        |((start, limit), lead)| Bound {
            day: start.date,
            why: format!(
                "the work takes up to {} and the limit is reached on {}",
                clock::at_most(lead),
                limit.date
            ),
            derivation: start.derivation,
        },
    );
    fires.into_iter().chain(safe).min_by_key(|bound| bound.day)
}
