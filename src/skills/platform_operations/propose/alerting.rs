//! Burn-rate alerts for each objective, fitted to its target and window, and who receives them.

use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::draft::Draft;
use crate::engine::slo::{Objective, Span, fitting_tiers};
use crate::quantity::{TimeUnit, number};
use crate::skills::platform_operations::reading::goals::{Goal, Goals};
use crate::skills::platform_operations::reading::roster::{Roster, names};
use crate::text;

/// Proposes what the brief leaves open.
pub(super) fn propose(draft: &mut Draft<'_>) {
    let pack = draft.pack.clone();
    let (roster, goals) = (Roster::of(&pack), Goals::of(&pack));
    let mut proposed = Vec::new();
    if draft.lacks("alerting", "alerts") && !goals.goals.is_empty() {
        let rows: Vec<Json> = goals.goals.iter().flat_map(|goal| alerts(goal, &roster)).collect();
        draft.rows("alerting", "alerts", rows);
        proposed.push("alerts");
    }
    let some = !proposed.is_empty() || !goals.alerts.is_empty();
    if some && draft.lacks("alerting", "routes") {
        let rows = routes(draft);
        draft.rows("alerting", "routes", rows);
        proposed.push("routes");
    }
    if !proposed.is_empty() {
        let owner = draft.owner("alerting");
        draft.proposed("alerting", &proposed, owner);
    }
}

/// The fastest page and the slowest ticket that fit the objective; one page where its share is none.
fn alerts(goal: &Goal<'_>, roster: &Roster<'_>) -> Vec<Json> {
    let (Some(share), Some(days)) = (goal.share, goal.days) else { return Vec::new() };
    let journey = names(goal.row.journey()).find_map(|name| roster.journey(name));
    let services = journey.map_or("all", |journey| journey.services().text);
    let objective = Objective::new("target", share / Decimal::ONE_HUNDRED);
    let period = Span::new("window", days * TimeUnit::Day.seconds());
    let (Ok(objective), Ok(period)) = (objective, period) else { return Vec::new() };
    let tiers = fitting_tiers(objective, period);
    let page = tiers.iter().find(|tier| tier.severity == crate::engine::slo::Severity::Page);
    let ticket = tiers.iter().rfind(|tier| tier.severity == crate::engine::slo::Severity::Ticket);
    let file = text::key(goal.name()).replace(' ', "-");
    let row = |what: &str, tier: &crate::engine::slo::Tier, severity: &str, first: &str| {
        json!({
            "alert": format!("{what}: {}", goal.name()), "signal": "symptom", "services": services, "slo": goal.name(),
            "severity": severity, "long": tier.long.to_string(),
            "short": tier.short.to_string(),
            "burn_rate": format!("{}x", number::print(tier.factor(period).round_dp(2).normalize())),
            "owner": goal.row.owner().text, "runbook": format!("runbooks/{file}.md - {first}"),
        })
    };
    let page = page.map(|tier| {
        row(
            "Fast burn",
            tier,
            "page",
            "roll back any deploy younger than 2 h first, then look at errors by version and endpoint",
        )
    });
    let ticket = ticket
        .map(|tier| row("Slow burn", tier, "ticket", "look at errors by version and endpoint over the long window"));
    page.into_iter().chain(ticket).collect()
}

fn routes(draft: &Draft<'_>) -> Vec<Json> {
    let Some(decider) = draft.decider() else { return Vec::new() };
    vec![
        json!({
            "route": "pages", "severity": "page", "services": "all", "receiver": "the on-call rotation",
            "escalates": "10 min", "escalates_to": decider,
        }),
        json!({
            "route": "tickets", "severity": "ticket", "services": "all",
            "receiver": "the board of the owning team, triaged every working day",
        }),
    ]
}
