//! A trigger has been passed today, and its project is not under way.
//!
//! ## What it does
//! Finds limits whose current value is at or beyond the trigger, and looks for the start of their mitigation project: the ETA
//! of the milestone that bears its name or speaks of it, else its *Start by* day. A start within 14 days of the pack's
//! as-of date will do.
//!
//! ## Why it matters
//! By the plan's own rule the time to start is now. A roadmap that starts the project later either takes the trigger back
//! without saying so, or spends lead time that is no longer there.
//!
//! ## Example
//! Bad: current 85 %, trigger 80 %, and the milestone of the project begins in ten weeks.
//!
//! Good: the milestone begins this week; or the trigger is 88 % because that still leaves the lead time.
//!
//! ## Fix
//! Start the project within 14 days and order the roadmap accordingly, or move the trigger to a later value that still
//! leaves the lead time: the finding names the latest one where there is any.

use std::cmp::Ordering;

use jiff::ToSpan;

use crate::skills::shared::reading::wording::joined;
use crate::engine::capacity::{CapacityError, Clock};
use crate::finding::Findings;
use crate::skills::platform_infrastructure::Case;
use crate::quantity::{Quantity, Target};
use crate::skills::platform_infrastructure::reading::clock::{Reading, Unread};
use crate::skills::platform_infrastructure::reading::projects::{self, Start};

crate::rule!("SCL005", "trigger-passed", Warning, needs["scaling"], "scl005.rs", check);

/// Days in which a project has to begin whose trigger has been passed.
const SOON: i32 = 14;

fn check(case: &Case<'_>, findings: &mut Findings) {
    let as_of = case.pack.as_of;
    let Ok(soon) = as_of.checked_add(SOON.days()) else { return };
    for reading in &case.clock {
        if !passed(reading) {
            continue;
        }
        let (current, trigger) = match &reading.clock {
            Ok(clock) => (reading.print(clock.current), reading.print(clock.trigger)),
            Err(_) => (reading.limit.current().text.to_owned(), reading.limit.trigger().text.to_owned()),
        };
        let names = projects::named(&reading.limit.project());
        let starts: Vec<Start<'_>> = names.iter().flat_map(|name| starts(case, name)).collect();
        if starts.iter().any(|start| start.day <= soon) {
            continue;
        }
        let first = starts.iter().min_by_key(|start| start.day);
        let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
        let then = match (first, names.is_empty()) {
            (Some(start), _) => format!("but {} starts only on {}", joined(&quoted, "or"), start.day),
            (None, false) => format!("but nothing says when {} starts", joined(&quoted, "or")),
            (None, true) => "and names no project to start".to_owned(),
        };
        let latest = reading.latest_trigger().filter(|latest| !latest.passed);
        let instead = latest.map_or_else(String::new, |latest| {
            let side = if reading.clock.as_ref().is_ok_and(Clock::is_rising) { "up" } else { "down" };
            format!(", or move the trigger: {side} to {} it leaves the lead time", latest.value)
        });
        let finding = findings.at(
            reading.limit.current().place,
            match current == trigger {
                true => format!("\"{}\" is at its trigger of {trigger} today, {then}", reading.name()),
                false => format!(
                    "\"{}\" has passed its trigger (today {current}, trigger {trigger}), {then}",
                    reading.name()
                ),
            },
        );
        if let Some(due) = reading.limit_date(as_of) {
            finding.evidence(format!("the limit is reached on {}: {}", due.date, due.derivation));
        }
        let start = if names.is_empty() { "name a project, start it" } else { "start the project" };
        finding.fix(format!("{start} by {soon} and say so in the roadmap{instead}"));
        if let Some(start) = first {
            finding.related(start.place, "where it starts");
        }
    }
}

/// Whether today's value is at the trigger or beyond it. Without a growth only the first can be told.
fn passed(reading: &Reading<'_>) -> bool {
    match &reading.clock {
        Ok(clock) => matches!(clock.check(), Err(CapacityError::TriggerPassed { .. })),
        Err(Unread::NoRow) => {
            let current = Quantity::parse(reading.limit.current().text);
            let trigger = Target::parse(reading.limit.trigger().text);
            current.is_ok_and(|current| {
                trigger.is_ok_and(|trigger| current.compare(&trigger.quantity) == Some(Ordering::Equal))
            })
        }
        Err(_) => false,
    }
}

/// When a project begins: as its milestones say, else by its start-by day.
fn starts<'a>(case: &Case<'a>, project: &str) -> Vec<Start<'a>> {
    let Some(project) = case.projects.get(project) else { return Vec::new() };
    if project.milestones.is_empty() { project.due.clone() } else { project.begun.clone() }
}
