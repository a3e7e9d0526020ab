//! Section 5: what becomes visible, and the contract of the events people decide with.

use serde_json::Value as Json;

use super::catalog::Gap;
use super::words::{self, listed, put, row, sentence};
use super::{Arguments, Assumed, Draft};
use crate::skills::platform_infrastructure::brief::{ChangeFact, EventFact, GapFact};
use crate::text;

/// The answers that tell what is visible today.
const ANSWERS: &[&str] = &["observability", "event-tracking", "bottlenecks", "reliability-risks"];

/// The most gaps that are read out of answers.
const MOST: usize = 6;

/// The identity fields of an event that does not say which it carries.
const IDENTITY: &[&str] = &["user_id", "account_id", "anonymous_id"];

/// A gap of the pack, stated or suggested by an answer.
#[derive(Debug, Clone)]
pub(super) struct Found<'b> {
    pub area: String,
    pub priority: String,
    pub owner: Option<&'b str>,
    cells: [String; 3],
}

/// The gaps: those of the brief, or those that its answers suggest.
pub(super) fn gaps<'b>(draft: &Draft<'b>) -> Vec<Found<'b>> {
    let brief = draft.brief;
    if brief.gaps.is_empty() {
        return suggested(draft).into_iter().map(|(entry, said)| of_entry(draft, entry, said)).collect();
    }
    brief.gaps.iter().map(|fact| of_fact(draft, fact)).collect()
}

/// The entry that fits a stated gap.
fn entry(draft: &Draft<'_>, fact: &GapFact) -> Option<&'static Gap> {
    let catalog: &'static super::Catalog = draft.catalog;
    catalog.gap(&format!("{} {} {}", fact.area, fact.state, fact.gap))
}

fn of_fact<'b>(draft: &Draft<'b>, fact: &'b GapFact) -> Found<'b> {
    let entry = entry(draft, fact);
    let or = |stated: &Option<String>, proposed: fn(&Gap) -> &String| {
        stated.clone().or_else(|| entry.map(|entry| proposed(entry).clone())).unwrap_or_default()
    };
    Found {
        area: fact.area.clone(),
        priority: or(&fact.priority, |entry| &entry.priority),
        owner: fact.owner.as_deref().or(draft.area("instrumentation")),
        cells: [fact.state.clone(), fact.gap.clone(), or(&fact.proposal, |entry| &entry.proposal)],
    }
}

fn of_entry<'b>(draft: &Draft<'b>, entry: &Gap, said: &str) -> Found<'b> {
    Found {
        area: entry.area.clone(),
        priority: entry.priority.clone(),
        owner: draft.area("instrumentation"),
        cells: [format!("As stated: {}", sentence(said)), entry.gap.clone(), entry.proposal.clone()],
    }
}

/// Catalogue gaps that the answers suggest, each with the sentence that does, the most urgent first.
fn suggested<'b>(draft: &Draft<'b>) -> Vec<(&'static Gap, &'b str)> {
    let catalog: &'static super::Catalog = draft.catalog;
    let said = || {
        ANSWERS
            .iter()
            .flat_map(|id| draft.brief.answer_items(id))
            .flat_map(|item| item.split(['.', ';']))
            .map(str::trim)
    };
    let mut found: Vec<(&Gap, &str)> = catalog
        .gaps
        .iter()
        .filter_map(|entry| {
            let sentence = said().find(|sentence| entry.words.iter().any(|word| text::mentions(sentence, word)))?;
            Some((entry, sentence))
        })
        .collect();
    found.sort_by(|a, b| a.0.priority.cmp(&b.0.priority));
    found.truncate(MOST);
    found
}

/// The arguments of the step.
pub(super) fn arguments(draft: &mut Draft<'_>) -> Arguments {
    let mut arguments = words::arguments();
    let id = assume_gaps(draft);
    let mut found = gaps(draft);
    found.sort_by(|a, b| (a.priority.is_empty(), &a.priority).cmp(&(b.priority.is_empty(), &b.priority)));
    let proposed = |found: &Found<'_>| {
        let stated = draft.brief.gaps.iter().any(|fact| fact.area == found.area && fact.proposal.is_some());
        if stated || id.is_empty() || found.cells[2].is_empty() {
            found.cells[2].clone()
        } else {
            format!("{} ({id})", sentence(&found.cells[2]))
        }
    };
    let rows: Vec<Json> = found
        .iter()
        .map(|found| {
            row([
                ("area", &found.area),
                ("state", &found.cells[0]),
                ("gap", &found.cells[1]),
                ("proposal", &proposed(found)),
                ("owner", found.owner.unwrap_or_default()),
                ("priority", &found.priority),
            ])
        })
        .collect();
    put(&mut arguments, "gaps", rows);
    // Without an event to carry, a contract for events is text about nothing.
    if !draft.brief.events.is_empty() {
        contract(draft, &mut arguments);
    }
    put(&mut arguments, "notes", notes(draft));
    arguments
}

fn assume_gaps(draft: &mut Draft<'_>) -> String {
    let catalog: &'static super::Catalog = draft.catalog;
    let from_answers = draft.brief.gaps.is_empty();
    let entries: Vec<&Gap> = if from_answers {
        suggested(draft).into_iter().map(|(entry, _)| entry).collect()
    } else {
        let open = draft.brief.gaps.iter().filter(|fact| fact.proposal.is_none() || fact.priority.is_none());
        open.filter_map(|fact| catalog.gap(&format!("{} {} {}", fact.area, fact.state, fact.gap))).collect()
    };
    if entries.is_empty() {
        return String::new();
    }
    let areas: Vec<String> = entries.iter().map(|entry| entry.area.to_lowercase()).collect();
    let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
    let confirm = draft.confirms("instrumentation");
    let what = if from_answers { "Gaps in" } else { "Instrumentation proposed for" };
    let because = if from_answers {
        "are read out of the answers on monitoring and events"
    } else {
        "is the usual one, since the brief states none"
    };
    draft.assume(Assumed {
        about: "the gaps of section 5".to_owned(),
        text: format!("{what} {} {because}", listed(&areas)),
        options: vec![
            "the gaps as listed in section 5".to_owned(),
            "only those that an incident of the last 12 months showed".to_owned(),
            "a review of the last 10 incidents first".to_owned(),
        ],
        confidence: words::lowest(entries.iter().map(|entry| entry.confidence.as_str())),
        confirm,
        source: format!(
            "groundplan catalogue, gaps/{}: {}",
            keys.join(", "),
            words::documents(entries.iter().map(|entry| entry.source.as_str()))
        ),
    })
}

/// Identity, delivery, versions and checks: the standard contract, as an assumption.
fn contract(draft: &mut Draft<'_>, arguments: &mut Arguments) {
    let catalog: &'static super::Catalog = draft.catalog;
    let confirm = draft.confirms("instrumentation");
    let id = draft.assume(Assumed {
        about: "the event contract".to_owned(),
        text:
            "Events follow the standard contract: three identity fields with merge rules, at-least-once delivery from \
            an outbox, deduplication over 7 days, one schema per event, four data checks"
                .to_owned(),
        options: vec![
            "the standard contract as listed in section 5".to_owned(),
            "change data capture from the databases instead of an outbox".to_owned(),
            "the event format in use today with the four checks added".to_owned(),
        ],
        confidence: words::lowest(catalog.instruments.iter().map(|one| one.confidence.as_str())),
        confirm,
        source: format!(
            "groundplan catalogue, instrumentation/{} and others: {}",
            ["delivery", "versioning"]
                .iter()
                .flat_map(|part| catalog.instruments(part))
                .map(|one| one.key.as_str())
                .collect::<Vec<_>>()
                .join(", "),
            words::documents(catalog.instruments.iter().map(|one| one.source.as_str()))
        ),
    });
    let identity: Vec<Json> = catalog
        .instruments("identity")
        .map(|one| row([("field", &one.name), ("meaning", &one.meaning), ("merge", &one.rule)]))
        .collect();
    put(arguments, "identity", identity);
    for (part, field) in [("delivery", "delivery"), ("versioning", "versioning")] {
        let texts: Vec<String> = catalog.instruments(part).map(|one| format!("{} ({id})", one.rule)).collect();
        put(arguments, field, texts.join("\n\n"));
    }
    let owner = draft.area("instrumentation").unwrap_or_default();
    let checks: Vec<Json> = catalog
        .instruments("qa")
        .map(|one| row([("check", &one.name), ("compares", &one.meaning), ("threshold", &one.rule), ("owner", owner)]))
        .collect();
    put(arguments, "qa", checks);
    put(arguments, "events", draft.brief.events.iter().map(event).collect::<Vec<_>>());
    put(arguments, "changes", draft.brief.event_changes.iter().map(change).collect::<Vec<_>>());
}

fn event(fact: &EventFact) -> Json {
    let identity = if fact.identity.is_empty() { IDENTITY.join(", ") } else { fact.identity.join(", ") };
    row([
        ("event", &fact.name),
        ("emitted", &fact.emitted),
        ("properties", &fact.properties.join(", ")),
        ("identity", &identity),
        ("consumers", &fact.consumers.join(", ")),
        ("notes", fact.notes.as_deref().unwrap_or_default()),
    ])
}

fn change(fact: &ChangeFact) -> Json {
    row([
        ("event", fact.event.as_str()),
        ("from", &fact.from),
        ("to", &fact.to),
        ("consumers", &fact.consumers.join(", ")),
        ("milestone", fact.milestone.as_deref().unwrap_or_default()),
    ])
}

fn notes(draft: &Draft<'_>) -> String {
    let stated = [("Events today, as stated", "event-tracking"), ("Observability today, as stated", "observability")];
    let mut notes: Vec<String> = stated
        .iter()
        .map(|(label, id)| (label, draft.brief.answer_text(id)))
        .filter(|(_, text)| !text.is_empty())
        .map(|(label, text)| format!("{label}: {}", sentence(&text)))
        .collect();
    let decisions = draft.brief.answer_items("analytics-decisions");
    if !decisions.is_empty() {
        let items: Vec<String> = decisions.iter().map(|item| format!("- {item}")).collect();
        notes.push(format!("Decisions that wait for these events, as stated:\n\n{}", items.join("\n")));
    }
    notes.join("\n\n")
}
