//! Whether the alerts of an objective work: the question, and what is to be said of them together.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::burn::{TierInput, below_one, typed_tiers};
use super::error::SloError;
use super::figure::{Issue, IssueKind};
use super::fires::{Setting, TierProof};
use super::fitting::fitted;
use super::remedies::{self, Remedy};
use super::traffic::Load;
use super::written::{Written, out_of_range};

/// Failures that an alert should need, unless the question says otherwise.
const FAILURES: u32 = 2;

/// Whether the alerts of an objective work.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertQuestion {
    /// The share that has to succeed: `99.9 %`.
    pub target: Written,
    /// The window of the objective: `30 days`.
    pub period: Written,
    /// The alerts; without any, the four of the Site Reliability Workbook, with windows that fit target and period.
    #[serde(default)]
    pub tiers: Vec<TierInput>,
    /// The requests per time on average: `4,300 req/s`.
    #[serde(default)]
    pub traffic: Option<Written>,
    /// The requests per time in the quietest hour: `10 requests per hour`. Windows shorter than a day are held against
    /// them, since the alerts have to work at night as well.
    #[serde(default)]
    pub quietest: Option<Written>,
    /// What passes between a threshold being exceeded and the alert: evaluation interval and waiting time, `1 min`.
    /// Without it detection times are those of an alert that is evaluated all the time.
    #[serde(default)]
    pub delay: Option<Written>,
    /// The error ratios to answer for; without any, 10 %, 50 % and 100 %.
    #[serde(default)]
    pub error_ratios: Vec<Written>,
    /// How many failures an alert should need, where traffic is low; 2 if left out, so that none fires at one failure.
    #[serde(default)]
    pub failures: Option<u32>,
}

/// Whether alerts work, one by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AlertReport {
    /// The target, printed.
    pub target: String,
    /// The period, printed.
    pub period: String,
    /// Which traffic the alerts are held against; `None` where none is stated.
    pub traffic: Option<String>,
    /// The alerts, in the order they were given.
    pub tiers: Vec<TierProof>,
    /// What helps where too few failures fire an alert, compared; empty where none does.
    pub remedies: Vec<Remedy>,
    /// What has to be known about them.
    pub issues: Vec<Issue>,
}

impl AlertQuestion {
    /// What each alert does, and what helps where it does not work.
    ///
    /// # Errors
    /// Any [`SloError`] that a field gives reason for.
    pub fn answer(&self) -> Result<AlertReport, SloError> {
        let setting = self.setting()?;
        let (tiers, mut issues) = match &self.tiers[..] {
            [] => fitted(setting.objective, setting.period),
            stated => (typed_tiers(stated, setting.period)?, Vec::new()),
        };
        let failures = self.failures.unwrap_or(FAILURES);
        if !(1..=1_000).contains(&failures) {
            return Err(out_of_range("failures", failures.to_string(), "lie from 1 to 1,000"));
        }
        let proofs: Vec<TierProof> = tiers.iter().map(|tier| setting.proof(tier)).collect();
        let slow = tiers.iter().filter_map(|tier| below_one(tier, setting.period));
        let remedies = remedies::compare(&tiers, &setting, failures.into());
        let way_out = way_out(&remedies);
        issues.splice(0..0, proofs.iter().flat_map(|proof| tier_issues(proof, &setting, &way_out)).chain(slow));
        issues.extend(setting.traffic.as_ref().and_then(Load::of_average_only));
        let (target, period) = (setting.objective.to_string(), setting.period.to_string());
        let traffic = setting.traffic.as_ref().map(Load::to_string);
        Ok(AlertReport { target, period, traffic, tiers: proofs, remedies, issues })
    }

    fn setting(&self) -> Result<Setting, SloError> {
        let objective = self.target.objective("target")?;
        let period = self.period.span("period")?;
        let traffic = Load::read(self.traffic.as_ref(), self.quietest.as_ref(), period)?;
        let delay = self.delay.as_ref().map_or(Ok(Decimal::ZERO), |delay| delay.span_or_none("delay"))?;
        let stated = self.error_ratios.iter().enumerate();
        let mut ratios = stated
            .map(|(index, ratio)| ratio.share_above_zero(&format!("error_ratios[{index}]")))
            .collect::<Result<Vec<_>, _>>()?;
        if ratios.is_empty() {
            ratios = vec![Decimal::new(1, 1), Decimal::new(5, 1), Decimal::ONE];
        }
        Ok(Setting { objective, period, traffic, delay, ratios })
    }
}

/// The remedies that work, for the fix of an issue.
fn way_out(remedies: &[Remedy]) -> String {
    let working: Vec<&str> = remedies.iter().filter(|one| one.works).map(|one| one.change.as_str()).collect();
    match &working[..] {
        [] => "lower the target, lengthen the period, or judge it together with other traffic".to_owned(),
        working => working.join("; or "),
    }
}

/// What one alert gives reason to say.
fn tier_issues(proof: &TierProof, setting: &Setting, way_out: &str) -> Vec<Issue> {
    let mut issues = Vec::new();
    let name = &proof.tier.name;
    if !proof.can_fire {
        let message = format!(
            "it can never fire: it waits for an error ratio above {}, and no more than 100 % can fail",
            proof.threshold.derivation
        );
        let fixes = proof.proposals.iter().map(|one| format!("`{}` (factor {})", one.tier.name, one.tier.factor));
        let fixes: Vec<String> = fixes.collect();
        let fix = if fixes.is_empty() { "leave it out".to_owned() } else { fixes.join(", or ") };
        issues.push(Issue::new(IssueKind::CannotFire, name, message).with_fix(fix));
    }
    if let Some(traffic) = &proof.traffic {
        if let Some(failures) = traffic.failures_to_fire.as_ref().filter(|_| traffic.single_failure_fires) {
            let requests = &traffic.long_requests;
            let message = format!("one failure of about {requests} requests fires it: {}", failures.derivation);
            issues.push(Issue::new(IssueKind::SingleFailureFires, name, message).with_fix(way_out));
        }
        if traffic.short_requests.value < Decimal::ONE {
            let requests = &traffic.short_requests.derivation;
            let message = format!("its short window is often empty, and then it cannot fire: {requests} requests");
            issues.push(Issue::new(IssueKind::ShortWindowEmpty, name, message).with_fix(way_out));
        }
    }
    let late = proof
        .outages
        .iter()
        .find(|outage| outage.budget_spent.as_ref().is_some_and(|spent| spent.value >= Decimal::ONE_HUNDRED));
    if let Some((outage, spent)) = late.and_then(|outage| Some((outage, outage.budget_spent.as_ref()?))) {
        let message =
            format!("with {} failing, the budget is gone when it fires: {}", outage.error_ratio, spent.derivation);
        let fix = if setting.delay > Decimal::ZERO {
            "evaluate it more often, or lower the target"
        } else {
            "lower the target, or lengthen the period"
        };
        issues.push(Issue::new(IssueKind::FiresTooLate, name, message).with_fix(fix));
    }
    issues
}

#[cfg(test)]
#[path = "alerts_tests.rs"]
mod tests;
