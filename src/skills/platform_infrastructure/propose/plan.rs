//! What is done when: milestones from gaps, limits, capabilities and success measures, laid out on the calendar.
//!
//! Work that moves a limit is placed by its own deadline. Capabilities are built in the order of the dates on which the
//! brief needs them, then in the order of the brief, as few at once as the plan's end allows. Nobody answers for more than
//! two pieces of work at once, unless a deadline forces it.

use jiff::civil::Date;

use super::calendar::{self, Pause};
use super::clock::Outlook;
use super::instrumentation::Found;
use super::scaling::Project;
use super::words::{all_of, counted, first_clause, listed};
use super::{Assumed, Draft, capabilities, instrumentation, rollout, scaling};
use crate::engine::priority;
use crate::gate::text;
use crate::quantity::date::find_dates;
use crate::quantity::{DateRange, DurationRange};
use crate::skills::platform_infrastructure::brief::CapabilityFact;

/// How many pieces of work one person answers for at once.
const AT_ONCE: usize = 2;

/// How long before its deadline work on a limit begins at the earliest: a quarter. Earlier would be too early to know
/// whether the growth is real.
const AHEAD: i64 = 13 * 7;

/// The most capabilities built at once, however near the end is.
const LANES: usize = 4;

/// How long before its deadline work on a limit begins where its owner is not free earlier.
const SLACK: i64 = 4 * 7;

/// Days kept at the end of the plan for the last consumers and for judging the result.
const CLOSING: i64 = 4 * 7;

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
    /// What makes it worth doing; `None` for the closing one.
    pub points: Option<Points>,
    /// Whether it changes the system, rather than what is known of it.
    pub builds: bool,
    /// The capability it builds.
    pub capability: Option<&'b CapabilityFact>,
    /// The limits it moves, by name.
    pub limits: Vec<&'b str>,
}

/// The factors of its priority, each 1 to 5, and its lead time as written.
#[derive(Debug)]
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

    /// The milestone that moves a limit.
    pub fn moves(&self, limit: &str) -> Option<&Milestone<'_>> {
        self.milestones.iter().find(|milestone| milestone.limits.contains(&limit))
    }
}

/// A piece of work before it has a number.
struct Task<'b> {
    name: String,
    scope: String,
    acceptance: String,
    owner: Option<&'b str>,
    rollout: String,
    points: Option<Points>,
    builds: bool,
    capability: Option<&'b CapabilityFact>,
    limits: Vec<&'b str>,
    /// Days from start to the latest end.
    days: i64,
    after: Vec<usize>,
    eta: Option<DateRange>,
}

/// Lays out the work of a brief.
pub(super) fn plan<'b>(draft: &mut Draft<'b>, outlooks: &[Outlook<'b>]) -> Plan<'b> {
    let end = end(draft);
    let pauses: Vec<Pause> = ["horizon", "lead-times"]
        .iter()
        .map(|id| draft.brief.answer_text(id))
        .chain(draft.brief.risk_tolerance.clone())
        .flat_map(|text| calendar::pauses(&text))
        .collect();
    let projects = scaling::projects(outlooks);
    let dated = |project: &Project<'_, '_>| project.length().is_some() && project.start_by().is_some();
    let (crawled, projects): (Vec<Project<'_, 'b>>, Vec<Project<'_, 'b>>) =
        projects.into_iter().partition(|project| is_crawled(draft, project));
    let (due, later): (Vec<Project<'_, 'b>>, Vec<Project<'_, 'b>>) = projects
        .into_iter()
        .partition(|project| dated(project) && project.start_by().is_none_or(|by| end.is_none_or(|end| by <= end)));
    let gaps = instrumentation::gaps(draft);
    let mut layout =
        Layout { first: calendar::monday(draft.as_of()), as_of: draft.as_of(), end, pauses, tasks: Vec::new() };

    let first = baseline(draft, outlooks, &gaps, &later).map(|task| layout.place_first(task));
    for project in &due {
        let task = move_limit(draft, project);
        layout.place_project(task, project, first);
    }
    for task in [events(draft, &gaps), web(draft, &crawled)].into_iter().flatten() {
        layout.place(task, first);
    }
    layout.place_capabilities(builds(draft), first);
    if let Some(task) = closing(draft, end) {
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

/// The calendar while it is being filled.
struct Layout<'b> {
    /// The first Monday of the plan.
    first: Date,
    as_of: Date,
    end: Option<Date>,
    pauses: Vec<Pause>,
    tasks: Vec<Task<'b>>,
}

impl<'b> Layout<'b> {
    /// From a start so many days on, longer by the days on which nobody works.
    fn span(&self, start: Date, days: i64) -> DateRange {
        let mut end = calendar::plus(start, days.max(1) - 1);
        for pause in self.pauses.iter().filter(|pause| pause.closed) {
            if start <= pause.days.end && pause.days.start <= end {
                end = calendar::plus(end, pause.days.days());
            }
        }
        let end = calendar::workday_before(end).max(start);
        DateRange { start, end }
    }

    fn add(&mut self, mut task: Task<'b>, eta: DateRange) -> usize {
        task.eta = Some(eta);
        self.tasks.push(task);
        self.tasks.len() - 1
    }

    fn eta(&self, task: usize) -> Option<DateRange> {
        self.tasks.get(task).and_then(|task| task.eta)
    }

    /// The Monday after a piece of work, or the plan's first.
    fn monday_after(&self, task: Option<usize>) -> Date {
        task.and_then(|task| self.eta(task)).map_or(self.first, |eta| calendar::monday(calendar::plus(eta.end, 1)))
    }

    /// A start on which somebody works.
    fn outside(&self, start: Date) -> Date {
        let mut start = start;
        for pause in self.pauses.iter().filter(|pause| pause.closed) {
            if pause.days.contains(start) {
                start = calendar::monday(calendar::plus(pause.days.end, 1));
            }
        }
        start
    }

    /// How much a person answers for in a span already.
    fn load(&self, owner: Option<&str>, span: DateRange) -> usize {
        let Some(owner) = owner else { return 0 };
        let overlaps = |eta: DateRange| eta.start <= span.end && span.start <= eta.end;
        self.tasks.iter().filter(|task| task.owner == Some(owner) && task.eta.is_some_and(overlaps)).count()
    }

    /// The first span from a day on in which its owner answers for fewer than `most` other things; `None` where it
    /// would begin after `latest`.
    fn free(&self, owner: Option<&str>, from: Date, days: i64, most: usize, latest: Option<Date>) -> Option<DateRange> {
        let mut start = self.outside(from);
        // Everybody is free once everything placed so far has ended.
        for _ in 0..520 {
            if latest.is_some_and(|latest| start > latest) {
                return None;
            }
            let span = self.span(start, days);
            if self.load(owner, span) < most {
                return Some(span);
            }
            start = self.outside(calendar::plus(start, 7));
        }
        None
    }

    /// The span for work without a deadline.
    fn whenever(&self, owner: Option<&str>, from: Date, days: i64) -> DateRange {
        self.free(owner, from, days, AT_ONCE, None).unwrap_or_else(|| self.span(from, days))
    }

    fn place_first(&mut self, task: Task<'b>) -> usize {
        let eta = self.span(self.first, task.days);
        self.add(task, eta)
    }

    /// Work that moves a limit: not before its quarter, not after its deadline. Its owner does nothing else meanwhile
    /// where four weeks of slack remain; otherwise it starts with those four weeks, or at the deadline.
    fn place_project(&mut self, mut task: Task<'b>, project: &Project<'_, 'b>, first: Option<usize>) {
        let start_by = project.start_by().unwrap_or(self.first);
        let latest = match self.end {
            Some(end) => start_by.min(calendar::plus(end, 1 - task.days)),
            None => start_by,
        };
        let after_first = self.monday_after(first);
        let ready = if latest >= after_first { after_first } else { self.first };
        let from = calendar::monday(calendar::plus(latest, -AHEAD)).max(ready);
        let slack = calendar::plus(latest, -SLACK);
        let eta = if start_by < from {
            // A deadline before the first Monday leaves today.
            self.span(calendar::workday(self.as_of), task.days)
        } else {
            self.free(task.owner, from, task.days, 1, Some(slack))
                .or_else(|| {
                    self.free(task.owner, from.max(calendar::monday(slack)), task.days, AT_ONCE, Some(start_by))
                })
                .unwrap_or_else(|| self.span(from.max(calendar::monday(slack)).min(start_by), task.days))
        };
        if let Some(first) = first
            && eta.start >= after_first
        {
            task.after.push(first);
        }
        self.add(task, eta);
    }

    fn place(&mut self, mut task: Task<'b>, first: Option<usize>) {
        task.after.extend(first);
        let eta = self.whenever(task.owner, self.monday_after(first), task.days);
        self.add(task, eta);
    }

    /// Builds capabilities in their order, as few at once as the end allows.
    fn place_capabilities(&mut self, tasks: Vec<Task<'b>>, first: Option<usize>) {
        let from = self.monday_after(first);
        let most = tasks.len().clamp(1, LANES);
        let latest = self.end.map(|end| calendar::plus(end, -CLOSING));
        let placed = self.tasks.len();
        for lanes in 1..=most {
            self.tasks.truncate(placed);
            let mut free_at: Vec<(Date, Option<usize>)> = vec![(from, first); lanes];
            for task in &tasks {
                // The lane that is free first; the first of equals.
                let Some(lane) = (0..lanes).min_by_key(|lane| free_at.get(*lane).map(|(date, _)| *date)) else {
                    continue;
                };
                let Some((start, before)) = free_at.get(lane).copied() else { continue };
                let mut task = task.copy();
                task.after.extend(first);
                if let Some(before) = before.filter(|before| Some(*before) != first) {
                    task.after.push(before);
                }
                let eta = self.whenever(task.owner, start, task.days);
                let index = self.add(task, eta);
                if let Some(slot) = free_at.get_mut(lane) {
                    *slot = (calendar::monday(calendar::plus(eta.end, 1)), Some(index));
                }
            }
            let fits = |eta: DateRange| latest.is_none_or(|latest| eta.end <= latest);
            if self.tasks[placed..].iter().all(|task| task.eta.is_some_and(fits)) {
                return;
            }
        }
    }

    /// The last piece: after every capability, up to the end of the plan.
    fn place_closing(&mut self, mut task: Task<'b>) {
        let built: Vec<usize> = (0..self.tasks.len()).filter(|index| self.tasks[*index].capability.is_some()).collect();
        task.after = if built.is_empty() { (0..self.tasks.len()).collect() } else { built };
        let ready = task.after.iter().map(|index| self.monday_after(Some(*index))).max().unwrap_or(self.first);
        let eta = match self.end {
            Some(end) if calendar::plus(ready, 7) <= end => DateRange { start: ready, end },
            _ => self.span(ready, CLOSING),
        };
        self.add(task, eta);
    }
}

impl<'b> Task<'b> {
    fn copy(&self) -> Task<'b> {
        Task {
            name: self.name.clone(),
            scope: self.scope.clone(),
            acceptance: self.acceptance.clone(),
            owner: self.owner,
            rollout: self.rollout.clone(),
            points: self.points.as_ref().map(|points| Points { lead_time: points.lead_time.clone(), ..*points }),
            builds: self.builds,
            capability: self.capability,
            limits: self.limits.clone(),
            days: self.days,
            after: self.after.clone(),
            eta: self.eta,
        }
    }
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
        parts.push("no more capabilities are built at once than the end date demands".to_owned());
    }
    parts.push(format!("nobody answers for more than {AT_ONCE} milestones at once unless a limit forces it"));
    let confirm = draft.decider().map(str::to_owned);
    draft.assume(Assumed {
        text: format!("On the roadmap, {}", listed(&parts)),
        options: vec![
            "lengths and order as in section 7".to_owned(),
            "the first milestone in half the time with one more engineer".to_owned(),
            "one piece of work at a time and a later end date".to_owned(),
        ],
        confidence: "low".to_owned(),
        confirm,
        source: "computed from efforts, lead times, owners and dates of the brief; lengths it does not state: practice estimate".to_owned(),
    })
}

/// Points by length: the bands of the priority engine, for effort as for lead time.
fn band(days: i64) -> u8 {
    priority::lead_points(days.into())
}

/// The journey that comes first, and what its rollout may not make worse: its baseline, else its target.
fn no_worse(draft: &Draft<'_>) -> String {
    let held = draft.brief.journeys.iter().find_map(|journey| {
        let bound = journey
            .baseline
            .as_deref()
            .map(|baseline| baseline.split('(').next().unwrap_or_default())
            .or(journey.target.as_deref())?;
        Some((journey.name.as_str(), first_clause(bound).split(", ").next().unwrap_or_default().trim().to_owned()))
    });
    held.map(|(name, bound)| format!("; \"{name}\" no worse than {bound} during the rollout")).unwrap_or_default()
}

/// Baselines and alerts first: what follows is judged by them.
fn baseline<'b>(
    draft: &Draft<'b>,
    outlooks: &[Outlook<'b>],
    gaps: &[Found<'b>],
    later: &[Project<'_, 'b>],
) -> Option<Task<'b>> {
    let urgent: Vec<&Found<'b>> = gaps.iter().filter(|gap| gap.priority == "P0").collect();
    let triggers = outlooks.iter().filter(|outlook| outlook.trigger.is_some()).count();
    let objectives = draft.brief.journeys.len();
    let mut scope = Vec::new();
    let mut acceptance = Vec::new();
    if !urgent.is_empty() {
        let areas: Vec<&str> = urgent.iter().map(|gap| gap.area.as_str()).collect();
        scope.push(format!("P0 gaps of section 5: {}", listed(&areas)));
        acceptance.push(format!("{} closed as proposed", all_of(urgent.len(), "P0 gap")));
    }
    if triggers > 0 {
        scope.push(format!(
            "an alert for {} of section 4",
            if triggers == 1 { "the trigger".to_owned() } else { format!("each of the {triggers} triggers") }
        ));
        acceptance.push(format!("{} fired once in a test", all_of(triggers, "trigger")));
    }
    if objectives > 0 {
        scope.push(format!(
            "a report for {} of section 3",
            if objectives == 1 { "the objective".to_owned() } else { format!("each of the {objectives} objectives") }
        ));
        acceptance.push(format!("{} reported for 14 days in a row", all_of(objectives, "objective")));
    }
    if scope.is_empty() {
        return None;
    }
    if !later.is_empty() {
        let names: Vec<String> = later
            .iter()
            .map(|project| match project.start_by() {
                Some(by) => format!("{} (start by {by})", project.name),
                None => format!("{} (no date without current value, hard limit and growth)", project.name),
            })
            .collect();
        scope.push(format!(
            "not due in this plan and left to {}: {}",
            if later.len() == 1 { "its trigger" } else { "their triggers" },
            listed(&names)
        ));
    }
    Some(Task {
        name: "Baselines, alerts and P0 gaps".to_owned(),
        scope: sentence_of(&scope),
        acceptance: acceptance.join("; "),
        owner: draft.area("instrumentation"),
        rollout: rollout::BASELINES.to_owned(),
        points: Some(Points {
            impact: 4,
            risk: if urgent.is_empty() { 3 } else { 4 },
            effort: band(28),
            lead_time: "4 weeks".to_owned(),
            lead_days: 28,
        }),
        builds: false,
        capability: None,
        limits: Vec::new(),
        days: 28,
        after: Vec::new(),
        eta: None,
    })
}

/// Parts of a scope, with a capital at the beginning.
fn sentence_of(parts: &[String]) -> String {
    super::words::upper_first(&parts.join("; "))
}

fn move_limit<'b>(draft: &Draft<'b>, project: &Project<'_, 'b>) -> Task<'b> {
    let end = end(draft);
    let days = project.length().map_or(28, |(_, high)| high).max(7);
    let date = project.moves.iter().filter_map(|outlook| outlook.limit_date).min();
    let left = project.start_by().map_or(i64::MAX, |by| DateRange::new(draft.as_of(), by).map_or(0, DateRange::days));
    let risk = match left {
        ..=92 => 5,
        93..=183 => 4,
        184..=366 => 3,
        _ => 2,
    };
    let impact = if date.is_some_and(|date| end.is_none_or(|end| date <= end)) { 5 } else { 3 };
    let scope: Vec<String> = project
        .moves
        .iter()
        .map(|outlook| {
            let fact = outlook.fact;
            let limit = fact.limit.as_deref().unwrap_or_default();
            let reached = outlook
                .limit_date
                .map(|date| format!(", reached on {date} at {}", fact.growth.as_deref().unwrap_or_default()))
                .unwrap_or_default();
            let how = match (&fact.project, outlook.entry) {
                (None, Some(entry)) => format!(". {}", super::words::sentence(&entry.how)),
                _ => String::new(),
            };
            format!("Moves the limit of {}: {} today, hard limit {limit}{reached}{how}", fact.component, fact.current)
        })
        .collect();
    let safe: Vec<String> = project
        .moves
        .iter()
        .filter_map(|outlook| Some(format!("{} {} for 7 days in a row (where the limit itself is moved: on the safe side of the trigger computed anew)", outlook.fact.component, outlook.safe_side()?)))
        .collect();
    let first = project.moves.first();
    Task {
        name: project.name.to_owned(),
        scope: scope.join("; ").trim_end_matches('.').to_owned(),
        acceptance: format!("{}{}", safe.join("; "), no_worse(draft)),
        owner: first.and_then(|outlook| outlook.owner),
        rollout: first.map(|outlook| rollout::of_limit(outlook)).unwrap_or_default().to_owned(),
        points: Some(Points {
            impact,
            risk,
            effort: band(days),
            lead_time: first.and_then(|outlook| outlook.lead_time).unwrap_or_default().to_owned(),
            lead_days: days,
        }),
        builds: true,
        capability: None,
        limits: project.moves.iter().map(|outlook| outlook.fact.component.as_str()).collect(),
        days,
        after: Vec::new(),
        eta: None,
    }
}

fn events<'b>(draft: &Draft<'b>, gaps: &[Found<'b>]) -> Option<Task<'b>> {
    let names: Vec<&str> = draft.brief.events.iter().map(|event| event.name.as_str()).collect();
    let open: Vec<&str> = gaps.iter().filter(|gap| gap.priority == "P1").map(|gap| gap.area.as_str()).collect();
    if names.is_empty() && open.is_empty() {
        return None;
    }
    let (mut scope, mut acceptance) = (Vec::new(), Vec::new());
    if !names.is_empty() {
        scope.push(format!(
            "{} from the server with the contract and the 4 data checks of section 5: {}",
            counted(names.len(), "event"),
            listed(&names)
        ));
        acceptance.push(format!(
            "{} arriving for 14 days with counts within 1 % of their source tables; repeats below 1 %; 4 of 4 data checks fired once in a test",
            all_of(names.len(), "event")
        ));
    }
    if !open.is_empty() {
        scope.push(format!("P1 gaps: {}", listed(&open)));
        acceptance.push(format!("{} closed as proposed", all_of(open.len(), "P1 gap")));
    }
    Some(Task {
        name: if names.is_empty() { "P1 gaps" } else { "Event contract and data checks" }.to_owned(),
        scope: sentence_of(&scope),
        acceptance: acceptance.join("; "),
        owner: draft.area("instrumentation"),
        rollout: rollout::EVENTS.to_owned(),
        points: Some(Points { impact: 3, risk: 3, effort: band(42), lead_time: "6 weeks".to_owned(), lead_days: 42 }),
        builds: false,
        capability: None,
        limits: Vec::new(),
        days: 42,
        after: Vec::new(),
        eta: None,
    })
}

/// Whether the rules of section 6 do what a scaling project does: both change how sitemaps are made or crawled.
fn is_crawled(draft: &Draft<'_>, project: &Project<'_, '_>) -> bool {
    draft.brief.web.is_some() && text::has_any(project.name, &["sitemap*", "crawl*"])
}

fn web<'b>(draft: &Draft<'b>, crawled: &[Project<'_, 'b>]) -> Option<Task<'b>> {
    let web = draft.brief.web.as_ref()?;
    let pain = draft
        .brief
        .answer_items("top-pains")
        .iter()
        .any(|pain| text::has_any(pain.split(':').next().unwrap_or_default(), &["seo*", "discoverability"]));
    let checks: Vec<&str> = web.validation.iter().map(String::as_str).collect();
    let limits: Vec<&'b str> =
        crawled.iter().flat_map(|project| &project.moves).map(|outlook| outlook.fact.component.as_str()).collect();
    let names: Vec<String> = crawled.iter().map(|project| format!("\"{}\"", project.name)).collect();
    let with = if names.is_empty() {
        String::new()
    } else {
        format!("; with them {} for {}", listed(&names), listed(&limits))
    };
    let days = crawled.iter().filter_map(Project::length).map(|(_, high)| high).max().unwrap_or(0).max(56);
    Some(Task {
        name: "Crawlable structure".to_owned(),
        scope: format!(
            "The rules of section 6: {}, {} and {}{with}",
            counted(web.indexability.len(), "indexability rule"),
            counted(web.sitemap.len(), "sitemap rule"),
            counted(web.links.len(), "linking rule")
        ),
        acceptance: format!(
            "{} of section 6 in place and green for 14 days{}",
            all_of(checks.len(), "validation check"),
            checks.first().map(|check| format!("; first: {check}")).unwrap_or_default()
        ),
        owner: draft.area("discoverability"),
        rollout: rollout::WEB.to_owned(),
        points: Some(Points {
            impact: if pain { 5 } else { 3 },
            risk: 3,
            effort: band(days),
            lead_time: format!("{} weeks", (days + 6) / 7),
            lead_days: days,
        }),
        builds: true,
        capability: None,
        limits,
        days,
        after: Vec::new(),
        eta: None,
    })
}

fn builds<'b>(draft: &Draft<'b>) -> Vec<Task<'b>> {
    let mut facts: Vec<(Option<Date>, &'b CapabilityFact)> = draft
        .brief
        .capabilities
        .iter()
        .filter(|fact| fact.consumers.len() >= capabilities::CONSUMERS)
        .map(|fact| (needed_by(draft, &fact.name), fact))
        .collect();
    facts.sort_by_key(|(date, _)| date.unwrap_or(Date::MAX));
    facts.into_iter().filter_map(|(date, fact)| build(draft, fact, date)).collect()
}

/// Words of names that do not tell one capability from another.
const GENERIC: &[&str] =
    &["data", "service", "platform", "shared", "customer", "product", "user", "team", "trail", "and"];

/// The first date on which the brief needs a capability: that of a success measure, or in a clause of the horizon, that
/// holds every word that tells its name from others.
fn needed_by(draft: &Draft<'_>, name: &str) -> Option<Date> {
    let key = text::key(name);
    let words: Vec<&str> =
        key.split(' ').map(singular).filter(|word| word.len() > 3 && !GENERIC.contains(word)).collect();
    let named = |said: &str| {
        let said = text::key(said);
        !words.is_empty() && words.iter().all(|word| said.split(' ').any(|other| singular(other) == *word))
    };
    let judged = draft.brief.success.iter().filter(|one| named(&one.measure)).map(|one| one.by);
    let horizon = draft.brief.answer_text("horizon");
    let clauses = horizon.split(';').flat_map(|part| part.split(". ")).filter(|clause| named(clause));
    let fixed = clauses.flat_map(find_dates).map(|(_, date)| date);
    judged.chain(fixed).filter(|date| *date > draft.as_of()).min()
}

fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|stem| stem.len() > 3).unwrap_or(word)
}

/// The build of one capability up to its first consumer; none where nobody knows how long it takes.
fn build<'b>(draft: &Draft<'b>, fact: &'b CapabilityFact, needed: Option<Date>) -> Option<Task<'b>> {
    let effort: &str = fact.effort.as_deref().or(capabilities::entry(draft, fact).map(|entry| entry.effort.as_str()))?;
    let days = calendar::whole(DurationRange::parse(effort).ok()?.high).max(7);
    let matters =
        format!("{} {}", draft.brief.answer_text("top-pains"), draft.brief.decision.as_deref().unwrap_or_default());
    let named = text::key(&fact.name).split(' ').any(|word| word.len() > 3 && text::mentions(&matters, word));
    let needed = needed.map(|date| format!("; section 1 needs it by {date}")).unwrap_or_default();
    let consumers = fact.consumers.len();
    Some(Task {
        name: fact.name.clone(),
        scope: format!(
            "Contract of section 2 and everything up to the first of {}: {}{needed}",
            counted(consumers, "consumer"),
            listed(&fact.consumers)
        ),
        acceptance: format!(
            "1 of {consumers} consumers in production on the contract; its dual-run or comparison ended with 0 unexplained differences; the promises of the contract met for 7 days{}",
            no_worse(draft)
        ),
        owner: capabilities::owner(draft, fact),
        rollout: rollout::CAPABILITY.to_owned(),
        points: Some(Points {
            impact: u8::try_from(consumers + 1).unwrap_or(5).clamp(3, 5),
            risk: if named { 4 } else { 2 },
            effort: band(days),
            lead_time: effort.to_owned(),
            lead_days: days,
        }),
        builds: true,
        capability: Some(fact),
        limits: Vec::new(),
        days,
        after: Vec::new(),
        eta: None,
    })
}

fn closing<'b>(draft: &Draft<'b>, end: Option<Date>) -> Option<Task<'b>> {
    let shared: Vec<&CapabilityFact> =
        draft.brief.capabilities.iter().filter(|fact| fact.consumers.len() >= capabilities::CONSUMERS).collect();
    let judged: Vec<String> = draft
        .brief
        .success
        .iter()
        .filter(|one| end.is_none_or(|end| one.by <= calendar::plus(end, 2)))
        .map(|one| format!("{} {} (judged on {})", one.measure, one.target, one.by))
        .collect();
    if shared.is_empty() || judged.is_empty() {
        return None;
    }
    let moves: usize = shared.iter().map(|fact| fact.consumers.len()).sum();
    let names: Vec<&str> = shared.iter().map(|fact| fact.name.as_str()).collect();
    Some(Task {
        name: "Remaining consumers, old paths and result".to_owned(),
        scope: format!(
            "Moves the consumers still missing on {}, retires the old copies, judges the success measures of section 1",
            listed(&names)
        ),
        acceptance: format!(
            "{} done, counted per capability; 0 internal calls to old copies for 14 days; {}",
            all_of(moves, "consumer move"),
            judged.join("; ")
        ),
        owner: draft.area("capabilities").or(draft.decider()),
        rollout: rollout::CLOSING.to_owned(),
        points: None,
        builds: false,
        capability: None,
        limits: Vec::new(),
        days: CLOSING,
        after: Vec::new(),
        eta: None,
    })
}
