//! What a service level objective allows to fail, read once for the rules and for the computed values alike.

use rust_decimal::Decimal;

use crate::engine::slo::{self, Budget};
use crate::quantity::{Comparator, Target, Unit};

/// The error budget of a target that is a percentage with a window: `>= 99.9 % over 30 days`. A bound from above is a
/// share of failures: `<= 0.1 %` is 99.9 % from below. `None` for anything else, such as a latency, for a share without
/// comparator of which nobody can tell the good side, and for a target that leaves nothing or everything to fail.
pub(in super::super) fn budget(target: &Target) -> Option<Budget> {
    let days = target.window?.days()?;
    slo::error_budget(success(target)?, days).ok()
}

/// The share of good events a target asks for, in percent; `None` where it is no such share.
pub(in super::super) fn success(target: &Target) -> Option<Decimal> {
    if target.quantity.unit != Unit::Percent {
        return None;
    }
    let value = target.quantity.value;
    match target.comparator {
        Some(Comparator::AtMost | Comparator::Below) => Decimal::ONE_HUNDRED.checked_sub(value),
        None if value < Decimal::from(50) => None,
        _ => Some(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_of_written_targets() {
        let words = |text: &str| budget(&Target::parse(text).unwrap()).map(|budget| budget.in_words());
        for (text, expected) in [
            (">= 99.9 % over 30 days", Some("43 min 12 s")),
            ("99.9 % over 30 days", Some("43 min 12 s")),
            ("<= 0.1 % over 30 days", Some("43 min 12 s")),
            ("99 % per month", Some("7 h 18 min 18 s")),
            ("5 % over 30 days", None),
            ("p95 < 300 ms over 30 days", None),
            ("99.9 %", None),
            ("100 % over 30 days", None),
        ] {
            assert_eq!(words(text).as_deref(), expected, "{text}");
        }
    }
}
