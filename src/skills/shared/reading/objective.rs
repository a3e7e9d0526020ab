//! What a service level objective allows to fail, read once for the rules and for the computed values alike.

use rust_decimal::Decimal;

use crate::engine::slo::{self, Budget, LatencyQuestion, Written};
use crate::quantity::{Comparator, Quantity, Target, Unit, number};

/// The error budget of a target that is a percentage with a window: `>= 99.9 % over 30 days`. A bound from above is a
/// share of failures: `<= 0.1 %` is 99.9 % from below. `None` for anything else, such as a latency, for a share without
/// comparator of which nobody can tell the good side, and for a target that leaves nothing or everything to fail.
pub fn budget(target: &Target) -> Option<Budget> {
    let days = target.window?.days()?;
    slo::error_budget(success(target)?, days).ok()
}

/// The share of good events a target asks for, in percent; `None` where it is no such share.
pub fn success(target: &Target) -> Option<Decimal> {
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

/// The share of good events a target asks for where something may fail and not everything: in percent, above 0 and below
/// 100.
pub fn share(target: &Target) -> Option<Decimal> {
    success(target).filter(|share| *share > Decimal::ZERO && *share < Decimal::ONE_HUNDRED)
}

/// A percentile as the share that it asks for: `p98 <= 800 ms` is `>= 98 % within 800 ms`. Any other target stays as it is.
pub fn as_share(target: Target) -> Target {
    let from_above = !matches!(target.comparator, Some(Comparator::AtLeast | Comparator::Above));
    match target.percentile.filter(|_| from_above && target.quantity.as_days().is_some()) {
        None => target,
        Some(percentile) => Target {
            comparator: Some(Comparator::AtLeast),
            quantity: Quantity::new(percentile, Unit::Percent),
            percentile: None,
            within: Some(target.quantity),
            window: target.window,
        },
    }
}

/// A percentile as a share under its threshold, which has a budget and can be added up, and how that follows: `95 % within
/// 300 ms, so 5 % may take longer`.
pub fn restated(target: &Target, percentile: Decimal) -> Option<(String, String)> {
    let share = Some(Written::from(format!("{} %", number::print(percentile)).as_str()));
    let threshold = Some(Written::from(target.quantity.to_string().as_str()));
    let answer = LatencyQuestion { objective: None, share, threshold, buckets: Vec::new() }.answer().ok()?;
    let value = format!("{} within {}, so {} may take longer", answer.share, target.quantity, answer.budget);
    Some((value, answer.budget.derivation))
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
            ("98 % within 800 ms over 30 days", Some("14 h 24 min")),
            ("98 % <= 800 ms over 30 days", Some("14 h 24 min")),
            ("95 % within 2.5 s over 30 days", Some("1 day 12 h")),
            ("95 % < 2.5 s over 30 days", Some("1 day 12 h")),
            ("99 % within 15 min over 30 days", Some("7 h 12 min")),
            ("99 % within 15 min", None),
            ("99.9 %", None),
            ("100 % over 30 days", None),
        ] {
            assert_eq!(words(text).as_deref(), expected, "{text}");
        }
    }
}
