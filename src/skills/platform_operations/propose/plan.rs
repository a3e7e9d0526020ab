//! What is done by whom until when: gaps, and what closes them; risks, and what happens on Monday.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value as Json, json};

use super::delivery::is_database;
use super::draft::Draft;
use super::milestones;
use super::objectives::matters;
use crate::engine::rollout::Strategy;
use crate::pack::Pack;
use crate::quantity::{Quantity, Unit, number};
use crate::skills::platform_operations::baseline::Baseline;
use crate::skills::platform_operations::delivery::Stage;
use crate::skills::platform_operations::observability::Observability;
use crate::skills::platform_operations::reading::goals::{Goal, Goals};
use crate::skills::platform_operations::reading::nets::Nets;
use crate::skills::platform_operations::reading::rollouts::Rollouts;
use crate::skills::platform_operations::reading::roster::{Roster, is, is_named, names};
use crate::skills::shared::reading::wording::joined;
use crate::text;

/// Proposes what the brief leaves open.
pub(super) fn propose(draft: &mut Draft<'_>) {
    let pack = draft.pack.clone();
    let (roster, goals) = (Roster::of(&pack), Goals::of(&pack));
    if roster.services.is_empty() {
        return;
    }
    let mut proposed = Vec::new();
    if draft.lacks("roadmap", "milestones") {
        let rows = milestones::rows(draft, &roster, &goals);
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
        draft.text("roadmap", "summary", summary(&pack, &roster, &goals));
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
        let effect = "users notice its failures before the team does";
        gap(format!("No SLI for \"{name}\""), "blind spot", name, effect, priority, "M2");
    }
    let harmful: Vec<&str> =
        baseline.failures().filter(|row| is(row.outcome(), "harmed users")).map(|row| row.name().text).collect();
    if let Some(first) = harmful.first() {
        let effect = match harmful.len() {
            1 => "1 deploy harmed users before a check stopped it".to_owned(),
            many => format!("{many} deploys harmed users before a check stopped them"),
        };
        gap("Bad releases reach users".to_owned(), "rollback", first, &effect, "P0", "M3");
    }
    for alert in baseline.alert_counts() {
        let count = |text: &str| text.trim().replace(',', "").parse::<u32>().ok();
        let (Some(fired), Some(actioned)) = (count(alert.fired().text), count(alert.actioned().text)) else { continue };
        if fired >= 10 && actioned.saturating_mul(2) < fired {
            let name = alert.name().text;
            let effect = format!("{} of {fired} firings needed no action", fired.saturating_sub(actioned));
            gap(format!("Alert \"{name}\" is mostly noise"), "alert fatigue", name, &effect, "P1", "M3");
        }
    }
    if baseline.measures().next().is_none() {
        let on = roster.services.first().map_or("", |service| service.name().text);
        let effect = "nobody can say how often releases go out, how many fail and how long repair takes";
        gap("Delivery is not measured".to_owned(), "measurement", on, effect, "P1", "M1");
    }
    rows
}

/// Pipeline and observability in a paragraph.
fn summary(pack: &Pack, roster: &Roster<'_>, goals: &Goals<'_>) -> String {
    let (rollouts, nets) = (Rollouts::of(pack), Nets::of(pack));
    let listed = |rows: &[&str]| joined(rows, "and");
    let artifacts: Vec<&str> = roster.artifacts.iter().map(|row| row.name().text).collect();
    let production: Vec<&str> = roster.production().map(|row| row.name().text).collect();
    let paths = to_production(roster);
    let mut sentences = Vec::new();
    if !artifacts.is_empty() {
        let by = match paths.as_slice() {
            [] => String::new(),
            [one] => format!(" by the path {one}"),
            several => format!(" by the paths {}", listed(several)),
        };
        let is_production = |stage: &Stage<'_>| production.iter().any(|place| is_named(stage.environment(), place));
        let before = |kind: &str| roster.stages.iter().find(|stage| is(stage.kind(), kind) && !is_production(stage));
        let verified = before("verify").map(|stage| format!(", verified in {}", stage.environment().text));
        let scans = before("analyze").map_or("", |_| "; what its scans find stops it before production");
        sentences.push(format!(
            "Each change is built once ({}){} and brought to {}{by}{scans}.",
            listed(&artifacts),
            verified.unwrap_or_default(),
            listed(&production)
        ));
    }
    let ways = by_strategy(&rollouts);
    if !ways.is_empty() {
        sentences.push(format!("New versions reach users as follows: {}.", ways.join("; ")));
    }
    if !goals.goals.is_empty() {
        let slos: Vec<&str> = goals.goals.iter().map(Goal::name).collect();
        let takes_back = nets.triggers.iter().any(|fuse| names(fuse.row.slo()).any(|slo| goals.goal(slo).is_some()));
        sentences.push(format!(
            "{} rest on the same {}: {}.",
            if takes_back { "Pages and rollback triggers" } else { "Pages" },
            if slos.len() == 1 { "objective" } else { "objectives" },
            listed(&slos)
        ));
        if text::has_any(Observability::of(pack).correlation().text, &["trace*"]) {
            sentences.push("Service, version and trace id join metrics, logs and traces.".to_owned());
        }
    }
    sentences.join(" ")
}

/// The services of each strategy: `portal and runner-control by rolling update`.
fn by_strategy(rollouts: &Rollouts<'_>) -> Vec<String> {
    let mut by: Vec<(Strategy, Vec<&str>)> = Vec::new();
    for one in &rollouts.rollouts {
        let Some(strategy) = one.strategy else { continue };
        let named: Vec<&str> = names(one.row.services()).collect();
        let named = if named.is_empty() { vec!["all services"] } else { named };
        let known = by.iter().position(|(known, _)| *known == strategy);
        let at = known.unwrap_or_else(|| {
            by.push((strategy, Vec::new()));
            by.len() - 1
        });
        for name in named {
            if let Some((_, services)) = by.get_mut(at).filter(|(_, services)| !services.contains(&name)) {
                services.push(name);
            }
        }
    }
    let way = |strategy: Strategy| match strategy {
        Strategy::Rolling => "rolling update",
        Strategy::BlueGreen => "blue-green switch",
        Strategy::Canary => "canary",
        Strategy::FeatureFlags => "feature flag",
    };
    by.iter().map(|(strategy, services)| format!("{} by {}", joined(services, "and"), way(*strategy))).collect()
}

/// The paths on which something is deployed to production.
fn to_production<'a>(roster: &Roster<'a>) -> Vec<&'a str> {
    let deploys: Vec<_> = roster
        .stages
        .iter()
        .filter(|stage| is(stage.kind(), "deploy"))
        .filter(|stage| roster.production().any(|place| is_named(stage.environment(), place.name().text)))
        .collect();
    let leads = |path: &str| deploys.iter().any(|stage| stage.paths().is_blank() || is_named(stage.paths(), path));
    roster.paths.iter().map(|row| row.name().text).filter(|path| leads(path)).collect()
}

/// Measures that are shares of bad outcomes or times of harm, halved within half a year; else half of what fails of an
/// objective, or the objective itself where it is not kept yet.
fn success(draft: &Draft<'_>, baseline: &Baseline<'_>, goals: &Goals<'_>) -> Vec<Json> {
    let by = draft.friday(26).to_string();
    let bad = |name: &str| text::has_any(name, &["failure", "failed", "restore", "recovery"]);
    let measures = baseline.measures().filter(|row| bad(row.name().text));
    let mut rows: Vec<Json> = measures
        .filter_map(|row| {
            let value = Quantity::parse(row.value().text).ok()?;
            let half = Quantity { value: (value.value / Decimal::TWO).round_dp(1).normalize(), ..value };
            Some(json!({
                "measure": row.name().text, "baseline": row.value().text, "target": format!("<= {half}"), "by": by,
                "method": format!("{}, computed as at the start", row.source().text),
            }))
        })
        .collect();
    if rows.is_empty() {
        rows.extend(goals.goals.iter().take(1).filter_map(|goal| {
            let observed = goal.observed.first()?.row.value().text;
            let now = Quantity::parse(observed).ok().filter(|value| value.unit == Unit::Percent)?.value;
            let halved = ((now + Decimal::ONE_HUNDRED) / Decimal::TWO).round_dp_with_strategy(2, RoundingStrategy::ToZero);
            let target = goal.share.filter(|share| now < *share).unwrap_or(halved);
            (now < target).then(|| {
                json!({
                    "measure": format!("Good requests of \"{}\"", goal.name()), "baseline": observed,
                    "target": format!(">= {} %", number::print(target.normalize())), "by": by, "method": goal.row.method().text,
                })
            })
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
            "risk": "The new pipeline stops an urgent release", "likelihood": "medium", "impact": "high",
            "mitigation": "gates warn for 3 days before they block; the old workflow stays for 2 weeks and is rehearsed once",
            "owner": delivery,
        }),
        json!({
            "risk": format!("The scripted \"{journey}\" leaves test data in production"), "likelihood": "medium", "impact": "medium",
            "mitigation": "an account of its own, marked in the data and left out of reports; tried in staging before it runs in production",
            "owner": nets,
        }),
        json!({
            "risk": "Triggers roll back good releases", "likelihood": "medium", "impact": "medium",
            "mitigation": "a trigger only notifies for the first release of its service; each firing is reviewed within 1 working day",
            "owner": nets,
        }),
    ]
}

fn steps(draft: &Draft<'_>, roster: &Roster<'_>) -> Vec<Json> {
    let (Some(decider), Some(delivery)) = (draft.decider(), draft.owner("delivery")) else { return Vec::new() };
    let deployed = roster.services.iter().find(|service| !is_database(service));
    let service = deployed.map_or("the first service", |service| service.name().text);
    vec![
        json!({
            "step": "Answer the open questions and confirm the order of the milestones", "owner": decider,
            "due": draft.workday(5).to_string(),
        }),
        json!({
            "step": format!("Deploy {service} to staging from the stored artifact that production will get"), "owner": delivery,
            "due": draft.workday(8).to_string(),
        }),
    ]
}
