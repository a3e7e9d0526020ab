//! The facts of a pack that was begun in an intake, as a brief.

use std::collections::BTreeMap;

use super::Arguments;
use super::catalog::Catalog;
use super::check::AREAS;
use crate::pack::{Pack, Value};
use crate::quantity::{DurationRange, Quantity, date};
use crate::skill::workflow;
use crate::skills::platform_infrastructure::brief::{
    Brief, CapabilityFact, Journey, LimitFact, OneOrMany, Person, Success,
};
use crate::skills::platform_infrastructure::context::Context;
use crate::skills::platform_infrastructure::{DEFINITION, PlatformInfrastructure};
use crate::skills::shared;
use crate::text;

/// What a pack says: its answers, and what it states in their place.
pub(super) fn brief(pack: &Pack, catalog: &Catalog) -> Brief {
    let answers = answers(pack);
    let lead_time = answers.get("lead-times").and_then(|said| lead_time(&said.items()));
    let limits = rows(&answers, "hard-limits").filter_map(|cells| limit(&cells)).map(|fact| LimitFact {
        kind: kind(catalog, &answers, &fact.component),
        lead_time: lead_time.clone(),
        ..fact
    });
    let limits = limits.collect();
    let stated = |key: &str| match pack.sections.get(Context::KEY).and_then(|section| section.fields.get(key)) {
        Some(Value::Text(text)) => Some(text.clone()),
        _ => None,
    };
    Brief {
        skill: DEFINITION.name.to_owned(),
        title: pack.title.clone(),
        as_of: pack.as_of,
        request: stated("request").unwrap_or_default(),
        situation: stated("situation"),
        decision: stated("decision"),
        staffing: stated("staffing"),
        risk_tolerance: stated("risk_tolerance"),
        people: answers.get("stakeholders").map(|said| people(&said.items().join("; "))).unwrap_or_default(),
        success: success(pack),
        non_goals: Context::of(pack).non_goals().map(|item| item.text.to_owned()).collect(),
        capabilities: rows(&answers, "rebuilt-capabilities").filter_map(|cells| capability(&cells)).collect(),
        journeys: rows(&answers, "journeys").map(|cells| journey(&cells)).collect(),
        limits,
        answers,
        components: Vec::new(),
        alerts: Vec::new(),
        targets: Vec::new(),
        freeze_policy: None,
        capacity: Vec::new(),
        freezes: Vec::new(),
        gaps: Vec::new(),
        events: Vec::new(),
        event_changes: Vec::new(),
        web: None,
        risks: Vec::new(),
        questions: Vec::new(),
        evidence: Vec::new(),
        confirmations: Vec::new(),
    }
}

/// The assumptions that the pack has: identifier and text.
pub(super) fn assumptions(pack: &Pack) -> Vec<(String, String)> {
    let rows = Context::of(pack).assumptions();
    rows.map(|row| (row.name().text.to_owned(), row.assumption().text.to_owned())).collect()
}

/// The arguments without what the pack states. Assumptions are added to those that it has.
pub(super) fn left_blank(pack: &Pack, steps: Vec<(&'static str, Arguments)>) -> Vec<(&'static str, Arguments)> {
    let is_blank = |section: &str, field: &str| {
        (section, field) == (Context::KEY, "assumptions") || workflow::is_blank(pack, &format!("{section}.{field}"))
    };
    let left = |(tool, mut arguments): (&'static str, Arguments)| {
        let own = DEFINITION.step(tool).and_then(|step| step.sections.first()).copied().unwrap_or_default();
        arguments.retain(|key, value| match value.as_object_mut() {
            Some(fields) => {
                fields.retain(|field, _| is_blank(key, field));
                !fields.is_empty()
            }
            None => is_blank(own, key),
        });
        (tool, arguments)
    };
    steps.into_iter().map(left).collect()
}

/// What was answered to each question, or stands in the field that its answer would fill.
fn answers(pack: &Pack) -> BTreeMap<String, OneOrMany> {
    let stated = |place: &&str| {
        let (section, field) = place.split_once('.')?;
        match pack.sections.get(section)?.fields.get(field)? {
            Value::Text(text) => Some(OneOrMany::One(text.clone())),
            Value::List(items) => Some(OneOrMany::Many(items.clone())),
            Value::Table(_) => None,
        }
    };
    let answers = DEFINITION.questions.iter().filter_map(|question| {
        let said = || workflow::answer_to(&PlatformInfrastructure, pack, question).map(str::to_owned);
        let answer = question.unlocks.first().and_then(stated).or_else(|| said().map(OneOrMany::One))?;
        Some((question.id.to_owned(), answer))
    });
    answers.collect()
}

/// The rows of an answer whose cells are set apart by `|`, each name once.
fn rows<'a>(answers: &'a BTreeMap<String, OneOrMany>, id: &str) -> impl Iterator<Item = Vec<&'a str>> + use<'a> {
    let said = answers.get(id).map(OneOrMany::items).unwrap_or_default();
    let lines = said.into_iter().flat_map(|item| item.split(';')).flat_map(|line| line.split("<br>"));
    let mut seen = Vec::new();
    let cells = move |line: &'a str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let name = text::key(cells.first()?);
        let is_new = cells.len() > 1 && !name.is_empty() && !seen.contains(&name);
        seen.push(name);
        is_new.then_some(cells)
    };
    lines.filter_map(cells)
}

fn cell(cells: &[&str], at: usize) -> Option<String> {
    cells.get(at).map(|cell| (*cell).to_owned()).filter(|cell| !cell.is_empty())
}

/// `orders-db disk | 5.2 TB | 8 TB | +0.31 TB per month`; without a value of today it is no fact.
fn limit(cells: &[&str]) -> Option<LimitFact> {
    Some(LimitFact {
        component: cell(cells, 0)?,
        kind: None,
        metric: None,
        current: cell(cells, 1).filter(|text| Quantity::parse(text).is_ok())?,
        limit: cell(cells, 2),
        growth: cell(cells, 3),
        must_keep: None,
        basis: None,
        measurements: Vec::new(),
        launches: Vec::new(),
        lead_time: None,
        project: None,
        owner: None,
    })
}

/// The first length of time that was answered.
fn lead_time(said: &[&str]) -> Option<String> {
    let mut parts = said.iter().flat_map(|item| item.split(';')).map(str::trim);
    parts.find(|part| DurationRange::parse(part).is_ok()).map(str::to_owned)
}

/// The entry of the catalogue for a limit that names no product, where one product of the architecture has such a limit.
fn kind(catalog: &Catalog, answers: &BTreeMap<String, OneOrMany>, component: &str) -> Option<String> {
    if catalog.limit(None, component).is_some() {
        return None;
    }
    let about = ["architecture", "system-boundary"].iter().filter_map(|id| answers.get(*id));
    let about: Vec<&str> = about.flat_map(OneOrMany::items).collect();
    let used = |product: &str| about.iter().any(|item| text::mentions(item, product));
    let mut fitting =
        catalog.limits.iter().filter(|entry| text::mentions(component, &entry.limit) && used(&entry.component));
    let first = fitting.next()?;
    fitting.next().is_none().then(|| first.key.clone())
}

/// `Place an order | 99.9 % over 30 days | 99.93 % over 90 days`.
fn journey(cells: &[&str]) -> Journey {
    Journey {
        name: cell(cells, 0).unwrap_or_default(),
        kind: None,
        sli: None,
        target: cell(cells, 1),
        method: None,
        baseline: cell(cells, 2),
        past_windows: Vec::new(),
        improved_by: None,
        needs: None,
        rate: None,
        owner: None,
    }
}

/// `CSV export | in orders and billing | orders, billing`.
fn capability(cells: &[&str]) -> Option<CapabilityFact> {
    let consumers = cell(cells, 2).unwrap_or_default();
    Some(CapabilityFact {
        name: cell(cells, 0)?,
        kind: None,
        duplication: cell(cells, 1)?,
        consumers: consumers.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect(),
        contract: None,
        migration: None,
        impact: None,
        risks: None,
        owner: None,
        effort: None,
    })
}

/// The people of an answer. Whoever decides answers for what nobody else does.
fn people(said: &str) -> Vec<Person> {
    let named = |one: shared::Named| Person { name: one.name, role: one.role, decides: one.decides, owns: one.owns };
    let mut people: Vec<Person> = shared::people(said).into_iter().map(named).collect();
    let owned: Vec<String> = people.iter().flat_map(|person| person.owns.clone()).collect();
    if let Some(decider) = people.iter_mut().find(|person| person.decides) {
        let free = AREAS.iter().filter(|area| !owned.iter().any(|one| one == *area));
        decider.owns.extend(free.map(|area| (*area).to_owned()));
    }
    people
}

fn success(pack: &Pack) -> Vec<Success> {
    let measures = Context::of(pack);
    let read = measures.success().filter_map(|row| {
        Some(Success {
            measure: row.name().text.to_owned(),
            baseline: row.baseline().text.to_owned(),
            target: row.target().text.to_owned(),
            by: date::parse(row.by().text).ok()?,
            method: row.method().text.to_owned(),
        })
    });
    read.collect()
}
