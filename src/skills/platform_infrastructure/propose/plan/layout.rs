//! The calendar: where a piece of work goes.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Points;
use crate::quantity::DateRange;
use crate::skills::platform_infrastructure::brief::CapabilityFact;
use crate::skills::platform_infrastructure::propose::calendar::{self, Pause};
use crate::skills::platform_infrastructure::propose::scaling::Project;

/// How many pieces of work one person answers for at once.
pub(super) const AT_ONCE: usize = 2;

/// How long before its deadline work on a limit begins at the earliest: a quarter. Earlier would be too early to know
/// whether the growth is real.
const AHEAD: i64 = 13 * 7;

/// The most capabilities built at once, however near the end is.
const LANES: usize = 4;

/// How long before its deadline work on a limit begins where its owner is not free earlier.
const SLACK: i64 = 4 * 7;

/// A piece of work before it has a number.
#[derive(Debug, Clone)]
pub(super) struct Task<'b> {
    pub name: String,
    pub scope: String,
    pub acceptance: String,
    pub owner: Option<&'b str>,
    pub rollout: String,
    pub points: Option<Points>,
    pub builds: bool,
    pub closes: bool,
    pub capability: Option<&'b CapabilityFact>,
    pub limits: Vec<&'b str>,
    /// Days from start to the latest end.
    pub days: i64,
    pub after: Vec<usize>,
    pub eta: Option<DateRange>,
}

/// The calendar while it is being filled.
#[derive(Debug)]
pub(super) struct Layout<'b> {
    /// The first Monday of the plan.
    pub first: Date,
    pub as_of: Date,
    pub end: Option<Date>,
    pub pauses: Vec<Pause>,
    /// What owners can do at once, as far as the brief says.
    pub capacity: BTreeMap<&'b str, usize>,
    pub tasks: Vec<Task<'b>>,
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
        let mut end = calendar::workday_before(end).max(start);
        for pause in self.pauses.iter().filter(|pause| pause.no_rollouts) {
            if pause.days.contains(end) {
                end = calendar::workday(calendar::plus(pause.days.end, 1));
            }
        }
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
        let most = owner.and_then(|owner| self.capacity.get(owner)).map_or(most, |capacity| most.min(*capacity));
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

    pub fn place_first(&mut self, task: Task<'b>) -> usize {
        let eta = self.span(self.first, task.days);
        self.add(task, eta)
    }

    /// Work that moves a limit: not before its quarter, not after its deadline. Its owner does nothing else meanwhile
    /// where four weeks of slack remain; otherwise it starts with those four weeks, or at the deadline.
    pub fn place_project(&mut self, mut task: Task<'b>, project: &Project<'_, 'b>, first: Option<usize>) {
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

    pub fn place(&mut self, mut task: Task<'b>, first: Option<usize>) {
        task.after.extend(first);
        let eta = self.whenever(task.owner, self.monday_after(first), task.days);
        self.add(task, eta);
    }

    /// Builds capabilities in their order, as few at once as the end allows, with days to spare for the last consumers.
    pub fn place_capabilities(&mut self, tasks: Vec<Task<'b>>, first: Option<usize>, spare: i64) {
        let from = self.monday_after(first);
        let most = tasks.len().clamp(1, LANES);
        let latest = self.end.map(|end| calendar::plus(end, -spare));
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
                let mut task = task.clone();
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

    /// The last piece: after every capability.
    pub fn place_closing(&mut self, mut task: Task<'b>) {
        let built: Vec<usize> = (0..self.tasks.len()).filter(|index| self.tasks[*index].capability.is_some()).collect();
        task.after = if built.is_empty() { (0..self.tasks.len()).collect() } else { built };
        let ready = task.after.iter().map(|index| self.monday_after(Some(*index))).max().unwrap_or(self.first);
        let eta = self.span(ready, task.days);
        self.add(task, eta);
    }
}
