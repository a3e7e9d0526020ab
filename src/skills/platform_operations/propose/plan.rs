//! What is done by whom until when: gaps, the milestones that close them, and what happens on Monday.

use serde_json::{Value as Json, json};

use super::draft::Draft;
use super::objectives::matters;
use crate::quantity::{Quantity, Unit, number};
use crate::skills::platform_operations::baseline::Baseline;
use crate::skills::platform_operations::reading::goals::{Goal, Goals};
use crate::skills::platform_operations::reading::nets::Nets;
use crate::skills::platform_operations::reading::rollouts::Rollouts;
use crate::skills::platform_operations::reading::roster::{Roster, is};
use crate::text;

/// Weeks from the facts to the end of each milestone.
const ENDS: [i32; 4] = [3, 5, 7, 10];

/// Proposes what the brief leaves open.
pub(super) fn propose(draft: &mut Draft<'_>) {
    let pack = draft.pack.clone();
    let (roster, goals) = (Roster::of(&pack), Goals::of(&pack));
    if roster.services.is_empty() {
        return;
    }
    let mut proposed = Vec::new();
    if draft.lacks("roadmap", "milestones") {
        let rows = milestones(draft, &roster);
        if !rows.is_empty() {
            draft.rows("roadmap", "milestones", rows);
            name_milestones(draft, &Nets::of(&pack), &Rollouts::of(&pack));
            if draft.lacks("baseline", "gaps") {
                draft.rows("baseline", "gaps", gaps(&Baseline::of(&pack), &roster));
            }
            proposed.push("milestones");
        }
    }
    if draft.lacks("roadmap", "summary") {
        draft.text("roadmap", "summary", summary(&roster, &goals, &Rollouts::of(&pack)));
        proposed.push("summary");
    }
    if draft.lacks("roadmap", "success") {
        let rows = success(draft, &Baseline::of(&pack), &goals);
        if !rows.is_empty() {
            draft.rows("roadmap", "success", rows);
            proposed.push("success");
        }
    }
    if draft.lacks("risks", "risks") {
        let rows = risks(draft, &roster);
        draft.rows("risks", "risks", rows);
    }
    if draft.lacks("risks", "steps") {
        let rows = steps(draft, &roster);
        draft.rows("risks", "steps", rows);
    }
    if !proposed.is_empty() {
        let owner = draft.decider();
        draft.proposed("roadmap", &proposed, owner);
    }
    // What the brief asks comes first; what was proposed is asked behind it.
    let questions = draft.take_questions();
    if !questions.is_empty() {
        draft.rows("risks", "questions", questions);
    }
}

/// Artifact and staging first, then sight, then nets, then the rollout they protect.
fn milestones(draft: &Draft<'_>, roster: &Roster<'_>) -> Vec<Json> {
    let (Some(delivery), Some(sight), Some(nets)) =
        (draft.owner("delivery"), draft.owner("observability"), draft.owner("safety"))
    else {
        return Vec::new();
    };
    let [first, second, third, fourth] = ENDS.map(|weeks| draft.friday(weeks));
    let start = draft.workday(1);
    let journey = roster.journeys.iter().find(|journey| matters(journey)).map_or("a journey", |one| one.name().text);
    let least = |important: &str| {
        let of = roster.services.iter().find(|service| is(service.criticality(), important));
        of.map(|service| service.name().text)
    };
    let trial = least("minor").or_else(|| least("important")).or_else(|| least("critical")).unwrap_or("one service");
    vec![
        json!({
            "milestone": "M1 One artifact, verified in staging", "scope": "one build per service, deploys by identity, gates that block, staging checks",
            "acceptance": "10 releases in a row with the same artifact in staging and production; one broken on purpose is stopped in staging",
            "owner": delivery, "dependencies": "none", "eta": format!("{start} to {first}"),
            "rollout": format!("{trial} first; back: the workflow of today stays for 2 weeks"),
        }),
        json!({
            "milestone": "M2 What users see is measured", "scope": "SLIs of the journeys that matter, labels that join metrics, logs and traces, dashboards",
            "acceptance": format!("the walk from a failed \"{journey}\" to its log line takes at most 5 min, timed 3 times"),
            "owner": sight, "dependencies": "none", "eta": format!("{start} to {second}"),
            "rollout": "10 % of traces first; back: the exporter is turned off by configuration",
        }),
        json!({
            "milestone": "M3 Pages and triggers from objectives", "scope": "burn-rate alerts with runbooks, rollback triggers on the new version, ways back rehearsed and timed",
            "acceptance": "a release that fails 2 % of requests is taken back by itself in staging within 15 min, and each way back is timed once",
            "owner": nets, "dependencies": "M1, M2", "eta": format!("{} to {third}", draft.friday(ENDS[1] - 1)),
            "rollout": format!("{trial} first, then one service a week; triggers only notify for the first two releases; back: action set to page"),
        }),
        json!({
            "milestone": "M4 The rollout as chosen", "scope": "the strategies of section 3 in production, with their triggers",
            "acceptance": "3 releases of each service by the new way, one of them taken back on purpose within the time stated",
            "owner": delivery, "dependencies": "M3", "eta": format!("{} to {fourth}", draft.friday(ENDS[2])),
            "rollout": format!("{trial} first, the others a week apart; back: the way of today stays configured until the last has moved"),
        }),
    ]
}

/// Rollouts and triggers that were proposed come with the milestones that were.
fn name_milestones(draft: &mut Draft<'_>, nets: &Nets<'_>, rollouts: &Rollouts<'_>) {
    let blank = nets.triggers.iter().filter(|fuse| fuse.row.milestone().is_blank());
    let triggers = blank.map(|fuse| json!({"trigger": fuse.row.name().text, "milestone": "M3"})).collect();
    draft.rows("safety", "triggers", triggers);
    let unrehearsed = nets.ways.iter().filter(|way| way.row.rehearsed().is_blank() && way.takes.is_none());
    let ways = unrehearsed.map(|way| json!({"way": way.row.name().text, "rehearsed": "M3"})).collect();
    draft.rows("safety", "ways_back", ways);
    let blank = rollouts.rollouts.iter().filter(|release| release.row.milestone().is_blank());
    let rows = blank.map(|release| json!({"rollout": release.row.name().text, "milestone": "M4"})).collect();
    draft.rows("rollout", "strategies", rows);
}

/// What the facts of the brief show to be missing.
fn gaps(baseline: &Baseline<'_>, roster: &Roster<'_>) -> Vec<Json> {
    let mut rows = Vec::new();
    let mut gap = |what: String, kind: &str, on: &str, effect: &str, priority: &str, by: &str| {
        let name = format!("G{} {what}", rows.len() + 1);
        rows.push(json!({
            "gap": name, "kind": kind, "rests_on": on, "effect": effect, "priority": priority, "closed_by": by,
        }));
    };
    for journey in roster.journeys.iter().filter(|journey| matters(journey) && is(journey.sli(), "none")) {
        let name = journey.name().text;
        let priority = if is(journey.criticality(), "critical") { "P0" } else { "P1" };
        gap(format!("{name} is blind"), "blind spot", name, "its failures are told by users", priority, "M2");
    }
    for failure in baseline.failures().filter(|row| is(row.outcome(), "harmed users")).take(1) {
        let name = failure.name().text;
        gap("Bad releases reach users".to_owned(), "rollback", name, "users met it before a check did", "P0", "M3");
    }
    for alert in baseline.alert_counts() {
        let count = |text: &str| text.trim().replace(',', "").parse::<u32>().ok();
        let (Some(fired), Some(actioned)) = (count(alert.fired().text), count(alert.actioned().text)) else { continue };
        if fired >= 10 && actioned * 2 < fired {
            let name = alert.name().text;
            let effect = format!("{fired} firings, {actioned} of them useful");
            gap(format!("{name} is noise"), "alert fatigue", name, &effect, "P1", "M3");
        }
    }
    if baseline.measures().next().is_none() {
        let on = roster.services.first().map_or("", |service| service.name().text);
        gap(
            "Delivery is not measured".to_owned(),
            "measurement",
            on,
            "nobody can say whether it gets better",
            "P1",
            "M1",
        );
    }
    rows
}

/// Pipeline and observability in a paragraph.
fn summary(roster: &Roster<'_>, goals: &Goals<'_>, rollouts: &Rollouts<'_>) -> String {
    let names = |rows: Vec<&str>| rows.join(", ");
    let artifacts = names(roster.artifacts.iter().map(|row| row.name().text).collect());
    let production = names(roster.production().map(|row| row.name().text).collect());
    let paths = names(roster.paths.iter().map(|row| row.name().text).collect());
    let mut sentences = Vec::new();
    if !artifacts.is_empty() {
        sentences.push(format!(
            "Each change is built once ({artifacts}), verified in staging and brought to {production} by the paths {paths}; \
             security and dependency gates block all of them."
        ));
    }
    let ways: Vec<String> = rollouts
        .rollouts
        .iter()
        .map(|one| format!("{} by {}", one.row.services().text, one.row.strategy().text.replace('_', "-")))
        .collect();
    if !ways.is_empty() {
        sentences.push(format!("New versions meet users as follows: {}.", ways.join("; ")));
    }
    if !goals.goals.is_empty() {
        let slos = names(goals.goals.iter().map(Goal::name).collect());
        sentences.push(format!(
            "The objectives ({slos}) are the one source of pages and of rollback triggers; metrics, logs and traces are joined by \
             service, version and trace."
        ));
    }
    sentences.join(" ")
}

/// Measures that are shares of bad outcomes or times of harm, halved within half a year; else an objective that is kept.
fn success(draft: &Draft<'_>, baseline: &Baseline<'_>, goals: &Goals<'_>) -> Vec<Json> {
    let by = draft.friday(26).to_string();
    let bad = |name: &str| text::has_any(name, &["failure", "failed", "restore", "recovery"]);
    let measures = baseline.measures().filter(|row| bad(row.name().text));
    let mut rows: Vec<Json> = measures
        .filter_map(|row| {
            let value = Quantity::parse(row.value().text).ok()?;
            let half = Quantity { value: (value.value / rust_decimal::Decimal::TWO).round_dp(1).normalize(), ..value };
            Some(json!({
                "measure": row.name().text, "baseline": row.value().text, "target": format!("<= {half}"), "by": by,
                "method": format!("{}, computed as at the start", row.source().text),
            }))
        })
        .collect();
    if rows.is_empty() {
        rows.extend(goals.goals.iter().take(1).filter_map(|goal| {
            let observed = goal.observed.first()?;
            let share = goal.share.map(|share| Quantity::new(share, Unit::Percent))?;
            Some(json!({
                "measure": format!("{} kept", goal.name()), "baseline": observed.row.value().text,
                "target": format!(">= {} %", number::print(share.value)), "by": by, "method": goal.row.method().text,
            }))
        }));
    }
    rows
}

fn risks(draft: &Draft<'_>, roster: &Roster<'_>) -> Vec<Json> {
    let (Some(delivery), Some(nets)) = (draft.owner("delivery"), draft.owner("safety")) else { return Vec::new() };
    let journey =
        roster.journeys.iter().find(|journey| matters(journey)).map_or("the main journey", |one| one.name().text);
    vec![
        json!({
            "risk": "The new pipeline stops a release that is urgent", "likelihood": "medium", "impact": "high",
            "mitigation": "gates warn for three days before they block; the old workflow stays for 2 weeks and is rehearsed once",
            "owner": delivery,
        }),
        json!({
            "risk": format!("The script of \"{journey}\" leaves traces in production data"), "likelihood": "medium", "impact": "medium",
            "mitigation": "an account of its own, marked in the data and left out of reports; tried in staging before M3 begins",
            "owner": nets,
        }),
        json!({
            "risk": "Triggers take back releases that are good", "likelihood": "medium", "impact": "medium",
            "mitigation": "they only notify for the first two releases; each firing is looked at within 1 working day",
            "owner": nets,
        }),
    ]
}

fn steps(draft: &Draft<'_>, roster: &Roster<'_>) -> Vec<Json> {
    let (Some(decider), Some(delivery)) = (draft.decider(), draft.owner("delivery")) else { return Vec::new() };
    let service = roster.services.first().map_or("the first service", |service| service.name().text);
    vec![
        json!({
            "step": "Answer the open questions and confirm the order of the milestones", "owner": decider,
            "due": draft.workday(5).to_string(),
        }),
        json!({
            "step": format!("Deploy {service} to staging by the identity of its artifact"), "owner": delivery,
            "due": draft.workday(8).to_string(),
        }),
    ]
}
