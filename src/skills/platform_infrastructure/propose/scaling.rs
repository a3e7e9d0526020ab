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
        text: format!(
            "{} on the clock {} the upper lead time plus 25 % before the hard limit, at the stated growth, or from where \
             the component hurts if that comes first, rounded away from the limit",
            if computed == 1 { "The trigger".to_owned() } else { format!("All {}", counted(computed, "trigger")) },
            if computed == 1 { "fires" } else { "fire" }
        ),
        options: vec![
            "upper lead time plus 25 %, or where it hurts".to_owned(),
            "upper lead time alone".to_owned(),
            "upper lead time plus 50 %".to_owned(),
        ],
        confidence: "medium".to_owned(),
        confirm,
        source: "computed from current value, hard limit, growth and lead time of each limit; margin and \
            where it hurts: practice estimate"
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
    let mut parts: Vec<String> = Vec::new();
    if fact.metric.is_none() {
        parts.push("read by the catalogue's metric".to_owned());
    }
    if fact.lead_time.is_none() {
        parts.push(format!("moved within {}", entry.lead_time));
    }
    if fact.project.is_none() {
        parts.push(format!("moved by the project \"{}\"", entry.mitigation));
    }
    if parts.is_empty() {
        return String::new();
    }
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
            vec!["the catalogue's metric".to_owned(), "the figure behind the stated current value".to_owned()]
        }
    };
    let confirm = fact.owner.clone().or_else(|| draft.confirms("scaling"));
    draft.assume(Assumed {
        text: format!("The limit of {} is {}", fact.component, listed(&parts)),
        options: options.iter().map(|one| option(one)).collect(),
        confidence: entry.confidence.clone(),
        confirm,
        source: format!("catalogue limits, {}: {}", entry.key, entry.source),
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
            format!("; \"{project}\" takes {lead}, so that its latest safe start is {latest}")
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
            "Dates follow from current value, growth and hard limit as of {}. A trigger leaves the upper lead time \
             plus 25 %, and more where the component hurts before ({margin}). A project starts when its trigger fires, and no later than the hard limit less \
             the lead time that nine in ten do not exceed.",
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
