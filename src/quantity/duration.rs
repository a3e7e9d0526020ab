//! Lengths of time, as one number or as a range: `6 weeks`, `4-6 weeks`, `3/5/9 weeks`.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::target::{Comparator, comparator_after, comparator_before};
use super::unit::{TimeUnit, Unit};
use super::{Quantity, QuantityError, number, scan, shorten, tail, text};

/// A length of time between two ends, in days. A month is 30.4375 days, a year 365.25 days, a working day 1.4 days.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DurationRange {
    /// The lower end.
    pub low: Decimal,
    /// The middle of a three-point estimate, where one was given.
    pub likely: Option<Decimal>,
    /// The upper end; equal to the lower one for a single number.
    pub high: Decimal,
    /// Whether it was written as an approximation: `about 6 weeks`.
    pub approximate: bool,
}

/// Numbers in words, as far as they are used for lengths of time.
const WORDS: &[(&str, &str)] = &[
    ("a", "1"),
    ("an", "1"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("eleven", "11"),
    ("twelve", "12"),
    ("half", "0.5"),
];

impl DurationRange {
    /// Reads one length (`6 weeks`, `two weeks`), two (`4-6 weeks`, `1 week to 2 months`) or three ascending ones
    /// (`3/5/9 weeks`: best, likely, worst). `up to 6 weeks` begins at 0. Words may stand around it.
    ///
    /// # Errors
    /// [`QuantityError::Blank`], [`QuantityError::NoDuration`], [`QuantityError::OpenEnded`] (`6+ weeks`),
    /// [`QuantityError::Reversed`], [`QuantityError::TooLarge`].
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        if text.trim().is_empty() {
            return Err(QuantityError::Blank);
        }
        match read(text) {
            Err(QuantityError::NoDuration { .. }) => {
                let digits = with_digits(text);
                read(&digits).map_err(|error| match error {
                    QuantityError::NoDuration { .. } => QuantityError::NoDuration { text: shorten(text) },
                    other => other,
                })
            }
            result => result,
        }
    }

    /// A range of days.
    ///
    /// # Errors
    /// [`QuantityError::Reversed`].
    pub fn from_days(low: Decimal, high: Decimal) -> Result<Self, QuantityError> {
        if low > high {
            let days = |value| format!("{} days", number::print(value));
            return Err(QuantityError::Reversed { low: days(low), high: days(high) });
        }
        Ok(DurationRange { low, likely: None, high, approximate: false })
    }
}

/// Reads a text whose numbers are digits.
fn read(text: &str) -> Result<DurationRange, QuantityError> {
    let found = scan::scan(text).found;
    let none = || QuantityError::NoDuration { text: shorten(text) };
    let open = || QuantityError::OpenEnded { text: shorten(text) };
    let is_time = |one: &scan::Found| matches!(one.quantity.unit, Unit::Time(_));
    // `6+ weeks`: the plus keeps the unit from the number.
    let plus = |one: &scan::Found| {
        let behind = text[one.span.end..].strip_prefix('+');
        behind.is_some_and(|rest| tail::length(rest, text::spaces(rest, 0)).is_some())
    };
    let Some(first) = found.iter().position(is_time) else {
        return Err(if found.iter().any(plus) { open() } else { none() });
    };
    let mut ends = vec![&found[first]];
    for next in found[first + 1..].iter().take(2) {
        let gap = ends.last().map_or("", |last| text[last.span.end..next.span.start].trim());
        let between = gap == "and" && text::before(text, found[first].span.start, "between").is_some();
        let joined = between || matches!(gap, "-" | "–" | "—" | "/" | "to" | ".." | "or");
        if !joined || !is_time(next) {
            break;
        }
        ends.push(next);
    }

    let mut days = Vec::with_capacity(ends.len());
    for one in &ends {
        let length = one.quantity.as_days();
        days.push(length.ok_or_else(|| QuantityError::TooLarge { text: one.quantity.to_string() })?);
    }
    let (Some(&low), Some(&high)) = (days.first(), days.last()) else { return Err(none()) };
    if let Some(pair) = days.windows(2).position(|pair| pair[0] > pair[1]) {
        let print = |index: usize| ends.get(index).map_or_else(String::new, |one| one.quantity.to_string());
        return Err(QuantityError::Reversed { low: print(pair), high: print(pair + 1) });
    }
    let (start, end) = (ends[0].span.start, ends[ends.len() - 1].span.end);
    if low < Decimal::ZERO {
        return Err(none());
    }
    let bound = comparator_before(text, start).or_else(|| comparator_after(text, end));
    let low = match bound {
        Some(Comparator::AtLeast | Comparator::Above) => return Err(open()),
        Some(Comparator::AtMost | Comparator::Below) => Decimal::ZERO,
        Some(Comparator::Equal) | None => low,
    };
    if text[end..].starts_with('+') {
        return Err(open());
    }
    let likely = if days.len() == 3 { days.get(1).copied() } else { None };
    let approximate = ends.iter().any(|one| one.quantity.approximate);
    Ok(DurationRange { low, likely, high, approximate })
}

/// The text with numbers in words replaced by digits: `two weeks` becomes `2 weeks`.
fn with_digits(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for (index, part) in text.split_inclusive(|letter: char| !letter.is_alphanumeric()).enumerate() {
        let word = part.trim_end_matches(|letter: char| !letter.is_alphanumeric());
        let digits = WORDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
        // `half a year`: the article counts nothing.
        let article = matches!(digits, Some((_, "1"))) && index > 0 && result.ends_with("0.5 ");
        match digits {
            Some(_) if article && word.len() < 3 => {}
            Some((_, digits)) => {
                result.push_str(digits);
                result.push_str(&part[word.len()..]);
            }
            None => result.push_str(part),
        }
    }
    result
}

impl FromStr for DurationRange {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        DurationRange::parse(text)
    }
}

impl fmt::Display for DurationRange {
    /// In weeks where all ends are whole weeks, in months where they are whole months, else in days.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut ends = vec![self.low];
        ends.extend(self.likely);
        if self.likely.is_some() || self.low != self.high {
            ends.push(self.high);
        }
        let length = |unit: TimeUnit| unit.seconds() / TimeUnit::Day.seconds();
        let whole = |unit: &TimeUnit| ends.iter().all(|end| (end % length(*unit)).is_zero());
        let named = [TimeUnit::Week, TimeUnit::Month].into_iter().find(whole).filter(|_| !self.high.is_zero());
        let unit = named.unwrap_or(TimeUnit::Day);
        let scale = length(unit);
        let printed: Vec<String> = ends.iter().map(|end| number::print(end / scale)).collect();
        let separator = if self.likely.is_some() { "/" } else { "-" };
        let about = if self.approximate { "~" } else { "" };
        let one = ends.len() == 1 && self.low == scale;
        write!(f, "{about}{} {}", printed.join(separator), unit.word(!one))
    }
}

/// A single length of time in seconds: `5 min`, `2 h`, `30 s`. `None` where the text holds none, or one below zero.
pub fn seconds(text: &str) -> Option<Decimal> {
    let quantity = Quantity::parse(text).ok()?;
    quantity.as_days()?;
    quantity.in_base().ok().map(|seconds| seconds.value.normalize()).filter(|seconds| !seconds.is_sign_negative())
}

/// A number of seconds in words: `43 min 12 s`, `8 h 45 min 57.6 s`, `2 days 3 h`. Exact down to a microsecond.
pub fn in_words(seconds: Decimal) -> String {
    let sign = if seconds.is_sign_negative() && !seconds.is_zero() { "-" } else { "" };
    let mut rest = seconds.abs().round_dp(6);
    if rest < Decimal::ONE {
        return format!("{sign}{} ms", number::print(rest * Decimal::ONE_THOUSAND));
    }
    let mut parts = Vec::new();
    for unit in [TimeUnit::Day, TimeUnit::Hour, TimeUnit::Minute] {
        let count = (rest / unit.seconds()).floor();
        if !count.is_zero() {
            parts.push(format!("{} {}", number::print(count), unit.word(count != Decimal::ONE)));
            rest -= count * unit.seconds();
        }
    }
    if !rest.is_zero() {
        parts.push(format!("{} s", number::print(rest)));
    }
    format!("{sign}{}", parts.join(" "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_ranges_in_days() {
        for (text, low, likely, high) in [
            ("6 weeks", "42", None, "42"),
            ("4-6 weeks", "28", None, "42"),
            ("4–6 weeks", "28", None, "42"),
            ("4 – 6 weeks", "28", None, "42"),
            ("4 to 6 weeks", "28", None, "42"),
            ("between 4 and 6 weeks", "28", None, "42"),
            ("1 week to 2 months", "7", None, "60.875"),
            ("3/5/9 weeks", "21", Some("35"), "63"),
            ("about 2 months (procurement)", "60.875", None, "60.875"),
            ("10 working days", "14", None, "14"),
            ("two weeks", "14", None, "14"),
            ("Two quarters", "182.625", None, "182.625"),
            ("half a year", "182.625", None, "182.625"),
            ("a week", "7", None, "7"),
            ("one to two months", "30.4375", None, "60.875"),
            ("up to 6 weeks", "0", None, "42"),
            ("6 weeks at most", "0", None, "42"),
            ("6 weeks (4 weeks procurement, 2 weeks migration)", "42", None, "42"),
            ("lead time: 8w", "56", None, "56"),
            ("36 h", "1.5", None, "1.5"),
            ("1 week 3 days", "10", None, "10"),
            ("6-week", "42", None, "42"),
        ] {
            let range = DurationRange::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            let likely_printed = range.likely.map(number::print);
            let printed = (number::print(range.low), likely_printed.as_deref(), number::print(range.high));
            assert_eq!((printed.0.as_str(), printed.1, printed.2.as_str()), (low, likely, high), "{text}");
        }
    }

    #[test]
    fn says_why_not() {
        let error = |text: &str| DurationRange::parse(text).unwrap_err();
        for text in ["soon", "6", "6 sprints", "71 %", "6 % per week"] {
            assert!(matches!(error(text), QuantityError::NoDuration { .. }), "{text}");
        }
        for text in ["6+ weeks", "6 weeks+", "at least 6 weeks", "6 weeks or more", "> 6 weeks"] {
            assert!(matches!(error(text), QuantityError::OpenEnded { .. }), "{text}");
        }
        for text in ["6-4 weeks", "2 months to 1 week", "3/2/9 weeks"] {
            assert!(matches!(error(text), QuantityError::Reversed { .. }), "{text}");
        }
        assert_eq!(error("  "), QuantityError::Blank);
    }

    #[test]
    fn prints_weeks_where_they_are_whole() {
        let print = |text: &str| DurationRange::parse(text).unwrap().to_string();
        assert_eq!(print("4-6 weeks"), "4-6 weeks");
        assert_eq!(print("3/5/9 weeks"), "3/5/9 weeks");
        assert_eq!(print("14 days"), "2 weeks");
        assert_eq!(print("1 week"), "1 week");
        assert_eq!(print("about a quarter"), "~3 months");
        assert_eq!(print("1 week to 2 months"), "7-60.875 days");
        assert_eq!(print("about 10 days"), "~10 days");
        assert_eq!(print("up to 6 weeks"), "0-6 weeks");
    }

    #[test]
    fn seconds_in_words() {
        for (seconds, words) in [
            ("2592", "43 min 12 s"),
            ("25.92", "25.92 s"),
            ("183600", "2 days 3 h"),
            ("86400", "1 day"),
            ("31557.6", "8 h 45 min 57.6 s"),
            ("0.25", "250 ms"),
            ("0", "0 ms"),
            ("-60", "-1 min"),
        ] {
            assert_eq!(in_words(seconds.parse().unwrap()), words);
        }
    }

    proptest! {
        #[test]
        fn words_are_read_back(mantissa in 1_i64..10_000_000_000, scale in 0_u32..4) {
            let seconds = Decimal::new(mantissa, scale);
            let read = Quantity::parse_only(&in_words(seconds)).unwrap().in_base().unwrap();
            prop_assert_eq!(read.value, seconds);
        }

        #[test]
        fn a_range_is_read_as_its_ends(low in 1_u32..200, more in 0_u32..200) {
            let high = low + more;
            let range = DurationRange::parse(&format!("{low}-{high} days")).unwrap();
            prop_assert_eq!((range.low, range.high), (low.into(), high.into()));
            prop_assert_eq!(DurationRange::parse(&range.to_string()), Ok(range));
        }
    }
}
