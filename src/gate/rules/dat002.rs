//! A date lies on the wrong side of the pack's own day.
//!
//! ## What it does
//! Holds dates against `as_of`, the day the pack's facts are true of. What is due, starts or ends must not
//! lie before it; what was observed or confirmed must not lie after it. A milestone that has begun and has
//! not ended is fine.
//!
//! ## Why it matters
//! A step that was due before the plan was written is either done, and does not belong here, or late, and
//! then the plan starts with a lie. Both are usually a plan from last quarter with a new front page. An
//! observation from the future is a typo, and the number beside it should be looked up again.
//!
//! ## Example
//! Bad: `| Sign the supplier contract | Helen Adeyemi | 2026-10-30 |` in a pack as of 2026-11-16.
//!
//! Good: `| Sign the supplier contract | Helen Adeyemi | 2026-11-27 |`.
//!
//! ## Fix
//! Set the new date, or delete what is done. If the pack was brought up to date as a whole, move `as_of` in
//! the front matter too.

use super::prose::called;
use crate::finding::Findings;
use crate::gate::Case;
use crate::pack::Kind;
use crate::pack::records::Records;
use crate::quantity::{DateRange, date};

crate::rule!("DAT002", "date-on-wrong-side", Warning, needs[], "dat002.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let as_of = case.pack.as_of;
    for entry in case.entries() {
        let cell = entry.cell;
        match entry.kind {
            Kind::PastDate => {
                if let Ok(day) = date::parse(cell.text)
                    && day > as_of
                {
                    findings
                        .at(cell.place, format!("{} is {day}, after the pack's own day, {as_of}", called(&entry)))
                        .fix(format!(
                            "correct the date, or move `as_of` to {day} if the whole pack is true of that day"
                        ));
                }
            }
            // An exemption's last day has a rule of its own.
            Kind::Date if cell.place.section != Records::KEY => {
                if let Ok(day) = date::parse(cell.text)
                    && day < as_of
                {
                    findings
                        .at(cell.place, format!("{} is {day}, before the pack's own day, {as_of}", called(&entry)))
                        .fix(format!("write a day from {as_of} on, or delete what is done already"));
                }
            }
            Kind::DateRange => {
                if let Ok(range) = DateRange::parse(cell.text)
                    && range.end < as_of
                {
                    findings
                        .at(
                            cell.place,
                            format!("{} ends on {}, before the pack's own day, {as_of}", called(&entry), range.end),
                        )
                        .fix(format!("write a range that ends on {as_of} or later, or delete the row if it is done"));
                }
            }
            _ => {}
        }
    }
}
