//! Quantities as people write them: `71 %`, `4,300 req/s`, `€12k per month`, `4-6 weeks`.
//!
//! Reading is lenient about spelling and exact about values: every number is a decimal, never a binary
//! fraction, and what is printed is read back as the same quantity. Conversion keeps a fraction until the
//! last step, so `40 GB` is `0.04 TB` and nothing else.
//!
//! # Layout
//! - [`Quantity`], [`find_all`]: one number with its unit; all of them in a text
//! - [`mod@unit`]: what a number counts; [`noun`]: the things counted; [`number`]: printing and rounding
//! - [`target`]: a bound with its window; [`growth`]: a change per time
//! - [`duration`]: ranges of time; [`date`]: days and spans of days
//!
//! # Conventions
//! A year has 365.25 days, a quarter a fourth and a month a twelfth of that (30.4375 days). A working day is
//! 7/5 of a calendar day. `kB`, `MB`, `GB` are powers of 1,000, `KiB`, `MiB`, `GiB` of 1,024. `m` behind a number
//! is minutes and `M` millions, except in money and before a plural (`1.2m users`), where `m` is millions.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use rust_decimal::Decimal;
use thiserror::Error;

pub mod date;
pub mod duration;
pub mod growth;
pub mod noun;
pub mod number;
mod scan;
mod tail;
pub mod target;
mod text;
pub mod unit;

pub use date::DateRange;
pub use duration::DurationRange;
pub use growth::Growth;
pub use noun::Noun;
pub use target::{Comparator, Target, Window};
pub use unit::{ByteUnit, Currency, Dimension, Period, TimeUnit, Unit};

/// A number with its unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Quantity {
    /// The number, magnitude included: 12000 for `12k`.
    pub value: Decimal,
    /// What it counts.
    pub unit: Unit,
    /// Whether it was written as an approximation: `~71 %`, `about 5 GB`, `3 TB (estimate)`.
    pub approximate: bool,
}

/// Why a text is no quantity, target, duration, growth, date or span.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QuantityError {
    /// Nothing but blanks.
    #[error("it is blank")]
    Blank,
    /// No digits that could be read as a number.
    #[error("`{text}` holds no number")]
    NoNumber {
        /// The text, shortened.
        text: String,
    },
    /// A number beyond 28 digits, or a conversion that leads to one.
    #[error("`{text}` is too large to calculate with")]
    TooLarge {
        /// The text, shortened.
        text: String,
    },
    /// More than one quantity where one was asked for.
    #[error("`{text}` is more than one number with its unit")]
    NotOnlyAQuantity {
        /// The text, shortened.
        text: String,
    },
    /// A quantity of another dimension than what it is held against.
    #[error("`{left}` cannot be compared with a value in {unit}")]
    Incompatible {
        /// The quantity, printed.
        left: String,
        /// The unit that was asked for.
        unit: String,
    },
    /// No length of time.
    #[error("`{text}` names no length of time; write e.g. `6 weeks` or `4-6 weeks`")]
    NoDuration {
        /// The text, shortened.
        text: String,
    },
    /// A length of time without an upper end: `6+ weeks`, `at least 6 weeks`.
    #[error("`{text}` has no upper end; write a range, e.g. `6-10 weeks`")]
    OpenEnded {
        /// The text, shortened.
        text: String,
    },
    /// A range whose ends are the wrong way round.
    #[error("`{low}` lies above `{high}`")]
    Reversed {
        /// What was written first.
        low: String,
        /// What was written last.
        high: String,
    },
    /// A change without the time it takes.
    #[error("`{text}` does not say per which time; write e.g. `+6 % per month`")]
    NoPeriod {
        /// The text, shortened.
        text: String,
    },
    /// A change to nothing or below: `-100 % per month`, `0x in 6 months`.
    #[error("`{text}` leaves nothing over")]
    NothingLeft {
        /// The text, shortened.
        text: String,
    },
    /// No date of the form 2027-03-31.
    #[error("`{text}` is no date of the form 2027-03-31")]
    NoDate {
        /// The text, shortened.
        text: String,
    },
    /// A date that the calendar does not have.
    #[error("there is no {text} in the calendar")]
    ImpossibleDate {
        /// The date as it was written.
        text: String,
    },
    /// No span of two dates.
    #[error("`{text}` is no span of two dates; write e.g. `2027-01-11 to 2027-02-19`")]
    NoDateRange {
        /// The text, shortened.
        text: String,
    },
}

/// A text short enough for a message.
fn shorten(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(60) {
        Some((cut, _)) => format!("{}...", &text[..cut]),
        None => text.to_owned(),
    }
}

/// All quantities of a text, with the bytes they stand at, from left to right. Dates, years, versions, addresses,
/// times of day and the digits of names (`p95`, `M1`, `eu-west-1`) are none.
///
/// In a range the first number takes the unit of the second: `4-6 weeks` is four weeks and six weeks. A span
/// covers sign, currency, number and unit, and a `~` before them, but no words such as `about`.
pub fn find_all(text: &str) -> Vec<(Range<usize>, Quantity)> {
    let found = scan::scan(text).found;
    found.into_iter().map(|one| (one.span, one.quantity)).collect()
}

impl Quantity {
    /// `value` of `unit`, exactly.
    pub fn new(value: impl Into<Decimal>, unit: Unit) -> Self {
        Quantity { value: value.into(), unit, approximate: false }
    }

    /// A number of days.
    pub fn days(value: impl Into<Decimal>) -> Self {
        Quantity::new(value, Unit::Time(TimeUnit::Day))
    }

    /// The quantity a text is about: the one it begins with, else the first with a unit, else the first number.
    /// Words may stand around it: `1.2 TB of 2 TB` is 1.2 TB, `PostgreSQL 16 at 71 %` is 71 %.
    ///
    /// # Errors
    /// [`QuantityError::Blank`], [`QuantityError::NoNumber`], [`QuantityError::TooLarge`].
    pub fn parse(text: &str) -> Result<Quantity, QuantityError> {
        let scan = scanned(text)?;
        let starts = |one: &scan::Found| {
            let start = scan::approximation(text, one.span.start).unwrap_or(one.span.start);
            !text[..start].contains(char::is_alphanumeric)
        };
        let bears_unit = |one: &scan::Found| one.quantity.unit != Unit::PLAIN;
        let index = match scan.found.first() {
            Some(first) if starts(first) => 0,
            _ => scan.found.iter().position(bears_unit).unwrap_or(0),
        };
        let chosen = scan.found.into_iter().nth(index);
        chosen.map(|one| one.quantity).ok_or_else(|| QuantityError::NoNumber { text: shorten(text) })
    }

    /// The quantity a text consists of, with nothing around it but blanks and a word such as `about`.
    ///
    /// # Errors
    /// Those of [`Quantity::parse`], and [`QuantityError::NotOnlyAQuantity`].
    pub fn parse_only(text: &str) -> Result<Quantity, QuantityError> {
        let scan = scanned(text)?;
        let mut found = scan.found.into_iter();
        let other = || QuantityError::NotOnlyAQuantity { text: shorten(text) };
        match (found.next(), found.next()) {
            (Some(one), None) => {
                let start = scan::approximation(text, one.span.start).unwrap_or(one.span.start);
                let alone = text[..start].trim().is_empty() && text[one.span.end..].trim().is_empty();
                if alone { Ok(one.quantity) } else { Err(other()) }
            }
            _ => Err(other()),
        }
    }

    /// Whether a unit was written: a plain number has none.
    pub fn has_unit(&self) -> bool {
        self.unit != Unit::PLAIN
    }

    /// Whether both can be compared: see [`Unit::same_dimension`].
    pub fn same_dimension(&self, other: &Quantity) -> bool {
        self.unit.same_dimension(&other.unit)
    }

    /// The same quantity in the base of its dimension: see [`Unit::base`].
    ///
    /// # Errors
    /// [`QuantityError::TooLarge`].
    pub fn in_base(&self) -> Result<Quantity, QuantityError> {
        self.to_unit(&self.unit.base())
    }

    /// The same quantity in another unit of the dimension. Exact, or rounded to 28 digits where no decimal
    /// is exact.
    ///
    /// # Errors
    /// [`QuantityError::Incompatible`], [`QuantityError::TooLarge`].
    pub fn to_unit(&self, unit: &Unit) -> Result<Quantity, QuantityError> {
        if !self.unit.same_dimension(unit) {
            return Err(QuantityError::Incompatible { left: self.to_string(), unit: unit.name() });
        }
        let converted = if self.unit == *unit { Some(self.value) } else { self.convert(unit) };
        let value = converted.ok_or_else(|| QuantityError::TooLarge { text: self.to_string() })?;
        Ok(Quantity { value, unit: unit.clone(), approximate: self.approximate })
    }

    fn convert(&self, unit: &Unit) -> Option<Decimal> {
        let (above, below) = self.unit.factor()?;
        let (to_above, to_below) = unit.factor()?;
        if above == to_above && below == to_below {
            return Some(self.value);
        }
        let above = above.checked_mul(to_below)?;
        let below = below.checked_mul(to_above)?;
        // A whole factor first: it cannot overflow where the result does not.
        let value = match above.checked_rem(below) {
            Some(rest) if rest.is_zero() => self.value.checked_mul(above.checked_div(below)?)?,
            _ => self.value.checked_mul(above)?.checked_div(below)?,
        };
        Some(value.normalize())
    }

    /// Which of two quantities is the greater; `None` where they cannot be compared.
    pub fn compare(&self, other: &Quantity) -> Option<Ordering> {
        let other = other.to_unit(&self.unit).ok()?;
        Some(self.value.cmp(&other.value))
    }

    /// The same quantity with at most `figures` significant figures, for print.
    pub fn rounded(&self, figures: u32) -> Quantity {
        Quantity { value: number::round(self.value, figures), ..self.clone() }
    }

    /// The length of a duration in days; `None` for anything else.
    pub fn as_days(&self) -> Option<Decimal> {
        match self.unit {
            Unit::Time(_) => self.to_unit(&Unit::Time(TimeUnit::Day)).ok().map(|days| days.value),
            _ => None,
        }
    }
}

/// The quantities of a text, at least one.
fn scanned(text: &str) -> Result<scan::Scan, QuantityError> {
    if text.trim().is_empty() {
        return Err(QuantityError::Blank);
    }
    let scan = scan::scan(text);
    match (&scan.found[..], &scan.too_large) {
        ([], Some(span)) => Err(QuantityError::TooLarge { text: shorten(&text[span.clone()]) }),
        ([], None) => Err(QuantityError::NoNumber { text: shorten(text) }),
        _ => Ok(scan),
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Quantity::parse(text)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.approximate {
            f.write_str("~")?;
        }
        write_amount(f, self.value, &self.unit)
    }
}

fn write_amount(f: &mut fmt::Formatter<'_>, value: Decimal, unit: &Unit) -> fmt::Result {
    let printed = number::print(value);
    match unit {
        Unit::Percent => write!(f, "{printed} %"),
        Unit::Points if value.abs() == Decimal::ONE => write!(f, "{printed} point"),
        Unit::Points => write!(f, "{printed} points"),
        Unit::Count(None) => f.write_str(&printed),
        Unit::Count(Some(noun)) if value.abs() == Decimal::ONE => write!(f, "{printed} {}", noun.for_one()),
        Unit::Count(Some(noun)) => write!(f, "{printed} {noun}"),
        Unit::Times => write!(f, "{printed}x"),
        Unit::Time(unit) => write!(f, "{printed} {}", unit.word(value.abs() != Decimal::ONE)),
        Unit::Bytes(unit) => write!(f, "{printed} {unit}"),
        Unit::Money(currency) => {
            let sign = if value.is_sign_negative() && !value.is_zero() { "-" } else { "" };
            let cents = value.normalize();
            // A price has no cents or two of them, unless it is finer than that.
            let fill = if cents.scale() == 1 { "0" } else { "" };
            write!(f, "{sign}{}{}{fill}", currency.symbol(), number::print(value.abs()))
        }
        Unit::Rate { of, per } => {
            let io = Unit::count("IO");
            if **of == io && *per == Period::one(TimeUnit::Second) {
                return write!(f, "{printed} IOPS");
            }
            write_amount(f, value, of)?;
            write!(f, "{per}")
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_and_prints_cells() {
        for (text, expected) in [
            ("71 %", "71 %"),
            ("71%", "71 %"),
            ("71 percent", "71 %"),
            ("71 per cent", "71 %"),
            ("99.95 %", "99.95 %"),
            ("0.5 points", "0.5 points"),
            ("0.5 pp", "0.5 points"),
            ("2 percentage points", "2 points"),
            ("2 %-points", "2 points"),
            ("430 connections", "430 connections"),
            ("430 of 500 connections", "430"),
            ("430 open connections at peak", "430 open connections"),
            ("12k msgs/s", "12,000 msgs/s"),
            ("4,300 req/s", "4,300 req/s"),
            ("4300 requests per second", "4,300 requests/s"),
            ("4300 rps", "4,300 req/s"),
            ("12,000 IOPS", "12,000 IOPS"),
            ("2.5M events/day", "2,500,000 events per day"),
            ("1.2B rows", "1,200,000,000 rows"),
            ("1.2 bn rows", "1,200,000,000 rows"),
            ("1.2m users", "1,200,000 users"),
            ("512 B", "512 B"),
            ("5m", "5 min"),
            ("40 GB per month", "40 GB per month"),
            ("40 GB a month", "40 GB per month"),
            ("40 GB monthly", "40 GB per month"),
            ("40 GB daily backup", "40 GB"),
            ("100 requests per 5 minutes", "100 requests per 5 min"),
            ("1.2 TB of 2 TB", "1.2 TB"),
            ("512Mi", "512 MiB"),
            ("10 Gb/s", "10 Gbit/s"),
            ("10 Gbps", "10 Gbit/s"),
            ("100 mbps", "100 Mbit/s"),
            ("100 MBps", "100 MB/s"),
            ("40 Gb", "40 GB"),
            ("$12k", "$12,000"),
            ("$1.2m per year", "$1,200,000 per year"),
            ("€ 4,000", "€4,000"),
            ("4.000,50 €", "none"),
            ("4,000 EUR/month", "€4,000 per month"),
            ("EUR 4,000 p.a.", "€4,000 per year"),
            ("12 k€ per month", "€12,000 per month"),
            ("£0.5", "£0.50"),
            ("US$ 5", "$5"),
            ("-$5", "-$5"),
            ("5x", "5x"),
            ("5-fold", "5x"),
            ("5×", "5x"),
            ("1 h 30 min", "90 min"),
            ("1h30m", "90 min"),
            ("43 min 12 s", "2,592 s"),
            ("1 month 2 weeks", "44.4375 days"),
            ("10 working days", "10 working days"),
            ("300ms", "300 ms"),
            ("5 µs", "5 µs"),
            ("1 week", "1 week"),
            ("~71 %", "~71 %"),
            ("about 71 % used", "~71 %"),
            ("approx. 4 300 rows", "~4"),
            ("est. 71 %", "~71 %"),
            ("71 % (estimate)", "~71 %"),
            ("p95 410 ms", "410 ms"),
            ("PostgreSQL 16, 71 %", "71 %"),
            ("5", "5"),
            ("-5 °C", "-5"),
            ("5 nines", "5 nines"),
            ("2 GB RAM", "2 GB"),
            ("1,000,000,000 rows", "1,000,000,000 rows"),
            ("16 vCPU total", "16 vCPU"),
            ("99.90 %", "99.9 %"),
            ("0.9990000", "0.999"),
        ] {
            let printed = Quantity::parse(text).map_or("none".to_owned(), |one| one.to_string());
            assert_eq!(printed, expected, "{text}");
        }
    }

    #[test]
    fn says_what_is_missing() {
        let error = |text: &str| Quantity::parse(text).unwrap_err().to_string();
        assert_eq!(error(" "), "it is blank");
        assert_eq!(error("low"), "`low` holds no number");
        assert_eq!(error("on 2027-03-31"), "`on 2027-03-31` holds no number");
        assert_eq!(error("1e80 rows"), "`1e80` is too large to calculate with");
        assert!(error(&"x".repeat(500)).len() < 90);
    }

    #[test]
    fn parse_only_takes_nothing_beside_the_quantity() {
        assert!(Quantity::parse_only(" about 71 % ").is_ok());
        assert!(Quantity::parse_only("4,300 req/s").is_ok());
        for text in ["71 % of 2 TB", "p95 410 ms", "1.2 TB used on average", "n/a"] {
            assert!(Quantity::parse_only(text).is_err(), "{text}");
        }
    }

    #[test]
    fn converts_exactly() {
        let convert = |text: &str, to: &str| {
            let unit = Quantity::parse(to).unwrap().unit;
            Quantity::parse(text).unwrap().to_unit(&unit).map(|one| one.to_string()).map_err(|error| error.to_string())
        };
        for (text, to, expected) in [
            ("40 GB", "1 TB", "0.04 TB"),
            ("1 GiB", "1 MB", "1,073.741824 MB"),
            ("6 weeks", "1 day", "42 days"),
            ("2 months", "1 day", "60.875 days"),
            ("10 working days", "1 week", "2 weeks"),
            ("300 ms", "1 s", "0.3 s"),
            ("10 req/s", "1 req/min", "600 req/min"),
            ("864,000 events per day", "1 event/s", "10 event/s"),
            ("10 Gbit/s", "1 GB/s", "1.25 GB/s"),
            ("0.5 points", "1 %", "0.5 %"),
            ("5 pods", "1 pod", "5 pod"),
            ("€1,200 per year", "€1 per month", "€100 per month"),
        ] {
            assert_eq!(convert(text, to).as_deref(), Ok(expected), "{text} to {to}");
        }
        assert_eq!(convert("5 GB", "5 %").unwrap_err(), "`5 GB` cannot be compared with a value in %");
        assert!(convert("€5", "$5").is_err());
        assert!(convert("5 pods", "1 connection").is_err());
        assert!(convert("5", "1 connection").is_ok());
    }

    #[test]
    fn the_base_of_a_rate_is_per_day() {
        let base = |text: &str| Quantity::parse(text).unwrap().in_base().unwrap().to_string();
        assert_eq!(base("1 MB/s"), "86,400,000,000 B per day");
        assert_eq!(base("14 pods per week"), "2 pods per day");
        assert_eq!(base("2 min"), "120 s");
    }

    #[test]
    fn compares_across_units() {
        let compare =
            |left: &str, right: &str| Quantity::parse(left).unwrap().compare(&Quantity::parse(right).unwrap());
        assert_eq!(compare("900 GB", "1 TB"), Some(Ordering::Less));
        assert_eq!(compare("1,000 ms", "1 s"), Some(Ordering::Equal));
        assert_eq!(compare("5 GB", "5 s"), None);
    }

    fn units() -> impl Strategy<Value = Unit> {
        let time = prop::sample::select(vec![
            TimeUnit::Nanosecond,
            TimeUnit::Microsecond,
            TimeUnit::Millisecond,
            TimeUnit::Second,
            TimeUnit::Minute,
            TimeUnit::Hour,
            TimeUnit::Day,
            TimeUnit::WorkingDay,
            TimeUnit::Week,
            TimeUnit::Month,
            TimeUnit::Quarter,
            TimeUnit::Year,
        ]);
        let noun = prop::sample::select(vec!["pods", "req", "open connections", "GPU", "engineer-weeks", "IO", "used"]);
        let money = prop::sample::select(vec![Currency::Eur, Currency::Usd, Currency::Gbp]);
        let plain = prop_oneof![
            Just(Unit::Percent),
            Just(Unit::Points),
            Just(Unit::PLAIN),
            Just(Unit::Times),
            noun.prop_map(Unit::count),
            time.clone().prop_map(Unit::Time),
            (0_u8..7).prop_map(|power| Unit::Bytes(ByteUnit::decimal(power))),
            (1_u8..7).prop_map(|power| Unit::Bytes(ByteUnit::binary(power))),
            (0_u8..7).prop_map(|power| Unit::Bytes(ByteUnit::bits(power))),
            money.prop_map(Unit::Money),
        ];
        (plain, prop::option::of((1_u32..40, time))).prop_map(|(unit, period)| match period {
            Some((count, per)) => unit.per(Period { count: count.into(), unit: per }),
            None => unit,
        })
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(mantissa in -1_000_000_000_000_i64..1_000_000_000_000, scale in 0_u32..7, unit in units(), approximate: bool) {
            let quantity = Quantity { value: Decimal::new(mantissa, scale), unit, approximate };
            prop_assert_eq!(Quantity::parse_only(&quantity.to_string()), Ok(quantity));
        }

        #[test]
        fn nothing_makes_it_panic(text in "\\PC*") {
            for (span, _) in find_all(&text) {
                prop_assert!(text.get(span).is_some());
            }
            let _ = Quantity::parse(&text);
        }

        #[test]
        fn nothing_like_a_quantity_makes_it_panic(text in "([0-9]{1,3}|[-–+~.,/%€$×x\n ]|per|k|M|GB|weeks?|pods|to|and|µs|e9|²|\u{301}|in|2027|over|doubling every|p95){0,12}") {
            let mut last = 0;
            for (span, quantity) in find_all(&text) {
                prop_assert!(span.start >= last && text.get(span.clone()).is_some());
                last = span.end;
                let _ = quantity.in_base();
            }
            let _ = (Target::parse(&text), DurationRange::parse(&text), Growth::parse(&text), DateRange::parse(&text));
        }

        #[test]
        fn comparing_is_the_same_both_ways(left in -100_000_i64..100_000, right in -100_000_i64..100_000, one in units(), other in units()) {
            let left = Quantity::new(left, one);
            let right = Quantity::new(right, other);
            prop_assert_eq!(left.same_dimension(&right), right.same_dimension(&left));
        }
    }
}
