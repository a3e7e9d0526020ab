//! Alert fatigue: how often an alert fired, and how often anybody did something about it.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::measures::Rate;
use crate::engine::slo::{Severity, SloError};

/// How often one alert fired.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertInput {
    /// Its name.
    pub name: String,
    /// Whom it reaches; a page if left out.
    #[serde(default = "page")]
    pub severity: Severity,
    /// How often it fired.
    pub fired: u64,
    /// How often somebody did something about it.
    pub actioned: u64,
    /// How often somebody at least took note; not known if left out.
    #[serde(default)]
    pub acknowledged: Option<u64>,
}

/// What alerts cost and bring.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fatigue {
    /// The alerts, the one that nobody acted on most often first.
    pub alerts: Vec<AlertPrecision>,
    /// The share of pages that nobody acted on; `None` where no page fired.
    pub pages_for_nothing: Option<Rate>,
    /// The share of pages that nobody took note of; `None` where that is not known of any.
    pub pages_unnoticed: Option<Rate>,
    /// Alerts that never fired: they may be silent for good reason, or broken.
    pub silent: Vec<String>,
}

/// What one alert is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AlertPrecision {
    /// Its name.
    pub name: String,
    /// Whom it reaches.
    pub severity: Severity,
    /// How often nobody acted on it.
    pub for_nothing: u64,
    /// How often nobody took note; `None` where that is not known.
    pub unnoticed: Option<u64>,
    /// The share of times that somebody acted on it.
    pub precision: Rate,
}

/// Judges alerts; `None` without any.
pub(super) fn fatigue(inputs: &[AlertInput]) -> Result<Option<Fatigue>, SloError> {
    if inputs.is_empty() {
        return Ok(None);
    }
    for (index, one) in inputs.iter().enumerate() {
        let counts = [("actioned", Some(one.actioned)), ("acknowledged", one.acknowledged)];
        for (name, count) in counts {
            if let Some(count) = count.filter(|count| *count > one.fired) {
                return Err(SloError::MoreBadThanAll {
                    field: format!("alerts[{index}].{name}"),
                    bad: count.to_string(),
                    total: one.fired.to_string(),
                });
            }
        }
    }
    let mut alerts: Vec<AlertPrecision> = inputs.iter().filter_map(precision).collect();
    alerts.sort_by(|one, other| {
        let key = |alert: &AlertPrecision| (Reverse(alert.for_nothing), alert.precision.rate.value);
        key(one).cmp(&key(other)).then_with(|| one.name.cmp(&other.name))
    });
    let pages = || inputs.iter().filter(|one| one.severity == Severity::Page);
    let sum = |each: &dyn Fn(&AlertInput) -> u64| pages().map(each).fold(0, u64::saturating_add);
    let known = || pages().filter_map(|one| Some((one.fired, one.acknowledged?)));
    let unnoticed = known().map(|(fired, noticed)| fired - noticed).fold(0, u64::saturating_add);
    Ok(Some(Fatigue {
        alerts,
        pages_for_nothing: Rate::new(sum(&|one| one.fired - one.actioned), sum(&|one| one.fired)),
        pages_unnoticed: Rate::new(unnoticed, known().map(|(fired, _)| fired).fold(0, u64::saturating_add)),
        silent: inputs.iter().filter(|one| one.fired == 0).map(|one| one.name.clone()).collect(),
    }))
}

/// What one alert is worth; `None` where it never fired.
fn precision(one: &AlertInput) -> Option<AlertPrecision> {
    Some(AlertPrecision {
        name: one.name.clone(),
        severity: one.severity,
        for_nothing: one.fired - one.actioned,
        unnoticed: one.acknowledged.map(|noticed| one.fired - noticed),
        precision: Rate::new(one.actioned, one.fired)?,
    })
}

fn page() -> Severity {
    Severity::Page
}
