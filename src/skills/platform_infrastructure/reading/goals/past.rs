//! What past windows came to, by objective.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::Goal;
use crate::engine::slo::Record;
use crate::pack::Cell;
use crate::quantity::{Comparator, Quantity, date, number};
use crate::skills::platform_infrastructure::{PastWindow, Quality};
use crate::text;

/// The past windows of one objective.
#[derive(Debug)]
pub(in super::super::super) struct Past<'a> {
    /// Its place among the objectives.
    pub goal: usize,
    /// Its first row.
    pub row: PastWindow<'a>,
    /// What they say of the target.
    pub record: Record,
}

/// Reads the table: what it says of each objective, and the cells that say nothing of any, each with the reason.
pub(super) fn past<'a>(
    quality: &Quality<'a>,
    goals: &[Goal<'a>],
    as_of: Date,
) -> (Vec<Past<'a>>, Vec<(Cell<'a>, String)>) {
    let mut unusable = Vec::new();
    let mut found: Vec<Vec<(PastWindow<'a>, Date, Decimal)>> = goals.iter().map(|_| Vec::new()).collect();
    let mut told: BTreeSet<String> = BTreeSet::new();
    for row in quality.past().filter(|row| !row.name().is_blank()) {
        let named: Vec<usize> =
            (0..goals.len()).filter(|at| text::same_name(goals[*at].name(), row.name().text)).collect();
        if named.is_empty() {
            // Of a journey with many rows the first one says it.
            if told.insert(text::key(row.name().text)) {
                unusable.push((row.name(), "it is no SLO with a target that can be read".to_owned()));
            }
            continue;
        }
        let end = match date::parse(row.measured().text) {
            // A day to come is the business of another rule.
            Ok(end) if end > as_of => continue,
            Ok(end) => end,
            Err(problem) => {
                unusable.push((row.measured(), problem.to_string()));
                continue;
            }
        };
        let value = match Quantity::parse(row.value().text) {
            Ok(value) => value,
            Err(problem) => {
                unusable.push((row.value(), problem.to_string()));
                continue;
            }
        };
        let Some((goal, value)) = named.iter().find_map(|at| Some((*at, comparable(&goals[*at], &value)?))) else {
            let targets: Vec<&str> = named.iter().map(|at| goals[*at].slo.target().text.trim()).collect();
            unusable.push((row.value(), format!("{value} cannot be held against {}", targets.join(" or "))));
            continue;
        };
        // Two rows of one day are the business of another rule.
        if found[goal].iter().all(|(_, other, _)| *other != end) {
            found[goal].push((row, end, value));
        }
    }
    let of = |(goal, rows): (usize, &Vec<(PastWindow<'a>, Date, Decimal)>)| {
        let windows: Vec<(Date, Decimal)> = rows.iter().map(|(_, end, value)| (*end, *value)).collect();
        let days = goals[goal].days.and_then(|days| days.to_i64()).unwrap_or(1);
        let record = Record::of(&windows, days, goals[goal].comparator(), goals[goal].target.quantity.value)?;
        Some(Past { goal, row: rows.first()?.0, record })
    };
    let past = found.iter().enumerate().filter_map(of).collect();
    (past, unusable)
}

/// A value in the unit of the target.
fn comparable(goal: &Goal<'_>, value: &Quantity) -> Option<Decimal> {
    goal.is_comparable(value).then(|| value.to_unit(&goal.target.quantity.unit).ok()).flatten().map(|value| value.value)
}

impl Past<'_> {
    /// The tightest target that nine of ten windows met: `>= 99.82 %`.
    pub fn tightest(&self, goal: &Goal<'_>) -> String {
        let comparator = match goal.comparator() {
            Comparator::Below | Comparator::AtMost => Comparator::AtMost,
            _ => Comparator::AtLeast,
        };
        let value = Quantity::new(self.record.tightest, goal.target.quantity.unit.clone());
        format!("{} {value}", comparator.symbol())
    }

    /// The share of windows that met the target: `4 of 6, 66.7 %`.
    pub fn met(&self) -> String {
        let Record { met, windows, .. } = self.record;
        let share = (Decimal::from(met) * Decimal::ONE_HUNDRED).checked_div(windows.into()).unwrap_or_default();
        format!("{met} of {windows}, {} %", number::print(number::round(share, 3)))
    }

    /// How the tightest target is found.
    pub fn rank(&self) -> String {
        let Record { rank, windows, .. } = self.record;
        format!("number {rank} of {windows} windows from the best (90 % x {windows}, rounded up)")
    }
}
