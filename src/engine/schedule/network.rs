//! Milestones as numbers: lengths, dependencies, owners' capacities and dates, and the passes over them.

use super::calendar::Calendar;

/// A milestone. Days are those of [`Calendar`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The working days it takes, at least 1.
    pub length: u32,
    /// What it waits for, and the days that have to pass after that; they pass in freezes too.
    pub after: Vec<(usize, u32)>,
    /// The owners it occupies from its start to its finish, and how much of them.
    pub needs: Vec<(usize, u32)>,
    /// Its calendar.
    pub calendar: usize,
    /// The first day on which it may start.
    pub release: u32,
    /// Whether that day is only planned, and may be an earlier one.
    pub movable: bool,
    /// Whether it has to start on just that day.
    pub fixed: bool,
    /// The day by whose beginning it should be done.
    pub due: Option<u32>,
}

/// An owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// How much can be done at once.
    pub capacity: u32,
    /// The days on which it works.
    pub calendar: usize,
}

/// Milestones without cycles, each within the capacity of its owners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// The milestones.
    pub tasks: Vec<Task>,
    /// The owners.
    pub owners: Vec<Owner>,
    /// The calendars.
    pub calendars: Vec<Calendar>,
    /// The milestones in an order in which each comes after what it waits for.
    pub order: Vec<usize>,
}

/// The start and the finish of each milestone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Times {
    /// The day each starts on.
    pub start: Vec<u32>,
    /// The day behind the last of each.
    pub finish: Vec<u32>,
}

impl Times {
    /// The end of the last.
    pub fn end(&self) -> u32 {
        self.finish.iter().copied().max().unwrap_or(0)
    }
}

impl Network {
    /// A network; `None` where milestones wait for each other.
    pub fn new(tasks: Vec<Task>, owners: Vec<Owner>, calendars: Vec<Calendar>) -> Option<Self> {
        let mut network = Network { tasks, owners, calendars, order: Vec::new() };
        network.order = network.sorted()?;
        Some(network)
    }

    /// How many milestones there are.
    pub fn count(&self) -> usize {
        self.tasks.len()
    }

    /// The calendar of a milestone.
    pub fn calendar(&self, task: usize) -> &Calendar {
        &self.calendars[self.tasks[task].calendar]
    }

    /// The first day on which a milestone can start once what it waits for allows `ready`. A fixed date that has
    /// passed is missed, not undone.
    pub fn start(&self, task: usize, ready: u32) -> u32 {
        self.calendar(task).start(ready.max(self.tasks[task].release))
    }

    /// The end of a milestone that starts on `start`.
    pub fn finish(&self, task: usize, start: u32) -> u32 {
        self.calendar(task).finish(start, self.tasks[task].length)
    }

    /// The earliest times that dependencies and dates allow, as if every owner could do everything at once
    /// (the forward pass of the critical path method, Kelley and Walker 1959).
    pub fn earliest(&self) -> Times {
        let mut times = Times { start: vec![0; self.count()], finish: vec![0; self.count()] };
        for &task in &self.order {
            let ready = self.ready(task, &times.finish);
            times.start[task] = self.start(task, ready);
            times.finish[task] = self.finish(task, times.start[task]);
        }
        times
    }

    /// The day on which everything that a milestone waits for is done, lags included.
    pub fn ready(&self, task: usize, finish: &[u32]) -> u32 {
        self.tasks[task].after.iter().map(|(before, lag)| finish[*before].saturating_add(*lag)).max().unwrap_or(0)
    }

    /// The latest starts that keep every milestone within its `limit`, dependencies and fixed dates considered;
    /// `None` where one of them would lie before day 0, or behind its fixed date.
    pub fn latest(&self, limits: &[u32]) -> Option<Vec<u32>> {
        let mut bound = limits.to_vec();
        let mut latest = vec![0; self.count()];
        for &task in self.order.iter().rev() {
            let one = &self.tasks[task];
            let mut start = self.calendar(task).latest_start(bound[task], one.length)?;
            if one.fixed {
                if start < one.release {
                    return None;
                }
                start = one.release;
            }
            latest[task] = start;
            for (before, lag) in &one.after {
                let by = start.checked_sub(*lag)?;
                bound[*before] = bound[*before].min(by);
            }
        }
        Some(latest)
    }

    /// Whether times hold every dependency, date and capacity. For tests and for what came from elsewhere.
    pub fn admits(&self, times: &Times) -> bool {
        let in_order = (0..self.count()).all(|task| {
            let start = times.start[task];
            let one = &self.tasks[task];
            start >= self.start(task, self.ready(task, &times.finish))
                && (!one.fixed || start == one.release)
                && self.calendar(task).is_working(start)
                && times.finish[task] == self.finish(task, start)
        });
        let within = |owner: usize, day: u32| {
            let running = |task: &usize| times.start[*task] <= day && day < times.finish[*task];
            let load: u32 = (0..self.count()).filter(running).map(|task| self.need(task, owner)).sum();
            load <= self.owners[owner].capacity
        };
        in_order && (0..self.owners.len()).all(|owner| times.start.iter().all(|day| within(owner, *day)))
    }

    /// How much of an owner a milestone occupies.
    pub fn need(&self, task: usize, owner: usize) -> u32 {
        self.tasks[task].needs.iter().filter(|(one, _)| *one == owner).map(|(_, units)| *units).sum()
    }

    /// Of those whose predecessors are all placed, the one with the lowest number comes next.
    fn sorted(&self) -> Option<Vec<usize>> {
        let mut order = Vec::with_capacity(self.count());
        let mut placed = vec![false; self.count()];
        while order.len() < self.count() {
            let free = |task: &usize| !placed[*task] && self.tasks[*task].after.iter().all(|(one, _)| placed[*one]);
            let next = (0..self.count()).find(free)?;
            placed[next] = true;
            order.push(next);
        }
        Some(order)
    }
}
