//! Objectives and triggers as they stand in a file.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::engine::slo::{TierInput, Written};

/// What may fail, and what takes a deploy back.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RollbackInput {
    /// The objectives.
    pub objectives: Vec<ObjectiveInput>,
    /// The triggers; without any, there are proposals only.
    #[serde(default)]
    pub triggers: Vec<TriggerInput>,
    /// How many failures a trigger should rest on: 5 if left out.
    #[serde(default)]
    pub failures: Option<u32>,
}

/// An objective that a deploy may break.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectiveInput {
    /// Its name: `checkout availability`.
    pub id: String,
    /// What is counted: `failed / all checkout requests`; its name if left out.
    #[serde(default)]
    pub metric: Option<String>,
    /// The share that has to succeed: `99.9 %`.
    pub target: Written,
    /// The window it is judged over: `30 days`.
    pub window: Written,
    /// Its alerts; without any, the four of the Site Reliability Workbook. The page with the highest threshold counts.
    #[serde(default)]
    pub tiers: Vec<TierInput>,
    /// The requests per time, best those of the hour of a rollout.
    #[serde(default)]
    pub traffic: Option<Written>,
    /// The share of the traffic that a trigger sees, that of the first canary step: `5 %`; all of it if left out.
    #[serde(default)]
    pub share: Option<Written>,
    /// The error ratio that the canary is sized to detect, where there is one.
    #[serde(default)]
    pub canary_detects: Option<Written>,
}

/// A trigger as a person states it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TriggerInput {
    /// Its name.
    pub id: String,
    /// The objective whose page it forestalls; without one it is only checked for being whole.
    #[serde(default)]
    pub objective: Option<String>,
    /// What is measured.
    #[serde(default)]
    pub metric: Option<String>,
    /// Above which it fires: `1.44 %`.
    #[serde(default)]
    pub threshold: Option<Written>,
    /// Over which time: `5 min`.
    #[serde(default)]
    pub window: Option<Written>,
    /// What it does: `roll back to the digest before`.
    #[serde(default)]
    pub action: Option<String>,
}
