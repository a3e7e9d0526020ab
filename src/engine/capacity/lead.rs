//! Three-point estimates, and lead times as such.
//!
//! The distribution is triangular between the least, the likeliest and the greatest length, not PERT: its quantiles are
//! closed formulas with one square root, so that a person can check them, and its upper tail is heavier (a PERT P90
//! lies below the triangular one), which is the safe side for work that people underestimate. Two points say nothing of
//! what is likelier and are taken as uniform; one point is taken as certain.
//!
//! Source: Kotz and van Dorp (2004), "Beyond Beta", chapter 1, for the triangular distribution and its inverse.

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use schemars::JsonSchema;
use serde::Serialize;

use super::frame::probability;
use super::stats::Draws;
use crate::quantity::{DurationRange, Quantity, number};

/// A three-point estimate: triangular, uniform where nothing is likeliest, certain where both ends are the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Estimate {
    low: f64,
    /// `None` for a uniform distribution.
    likely: Option<f64>,
    high: f64,
}

/// A lead time with its uncertainty, in days rounded up to a tenth.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LeadTime {
    /// As it was stated: `4/6/10 weeks`.
    pub stated: String,
    /// One in ten takes no longer.
    #[schemars(with = "String")]
    pub p10: Decimal,
    /// Half take no longer.
    #[schemars(with = "String")]
    pub p50: Decimal,
    /// Nine in ten take no longer: what triggers are held against.
    #[schemars(with = "String")]
    pub p90: Decimal,
    /// How P90 follows: `70 days - sqrt(10 % x (70 - 28) x (70 - 42) days) = 59.2 days`.
    pub derivation: String,
}

impl LeadTime {
    /// The lead time that a range of lengths stands for: uniform between two, triangular between three. `None` beyond 28
    /// digits.
    pub fn of(range: &DurationRange) -> Option<LeadTime> {
        Estimate::days(range).shown(range)
    }

    /// How likely work that takes so long is done within some days, in percent with one decimal; 0 % and 100 % only
    /// where it is exactly that.
    pub fn chance(range: &DurationRange, days: Decimal) -> Quantity {
        probability(Estimate::days(range).share_within(number::to_f64(days)))
    }
}

impl Estimate {
    /// From one end to the other; a likeliest value beyond them is taken as the nearer one.
    pub(super) fn between(low: f64, likely: Option<f64>, high: f64) -> Self {
        Estimate { low, likely: likely.filter(|_| low < high).map(|value| value.clamp(low, high)), high }
    }

    /// A lead time, in days.
    pub(super) fn days(range: &DurationRange) -> Self {
        Self::between(number::to_f64(range.low), range.likely.map(number::to_f64), number::to_f64(range.high))
    }

    /// The length that a share of all cases do not exceed; the inverse of the cumulative distribution.
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let width = self.high - self.low;
        match self.likely {
            None => self.low + share * width,
            Some(likely) if share * width < likely - self.low => {
                self.low + (share * width * (likely - self.low)).sqrt()
            }
            Some(likely) => self.high - ((1.0 - share) * width * (self.high - likely)).sqrt(),
        }
    }

    pub(super) fn draw(&self, draws: &mut Draws) -> f64 {
        self.quantile(draws.uniform())
    }

    /// The share that takes no longer than so many days.
    pub(super) fn share_within(&self, days: f64) -> f64 {
        let width = self.high - self.low;
        match self.likely {
            _ if days >= self.high => 1.0,
            _ if days < self.low => 0.0,
            None => (days - self.low) / width,
            Some(likely) if days < likely => (days - self.low) * (days - self.low) / (width * (likely - self.low)),
            Some(likely) => 1.0 - (self.high - days) * (self.high - days) / (width * (self.high - likely)),
        }
    }

    /// P10, P50 and P90 as they are shown. `None` beyond 28 digits.
    pub(super) fn shown(&self, stated: &DurationRange) -> Option<LeadTime> {
        let days = |share: f64| Some(up_to_tenth(Decimal::from_f64(self.quantile(share))?));
        let (p10, p50, p90) = (days(0.1)?, days(0.5)?, days(0.9)?);
        let [low, high] = [stated.low, stated.high].map(number::print);
        let result = Quantity::days(p90);
        let derivation = match stated.likely {
            _ if stated.low == stated.high => format!("stated as one length: {result}"),
            None => format!("{low} days + 90 % x ({high} - {low}) days = {result} (uniform)"),
            Some(likely) if 0.9 * (self.high - self.low) < number::to_f64(likely - stated.low) => {
                let likely = number::print(likely);
                format!("{low} days + sqrt(90 % x ({high} - {low}) x ({likely} - {low})) days = {result} (triangular)")
            }
            Some(likely) => {
                let likely = number::print(likely);
                format!(
                    "{high} days - sqrt(10 % x ({high} - {low}) x ({high} - {likely})) days = {result} (triangular)"
                )
            }
        };
        Some(LeadTime { stated: stated.to_string(), p10, p50, p90, derivation })
    }
}

/// Rounded up to a tenth: a lead time is never too short. The last binary digits do not count.
fn up_to_tenth(days: Decimal) -> Decimal {
    let exact = days.round_dp(9);
    exact.round_dp_with_strategy(1, rust_decimal::RoundingStrategy::ToPositiveInfinity).normalize()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> LeadTime {
        let range = DurationRange::parse(text).unwrap();
        Estimate::days(&range).shown(&range).unwrap()
    }

    #[test]
    fn lead_times_by_hand() {
        // 70 - sqrt(0.1 x 42 x 28) = 70 - 10.844 = 59.156
        let lead = shown("4/6/10 weeks");
        assert_eq!(lead.derivation, "70 days - sqrt(10 % x (70 - 28) x (70 - 42)) days = 59.2 days (triangular)");
        // 28 + sqrt(0.1 x 42 x 14) = 35.67; 70 - sqrt(0.5 x 42 x 28) = 45.75
        assert_eq!([lead.p10, lead.p50].map(|days| days.to_string()), ["35.7", "45.8"]);
        assert_eq!(shown("10-20 days").derivation, "10 days + 90 % x (20 - 10) days = 19 days (uniform)");
        assert_eq!(shown("6 weeks").p90, Decimal::from(42));
        // Likeliest at the very end: 0 + sqrt(0.9 x 10 x 10) = 9.487
        assert_eq!(shown("0/10/10 days").p90.to_string(), "9.5");
    }

    proptest! {
        #[test]
        fn quantiles_rise_and_stay_within(low in 0_u32..100, first in 0_u32..100, second in 0_u32..100, one in 0.0..1.0_f64, more in 0.0..1.0_f64) {
            let (likely, high) = (low + first, low + first + second);
            let range = DurationRange { low: low.into(), likely: Some(likely.into()), high: high.into(), approximate: false };
            let lead = Estimate::days(&range);
            let (left, right) = (one.min(more), one.max(more));
            prop_assert!(lead.quantile(left) <= lead.quantile(right) + 1e-9);
            // The share is the inverse of the quantile, where there is any width.
            if first + second > 0 {
                prop_assert!((lead.share_within(lead.quantile(one)) - one).abs() < 1e-6);
            }
            prop_assert!(lead.quantile(left) >= f64::from(low) - 1e-9);
            prop_assert!(lead.quantile(right) <= f64::from(high) + 1e-9);
        }
    }
}
