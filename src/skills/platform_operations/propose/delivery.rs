//! The pipeline that a plan proposes: one build per service, everything verified in staging, nothing started twice.

use serde_json::{Value as Json, json};

use super::draft::Draft;
use crate::platform::Offered;
use crate::skills::platform_operations::baseline::Service;
use crate::skills::platform_operations::reading::roster::{Roster, is};

/// How long an artifact is kept: longer than any rollback that is planned.
const KEPT: &str = "90 days";

/// Proposes what the brief leaves open.
pub(super) fn propose(draft: &mut Draft<'_>) {
    let pack = draft.pack.clone();
    let roster = Roster::of(&pack);
    if roster.services.is_empty() {
        return;
    }
    let mut proposed = Vec::new();
    let mut put = |draft: &mut Draft<'_>, field: &'static str, rows: Vec<Json>| {
        if draft.lacks("delivery", field) && !rows.is_empty() {
            draft.rows("delivery", field, rows);
            proposed.push(field);
        }
    };
    put(draft, "paths", paths(&roster));
    let staged = draft.lacks("delivery", "environments");
    put(draft, "environments", environments(&roster));
    // Stages name environments and artifacts: proposed ones fit no stated ones.
    let artifacts = draft.lacks("delivery", "artifacts");
    put(draft, "artifacts", roster.services.iter().map(|service| artifact(&roster, service)).collect());
    if staged && artifacts && draft.lacks("delivery", "stages") {
        put(draft, "stages", stages(&roster));
        put(draft, "checks", checks(&roster));
    }
    if !proposed.is_empty() {
        let owner = draft.owner("delivery");
        draft.proposed("delivery", &proposed, owner);
    }
}

/// One way for every change, and a second one for the day something is wrong, through the same gates.
fn paths(roster: &Roster<'_>) -> Vec<Json> {
    let mut rows = vec![json!({
        "path": "main", "trigger": "merge", "started_by": "any engineer, after review; production after approval",
        "purpose": "every change",
    })];
    if roster.services.iter().any(|service| is(service.criticality(), "critical")) {
        rows.push(json!({
            "path": "hotfix", "trigger": "manual", "started_by": "the person on call",
            "purpose": "a fix during an incident, through the same gates and checks",
        }));
    }
    rows
}

fn environments(roster: &Roster<'_>) -> Vec<Json> {
    let platform = roster.services.iter().map(|service| service.platform().text.trim()).find(|text| !text.is_empty());
    let platform = platform.unwrap_or_default();
    vec![
        json!({"environment": "staging", "tier": "staging", "platform": platform, "data": "synthetic, no copies of users' data"}),
        json!({"environment": "production", "tier": "production", "platform": platform}),
    ]
}

/// Whether a service is changed by migrations rather than replaced.
pub(super) fn is_database(service: &Service<'_>) -> bool {
    is(service.kind(), "database")
}

fn artifact_name(service: &Service<'_>) -> String {
    let kind = if is_database(service) { "migrations" } else { "artifact" };
    format!("{} {kind}", service.name().text)
}

fn artifact(roster: &Roster<'_>, service: &Service<'_>) -> Json {
    let by_digest = roster.card(service.platform()).is_none_or(|card| card.digest.offered != Offered::No);
    let identity = match (is_database(service), by_digest) {
        (true, _) => "migration files",
        (false, true) => "digest",
        (false, false) => "deployment id",
    };
    let store = match identity {
        "deployment id" => "the platform, as a deployment",
        _ => "a registry with immutable tags",
    };
    json!({
        "artifact": artifact_name(service), "services": service.name().text, "built_by": format!("build {}", service.name().text),
        "identity": identity, "store": store, "keep": KEPT,
    })
}

/// Builds side by side, then tests and scans, then staging, then production; migrations before the code that needs them.
fn stages(roster: &Roster<'_>) -> Vec<Json> {
    let names = |wanted: bool| -> Vec<&Service<'_>> {
        roster.services.iter().filter(|service| is_database(service) == wanted).collect()
    };
    let (databases, code) = (names(true), names(false));
    let named = |services: &[&Service<'_>]| services.iter().map(|one| one.name().text).collect::<Vec<_>>().join(", ");
    let artifacts =
        |services: &[&Service<'_>]| services.iter().map(|one| artifact_name(one)).collect::<Vec<_>>().join(", ");
    let mut rows: Vec<Json> = Vec::new();
    for service in &roster.services {
        rows.push(json!({
            "stage": format!("build {}", service.name().text), "kind": "build", "services": service.name().text,
            "after": "none", "artifact": artifact_name(service),
        }));
    }
    let builds = roster.services.iter().map(|one| format!("build {}", one.name().text)).collect::<Vec<_>>().join(", ");
    rows.push(json!({"stage": "tests", "kind": "test", "services": "all", "after": builds}));
    rows.push(json!({"stage": "scans", "kind": "analyze", "services": "all", "after": builds}));
    let mut after = "tests, scans".to_owned();
    for environment in ["staging", "production"] {
        if environment == "production" {
            rows.push(json!({
                "stage": "approve production", "kind": "approve", "services": "all", "after": after, "start": "manual",
            }));
            after = "approve production".to_owned();
        }
        for (kind, services) in [("migrate", &databases), ("deploy", &code)] {
            if !services.is_empty() {
                let stage = format!("{kind} {environment}");
                rows.push(json!({
                    "stage": stage, "kind": kind, "services": named(services), "after": after,
                    "environment": environment, "artifact": artifacts(services),
                }));
                after = stage;
            }
        }
        let stage = format!("verify {environment}");
        rows.push(json!({
            "stage": stage, "kind": "verify", "services": "all", "after": after, "environment": environment,
        }));
        after = stage;
    }
    rows
}

/// Alive, then useful, in both environments.
fn checks(roster: &Roster<'_>) -> Vec<Json> {
    let journey = roster.journeys.iter().find(|journey| is(journey.criticality(), "critical"));
    let journey = journey.or(roster.journeys.first()).map_or("the main request", |journey| journey.name().text);
    let health = |environment: &str, on_failure: &str| {
        json!({
            "check": format!("{environment} health"), "stage": format!("verify {environment}"), "kind": "health",
            "expects": "every instance of the new version ready for 60 s", "within": "5 min", "on_failure": on_failure,
        })
    };
    let useful = |environment: &str, kind: &str, on_failure: &str| {
        json!({
            "check": format!("{environment} journey"), "stage": format!("verify {environment}"), "kind": kind,
            "expects": format!("a scripted \"{journey}\" succeeds 3 of 3 times"), "within": "10 min",
            "on_failure": on_failure,
        })
    };
    vec![
        health("staging", "halt"),
        useful("staging", "smoke", "halt"),
        health("production", "roll back"),
        useful("production", "synthetic", "roll back"),
    ]
}
