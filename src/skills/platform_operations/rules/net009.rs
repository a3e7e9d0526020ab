//! A way back was never rehearsed, or so long ago that it proves nothing.
//!
//! ## What it does
//! Reads *Rehearsed* of each way back: a day no more than 180 days before the day of the plan, or the milestone that
//! rehearses it. A forward fix is left out: it is a release like others.
//!
//! ## Why it matters
//! A way back without a date is an assumption. Permissions, retention and runbooks change without anybody thinking of the
//! rollback, and the time it takes is known only from doing it. Half a year is a practice estimate.
//!
//! ## Example
//! Bad: `shop by listener | ... | 1 min |` and nothing under *Rehearsed*.
//!
//! Good: `2026-10-22, 40 s in staging`; or `M4`, where that milestone rehearses it.
//!
//! ## Fix
//! Rehearse it, and write the day and the measured time; until then name the milestone that does.

use jiff::civil::Date;

use crate::finding::Findings;
use crate::text;
use crate::quantity::{Quantity, date};
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::is;

crate::rule!("NET009", "never-rehearsed", Warning, needs["safety"], "net009.rs", check);

/// Days after which a rehearsal proves little.
const STALE: i64 = 180;

fn check(case: &Case<'_>, findings: &mut Findings) {
    let today = case.pack.as_of;
    for way in case.nets.ways.iter().filter(|way| !is(way.row.by(), "forward fix")) {
        let cell = way.row.rehearsed();
        let name = way.row.name().text;
        let days = date::find_dates(cell.text);
        let last: Option<Date> = days.iter().map(|(_, day)| *day).max();
        let planned = case.plan.milestones.iter().any(|one| text::mentions(cell.text, one.id));
        let message = match last {
            _ if planned => continue,
            None if cell.is_blank() => format!("\"{name}\" was never rehearsed"),
            None => format!("\"{name}\" gives no day on which it was rehearsed"),
            Some(day) => {
                let age = i64::from((today - day).get_days());
                if age <= STALE {
                    continue;
                }
                format!("\"{name}\" was last rehearsed on {day}, {} before {today}", Quantity::days(age))
            }
        };
        findings
            .at(cell.place, message)
            .fix(format!("rehearse it within {STALE} days and write the day and the measured time, or name the milestone that does"));
    }
}
