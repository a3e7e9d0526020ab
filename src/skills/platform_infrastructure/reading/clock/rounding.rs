//! Values and lengths of time as a person states them, rounded to the safe side.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::quantity::number;

/// A length of time as a person says it, rounded down: days up to two weeks, weeks beyond.
pub(in super::super::super) fn at_least(days: Decimal) -> String {
    span(days, RoundingStrategy::ToNegativeInfinity)
}

/// A length of time as a person says it, rounded up.
pub(in super::super::super) fn at_most(days: Decimal) -> String {
    span(days, RoundingStrategy::ToPositiveInfinity)
}

fn span(days: Decimal, strategy: RoundingStrategy) -> String {
    let week = Decimal::from(7);
    let (value, places, word) = if days < Decimal::TWO * week { (days, 0, "day") } else { (days / week, 1, "week") };
    let value = value.round_dp_with_strategy(places, strategy);
    let plural = if value == Decimal::ONE { "" } else { "s" };
    format!("{} {word}{plural}", number::print(value))
}

/// A threshold as a person would state it: rounded away from the limit, to a power of ten no greater than a tenth of
/// the distance to the limit, to whole things where everything else is whole.
pub(super) fn rounded(value: Decimal, limit: Decimal, rising: bool, whole: bool) -> Decimal {
    let fine = (limit - value).abs() / Decimal::TEN;
    if fine.is_zero() {
        return value;
    }
    let tenth = Decimal::new(1, 1);
    let mut step = Decimal::ONE;
    while step > fine && step.scale() < 12 {
        step *= tenth;
    }
    while step * Decimal::TEN <= fine && step < Decimal::from(1_000_000_000_000_i64) {
        step *= Decimal::TEN;
    }
    if whole {
        step = step.max(Decimal::ONE);
    }
    let steps = value / step;
    let steps = if rising { steps.floor() } else { steps.ceil() };
    steps.checked_mul(step).map_or(value, |rounded| rounded.normalize())
}

/// Days, rounded down to a tenth as runways are.
pub(super) fn tenths(days: Decimal) -> Decimal {
    days.round_dp_with_strategy(1, RoundingStrategy::ToNegativeInfinity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_said_in_days_or_weeks() {
        assert_eq!(at_least("39.2".parse().unwrap()), "5.6 weeks");
        assert_eq!(at_least("9.9".parse().unwrap()), "9 days");
        assert_eq!(at_most("60.875".parse().unwrap()), "8.7 weeks");
        assert_eq!(at_most("1".parse().unwrap()), "1 day");
    }
}
