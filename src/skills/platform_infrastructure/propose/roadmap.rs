//! Section 7: milestones, their priorities, what is retired, who is told.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::calendar::Pause;
use super::plan::{Milestone, Plan};
use super::words::{self, listed, put, row};
use super::{Arguments, Draft, calendar, capabilities};
use crate::engine::priority::{self, Score};
use crate::quantity::date::find_dates;
use crate::skills::platform_infrastructure::brief::{CapabilityFact, CapacityOf, FreezeFact};
use crate::text;

/// The arguments of the step.
pub(super) fn arguments(draft: &Draft<'_>, plan: &Plan<'_>) -> Arguments {
    let mut arguments = words::arguments();
    put(&mut arguments, "milestones", plan.milestones.iter().map(milestone).collect::<Vec<_>>());
    let initiatives: Vec<Json> = ranked(plan).iter().map(|(milestone, score)| initiative(milestone, score)).collect();
    put(&mut arguments, "initiatives", initiatives);
    put(&mut arguments, "deprecation", deprecations(draft, plan));
    put(&mut arguments, "communications", communications(draft, plan));
    put(&mut arguments, "capacity", draft.brief.capacity.iter().map(capacity).collect::<Vec<_>>());
    let closures = plan.pauses.iter().filter(|pause| pause.closed).filter_map(|pause| closure(draft, pause));
    put(&mut arguments, "freezes", draft.brief.freezes.iter().map(freeze).chain(closures).collect::<Vec<_>>());
    put(&mut arguments, "notes", notes(plan));
    arguments
}

fn capacity(one: &CapacityOf) -> Json {
    row([("owner", &one.owner), ("at_once", &one.at_once)])
}

fn freeze(freeze: &FreezeFact) -> Json {
    let period = format!("{} to {}", freeze.from, freeze.to);
    row([("period", &period), ("stops", &freeze.stops), ("reason", &freeze.why)])
}

/// A closure that the brief states in a sentence; none where it stands among the freezes or is over.
fn closure(draft: &Draft<'_>, pause: &Pause) -> Option<Json> {
    let stated = draft.brief.freezes.iter().any(|one| (one.from, one.to) == (pause.days.start, pause.days.end));
    let over = pause.days.end < draft.as_of();
    let row =
        || row([("period", &pause.days.to_string()), ("stops", "work"), ("reason", "Closed, as section 1 states")]);
    (!stated && !over).then(row)
}

fn milestone(milestone: &Milestone<'_>) -> Json {
    let after = if milestone.after.is_empty() { "none".to_owned() } else { milestone.after.join(", ") };
    row([
        ("milestone", &title(milestone)),
        ("scope", &milestone.scope),
        ("acceptance", &milestone.acceptance),
        ("owner", milestone.owner.unwrap_or_default()),
        ("dependencies", &after),
        ("eta", &milestone.eta.to_string()),
        ("rollout", &milestone.rollout),
    ])
}

fn title(milestone: &Milestone<'_>) -> String {
    format!("{} {}", milestone.id, milestone.name)
}

/// The milestones that have a score, the highest first; the earlier of equals.
pub(super) fn ranked<'p, 'b>(plan: &'p Plan<'b>) -> Vec<(&'p Milestone<'b>, Score)> {
    let mut ranked: Vec<(&Milestone<'_>, Score)> = plan
        .milestones
        .iter()
        .filter_map(|milestone| {
            let points = milestone.points.as_ref()?;
            let score = priority::score(
                points.impact.into(),
                points.risk.into(),
                points.effort.into(),
                Decimal::from(points.lead_days),
            )
            .ok()?;
            Some((milestone, score))
        })
        .collect();
    ranked.sort_by_key(|(_, score)| std::cmp::Reverse(score.value));
    ranked
}

fn initiative(milestone: &Milestone<'_>, score: &Score) -> Json {
    let Some(points) = &milestone.points else { return Json::Null };
    row([
        ("initiative", &title(milestone)),
        ("impact", &points.impact.to_string()),
        ("risk", &points.risk.to_string()),
        ("effort", &points.effort.to_string()),
        ("lead_time", &points.lead_time),
        ("score", &score.derivation),
    ])
}

/// What happens to the old copies: as the migration says where it names a date, else by the plan.
fn deprecations(draft: &Draft<'_>, plan: &Plan<'_>) -> Vec<String> {
    let shared = draft.brief.capabilities.iter().filter(|fact| fact.consumers.len() >= capabilities::CONSUMERS);
    shared.filter_map(|fact| stated_end(fact).or_else(|| computed_end(draft, fact, plan))).collect()
}

fn stated_end(fact: &CapabilityFact) -> Option<String> {
    let migration = fact.migration.as_deref()?;
    let dated: Vec<&str> =
        migration.split(';').map(str::trim).filter(|clause| !find_dates(clause).is_empty()).collect();
    (!dated.is_empty()).then(|| format!("{}, as its migration in section 2 states: {}", fact.name, dated.join("; ")))
}

/// Closed to new callers when the first consumer is in production, without internal calls when the last one is, and
/// then what the migration approach says.
fn computed_end(draft: &Draft<'_>, fact: &CapabilityFact, plan: &Plan<'_>) -> Option<String> {
    let built = plan.builds(&fact.name)?;
    let (last, id) = match plan.closing() {
        Some(closing) => (closing.eta.end, format!(" ({})", closing.id)),
        None => (calendar::workday(calendar::plus(built.eta.end, 90)), String::new()),
    };
    let migration = fact
        .migration
        .as_deref()
        .or(capabilities::entry(draft, fact).map(|entry| entry.migration.as_str()))
        .unwrap_or_default();
    let then = last_step(migration).map_or_else(|| "then removed".to_owned(), |step| format!("then: {step}"));
    Some(format!(
        "Old copies of {}: no new callers from {} ({}), no internal calls by {last}{id}, {then}",
        fact.name, built.eta.end, built.id
    ))
}

/// What a migration says of deprecation, without its number and label.
fn last_step(migration: &str) -> Option<&str> {
    let clauses = migration.split(';').flat_map(|part| part.split(". "));
    let clause = clauses.filter(|clause| text::has_any(clause, &["deprecat*"])).last()?.trim();
    let clause = clause.trim_end_matches('.');
    let step = clause
        .split_once(['-', ':'])
        .filter(|(label, _)| text::has_any(label, &["deprecation"]) && label.split_whitespace().count() <= 2);
    let step = step.map_or(clause, |(_, step)| step).trim();
    (!step.is_empty()).then_some(step)
}

/// Who hears of what, when and how.
fn communications(draft: &Draft<'_>, plan: &Plan<'_>) -> Vec<String> {
    let brief = draft.brief;
    let Some(speaker) = draft.decider() else { return Vec::new() };
    let people = |decides: bool| -> Vec<&str> {
        brief
            .people
            .iter()
            .filter(|person| person.decides == decides && person.name != speaker)
            .map(|person| person.name.as_str())
            .collect()
    };
    let mut items = Vec::new();
    let deciders = people(true);
    let week = calendar::workday(calendar::plus(draft.as_of(), 7));
    let status = calendar::first_monday_of_a_month(calendar::plus(week, 7));
    if !deciders.is_empty() {
        items.push(format!(
            "{}: decision meeting on this plan by {week}, then a written status on the first Monday of each month from \
             {status} (limits against triggers, milestones against dates, assumptions still open), by {speaker}",
            listed(&deciders)
        ));
    } else {
        items.push(format!(
            "All owners named here: written status by {speaker} on the first Monday of each month from {status} \
             (limits against triggers, milestones against dates)"
        ));
    }
    let others = people(false);
    if !others.is_empty() {
        items.push(format!(
            "{}: this plan by e-mail by {week}, the same status from {status}, by {speaker}",
            listed(&others)
        ));
    }
    let drafts: Vec<String> = plan
        .milestones
        .iter()
        .filter_map(|milestone| milestone.capability.map(|fact| (fact, milestone.eta.start)))
        .map(|(fact, start)| format!("{} {}", fact.name, review(start, draft.as_of())))
        .collect();
    if !drafts.is_empty() {
        let mut consumers: Vec<&str> = Vec::new();
        for name in brief.capabilities.iter().flat_map(|fact| &fact.consumers) {
            if !consumers.iter().any(|known| text::same_name(known, name)) {
                consumers.push(name);
            }
        }
        let by = draft.area("capabilities").unwrap_or(speaker);
        // Modules read no mail; those who answer for them do.
        let modules = text::has_any(&brief.answer_text("consumers"), &["modules"]);
        items.push(format!(
            "{}{}: contract drafts as pull requests 10 working days before each build starts ({}), by {by}",
            if modules { "Engineers of " } else { "" },
            listed(&consumers),
            drafts.join(", ")
        ));
    }
    let mut judged: Vec<String> = brief.success.iter().map(|one| one.by.to_string()).collect();
    judged.sort();
    judged.dedup();
    if !judged.is_empty() {
        items.push(format!(
            "All stakeholders of section 1: result of the success measures in writing on {}, by {speaker}",
            listed(&judged)
        ));
    }
    items
}

/// Two weeks before a start, not before the plan.
fn review(start: Date, as_of: Date) -> Date {
    calendar::workday(calendar::plus(start, -14).max(as_of))
}

fn notes(plan: &Plan<'_>) -> String {
    if plan.milestones.is_empty() {
        return String::new();
    }
    let mut notes = vec![format!(
        "Each milestone is as long as the upper end of its effort or lead time ({}). The milestone of a capability \
         ends with its first consumer in production. A score says what is worth most for its effort; the order \
         follows deadlines and dependencies.",
        plan.id
    )];
    notes.push(
        "Points from 1 to 5: impact by the date of a limit and the number of consumers, risk by how soon work has to \
         start and by the pains it answers, effort by the upper end of the length."
            .to_owned(),
    );
    for pause in plan.pauses.iter().filter(|pause| !pause.closed) {
        notes.push(format!(
            "The brief restricts changes from {} to {}; see the rollout of the milestones concerned.",
            pause.days.start, pause.days.end
        ));
    }
    notes.join("\n\n")
}
