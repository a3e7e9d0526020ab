//! A range of dates cannot be read or runs backwards.
//!
//! ## What it does
//! Reads the cells that hold a span of days, `2027-01-11 to 2027-02-19`: two ISO dates, the earlier one
//! first.
//!
//! ## Why it matters
//! The order of work follows from these spans: what waits for what, what ends before its limit is reached,
//! what can begin on Monday. "Summer 2027" has no first day to start on and no last day to be late after,
//! and a span that ends before it begins was rearranged in a hurry: one of its two days is wrong, and only
//! its author knows which.
//!
//! ## Example
//! Bad: `| M8 Legacy retirement | ... | Summer 2027 |`.
//!
//! Good: `| M8 Legacy retirement | ... | 2027-07-19 to 2027-08-27 |`.
//!
//! ## Fix
//! Write the earliest start and the latest end.

use super::calendar;
use super::placeholder;
use super::prose::called;
use crate::finding::Findings;
use crate::gate::Case;
use crate::pack::Kind;
use crate::quantity::{DateRange, QuantityError, date};
use crate::text::shortened;

crate::rule!("DAT003", "range-unreadable", Warning, needs[], "dat003.rs", check);

const FORM: &str = "write the earliest start and the latest end, such as `2027-01-11 to 2027-02-19`";

fn check(case: &Case<'_>, findings: &mut Findings) {
    for entry in case.entries() {
        let cell = entry.cell;
        if entry.kind != Kind::DateRange || cell.is_blank() {
            continue;
        }
        let Err(error) = DateRange::parse(cell.text) else { continue };
        if placeholder::is_reported(&entry) {
            continue;
        }
        let name = called(&entry);
        let said = shortened(cell.text);
        let (message, fix) = match error {
            QuantityError::Reversed { low, high } => (
                format!("{name} ends before it begins: {said}"),
                format!("write `{high} to {low}` if the two were swapped; else correct the one that is wrong"),
            ),
            QuantityError::ImpossibleDate { text } => {
                (format!("{name} names a day the calendar does not have: {text}"), FORM.to_owned())
            }
            _ => match (date::find_dates(cell.text).as_slice(), calendar::period(cell.text)) {
                ([(_, day)], _) => (
                    format!("{name} has one date where two belong: \"{said}\""),
                    format!("{FORM}; {day} may be one of the two"),
                ),
                ([], Some(period)) => (
                    format!("{name} is no range of dates: \"{said}\""),
                    format!("write `{period}` if the whole of it is meant; a shorter range says more"),
                ),
                _ => (format!("{name} is no range of dates: \"{said}\""), FORM.to_owned()),
            },
        };
        findings.at(cell.place, message).fix(fix);
    }
}
