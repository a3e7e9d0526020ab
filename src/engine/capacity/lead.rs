//! Lead times: how long work takes, as it is stated and as nine in ten take no longer.

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use schemars::JsonSchema;
use serde::Serialize;

use super::frame::probability;
use crate::engine::chance::Estimate;
use crate::quantity::{DurationRange, Quantity, number};

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
        let estimate = Estimate::days(range);
        let days = |share: f64| Some(up_to_tenth(Decimal::from_f64(estimate.quantile(share))?));
        let (p10, p50, p90) = (days(0.1)?, days(0.5)?, days(0.9)?);
        let [low, high] = [range.low, range.high].map(number::print);
        let result = Quantity::days(p90);
        let derivation = match range.likely {
            _ if range.low == range.high => format!("stated as one length: {result}"),
            None => format!("{low} days + 90 % x ({high} - {low}) days = {result} (uniform)"),
            Some(likely) if 0.9 * number::to_f64(range.high - range.low) < number::to_f64(likely - range.low) => {
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
        Some(LeadTime { stated: range.to_string(), p10, p50, p90, derivation })
    }

    /// How likely work that takes so long is done within some days, in percent with one decimal; 0 % and 100 % only
    /// where it is exactly that.
    pub fn chance(range: &DurationRange, days: Decimal) -> Quantity {
        probability(Estimate::days(range).share_within(number::to_f64(days)))
    }
}

/// Rounded up to a tenth: a lead time is never too short. The last binary digits do not count.
fn up_to_tenth(days: Decimal) -> Decimal {
    let exact = days.round_dp(9);
    exact.round_dp_with_strategy(1, rust_decimal::RoundingStrategy::ToPositiveInfinity).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> LeadTime {
        LeadTime::of(&DurationRange::parse(text).unwrap()).unwrap()
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
}
