//! Section 3: targets of quality attributes, and one objective for each journey.

use rust_decimal::Decimal;
use serde_json::Value as Json;

use self::defaults::default_target;
use self::objectives::objectives;
use super::catalog::Attribute;
use super::words::{self, first_clause, listed, put, row, sentence};
use super::{Arguments, Assumed, Draft};
use crate::quantity::{Unit, find_all};
use crate::skills::platform_infrastructure::brief::{
    AlertFact, AttributeFact, Brief, ComponentFact, Journey, WindowFact,
};
use crate::text;

mod defaults;
mod objectives;

/// A table of attributes.
#[derive(Debug)]
pub(super) struct Group {
    /// The group in the catalogue, and the field of the section.
    pub key: &'static str,
    /// The area whose owner answers for it.
    area: &'static str,
    /// Words by which an attribute that the catalogue does not know is put here.
    words: &'static [&'static str],
    /// What may be assumed instead of the defaults.
    instead: [&'static str; 2],
}

/// The groups, in the order of the section.
pub(super) const GROUPS: &[Group] = &[
    Group {
        key: "reliability",
        area: "quality",
        words: &[],
        instead: [
            "the values measured in the first 30 days",
            "the strictest promise made to a customer, for every journey",
        ],
    },
    Group {
        key: "performance",
        area: "quality",
        words: &["latency", "throughput", "response time", "p50", "p75", "p90", "p95", "p99"],
        instead: ["the values measured in the first 30 days", "the slowest answer that 10 users accept in a test"],
    },
    Group {
        key: "privacy",
        area: "privacy",
        words: &["encrypt*", "residency", "retention", "access", "audit", "privacy", "erasure", "consent"],
        instead: ["the stricter of default and contract, store by store", "only the duties named under compliance"],
    },
    Group {
        key: "operability",
        area: "quality",
        words: &["dashboard*", "alert*", "runbook*", "on-call", "escalation", "deploy*"],
        instead: ["today's practice written down and kept for one quarter", "the defaults for core journeys alone"],
    },
    Group {
        key: "cost",
        area: "cost",
        words: &["cost*", "budget*", "spend*", "cap", "caps", "driver*"],
        instead: ["the limits Finance works with today", "the defaults from the next quarter on"],
    },
];

/// The arguments of the step.
pub(super) fn arguments(draft: &mut Draft<'_>) -> Arguments {
    let mut arguments = words::arguments();
    let extra: Vec<&AttributeFact> =
        draft.brief.targets.iter().filter(|fact| draft.catalog.attribute(&fact.attribute).is_none()).collect();
    for group in GROUPS {
        let rows = attributes(draft, group, &extra);
        put(&mut arguments, group.key, rows);
    }
    put(&mut arguments, "slos", objectives(draft));
    foundations(draft.brief, &mut arguments);
    let expected = draft.brief.answer_text("expectations");
    if !expected.is_empty() {
        put(&mut arguments, "notes", format!("Promised or expected today, as stated: {}", sentence(&expected)));
    }
    arguments
}

/// What journeys need, how often that works, and the alerts: as stated, or not at all.
fn foundations(brief: &Brief, arguments: &mut Arguments) {
    let stated = |fact: &&Journey| fact.needs.is_some() || fact.rate.is_some();
    let dependency = |fact: &Journey| {
        let (needs, rate) = (fact.needs.as_deref().unwrap_or_default(), fact.rate.as_deref().unwrap_or_default());
        row([("journey", &fact.name), ("needs", needs), ("rate", rate)])
    };
    let rows: Vec<Json> = brief.journeys.iter().filter(stated).map(dependency).collect();
    put(arguments, "dependencies", rows);
    let component = |fact: &ComponentFact| {
        row([("component", &fact.name), ("availability", &fact.availability), ("source", &fact.source)])
    };
    put(arguments, "components", brief.components.iter().map(component).collect::<Vec<Json>>());
    let windows = |journey: &Journey| -> Vec<Json> {
        let one = |window: &WindowFact| {
            row([("journey", &journey.name), ("measured", &window.last_day.to_string()), ("value", &window.value)])
        };
        journey.past_windows.iter().map(one).collect()
    };
    put(arguments, "past", brief.journeys.iter().flat_map(windows).collect::<Vec<Json>>());
    let alert = |fact: &AlertFact| {
        row([
            ("slo", &fact.slo),
            ("severity", &fact.severity),
            ("long", &fact.long),
            ("short", fact.short.as_deref().unwrap_or_default()),
            ("burn_rate", &fact.burn_rate),
        ])
    };
    put(arguments, "alerts", brief.alerts.iter().map(alert).collect::<Vec<Json>>());
}

fn attributes(draft: &mut Draft<'_>, group: &Group, extra: &[&AttributeFact]) -> Vec<Json> {
    let owner = draft.area(group.area);
    let entries: Vec<&'static Attribute> = {
        let catalog: &'static super::Catalog = draft.catalog;
        catalog.attributes.iter().filter(|entry| entry.group == group.key).collect()
    };
    let stated =
        |entry: &Attribute| draft.brief.targets.iter().find(|fact| text::same_name(&fact.attribute, &entry.attribute));
    let open: Vec<&Attribute> = entries.iter().copied().filter(|entry| stated(entry).is_none()).collect();
    // Without a single fact about the system, defaults are not proposals about it.
    let silent = draft.brief.journeys.is_empty() && draft.brief.targets.is_empty();
    let id = if open.is_empty() || silent { String::new() } else { assume_defaults(draft, group, &open) };
    let stated =
        |entry: &Attribute| draft.brief.targets.iter().find(|fact| text::same_name(&fact.attribute, &entry.attribute));
    let mut rows = Vec::new();
    for entry in entries {
        match stated(entry) {
            Some(fact) => rows.push(fact_row(&entry.attribute, fact, owner)),
            None if silent => {}
            None => {
                let (target, why) = default_target(draft, entry);
                // What explains the default does not explain another target.
                let measured =
                    if why.is_empty() { entry.measurement.as_str() } else { first_clause(&entry.measurement) };
                let measurement = format!("{}{why} ({id})", sentence(measured));
                rows.push(row([
                    ("attribute", &entry.attribute),
                    ("target", &target),
                    ("measurement", &measurement),
                    ("owner", owner.unwrap_or_default()),
                ]));
            }
        }
    }
    let here = |fact: &&&AttributeFact| group_of(&fact.attribute).key == group.key;
    rows.extend(extra.iter().filter(here).map(|fact| fact_row(&fact.attribute, fact, owner)));
    rows
}

fn group_of(attribute: &str) -> &'static Group {
    GROUPS.iter().find(|group| text::has_any(attribute, group.words)).unwrap_or(&GROUPS[0])
}

fn fact_row(name: &str, fact: &AttributeFact, owner: Option<&str>) -> Json {
    let owner = fact.owner.as_deref().or(owner).unwrap_or_default();
    row([("attribute", name), ("target", &fact.target), ("measurement", &fact.measurement), ("owner", owner)])
}

fn assume_defaults(draft: &mut Draft<'_>, group: &Group, open: &[&Attribute]) -> String {
    let names: Vec<String> = open.iter().map(|entry| spelled(&entry.attribute)).collect();
    let plural = names.len() > 1;
    let adapted = open.iter().any(|entry| !default_target(draft, entry).1.is_empty());
    let mut options: Vec<String> =
        std::iter::once("the defaults as listed in section 3").chain(group.instead).map(str::to_owned).collect();
    let promised = promises(draft);
    if group.key == "reliability"
        && !promised.is_empty()
        && let Some(last) = options.last_mut()
    {
        *last = format!("what the intake names as promised or expected, {}, for every journey", listed(&promised));
    }
    let confirm = draft.confirms(group.area);
    draft.assume(Assumed {
        about: format!("the default targets for {}", group.key),
        text: format!(
            "The brief states no {} for {}: section 3 takes {}{}",
            if plural { "targets" } else { "target" },
            listed(&names),
            if plural { "usual defaults" } else { "a usual default" },
            if adapted { ", fitted to what the brief does state" } else { "" }
        ),
        options,
        confidence: words::lowest(open.iter().map(|entry| entry.confidence.as_str())),
        confirm,
        source: format!(
            "groundplan catalogue, attributes: {}",
            words::documents(open.iter().map(|entry| entry.source.as_str()))
        ),
    })
}

/// The shares that the answer on expectations names: `99.8 %`.
fn promises(draft: &Draft<'_>) -> Vec<String> {
    let expected = draft.brief.answer_text("expectations");
    let shares = find_all(&expected).into_iter().map(|(_, quantity)| quantity);
    let mut found: Vec<String> = Vec::new();
    for share in shares.filter(|quantity| quantity.unit == Unit::Percent && quantity.value >= Decimal::from(90)) {
        let text = share.to_string();
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// `MTTR` and `p95 latency` stay, `On-call` becomes `on-call`.
fn spelled(attribute: &str) -> String {
    if attribute.chars().skip(1).any(char::is_uppercase) { attribute.to_owned() } else { attribute.to_lowercase() }
}
