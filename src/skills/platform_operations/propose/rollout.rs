//! Risk profiles from what services are, and the strategies that the chooser takes for them.

use serde_json::{Value as Json, json};

use super::delivery::is_database;
use super::draft::Draft;
use super::safety;
use crate::engine::rollout::Strategy;
use crate::quantity::Quantity;
use crate::skills::platform_operations::baseline::Service;
use crate::skills::platform_operations::reading::choices::{Choice, PlanFlip};
use crate::skills::platform_operations::reading::facts::Facts;
use crate::skills::platform_operations::reading::rollouts::word;
use crate::skills::platform_operations::reading::roster::{Roster, is, is_named};
use crate::skills::shared::reading::wording::joined;

/// How many changes of a profile a reason tells.
const FLIPS: usize = 2;

/// Proposes the risk profiles that the brief leaves open; the strategies that follow say so.
pub(super) fn profiles(draft: &mut Draft<'_>) {
    let pack = draft.pack.clone();
    let roster = Roster::of(&pack);
    let deployed = roster.services.iter().filter(|service| !is_database(service));
    let rows: Vec<Json> = deployed.map(|service| profile(service, &roster)).collect();
    if draft.lacks("rollout", "profiles") {
        draft.rows("rollout", "profiles", rows);
    }
}

/// Proposes a rollout for each profile, and its numbers; says what was proposed, the profiles among it.
pub(super) fn strategies(draft: &mut Draft<'_>) {
    let pack = draft.pack.clone();
    let facts = Facts::of(&pack);
    let mut proposed = Vec::new();
    if !draft.states("rollout", "profiles") && !draft.lacks("rollout", "profiles") {
        proposed.push("profiles");
    }
    let production: Vec<&str> = facts.roster.production().map(|row| row.name().text).collect();
    let places = production.join(", ");
    let chosen: Vec<Chosen<'_>> = facts.choices.iter().filter_map(|choice| Chosen::of(choice, &places)).collect();
    if draft.lacks("rollout", "strategies") && !production.is_empty() && !chosen.is_empty() {
        draft.rows("rollout", "strategies", chosen.iter().map(|one| one.row()).collect());
        numbers(draft, &chosen, &facts);
        proposed.push("strategies");
        proposed
            .extend(["rolling", "blue_green", "steps", "flags"].into_iter().filter(|key| draft.adds("rollout", key)));
    }
    let owner = draft.owner("delivery");
    draft.proposed("rollout", &proposed, owner);
}

/// The strategy that the chooser takes for a service.
struct Chosen<'c> {
    choice: &'c Choice<'c>,
    strategy: Strategy,
    name: String,
    places: &'c str,
}

impl<'c> Chosen<'c> {
    /// `None` where no strategy can be used.
    fn of(choice: &'c Choice<'c>, places: &'c str) -> Option<Self> {
        let name = format!("{} in production", choice.service());
        Some(Chosen { choice, strategy: choice.answer.choice?, name, places })
    }

    fn row(&self) -> Json {
        let answer = &self.choice.answer;
        let flips = said(&self.choice.flips());
        json!({
            "rollout": self.name, "services": self.choice.service(), "environments": self.places,
            "strategy": word(self.strategy), "why": format!("scores by the risk profile: {}; {flips}", answer.derivation),
            "runner_up": answer.runner_up.map_or("none", word),
        })
    }
}

/// What other profiles would give: `rolling with blast radius low; blue-green with mixed versions not tolerated`.
fn said(flips: &[PlanFlip]) -> String {
    let mut by: Vec<(Option<Strategy>, Vec<String>)> = Vec::new();
    for flip in flips.iter().take(FLIPS) {
        match by.iter_mut().find(|(choice, _)| *choice == flip.choice) {
            Some((_, cells)) => cells.push(flip.cell()),
            None => by.push((flip.choice, vec![flip.cell()])),
        }
    }
    let one = |(choice, cells): &(Option<Strategy>, Vec<String>)| {
        let choice = choice.map_or_else(|| "no strategy".to_owned(), |choice| choice.to_string());
        format!("{choice} with {}", joined(cells, "or"))
    };
    match by.as_slice() {
        [] => "no single change of the profile changes the choice".to_owned(),
        some => format!("another profile changes the choice: {}", some.iter().map(one).collect::<Vec<_>>().join("; ")),
    }
}

/// The numbers that each strategy needs.
fn numbers(draft: &mut Draft<'_>, chosen: &[Chosen<'_>], facts: &Facts<'_>) {
    let fill = |draft: &mut Draft<'_>, field: &str, rows: Vec<Json>| {
        if draft.lacks("rollout", field) {
            draft.rows("rollout", field, rows);
        }
    };
    let of = |strategy: Strategy| chosen.iter().filter(move |one| one.strategy == strategy);
    let rolling = of(Strategy::Rolling).map(
        |one| json!({"rollout": one.name, "max_unavailable": "0 instances", "max_surge": "25 %", "min_ready": "60 s"}),
    );
    fill(draft, "rolling", rolling.collect());
    let switches = of(Strategy::BlueGreen).map(|one| {
        let by = one.choice.card.map_or("the load balancer", |card| card.strategies.blue_green.by.as_str());
        json!({"rollout": one.name, "switch": by, "keep_old": "2 h"})
    });
    fill(draft, "blue_green", switches.collect());
    let steps: Vec<Json> = of(Strategy::Canary).flat_map(|one| steps(one)).collect();
    fill(draft, "steps", steps);
    let by = draft.friday(13).to_string();
    let flags = of(Strategy::FeatureFlags).filter_map(|one| {
        let service = one.choice.service();
        let owner = draft.owner_of(facts.roster.service(service))?;
        Some(json!({
            "flag": format!("{service}-next"), "services": service, "default": "off",
            "kill_switch": "off for everybody in the flag service, within 1 min", "owner": owner, "remove_by": by,
        }))
    });
    let flags = flags.collect();
    fill(draft, "flags", flags);
}

/// The steps that see enough requests, and the last one for everybody.
fn steps(one: &Chosen<'_>) -> Vec<Json> {
    let service = one.choice.service();
    let judged_by = one.choice.comparison.as_ref().map(|comparison| safety::trigger_name(comparison.slo));
    let judged_by = judged_by.unwrap_or_default();
    let sized = one.choice.answer.canary.iter().flat_map(|canary| &canary.steps);
    let step = |share: &str, hold: String| {
        json!({
            "step": format!("{service} {share}"), "rollout": one.name, "share": share, "hold": hold, "judged_by": judged_by,
            "go_on": "automatic",
        })
    };
    let mut rows: Vec<Json> = sized.map(|one| step(&one.share, one.duration.text.clone())).collect();
    rows.push(step("100 %", "1 h".to_owned()));
    rows
}

/// What a rollout of a service risks, by how much it matters and what it is.
fn profile(service: &Service<'_>, roster: &Roster<'_>) -> Json {
    let (critical, minor) = (is(service.criticality(), "critical"), is(service.criticality(), "minor"));
    let serves = ["web", "api", "static", "function"].iter().any(|kind| is(service.kind(), kind));
    json!({
        "service": service.name().text,
        "blast_radius": if critical { "high" } else if minor { "low" } else { "medium" },
        "zero_downtime": if serves && !minor { "yes" } else { "no" },
        "instant_rollback": if critical { "required" } else if minor { "no" } else { "preferred" },
        "cost": "normal", "real_traffic": if critical { "useful" } else { "no" }, "mixed_versions": "tolerated",
        "state": "stateless", "traffic": traffic(service, roster), "complexity": "medium",
    })
}

/// The requests of the journeys that need a service, where all are stated alike.
fn traffic(service: &Service<'_>, roster: &Roster<'_>) -> String {
    let journeys = roster.journeys.iter().filter(|row| is_named(row.services(), service.name().text));
    let rates: Vec<Quantity> = journeys.filter_map(|row| Quantity::parse(row.rate().text).ok()).collect();
    let Some((first, others)) = rates.split_first() else { return String::new() };
    let mut sum = first.clone();
    for rate in others {
        match rate.to_unit(&sum.unit) {
            Ok(rate) => sum.value += rate.value,
            Err(_) => return String::new(),
        }
    }
    sum.to_string()
}
