//! How many failures tell a threshold from what fails anyway.

use rust_decimal::Decimal;

use crate::quantity::number;

/// A window of a version as good as the last reaches the threshold in no more than one of a hundred cases.
const FALSE_ALARMS: f64 = 0.01;
/// Beyond so many failures the two are too close to tell.
const MOST: u32 = 500;

/// The fewest failures, at least two, on which a trigger of this threshold has to rest, so that a version that fails at
/// the `usual` ratio seldom sends itself back. Both are shares in the same unit; `None` where they are too close.
///
/// A window that is just long enough for `k` failures at the threshold holds `k x usual / threshold` of them usually.
/// Rare failures are counted as a Poisson process (Feller, "An Introduction to Probability Theory and Its Applications",
/// volume 1, chapter VI): `k` or more of them come with `1 - sum over i < k of e^-m m^i / i!`, `m` being the usual number.
pub fn failures_to_tell(threshold: Decimal, usual: Decimal) -> Option<u32> {
    let ratio = number::to_f64(usual.checked_div(threshold)?);
    (2..=MOST).find(|count| at_least(*count, f64::from(*count) * ratio) <= FALSE_ALARMS)
}

/// The probability of so many or more of them, where `mean` are expected.
fn at_least(count: u32, mean: f64) -> f64 {
    let mut term = (-mean).exp();
    let mut fewer = term;
    for index in 1..count {
        term *= mean / f64::from(index);
        fewer += term;
    }
    1.0 - fewer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closer_the_threshold_the_more_failures() {
        let needed = |threshold: i64, usual: i64| failures_to_tell(Decimal::new(threshold, 3), Decimal::new(usual, 3));
        // m = 2 / 14.4: 1 - e^-0.1389 x 1.1389 = 0.88 %.
        assert_eq!(needed(1_440, 100), Some(2));
        // m = 3 / 6 gives 1.44 %, m = 4 / 6 gives 0.49 %.
        assert_eq!(needed(600, 100), Some(4));
        // Tables of the Poisson distribution: 15 of 7.5 in 1.03 %, 16 of 8 in 0.82 %.
        assert_eq!(needed(200, 100), Some(16));
        // Nothing fails usually: a single failure still does not send a version back.
        assert_eq!(needed(200, 0), Some(2));
        assert_eq!(needed(100, 100), None);
        assert_eq!(needed(0, 100), None);
    }
}
