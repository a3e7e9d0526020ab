//! An error budget in prose is not what its target and window yield.
//!
//! ## What it does
//! Where one text states an availability, a window and the time that may be lost (`99.9 % over 30 days, a budget of 43
//! minutes`; `99.95 %, 4 h 23 min of downtime a year`), the time is computed again. It may be rounded as far as it is
//! written; a month is 28 to 31 days, a year 365 or 366.
//!
//! ## Why it matters
//! People remember the minutes, not the nines. A budget that is stated ten times too large is spent ten times too
//! lightly.
//!
//! ## Example
//! Bad: `99.99 % over 30 days, an error budget of 43 minutes`
//!
//! Good: `99.99 % over 30 days, an error budget of 4.3 minutes`
//!
//! ## Fix
//! Write the time the finding gives, or correct the target or its window.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use crate::engine::slo;
use crate::finding::Findings;
use crate::gate::Case;
use crate::text;
use crate::quantity::{self, Dimension, Quantity, Unit, duration, number};

crate::rule!("NUM003", "budget-differs", Warning, needs[], "num003.rs", check);

/// Words for time that may be lost.
const LOST: &[&str] = &["budget", "error budget", "downtime", "down", "unavailable", "outage", "outages", "may fail"];

/// How far the time may stand from such a word.
const NEAR: usize = 30;

static WINDOW: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:over|in|per|a|an|each|every|any|within)\s+(?:(?:the|a|any|last|rolling|calendar)\s+)*(\d+)?[ -]?(days?|d\b|weeks?|months?|quarters?|years?)|\b(monthly|yearly|annually|weekly|quarterly)\b").ok()
});

fn check(case: &Case<'_>, findings: &mut Findings) {
    for entry in case.entries() {
        let said = entry.cell.text;
        if !said.contains('%') || !text::has_any(said, LOST) {
            continue;
        }
        // A statement by itself: the baseline of one window says nothing of the budget of another.
        for wrong in said.split([';', '\n']).flat_map(|part| part.split(". ")).filter_map(wrong) {
            findings
                .at(entry.cell.place, format!("\"{}\" is not what {} leaves", wrong.stated.trim(), wrong.target.trim()))
                .evidence(wrong.derivation)
                .fix(format!("write {}, or correct the target or its window", wrong.right));
        }
    }
}

struct Wrong<'t> {
    stated: &'t str,
    target: &'t str,
    right: String,
    derivation: String,
}

/// The budget a text states wrongly. Only where it states one availability, so that there is no doubt whose budget it is.
fn wrong(said: &str) -> Option<Wrong<'_>> {
    let numbers = quantity::find_all(said);
    // `99.9 % a month` is read as a rate.
    let is_percent = |unit: &Unit| match unit {
        Unit::Rate { of, .. } => **of == Unit::Percent,
        unit => *unit == Unit::Percent,
    };
    let is_target =
        |one: &Quantity| is_percent(&one.unit) && one.value >= Decimal::from(90) && one.value < Decimal::ONE_HUNDRED;
    // `90 % of the budget` is a part of something.
    let is_part = |at: &Range<usize>| {
        let next: Vec<&str> = said[at.end..].split_whitespace().take(4).collect();
        next.first() == Some(&"of") && text::has_any(&next.join(" "), LOST)
    };
    let mut targets = numbers.iter().filter(|(at, one)| is_target(one) && !is_part(at));
    let ((target_at, target), None) = (targets.next()?, targets.next()) else { return None };
    let window = WINDOW.as_ref()?.captures(said)?;
    let window_at = window.get(0)?.range();
    let days = days(&window)?;
    let (at, stated) = numbers.iter().find(|(range, one)| {
        one.unit.dimension() == Dimension::Time && !overlap(range, &window_at) && is_lost(said, range)
    })?;
    let seconds = stated.in_base().ok()?.value;
    let budgets: Vec<slo::Budget> =
        days.into_iter().filter_map(|days| slo::error_budget(target.value, days).ok()).collect();
    let (least, most) = (budgets.first()?, budgets.last()?);
    let slack = rounding(said, at, seconds);
    let below = least.duration.value.checked_sub(seconds).is_some_and(|gap| gap > slack);
    let above = seconds.checked_sub(most.duration.value).is_none_or(|gap| gap > slack);
    let fits = !below && !above;
    (!fits).then(|| Wrong {
        stated: &said[at.clone()],
        target: &said[target_at.clone()],
        right: duration::in_words(least.duration.value),
        derivation: least.derivation.clone(),
    })
}

/// The lengths a window may have, the shortest first.
fn days(window: &regex::Captures<'_>) -> Option<Vec<Decimal>> {
    let count: i64 = window.get(1).map_or(Some(1), |count| count.as_str().parse().ok())?;
    let word = window.get(2).or(window.get(3))?.as_str().to_ascii_lowercase();
    let lengths: &[i64] = match word.as_bytes().first()? {
        b'd' => &[1],
        b'w' => &[7],
        b'm' => &[28, 30, 31],
        b'q' => &[90, 91, 92],
        _ => &[365, 366],
    };
    (count > 0 && count < 10_000).then(|| lengths.iter().map(|days| Decimal::from(count * days)).collect())
}

/// Whether a length of time is one that may be lost: such a word stands just before or behind it.
fn is_lost(said: &str, at: &Range<usize>) -> bool {
    let before = said[..at.start].char_indices().rev().nth(NEAR).map_or(0, |(index, _)| index);
    let before = said[before..at.start].rsplit([';', '.', ')']).next().unwrap_or_default();
    let behind: String = said[at.end..].chars().take(NEAR).take_while(|c| !matches!(c, ';' | '.' | '(' | ',')).collect();
    text::has_any(before, LOST) || text::has_any(&behind, LOST)
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Half of the last digit that is written, in seconds; a minute where several units are, as in `4 h 23 min`.
fn rounding(said: &str, at: &Range<usize>, seconds: Decimal) -> Decimal {
    let written = &said[at.clone()];
    let compound = written.bytes().filter(|byte| *byte == b' ').count() > 1;
    if compound { Decimal::from(60) } else { number::half_of_last_digit(written, seconds) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_are_computed_again() {
        for (said, right) in [
            ("99.99 % over 30 days, an error budget of 43 minutes", "4 min 19.2 s"),
            ("99.9 % over 30 days leaves 4.3 minutes of downtime", "43 min 12 s"),
            ("Availability 99.95 % a year: 44 hours of downtime", "4 h 22 min 48 s"),
        ] {
            assert_eq!(wrong(said).map(|wrong| wrong.right).as_deref(), Some(right), "{said}");
        }
    }

    #[test]
    fn what_fits_or_cannot_be_told_is_left_alone() {
        for said in [
            "99.9 % over 30 days, an error budget of 43 minutes",
            "99.9 % over 30 days (43 min 12 s of budget)",
            "99.9 % per month, 44 minutes of downtime",
            "99.95 %, 4 h 23 min of downtime a year",
            "99.9 % over 30 days; MTTR below 30 minutes",
            "99.9 % for reads and 99.5 % for writes over 30 days, 43 minutes of downtime",
            "99.9 % with 10 minutes of downtime",
            "a failover is 10 minutes of downtime; 99.9 %",
        ] {
            assert!(wrong(said).is_none(), "{said}");
        }
    }
}
