//! Days and periods in notations other than ISO 8601, read so that a fix can name the day. No rule.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

use crate::quantity::DateRange;

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The alternatives; which one matched shows in the groups that are set.
const NOTATIONS: &[&str] = &[
    r"(?P<day1>[0-9]{1,2})(?:st|nd|rd|th|\.)? (?:of )?(?P<month1>MONTH),? (?P<year1>20[0-9]{2})",
    r"(?P<month2>MONTH) (?P<day2>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<year2>20[0-9]{2})",
    r"(?P<month3>MONTH),? (?P<year3>20[0-9]{2})",
    r"(?P<year4>20[0-9]{2})[-/.](?P<month4>[0-9]{1,2})[-/.](?P<day4>[0-9]{1,2})",
    r"(?P<left>[0-9]{1,2})(?P<mark>[/.-])(?P<right>[0-9]{1,2})[/.-](?P<year5>20[0-9]{2})",
    r"(?P<year6>20[0-9]{2})-(?P<month6>[0-9]{2})",
    r"Q(?P<quarter1>[1-4])[ /-]?(?P<year7>20[0-9]{2})",
    r"(?P<year8>20[0-9]{2})[ /-]?Q(?P<quarter2>[1-4])",
    r"H(?P<half>[12])[ /-]?(?P<year9>20[0-9]{2})",
    r"(?:end of|by|year|eoy) (?P<year10>20[0-9]{2})",
];

static NOTATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let month = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?";
    Regex::new(&format!(r"(?i)(?-u:\b)(?:{})(?-u:\b)", NOTATIONS.join("|").replace("MONTH", month))).ok()
});

/// The period a text means, where it says so in another notation and without doubt: the month for `March 2027`, the
/// day for `31.03.2027`, both for `January to March 2027`. `03/04/2027` is in doubt.
pub(crate) fn period(text: &str) -> Option<DateRange> {
    let mut found = NOTATION.as_ref()?.captures_iter(text);
    let first = read(&found.next()?)?;
    match (found.next(), found.next()) {
        (None, _) => Some(first),
        (Some(second), None) => DateRange::new(first.start, read(&second)?.end).ok(),
        _ => None,
    }
}

/// The two days that `03/04/2027` may be.
pub(crate) fn either(text: &str) -> Option<(Date, Date)> {
    let found = NOTATION.as_ref()?.captures(text)?;
    let part = |name: &str| found.name(name).and_then(|digits| digits.as_str().parse::<i16>().ok());
    let (left, right, year) = (part("left")?, part("right")?, part("year5")?);
    let (left, right) = (i8::try_from(left).ok()?, i8::try_from(right).ok()?);
    let (first, second) = (Date::new(year, right, left).ok()?, Date::new(year, left, right).ok()?);
    (first != second).then_some((first, second))
}

/// The last day of the month that an impossible day, `2027-02-30`, was meant to lie in.
pub(crate) fn month_end(text: &str) -> Option<Date> {
    let text = text.trim();
    let (year, month) = (text.get(..4)?.parse().ok()?, text.get(5..7)?.parse().ok()?);
    Some(Date::new(year, month, 1).ok()?.last_of_month())
}

fn read(found: &Captures<'_>) -> Option<DateRange> {
    let number = |name: &str| found.name(name).and_then(|digits| digits.as_str().parse::<i16>().ok());
    let month = |name: &str| found.name(name).and_then(|word| month_number(word.as_str()));
    let small = |name: &str| number(name).and_then(|number| i8::try_from(number).ok());
    if let (Some(day), Some(month), Some(year)) = (small("day1"), month("month1"), number("year1")) {
        return day_of(year, month, day);
    }
    if let (Some(month), Some(day), Some(year)) = (month("month2"), small("day2"), number("year2")) {
        return day_of(year, month, day);
    }
    if let (Some(month), Some(year)) = (month("month3"), number("year3")) {
        return months(year, month, month);
    }
    if let (Some(year), Some(month), Some(day)) = (number("year4"), small("month4"), small("day4")) {
        return day_of(year, month, day);
    }
    if let (Some(left), Some(right), Some(year)) = (small("left"), small("right"), number("year5")) {
        let points = found.name("mark").is_some_and(|mark| mark.as_str() == ".");
        return match (left > 12, right > 12) {
            // With points the day comes first wherever such dates are written.
            (true, false) => day_of(year, right, left),
            (false, true) => day_of(year, left, right),
            (false, false) if points || left == right => day_of(year, right, left),
            _ => None,
        };
    }
    if let (Some(year), Some(month)) = (number("year6"), small("month6")) {
        return months(year, month, month);
    }
    for (quarter, year) in [("quarter1", "year7"), ("quarter2", "year8")] {
        if let (Some(quarter), Some(year)) = (small(quarter), number(year)) {
            return months(year, quarter * 3 - 2, quarter * 3);
        }
    }
    if let (Some(half), Some(year)) = (small("half"), number("year9")) {
        return months(year, half * 6 - 5, half * 6);
    }
    months(number("year10")?, 1, 12)
}

fn month_number(word: &str) -> Option<i8> {
    let head = word.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|month| *month == head).and_then(|at| i8::try_from(at + 1).ok())
}

fn day_of(year: i16, month: i8, day: i8) -> Option<DateRange> {
    let day = Date::new(year, month, day).ok()?;
    DateRange::new(day, day).ok()
}

fn months(year: i16, first: i8, last: i8) -> Option<DateRange> {
    DateRange::new(Date::new(year, first, 1).ok()?, Date::new(year, last, 1).ok()?.last_of_month()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_notations_are_read() {
        assert!(NOTATION.is_some());
        for (text, expected) in [
            ("31 March 2027", "2027-03-31 to 2027-03-31"),
            ("March 31st, 2027", "2027-03-31 to 2027-03-31"),
            ("31.03.2027", "2027-03-31 to 2027-03-31"),
            ("03/31/2027", "2027-03-31 to 2027-03-31"),
            ("2027/3/31", "2027-03-31 to 2027-03-31"),
            ("end of March 2027", "2027-03-01 to 2027-03-31"),
            ("2027-02", "2027-02-01 to 2027-02-28"),
            ("Q1 2027", "2027-01-01 to 2027-03-31"),
            ("2027-Q4", "2027-10-01 to 2027-12-31"),
            ("H2 2027", "2027-07-01 to 2027-12-31"),
            ("end of 2027", "2027-01-01 to 2027-12-31"),
            ("11 January 2027 to 19 February 2027", "2027-01-11 to 2027-02-19"),
            ("Jan 2027 - Mar 2027", "2027-01-01 to 2027-03-31"),
        ] {
            assert_eq!(period(text).map(|range| range.to_string()).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(either("03/04/2027"), Some((Date::constant(2027, 4, 3), Date::constant(2027, 3, 4))));
        assert_eq!(either("31/03/2027"), None);
        assert_eq!(month_end("2027-02-30"), Some(Date::constant(2027, 2, 28)));
        for text in ["ASAP", "03/04/2027", "Summer 2027", "2027", "31 March", "2027-13", "", "Q1"] {
            assert_eq!(period(text), None, "{text}");
        }
    }
}
