//! Section 8: risks, open questions, next steps.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value as Json;

use super::clock::Outlook;
use super::plan::{Milestone, Plan, needed_by};
use super::words::{self, listed, option, put, row};
use super::{Arguments, Draft, calendar};
use crate::quantity::date::find_dates;
use crate::skill::Question;
use crate::skill::workflow::unlocked;
use crate::skills::platform_infrastructure::DEFINITION;
use crate::text;

/// The arguments of the step. What follows from assumptions is made last, when all are known.
pub(super) fn arguments(draft: &Draft<'_>, outlooks: &[Outlook<'_>], plan: &Plan<'_>) -> Arguments {
    let mut arguments = words::arguments();
    put(&mut arguments, "risks", risks(draft, outlooks, plan));
    put(&mut arguments, "questions", questions(draft, outlooks));
    put(&mut arguments, "steps", steps(draft, outlooks, plan));
    let stated = draft.brief.answer_items("reliability-risks");
    if !stated.is_empty() {
        let items: Vec<String> = stated.iter().map(|item| format!("- {item}")).collect();
        put(&mut arguments, "notes", format!("Reliability risks named in the intake:\n\n{}", items.join("\n")));
    }
    arguments
}

fn risks(draft: &Draft<'_>, outlooks: &[Outlook<'_>], plan: &Plan<'_>) -> Vec<Json> {
    let mut rows: Vec<Json> = draft
        .brief
        .risks
        .iter()
        .map(|fact| {
            row([
                ("risk", &fact.risk),
                ("likelihood", &fact.likelihood),
                ("impact", &fact.impact),
                ("mitigation", &fact.mitigation),
                ("owner", &fact.owner),
            ])
        })
        .collect();
    rows.extend(nearest_limit(draft, outlooks, plan));
    rows.extend(fixed_dates(draft, plan));
    rows.extend(longer_than_planned(draft, plan).or_else(|| weakest_assumption(draft)));
    rows
}

/// The limit that is reached first, unless the brief names a risk about it.
fn nearest_limit(draft: &Draft<'_>, outlooks: &[Outlook<'_>], plan: &Plan<'_>) -> Option<Json> {
    let told =
        |outlook: &Outlook<'_>| draft.brief.risks.iter().any(|fact| speaks_of(&fact.risk, &outlook.fact.component));
    let outlook = outlooks.iter().filter(|outlook| outlook.limit_date.is_some()).find(|outlook| !told(outlook))?;
    let (fact, date) = (outlook.fact, outlook.limit_date?);
    let limit = fact.limit.as_deref()?;
    let milestone = plan.moves(&fact.component);
    let left = milestone.map_or(0, |milestone| calendar::until(milestone.eta.end, date));
    let likelihood = match (milestone, left) {
        // Beyond the plan, and its trigger is watched.
        (None, _) => "low",
        (Some(_), ..=28) => "high",
        (Some(_), 29..=91) => "medium",
        (Some(_), _) => "low",
    };
    let trigger = outlook.threshold().map(|trigger| format!("alert at {trigger}; ")).unwrap_or_default();
    let work = match (milestone, outlook.project) {
        (Some(milestone), _) => {
            format!("{} {} ends by {}, {left} days before the limit; ", milestone.id, milestone.name, milestone.eta.end)
        }
        (None, Some(project)) => format!("\"{project}\" starts when the trigger fires; "),
        (None, None) => String::new(),
    };
    let freeze = if draft.brief.freeze_policy.is_some() {
        ", and the freeze policy of section 4 applies at the trigger"
    } else {
        ""
    };
    let mitigation = format!(
        "{}growth is compared with the clock each month{freeze}",
        words::upper_first(&format!("{trigger}{work}"))
    );
    Some(row([
        (
            "risk",
            &format!(
                "{} {} faster than {} and reaches {limit} before {date}",
                fact.component,
                if outlook.rising { "grows" } else { "falls" },
                fact.growth.as_deref().map_or("stated", |growth| growth.trim_start_matches(['+', '-', ' ']))
            ),
        ),
        ("likelihood", likelihood),
        ("impact", "high"),
        ("mitigation", &mitigation),
        ("owner", outlook.owner.unwrap_or_default()),
    ]))
}

/// Whether a risk is about a limit: it shares two words with the component.
fn speaks_of(risk: &str, component: &str) -> bool {
    let words = text::key(component);
    words.split(' ').filter(|word| word.len() > 2 && text::mentions(risk, word)).count() >= 2
}

/// The dates of the brief that come before the last consumers have moved.
fn fixed_dates(draft: &Draft<'_>, plan: &Plan<'_>) -> Option<Json> {
    let closing = plan.closing()?;
    let mut known: Vec<Date> = Vec::new();
    let mut told: Vec<String> = Vec::new();
    for milestone in &plan.milestones {
        let Some(fact) = milestone.capability else { continue };
        let Some(date) = needed_by(draft, &fact.name).filter(|date| *date < closing.eta.end) else { continue };
        known.push(date);
        let first = if milestone.eta.end <= date { "its first consumer" } else { "no consumer yet" };
        told.push(format!("{} is needed by {date} and has {first} then ({})", fact.name, milestone.id));
    }
    for fact in draft.brief.capabilities.iter().filter(|fact| plan.builds(&fact.name).is_some()) {
        let stated = find_dates(fact.migration.as_deref().unwrap_or_default());
        let last = stated.into_iter().map(|(_, date)| date).max();
        if let Some(last) = last.filter(|last| *last < closing.eta.end && !known.contains(last)) {
            told.push(format!("the migration of {} is stated to end on {last}", fact.name));
        }
    }
    let horizon = draft.brief.answer_text("horizon");
    for clause in fixed_clauses(&horizon) {
        let dates: Vec<Date> = find_dates(clause).into_iter().map(|(_, date)| date).collect();
        let before = |date: &Date| *date > draft.as_of() && *date < closing.eta.end;
        if dates.iter().any(before) && !dates.iter().any(|date| known.contains(date)) {
            told.push(clause.to_owned());
            known.extend(dates);
        }
    }
    if told.is_empty() {
        return None;
    }
    let due = calendar::workday(calendar::plus(draft.as_of(), 14));
    Some(row([
        (
            "risk",
            &format!(
                "Fixed dates come before the last consumers have moved ({} {}, {}): {}",
                closing.id,
                closing.name,
                closing.eta,
                told.join("; ")
            ),
        ),
        ("likelihood", "high"),
        ("impact", "high"),
        (
            "mitigation",
            &format!(
                "Decided by {due} for each date: either the consumers that it needs move ahead of {}, or those who rely on \
                 the date are told what will not be done by then",
                closing.id
            ),
        ),
        ("owner", draft.decider().unwrap_or_default()),
    ]))
}

/// The clauses in which a horizon names fixed dates: `Fixed dates: assessment from 2027-03-08; report on 2027-03-31.`
fn fixed_clauses(horizon: &str) -> Vec<&str> {
    let named = |sentence: &&str| text::has_any(sentence, &["fixed dates", "hard dates"]);
    let sentences = horizon.split(". ").filter(named).filter_map(|sentence| Some(sentence.split_once(':')?.1));
    sentences.flat_map(|dates| dates.split(';')).map(|clause| clause.trim().trim_end_matches('.')).collect()
}

/// The plan's own weakest point: how long its milestones take.
fn longer_than_planned(draft: &Draft<'_>, plan: &Plan<'_>) -> Option<Json> {
    let gives_way = plan.milestones.iter().rev().find(|milestone| milestone.capability.is_some())?;
    let due = calendar::workday(calendar::plus(draft.as_of(), 14));
    Some(row([
        ("risk", &format!("Milestones take longer than planned ({})", plan.id)),
        ("likelihood", "medium"),
        ("impact", "medium"),
        (
            "mitigation",
            &format!(
                "Owners confirm or correct the lengths of their milestones by {due}; the monthly status compares \
                 ends with section 7, and {} {} is postponed before any work on a limit is",
                gives_way.id, gives_way.name
            ),
        ),
        ("owner", draft.decider().unwrap_or_default()),
    ]))
}

/// The first assumption of the lowest confidence.
fn weakest_assumption(draft: &Draft<'_>) -> Option<Json> {
    let (at, one) = ["low", "medium"]
        .iter()
        .find_map(|level| draft.assumed.iter().enumerate().find(|(_, one)| one.confidence == *level))?;
    let due = calendar::workday(calendar::plus(draft.as_of(), 14));
    let likelihood = if one.confidence == "low" { "medium" } else { "low" };
    let risk = format!("Assumption {} ({}) does not hold", draft.id(at), one.about);
    let mitigation = format!(
        "Confirmed or replaced by one of its options by {due}; only the cells that cite {} change with it",
        draft.id(at)
    );
    Some(row([
        ("risk", &risk),
        ("likelihood", likelihood),
        ("impact", "medium"),
        ("mitigation", &mitigation),
        ("owner", one.confirm.as_deref().unwrap_or_default()),
    ]))
}

fn questions(draft: &Draft<'_>, outlooks: &[Outlook<'_>]) -> Vec<Json> {
    let stated = draft.brief.questions.iter().map(|fact| {
        row([
            ("question", &fact.question),
            ("blocks", &fact.blocks),
            ("owner", &fact.owner),
            ("due", &fact.due.to_string()),
        ])
    });
    let due = calendar::workday(calendar::plus(draft.as_of(), 14)).to_string();
    let owner = draft.decider().unwrap_or_default();
    let open = unanswered(draft).map(|question| {
        row([
            ("question", question.text),
            ("blocks", &unlocked(&DEFINITION, question)),
            ("owner", owner),
            ("due", &due),
        ])
    });
    let numbers = outlooks.iter().filter_map(|outlook| {
        let (question, blocks) = missing_number(outlook)?;
        Some(row([
            ("question", &question),
            ("blocks", &blocks),
            ("owner", outlook.owner.unwrap_or(owner)),
            ("due", &due),
        ]))
    });
    stated.chain(numbers).chain(open).collect()
}

/// The number without which a limit has no date.
fn missing_number(outlook: &Outlook<'_>) -> Option<(String, String)> {
    let fact = outlook.fact;
    let missing: Vec<&str> = [
        (fact.limit.is_none(), "the hard limit"),
        (fact.growth.is_none(), "the growth per month"),
        (outlook.lead_time.is_none(), "the time from decision to production"),
    ]
    .into_iter()
    .filter_map(|(open, what)| open.then_some(what))
    .collect();
    if missing.is_empty() {
        return None;
    }
    let known = match (&fact.limit, outlook.entry) {
        (None, Some(entry)) => format!("; known of such limits: {}", option(&entry.hard_limit)),
        _ => String::new(),
    };
    Some((
        format!("What {} {} of {}?", if missing.len() == 1 { "is" } else { "are" }, listed(&missing), fact.component),
        format!("Trigger and dates of {}{known}", fact.component),
    ))
}

/// The questions of the intake without an answer. Whether pages must be found is settled where the brief has rules.
fn unanswered(draft: &Draft<'_>) -> impl Iterator<Item = &'static Question> {
    let settled = |question: &Question| question.web_only && draft.brief.web.is_some();
    DEFINITION.questions.iter().filter(move |question| draft.brief.answer(question.id).is_none() && !settled(question))
}

fn steps(draft: &Draft<'_>, outlooks: &[Outlook<'_>], plan: &Plan<'_>) -> Vec<Json> {
    let mut steps: Vec<(Date, String, String)> = Vec::new();
    let in_days = |days| calendar::workday(calendar::plus(draft.as_of(), days));
    if let Some(decider) = draft.decider() {
        steps.push((in_days(7), "Accept this plan or say what changes in it".to_owned(), decider.to_owned()));
    }
    if let Some(first) = plan.milestones.first() {
        let due = calendar::workday(calendar::plus(first.eta.start, 4));
        steps.push((
            due,
            format!("Begin {} {}: name the people, open the work items, book the tests", first.id, first.name),
            first.owner.unwrap_or_default().to_owned(),
        ));
    }
    for (person, ids) in by_person(draft) {
        steps.push((in_days(14), format!("Confirm {}, or choose another option", listed(&ids)), person));
    }
    if let Some(question) = draft.brief.questions.iter().min_by_key(|question| question.due) {
        let step = format!("Answer: {}", question.question);
        steps.push((question.due, step, question.owner.clone()));
    }
    if let Some((milestone, latest)) = first_move(outlooks, plan) {
        steps.push((
            milestone.eta.start,
            format!("Start {} {} as planned; latest safe start is {latest}", milestone.id, milestone.name),
            milestone.owner.unwrap_or_default().to_owned(),
        ));
    }
    steps.sort_by_key(|(due, ..)| *due);
    steps.iter().map(|(due, step, owner)| row([("step", step), ("owner", owner), ("due", &due.to_string())])).collect()
}

/// The work on a limit that has to start first, with the last day on which it safely can; none where that work is the
/// first of the plan or starts too late, which the gate says.
fn first_move<'p, 'b>(outlooks: &[Outlook<'_>], plan: &'p Plan<'b>) -> Option<(&'p Milestone<'b>, Date)> {
    let moves = plan.milestones.iter().skip(1).filter_map(|milestone| {
        let of = |outlook: &&Outlook<'_>| milestone.limits.contains(&outlook.fact.component.as_str());
        Some((milestone, outlooks.iter().filter(of).filter_map(|outlook| outlook.latest_start).min()?))
    });
    moves.min_by_key(|(_, latest)| *latest).filter(|(milestone, latest)| milestone.eta.start <= *latest)
}

/// The assumptions each person can confirm, in the order of the table, each with what it is about.
fn by_person(draft: &Draft<'_>) -> Vec<(String, Vec<String>)> {
    let mut order: Vec<&str> = Vec::new();
    let mut ids: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (index, one) in draft.assumed.iter().enumerate() {
        let Some(person) = one.confirm.as_deref() else { continue };
        if !order.contains(&person) {
            order.push(person);
        }
        ids.entry(person).or_default().push(format!("{} ({})", draft.id(index), one.about));
    }
    order.into_iter().filter_map(|person| Some((person.to_owned(), ids.remove(person)?))).collect()
}
