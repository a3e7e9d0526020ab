//! Gates, approvals, triggers and ways back, proposed from the stages, the objectives and the rollouts.

use serde_json::{Value as Json, json};

use super::delivery::is_database;
use super::draft::Draft;
use crate::engine::rollout::Strategy;
use crate::quantity::number;
use crate::skills::platform_operations::reading::goals::Goals;
use crate::skills::platform_operations::reading::rollouts::Rollouts;
use crate::skills::platform_operations::reading::roster::{Roster, is, is_named, names};

/// Proposes what the brief leaves open.
pub(super) fn propose(draft: &mut Draft<'_>) {
    let pack = draft.pack.clone();
    let (roster, goals, rollouts) = (Roster::of(&pack), Goals::of(&pack), Rollouts::of(&pack));
    if roster.stages.is_empty() {
        return;
    }
    let mut proposed = Vec::new();
    let mut put = |draft: &mut Draft<'_>, field: &'static str, rows: Vec<Json>| {
        if draft.lacks("safety", field) && !rows.is_empty() {
            draft.rows("safety", field, rows);
            proposed.push(field);
        }
    };
    put(draft, "gates", gates(&roster));
    put(draft, "approvals", approvals(&roster));
    put(draft, "triggers", triggers(&roster, &goals));
    put(draft, "ways_back", ways_back(&roster, &rollouts));
    let drift = drift(draft, &roster);
    put(draft, "drift", drift);
    if !proposed.is_empty() {
        let owner = draft.owner("safety");
        draft.proposed("safety", &proposed, owner);
    }
}

/// The stages of these kinds, by name.
fn stages(roster: &Roster<'_>, kinds: &[&str]) -> Vec<String> {
    let of = roster.stages.iter().filter(|stage| kinds.iter().any(|kind| is(stage.kind(), kind)));
    of.map(|stage| stage.name().text.to_owned()).collect()
}

/// The stages that put something into an environment of a tier.
fn into_tier(roster: &Roster<'_>, tier: &str) -> Vec<String> {
    let of = roster.stages.iter().filter(|stage| is(stage.kind(), "deploy") || is(stage.kind(), "migrate"));
    let there = |name: &str| roster.environment(name).is_some_and(|row| is(row.tier(), tier));
    of.filter(|stage| names(stage.environment()).any(there)).map(|stage| stage.name().text.to_owned()).collect()
}

/// What tests and scans say, as a condition of everything that follows them.
fn gates(roster: &Roster<'_>) -> Vec<Json> {
    let (tests, scans) = (stages(roster, &["test"]), stages(roster, &["analyze"]));
    let mut blocks = into_tier(roster, "staging");
    if blocks.is_empty() {
        blocks = into_tier(roster, "production");
    }
    if blocks.is_empty() {
        return Vec::new();
    }
    let blocks = blocks.join(", ");
    let gate = |name: &str, kind: &str, of: &[String], threshold: &str| {
        json!({
            "gate": name, "kind": kind, "result_of": of.join(", "), "blocks": blocks, "threshold": threshold,
            "on_failure": "block",
        })
    };
    let mut rows = Vec::new();
    if !tests.is_empty() {
        rows.push(gate("tests", "test", &tests, "0 failures"));
    }
    if !scans.is_empty() {
        rows.push(gate("code scan", "security", &scans, "0 new findings of severity high or critical"));
        rows.push(gate("dependency scan", "dependency", &scans, "0 critical or high with a fix available"));
    }
    rows
}

fn approvals(roster: &Roster<'_>) -> Vec<Json> {
    let blocks = into_tier(roster, "production");
    if blocks.is_empty() {
        return Vec::new();
    }
    vec![json!({
        "approval": "production approval", "blocks": blocks.join(", "), "approvers": "2 of the owning team, not the author",
        "self_approval": "no", "expires": "4 h", "recorded": "the pipeline's log, by artifact",
    })]
}

/// A trigger for each objective at the error ratio at which its page fires, so that the release goes before a person is
/// woken; and one on health for everything.
fn triggers(roster: &Roster<'_>, goals: &Goals<'_>) -> Vec<Json> {
    let production: Vec<&str> = roster.production().map(|row| row.name().text).collect();
    if production.is_empty() {
        return Vec::new();
    }
    let environments = production.join(", ");
    let mut rows = Vec::new();
    for goal in &goals.goals {
        let Some(ratio) = goals.pages_at(goal) else { continue };
        let journey = names(goal.row.journey()).find_map(|name| roster.journey(name));
        let services = journey.map_or_else(|| "all".to_owned(), |journey| code(roster, journey.services()));
        rows.push(json!({
            "trigger": trigger_name(goal.name()), "services": services, "environments": environments,
            "metric": format!("failed requests of \"{}\" that the new version served / all that it served", goal.name()), "slo": goal.name(),
            "threshold": format!("> {} %", number::print(ratio.round_dp(2).normalize())), "window": "15 min",
            "action": "roll back", "start": "automatic", "notifies": "the owner of the release and the person on call",
        }));
    }
    rows.push(json!({
        "trigger": "unhealthy instances", "services": "all", "environments": environments,
        "metric": "instances of the new version that fail their health check / all its instances", "threshold": ">= 10 %",
        "window": "3 min", "action": "roll back", "start": "automatic", "notifies": "the owner of the release",
    }));
    rows
}

/// What the trigger of an objective is called.
pub(super) fn trigger_name(slo: &str) -> String {
    format!("New version: {slo}")
}

/// The services of a cell that are replaced by a deploy.
fn code(roster: &Roster<'_>, cell: crate::pack::Cell<'_>) -> String {
    let named = roster.services.iter().filter(|row| is_named(cell, row.name().text) && !is_database(row));
    named.map(|row| row.name().text).collect::<Vec<_>>().join(", ")
}

/// The way that the strategy of a service opens; for data a restore.
fn ways_back(roster: &Roster<'_>, rollouts: &Rollouts<'_>) -> Vec<Json> {
    // The same way out of several environments is one row.
    let mut rows: Vec<(String, Json, Vec<&str>)> = Vec::new();
    for environment in roster.production() {
        for service in &roster.services {
            let (name, place) = (service.name().text, environment.name().text);
            let strategy = rollouts.of_service(name, place).and_then(|release| release.strategy);
            let (by, how) = match strategy {
                _ if is_database(service) => (
                    "restore",
                    "expand steps of the schema need no way back; for lost data, restore a copy to a point in time, check it, then switch",
                ),
                Some(Strategy::BlueGreen) => {
                    ("traffic", "switch traffic back to the environment that still runs the old version")
                }
                Some(Strategy::Canary) => ("traffic", "set the share of the new version to 0 %"),
                Some(Strategy::FeatureFlags) => ("flag", "turn the flag off for everybody"),
                Some(Strategy::Rolling) | None => ("artifact", "deploy the previous artifact again, by its identity"),
            };
            let way = format!("{name} by {by}");
            if let Some((.., places)) = rows.iter_mut().find(|(known, ..)| *known == way) {
                places.push(place);
                continue;
            }
            let row = json!({"way": way, "services": name, "by": by, "how": how});
            rows.push((way, row, vec![place]));
        }
    }
    let whole = |(_, mut row, places): (String, Json, Vec<&str>)| {
        row["environments"] = json!(places.join(", "));
        row
    };
    rows.into_iter().map(whole).collect()
}

/// What runs against what is declared, where something is declared.
fn drift(draft: &Draft<'_>, roster: &Roster<'_>) -> Vec<Json> {
    let declared = |service: &&crate::skills::platform_operations::baseline::Service<'_>| {
        is(service.kind(), "infrastructure") || is_database(service)
    };
    let (Some(_), Some(owner)) = (roster.services.iter().find(declared), draft.owner("delivery")) else {
        return Vec::new();
    };
    vec![json!({
        "drift": "infrastructure and schema", "compares": "what the repository declares with what runs; emergency changes are exempt for 24 h",
        "every": "1 day", "on_drift": "report", "owner": owner,
    })]
}
