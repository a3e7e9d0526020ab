//! A mitigation is done after its limit is reached.
//!
//! ## What it does
//! Schedules the roadmap: milestones start on the day their ETA begins, or when what they wait for is done, their owner
//! has room (*Owner capacity*) and no freeze stops them; they take the lead time that the clock or the initiatives state
//! as a range, else their ETA. It draws 1,000 courses, and holds the day by which four in five finish the mitigation (P80)
//! against the day of its limit: the one that one in ten draws reaches (P10) where growth is a range or was measured. Of
//! several projects of a limit the one that ends first counts. Where no milestone bears the name of the project, the only
//! one whose scope speaks of it does.
//!
//! ## Why it matters
//! Clock and roadmap are written in two sections by two people. Each may be right and the plan still deliver the disk
//! a month after the last free block, because M4 waits for M2 and M2 for a person who is busy.
//!
//! ## Example
//! Limit reached on 2027-05-02; its milestone waits for another, and is done on 2027-05-20 with a chance of 80 %.
//!
//! ## Fix
//! Take the first of the changes that the finding lists, each of which was scheduled and drawn anew: start it before other
//! work, split it so that a first part moves the limit, slow the load, or add people.

use crate::engine::schedule::{Fix, LimitCheck};
use crate::finding::Findings;
use crate::quantity::Quantity;
use crate::skills::platform_infrastructure::{Case, Roadmap};

crate::rule!("ROA015", "mitigation-after-limit", Warning, needs["scaling", "roadmap"], "roa015.rs", check);

/// How many changes are named.
const MOST: usize = 3;

fn check(case: &Case<'_>, findings: &mut Findings) {
    let plan = &case.plan;
    for late in case.timetable.late() {
        let milestone = plan.milestones.iter().find(|one| one.id == late.milestone);
        let place = milestone.map_or(Roadmap::of(case.pack).0.field("milestones"), |one| one.row.eta().place);
        let (limit, alone) = (&late.limit, case.timetable.spoken_of.contains(&late.limit));
        let moves = match alone {
            true => format!("is the only milestone that speaks of the project of \"{limit}\""),
            false => format!("moves \"{limit}\""),
        };
        let message = format!(
            "{} {moves}, but is done {} too late for that limit: on {} with a chance of 80 %, the limit on {}",
            late.milestone,
            Quantity::days(late.days_short),
            late.finish_p80,
            late.limit_p10
        );
        let finding = findings.at(place, message).evidence(late.derivation.clone()).fix(fix(&late));
        if let Some(reading) = case.clock.iter().find(|reading| reading.name().trim() == late.limit) {
            finding.related(reading.limit.place(), "the limit");
        }
    }
}

/// The cheapest changes, with what they cost.
fn fix(late: &LimitCheck) -> String {
    let one = |fix: &Fix| {
        let breaks = match fix.breaks.is_empty() {
            true => String::new(),
            false => format!("; it makes late: {}", fix.breaks.join(", ")),
        };
        format!("{}, done on {} ({}{breaks})", fix.what, fix.finish_p80, fix.cost)
    };
    let fixes: Vec<String> = late.fixes.iter().take(MOST).map(one).collect();
    match fixes.is_empty() {
        true => "no single change of the roadmap is enough: raise the limit first, or cut the work to what moves it".to_owned(),
        false => fixes.join("; or "),
    }
}
