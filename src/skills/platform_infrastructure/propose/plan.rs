//! What is done when: milestones from gaps, limits, capabilities and success measures, laid out on the calendar.
//!
//! Work that moves a limit is placed by its own deadline. Capabilities are built in the order of the dates on which the
//! brief needs them, then in the order of the brief, as few at once as the plan's end allows. Nobody answers for more
//! than two pieces of work at once, unless a deadline forces it.

use jiff::civil::Date;

use self::builds::builds;
pub(super) use self::builds::needed_by;
use self::layout::{AT_ONCE, Layout, Task};
use self::work::{baseline, closing, events, is_crawled, move_limit, web};
use super::calendar::{self, Pause};
use super::clock::Outlook;
use super::scaling::Project;
use super::{Assumed, Draft, instrumentation, rollout, scaling};
use crate::quantity::DateRange;
use crate::quantity::date::find_dates;
use crate::skills::platform_infrastructure::brief::CapabilityFact;

mod builds;
mod layout;
mod work;

/// A piece of work with its place on the calendar.
#[derive(Debug)]
pub(super) struct Milestone<'b> {
    /// `M3`.
    pub id: String,
    pub name: String,
    pub scope: String,
    pub acceptance: String,
    pub owner: Option<&'b str>,
    /// The milestones it waits for.
    pub after: Vec<String>,
    pub eta: DateRange,
    pub rollout: String,
    /// What makes it worth doing.
    pub points: Option<Points>,
    /// Whether it changes the system, rather than what is known of it.
    pub builds: bool,
    /// Whether it moves the last consumers and retires the old copies.
    pub closes: bool,
    /// The capability it builds.
    pub capability: Option<&'b CapabilityFact>,
    /// The limits it moves, by name.
    pub limits: Vec<&'b str>,
}

/// The factors of its priority, each 1 to 5, and its lead time as written.
#[derive(Debug, Clone)]
pub(super) struct Points {
    pub impact: u8,
    pub risk: u8,
    pub effort: u8,
    pub lead_time: String,
    pub lead_days: i64,
}

/// The milestones in the order of their start.
#[derive(Debug)]
pub(super) struct Plan<'b> {
    pub milestones: Vec<Milestone<'b>>,
    /// The assumption on lengths and order; blank where nothing was assumed.
    pub id: String,
    /// The day the plan ends, as far as the brief says.
    pub end: Option<Date>,
    /// What the brief says of days without work.
    pub pauses: Vec<Pause>,
}

impl Plan<'_> {
    /// The milestone that builds a capability.
    pub fn builds(&self, capability: &str) -> Option<&Milestone<'_>> {
        self.milestones.iter().find(|milestone| milestone.capability.is_some_and(|fact| fact.name == capability))
    }

    /// The milestone that moves the last consumers.
    pub fn closing(&self) -> Option<&Milestone<'_>> {
        self.milestones.iter().find(|milestone| milestone.closes)
    }

    /// The milestone that moves a limit.
    pub fn moves(&self, limit: &str) -> Option<&Milestone<'_>> {
        self.milestones.iter().find(|milestone| milestone.limits.contains(&limit))
    }
}

/// Lays out the work of a brief.
pub(super) fn plan<'b>(draft: &mut Draft<'b>, outlooks: &[Outlook<'b>]) -> Plan<'b> {
    let end = end(draft);
    let mut pauses: Vec<Pause> = ["horizon", "lead-times"]
        .iter()
        .map(|id| draft.brief.answer_text(id))
        .chain(draft.brief.risk_tolerance.clone())
        .flat_map(|text| calendar::pauses(&text))
        .collect();
    for freeze in &draft.brief.freezes {
        // What is stated as a freeze counts as that, and not as what a sentence says of the same days.
        let Ok(days) = DateRange::new(freeze.from, freeze.to) else { continue };
        pauses.retain(|pause| pause.days != days);
        let closed = freeze.stops.trim().eq_ignore_ascii_case("work");
        pauses.push(Pause { days, closed, no_rollouts: !closed });
    }
    let projects = scaling::projects(outlooks);
    let dated = |project: &Project<'_, '_>| project.length().is_some() && project.start_by().is_some();
    let (crawled, projects): (Vec<Project<'_, 'b>>, Vec<Project<'_, 'b>>) =
        projects.into_iter().partition(|project| is_crawled(draft, project));
    let (due, later): (Vec<Project<'_, 'b>>, Vec<Project<'_, 'b>>) = projects
        .into_iter()
        .partition(|project| dated(project) && project.start_by().is_none_or(|by| end.is_none_or(|end| by <= end)));
    let gaps = instrumentation::gaps(draft);
    let capacity = draft
        .brief
        .capacity
        .iter()
        .filter_map(|one| Some((one.owner.trim(), one.at_once.trim().parse().ok()?)))
        .collect();
    let mut layout = Layout {
        first: calendar::monday(draft.as_of()),
        as_of: draft.as_of(),
        end,
        pauses,
        capacity,
        tasks: Vec::new(),
    };

    let first = baseline(draft, outlooks, &gaps, &later).map(|task| layout.place_first(task));
    for project in &due {
        let task = move_limit(draft, project);
        layout.place_project(task, project, first);
    }
    for task in [events(draft, &gaps), web(draft, &crawled)].into_iter().flatten() {
        layout.place(task, first);
    }
    let closing = closing(draft);
    layout.place_capabilities(builds(draft), first, closing.as_ref().map_or(0, |task| task.days));
    if let Some(task) = closing {
        layout.place_closing(task);
    }
    let Layout { tasks, pauses, .. } = layout;
    let id = if tasks.is_empty() { String::new() } else { assume_lengths(draft, &tasks) };
    Plan { milestones: numbered(tasks, &pauses), id, end, pauses }
}

/// The day the plan ends: the decision's last date, else the last date on which success is judged, else the last date
/// of the horizon.
fn end(draft: &Draft<'_>) -> Option<Date> {
    let last = |text: &str| find_dates(text).into_iter().map(|(_, date)| date).max();
    let decided = draft.brief.decision.as_deref().and_then(last);
    let judged = draft.brief.success.iter().map(|one| one.by).max();
    let end = decided.or(judged).or_else(|| last(&draft.brief.answer_text("horizon")));
    end.filter(|end| *end > draft.as_of()).map(calendar::workday_before)
}

/// Numbers the tasks by their start and writes the stated pauses into their rollout.
fn numbered<'b>(tasks: Vec<Task<'b>>, pauses: &[Pause]) -> Vec<Milestone<'b>> {
    let mut order: Vec<usize> = (0..tasks.len()).collect();
    order.sort_by_key(|index| tasks[*index].eta.map(|eta| (eta.start, eta.end)));
    let number = |task: usize| {
        order.iter().position(|index| *index == task).map_or_else(String::new, |at| format!("M{}", at + 1))
    };
    let mut milestones: Vec<(usize, Milestone<'b>)> = tasks
        .into_iter()
        .enumerate()
        .filter_map(|(index, task)| {
            let eta = task.eta?;
            let mut after = task.after.clone();
            after.sort_by_key(|dependency| order.iter().position(|index| index == dependency));
            let rollout = format!("{}{}", task.rollout, rollout::pauses(pauses, eta));
            let milestone = Milestone {
                id: number(index),
                name: task.name,
                scope: task.scope,
                acceptance: task.acceptance,
                owner: task.owner,
                after: after.into_iter().map(number).collect(),
                eta,
                rollout,
                points: task.points,
                builds: task.builds,
                closes: task.closes,
                capability: task.capability,
                limits: task.limits,
            };
            Some((order.iter().position(|one| *one == index).unwrap_or(0), milestone))
        })
        .collect();
    milestones.sort_by_key(|(at, _)| *at);
    milestones.into_iter().map(|(_, milestone)| milestone).collect()
}

/// The assumption on whatever of lengths and order the brief does not say.
fn assume_lengths(draft: &mut Draft<'_>, tasks: &[Task<'_>]) -> String {
    let unstated: Vec<String> = tasks
        .iter()
        .filter(|task| {
            task.points.is_some() && !(task.builds && (task.capability.is_some() || !task.limits.is_empty()))
        })
        .map(|task| format!("\"{}\" takes {} weeks", task.name, task.days / 7))
        .collect();
    let mut parts = unstated;
    if tasks.iter().any(|task| task.capability.is_some()) {
        parts.push("as few capabilities are built at once as the end date allows".to_owned());
    }
    if tasks.iter().any(|task| !task.limits.is_empty()) {
        parts.push("work on a limit is done when the limit is a year further away".to_owned());
    }
    let stated = |owner: &str| draft.brief.capacity.iter().any(|one| one.owner.trim() == owner);
    if tasks.iter().any(|task| task.owner.is_none_or(|owner| !stated(owner))) {
        let who = if draft.brief.capacity.is_empty() { "nobody" } else { "nobody without a stated capacity" };
        parts.push(format!("{who} answers for more than {AT_ONCE} milestones at once unless a limit forces it"));
    }
    let confirm = draft.decider().map(str::to_owned);
    draft.assume(Assumed {
        about: "lengths and order of the milestones".to_owned(),
        text: format!("Where the brief states no lengths and no order of work: {}", parts.join("; ")),
        options: vec![
            "lengths and order as in section 7".to_owned(),
            "the first milestone in half the time, with one more engineer".to_owned(),
            "one piece of work at a time, and a later end date".to_owned(),
        ],
        confidence: "low".to_owned(),
        confirm,
        source: "computed from efforts, lead times, owners and dates of the brief; lengths it does not state: \
            practice estimate"
            .to_owned(),
    })
}
