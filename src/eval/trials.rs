//! A case that a model drafts, tried several times: how reliably it holds.
//!
//! `pass^k` is the chance that `k` independent trials all hold. Of `n` trials of which `c` hold its unbiased estimate is
//! `C(c, k) / C(n, k)`: the share of all choices of `k` trials in which every one holds (Yao, Shinn, Razavi, Narasimhan,
//! "tau-bench: A Benchmark for Tool-Agent-User Interaction in Real-World Domains", 2024, arXiv 2406.12045).

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Trial;
use super::expect::check::Check;

/// Decimal places of a chance.
const PLACES: u32 = 4;

/// What came of all trials of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Trials {
    /// How many there were.
    pub of: usize,
    /// How many hold.
    pub held: usize,
    /// `pass^k` for k = 1, 2, ...: the estimated chance that k trials all hold, to four places.
    pub pass: Vec<String>,
    /// The rubric's average over the trials that came to an end; missing where none did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub average: Option<Spread>,
    /// The checks that did not hold in every trial.
    pub failed: Vec<Failed>,
}

/// Where numbers lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Spread {
    /// The lowest.
    pub lowest: String,
    /// The one in the middle, or halfway between the two in the middle.
    pub median: String,
    /// The highest.
    pub highest: String,
}

/// A check that did not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Failed {
    /// What it is about.
    pub what: String,
    /// In how many trials it did not hold.
    pub trials: usize,
}

impl Trials {
    /// Sums up trials, each with its checks.
    pub(super) fn of(trials: &[Trial], checks: &[Vec<Check>]) -> Self {
        let held = checks.iter().filter(|one| one.iter().all(|check| check.held)).count();
        let mut failed: BTreeMap<&str, usize> = BTreeMap::new();
        for check in checks.iter().flatten().filter(|check| !check.held) {
            *failed.entry(&check.what).or_default() += 1;
        }
        let judged = trials.iter().filter_map(|trial| trial.seen.judged.as_ref());
        Trials {
            of: trials.len(),
            held,
            pass: (1..=trials.len()).map(|k| pass_hat(k, held, trials.len()).to_string()).collect(),
            average: Spread::of(judged.map(|judged| judged.report.average).collect()),
            failed: failed.into_iter().map(|(what, trials)| Failed { what: what.to_owned(), trials }).collect(),
        }
    }
}

impl Spread {
    /// Of numbers; none where there are none.
    fn of(mut numbers: Vec<Decimal>) -> Option<Self> {
        numbers.sort_unstable();
        let (lowest, highest) = (numbers.first()?, numbers.last()?);
        let (below, above) = (numbers.get((numbers.len() - 1) / 2)?, numbers.get(numbers.len() / 2)?);
        let median = ((*below + *above) / Decimal::TWO).normalize();
        Some(Spread { lowest: lowest.to_string(), median: median.to_string(), highest: highest.to_string() })
    }
}

/// `pass^k`: the unbiased estimate of the chance that `k` trials all hold, where `held` of `of` did.
pub fn pass_hat(k: usize, held: usize, of: usize) -> Decimal {
    let (all, good) = (choices(of, k), choices(held, k));
    if all.is_zero() {
        return Decimal::ZERO;
    }
    (good / all).round_dp(PLACES).normalize()
}

/// In how many ways `k` of `n` can be chosen: exact up to n = 50, whose largest number has 15 digits.
fn choices(n: usize, k: usize) -> Decimal {
    if k > n {
        return Decimal::ZERO;
    }
    // Each step is a whole number: C(n, i + 1) = C(n, i) * (n - i) / (i + 1).
    (0..k.min(n - k)).fold(Decimal::ONE, |ways, i| ways * Decimal::from(n - i) / Decimal::from(i + 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The share of all choices of `k` trials in which every one holds, counted one by one.
    fn counted(k: usize, trials: &[bool]) -> Decimal {
        let chosen = (0_u32..1 << trials.len()).filter(|set| set.count_ones() as usize == k);
        let (mut all, mut good) = (0_u32, 0_u32);
        for set in chosen {
            all += 1;
            good += u32::from(trials.iter().enumerate().all(|(at, held)| (set >> at) & 1 == 0 || *held));
        }
        (Decimal::from(good) / Decimal::from(all)).round_dp(PLACES).normalize()
    }

    proptest! {
        #[test]
        fn it_is_the_share_of_choices_that_hold(trials in prop::collection::vec(any::<bool>(), 1..=10), k in 1..=10_usize) {
            prop_assume!(k <= trials.len());
            let held = trials.iter().filter(|held| **held).count();
            prop_assert_eq!(pass_hat(k, held, trials.len()), counted(k, &trials));
        }

        #[test]
        fn it_begins_at_the_share_that_holds_and_never_rises(of in 1..=50_usize, held in 0..=50_usize) {
            prop_assume!(held <= of);
            let all: Vec<Decimal> = (1..=of).map(|k| pass_hat(k, held, of)).collect();
            let share = (Decimal::from(held) / Decimal::from(of)).round_dp(PLACES).normalize();
            prop_assert_eq!(all[0], share);
            prop_assert!(all.windows(2).all(|pair| pair[0] >= pair[1]));
            prop_assert_eq!(all[of - 1], Decimal::from(u32::from(held == of)));
            prop_assert!(all.iter().skip(held).all(Decimal::is_zero));
        }
    }

    #[test]
    fn choices_are_exact() {
        assert_eq!(choices(50, 25), Decimal::from(126_410_606_437_752_u64));
        assert_eq!(choices(5, 2), Decimal::from(10));
        assert_eq!(pass_hat(2, 4, 6), Decimal::new(4, 1), "6 of 15");
    }

    #[test]
    fn the_median_of_an_even_number_lies_halfway() {
        let spread = |numbers: &[i64]| Spread::of(numbers.iter().map(|one| Decimal::new(*one, 2)).collect());
        let told = |numbers: &[i64]| spread(numbers).map(|one| [one.lowest, one.median, one.highest]);
        assert_eq!(told(&[400, 129, 200]), Some(["1.29", "2", "4.00"].map(str::to_owned)));
        assert_eq!(told(&[129, 200]), Some(["1.29", "1.645", "2.00"].map(str::to_owned)));
        assert_eq!(spread(&[]), None);
    }
}
