//! Multiwindow, multi-burn-rate alerts for any period.
//!
//! An alert fires while the error ratio over a long *and* over a short window is above `factor x (1 - target)`. The
//! factor is the burn rate that spends a given share of the budget within the long window:
//! `share x period / long window` (Site Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts").

use std::fmt;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::SloError;
use super::figure::{Figure, Issue, IssueKind, exact_percent, percent, short};
use super::written::{Span, Written, out_of_range};
use crate::quantity::number;

/// The long window of a tier is so many times its short one, unless it says otherwise (the same chapter).
const SHORTER: u32 = 12;

/// Tiers of one policy at most.
const MOST_TIERS: usize = 20;

/// Whom an alert reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Somebody is woken.
    Page,
    /// Somebody looks within days.
    Ticket,
}

/// One alert of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tier {
    /// Whom it reaches.
    pub severity: Severity,
    /// The share of the budget that is spent when it fires, above 0 and up to 1: 0.02.
    pub share: Decimal,
    /// The long window, over which that share is spent.
    pub long: Span,
    /// The short window, which ends the alert soon after the failures end.
    pub short: Span,
}

/// One alert as a person states it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TierInput {
    /// Whom it reaches.
    pub severity: Severity,
    /// The share of the budget that is spent when it fires: `2 %`; or `burn_rate`.
    #[serde(default)]
    pub budget: Option<Written>,
    /// The burn rate above which it fires: `14.4x`; or `budget`.
    #[serde(default)]
    pub burn_rate: Option<Written>,
    /// The long window: `1 h`.
    pub long: Written,
    /// The short window: `5 min`; a twelfth of the long one if left out.
    #[serde(default)]
    pub short: Option<Written>,
}

/// An alert in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TierAnswer {
    /// `page at 2 % in 1 h`.
    pub name: String,
    /// Whom it reaches.
    pub severity: Severity,
    /// The share of the budget that is spent when it fires, printed.
    pub budget_share: String,
    /// The long window, printed.
    pub long: String,
    /// The long window in seconds.
    pub long_seconds: Decimal,
    /// The short window, printed.
    pub short: String,
    /// The short window in seconds.
    pub short_seconds: Decimal,
    /// The burn rate above which it fires.
    pub factor: Figure,
}

impl Tier {
    /// The burn rate that spends the share within the long window.
    pub fn factor(&self, period: Span) -> Decimal {
        (self.share * period.seconds() / self.long.seconds()).normalize()
    }

    /// The alert in numbers.
    pub fn answer(&self, period: Span) -> TierAnswer {
        let steps = format!("{} x {period} / {}", share(self.share), self.long);
        TierAnswer {
            name: self.to_string(),
            severity: self.severity,
            budget_share: share(self.share),
            long: self.long.to_string(),
            long_seconds: self.long.seconds(),
            short: self.short.to_string(),
            short_seconds: self.short.seconds(),
            factor: Figure::factor(self.factor(period), steps),
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Page => "page",
            Severity::Ticket => "ticket",
        })
    }
}

impl fmt::Display for Tier {
    /// `page at 2 % in 1 h`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {} in {}", self.severity, percent(self.share), self.long)
    }
}

/// The four alerts of the Site Reliability Workbook, chapter 5, whose factors over 30 days are 14.4, 6, 3 and 1.
pub fn default_tiers() -> Vec<Tier> {
    let tier = |severity, hundredths, long, short| Tier {
        severity,
        share: Decimal::new(hundredths, 2),
        long: Span::minutes(long),
        short: Span::minutes(short),
    };
    vec![
        tier(Severity::Page, 2, 60, 5),
        tier(Severity::Page, 5, 6 * 60, 30),
        tier(Severity::Ticket, 10, 24 * 60, 2 * 60),
        tier(Severity::Ticket, 10, 3 * 24 * 60, 6 * 60),
    ]
}

/// The alerts that were stated, with windows that fit into the period.
pub(super) fn typed_tiers(inputs: &[TierInput], period: Span) -> Result<Vec<Tier>, SloError> {
    if inputs.len() > MOST_TIERS {
        return Err(SloError::TooMany { field: "tiers".to_owned(), count: inputs.len(), most: MOST_TIERS });
    }
    inputs.iter().enumerate().map(|(index, input)| input.typed(&format!("tiers[{index}]"), period)).collect()
}

/// A window that the period does not hold.
fn too_long(field: &str, long: Span, period: Span) -> SloError {
    out_of_range(field, long.to_string(), format!("be at most the period of {period}"))
}

impl TierInput {
    fn typed(&self, field: &str, period: Span) -> Result<Tier, SloError> {
        let at = |name: &str| format!("{field}.{name}");
        let long = self.long.span(&at("long"))?;
        if long > period {
            return Err(too_long(&at("long"), long, period));
        }
        let share = match (&self.budget, &self.burn_rate) {
            (Some(budget), None) => budget.share_above_zero(&at("budget"))?,
            (None, Some(rate)) => spent(rate.factor(&at("burn_rate"))?, long, period, &at("burn_rate"))?,
            (None, None) => {
                let accepted = "the share of the budget, e.g. `2 %`, or a `burn_rate`, e.g. `14.4x`";
                return Err(SloError::Missing { field: at("budget"), accepted });
            }
            (Some(_), Some(_)) => {
                let why = "each follows from the other";
                return Err(SloError::Conflict { field: at("budget"), other: at("burn_rate"), why });
            }
        };
        let short = match &self.short {
            Some(short) => short.span(&at("short"))?,
            None => Span::new(&at("short"), long.seconds() / Decimal::from(SHORTER))?,
        };
        if short >= long {
            return Err(out_of_range(&at("short"), short.to_string(), format!("be shorter than {long}")));
        }
        Ok(Tier { severity: self.severity, share, long, short })
    }
}

/// The share of the budget that a burn rate spends within the long window.
fn spent(factor: Decimal, long: Span, period: Span, field: &str) -> Result<Decimal, SloError> {
    let share = factor * long.seconds() / period.seconds();
    if share.round_dp(20) > Decimal::ONE {
        let most = number::round_down(period.seconds() / long.seconds(), 6);
        let range = format!(
            "be at most {period} / {long} = {}: over {long} it spends {} of the budget, so nothing is left when the alert fires",
            short(most),
            percent(share)
        );
        return Err(out_of_range(field, short(factor), range));
    }
    Ok(share)
}

/// A share in full where that is short: one that was found by a division has 28 digits.
fn share(share: Decimal) -> String {
    if share.scale() > 10 { percent(share) } else { exact_percent(share) }
}

/// An alert that fires although the budget would last.
pub(super) fn below_one(tier: &Tier, period: Span) -> Option<Issue> {
    let factor = tier.factor(period);
    // A quotient of 28 digits may miss 1 by its last one.
    (factor.round_dp(12) < Decimal::ONE).then(|| {
        let longest = tier.share * period.seconds();
        let steps = Figure::seconds(longest, format!("{} x {period}", share(tier.share)));
        let message = format!(
            "a burn rate of {} spends {} of the budget over {period}: the alert fires while the objective is met",
            short(factor),
            percent(factor)
        );
        let fix = format!("a long window of at most {}, or a larger share of the budget", steps.derivation);
        Issue::new(IssueKind::FactorBelowOne, tier.to_string(), message).with_fix(fix)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::alerts::{AlertQuestion, AlertReport};
    use super::super::figure::IssueKind;
    use super::*;

    /// The alerts of an objective of 99.9 %.
    fn alerts(json: &str) -> Result<AlertReport, SloError> {
        let mut question: serde_json::Value = serde_json::from_str(json).unwrap();
        question["target"] = "99.9 %".into();
        serde_json::from_value::<AlertQuestion>(question).unwrap().answer()
    }

    fn tiers(json: &str) -> Vec<TierAnswer> {
        alerts(json).unwrap().tiers.into_iter().map(|proof| proof.tier).collect()
    }

    #[test]
    fn the_published_policy_of_thirty_days() {
        // Site Reliability Workbook, chapter 5, table "Recommended time windows and burn rates", and its last example.
        let tiers = tiers(r#"{"period": "30 days"}"#);
        let factors: Vec<&str> = tiers.iter().map(|tier| tier.factor.text.as_str()).collect();
        assert_eq!(factors, ["14.4", "6", "3", "1"]);
        let shorts: Vec<&str> = tiers.iter().map(|tier| tier.short.as_str()).collect();
        assert_eq!(shorts, ["5 min", "30 min", "2 h", "6 h"]);
        assert_eq!(tiers[0].factor.derivation, "2 % x 30 days / 1 h = 14.4");
        assert_eq!(tiers[3].name, "ticket at 10 % in 3 days");
    }

    #[test]
    fn an_alert_that_fires_while_the_objective_is_met() {
        let json = r#"{"period": "28 days", "tiers": [{"severity": "ticket", "budget": "10 %", "long": "3 days"}]}"#;
        let report = alerts(json).unwrap();
        // 2.8 days / 3 days
        assert_eq!(report.tiers[0].tier.factor.text, "0.933333");
        assert_eq!(report.issues[0].kind, IssueKind::FactorBelowOne);
        assert_eq!(
            report.issues[0].fix,
            "a long window of at most 10 % x 28 days = 2 days 19 h 12 min, or a larger share of the budget"
        );
    }

    #[test]
    fn a_burn_rate_is_as_good_as_a_share() {
        let tier = |period: &str, rate: &str| {
            let json = format!(
                r#"{{"period": "{period}", "tiers": [{{"severity": "page", "burn_rate": "{rate}", "long": "1 h", "short": "5 min"}}]}}"#
            );
            alerts(&json).map(|report| report.tiers[0].tier.clone())
        };
        assert_eq!(tier("30 days", "14.4x").unwrap(), tiers(r#"{"period": "30 days"}"#)[0]);
        // 14.4 x 1 h / 672 h
        let month = tier("28 days", "14.4").unwrap();
        assert_eq!((month.factor.text.as_str(), month.name.as_str()), ("14.4", "page at 2.14286 % in 1 h"));
        let error = tier("1 day", "30x").unwrap_err().to_string();
        assert!(error.starts_with("tiers[0].burn_rate is 30; it must be at most 1 day / 1 h = 24: "), "{error}");
        for rate in ["0", "-3x", "14.4 %", "fast"] {
            assert!(tier("30 days", rate).unwrap_err().to_string().starts_with("tiers[0].burn_rate"), "{rate}");
        }
        let error = |rest: &str| {
            let json = format!(r#"{{"period": "30 days", "tiers": [{{"severity": "page", "long": "1 h"{rest}}}]}}"#);
            alerts(&json).unwrap_err().to_string()
        };
        assert!(error("").starts_with("tiers[0].budget is missing"));
        assert!(
            error(r#", "budget": "2 %", "burn_rate": "14.4x""#).starts_with("tiers[0].budget and tiers[0].burn_rate")
        );
    }

    #[test]
    fn says_what_is_wrong_with_a_tier() {
        let error = |json: &str| alerts(json).unwrap_err().to_string();
        let tier = |rest: &str| format!(r#"{{"period": "30 days", "tiers": [{{"severity": "page", {rest}}}]}}"#);
        assert!(
            error(&tier(r#""budget": "0 %", "long": "1 h""#)).starts_with("tiers[0].budget is 0 %; it must lie above")
        );
        assert_eq!(
            error(&tier(r#""budget": "2 %", "long": "1 h", "short": "1 h""#)),
            "tiers[0].short is 1 h; it must be shorter than 1 h"
        );
        assert!(
            error(&tier(r#""budget": "2 %", "long": "31 days""#)).starts_with("tiers[0].long is 31 days; it must be")
        );
    }

    proptest! {
        #[test]
        fn burning_at_the_factor_spends_the_share(share in 1_i64..=100, period in 1_u32..400, hours in 1_u32..24) {
            let (long, short) = (Span::minutes(hours * 60), Span::minutes(hours * 5));
            let tier = Tier { severity: Severity::Page, share: Decimal::new(share, 2), long, short };
            let period = Span::minutes(period * 24 * 60);
            let spent = tier.factor(period) * tier.long.seconds() / period.seconds();
            prop_assert_eq!(spent.round_dp(20), tier.share);
        }
    }
}
