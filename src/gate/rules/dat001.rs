//! A date is not written as a day, `2027-03-31`.
//!
//! ## What it does
//! Reads the cells that hold one calendar day. Only the ISO form counts, and nothing beside it.
//!
//! ## Why it matters
//! Dates are compared: with the day of the pack, with the triggers, with one another. "End of Q1" is
//! compared by nobody, and 03/04/2027 is in March or in April depending on who reads it. "ASAP" is not a
//! date; it is a priority without one.
//!
//! ## Example
//! Bad: `| Book the resize window | Elif Demir | end of March |`.
//!
//! Good: `| Book the resize window | Elif Demir | 2027-03-31 |`.
//!
//! ## Fix
//! Write the last day on which it may happen. For a period, that is its last day.

use super::calendar;
use super::placeholder;
use super::prose::called;
use crate::text::shortened;
use jiff::civil::Date;

use crate::finding::Findings;
use crate::gate::Case;
use crate::pack::Kind;
use crate::quantity::{QuantityError, date};

crate::rule!("DAT001", "date-unreadable", Warning, needs[], "dat001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for entry in case.entries() {
        let cell = entry.cell;
        if !matches!(entry.kind, Kind::Date | Kind::PastDate) || cell.is_blank() {
            continue;
        }
        let Err(error) = date::parse(cell.text) else { continue };
        if placeholder::is_reported(&entry) {
            continue;
        }
        let written = date::find_dates(cell.text);
        let fix = match (written.as_slice(), calendar::period(cell.text)) {
            ([(_, day)], _) => format!("write `{day}` alone; what else there is to say goes into another column"),
            ([], Some(period)) if period.start == period.end => format!("write `{}`", period.end),
            ([], Some(period)) => format!("write the day, `{}` if the last day of the period is meant", period.end),
            _ => match (calendar::either(cell.text), month_end(&error)) {
                (Some((first, second)), _) => format!("write `{first}` or `{second}`, whichever is meant"),
                (None, Some(end)) => format!("write another day; that month ends on `{end}`"),
                (None, None) => {
                    "write the day as `2027-03-31`; where it is not known, the latest day that would still do"
                        .to_owned()
                }
            },
        };
        let message = match error {
            QuantityError::ImpossibleDate { .. } => {
                format!("{} is a day the calendar does not have: \"{}\"", called(&entry), shortened(cell.text))
            }
            _ => format!("{} is no date: \"{}\"", called(&entry), shortened(cell.text)),
        };
        findings.at(cell.place, message).fix(fix);
    }
}

/// The end of the month in which a day was meant that the calendar does not have.
fn month_end(error: &QuantityError) -> Option<Date> {
    match error {
        QuantityError::ImpossibleDate { text } => calendar::month_end(text),
        _ => None,
    }
}
