//! Error budgets: how much may fail before an objective is missed.

use rust_decimal::Decimal;

use super::error::SloError;
use crate::quantity::{Quantity, TimeUnit, Unit, duration, number};

/// What may fail within a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// The share that may fail, above 0 and below 1: 0.001 for 99.9 %.
    pub fraction: Decimal,
    /// The time that amounts to if everything fails at once, in seconds.
    pub duration: Quantity,
    /// `(100 % - 99.9 %) x 30 days = 43 min 12 s`.
    pub derivation: String,
}

impl Budget {
    /// The time in words: `43 min 12 s`.
    pub fn in_words(&self) -> String {
        duration::in_words(self.duration.value)
    }
}

/// The error budget of an objective: what is left to 100 %, times the window. Exact.
///
/// # Errors
/// [`SloError::TargetOutOfRange`] unless 0 < `target_percent` < 100; [`SloError::NoWindow`] unless `window_days` > 0;
/// [`SloError::TooLong`] beyond 28 digits.
pub fn error_budget(target_percent: Decimal, window_days: Decimal) -> Result<Budget, SloError> {
    if target_percent <= Decimal::ZERO || target_percent >= Decimal::ONE_HUNDRED {
        return Err(SloError::TargetOutOfRange { target: target_percent });
    }
    if window_days <= Decimal::ZERO {
        return Err(SloError::NoWindow { days: window_days });
    }
    let fraction = (Decimal::ONE - target_percent / Decimal::ONE_HUNDRED).normalize();
    let too_long = || SloError::TooLong { days: window_days };
    let window = window_days.checked_mul(TimeUnit::Day.seconds()).ok_or_else(too_long)?;
    let seconds = window.checked_mul(fraction).ok_or_else(too_long)?.normalize();
    let derivation = format!(
        "(100 % - {} %) x {} = {}",
        number::print(target_percent),
        Quantity::days(window_days),
        duration::in_words(seconds)
    );
    Ok(Budget { fraction, duration: Quantity::new(seconds, Unit::Time(TimeUnit::Second)), derivation })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn budgets_by_hand() {
        for (target, days, fraction, words) in [
            ("99.9", "30", "0.001", "43 min 12 s"),
            ("99.95", "30", "0.0005", "21 min 36 s"),
            ("99.99", "30", "0.0001", "4 min 19.2 s"),
            ("99.999", "30", "0.00001", "25.92 s"),
            ("99", "30", "0.01", "7 h 12 min"),
            ("99.9", "28", "0.001", "40 min 19.2 s"),
            ("99.9", "365.25", "0.001", "8 h 45 min 57.6 s"),
            ("50", "2", "0.5", "1 day"),
        ] {
            let budget = error_budget(decimal(target), decimal(days)).unwrap();
            assert_eq!(budget.fraction.to_string(), fraction, "{target}");
            assert_eq!(budget.in_words(), words, "{target} over {days} days");
        }
        let budget = error_budget(decimal("99.9"), decimal("30")).unwrap();
        assert_eq!(budget.derivation, "(100 % - 99.9 %) x 30 days = 43 min 12 s");
        assert_eq!(budget.duration.to_string(), "2,592 s");
    }

    #[test]
    fn targets_that_cannot_be_missed_or_met_have_none() {
        for target in ["0", "100", "-1", "100.001"] {
            let error = error_budget(decimal(target), decimal("30")).unwrap_err();
            assert_eq!(error, SloError::TargetOutOfRange { target: decimal(target) });
        }
        assert!(matches!(error_budget(decimal("99"), Decimal::ZERO), Err(SloError::NoWindow { .. })));
        assert!(matches!(error_budget(decimal("99"), Decimal::MAX), Err(SloError::TooLong { .. })));
    }

    proptest! {
        #[test]
        fn a_higher_target_leaves_less(low in 1_i64..500_000, more in 1_i64..500_000, days in 1_i64..400) {
            let budget = |target: i64| error_budget(Decimal::new(target, 4), days.into()).unwrap().duration.value;
            prop_assert!(budget(low + more) < budget(low));
        }

        #[test]
        fn budget_and_target_make_the_window(target in 1_i64..1_000_000_000, days in 1_i64..4_000) {
            let target = Decimal::new(target, 7);
            let budget = error_budget(target, days.into()).unwrap();
            let window = Decimal::from(days) * Decimal::from(86_400);
            prop_assert_eq!(budget.duration.value + window * target / Decimal::ONE_HUNDRED, window);
        }
    }
}
