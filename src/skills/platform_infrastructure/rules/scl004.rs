//! A trigger does not lie between today's value and the hard limit, in the direction of growth.
//!
//! ## What it does
//! Finds triggers that are the hard limit or lie beyond it, and growth that leads away from the limit. A trigger that
//! today's value has passed is SCL005's. Where *Must keep* says what has to hold, such as a latency with so many workers
//! of so many milliseconds, the limit is the load at which queueing (M/M/c) makes it miss, if that comes before the hard
//! limit.
//!
//! ## Why it matters
//! Beyond the limit, the alert comes after the outage, whatever the lead time. Where the sign of the growth is wrong, every
//! date of the row is wrong with it; a metric that must not fall, such as a hit ratio, needs a negative growth.
//!
//! ## Example
//! Bad: trigger 92 %, hard limit 85 %, growth +2.4 points per month.
//!
//! Bad: cache hit ratio 91 %, hard limit 85 %, growth +0.6 points per month.
//!
//! Good: cache hit ratio 91 %, trigger 89 %, hard limit 85 %, growth -0.6 points per month.
//!
//! ## Fix
//! Put the trigger short of the limit by at least the lead time: the finding names the value. Give the growth the sign that
//! leads from today's value to the limit.

use crate::engine::capacity::{CapacityError, Clock};
use crate::finding::Findings;
use crate::skills::platform_infrastructure::Case;
use crate::skills::platform_infrastructure::reading::clock::{self, Reading};

crate::rule!("SCL004", "trigger-beyond-limit", Error, needs["scaling"], "scl004.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for reading in &case.clock {
        let Ok(clock) = &reading.clock else { continue };
        match clock.check() {
            Err(CapacityError::TriggerBeyondLimit { .. }) => beyond(reading, clock, findings),
            Err(CapacityError::WrongDirection { .. }) if reading.hurts().is_none() => away(reading, clock, findings),
            _ => {}
        }
    }
}

fn beyond(reading: &Reading<'_>, clock: &Clock, findings: &mut Findings) {
    let (trigger, limit) = (reading.print(clock.trigger), reading.print(clock.limit));
    let (name, today) = (reading.name(), reading.print(clock.current));
    let message = match clock.trigger == clock.limit {
        _ if reading.hurts().is_some() => format!(
            "The trigger of \"{name}\", {trigger}, comes after {}: it hurts before it fires",
            reading.limit_in_words()
        ),
        true => format!("The trigger of \"{name}\", {trigger}, is its hard limit: it fires as it breaks"),
        false => format!(
            "The trigger of \"{name}\", {trigger}, lies beyond its hard limit of {limit}: it breaks before it fires"
        ),
    };
    let latest = reading.latest_trigger().filter(|latest| !latest.passed);
    let fix = match &latest {
        Some(latest) => format!(
            "set it between today's {today} and {}, the latest value that leaves {} of lead time",
            latest.value,
            reading.lead_days().map_or_else(String::new, clock::at_most)
        ),
        None => format!(
            "set it between today's {today} and the limit of {limit}, short of the limit by at least the lead time"
        ),
    };
    let finding = findings.at(reading.limit.trigger().place, message);
    finding.fix(fix);
    let why = reading.hurts().map(|kept| kept.derivation.clone());
    let evidence: Vec<String> = why.into_iter().chain(latest.map(|latest| latest.derivation)).collect();
    if !evidence.is_empty() {
        finding.evidence(evidence.join("; "));
    }
    if let Some(growth) = &reading.growth {
        finding.related(growth.limit().place, format!("hard limit {}", growth.limit().text));
    }
}

fn away(reading: &Reading<'_>, clock: &Clock, findings: &mut Findings) {
    let Some(growth) = &reading.growth else { return };
    let (today, limit) = (reading.print(clock.current), reading.print(clock.limit));
    let sign = if clock.limit > clock.current { "+" } else { "-" };
    findings
        .at(
            growth.growth().place,
            format!("\"{}\" grows away from its hard limit: {} does not lead from {today} to {limit}", reading.name(), growth.growth().text),
        )
        .evidence(format!("current {}, trigger {}, hard limit {}", reading.limit.current().text, reading.limit.trigger().text, growth.limit().text))
        .fix(format!("if the sign is wrong, write \"{sign}{}\"; if the hard limit is, correct it; else take the row off the clock", unsigned(growth.growth().text)));
}

fn unsigned(growth: &str) -> &str {
    growth.trim_start_matches(['+', '-', '\u{2212}', ' '])
}
