//! The time over which an objective is judged: a length that ends now, or a piece of the calendar.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::error::SloError;
use super::written::{Span, Written};

const DAY: Decimal = Decimal::from_parts(86_400, 0, 0, false, 0);

/// A window. Days have 24 h: where clocks change, a calendar window is an hour longer or shorter than said here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// It ends now, whenever that is: `30 days`, `rolling 28 days`.
    Rolling(Span),
    /// It begins and ends with the calendar: `calendar month`.
    Calendar(CalendarUnit),
}

/// A piece of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarUnit {
    /// Monday to Sunday.
    Week,
    /// 28 to 31 days.
    Month,
    /// 90 to 92 days.
    Quarter,
    /// 365 or 366 days.
    Year,
}

impl Window {
    /// Reads `30 days`, `rolling 28 days`, `calendar month`.
    ///
    /// # Errors
    /// [`SloError::Unreadable`], [`SloError::WrongKind`], [`SloError::OutOfRange`], all naming `field`.
    pub(super) fn parse(written: &Written, field: &str) -> Result<Window, SloError> {
        let text = written.as_str().trim().to_lowercase();
        let words: Vec<&str> = text.split_whitespace().filter(|word| !matches!(*word, "1" | "a" | "the")).collect();
        if words.contains(&"calendar") {
            let accepted = "`calendar week`, `calendar month`, `calendar quarter` or `calendar year`";
            let unit = match words[..] {
                ["calendar", unit] => CalendarUnit::from_word(unit),
                _ => None,
            };
            return unit.map(Window::Calendar).ok_or_else(|| written.wrong_kind(field, accepted));
        }
        // As it was written: `GB` in an error should not become `gb`.
        let written = written.as_str().trim();
        let rolling = ["rolling ", "trailing ", "last "].iter().find_map(|word| {
            let (first, rest) = written.split_at_checked(word.len())?;
            first.eq_ignore_ascii_case(word).then_some(rest)
        });
        Written::from(rolling.unwrap_or(written)).span(field).map(Window::Rolling)
    }

    /// The shortest and the longest this window can be.
    pub fn lengths(self) -> (Span, Span) {
        match self {
            Window::Rolling(span) => (span, span),
            Window::Calendar(unit) => {
                let (short, long) = unit.days();
                (days(short), days(long))
            }
        }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Window::Rolling(span) => write!(f, "rolling {span}"),
            Window::Calendar(unit) => write!(f, "calendar {}", unit.word()),
        }
    }
}

impl CalendarUnit {
    fn from_word(word: &str) -> Option<CalendarUnit> {
        match word.strip_suffix('s').unwrap_or(word) {
            "week" => Some(CalendarUnit::Week),
            "month" => Some(CalendarUnit::Month),
            "quarter" => Some(CalendarUnit::Quarter),
            "year" => Some(CalendarUnit::Year),
            _ => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            CalendarUnit::Week => "week",
            CalendarUnit::Month => "month",
            CalendarUnit::Quarter => "quarter",
            CalendarUnit::Year => "year",
        }
    }

    /// The fewest and the most days it has.
    fn days(self) -> (u32, u32) {
        match self {
            CalendarUnit::Week => (7, 7),
            CalendarUnit::Month => (28, 31),
            CalendarUnit::Quarter => (90, 92),
            CalendarUnit::Year => (365, 366),
        }
    }

    /// The first day of the one that holds `date`, and the first day of the next. `None` at the end of the calendar.
    pub fn around(self, date: Date) -> Option<(Date, Date)> {
        let first = match self {
            CalendarUnit::Week => date.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days()).ok()?,
            CalendarUnit::Month => date.first_of_month(),
            CalendarUnit::Quarter => {
                let month = date.month() - (date.month() - 1) % 3;
                Date::new(date.year(), month, 1).ok()?
            }
            CalendarUnit::Year => date.first_of_year(),
        };
        let length = match self {
            CalendarUnit::Week => 7.days(),
            CalendarUnit::Month => 1.month(),
            CalendarUnit::Quarter => 3.months(),
            CalendarUnit::Year => 1.year(),
        };
        Some((first, first.checked_add(length).ok()?))
    }
}

/// The days from one date to another.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// So many days.
pub(super) fn days(count: u32) -> Span {
    Span::minutes(count.saturating_mul(24 * 60))
}

/// Whole days of a length; `None` where it is not whole.
pub(super) fn whole_days(span: Span) -> Option<usize> {
    let days = span.seconds() / DAY;
    if days.is_integer() { usize::try_from(days).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn reads_and_prints_windows() {
        for (text, printed, shortest, longest) in [
            ("30 days", "rolling 30 days", 30, 30),
            ("Rolling 4 weeks", "rolling 28 days", 28, 28),
            ("calendar month", "calendar month", 28, 31),
            ("1 calendar quarter", "calendar quarter", 90, 92),
            ("a calendar year", "calendar year", 365, 366),
        ] {
            let window = Window::parse(&text.into(), "window").unwrap();
            assert_eq!(window.to_string(), printed);
            assert_eq!(window.lengths(), (days(shortest), days(longest)), "{text}");
        }
        for text in ["calendar fortnight", "30 calendar days", "soon", "-3 days", ""] {
            assert!(Window::parse(&text.into(), "window").is_err(), "{text}");
        }
    }

    #[test]
    fn pieces_of_the_calendar() {
        let around = |unit: CalendarUnit, day: Date| {
            let (from, to) = unit.around(day).unwrap();
            (from, days_between(from, to))
        };
        assert_eq!(around(CalendarUnit::Month, date(2028, 2, 29)), (date(2028, 2, 1), 29));
        assert_eq!(around(CalendarUnit::Quarter, date(2027, 6, 30)), (date(2027, 4, 1), 91));
        // 2027-03-31 is a Wednesday.
        assert_eq!(around(CalendarUnit::Week, date(2027, 3, 31)), (date(2027, 3, 29), 7));
        assert_eq!(around(CalendarUnit::Year, date(2028, 1, 1)), (date(2028, 1, 1), 366));
        assert_eq!(CalendarUnit::Year.around(date(9999, 5, 5)), None);
    }
}
