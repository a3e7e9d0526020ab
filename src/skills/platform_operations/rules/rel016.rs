//! A critical journey with little traffic has no synthetic check.
//!
//! ## What it does
//! Reads the requests of each critical journey, in the quietest hour of a deploy day. Under one a minute, a synthetic check
//! has to walk the journey.
//!
//! ## Why it matters
//! With ten requests an hour a failure is seen by its first users, and a burn-rate alert waits for several of them. A scripted
//! request every minute finds it first, and gives every deploy something to be judged by.
//!
//! ## Example
//! Bad: `Send the monthly statement`, critical, 12 requests per hour, no synthetic check.
//!
//! Good: the same with a check that walks it every minute from two places and names the alert that it fires.
//!
//! ## Fix
//! Add a row to *Synthetic checks* for the journey.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::quantity::{Quantity, Unit};
use crate::skills::platform_operations::observability::Observability;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::{is, is_named};

crate::rule!("REL016", "critical-without-probe", Warning, needs["observability", "baseline"], "rel016.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Observability::of(case.pack);
    for row in case.roster.journeys.iter().filter(|row| is(row.criticality(), "critical")) {
        let name = row.name().text.trim();
        let Some(rate) = per_minute(row.rate().text).filter(|rate| *rate < Decimal::ONE) else { continue };
        if section.probes().any(|probe| is_named(probe.journey(), name)) {
            continue;
        }
        findings
            .at(section.0.field("probes"), format!("\"{name}\" is critical, has {}, and no synthetic check walks it", row.rate().text.trim()))
            .evidence(format!("{} requests per minute", crate::quantity::number::print(rate.round_dp(3))))
            .fix(format!("add a synthetic check with journey \"{name}\", every 1 min from two places, and the alert it fires"))
            .related(row.rate().place, "its requests");
    }
}

/// A number of requests per time, by the minute.
fn per_minute(text: &str) -> Option<Decimal> {
    let rate = Quantity::parse(text).ok()?;
    let Unit::Rate { of, per } = &rate.unit else { return None };
    let seconds = per.seconds().filter(|_| matches!(**of, Unit::Count(_)))?;
    rate.value.checked_mul(Decimal::from(60))?.checked_div(seconds)
}
