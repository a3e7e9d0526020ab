//! What is left open when a model has done what it could, as open questions of the pack: what is still wrong, and figures
//! that nobody stated.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde_json::{Map, Value as Json, json};

use super::grounding::{Figure, Stated};
use super::{Journal, Judged, Outcome, Task};
use crate::finding::{Finding, Severity};
use crate::pack::Pack;
use crate::skill::{Definition, input};
use crate::skills::shared::Risks;
use crate::text::{counted, same_name};

/// Days from the facts to the answer.
const ANSWERED_IN: i64 = 14;

/// How many rows or figures a question names.
const NAMED: usize = 8;

/// A question for a person.
struct Open {
    section: String,
    question: String,
    blocks: String,
}

/// What came of a journal: its pack with the questions that it leaves.
pub(super) fn settle(task: &Task, floor: &Judged, journal: &Journal) -> Outcome {
    let definition = task.skill.definition();
    let drafted = Judged::of(definition, journal.best.pack.clone(), task.on());
    let stated = Stated::of(&task.brief, definition, &floor.pack);
    let figures = stated.unstated(definition, floor, &drafted);
    let mut open = errors(definition, journal, &drafted);
    open.extend(in_vain(task, journal));
    open.extend(unstated(definition, &figures));
    let (mut now, mut opened, mut unopened) = (drafted, Vec::new(), Vec::new());
    for one in open {
        if asked(&now.pack).any(|known| same_name(known, &one.question)) {
            continue;
        }
        let with = with(task, &now.pack, &one).map(|pack| Judged::of(definition, pack, task.on()));
        match with.filter(|with| !is_worse(with, &now, floor)) {
            Some(with) => {
                now = with;
                opened.push(one.question);
            }
            None => unopened.push(one.question),
        }
    }
    Outcome { without: floor.standing.clone(), with: now.standing, pack: now.pack, figures, opened, unopened }
}

/// Whether a question does harm: a new error, a pack that no longer passes, or one worse than without a model.
fn is_worse(with: &Judged, now: &Judged, floor: &Judged) -> bool {
    with.standing.errors > now.standing.errors
        || (now.standing.passed && !with.standing.passed)
        || (now.standing >= floor.standing && with.standing < floor.standing)
}

/// What is still wrong in the sections of the steps that are done: for each rule and column one question.
fn errors(definition: &'static Definition, journal: &Journal, drafted: &Judged) -> Vec<Open> {
    let mut groups: BTreeMap<(usize, &str, &str, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in drafted.report.findings.iter().filter(|one| one.severity == Severity::Error) {
        let at = &finding.location;
        let step = definition.steps.iter().find(|step| step.sections.contains(&at.section.as_str()));
        if step.is_some_and(|step| journal.has(step.tool, 1)) {
            let order = definition.standard.sections.iter().position(|spec| spec.key == at.section);
            groups.entry((order.unwrap_or_default(), &at.field, &at.column, finding.rule)).or_default().push(finding);
        }
    }
    groups.into_values().filter_map(|findings| wrong(definition, &findings)).collect()
}

/// The question behind findings of one rule in one column.
fn wrong(definition: &'static Definition, findings: &[&Finding]) -> Option<Open> {
    let first = findings.first()?;
    let at = &first.location;
    let spec = definition.standard.section(&at.section)?;
    let field = spec.field(&at.field);
    let column = spec.table(&at.field).and_then(|table| table.column(&at.column));
    let label = column.map(|column| column.header).or(field.map(|field| field.label)).unwrap_or(spec.title);
    let rows: Vec<&str> = findings.iter().map(|one| one.location.row_name.as_str()).filter(|n| !n.is_empty()).collect();
    let of = if rows.is_empty() { String::new() } else { format!(" of {}", named(&rows)) };
    let beneath = field.map(|field| format!(", {}", field.label)).unwrap_or_default();
    Some(Open {
        section: at.section.clone(),
        question: format!("What holds for \"{label}\"{of}?"),
        blocks: format!("{}{beneath}: {} ({})", spec.title, first.message, first.rule),
    })
}

/// The steps of whose answers nothing could be taken.
fn in_vain(task: &Task, journal: &Journal) -> Vec<Open> {
    let definition = task.skill.definition();
    let steps = definition.steps.iter().filter(|step| {
        let mut done = journal.steps.iter().filter(|done| done.tool == step.tool).peekable();
        done.peek().is_some() && done.all(super::Done::is_in_vain)
    });
    let title = |section: &str| definition.standard.section(section).map_or("", |spec| spec.title);
    steps
        .map(|step| Open {
            section: task.section(step).to_owned(),
            question: format!("What is missing in \"{}\"?", title(task.section(step))),
            blocks: format!("{}, which says what follows from the brief alone", title(task.section(step))),
        })
        .collect()
}

/// The figures that nobody stated, in one question.
fn unstated(definition: &'static Definition, figures: &[Figure]) -> Option<Open> {
    let first = figures.first()?;
    let title = |one: &Figure| definition.standard.section(&one.section).map_or("", |spec| spec.title);
    let told: Vec<String> =
        figures.iter().take(NAMED).map(|one| format!("{} ({}, {})", one.text, title(one), one.label)).collect();
    let more = figures.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    Some(Open {
        section: first.section.clone(),
        question: format!("Who confirms {} that nobody has stated?", counted(figures.len(), "figure")),
        blocks: format!("{}{rest}", told.join("; ")),
    })
}

/// A pack with one more question.
fn with(task: &Task, pack: &Pack, open: &Open) -> Option<Pack> {
    let definition = task.skill.definition();
    let step = definition.steps.iter().find(|step| step.sections.contains(&Risks::KEY))?;
    let row = json!({
        "question": open.question,
        "blocks": open.blocks,
        "owner": task.skill.answerer(&task.brief, &open.section).unwrap_or_default(),
        "due": due(pack.as_of).to_string(),
    });
    let fields = Map::from_iter([("questions".to_owned(), json!([row]))]);
    let arguments = match step.sections.first() {
        Some(&Risks::KEY) => fields,
        _ => Map::from_iter([(Risks::KEY.to_owned(), Json::Object(fields))]),
    };
    input::apply(definition, step, pack, &arguments).ok()
}

fn asked(pack: &Pack) -> impl Iterator<Item = &str> {
    Risks::of(pack).questions().map(|row| row.question().text)
}

/// The working day by which questions are answered.
fn due(as_of: Date) -> Date {
    let day = as_of.checked_add(ANSWERED_IN.days()).unwrap_or(as_of);
    let ahead = match day.weekday() {
        Weekday::Saturday => 2,
        Weekday::Sunday => 1,
        _ => 0,
    };
    day.checked_add(ahead.days()).unwrap_or(day)
}

/// `"a", "b" and 3 more`.
fn named(names: &[&str]) -> String {
    let told: Vec<String> = names.iter().take(NAMED).map(|name| format!("\"{name}\"")).collect();
    let more = names.len().saturating_sub(NAMED);
    if more > 0 { format!("{} and {more} more", told.join(", ")) } else { told.join(", ") }
}
