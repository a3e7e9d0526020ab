//! The values of a limit do not belong together, so no date follows from them.
//!
//! ## What it does
//! Compares the units of current value, trigger, hard limit and growth; looks for the number of the trigger and the period
//! of the growth; and asks whether percent of growth are meant of the value or as points where the metric is itself a
//! percentage.
//!
//! ## Why it matters
//! A date comes from (limit - current) / growth. Gigabytes against percent, or containers per month against gigabytes, divide
//! into nothing, and the row looks finished while nobody can say when it strikes. For a metric at 58 %, +3 % per month
//! reaches 85 % in 13 months if it compounds and in 9 if points were meant.
//!
//! ## Example
//! Bad: current 31 GB, trigger 80 %, hard limit 64 GB, growth +1,100 containers per month.
//!
//! Good: current 31 GB, trigger 44 GB, hard limit 64 GB, growth +1.4 GB per month, with "1,100 containers per month at 1.26
//! MB each" under *Basis*.
//!
//! ## Fix
//! State all four in one unit, and the growth per time. For percentages write points: `+3 points per month`; where growth
//! compounds, say `compound` under *Basis*.

use rust_decimal::Decimal;

use crate::skills::shared::reading::wording::unfilled;
use crate::engine::capacity::CapacityError;
use crate::finding::Findings;
use crate::skills::platform_infrastructure::Case;
use crate::text;
use crate::quantity::{Growth, Quantity, QuantityError, Unit};
use crate::skills::platform_infrastructure::reading::clock::{self, Reading, Stated, Unread};

crate::rule!("SCL006", "units-disagree", Warning, needs["scaling"], "scl006.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for reading in &case.clock {
        match &reading.clock {
            Err(Unread::NoRow) => {}
            Err(Unread::Apart { odd, other }) => apart(reading, odd, other, findings),
            Err(Unread::Unreadable { what, cell, problem }) => {
                // Blanks and placeholders, and measures without a number, are other rules' findings.
                let elsewhere =
                    unfilled(cell) || (*what != "trigger" && matches!(problem, QuantityError::NoNumber { .. }));
                if elsewhere {
                    continue;
                }
                findings
                    .at(cell.place, format!("No date follows for \"{}\": the {what} cannot be read", reading.name()))
                    .evidence(problem.to_string())
                    .fix(match *what {
                        "growth" => "write the change with its sign, unit and period: \"+40 GB per month\", \"-0.5 points per month\", \"5x in 6 months\"".to_owned(),
                        "trigger" => format!("write the value at which work starts, in the unit of today's {}", reading.limit.current().text),
                        _ => "write one number with its unit".to_owned(),
                    });
            }
            Ok(clock) => {
                if matches!(clock.check(), Err(CapacityError::NotPositive { .. })) {
                    zero(reading, findings);
                } else if clock.growth == Growth::Flat {
                    flat(reading, findings);
                } else if clock.unit == Unit::Percent && matches!(clock.growth, Growth::Compound { .. }) {
                    ambiguous(reading, clock, findings);
                }
            }
        }
    }
}

fn apart(reading: &Reading<'_>, odd: &Stated<'_>, other: &Stated<'_>, findings: &mut Findings) {
    let message = format!(
        "No date follows for \"{}\": its {} is in {}, its {} in {}",
        reading.name(),
        odd.what,
        said(&odd.quantity.unit),
        other.what,
        said(&other.quantity.unit)
    );
    findings
        .at(odd.cell.place, message)
        .evidence(format!("{}: {}; {}: {}", odd.what, odd.cell.text, other.what, other.cell.text))
        .fix(instead(reading, odd, other))
        .related(other.cell.place, format!("the {}", other.what));
}

/// What to write: for a share of the limit the value it amounts to, else the unit.
fn instead(reading: &Reading<'_>, odd: &Stated<'_>, other: &Stated<'_>) -> String {
    let hard = reading.growth.and_then(|growth| Quantity::parse(growth.limit().text).ok()).filter(Quantity::has_unit);
    if let (Unit::Percent, "trigger" | "current value", Some(hard)) = (&odd.quantity.unit, odd.what, &hard)
        && odd.quantity.value < Decimal::ONE_HUNDRED
        && let Some(value) = odd.quantity.value.checked_mul(hard.value).map(|value| value / Decimal::ONE_HUNDRED)
    {
        let value = Quantity::new(value.normalize(), hard.unit.clone());
        return format!("write the {} as a value: {} of {hard} is {value}", odd.what, odd.quantity);
    }
    match odd.what {
        "growth" => {
            format!("state the growth in {} per month, and how it follows under [[scaling.growth.basis]]", said(&other.quantity.unit))
        }
        what => format!("state the {what} in {}, as the {} is", said(&other.quantity.unit), other.what),
    }
}

/// A unit in words: `GB`, `containers`, `req/s`, `%`.
fn said(unit: &Unit) -> String {
    let printed = Quantity::new(2, unit.clone()).to_string();
    printed.trim_start_matches("2").trim().to_owned()
}

fn zero(reading: &Reading<'_>, findings: &mut Findings) {
    let Some(growth) = &reading.growth else { return };
    findings
        .at(
            growth.growth().place,
            format!("\"{}\" cannot grow by a percentage from {}", reading.name(), reading.limit.current().text),
        )
        .evidence(format!("{} of nothing is nothing", growth.growth().text))
        .fix("state the growth as an amount per month, in the unit of the limit");
}

fn flat(reading: &Reading<'_>, findings: &mut Findings) {
    let Some(growth) = &reading.growth else { return };
    // `flat` holds no number, which is another rule's finding.
    if !text::has_number(growth.growth().text) {
        return;
    }
    findings
        .at(growth.growth().place, format!("\"{}\" does not grow, so its clock never strikes", reading.name()))
        .evidence(format!("growth: {}", growth.growth().text))
        .fix("state the growth that is expected within the horizon, a step divided by its time included; else move the row to [[scaling.risks]]");
}

/// `+3 % per month` of a metric that is a percentage: of its value, or points?
fn ambiguous(reading: &Reading<'_>, clock: &crate::engine::capacity::Clock, findings: &mut Findings) {
    let Some(growth) = &reading.growth else { return };
    let (cell, basis) = (growth.growth(), growth.basis());
    let meant = ["compound*", "relative*", "of its value", "of the value", "exponential*", "points", "of itself"];
    if !cell.text.contains('%') || text::has_any(cell.text, &meant) || text::has_any(basis.text, &meant) {
        return;
    }
    let written = clock.growth.to_string();
    let as_points = written.replacen(" %", " points", 1);
    let compound = clock.runway(clock.current, clock.limit).ok();
    let linear = Growth::parse(&as_points).ok().and_then(|growth| {
        let points = crate::engine::capacity::Clock { growth: in_percent(growth), ..clock.clone() };
        points.runway(clock.current, clock.limit).ok()
    });
    let finding = findings.at(
        cell.place,
        format!("\"{}\" is a percentage that grows by percent: {written} of its value, or points?", reading.name()),
    );
    if let (Some(compound), Some(linear)) = (compound, linear) {
        finding.evidence(format!(
            "to {} it takes {} if it compounds and {} if points are meant",
            reading.print(clock.limit),
            clock::at_least(compound.days),
            clock::at_least(linear.days)
        ));
    }
    finding.fix(format!("write \"{as_points}\" if points are meant; else say \"compound\" under [[scaling.growth.basis]]"));
}

/// A linear growth in points, as percent.
fn in_percent(growth: Growth) -> Growth {
    match growth {
        Growth::Linear { change, per } => Growth::Linear { change: Quantity { unit: Unit::Percent, ..change }, per },
        other => other,
    }
}
