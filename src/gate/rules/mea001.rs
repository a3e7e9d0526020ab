//! A measure has no number or no unit.
//!
//! ## What it does
//! Reads the cells that hold a value: baselines, current values, hard limits, growth, facts. Each needs a
//! number and what it counts: `71 %`, `4,300 req/s`, `430 connections`. Growth also needs its time, `+6 %
//! per month`, or a word for none, `flat`. Points of a scale, as for impact and effort, are bare numbers.
//!
//! ## Why it matters
//! Runways, budgets and triggers are computed from these cells. Without a number nothing is computed;
//! without a unit the wrong thing is: 0.92 may be a ratio or a percentage, 12 may be gigabytes or gibibytes
//! per day or month.
//!
//! ## Example
//! Bad: `| orders-db disk | ... | about three quarters | ...`.
//!
//! Good: `| orders-db disk | ... | 74 % | ...`, or `~74 % (estimate)` where nobody measured it.
//!
//! ## Fix
//! Write the number in figures, with its unit. Where nobody measured it, write an estimate and say that it
//! is one.

use super::placeholder;
use super::prose::called;
use crate::finding::Findings;
use crate::gate::{Case, Entry};
use crate::pack::Kind;
use crate::quantity::{self, Growth, QuantityError, number};
use crate::text::shortened;

crate::rule!("MEA001", "measure-unreadable", Warning, needs[], "mea001.rs", check);

/// Points of a scale: bare numbers, read by the rule about the arithmetic of scores.
const POINTS: &[&str] = &["impact", "risk", "effort"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for entry in case.entries() {
        let cell = entry.cell;
        if entry.kind != Kind::Measure || cell.is_blank() || POINTS.contains(&cell.place.column) {
            continue;
        }
        if cell.place.column == "growth" {
            check_growth(&entry, findings);
            continue;
        }
        let found = quantity::find_all(cell.text);
        if found.iter().any(|(_, quantity)| quantity.has_unit()) || placeholder::is_reported(&entry) {
            continue;
        }
        let name = called(&entry);
        match found.first() {
            Some((_, bare)) => {
                let share = bare.value > rust_decimal::Decimal::ZERO && bare.value < rust_decimal::Decimal::ONE;
                let hundred = rust_decimal::Decimal::ONE_HUNDRED;
                let fix = if cell.place.column == "burn_rate" {
                    format!("write `{}x`: how many times faster than the budget allows", number::print(bare.value))
                } else if share {
                    format!(
                        "write `{} %` if a share is meant, else the number with what it counts",
                        number::print(bare.value * hundred)
                    )
                } else {
                    "write behind the number what it counts, as in `71 %`, `410 GB` or `430 connections`".to_owned()
                };
                findings.at(cell.place, format!("{name} has no unit: \"{}\"", shortened(cell.text))).fix(fix);
            }
            // Of a fact without a number the rule about evidence speaks.
            None if cell.place.section == crate::pack::records::Records::KEY => {}
            None => {
                findings.at(cell.place, format!("{name} has no number: \"{}\"", shortened(cell.text))).fix(
                    "write the value in figures with its unit, such as `71 %` or `430 connections`; an \
                         estimate is accepted if it says so: `~430 connections (estimate)`",
                );
            }
        }
    }
}

fn check_growth(entry: &Entry<'_>, findings: &mut Findings) {
    let cell = entry.cell;
    let Err(error) = Growth::parse(cell.text) else { return };
    if placeholder::is_reported(entry) {
        return;
    }
    let message = match error {
        QuantityError::NoPeriod { .. } => {
            format!("{} does not say per which time: \"{}\"", called(entry), shortened(cell.text))
        }
        QuantityError::NothingLeft { .. } => {
            format!("{} leaves nothing over: \"{}\"", called(entry), shortened(cell.text))
        }
        _ => format!("{} has no number: \"{}\"", called(entry), shortened(cell.text)),
    };
    findings.at(cell.place, message).fix(
        "write the change with its unit and time, such as `+6 % per month` or `+40 GB per month`; `flat` \
             if it does not grow",
    );
}
