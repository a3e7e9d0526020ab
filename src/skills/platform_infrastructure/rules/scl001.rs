//! The clock lists fewer than three limits, or more than ten.
//!
//! ## What it does
//! Counts the rows of the *Doomsday clock* that have a name.
//!
//! ## Why it matters
//! A system that grows has several ends, and the one that was left out is the one that is met. With more than ten nobody
//! watches any of them: a clock is read aloud in five minutes or not at all.
//!
//! ## Example
//! Bad: a clock with one row, the disk of the main database, for a platform of eight services.
//!
//! Good: disk, connections and CPU of the database, depth of the queue, quota of the payment provider.
//!
//! ## Fix
//! Add the limits that are met next: storage, IOPS, connections, queue depth, cache hit rate, deploy throughput, rate
//! limits of others. Beyond ten, keep those with the least runway and put the rest under *Notes*.

use crate::skills::shared::reading::wording::unfilled;
use crate::finding::Findings;
use crate::skills::platform_infrastructure::{Case, Scaling};

crate::rule!("SCL001", "number-of-limits", Warning, needs["scaling"], "scl001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let scaling = Scaling::of(case.pack);
    let names: Vec<&str> =
        scaling.limits().map(|limit| limit.name()).filter(|name| !unfilled(name)).map(|name| name.text).collect();
    let place = scaling.0.field("limits");
    match names.len() {
        0 | 3..=10 => {}
        few @ 1..=2 => {
            let s = if few == 1 { "" } else { "s" };
            findings
                .at(place, format!("The clock has {few} limit{s}; three to ten are expected"))
                .evidence(format!("it lists: {}", names.join("; ")))
                .fix("add what runs out next: disk, IOPS, connections, queue depth, cache hit rate, deploy throughput, a provider's rate limit");
        }
        many => {
            findings
                .at(place, format!("The clock has {many} limits; more than ten are not watched"))
                .evidence(format!("it lists: {}", names.join("; ")))
                .fix("keep the ten with the least runway; put the others under [[scaling.notes]]");
        }
    }
}
