//! The doomsday clock: when a limit is reached, and how early its trigger has to fire.

use std::cmp::Ordering;

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use thiserror::Error;

use crate::quantity::{Growth, Period, Quantity, QuantityError, Unit, number};

/// Significant figures of a computed threshold.
const FIGURES: u32 = 6;

/// A value that approaches a limit. All three values are in `unit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// The value today.
    pub current: Decimal,
    /// The value at which mitigation starts.
    pub trigger: Decimal,
    /// The value at which it breaks. Below `current` for what must not fall, such as a hit ratio.
    pub limit: Decimal,
    /// The unit of the three.
    pub unit: Unit,
    /// How the value changes; a linear change is in `unit`.
    pub growth: Growth,
}

/// Why a clock tells no time.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CapacityError {
    /// Values that cannot be compared, or are too large.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// Today's value is the limit, or beyond it.
    #[error("the value today, {current}, has reached the limit of {limit}")]
    LimitReached {
        /// Today's value, printed.
        current: String,
        /// The limit, printed.
        limit: String,
    },
    /// Today's value is the trigger, or beyond it: mitigation is due now.
    #[error("the value today, {current}, has passed the trigger of {trigger}")]
    TriggerPassed {
        /// Today's value, printed.
        current: String,
        /// The trigger, printed.
        trigger: String,
    },
    /// The trigger is the limit, or beyond it: it fires too late by definition.
    #[error("the trigger of {trigger} is not short of the limit of {limit}")]
    TriggerBeyondLimit {
        /// The trigger, printed.
        trigger: String,
        /// The limit, printed.
        limit: String,
    },
    /// The value moves away from the limit.
    #[error("a growth of {growth} leads away from the limit of {limit}, not from {from} towards it")]
    WrongDirection {
        /// The growth, printed.
        growth: String,
        /// Where it starts, printed.
        from: String,
        /// The limit, printed.
        limit: String,
    },
    /// The value does not move.
    #[error("without growth the limit of {limit} is never reached")]
    NoGrowth {
        /// The limit, printed.
        limit: String,
    },
    /// Compound growth of what is zero or below.
    #[error("{value} cannot grow by a factor; state the growth as an amount")]
    NotPositive {
        /// The value, printed.
        value: String,
    },
    /// A lead time below nothing.
    #[error("a lead time of {} days is none", number::print(*.days))]
    NegativeLead {
        /// The lead time in days.
        days: Decimal,
    },
    /// A day beyond the year 9999.
    #[error("that is more than {} days away, beyond the calendar", number::print(*.days))]
    BeyondCalendar {
        /// The distance in days.
        days: Decimal,
    },
}

/// How long it takes from one value to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runway {
    /// The days, rounded down to a tenth.
    pub days: Decimal,
    /// `(2 TB - 1.6 TB) / 0.04 TB x 30.4375 days = 304.3 days`.
    pub derivation: String,
}

/// A day on which something happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The day. Parts of days are cut off, so it is never too late.
    pub date: Date,
    /// How it follows.
    pub derivation: String,
}

/// A computed threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Threshold {
    /// The value, rounded to six figures away from the limit.
    pub value: Quantity,
    /// How it follows.
    pub derivation: String,
}

impl Clock {
    /// A clock in the unit of the limit.
    ///
    /// # Errors
    /// [`CapacityError::Quantity`] where the values, or a linear growth, cannot be compared with the limit.
    pub fn new(
        current: &Quantity,
        trigger: &Quantity,
        limit: &Quantity,
        growth: &Growth,
    ) -> Result<Self, CapacityError> {
        let unit = limit.unit.clone();
        Ok(Clock {
            current: current.to_unit(&unit)?.value,
            trigger: trigger.to_unit(&unit)?.value,
            limit: limit.value,
            growth: in_unit(growth, &unit)?,
            unit,
        })
    }

    /// Whether the clock ticks: today's value, trigger and limit follow in this order, and growth leads that way.
    /// Whether the value rises or falls towards its limit shows in trigger and limit, and in the growth where
    /// they are equal.
    ///
    /// # Errors
    /// The first of: [`CapacityError::TriggerBeyondLimit`], [`CapacityError::LimitReached`],
    /// [`CapacityError::TriggerPassed`], [`CapacityError::NoGrowth`], [`CapacityError::WrongDirection`],
    /// [`CapacityError::NotPositive`].
    pub fn check(&self) -> Result<(), CapacityError> {
        let rising = self.is_rising();
        let short_of = |value: Decimal, bound: Decimal| if rising { value < bound } else { value > bound };
        if !short_of(self.trigger, self.limit) {
            return Err(CapacityError::TriggerBeyondLimit {
                trigger: self.print(self.trigger),
                limit: self.print(self.limit),
            });
        }
        if !short_of(self.current, self.limit) {
            return Err(CapacityError::LimitReached {
                current: self.print(self.current),
                limit: self.print(self.limit),
            });
        }
        if !short_of(self.current, self.trigger) {
            return Err(CapacityError::TriggerPassed {
                current: self.print(self.current),
                trigger: self.print(self.trigger),
            });
        }
        self.runway(self.current, self.limit).map(|_| ())
    }

    /// Whether the limit is above: the growth says so, and where there is none, the trigger's side of the limit,
    /// or today's.
    pub fn is_rising(&self) -> bool {
        match self.growth.direction() {
            0 if self.trigger == self.limit => self.current <= self.limit,
            0 => self.trigger < self.limit,
            // Growth away from both is a wrong direction, not a trigger on the wrong side.
            1 if self.current > self.trigger && self.trigger > self.limit => false,
            -1 if self.current < self.trigger && self.trigger < self.limit => true,
            direction => direction > 0,
        }
    }

    /// The time from one value to another at this growth. 0 days where they are equal.
    ///
    /// # Errors
    /// [`CapacityError::NoGrowth`], [`CapacityError::WrongDirection`] where `to` is never reached,
    /// [`CapacityError::NotPositive`] for compound growth from or to zero or below.
    pub fn runway(&self, from: Decimal, to: Decimal) -> Result<Runway, CapacityError> {
        match runway(from, to, &self.unit, &self.growth)? {
            Some(runway) => Ok(runway),
            None if self.growth == Growth::Flat => Err(CapacityError::NoGrowth { limit: self.print(to) }),
            None => Err(CapacityError::WrongDirection {
                growth: self.growth.to_string(),
                from: self.print(from),
                limit: self.print(to),
            }),
        }
    }

    /// The time from the trigger to the limit: what a mitigation has.
    ///
    /// # Errors
    /// Those of [`Clock::runway`].
    pub fn time_to_act(&self) -> Result<Runway, CapacityError> {
        self.runway(self.trigger, self.limit)
    }

    /// The day on which the trigger fires.
    ///
    /// # Errors
    /// Those of [`Clock::check`], and [`CapacityError::BeyondCalendar`].
    pub fn trigger_date(&self, as_of: Date) -> Result<Due, CapacityError> {
        self.check()?;
        self.due(as_of, &self.runway(self.current, self.trigger)?)
    }

    /// The day on which the limit is reached, wherever the trigger lies.
    ///
    /// # Errors
    /// Those of [`Clock::runway`], and [`CapacityError::BeyondCalendar`].
    pub fn limit_date(&self, as_of: Date) -> Result<Due, CapacityError> {
        self.due(as_of, &self.runway(self.current, self.limit)?)
    }

    /// The last day on which a mitigation of `lead_days` may start to be done when the limit is reached. It lies
    /// before `as_of` where that day has passed.
    ///
    /// # Errors
    /// Those of [`Clock::limit_date`], and [`CapacityError::NegativeLead`].
    pub fn latest_start(&self, as_of: Date, lead_days: Decimal) -> Result<Due, CapacityError> {
        lead(lead_days)?;
        let runway = self.runway(self.current, self.limit)?;
        let left = runway.days.checked_sub(lead_days).ok_or(CapacityError::BeyondCalendar { days: lead_days })?;
        let date = day(as_of, left)?;
        let derivation = format!(
            "{as_of} + {} - {} = {date}; {}",
            Quantity::days(runway.days),
            Quantity::days(lead_days),
            runway.derivation
        );
        Ok(Due { date, derivation })
    }

    /// The latest trigger for a lead time: see [`latest_trigger`].
    ///
    /// # Errors
    /// Those of [`latest_trigger`].
    pub fn latest_trigger(&self, lead_days: Decimal) -> Result<Threshold, CapacityError> {
        latest_trigger(&Quantity::new(self.limit, self.unit.clone()), &self.growth, lead_days)
    }

    fn due(&self, as_of: Date, runway: &Runway) -> Result<Due, CapacityError> {
        let date = day(as_of, runway.days)?;
        let derivation = format!("{as_of} + {} = {date}; {}", Quantity::days(runway.days.floor()), runway.derivation);
        Ok(Due { date, derivation })
    }

    fn print(&self, value: Decimal) -> String {
        Quantity::new(value, self.unit.clone()).to_string()
    }
}

/// The growth with its amount in `unit`.
fn in_unit(growth: &Growth, unit: &Unit) -> Result<Growth, QuantityError> {
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
            let periods = ratio.ln() / number::to_f64(*factor).ln();
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
            let value = number::to_f64(limit.value) / number::to_f64(factor).powf(periods);
            let value = Decimal::from_f64(value).ok_or_else(large)?;
            let steps = format!("{limit} / {}^({lead} / {})", number::print(factor), Quantity::days(length));
            (value, steps)
        }
    };
    let value = Quantity::new(safe(value), unit.clone());
    Ok(Threshold { derivation: format!("{steps} = {value}"), value })
}

fn lead(days: Decimal) -> Result<(), CapacityError> {
    if days < Decimal::ZERO { Err(CapacityError::NegativeLead { days }) } else { Ok(()) }
}

/// The day so many whole days after another; before it where `days` is negative.
fn day(as_of: Date, days: Decimal) -> Result<Date, CapacityError> {
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
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn quantity(text: &str) -> Quantity {
        Quantity::parse(text).unwrap()
    }

    fn clock(current: &str, trigger: &str, limit: &str, growth: &str) -> Clock {
        let growth = Growth::parse(growth).unwrap();
        Clock::new(&quantity(current), &quantity(trigger), &quantity(limit), &growth).unwrap()
    }

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
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

    #[test]
    fn a_rising_clock() {
        let clock = clock("1.2 TB", "1,600 GB", "2 TB", "+40 GB per month");
        let as_of = date(2026, 11, 2);
        clock.check().unwrap();
        // 0.4 / 0.04 = 10 months = 304.375 days
        assert_eq!(clock.time_to_act().unwrap().days, decimal("304.3"));
        let trigger = clock.trigger_date(as_of).unwrap();
        assert_eq!(trigger.date, date(2027, 9, 2));
        assert_eq!(
            trigger.derivation,
            "2026-11-02 + 304 days = 2027-09-02; (1.6 TB - 1.2 TB) / 0.04 TB x 30.4375 days = 304.3 days"
        );
        assert_eq!(clock.limit_date(as_of).unwrap().date, date(2028, 7, 2));
        // 608.7 - 56 = 552.7 days
        assert_eq!(clock.latest_start(as_of, decimal("56")).unwrap().date, date(2028, 5, 7));
        // 2 - 0.04 * 56 / 30.4375 = 1.926406...
        let latest = clock.latest_trigger(decimal("56")).unwrap();
        assert_eq!(latest.value, quantity("1.9264 TB"));
        assert_eq!(latest.derivation, "2 TB - 0.04 TB x 56 days / 30.4375 days = 1.9264 TB");
    }

    #[test]
    fn a_falling_clock() {
        let clock = clock("96 %", "93 %", "90 %", "-0.5 points per week");
        clock.check().unwrap();
        assert_eq!(clock.time_to_act().unwrap().days, decimal("42"));
        assert_eq!(clock.trigger_date(date(2027, 1, 1)).unwrap().date, date(2027, 2, 12));
        // 90 + 0.5 * 28 / 7 = 92
        assert_eq!(clock.latest_trigger(decimal("28")).unwrap().value, quantity("92 %"));
    }

    #[test]
    fn a_compound_trigger() {
        let clock = clock("100 GB", "150 GB", "400 GB", "doubling every 30 days");
        assert_eq!(clock.latest_trigger(decimal("60")).unwrap().value, quantity("100 GB"));
        let later = clock.latest_trigger(decimal("45")).unwrap();
        // 400 / 2^1.5 = 141.4213...
        assert_eq!(later.derivation, "400 GB / 2^(45 days / 30 days) = 141.421 GB");
    }

    #[test]
    fn says_what_is_wrong() {
        let problem = |current, trigger, limit, growth| clock(current, trigger, limit, growth).check().unwrap_err();
        assert!(matches!(problem("85 %", "80 %", "100 %", "+1 points per week"), CapacityError::TriggerPassed { .. }));
        assert!(matches!(problem("80 %", "80 %", "100 %", "+1 points per week"), CapacityError::TriggerPassed { .. }));
        assert!(matches!(
            problem("70 %", "100 %", "100 %", "+1 points per week"),
            CapacityError::TriggerBeyondLimit { .. }
        ));
        assert!(matches!(
            problem("70 %", "110 %", "100 %", "+1 points per week"),
            CapacityError::TriggerBeyondLimit { .. }
        ));
        assert!(matches!(problem("101 %", "90 %", "100 %", "+1 points per week"), CapacityError::LimitReached { .. }));
        assert!(matches!(problem("70 %", "80 %", "100 %", "-1 points per week"), CapacityError::WrongDirection { .. }));
        assert!(matches!(problem("70 %", "80 %", "100 %", "flat"), CapacityError::NoGrowth { .. }));
        assert!(matches!(problem("96 %", "93 %", "90 %", "+1 points per week"), CapacityError::WrongDirection { .. }));
        assert!(matches!(problem("0 %", "80 %", "100 %", "+6 % per week"), CapacityError::NotPositive { .. }));
        assert!(matches!(problem("89 %", "93 %", "90 %", "-1 points per week"), CapacityError::LimitReached { .. }));
        let message = problem("85 %", "80 %", "100 %", "+1 points per week").to_string();
        assert_eq!(message, "the value today, 85 %, has passed the trigger of 80 %");
    }

    #[test]
    fn units_have_to_agree() {
        let build = |current: &str, growth: &str| {
            let growth = Growth::parse(growth).unwrap();
            Clock::new(&quantity(current), &quantity("90 %"), &quantity("100 %"), &growth)
        };
        assert!(matches!(build("70 GB", "+1 % per week"), Err(CapacityError::Quantity(_))));
        assert!(matches!(build("70 %", "+1 GB per week"), Err(CapacityError::Quantity(_))));
        assert!(build("70 %", "+1 points per week").is_ok());
    }

    #[test]
    fn days_beyond_the_calendar_are_an_error() {
        let clock = clock("1 TB", "2 TB", "9000 TB", "+1 B per year");
        assert!(matches!(clock.limit_date(date(2027, 1, 1)), Err(CapacityError::BeyondCalendar { .. })));
        let lead = clock.latest_start(date(2027, 1, 1), Decimal::NEGATIVE_ONE);
        assert!(matches!(lead, Err(CapacityError::NegativeLead { .. })));
    }

    #[test]
    fn a_late_start_lies_in_the_past() {
        let clock = clock("90 %", "95 %", "100 %", "+1 points per day");
        assert_eq!(clock.latest_start(date(2027, 1, 31), decimal("20")).unwrap().date, date(2027, 1, 21));
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
        fn no_value_makes_it_panic(numbers in prop::array::uniform3("-?[0-9]{1,26} GB"), growth in "[+-][0-9]{1,26}(\\.[0-9]{1,20})? (GB|%|x) per [0-9]{1,20} (ns|years)", lead in "-?[0-9]{1,28}") {
            let [current, trigger, limit] = numbers.map(|text| Quantity::parse(&text));
            let (Ok(current), Ok(trigger), Ok(limit), Ok(growth)) = (current, trigger, limit, Growth::parse(&growth)) else {
                return Ok(());
            };
            let (as_of, lead) = (date(2027, 1, 1), decimal(&lead));
            let Ok(clock) = Clock::new(&current, &trigger, &limit, &growth) else { return Ok(()) };
            let _ = (clock.check(), clock.time_to_act(), clock.trigger_date(as_of), clock.limit_date(as_of));
            let _ = (clock.latest_start(as_of, lead), clock.latest_trigger(lead));
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
