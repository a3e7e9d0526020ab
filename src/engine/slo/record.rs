//! What past windows say of a target where only one value of each window is known: a share of good events or a latency.
//! The same questions as [`super::HistoryQuestion`] answers for days.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::history::{ENOUGH, nine_of_ten};
use super::window::days_between;
use crate::quantity::Comparator;

/// What past windows say of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// How many windows there are.
    pub windows: usize,
    /// How many of them lie side by side; windows that overlap share their failures. A tenth of their length may
    /// overlap, so that calendar months stand for 30 days.
    pub side_by_side: usize,
    /// How many met the target.
    pub met: usize,
    /// The tightest target that nine of ten windows met: the value of rank `rank`, the best being 1.
    pub tightest: Decimal,
    /// Nine tenths of the windows, rounded up.
    pub rank: usize,
}

impl Record {
    /// Of `windows`, each with its last day and its value, in any order, and `days` long. `comparator` says on which
    /// side of `target` good values lie. `None` without windows, or where the target is met by a single value.
    pub fn of(windows: &[(Date, Decimal)], days: i64, comparator: Comparator, target: Decimal) -> Option<Record> {
        let mut ends: Vec<Date> = windows.iter().map(|(end, _)| *end).collect();
        ends.sort_unstable();
        let (mut side_by_side, mut last) = (0, None);
        for end in ends {
            if last.is_none_or(|last| 10 * days_between(last, end) >= 9 * days) {
                side_by_side += 1;
                last = Some(end);
            }
        }
        let mut values: Vec<Decimal> = windows.iter().map(|(_, value)| *value).collect();
        match comparator {
            Comparator::AtLeast | Comparator::Above => values.sort_unstable_by(|one, other| other.cmp(one)),
            Comparator::AtMost | Comparator::Below => values.sort_unstable(),
            Comparator::Equal => return None,
        }
        let rank = nine_of_ten(values.len())?;
        let tightest = *values.get(rank.checked_sub(1)?)?;
        let met = values.iter().filter(|value| comparator.holds(**value, target)).count();
        Some(Record { windows: values.len(), side_by_side, met, tightest, rank })
    }

    /// Whether history supports the target: nine of ten windows met it. `None` where fewer than three lie side by side.
    pub fn supports(&self) -> Option<bool> {
        (self.side_by_side >= ENOUGH).then_some(self.met >= self.rank)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn month_ends(values: &[&str]) -> Vec<(Date, Decimal)> {
        let ends = (1..).map(|month| date(2026, month, 1).last_of_month());
        ends.zip(values.iter().map(|value| value.parse().unwrap())).collect()
    }

    #[test]
    fn by_hand() {
        let months = month_ends(&["99.95", "99.91", "99.80", "99.97", "99.93"]);
        let record = Record::of(&months, 28, Comparator::AtLeast, "99.9".parse().unwrap()).unwrap();
        // 0.9 x 5 = 4.5: the fifth best is the worst.
        assert_eq!((record.met, record.windows, record.rank, record.tightest), (4, 5, 5, "99.80".parse().unwrap()));
        assert_eq!((record.side_by_side, record.supports()), (5, Some(false)));
        let p95 = month_ends(&["280", "310", "290"]);
        let record = Record::of(&p95, 30, Comparator::Below, 320.into()).unwrap();
        assert_eq!((record.met, record.tightest, record.supports()), (3, 310.into(), Some(true)));
        // Of windows of 90 days that end each month every third lies beside the first.
        assert_eq!(Record::of(&months, 90, Comparator::AtLeast, 99.into()).unwrap().side_by_side, 2);
        assert_eq!(Record::of(&months, 90, Comparator::AtLeast, 99.into()).unwrap().supports(), None);
        assert_eq!(Record::of(&[], 28, Comparator::AtLeast, 99.into()), None);
    }

    proptest! {
        #[test]
        fn the_tightest_target_is_supported_and_a_tighter_one_is_not(values in prop::collection::vec(0_i64..1_000, 3..40)) {
            let windows: Vec<(Date, Decimal)> = values
                .iter()
                .enumerate()
                .map(|(at, value)| (date(2020, 1, 1).checked_add(jiff::Span::new().days(30 * at as i64)).unwrap(), Decimal::from(*value)))
                .collect();
            let at = |target: Decimal| Record::of(&windows, 30, Comparator::AtLeast, target).unwrap();
            let tightest = at(Decimal::ZERO).tightest;
            prop_assert_eq!(at(tightest).supports(), Some(true));
            prop_assert_eq!(at(tightest + Decimal::ONE).supports(), Some(false));
        }
    }
}
