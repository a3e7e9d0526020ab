//! The windows of the past that a baseline of days holds.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::error::SloError;
use super::observed::Counts;
use super::window::{CalendarUnit, Window, days_between, whole_days};
use super::written::out_of_range;

/// Days from the first to the last of a baseline at most: a hundred years.
const MOST_DAYS: usize = 36_525;

/// A window of the past.
#[derive(Debug, Clone, Copy)]
pub(super) struct Past {
    /// Its first day.
    pub first: Date,
    pub total: Decimal,
    pub bad: Decimal,
    /// The share that succeeded.
    pub ratio: Decimal,
}

/// All complete windows of a baseline.
#[derive(Debug)]
pub(super) struct Windows {
    /// Those with events.
    pub past: Vec<Past>,
    /// How many were left out, because days are missing in them or nothing happened.
    pub left_out: usize,
    /// How many of those with events lie side by side.
    pub side_by_side: usize,
    /// The first and the last day of the baseline.
    pub span: (Date, Date),
}

impl Windows {
    /// The windows of a baseline.
    pub(super) fn of(days: &BTreeMap<Date, Counts>, window: Window) -> Result<Windows, SloError> {
        let Some(((&first, _), (&last, _))) = days.first_key_value().zip(days.last_key_value()) else {
            return Err(SloError::Missing { field: "baseline".to_owned(), accepted: "at least one day" });
        };
        let length = usize::try_from(days_between(first, last)).unwrap_or(usize::MAX).saturating_add(1);
        if length > MOST_DAYS {
            let field = "baseline: days from first to last".to_owned();
            return Err(SloError::TooMany { field, count: length, most: MOST_DAYS });
        }
        let ranges = match window {
            Window::Rolling(span) => {
                let whole = whole_days(span).filter(|days| *days > 0);
                let range = "be a number of whole days: a baseline is by day";
                let days = whole.ok_or_else(|| out_of_range("window", span.to_string(), range))?;
                (0..(length + 1).saturating_sub(days)).map(|from| from..from + days).collect()
            }
            Window::Calendar(unit) => pieces(unit, first, last),
        };
        let (past, left_out) = Sums::new(days, first, length).windows(&ranges, first);
        let side_by_side = side_by_side(&past, window);
        Ok(Windows { past, left_out, side_by_side, span: (first, last) })
    }
}

/// Running sums over the days of a baseline: total, bad and missing before each of them.
struct Sums(Vec<(Decimal, Decimal, usize)>);

impl Sums {
    fn new(days: &BTreeMap<Date, Counts>, first: Date, length: usize) -> Sums {
        let mut before = Vec::with_capacity(length + 1);
        let (mut sum, mut date) = ((Decimal::ZERO, Decimal::ZERO, 0), Some(first));
        before.push(sum);
        for _ in 0..length {
            match date.and_then(|date| days.get(&date)) {
                Some(day) => sum = (sum.0 + day.total, sum.1 + day.bad, sum.2),
                None => sum.2 += 1,
            }
            before.push(sum);
            date = date.and_then(|date| date.tomorrow().ok());
        }
        Sums(before)
    }

    /// The windows that are complete and hold events, and how many are left out.
    fn windows(&self, ranges: &[Range<usize>], first: Date) -> (Vec<Past>, usize) {
        let past: Vec<Past> = ranges.iter().filter_map(|range| self.window(range, first)).collect();
        let left_out = ranges.len() - past.len();
        (past, left_out)
    }

    fn window(&self, range: &Range<usize>, first: Date) -> Option<Past> {
        let (from, to) = (self.0.get(range.start)?, self.0.get(range.end)?);
        let (total, bad) = (to.0 - from.0, to.1 - from.1);
        if to.2 > from.2 || total.is_zero() {
            return None;
        }
        let days = jiff::Span::new().try_days(i64::try_from(range.start).ok()?).ok()?;
        let first = first.checked_add(days).ok()?;
        Some(Past { first, total, bad, ratio: Decimal::ONE - bad / total })
    }
}

/// The pieces of the calendar that lie within the baseline, as ranges of its days.
fn pieces(unit: CalendarUnit, first: Date, last: Date) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut day = first;
    while let Some((from, to)) = unit.around(day).filter(|(from, _)| *from <= last) {
        // `to` is the day after the piece.
        if from >= first && days_between(to, last) >= -1 {
            let place = |date| usize::try_from(days_between(first, date)).ok();
            pieces.extend(place(from).zip(place(to)).map(|(from, to)| from..to));
        }
        day = to;
    }
    pieces
}

/// How many of the windows lie side by side: taken from the first on, each as soon as it fits.
fn side_by_side(past: &[Past], window: Window) -> usize {
    let Window::Rolling(span) = window else { return past.len() };
    let days = whole_days(span).and_then(|days| i64::try_from(days).ok()).unwrap_or(i64::MAX);
    let (mut count, mut last) = (0, None);
    for one in past {
        if last.is_none_or(|last| days_between(last, one.first) >= days) {
            count += 1;
            last = Some(one.first);
        }
    }
    count
}
