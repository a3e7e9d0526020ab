//! Facts as people write them, and the typed values they become. All numbers are bounded here, so that the
//! calculations behind cannot overflow.

use std::fmt;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::error::SloError;
use super::figure::{short, words};
pub use crate::engine::written::Written;
use crate::quantity::{Quantity, Unit, date, number};

const PERCENT: &str = "a percentage, e.g. `99.9 %`";
const DURATION: &str = "a length of time, e.g. `30 days` or `5 min`";
const COUNT: &str = "a number, e.g. `120000`";
const FACTOR: &str = "a burn rate, e.g. `14.4x`";
const TRAFFIC: &str = "a rate, e.g. `4,300 req/s` or `10 requests per hour`";

/// The range of a target, and why.
const TARGET: &str = "lie above 0 % and below 100 %, with ten nines at most: what is left to 100 % is the error budget, \
                      and without one every failure breaks the objective";

/// About 300 years.
const LONGEST: Decimal = Decimal::from_parts(0x540B_E400, 2, 0, false, 0);
/// A millisecond.
const SHORTEST: Decimal = Decimal::from_parts(1, 0, 0, false, 3);
/// 10^15.
const MOST: Decimal = Decimal::from_parts(0xA4C6_8000, 0x0003_8D7E, 0, false, 0);
/// 10^-6.
const LEAST: Decimal = Decimal::from_parts(1, 0, 0, false, 6);
/// 10^-9 per second.
const SLOWEST: Decimal = Decimal::from_parts(1, 0, 0, false, 9);
/// 10^12 per second.
const FASTEST: Decimal = Decimal::from_parts(0xD4A5_1000, 0xE8, 0, false, 0);
/// Ten nines leave 10^-10.
const NEAREST: Decimal = Decimal::from_parts(1, 0, 0, false, 10);

impl Written {
    /// A percentage as a share of 1. A plain number above 1 is one; up to 1 it may be a fraction and is refused.
    pub(in crate::engine) fn share(&self, field: &str) -> Result<Decimal, SloError> {
        let quantity = self.quantity(field, PERCENT)?;
        match quantity.unit {
            Unit::Percent => Ok(()),
            Unit::Count(None) if quantity.value.abs() > Decimal::ONE => Ok(()),
            Unit::Count(None) => Err(SloError::Ambiguous { field: field.to_owned(), text: self.to_string() }),
            _ => Err(self.wrong_kind(field, PERCENT)),
        }?;
        if quantity.value < Decimal::ZERO || quantity.value > Decimal::ONE_HUNDRED {
            return Err(out_of_range(
                field,
                format!("{} %", number::print(quantity.value)),
                "lie from 0 % to 100 %, as a share of a whole",
            ));
        }
        Ok((quantity.value / Decimal::ONE_HUNDRED).normalize())
    }

    /// A percentage above 0 %, as a share of 1. Nobody means less than 0.0001 %.
    pub(in crate::engine) fn share_above_zero(&self, field: &str) -> Result<Decimal, SloError> {
        match self.share(field)? {
            share if share < LEAST => {
                Err(out_of_range(field, self.to_string(), "lie above 0 %, from 0.0001 % to 100 %"))
            }
            share => Ok(share),
        }
    }

    /// The target of an objective.
    pub(in crate::engine) fn objective(&self, field: &str) -> Result<Objective, SloError> {
        match self.share(field) {
            // A target has the narrower range; one range for one field.
            Err(SloError::OutOfRange { field, value, .. }) => Err(out_of_range(&field, value, TARGET)),
            share => Objective::new(field, share?),
        }
    }

    /// A length of time.
    pub(in crate::engine) fn span(&self, field: &str) -> Result<Span, SloError> {
        let quantity = self.quantity(field, DURATION)?;
        let days = quantity.as_days().ok_or_else(|| self.wrong_kind(field, DURATION))?;
        let seconds = quantity.in_base().map_err(|source| unreadable(field, source, DURATION))?.value;
        if days < Decimal::ZERO || !(SHORTEST..=LONGEST).contains(&seconds) {
            return Err(out_of_range(field, quantity.to_string(), "lie from 1 ms to 300 years"));
        }
        Ok(Span(seconds.normalize()))
    }

    /// A length of time that may be none.
    pub(in crate::engine) fn span_or_none(&self, field: &str) -> Result<Decimal, SloError> {
        let zero = self.quantity(field, DURATION)?;
        let none = zero.value.is_zero() && matches!(zero.unit, Unit::Time(_) | Unit::Count(None));
        if none { Ok(Decimal::ZERO) } else { Ok(self.span(field)?.seconds()) }
    }

    /// A number of events, 0 or more.
    pub(in crate::engine) fn count(&self, field: &str) -> Result<Decimal, SloError> {
        let quantity = self.quantity(field, COUNT)?;
        if !matches!(quantity.unit, Unit::Count(_)) {
            return Err(self.wrong_kind(field, COUNT));
        }
        if quantity.value < Decimal::ZERO || quantity.value > MOST {
            return Err(out_of_range(field, number::print(quantity.value), "lie from 0 to 10^15"));
        }
        Ok(quantity.value.normalize())
    }

    /// A factor above 0: `14.4x`, `14.4`.
    pub(in crate::engine) fn factor(&self, field: &str) -> Result<Decimal, SloError> {
        let quantity = self.quantity(field, FACTOR)?;
        if !matches!(quantity.unit, Unit::Times | Unit::Count(None)) {
            return Err(self.wrong_kind(field, FACTOR));
        }
        if quantity.value < LEAST || quantity.value > Decimal::from(1_000_000) {
            return Err(out_of_range(field, number::print(quantity.value), "lie above 0, up to 1,000,000"));
        }
        Ok(quantity.value.normalize())
    }

    /// A number of events per time.
    pub(in crate::engine) fn traffic(&self, field: &str) -> Result<Traffic, SloError> {
        let quantity = self.quantity(field, TRAFFIC)?;
        let Unit::Rate { of, per } = &quantity.unit else { return Err(self.wrong_kind(field, TRAFFIC)) };
        let (Unit::Count(_), Some(per)) = (&**of, per.seconds()) else { return Err(self.wrong_kind(field, TRAFFIC)) };
        let bounded = (LEAST..=MOST).contains(&quantity.value) && (SHORTEST..=LONGEST).contains(&per);
        if !bounded || !(SLOWEST..=FASTEST).contains(&(quantity.value / per)) {
            let range = "lie from 10^-9 (one in 30 years) to 10^12 per second";
            return Err(out_of_range(field, quantity.to_string(), range));
        }
        let text = Quantity { approximate: false, ..quantity.clone() }.to_string();
        Ok(Traffic { count: quantity.value, per, text })
    }

    /// A day.
    pub(in crate::engine) fn date(&self, field: &str) -> Result<Date, SloError> {
        date::parse(self.as_str()).map_err(|source| unreadable(field, source, "a date, e.g. `2027-03-31`"))
    }

    fn quantity(&self, field: &str, accepted: &'static str) -> Result<Quantity, SloError> {
        Quantity::parse_only(self.as_str()).map_err(|source| unreadable(field, source, accepted))
    }

    pub(in crate::engine) fn wrong_kind(&self, field: &str, accepted: &'static str) -> SloError {
        SloError::WrongKind { field: field.to_owned(), text: self.to_string(), accepted }
    }
}

fn unreadable(field: &str, source: crate::quantity::QuantityError, accepted: &'static str) -> SloError {
    SloError::Unreadable { field: field.to_owned(), source, accepted }
}

pub(in crate::engine) fn out_of_range(field: &str, value: String, range: impl Into<String>) -> SloError {
    SloError::OutOfRange { field: field.to_owned(), value, range: range.into() }
}

/// A target with what it leaves to fail. Above 0 % and below 100 %, at most ten nines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Objective {
    target: Decimal,
}

impl Objective {
    /// An objective from the share that has to succeed: 0.999. `field` is named in the error.
    ///
    /// # Errors
    /// [`SloError::OutOfRange`] unless 0 < `target` <= 1 - 10^-10.
    pub fn new(field: &str, target: Decimal) -> Result<Objective, SloError> {
        if target < NEAREST || target > Decimal::ONE - NEAREST {
            return Err(out_of_range(field, format!("{} %", number::print(target * Decimal::ONE_HUNDRED)), TARGET));
        }
        Ok(Objective { target: target.normalize() })
    }

    /// The share that has to succeed: 0.999.
    pub fn target(self) -> Decimal {
        self.target
    }

    /// The share that may fail: 0.001.
    pub fn fraction(self) -> Decimal {
        (Decimal::ONE - self.target).normalize()
    }
}

impl fmt::Display for Objective {
    /// `99.9 %`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", number::print(self.target * Decimal::ONE_HUNDRED))
    }
}

/// A length of time from a millisecond to 300 years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(Decimal);

impl Span {
    /// So many seconds. `field` is named in the error.
    ///
    /// # Errors
    /// [`SloError::OutOfRange`] unless 1 ms <= `seconds` <= 10^10 s.
    pub fn new(field: &str, seconds: Decimal) -> Result<Span, SloError> {
        if !(SHORTEST..=LONGEST).contains(&seconds) {
            let value = format!("{} s", number::print(seconds));
            return Err(out_of_range(field, value, "lie from 1 ms to 300 years"));
        }
        Ok(Span(seconds.normalize()))
    }

    /// So many minutes; for constants.
    pub(in crate::engine) fn minutes(minutes: u32) -> Span {
        Span(Decimal::from(minutes) * Decimal::from(60))
    }

    /// The length in seconds.
    pub fn seconds(self) -> Decimal {
        self.0
    }
}

impl fmt::Display for Span {
    /// `30 days`, `1 h`, `1 day 6 h`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&words(self.0))
    }
}

/// Events per time, such as 10 requests per 3,600 s: kept as two numbers, so that nothing is rounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traffic {
    count: Decimal,
    per: Decimal,
    text: String,
}

impl Traffic {
    /// The events expected in a length of time.
    pub fn events_in(&self, seconds: Decimal) -> Decimal {
        // Multiplying first keeps the result exact where it can be.
        let product = self.count.checked_mul(seconds).map(|product| product / self.per);
        product.unwrap_or_else(|| self.count / self.per * seconds).normalize()
    }

    /// The time in which so many events are expected; `None` where that is too long to calculate with.
    pub fn seconds_for(&self, events: Decimal) -> Option<Decimal> {
        let product = events.checked_mul(self.per).and_then(|product| product.checked_div(self.count));
        let seconds = product.or_else(|| events.checked_div(self.count)?.checked_mul(self.per))?;
        Some(seconds.normalize())
    }

    /// This and so many events more in a length of time.
    pub(in crate::engine) fn with_more(&self, events: Decimal, seconds: Decimal) -> Traffic {
        let count = self.events_in(seconds) + events;
        Traffic { count, per: seconds, text: format!("{} requests in {}", short(count), words(seconds)) }
    }
}

impl fmt::Display for Traffic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        let written = |json: &str| serde_json::from_str::<Written>(json).unwrap();
        assert_eq!(written("99.9").share("target").unwrap().to_string(), "0.999");
        assert_eq!(written("\"99,95 %\"").share("target").unwrap().to_string(), "0.9995");
        assert_eq!(written("\"30 days\"").span("window").unwrap().seconds(), Decimal::from(2_592_000));
        assert_eq!(written("120000").count("total").unwrap(), Decimal::from(120_000));
        let traffic = written("\"10 requests per hour\"").traffic("traffic").unwrap();
        assert_eq!(traffic.events_in(Decimal::from(2_592_000)), Decimal::from(7_200));
        assert_eq!(traffic.seconds_for(Decimal::ONE), Some(Decimal::from(360)));
    }

    #[test]
    fn bounds_are_what_they_say() {
        assert_eq!(LONGEST, Decimal::from(10_000_000_000_u64));
        assert_eq!(MOST, Decimal::from(1_000_000_000_000_000_u64));
        assert_eq!((SLOWEST, FASTEST), (Decimal::new(1, 9), Decimal::from(1_000_000_000_000_u64)));
        assert_eq!((SHORTEST, LEAST, NEAREST), (Decimal::new(1, 3), Decimal::new(1, 6), Decimal::new(1, 10)));
    }

    #[test]
    fn errors_name_the_field_and_what_is_accepted() {
        let message = |result: Result<Decimal, SloError>| result.unwrap_err().to_string();
        let share = |text: &str| message(Written::from(text).share("target"));
        assert!(share("0.999").starts_with("target: `0.999` may be a fraction"), "{}", share("0.999"));
        assert_eq!(share("5 min"), "target: `5 min` is not what is asked for; write a percentage, e.g. `99.9 %`");
        assert_eq!(share("120 %"), "target is 120 %; it must lie from 0 % to 100 %, as a share of a whole");
        assert_eq!(share("high"), "target: `high` holds no number; write a percentage, e.g. `99.9 %`");
        assert_eq!(message(Written::from("-3").count("bad")), "bad is -3; it must lie from 0 to 10^15");
        let span = Written::from("30").span("window").unwrap_err().to_string();
        assert_eq!(span, "window: `30` is not what is asked for; write a length of time, e.g. `30 days` or `5 min`");
        for text in ["101 %", "100 %", "0 %", "-1 %", "99.99999999999 %"] {
            let error = Written::from(text).objective("target").unwrap_err().to_string();
            assert_eq!(error, format!("target is {text}; it must {TARGET}"));
        }
        assert!(serde_json::from_str::<Written>("null").is_err());
    }
}
