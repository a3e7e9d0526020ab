//! Days: whole, and working.

use jiff::Span;
use jiff::civil::{Date, Weekday};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::quantity::DateRange;
use crate::quantity::date::find_dates;

/// So many days later, or earlier; the end of the calendar where there is no such day.
pub(super) fn plus(day: Date, days: i64) -> Date {
    let end = if days < 0 { Date::MIN } else { Date::MAX };
    Span::new().try_days(days).and_then(|span| day.checked_add(span)).unwrap_or(end)
}

/// How many days lie between two dates: 1 from a day to the next, negative where `to` is the earlier one.
pub(super) fn until(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// The most days that are counted: the length of the calendar.
const MOST: i64 = 10_000 * 366;

/// Days as a whole number, parts counting as a day.
pub(super) fn whole(days: Decimal) -> i64 {
    days.ceil().to_i64().map_or(MOST, |days| days.clamp(0, MOST))
}

/// The day, or the Monday after it where it falls on a weekend.
pub(super) fn workday(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => plus(day, 2),
        Weekday::Sunday => plus(day, 1),
        _ => day,
    }
}

/// The day, or the Friday before it where it falls on a weekend.
pub(super) fn workday_before(day: Date) -> Date {
    match day.weekday() {
        Weekday::Saturday => plus(day, -1),
        Weekday::Sunday => plus(day, -2),
        _ => day,
    }
}

/// The day, or the first Monday after it.
pub(super) fn monday(day: Date) -> Date {
    let since = i64::from(day.weekday().to_monday_zero_offset());
    if since == 0 { day } else { plus(day, 7 - since) }
}

/// The first Monday of a month, `day` or the next one after it.
pub(super) fn first_monday_of_a_month(day: Date) -> Date {
    let this = monday(day.first_of_month());
    if this >= day { this } else { monday(plus(day.last_of_month(), 1)) }
}

/// A span of days in which the plan may not move freely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pause {
    pub days: DateRange,
    /// Whether nobody works at all, so that whatever falls into it takes longer.
    pub closed: bool,
    /// Whether nothing goes live, so that what would end in it ends behind it.
    pub no_rollouts: bool,
}

/// Words of a sentence that bars work from one day to another.
const BARS: &[&str] = &[
    "embargo*", "freeze", "freezes", "frozen", "nothing", "no schema change*", "no change*", "no release*",
    "no deploy*", "bars", "barred", "blackout",
];

/// Words of a sentence that says that nobody works.
const CLOSED: &[&str] = &["closed", "shutdown", "company holiday*"];

/// The pauses that a text states, each a sentence with a span of two dates.
pub(super) fn pauses(text: &str) -> Vec<Pause> {
    let sentences = text.split([';', '\n']).flat_map(|part| part.split(". "));
    let mut found: Vec<Pause> = Vec::new();
    for sentence in sentences {
        let closed = crate::text::has_any(sentence, CLOSED);
        if !closed && !crate::text::has_any(sentence, BARS) {
            continue;
        }
        let dates = find_dates(sentence);
        for pair in dates.windows(2) {
            let [(first, start), (last, end)] = pair else { continue };
            let joined = matches!(sentence[first.end..last.start].trim(), "to" | "until" | "-" | "and");
            if let (true, Ok(days)) = (joined, DateRange::new(*start, *end))
                && !found.iter().any(|pause| pause.days == days)
            {
                found.push(Pause { days, closed, no_rollouts: false });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_moved_to_working_days() {
        assert_eq!(workday(date(2026, 11, 14)), date(2026, 11, 16));
        assert_eq!(workday_before(date(2026, 11, 15)), date(2026, 11, 13));
        assert_eq!(monday(date(2026, 11, 16)), date(2026, 11, 16));
        assert_eq!(monday(date(2026, 11, 17)), date(2026, 11, 23));
        assert_eq!(first_monday_of_a_month(date(2026, 11, 2)), date(2026, 11, 2));
        assert_eq!(first_monday_of_a_month(date(2026, 11, 3)), date(2026, 12, 7));
        assert_eq!(plus(date(2026, 11, 2), i64::MAX), Date::MAX);
        // 9 days of January, 28 of February, 24 of March
        assert_eq!(until(date(2027, 1, 22), date(2027, 3, 24)), 61);
        assert_eq!(until(date(2027, 3, 24), date(2027, 1, 22)), -61);
    }

    #[test]
    fn pauses_are_sentences_that_bar_work() {
        let text = "Two quarters, 2026-11-13 to 2027-05-14. Office is closed from 2026-12-21 to 2027-01-08, apart \
            from on-call. Change embargo for the ledger from 2026-11-23 to 2027-01-04; the audit runs from \
            2027-02-01 to 2027-03-01";
        let pause =
            |from, to, closed| Pause { days: DateRange::new(from, to).expect("a span"), closed, no_rollouts: false };
        assert_eq!(
            pauses(text),
            [pause(date(2026, 12, 21), date(2027, 1, 8), true), pause(date(2026, 11, 23), date(2027, 1, 4), false)]
        );
    }
}
