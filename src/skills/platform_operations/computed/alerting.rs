//! What follows from the alerts: when each fires, and what it costs by then.

use crate::engine::slo::{AlertReport, TierProof};
use crate::pack::Computed;
use crate::skills::platform_operations::alerting::Alerting;
use crate::skills::platform_operations::reading::facts::Facts;
use crate::skills::platform_operations::reading::goals::{Goal, Watch};

/// A line for each burn-rate alert and each target that it watches.
pub(in super::super) fn lines(facts: &Facts<'_>) -> Vec<Computed> {
    let mut lines = Vec::new();
    for alert in &facts.goals.alerts {
        let goals = alert.goals.iter().filter_map(|goal| facts.goals.goals.get(*goal));
        let mut seen = Vec::new();
        for goal in goals {
            let Some(promise) = goal.promise().filter(|promise| !seen.contains(promise)) else { continue };
            seen.push(promise);
            let report = alert.tier().and_then(|tier| promise.question(vec![tier]).answer().ok());
            lines.extend(report.and_then(|report| line(alert, goal, &report)));
        }
    }
    lines
}

/// `above 1.44 % of failures; 2 % of the budget is spent; 52 s after everything fails`.
fn line(alert: &Watch<'_>, goal: &Goal<'_>, report: &AlertReport) -> Option<Computed> {
    let proof: &TierProof = report.tiers.first().filter(|proof| proof.can_fire)?;
    let detection = proof.outages.first()?.detection.as_ref()?;
    let of =
        if alert.goals.len() > 1 { format!("{} for {}", alert.name(), goal.name()) } else { alert.name().to_owned() };
    let spent = &proof.tier.budget_share;
    Some(Computed {
        section: Alerting::SPEC.key,
        field: "alerts",
        of,
        what: "fires",
        value: format!(
            "above {} of failures, {spent} of the budget spent; {detection} after everything fails",
            proof.threshold
        ),
        derivation: format!(
            "{}; {}; {spent} = factor x {} / {}",
            proof.threshold.derivation, detection.derivation, proof.tier.long, report.period
        ),
    })
}
