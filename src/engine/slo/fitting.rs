//! The alerts of the Site Reliability Workbook, fitted to an objective: windows that can fire, and that stay silent while
//! the objective is met.

use rust_decimal::Decimal;

use super::burn::{Tier, default_tiers};
use super::figure::{Issue, IssueKind, percent, short};
use super::fires::{USUAL_MINUTES, usual, with_window};
use super::written::{Objective, Span};

/// The default alerts with the shares of the budget kept and each window changed only where it has to be: shortened
/// where the factor would fall below 1, so that the alert fired while the objective is met, and lengthened where no
/// failures would fire it. What no window can mend is left out, and so is a second alert over the same window.
pub fn fitting_tiers(objective: Objective, period: Span) -> Vec<Tier> {
    fitted(objective, period).0
}

/// The same, with what was changed.
pub(super) fn fitted(objective: Objective, period: Span) -> (Vec<Tier>, Vec<Issue>) {
    let (mut fitting, mut issues): (Vec<Tier>, Vec<Issue>) = Default::default();
    for usual in default_tiers() {
        let tier = fit(&usual, objective, period);
        match tier.filter(|tier| fitting.iter().all(|other| other.long != tier.long)) {
            Some(tier) => {
                issues.extend(changed(&usual, &tier, objective, period));
                fitting.push(tier);
            }
            None => {
                let message = format!("it is left out: no window of its own fits {objective} over {period}");
                issues.push(Issue::new(IssueKind::Fitted, usual.to_string(), message));
            }
        }
    }
    if fitting.is_empty() {
        let message = format!("none of the usual alerts fits {objective} over {period}");
        let fix = "state alerts of your own under `tiers`, or lengthen the window of the objective";
        issues = vec![Issue::new(IssueKind::NoAlertFits, "tiers", message).with_fix(fix)];
    }
    (fitting, issues)
}

fn fit(tier: &Tier, objective: Objective, period: Span) -> Option<Tier> {
    let spent = tier.share * period.seconds();
    let can_fire = spent * objective.fraction() < tier.long.seconds();
    let long = match (can_fire, tier.long.seconds() <= spent) {
        (true, true) => Some(tier.long),
        // Half of all requests failing is to fire it.
        (false, _) => usual(spent * objective.fraction() * Decimal::TWO, period),
        (true, false) => USUAL_MINUTES.map(Span::minutes).into_iter().rev().find(|one| one.seconds() <= spent),
    };
    let fits = |long: &Span| long.seconds() <= spent && spent * objective.fraction() < long.seconds();
    let long = long.filter(fits)?;
    Some(if long == tier.long { *tier } else { with_window(tier, long) })
}

/// What was changed, and why.
fn changed(usual: &Tier, tier: &Tier, objective: Objective, period: Span) -> Option<Issue> {
    if usual.long == tier.long {
        return None;
    }
    let factor = usual.factor(period);
    let because = if tier.long < usual.long {
        format!("its burn rate would be {}, which the objective allows", short(factor))
    } else {
        format!("it would wait for an error ratio above {}, which cannot be", percent(factor * objective.fraction()))
    };
    let message = format!("its window is {}: over the usual {} {because}", tier.long, usual.long);
    Some(Issue::new(IssueKind::Fitted, tier.to_string(), message))
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

    #[test]
    fn says_what_was_fitted() {
        let said = |target: Decimal, days: u32| {
            let (_, issues) = fitted(Objective::new("target", target).unwrap(), Span::minutes(days * 24 * 60));
            issues.iter().map(|issue| format!("{}: {}", issue.subject, issue.message)).collect::<Vec<String>>()
        };
        assert_eq!(said(Decimal::new(999, 3), 30), [""; 0]);
        assert_eq!(
            said(Decimal::new(999, 3), 28),
            [concat!(
                "ticket at 10 % in 2 days: its window is 2 days: over the usual 3 days its burn rate would be 0.933333, ",
                "which the objective allows"
            )]
        );
        // 14.4 x 10 % = 144 %.
        assert!(
            said(Decimal::new(9, 1), 30)[0].ends_with("it would wait for an error ratio above 144 %, which cannot be")
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
