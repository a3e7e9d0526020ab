//! What has to hold below a limit cannot be reckoned.
//!
//! ## What it does
//! Reads *Must keep* under *Growth and hard limits*: a latency with the workers that serve and the time each request
//! takes (`p95 < 300 ms with 8 workers of 40 ms`), the wait for a connection of a pool (`wait p99 < 5 ms with 20
//! connections of 12 ms`), or what a backend bears behind a cache (`misses < 800 req/s of 10,000 req/s`). Reports
//! what has none of these forms, a target that even an idle worker misses, a metric that is no load, and a target for
//! something that moves the other way.
//!
//! ## Why it matters
//! Latency is lost long before the last worker is busy: at 70 % where one worker serves, at 90 % where twenty do. A row
//! that means to say so, and is not understood, lets the trigger wait for the hard limit.
//!
//! ## Example
//! Bad: `p95 < 100 ms with 8 workers of 40 ms`: 5 % of requests take longer than 120 ms on an idle worker.
//!
//! Good: `p95 < 300 ms with 8 workers of 40 ms`.
//!
//! ## Fix
//! Write one of the forms above, with the mean time a request holds a worker; state the metric as a utilization, a rate
//! or a number of busy workers; or leave the cell blank.

use crate::finding::Findings;
use crate::skills::platform_infrastructure::Case;

crate::rule!("SCL015", "must-keep-unusable", Warning, needs["scaling"], "scl015.rs", check);

const FIX: &str = "write a target that an idle worker meets, for a metric in %, per second or in busy workers; a hit rate falls, \
     a load rises; or leave the cell blank";

fn check(case: &Case<'_>, findings: &mut Findings) {
    for reading in &case.clock {
        let (Some(Err(problem)), Some(growth)) = (&reading.kept, &reading.growth) else { continue };
        findings
            .at(growth.keeps().place, format!("Where \"{}\" begins to hurt cannot be reckoned: {problem}", reading.name()))
            .fix(FIX);
    }
}
