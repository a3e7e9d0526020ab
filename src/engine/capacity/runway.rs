//! The arithmetic of the deterministic clock: the time between two values, and the value a lead time before another.

use std::cmp::Ordering;

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::timing::{CapacityError, Runway, Threshold};
use crate::quantity::{Growth, Period, Quantity, QuantityError, Unit, number};

/// Significant figures of a computed threshold.
const FIGURES: u32 = 6;

/// The growth with its amount in `unit`.
pub(super) fn in_unit(growth: &Growth, unit: &Unit) -> Result<Growth, QuantityError> {
    match growth {
        Growth::Linear { change, per } => Ok(Growth::Linear { change: change.to_unit(unit)?, per: *per }),
        other => Ok(other.clone()),
    }
}

/// The time from one value to another, both in `unit`; a linear growth is in `unit` too. `None` where the second is
/// never reached: without growth, or with one that leads away.
///
/// # Errors
/// [`CapacityError::NotPositive`] for compound growth from or to zero or below; [`CapacityError::Quantity`] beyond
/// 28 digits.
pub fn runway(from: Decimal, to: Decimal, unit: &Unit, growth: &Growth) -> Result<Option<Runway>, CapacityError> {
    let print = |value: Decimal| Quantity::new(value, unit.clone());
    let large = || QuantityError::TooLarge { text: print(to).to_string() };
    if from == to {
        let derivation = format!("{} is reached: 0 days", print(to));
        return Ok(Some(Runway { days: Decimal::ZERO, derivation }));
    }
    let direction = match to.cmp(&from) {
        Ordering::Less => -1,
        _ => 1,
    };
    if growth.direction() != direction {
        return Ok(None);
    }
    let (days, steps) = match growth {
        Growth::Flat => return Ok(None),
        Growth::Linear { change, per } => {
            let distance = to.checked_sub(from).ok_or_else(large)?;
            let length = per.days().ok_or_else(large)?;
            // Multiplying first keeps the result exact where it can be; beyond 28 digits the quotient will do.
            let days = distance
                .checked_mul(length)
                .and_then(|product| product.checked_div(change.value))
                .or_else(|| distance.checked_div(change.value)?.checked_mul(length))
                .ok_or_else(large)?;
            let steps = format!("({} - {}) / {}", print(to), bracketed(from, unit), bracketed(change.value, unit));
            (tenths(days), with_period(steps, *per))
        }
        Growth::Compound { factor, per } => {
            if let Some(value) = [from, to].into_iter().find(|value| *value <= Decimal::ZERO) {
                return Err(CapacityError::NotPositive { value: print(value).to_string() });
            }
            let ratio = number::to_f64(to) / number::to_f64(from);
            let periods = libm::log(ratio) / libm::log(number::to_f64(*factor));
            let days = periods * number::to_f64(per.days().ok_or_else(large)?);
            // A whole result must not fall to the tenth below it through the last binary digit.
            let days = Decimal::from_f64(days * (1.0 + 1e-12)).ok_or_else(large)?;
            let [to, from, factor] = [to, from, *factor].map(number::print);
            (tenths(days), with_period(format!("ln({} / {}) / ln({factor})", plain(&to), plain(&from)), *per))
        }
    };
    let derivation = format!("{steps} = {}", Quantity::days(days));
    Ok(Some(Runway { days, derivation }))
}

/// The value from which a growth takes just `lead_days` to reach the limit: a trigger beyond it fires too late. It is
/// rounded to six figures on the safe side.
///
/// # Errors
/// [`CapacityError::NegativeLead`], [`CapacityError::NoGrowth`], [`CapacityError::NotPositive`],
/// [`CapacityError::Quantity`].
pub fn latest_trigger(limit: &Quantity, growth: &Growth, lead_days: Decimal) -> Result<Threshold, CapacityError> {
    lead(lead_days)?;
    let unit = &limit.unit;
    let large = || QuantityError::TooLarge { text: limit.to_string() };
    let safe = |value: Decimal| match growth.direction() {
        1 => number::round_down(value, FIGURES),
        _ => number::round_up(value, FIGURES),
    };
    let lead = Quantity::days(lead_days);
    let (value, steps) = match in_unit(growth, unit)? {
        Growth::Flat => return Err(CapacityError::NoGrowth { limit: limit.to_string() }),
        Growth::Linear { change, per } => {
            let length = per.days().ok_or_else(large)?;
            let moved = change
                .value
                .checked_mul(lead_days)
                .and_then(|product| product.checked_div(length))
                .ok_or_else(large)?;
            let value = limit.value.checked_sub(moved).ok_or_else(large)?;
            let steps = format!("{limit} - {} x {lead} / {}", bracketed(change.value, unit), Quantity::days(length));
            (value, steps)
        }
        Growth::Compound { factor, per } => {
            if limit.value <= Decimal::ZERO {
                return Err(CapacityError::NotPositive { value: limit.to_string() });
            }
            let length = per.days().ok_or_else(large)?;
            let periods = number::to_f64(lead_days) / number::to_f64(length);
            let value = number::to_f64(limit.value) / libm::pow(number::to_f64(factor), periods);
            let value = Decimal::from_f64(value).ok_or_else(large)?;
            let steps = format!("{limit} / {}^({lead} / {})", number::print(factor), Quantity::days(length));
            (value, steps)
        }
    };
    let value = Quantity::new(safe(value), unit.clone());
    Ok(Threshold { derivation: format!("{steps} = {value}"), value })
}

pub(super) fn lead(days: Decimal) -> Result<(), CapacityError> {
    if days < Decimal::ZERO { Err(CapacityError::NegativeLead { days }) } else { Ok(()) }
}

/// The day so many whole days after another; before it where `days` is negative.
pub(super) fn day(as_of: Date, days: Decimal) -> Result<Date, CapacityError> {
    let beyond = || CapacityError::BeyondCalendar { days: days.floor() };
    let whole = i32::try_from(days.floor()).map_err(|_| beyond())?;
    let span = 0.days().try_days(i64::from(whole)).map_err(|_| beyond())?;
    as_of.checked_add(span).map_err(|_| beyond())
}

/// Rounded down to a tenth.
fn tenths(days: Decimal) -> Decimal {
    days.round_dp_with_strategy(1, rust_decimal::RoundingStrategy::ToNegativeInfinity).normalize()
}

/// `... x 30.4375 days`, left out for a period of one day.
fn with_period(steps: String, per: Period) -> String {
    match per.days() {
        None => steps,
        Some(days) if days == Decimal::ONE => steps,
        Some(days) => format!("{steps} x {}", Quantity::days(days)),
    }
}

/// A value, in brackets if it is negative.
fn bracketed(value: Decimal, unit: &Unit) -> String {
    let printed = Quantity::new(value, unit.clone()).to_string();
    if value.is_sign_negative() { format!("({printed})") } else { printed }
}

/// A printed number without commas, which would look like arguments of a function.
fn plain(printed: &str) -> String {
    printed.replace(',', "")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Clock;
    use super::*;

    fn quantity(text: &str) -> Quantity {
        Quantity::parse(text).unwrap()
    }

    fn clock(current: &str, trigger: &str, limit: &str, growth: &str) -> Clock {
        let growth = Growth::parse(growth).unwrap();
        Clock::new(&quantity(current), &quantity(trigger), &quantity(limit), &growth).unwrap()
    }

    #[test]
    fn runways_by_hand() {
        for (current, limit, growth, derivation) in [
            // 0.8 / 0.04 = 20 months = 608.75 days
            ("1.2 TB", "2 TB", "+40 GB per month", "(2 TB - 1.2 TB) / 0.04 TB x 30.4375 days = 608.7 days"),
            ("100 pods", "200 pods", "+10 pods per day", "(200 pods - 100 pods) / 10 pods = 10 days"),
            ("96 %", "90 %", "-0.5 points per week", "(90 % - 96 %) / (-0.5 %) x 7 days = 84 days"),
            // two doublings
            ("100 GB", "400 GB", "doubling every 30 days", "ln(400 / 100) / ln(2) x 30 days = 60 days"),
            // ln(1.25) / ln(1.06) = 3.8295 months
            ("1,600 req/s", "2,000 req/s", "+6 % per month", "ln(2000 / 1600) / ln(1.06) x 30.4375 days = 116.5 days"),
            // ln(0.5) / ln(0.9) = 6.5788 weeks
            ("80 %", "40 %", "-10 % per week", "ln(40 / 80) / ln(0.9) x 7 days = 46 days"),
        ] {
            let clock = clock(current, current, limit, growth);
            let runway = clock.runway(clock.current, clock.limit).unwrap();
            assert_eq!(runway.derivation, derivation);
        }
    }

    fn growths() -> impl Strategy<Value = Growth> {
        let unit = Unit::Bytes(crate::quantity::ByteUnit::decimal(3));
        (1_i64..100_000, 1_u32..100, any::<bool>()).prop_map(move |(size, days, linear)| {
            let per = Period { count: days.into(), ..Period::DAY };
            if linear {
                Growth::Linear { change: Quantity::new(Decimal::new(size, 2), unit.clone()), per }
            } else {
                Growth::Compound { factor: Decimal::ONE + Decimal::new(size, 5), per }
            }
        })
    }

    proptest! {
        #[test]
        fn faster_growth_leaves_less_time(from in 1_i64..1_000, more in 1_i64..100_000, slow in 1_i64..10_000, faster in 1_i64..10_000, linear: bool) {
            let unit = Unit::Bytes(crate::quantity::ByteUnit::decimal(3));
            let growth = |size: i64| if linear {
                Growth::Linear { change: Quantity::new(Decimal::new(size, 2), unit.clone()), per: Period::DAY }
            } else {
                Growth::Compound { factor: Decimal::ONE + Decimal::new(size, 4), per: Period::DAY }
            };
            let days = |size| runway(from.into(), (from + more).into(), &unit, &growth(size)).unwrap().unwrap().days;
            prop_assert!(days(slow + faster) <= days(slow));
        }

        #[test]
        fn the_latest_trigger_leaves_the_lead_time(limit in 100_i64..1_000_000, lead_days in 1_u32..400, growth in growths()) {
            let unit = Unit::Bytes(crate::quantity::ByteUnit::decimal(3));
            let lead = Decimal::from(lead_days);
            let latest = latest_trigger(&Quantity::new(limit, unit.clone()), &growth, lead).unwrap();
            prop_assume!(latest.value.value > Decimal::ZERO);
            let runway = runway(latest.value.value, limit.into(), &unit, &growth).unwrap().unwrap();
            prop_assert!(runway.days >= lead - Decimal::new(1, 1), "{} / {}", latest.derivation, runway.derivation);
        }

        #[test]
        fn a_way_forth_is_no_way_back(from in 1_i64..1_000, to in 1_i64..1_000, growth in growths()) {
            prop_assume!(from != to);
            let unit = Unit::Bytes(crate::quantity::ByteUnit::decimal(3));
            let forth = runway(from.into(), to.into(), &unit, &growth).unwrap();
            prop_assert_eq!(forth.is_some(), to > from);
        }
    }
}
