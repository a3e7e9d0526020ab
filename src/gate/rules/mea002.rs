//! A length of time cannot be read.
//!
//! ## What it does
//! Reads the cells that hold a lead time: `6 weeks`, or a range, `4-6 weeks`. The upper end must be there,
//! since it is the one that triggers are set by.
//!
//! ## Why it matters
//! A trigger is early enough if what is left behind it lasts longer than the mitigation takes. "A few
//! sprints" and "6+ weeks" have no end, so there is no latest trigger and no latest start, and the date on
//! which it becomes too late passes unseen.
//!
//! ## Example
//! Bad: `6+ weeks`.
//!
//! Good: `6-10 weeks`.
//!
//! ## Fix
//! Write how long the last comparable work took from decision to production, as a range whose upper end was
//! exceeded once in ten times at most.

use super::placeholder;
use super::prose::called;
use crate::finding::Findings;
use crate::gate::Case;
use crate::pack::Kind;
use crate::quantity::{DurationRange, Quantity, QuantityError, number};
use crate::text::shortened;

crate::rule!("MEA002", "duration-unreadable", Warning, needs[], "mea002.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for entry in case.entries() {
        let cell = entry.cell;
        if entry.kind != Kind::Duration || cell.is_blank() {
            continue;
        }
        let Err(error) = DurationRange::parse(cell.text) else { continue };
        if placeholder::is_reported(&entry) {
            continue;
        }
        let name = called(&entry);
        let said = shortened(cell.text);
        let (message, fix) = match error {
            QuantityError::OpenEnded { .. } => (
                format!("{name} has no upper end: \"{said}\""),
                "write a range, such as `6-10 weeks`; triggers are set by its upper end".to_owned(),
            ),
            QuantityError::Reversed { low, high } => (
                format!("{name} runs backwards: \"{said}\""),
                format!("write `{high} to {low}` if the two were swapped"),
            ),
            _ => match Quantity::parse(cell.text) {
                Ok(bare) if !bare.has_unit() => {
                    let value = number::print(bare.value);
                    (
                        format!("{name} has no unit: \"{said}\""),
                        format!("write `{value} weeks`, or whatever unit is meant"),
                    )
                }
                _ => (
                    format!("{name} is no length of time: \"{said}\""),
                    "write it in figures, such as `6 weeks` or `4-6 weeks`".to_owned(),
                ),
            },
        };
        findings.at(cell.place, message).fix(fix);
    }
}
