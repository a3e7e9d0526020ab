//! A silence lasts too long.
//!
//! ## What it does
//! Holds the last day of each silence against the pack's own day: more than 30 days away is no silence, but an alert that nobody
//! wants. A day that has passed is reported by the rule about dates.
//!
//! ## Why it matters
//! A silence is made for a piece of work, in a hurry, and as wide as it is quick to type. What was quiet for the work stays quiet
//! for the outage of next month.
//!
//! ## Example
//! Bad: `queue depth | noisy since the import | Priya Nair | 2027-12-31` in a plan of 2026-11-01.
//!
//! Good: `queue depth of import-worker | re-import of orders | Priya Nair | 2026-11-04`.
//!
//! ## Fix
//! End it within 30 days, or change or remove the alert.

use jiff::ToSpan;

use crate::finding::Findings;
use crate::quantity::date;
use crate::skills::platform_operations::alerting::Alerting;
use crate::skills::platform_operations::reading::facts::Case;

crate::rule!("ALT010", "silence-without-end", Warning, needs["alerting"], "alt010.rs", check);

/// A silence lasts so many days at most.
const LONGEST: i32 = 30;

fn check(case: &Case<'_>, findings: &mut Findings) {
    for row in Alerting::of(case.pack).silences() {
        let Ok(ends) = date::parse(row.ends().text) else { continue };
        let days = case.pack.as_of.until(ends).map_or(0, |span| span.get_days());
        if days > LONGEST {
            let last = case.pack.as_of.checked_add(LONGEST.days());
            findings
                .at(
                    row.ends().place,
                    format!("The silence of \"{}\" lasts {days} more days; {LONGEST} are the most", row.name().text),
                )
                .evidence(format!("{} to {ends}", case.pack.as_of))
                .fix(match last {
                    Ok(last) => format!("end it by {last}, or change the alert so that it need not be silent"),
                    Err(_) => "end it within 30 days".to_owned(),
                });
        }
    }
}
