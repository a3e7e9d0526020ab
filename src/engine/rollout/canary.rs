//! The question about a canary: traffic, what has to be noticed, and the steps as a person states them.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Deserialize;

use super::power::Certainty;
use super::sizing::{Canary, CanaryAnswer, Comparison, HALF};
use crate::engine::slo::{SloError, Span, Written, exact_percent, out_of_range};
use crate::quantity::number;

/// Steps at most.
const STEPS: usize = 20;
/// A step takes no longer, unless the question says otherwise: four hours.
const LONGEST: Decimal = Decimal::from_parts(14_400, 0, 0, false, 0);

/// What a canary has to detect.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CanaryInput {
    /// The requests of all versions, best those of the hour of the rollout: `1,200 requests per minute`.
    pub traffic: Written,
    /// The error ratio of the version in use: `0.1 %`.
    pub baseline: Written,
    /// The error ratio that has to be noticed: `1 %`.
    pub detect: Written,
    /// The share of slow requests as a second guard.
    #[serde(default)]
    pub slow: Option<SlowInput>,
    /// How many of a hundred good versions should pass, one-sided: `95 %` if left out.
    #[serde(default)]
    pub confidence: Option<Written>,
    /// How many of a hundred bad versions should be caught: `80 %` if left out.
    #[serde(default)]
    pub power: Option<Written>,
    /// The steps before all traffic; without any, those of 1 %, 5 %, 25 % and 50 % that see enough in time.
    #[serde(default)]
    pub steps: Vec<StepInput>,
    /// The longest that one step may take: `4 h` if left out.
    #[serde(default)]
    pub longest: Option<Written>,
}

/// The share of slow requests.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlowInput {
    /// What is slow: `300 ms`.
    pub above: Written,
    /// The share of slow requests in the version in use: `5 %`.
    pub baseline: Written,
    /// The share that has to be noticed: `8 %`.
    pub detect: Written,
}

/// A step as a person states it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepInput {
    /// The share of the traffic that the new version gets: `5 %`.
    pub share: Written,
    /// How long it lasts: `15 min`; without it, as long as it takes.
    #[serde(default)]
    pub duration: Option<Written>,
}

impl CanaryInput {
    /// The steps.
    ///
    /// # Errors
    /// Any [`SloError`] that a field gives reason for.
    pub fn answer(&self) -> Result<CanaryAnswer, SloError> {
        self.answer_at("")
    }

    /// The same, where the fields stand behind a prefix.
    pub(super) fn answer_at(&self, prefix: &str) -> Result<CanaryAnswer, SloError> {
        let at = |name: &str| format!("{prefix}{name}");
        let traffic = self.traffic.traffic(&at("traffic"))?;
        let mut comparisons = vec![comparison("errors".to_owned(), (&self.baseline, &self.detect), prefix)?];
        if let Some(slow) = &self.slow {
            let above = slow.above.span(&at("slow.above"))?;
            let name = format!("slower than {above}");
            comparisons.push(comparison(name, (&slow.baseline, &slow.detect), &at("slow."))?);
        }
        let sure = Certainty {
            confidence: certainty(self.confidence.as_ref(), &at("confidence"), 0.95)?,
            power: certainty(self.power.as_ref(), &at("power"), 0.8)?,
        };
        let longest = self.longest.as_ref().map(|longest| longest.span(&at("longest"))).transpose()?;
        let longest = longest.map_or_else(|| Span::new("longest", LONGEST), Ok)?;
        let canary = Canary { traffic, comparisons, sure, longest };
        if self.steps.len() > STEPS {
            return Err(SloError::TooMany { field: at("steps"), count: self.steps.len(), most: STEPS });
        }
        let stated = self.steps.iter().enumerate().map(|(index, step)| step.typed(&at(&format!("steps[{index}]"))));
        canary.answer(&stated.collect::<Result<Vec<_>, _>>()?)
    }
}

impl StepInput {
    fn typed(&self, field: &str) -> Result<(Decimal, Option<Span>), SloError> {
        let share = self.share.share_above_zero(&format!("{field}.share"))?;
        if share >= Decimal::ONE {
            let range = "lie below 100 %, where nothing is left to compare with; the last step needs no entry";
            return Err(out_of_range(&format!("{field}.share"), exact_percent(share), range));
        }
        let duration = self.duration.as_ref().map(|length| length.span(&format!("{field}.duration"))).transpose()?;
        Ok((share, duration))
    }
}

fn comparison(name: String, (baseline, worse): (&Written, &Written), prefix: &str) -> Result<Comparison, SloError> {
    let (from, to) = (baseline.share(&format!("{prefix}baseline"))?, worse.share(&format!("{prefix}detect"))?);
    if to < from + Decimal::new(1, 6) {
        let range = format!("lie above the baseline of {}, by 0.0001 points or more", exact_percent(from));
        return Err(out_of_range(&format!("{prefix}detect"), exact_percent(to), range));
    }
    Ok(Comparison { name, baseline: from, worse: to })
}

fn certainty(written: Option<&Written>, field: &str, usual: f64) -> Result<f64, SloError> {
    let Some(written) = written else { return Ok(usual) };
    let share = written.share(field)?;
    if share < HALF || share > Decimal::new(9999, 4) {
        return Err(out_of_range(field, exact_percent(share), "lie from 50 % to 99.99 %"));
    }
    Ok(number::to_f64(share))
}
