//! Section 4: the doomsday clock and what follows from it.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::clock::Outlook;
use super::words::{self, counted, listed, option, put, row, sentence};
use super::{Arguments, Assumed, Draft};
use crate::skills::platform_infrastructure::brief::{LaunchFact, MeasurementFact};

/// How many of the nearest limits are told as risks.
const NEAREST: usize = 3;

/// The arguments of the step.
pub(super) fn arguments(draft: &mut Draft<'_>, outlooks: &[Outlook<'_>]) -> Arguments {
    let mut arguments = words::arguments();
    let margin = assume_margin(draft, outlooks);
    let rows: Vec<Json> = outlooks.iter().map(|outlook| limit(draft, outlook)).collect();
    put(&mut arguments, "limits", rows);
    put(&mut arguments, "growth", outlooks.iter().map(growth).collect::<Vec<_>>());
    put(&mut arguments, "risks", outlooks.iter().filter_map(nearness).take(NEAREST).collect::<Vec<_>>());
    put(&mut arguments, "projects", projects(outlooks).iter().map(|project| project.row()).collect::<Vec<_>>());
    put(&mut arguments, "freeze_policy", draft.brief.freeze_policy.clone().unwrap_or_default());
    put(&mut arguments, "measurements", outlooks.iter().flat_map(measurements).collect::<Vec<_>>());
    put(&mut arguments, "launches", outlooks.iter().flat_map(launches).collect::<Vec<_>>());
    put(&mut arguments, "notes", notes(draft, &margin));
    arguments
}

fn assume_margin(draft: &mut Draft<'_>, outlooks: &[Outlook<'_>]) -> String {
    let computed = outlooks.iter().filter(|outlook| outlook.trigger.is_some()).count();
    if computed == 0 {
        return String::new();
    }
    let confirm = draft.confirms("scaling");
    draft.assume(Assumed {
        about: "when triggers fire".to_owned(),
        text: format!(
            "{} the longest lead time plus 25 % before the hard limit is reached at the stated growth, or earlier where \
             the component degrades before its limit; values are rounded to the safe side",
            if computed == 1 {
                "The trigger of section 4 fires".to_owned()
            } else {
                format!("The {} of section 4 fire", counted(computed, "trigger"))
            }
        ),
        options: vec![
            "longest lead time plus 25 %, or where it degrades".to_owned(),
            "longest lead time alone".to_owned(),
            "longest lead time plus 50 %".to_owned(),
        ],
        confidence: "medium".to_owned(),
        confirm,
        source: "computed from current value, hard limit, growth and lead time of each limit; margin and \
            where it degrades: practice estimate"
            .to_owned(),
    })
}

fn limit(draft: &mut Draft<'_>, outlook: &Outlook<'_>) -> Json {
    let fact = outlook.fact;
    let id = assume_entry(draft, outlook);
    let marked =
        |text: &str, stated: bool| if stated || id.is_empty() { text.to_owned() } else { format!("{text} ({id})") };
    let metric = match (&fact.metric, outlook.entry) {
        (Some(metric), _) => metric.clone(),
        (None, Some(entry)) => {
            marked(&format!("{}, or: {}", code(&entry.metric), entry.measure.trim_end_matches('.')), false)
        }
        (None, None) => String::new(),
    };
    row([
        ("component", &fact.component),
        ("metric", &metric),
        ("current", &fact.current),
        ("trigger", &outlook.threshold().unwrap_or_default()),
        (
            "lead_time",
            &marked(outlook.lead_time.unwrap_or_default(), fact.lead_time.is_some() || outlook.lead_time.is_none()),
        ),
        // Without a mark: other tables name the project by these words.
        ("project", outlook.project.unwrap_or_default()),
        ("owner", outlook.owner.unwrap_or_default()),
    ])
}

/// A metric as the monitoring spells it.
fn code(metric: &str) -> String {
    if metric.contains('`') || !metric.contains(['(', '_', '{']) { metric.to_owned() } else { format!("`{metric}`") }
}

fn assume_entry(draft: &mut Draft<'_>, outlook: &Outlook<'_>) -> String {
    let (fact, Some(entry)) = (outlook.fact, outlook.entry) else { return String::new() };
    let open: Vec<(&str, String)> = [
        (fact.metric.is_none(), "the metric", "the one that is usual for it".to_owned()),
        (fact.lead_time.is_none(), "the lead time", entry.lead_time.clone()),
        (fact.project.is_none(), "the project", format!("\"{}\"", entry.mitigation)),
    ]
    .into_iter()
    .filter_map(|(open, what, assumed)| open.then_some((what, assumed)))
    .collect();
    if open.is_empty() {
        return String::new();
    }
    let (what, assumed): (Vec<&str>, Vec<String>) = open.into_iter().unzip();
    let options = match (fact.project.is_none(), fact.lead_time.is_none()) {
        (true, _) => vec![
            entry.mitigation.clone(),
            format!("buy room first by raising the limit of {}", fact.component),
            "accept the limit and shed load when the trigger fires".to_owned(),
        ],
        (false, true) => vec![
            entry.lead_time.clone(),
            "the time of the last comparable change".to_owned(),
            "twice as long, for the first time".to_owned(),
        ],
        (false, false) => {
            vec!["the usual metric".to_owned(), "the figure behind the stated current value".to_owned()]
        }
    };
    let confirm = fact.owner.clone().or_else(|| draft.confirms("scaling"));
    draft.assume(Assumed {
        about: format!("{} on {}", if fact.project.is_none() { "the work" } else { "the figures" }, fact.component),
        text: format!("The brief leaves {} for {} open, assumed: {}", listed(&what), fact.component, listed(&assumed)),
        options: options.iter().map(|one| option(one)).collect(),
        confidence: entry.confidence.clone(),
        confirm,
        source: format!("groundplan catalogue, limits/{}: {}", entry.key, entry.source),
    })
}

fn growth(outlook: &Outlook<'_>) -> Json {
    let fact = outlook.fact;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    row([
        ("component", &fact.component),
        ("limit", &text(&fact.limit)),
        ("growth", &text(&fact.growth)),
        ("basis", &text(&fact.basis)),
        ("keeps", &text(&fact.must_keep)),
    ])
}

fn measurements(outlook: &Outlook<'_>) -> Vec<Json> {
    let fact = outlook.fact;
    let one = |one: &MeasurementFact| {
        row([("component", &fact.component), ("measured", &one.date.to_string()), ("value", &one.value)])
    };
    fact.measurements.iter().map(one).collect()
}

fn launches(outlook: &Outlook<'_>) -> Vec<Json> {
    let fact = outlook.fact;
    let one = |one: &LaunchFact| {
        row([("component", &fact.component), ("date", &one.date.to_string()), ("effect", &one.effect)])
    };
    fact.launches.iter().map(one).collect()
}

/// When a limit is reached, and when the work that moves it must begin.
fn nearness(outlook: &Outlook<'_>) -> Option<String> {
    let fact = outlook.fact;
    let (limit, growth, date) = (fact.limit.as_deref()?, outlook.moved_by()?, outlook.limit_date?);
    let begin = match (outlook.project, outlook.lead_time, outlook.latest_start) {
        (Some(project), Some(lead), Some(latest)) => {
            format!("; \"{project}\" takes {lead}, and its latest safe start is {latest}")
        }
        _ => String::new(),
    };
    let before = outlook.entry.map(|entry| format!(" {}", sentence(&entry.hurts_before))).unwrap_or_default();
    Some(format!("{}: at {growth} the hard limit of {limit} is reached on {date}{begin}.{before}", fact.component))
}

/// A scaling project with all the limits it moves.
pub(super) struct Project<'o, 'b> {
    pub name: &'b str,
    pub moves: Vec<&'o Outlook<'b>>,
}

/// The projects, the one that has to begin first at the front.
pub(super) fn projects<'o, 'b>(outlooks: &'o [Outlook<'b>]) -> Vec<Project<'o, 'b>> {
    let mut projects: Vec<Project<'o, 'b>> = Vec::new();
    for outlook in outlooks {
        let Some(name) = outlook.project else { continue };
        match projects.iter_mut().find(|project| project.name == name) {
            Some(project) => project.moves.push(outlook),
            None => projects.push(Project { name, moves: vec![outlook] }),
        }
    }
    projects.sort_by_key(|project| (project.start_by().is_none(), project.latest_start(), project.start_by()));
    projects
}

impl Project<'_, '_> {
    /// The day by which it starts, for the most urgent of its limits.
    pub fn start_by(&self) -> Option<jiff::civil::Date> {
        self.moves.iter().filter_map(|outlook| outlook.start_by).min()
    }

    /// The last day on which it may start to be done in time.
    pub fn latest_start(&self) -> Option<jiff::civil::Date> {
        self.moves.iter().filter_map(|outlook| outlook.latest_start).min()
    }

    /// The limit for which it has to start first.
    fn urgent(&self) -> Option<&Outlook<'_>> {
        self.moves.iter().copied().min_by_key(|outlook| (outlook.latest_start.is_none(), outlook.latest_start))
    }

    /// From start to production in days, lower and upper end: the longest of its limits.
    pub fn length(&self) -> Option<(i64, i64)> {
        let leads: BTreeSet<(i64, i64)> =
            self.moves.iter().filter_map(|outlook| outlook.lead.map(|(low, high)| (high, low))).collect();
        leads.last().map(|(high, low)| (*low, *high))
    }

    fn row(&self) -> Json {
        let relieves: Vec<&str> = self.moves.iter().map(|outlook| outlook.fact.component.as_str()).collect();
        row([
            ("project", self.name),
            ("relieves", &relieves.join(", ")),
            ("start_by", &self.start_by().map(|date| date.to_string()).unwrap_or_default()),
            ("reason", &self.urgent().and_then(reason).unwrap_or_default()),
        ])
    }
}

fn reason(outlook: &Outlook<'_>) -> Option<String> {
    let (trigger, fires, limit) = (outlook.threshold()?, outlook.trigger_date?, outlook.limit_date?);
    let (latest, lead) = (outlook.latest_start?, outlook.lead_time?);
    Some(format!(
        "Trigger {trigger} fires on {fires}; the hard limit follows on {limit}, and with {lead} of lead time the \
         latest safe start is {latest}"
    ))
}

fn notes(draft: &Draft<'_>, margin: &str) -> String {
    let mut notes = Vec::new();
    if !margin.is_empty() {
        notes.push(format!(
            "Dates follow from current value, growth and hard limit as of {}. A trigger fires at least the longest lead \
             time plus 25 % before the limit, and earlier where the component degrades sooner ({margin}). A project starts on \
             its date in section 7, at once if its trigger fires earlier, and no later than its latest safe start, which leaves the \
             lead time that nine in ten projects keep.",
            draft.as_of()
        ));
    }
    let bottlenecks = draft.brief.answer_items("bottlenecks");
    if !bottlenecks.is_empty() {
        let items: Vec<String> = bottlenecks.iter().map(|item| format!("- {item}")).collect();
        notes.push(format!("What slows or breaks first, as stated:\n\n{}", items.join("\n")));
    }
    notes.join("\n\n")
}
