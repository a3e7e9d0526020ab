//! The deterministic clock: one growth, one limit, no uncertainty.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::runway::{day, in_unit, latest_trigger, lead, runway};
use super::timing::{CapacityError, Due, Runway, Threshold};
use crate::quantity::{Growth, Quantity, Unit};

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

    proptest! {
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

    }
}
