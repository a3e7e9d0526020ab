//! People are interrupted more often than they can bear, and the plan does not say so.
//!
//! ## What it does
//! Adds up the firings of the alert counts per shift of twelve hours, each over its own window. More than two, with no gap of kind
//! `alert fatigue`, is a finding.
//!
//! ## Why it matters
//! An incident takes hours to handle well: stop the harm, find the cause, write it down. Beyond two a shift the second half is left
//! out, faults come back, and people leave the rota. A plan that adds alerts to such a load makes it worse.
//!
//! ## Example
//! Bad: 402 firings in 91 days, 2.2 per shift, and gaps about pipelines alone.
//!
//! Good: `G2 Pages on machines | alert fatigue | HighCPU, PodRestart | 258 of 402 firings, 2 of them useful | P0 | M1`.
//!
//! ## Fix
//! Add the gap with the alerts that cost most, and the milestone that closes it.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::quantity::number;
use crate::skills::platform_operations::baseline::Baseline;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::is;

crate::rule!("ASM014", "load-not-bearable", Warning, needs["baseline"], "asm014.rs", check);

/// Interruptions of one shift at most (Beyer et al., "Site Reliability Engineering", chapter 11, "Being On-Call").
const BEARABLE: Decimal = Decimal::TWO;

/// How many of the worst alerts are named.
const WORST: usize = 3;

fn check(case: &Case<'_>, findings: &mut Findings) {
    let Some(load) = case.load.per_shift().filter(|load| load.rate > BEARABLE) else { return };
    let section = Baseline::of(case.pack);
    if section.gaps().any(|gap| is(gap.kind(), "alert fatigue")) {
        return;
    }
    let fatigue = case.load.fatigue.iter().flat_map(|fatigue| &fatigue.alerts);
    let worst: Vec<&str> = fatigue.filter(|one| one.for_nothing > 0).take(WORST).map(|one| one.name.as_str()).collect();
    let finding = findings.at(
        section.0.field("alert_counts"),
        format!("People are interrupted {} times per 12-hour shift, and no gap says so", number::print(load.rate)),
    );
    finding.evidence(format!("{} = {}; at most 2 can be handled well", load.derivation, number::print(load.rate)));
    finding.fix(match worst.is_empty() {
        true => "add a gap of kind [[baseline.gaps.kind=alert fatigue]] with the milestone that closes it".to_owned(),
        false => format!(
            "add a gap of kind [[baseline.gaps.kind=alert fatigue]] that rests on {}, with the milestone that closes it",
            worst.join(", ")
        ),
    });
}
