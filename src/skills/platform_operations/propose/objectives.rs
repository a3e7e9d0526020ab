//! Objectives on observations, and what a spent budget changes.
//!
//! A target is proposed only where a share was observed for a journey: the observed level rounded down to a step that
//! people use, so that it can be kept from the first day. Nothing is made up where nothing was measured.

use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::draft::Draft;
use crate::pack::records::Evidence;
use crate::quantity::{Quantity, Unit, number};
use crate::skills::platform_operations::baseline::{Baseline, Journey};
use crate::skills::platform_operations::objectives::Objectives;
use crate::skills::platform_operations::reading::roster::{Roster, is, names};
use crate::text;

/// Shares that people set as targets, in hundredths of a percent, the highest first.
const STEPS: [i64; 14] = [9999, 9995, 9990, 9980, 9975, 9950, 9900, 9800, 9750, 9700, 9500, 9250, 9000, 8000];

/// Proposes what the brief leaves open.
pub(super) fn propose(draft: &mut Draft<'_>) {
    let pack = draft.pack.clone();
    let roster = Roster::of(&pack);
    let mut proposed = Vec::new();
    if draft.lacks("objectives", "slos") {
        let rows = objectives(draft, &roster, &Baseline::of(&pack).observations().collect::<Vec<_>>());
        if !rows.is_empty() {
            draft.rows("objectives", "slos", rows);
            proposed.push("slos");
        }
    }
    let some = !proposed.is_empty() || Objectives::of(&pack).slos().next().is_some();
    if some && draft.lacks("objectives", "policy") {
        let rows = policy(draft);
        if !rows.is_empty() {
            draft.rows("objectives", "policy", rows);
            proposed.push("policy");
        }
    }
    if !proposed.is_empty() {
        let owner = draft.decider();
        draft.proposed("objectives", &proposed, owner);
    }
}

/// An objective for each journey of which a share was observed.
fn objectives(draft: &Draft<'_>, roster: &Roster<'_>, observed: &[Evidence<'_>]) -> Vec<Json> {
    let mut rows = Vec::new();
    for journey in &roster.journeys {
        let Some((fact, target)) = observed.iter().find_map(|fact| Some((fact, target(journey, fact)?))) else {
            continue;
        };
        let service = names(journey.services()).find_map(|name| roster.service(name));
        let Some(owner) = draft.owner_of(service) else { continue };
        let name = journey.name().text;
        let latency = text::has_any(fact.name().text, &["within", "faster", "ms", "latency"]);
        let kind = if latency { "latency" } else { "availability" };
        rows.push(json!({
            "slo": format!("{name} ({kind})"), "journey": name, "kind": kind,
            "sli": format!("{} / all requests of \"{name}\"", lower(fact.name().text)),
            "target": format!("{} % over 30 days", number::print(target)), "baseline": fact.name().text,
            "method": fact.source().text, "owner": owner,
        }));
    }
    rows
}

/// Words of how full or busy something is.
const RESOURCES: &[&str] = &[
    "cpu", "processor*", "memory", "ram", "heap", "disk*", "storage", "connection*", "pool", "capacity", "utili*",
    "usage", "used", "busy", "saturat*", "load", "quota*", "cache*", "coverage",
];

/// The highest usual share below what was observed of a journey. An observation is one of the journey where it says so, in
/// words of its name, and speaks of no resource: a processor that is 85 % busy promises nobody anything.
fn target(journey: &Journey<'_>, fact: &Evidence<'_>) -> Option<Decimal> {
    let said = text::key(fact.name().text);
    let words = text::key(journey.name().text);
    let telling = |word: &&str| word.len() > 3;
    let stem = |word: &str| word.trim_end_matches('s').to_owned();
    let speaks = words.split(' ').filter(telling).any(|word| said.split(' ').any(|other| stem(other) == stem(word)));
    let value = Quantity::parse(fact.value().text).ok().filter(|value| value.unit == Unit::Percent)?.value;
    let steps = STEPS.iter().map(|step| Decimal::new(*step, 2));
    let kept = steps.into_iter().find(|step| *step < value);
    kept.filter(|_| speaks && !text::has_any(&said, RESOURCES) && value >= Decimal::from(80))
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let capital = text.chars().nth(1).is_some_and(char::is_uppercase);
    match letters.next() {
        Some(first) if !capital => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

/// Slower at half, stopped at all of it.
fn policy(draft: &Draft<'_>) -> Vec<Json> {
    let (Some(decider), Some(owner)) = (draft.decider(), draft.owner("delivery")) else { return Vec::new() };
    vec![
        json!({
            "spent": "50 %", "change": "only changes that the owner of the SLO agrees to, each watched for 1 h",
            "decided_by": owner, "until": "the burn rate has stayed below 1x for 7 days",
        }),
        json!({
            "spent": "100 %", "change": "no production deploy except rollbacks, security fixes and reliability fixes",
            "decided_by": decider, "until": "less than 100 % of the budget of the window is spent, or a written exception names its last day",
        }),
    ]
}

/// Whether users depend on a journey.
pub(super) fn matters(journey: &Journey<'_>) -> bool {
    is(journey.criticality(), "critical") || is(journey.criticality(), "important")
}
