//! A hard limit has been reached today.
//!
//! ## What it does
//! Finds limits whose current value is at or beyond the hard limit, or beyond the load at which what *Must keep* names is
//! missed.
//!
//! ## Why it matters
//! Either something is broken now, and a plan for months is the wrong answer to it; or the limit is not hard, and every
//! date reckoned from it is wrong.
//!
//! ## Example
//! Bad: current 510 connections, hard limit 500 connections.
//!
//! Good: current 430 connections, hard limit 500 connections (`max_connections`).
//!
//! ## Fix
//! If it breaks today, handle it as an incident first and plan from the values afterwards. If it does not, find the value at
//! which it does break and write that.

use crate::finding::Findings;
use crate::skills::platform_infrastructure::Case;

crate::rule!("SCL007", "limit-reached", Error, needs["scaling"], "scl007.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for reading in &case.clock {
        let (Ok(clock), Some(growth)) = (&reading.clock, reading.growth) else { continue };
        // Of a value beyond trigger and limit alike the clock cannot tell the side.
        let rising = reading.hurts().map_or_else(|| clock.is_rising(), |kept| kept.rising);
        let reached = if rising { clock.current >= clock.limit } else { clock.current <= clock.limit };
        if !reached {
            continue;
        }
        let (today, limit) = (reading.print(clock.current), reading.print(clock.limit));
        let message = match clock.current == clock.limit {
            _ if reading.hurts().is_some() => {
                format!("\"{}\" hurts today: {today} has reached {}", reading.name(), reading.limit_in_words())
            }
            true => format!("\"{}\" is at its hard limit of {limit} today", reading.name()),
            false => format!("\"{}\" is beyond its hard limit today: {today} against {limit}", reading.name()),
        };
        let evidence = match reading.hurts() {
            Some(kept) => kept.derivation.clone(),
            None => format!("current {}, hard limit {}", reading.limit.current().text, growth.limit().text),
        };
        findings
            .at(reading.limit.current().place, message)
            .evidence(evidence)
            .fix("if it breaks now, treat it as an incident before planning; if it does not, write the value at which it does break as the hard limit")
            .related(growth.limit().place, "the hard limit");
    }
}
