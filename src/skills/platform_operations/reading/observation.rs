//! What was observed, in the terms of the targets that rest on it.

use std::cmp::Ordering;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::gate::rules::calendar;
use crate::pack::records::Evidence;
use crate::quantity::{self, Comparator, Quantity, Target, Unit, date, target};
use crate::text;

/// An observation as understood.
#[derive(Debug, Clone)]
pub(in super::super) struct Observation<'a> {
    /// Its row.
    pub row: Evidence<'a>,
    /// What was seen; `None` where the cell cannot be read.
    pub value: Option<Quantity>,
    /// The day on which it was read.
    pub day: Option<Date>,
}

impl<'a> Observation<'a> {
    /// Reads a row.
    pub fn of(row: Evidence<'a>) -> Self {
        Observation {
            row,
            value: Quantity::parse(row.value().text).ok(),
            day: date::parse(row.observed().text.trim()).ok(),
        }
    }

    /// Its name.
    pub fn name(&self) -> &'a str {
        self.row.name().text
    }

    /// The percentile it speaks of.
    pub fn percentile(&self) -> Option<Decimal> {
        target::percentile(self.row.value().text).or_else(|| target::percentile(self.name()))
    }

    /// Whether it is the share of what was done within a time: `Invoice pages answered within 800 ms`, 98.7 %.
    pub fn is_share_within(&self, time: &Quantity) -> bool {
        let is_share = self.value.as_ref().is_some_and(|value| value.unit == Unit::Percent);
        let same = |(_, one): &(_, Quantity)| one.compare(time) == Some(Ordering::Equal);
        is_share && time.as_days().is_some() && quantity::find_all(self.name()).iter().any(same)
    }

    /// Whether one can tell from its window which days it covers, or how many: `30 days to 2026-11-15`, `last week`, `since
    /// 2026-08-01`. A moment covers none.
    pub fn has_window(&self) -> bool {
        let window = self.row.window().text;
        let moment = text::has_any(window, &["moment", "instant", "now"]);
        let length = || quantity::find_all(window).iter().any(|(_, length)| length.as_days().is_some());
        let dated = || !date::find_dates(window).is_empty() || calendar::period(window).is_some();
        !moment && (length() || dated() || text::has_any(window, SPANS))
    }
}

/// Lengths of time without a number.
const SPANS: &[&str] = &["day", "yesterday", "week", "fortnight", "month", "quarter", "half-year", "year", "sprint"];

/// Words of a fact that counts what went wrong.
const FAILURES: &[&str] =
    &["error*", "fail*", "5xx", "fault*", "lost", "loss", "declin*", "unavailab*", "timeout*", "late", "dropped"];

/// A value as a number that can be held against a target: the share of good events in percent where the target asks for a
/// share, else the value in the target's unit. A small share of what a fact calls failures is turned round, and so is any
/// small share where the target itself counts failures. `None` where the two are of different kinds.
pub(in super::super) fn held(target: &Target, fact: &str, value: &Quantity) -> Option<Decimal> {
    if target.quantity.unit != Unit::Percent {
        return value.to_unit(&target.quantity.unit).ok().map(|value| value.value);
    }
    if value.unit != Unit::Percent || value.value.is_sign_negative() || value.value > Decimal::ONE_HUNDRED {
        return None;
    }
    let of_failures = matches!(target.comparator, Some(Comparator::AtMost | Comparator::Below));
    let turned = value.value < Decimal::from(50) && (of_failures || text::has_any(fact, FAILURES));
    Some(if turned { Decimal::ONE_HUNDRED - value.value } else { value.value })
}
