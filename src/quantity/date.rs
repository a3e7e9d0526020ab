//! Calendar days as ISO 8601 writes them, `2027-03-31`, and spans of them.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use jiff::civil::Date;

use super::{QuantityError, shorten};

/// The length of a day written as `2027-03-31`.
const LENGTH: usize = 10;

/// Reads a text that is a date and nothing else, blanks aside.
///
/// # Errors
/// [`QuantityError::Blank`]; [`QuantityError::NoDate`] where the form is another; [`QuantityError::ImpossibleDate`]
/// for the 30th of February.
pub fn parse(text: &str) -> Result<Date, QuantityError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(QuantityError::Blank);
    }
    if text.len() == LENGTH && has_shape(text.as_bytes()) {
        civil(text)
    } else {
        Err(QuantityError::NoDate { text: shorten(text) })
    }
}

/// Everything in a text that is written as a date, whether the calendar has it or not, with the bytes it stands at.
pub fn find_written(text: &str) -> Vec<(Range<usize>, Result<Date, QuantityError>)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at + LENGTH <= bytes.len() {
        let inside = at > 0 && bytes.get(at - 1).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
        if !inside && stands_at(bytes, at) {
            found.push((at..at + LENGTH, civil(&text[at..at + LENGTH])));
            at += LENGTH;
        } else {
            at += 1;
        }
    }
    found
}

/// The dates in a text, with the bytes they stand at. Those the calendar does not have are left out.
pub fn find_dates(text: &str) -> Vec<(Range<usize>, Date)> {
    let written = find_written(text).into_iter();
    written.filter_map(|(span, date)| date.ok().map(|date| (span, date))).collect()
}

/// The end of what is a date, a month or a week at `at`, so that no number is read out of it:
/// `2027-03-31`, `2027-03`, `2027-W05`, `2027/03/31`, `31/03/2027`.
pub(super) fn date_like(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if stands_at(bytes, at) {
        return Some(at + LENGTH);
    }
    let rest = bytes.get(at..)?;
    let digit_after = |length: usize| rest.get(length).is_some_and(u8::is_ascii_digit);
    for shape in ["####/##/##", "##/##/####", "####-W##", "####-##"] {
        let month = shape != "####-##" || {
            let century = rest.starts_with(b"19") || rest.starts_with(b"20");
            let number = rest.get(5..7).and_then(|month| std::str::from_utf8(month).ok()?.parse::<u8>().ok());
            century && number.is_some_and(|number| (1..=12).contains(&number))
        };
        if matches(rest, shape) && month && !digit_after(shape.len()) {
            return Some(at + shape.len());
        }
    }
    None
}

/// Whether the bytes begin with a shape in which `#` stands for any digit.
fn matches(bytes: &[u8], shape: &str) -> bool {
    let fits = |(byte, mark): (&u8, u8)| if mark == b'#' { byte.is_ascii_digit() } else { *byte == mark };
    bytes.len() >= shape.len() && bytes.iter().zip(shape.bytes()).all(fits)
}

fn has_shape(bytes: &[u8]) -> bool {
    matches(bytes, "####-##-##")
}

/// Whether a date is written at `at` and ends there.
fn stands_at(bytes: &[u8], at: usize) -> bool {
    let Some(rest) = bytes.get(at..) else { return false };
    has_shape(rest) && !rest.get(LENGTH).is_some_and(u8::is_ascii_digit)
}

/// The day of a text that has the shape.
fn civil(text: &str) -> Result<Date, QuantityError> {
    text.parse().map_err(|_| QuantityError::ImpossibleDate { text: text.to_owned() })
}

/// A span of days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DateRange {
    /// The first day.
    pub start: Date,
    /// The last day, never before the first.
    pub end: Date,
}

impl DateRange {
    /// The span from `start` to `end`.
    ///
    /// # Errors
    /// [`QuantityError::Reversed`].
    pub fn new(start: Date, end: Date) -> Result<Self, QuantityError> {
        if end < start {
            return Err(QuantityError::Reversed { low: start.to_string(), high: end.to_string() });
        }
        Ok(DateRange { start, end })
    }

    /// Reads `2027-01-11 to 2027-02-19`; a dash, an arrow, `..`, `until` and `through` do as well. Words may
    /// stand around it.
    ///
    /// # Errors
    /// [`QuantityError::Blank`], [`QuantityError::NoDateRange`], [`QuantityError::ImpossibleDate`],
    /// [`QuantityError::Reversed`].
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        if text.trim().is_empty() {
            return Err(QuantityError::Blank);
        }
        let mut dates = find_written(text).into_iter();
        let (Some((first, start)), Some((last, end))) = (dates.next(), dates.next()) else {
            return Err(QuantityError::NoDateRange { text: shorten(text) });
        };
        let between = text[first.end..last.start].trim();
        let words = ["to", "until", "till", "through", "and", "-", "–", "—", "..", "...", "…", "→", "->", "/"];
        if !words.iter().any(|word| word.eq_ignore_ascii_case(between)) {
            return Err(QuantityError::NoDateRange { text: shorten(text) });
        }
        DateRange::new(start?, end?)
    }

    /// How many days it covers; 1 where both ends are the same day.
    pub fn days(self) -> i64 {
        i64::from(self.start.until(self.end).map_or(0, |span| span.get_days())) + 1
    }

    /// Whether the day lies inside.
    pub fn contains(self, day: Date) -> bool {
        (self.start..=self.end).contains(&day)
    }
}

impl FromStr for DateRange {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        DateRange::parse(text)
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.start, self.end)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_one_form_only() {
        assert_eq!(parse(" 2027-03-31 "), Ok(date(2027, 3, 31)));
        assert!(matches!(parse("2027-02-30"), Err(QuantityError::ImpossibleDate { .. })));
        for text in ["31.03.2027", "2027-3-31", "March 2027", "2027-03", "2027-03-31 (hard)", "20270331"] {
            assert!(matches!(parse(text), Err(QuantityError::NoDate { .. })), "{text}");
        }
        assert_eq!(parse(""), Err(QuantityError::Blank));
    }

    #[test]
    fn finds_dates_in_prose() {
        let text = "Start 2027-01-11, not 2027-13-01; id 12027-01-11, log-2027-01-12; 2028-02-29.";
        let found = find_dates(text);
        let dates: Vec<Date> = found.iter().map(|(_, date)| *date).collect();
        assert_eq!(dates, [date(2027, 1, 11), date(2028, 2, 29)]);
        assert_eq!(&text[found[0].0.clone()], "2027-01-11");
        assert_eq!(find_written(text).len(), 3);
    }

    #[test]
    fn reads_spans() {
        for text in [
            "2027-01-11 to 2027-02-19",
            "2027-01-11..2027-02-19",
            "2027-01-11–2027-02-19",
            "2027-01-11 - 2027-02-19",
            "from 2027-01-11 until 2027-02-19 (est.)",
            "2027-01-11 → 2027-02-19",
        ] {
            let range = DateRange::parse(text).unwrap();
            assert_eq!(range.to_string(), "2027-01-11 to 2027-02-19", "{text}");
            assert_eq!(range.days(), 40);
        }
        for text in ["2027-01-11", "Q1 2027", "2027-01-11, 2027-02-19", "M1 2027-01-11 then M2 2027-02-19"] {
            assert!(matches!(DateRange::parse(text), Err(QuantityError::NoDateRange { .. })), "{text}");
        }
        assert!(matches!(DateRange::parse("2027-02-19 to 2027-01-11"), Err(QuantityError::Reversed { .. })));
        assert!(matches!(DateRange::parse("2027-02-30 to 2027-03-11"), Err(QuantityError::ImpossibleDate { .. })));
        assert_eq!(DateRange::parse("2020-01-01 to 2027-01-01").unwrap().days(), 2_558);
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "([0-9]{2,4}|[-–/ T:]|to|é){0,14}") {
            let _ = DateRange::parse(&text);
            for (span, _) in find_written(&text) {
                prop_assert_eq!(span.len(), LENGTH);
            }
        }

        #[test]
        fn printed_spans_are_read_back(year in 1900_i16..2200, month in 1_i8..13, day in 1_i8..29, length in 0_i32..4_000) {
            let start = date(year, month, day);
            let end = start.checked_add(jiff::Span::new().days(length)).unwrap();
            let range = DateRange::new(start, end).unwrap();
            prop_assert_eq!(DateRange::parse(&range.to_string()), Ok(range));
            prop_assert_eq!(range.days(), i64::from(length) + 1);
        }
    }
}
