//! The alerts of the Site Reliability Workbook, fitted to an objective: windows that can fire, and that stay silent while
//! the objective is met.

use rust_decimal::Decimal;

use super::burn::{Tier, default_tiers};
use super::fires::{USUAL_MINUTES, usual, with_window};
use super::written::{Objective, Span};

/// The default alerts with the shares of the budget kept and each window changed only where it has to be: shortened
/// where the factor would fall below 1, so that the alert fired while the objective is met, and lengthened where no
/// failures would fire it. What no window can mend is left out, and so is a second alert over the same window.
pub fn fitting_tiers(objective: Objective, period: Span) -> Vec<Tier> {
    let mut fitting: Vec<Tier> = Vec::new();
    for tier in default_tiers() {
        let spent = tier.share * period.seconds();
        let fires = spent * objective.fraction() < tier.long.seconds();
        let long = match (fires, tier.long.seconds() <= spent) {
            (true, true) => Some(tier.long),
            // Half of all requests failing is to fire it.
            (false, _) => usual(spent * objective.fraction() * Decimal::TWO, period),
            (true, false) => USUAL_MINUTES.map(Span::minutes).into_iter().rev().find(|one| one.seconds() <= spent),
        };
        let fits = |long: &Span| long.seconds() <= spent && spent * objective.fraction() < long.seconds();
        let Some(long) = long.filter(fits) else { continue };
        let tier = if long == tier.long { tier } else { with_window(&tier, long) };
        if fitting.iter().all(|other| other.long != tier.long) {
            fitting.push(tier);
        }
    }
    fitting
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(target: Decimal, days: u32) -> Vec<String> {
        let period = Span::minutes(days * 24 * 60);
        let tiers = fitting_tiers(Objective::new("target", target).unwrap(), period);
        tiers.iter().map(|tier| format!("{tier}: {}", tier.factor(period).round_dp(3).normalize())).collect()
    }

    #[test]
    fn windows_follow_period_and_target() {
        assert_eq!(
            said(Decimal::new(999, 3), 30),
            [
                "page at 2 % in 1 h: 14.4", "page at 5 % in 6 h: 6", "ticket at 10 % in 1 day: 3",
                "ticket at 10 % in 3 days: 1"
            ]
        );
        // Over 28 days 10 % are 2.8 days, so 3 days would be a factor of 0.933.
        assert_eq!(said(Decimal::new(999, 3), 28)[3], "ticket at 10 % in 2 days: 1.4");
        // 80 %: 2 % x 28 days x 20 % / 50 % = 5.4 h; 5 % takes 13.4 h; 10 % in 1 day waits for 56 %.
        assert_eq!(
            said(Decimal::new(8, 1), 28),
            ["page at 2 % in 6 h: 2.24", "page at 5 % in 1 day: 1.4", "ticket at 10 % in 2 days: 1.4"]
        );
    }

    proptest! {
        #[test]
        fn each_can_fire_and_none_while_the_objective_is_met(
            target in 1_i64..10_000, days in 1_u32..400,
        ) {
            let objective = Objective::new("target", Decimal::new(target, 4)).unwrap();
            let period = Span::minutes(days * 24 * 60);
            for tier in fitting_tiers(objective, period) {
                let factor = tier.factor(period).round_dp(12);
                prop_assert!(factor >= Decimal::ONE, "{}: {}", tier, factor);
                prop_assert!(factor * objective.fraction() < Decimal::ONE, "{}: {}", tier, factor);
                prop_assert!(tier.short < tier.long);
            }
        }
    }
}
