//! An objective that is a share of good events over a time, as the engine takes it.

use rust_decimal::Decimal;

use crate::engine::slo::{AlertQuestion, Objective, Span, TierInput, Written, fitting_tiers};
use crate::quantity::{Quantity, number};

/// A share of good events over a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promise {
    /// The share, in percent, above 0 and below 100.
    pub share: Decimal,
    /// The days it is judged over, more than 0.
    pub days: Decimal,
}

impl Promise {
    /// The share as the engine reads it: `99.9 %`.
    pub fn target(&self) -> Written {
        percent(self.share)
    }

    /// The window as the engine reads it: `30 days`.
    pub fn period(&self) -> Written {
        Written::from(Quantity::days(self.days).to_string().as_str())
    }

    /// What these alerts do for it, with everything failing. Without any, the engine takes the usual ones.
    pub fn question(&self, tiers: Vec<TierInput>) -> AlertQuestion {
        AlertQuestion {
            target: self.target(),
            period: self.period(),
            tiers,
            quietest: None,
            traffic: None,
            delay: None,
            // What an alert has spent when it fires is the same at every ratio, but for rounding.
            error_ratios: vec![Written::from("100 %")],
            failures: None,
        }
    }

    /// The usual alerts, fitted to it: windows that can fire and are silent while it is met.
    pub fn fitting(&self) -> Vec<TierInput> {
        let objective = Objective::new("target", self.share / Decimal::ONE_HUNDRED).ok();
        let seconds = self.days.checked_mul(Decimal::from(86_400));
        let period = seconds.and_then(|seconds| Span::new("period", seconds).ok());
        let Some((objective, period)) = objective.zip(period) else { return Vec::new() };
        let input = |tier: crate::engine::slo::Tier| TierInput {
            severity: tier.severity,
            budget: Some(percent(tier.share * Decimal::ONE_HUNDRED)),
            burn_rate: None,
            long: seconds_of(tier.long),
            short: Some(seconds_of(tier.short)),
        };
        fitting_tiers(objective, period).into_iter().map(input).collect()
    }
}

/// A percentage as the engine reads it.
pub fn percent(value: Decimal) -> Written {
    Written::from(format!("{} %", number::print(value)).as_str())
}

fn seconds_of(span: Span) -> Written {
    Written::from(format!("{} s", number::print(span.seconds())).as_str())
}
