//! A trigger fires too late for its lead time.
//!
//! ## What it does
//! Reckons, at the stated growth, how long it takes from the trigger to the hard limit, and holds that against the lead
//! time that nine in ten do not exceed (P90): of `10-12 weeks`, all lengths between being alike, 11.8 weeks; of
//! `8/10/16 weeks` the triangle says. A percentage of growth compounds; an amount, or points of a percentage, adds up. A
//! month counts 30.4375 days.
//!
//! Where the growth is a range, or follows from measurements, or launches stand before the limit, the trigger must
//! fire the P90 lead time before the day by which one in ten draws has reached the limit (P10).
//!
//! ## Why it matters
//! A trigger is the day on which there is just enough time left. If the limit comes before the mitigation is in
//! production, the alert announces the outage instead of preventing it, and everybody will have done what the plan said.
//!
//! ## Example
//! Bad: trigger 7.6 TB, hard limit 8 TB, growth +0.31 TB per month, lead time 10-12 weeks. From 7.6 to 8 TB it takes 5.6
//! weeks.
//!
//! Good: trigger 7.15 TB, the latest value from which growth takes 11.8 weeks.
//!
//! ## Fix
//! Set the trigger to the value the finding names, or an earlier one. Where that value has passed, start now and shorten the
//! lead time, slow the growth, or raise the hard limit first.

use crate::engine::capacity::{Clock, IssueKind};
use crate::finding::Findings;
use crate::skills::platform_infrastructure::Case;
use crate::skills::platform_infrastructure::reading::clock::{self, Reading, TooLate};

crate::rule!("SCL003", "trigger-too-late", Error, needs["scaling"], "scl003.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for reading in &case.clock {
        forecast(reading, findings);
        let Ok(clock) = &reading.clock else { continue };
        let Some(late) = reading.too_late() else { continue };
        let message = format!(
            "\"{}\" triggers too late: {} it takes {} from the trigger of {} to {}, but {} {}; \
             the latest trigger early enough {} {}",
            reading.name(),
            reading.growing(),
            clock::at_least(late.runway.days),
            reading.print(clock.trigger),
            reading.limit_in_words(),
            match reading.lead.as_ref().is_some_and(|lead| lead.low < lead.high) {
                true => "nine in ten lead times are up to",
                false => "the lead time is",
            },
            clock::at_most(late.lead_days),
            if late.latest.passed { "was" } else { "is" },
            late.latest.value,
        );
        let fix = fix(case, reading, &late);
        let finding = findings.at(reading.limit.trigger().place, message);
        finding.evidence(format!("{}; {}", late.runway.derivation, late.latest.derivation)).fix(fix);
        if let Some(growth) = &reading.growth {
            finding.related(growth.place(), format!("{} at {}", growth.limit().text, growth.growth().text));
        }
        finding.related(reading.limit.lead_time().place, format!("lead time {}", reading.limit.lead_time().text));
    }
}

/// A trigger that a forecast shows to be too late.
fn forecast(reading: &Reading<'_>, findings: &mut Findings) {
    let (Some(issue), Some(dates)) = (reading.issue(IssueKind::TriggerTooLate), reading.dates()) else { return };
    let trigger = dates.recommended_trigger.as_ref();
    let fix = match trigger.and_then(|trigger| trigger.value.as_ref()) {
        Some(value) => {
            let side = if reading.clock.as_ref().is_ok_and(Clock::is_rising) { "or less" } else { "or more" };
            format!("set the trigger to {} {side}, or shorten the lead time", reading.print(value.value))
        }
        None => "start now, and shorten the lead time, slow the growth or raise the limit first".to_owned(),
    };
    let evidence = [Some(dates.to_limit.derivation.clone()), trigger.map(|one| one.derivation.clone())];
    findings
        .at(reading.limit.trigger().place, format!("\"{}\" triggers too late: {}", reading.name(), issue.message))
        .evidence(evidence.into_iter().flatten().collect::<Vec<_>>().join("; "))
        .fix(fix)
        .related(reading.limit.lead_time().place, format!("lead time {}", reading.limit.lead_time().text));
}

/// What would be accepted: an earlier trigger, or what is left to do where today's value is beyond it.
fn fix(case: &Case<'_>, reading: &Reading<'_>, late: &TooLate) -> String {
    let Ok(clock) = &reading.clock else { return String::new() };
    let side = if clock.is_rising() { "or less" } else { "or more" };
    if !late.latest.passed {
        let room = clock::at_least(late.runway.days);
        return format!("set the trigger to {} {side}, or shorten the lead time to {room}", late.latest.value);
    }
    let today = reading.print(clock.current);
    match clock.runway(clock.current, clock.limit) {
        Ok(left) if reading.latest_start(case.pack.as_of).is_some_and(|due| due.date < case.pack.as_of) => format!(
            "today's value is {today}, {} from the limit: start now, and shorten the lead time below that, slow the growth or raise the limit first",
            clock::at_least(left.days)
        ),
        _ => format!("today's value is {today}: set the trigger to it and start now"),
    }
}
