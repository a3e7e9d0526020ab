//! Lengths of work in days.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::quantity::{DurationRange, Quantity, number};

/// Days rounded up, at least one.
pub(super) fn whole(days: Decimal) -> u32 {
    days.ceil().to_u32().unwrap_or(u32::MAX).max(1)
}

/// The expected length in whole days: the mean of the distribution that [`crate::engine::chance::Estimate`] takes for
/// the points, (best + likely + worst) / 3 of a triangle, (best + worst) / 2 of two points.
pub(super) fn expected(length: &DurationRange) -> u32 {
    let ends = length.low + length.high;
    whole(match length.likely {
        Some(likely) => (ends + likely) / Decimal::from(3),
        None => ends / Decimal::TWO,
    })
}

/// How the expected length follows.
pub(super) fn derivation(length: &DurationRange) -> String {
    let days = Quantity::days(expected(length));
    let [low, high] = [length.low, length.high].map(number::print);
    match length.likely {
        Some(likely) => format!("({low} + {} + {high}) / 3, rounded up = {days}", number::print(likely)),
        None if length.low == length.high => format!("stated as one length: {days}"),
        None => format!("({low} + {high}) / 2, rounded up = {days}"),
    }
}

/// A part of a length.
pub(super) fn scaled(length: &DurationRange, percent: u32) -> DurationRange {
    let scale = |days: Decimal| days * Decimal::from(percent) / Decimal::ONE_HUNDRED;
    let (low, likely, high) = (scale(length.low), length.likely.map(scale), scale(length.high));
    DurationRange { low, likely, high, approximate: length.approximate }
}
