//! A measurement, launch or spike says nothing of a limit.
//!
//! ## What it does
//! Looks up each row of *Measurements* and of *Launches and spikes* on the clock, and reads its date and its value or effect.
//! Reports a row of a limit that the clock does not have, one that cannot be read, and a growth, lead time or
//! effect from which no dates can be drawn.
//!
//! ## Why it matters
//! A row that is not understood is silently missing from the fitted growth and from the dates. The reader sees twelve
//! measurements and trusts a number that knows eleven.
//!
//! ## Example
//! Bad: `| orders db storage | 2026-10-01 | 640 |` where the clock has `orders-db disk`; an effect of `much more traffic`.
//!
//! Good: `| orders-db disk | 2026-10-01 | 640 GB |`; effects of `+30 %`, `+200 GB`, `2x for 14 days`.
//!
//! ## Fix
//! Name the limit as the clock does; write the day as 2026-10-01, a value in the unit of the limit, and an effect as one
//! of these forms.

use crate::finding::Findings;
use crate::text;
use crate::pack::Cell;
use crate::skills::platform_infrastructure::{Case, Scaling};

crate::rule!("SCL014", "measurement-unusable", Warning, needs["scaling"], "scl014.rs", check);

const FIX: &str = "write a day as 2026-10-01, a value in the unit of the limit, an effect as `+30 %`, `+200 GB`, `2x` or \
     `2x for 14 days`";

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Scaling::of(case.pack);
    let known = |name: &Cell<'_>| case.clock.iter().any(|reading| text::key(reading.name()) == text::key(name.text));
    let measured = section.measurements().map(|row| row.name());
    let mut unknown: Vec<Cell<'_>> =
        measured.chain(section.launches().map(|row| row.name())).filter(|name| !name.is_blank() && !known(name)).collect();
    // One limit has many rows; the first of them says it.
    let mut said: Vec<String> = Vec::new();
    unknown.retain(|name| {
        let key = text::key(name.text);
        let new = !said.contains(&key);
        said.push(key);
        new
    });
    let limits: Vec<String> = case.clock.iter().map(|reading| format!("\"{}\"", reading.name())).collect();
    for name in unknown {
        findings
            .at(name.place, format!("\"{}\" is no limit of the clock, so this row counts for nothing", name.text))
            .fix(format!("write one of {}, or give it a row of the clock", limits.join(", ")));
    }
    for reading in &case.clock {
        for (cell, problem) in &reading.unusable {
            findings.at(cell.place, format!("\"{}\": {problem}", reading.name())).fix(FIX);
        }
        if let Some(Err(problem)) = &reading.forecast {
            let place = reading.growth.map_or(reading.limit.place(), |row| row.growth().place);
            findings
                .at(place, format!("No dates can be drawn for \"{}\": {problem}", reading.name()))
                .fix("correct the value that is named; both ends of a growth are amounts, or both are percentages");
        }
    }
}
