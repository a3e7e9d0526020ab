//! The best schedule, by branch and bound.
//!
//! Milestones are placed in the order of their starts, each as early as those placed before it allow. Every schedule
//! that cannot be improved by starting something earlier is reached so, whatever the calendars, because work that
//! starts earlier is never done later. Three things keep the search small:
//! - *latest starts*: what can no longer be done in time to beat the best schedule known, dependencies and the work
//!   left to each owner considered, is not pursued;
//! - *holes*: while some milestone could be done before another starts, that other one does not come next (the
//!   conflict set of Giffler and Thompson 1960);
//! - *cut sets*: the same milestones placed again, with none of them earlier, lead nowhere new (Demeulemeester and
//!   Herroelen 1992, "A branch-and-bound procedure for the multiple resource-constrained project scheduling problem").
//!
//! The budget is a number of nodes, not of seconds: the answer is the same on every machine.

use std::collections::HashMap;

use super::bound::{self, NEVER, lateness};
use super::network::{Network, Times};
use super::serial;

/// Milestones that the search can tell apart; larger plans are scheduled by rule.
pub(super) const SEARCHABLE: usize = 64 * WORDS;
const WORDS: usize = 4;

/// Situations that are remembered at most.
const REMEMBERED: usize = 400_000;

/// How much work a search may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Nodes of the search tree.
    pub nodes: u64,
    /// Random schedules to begin with.
    pub samples: u32,
}

/// A schedule with what is proven about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// Its times.
    pub times: Times,
    /// The greatest number of days by which a milestone is past its due day.
    pub late: u32,
    /// What no schedule can have less of.
    pub late_bound: u32,
    /// What no schedule with that lateness can end before.
    pub end_bound: u32,
    /// Nodes searched.
    pub nodes: u64,
}

impl Solution {
    /// Whether no schedule is less late, and none that is as late ends earlier.
    pub fn is_optimal(&self) -> bool {
        self.late == self.late_bound && self.times.end() == self.end_bound
    }
}

/// The schedule whose most overdue milestone is least overdue, and among such the one that ends first; `None` where no
/// schedule with all fixed dates was found.
pub fn solve(network: &Network, effort: Effort) -> Option<Solution> {
    let mut search = Search::new(network, effort.nodes);
    search.best = serial::best(network, effort.samples);
    let known = search.best.as_ref().map_or(NEVER, |times| lateness(network, times));
    let bound = bound::least_lateness(network, known);
    let proven = search.run(Goal::Late { bound });
    let late = lateness(network, search.best.as_ref()?);
    let late_bound = if proven { late } else { bound };

    let bound = bound::least_end(network, late, search.best.as_ref()?.end());
    let proven = search.run(Goal::End { late, bound });
    let times = search.best?;
    let end_bound = if proven { times.end() } else { bound };
    Some(Solution { times, late, late_bound, end_bound, nodes: effort.nodes - search.left })
}

/// What a search looks for: less than the best known, down to a bound that nothing beats.
#[derive(Debug, Clone, Copy)]
enum Goal {
    /// To be less late.
    Late { bound: u32 },
    /// To end earlier while not later than this.
    End { late: u32, bound: u32 },
}

/// Why a search ends before everything was looked at.
enum Halt {
    /// Its budget is used up.
    Budget,
    /// Nothing better is possible.
    Proven,
}

type Placed = [u64; WORDS];

/// What was placed up to some start, and when those that still matter are done.
struct Situation {
    last: u32,
    finishes: Vec<(usize, u32)>,
}

struct Search<'a> {
    network: &'a Network,
    goal: Goal,
    left: u64,
    best: Option<Times>,
    /// The milestones placed, their times, and the latest starts of all.
    placed: Placed,
    times: Times,
    latest: Vec<u32>,
    /// The milestones of each owner by their latest finish, with this finish.
    urgent: Vec<Vec<(u32, usize)>>,
    /// The longest wait behind each milestone.
    lag: Vec<u32>,
    seen: HashMap<Placed, Vec<Situation>>,
    remembered: usize,
}

impl<'a> Search<'a> {
    fn new(network: &'a Network, nodes: u64) -> Self {
        let count = network.count();
        let mut lag = vec![0; count];
        for (before, one) in network.tasks.iter().flat_map(|task| &task.after) {
            lag[*before] = lag[*before].max(*one);
        }
        Search {
            network,
            goal: Goal::Late { bound: 0 },
            left: if count <= SEARCHABLE { nodes } else { 0 },
            best: None,
            placed: [0; WORDS],
            times: Times { start: vec![0; count], finish: vec![0; count] },
            latest: Vec::new(),
            urgent: Vec::new(),
            lag,
            seen: HashMap::new(),
            remembered: 0,
        }
    }

    /// Improves the best schedule; whether it is proven that no better one exists.
    fn run(&mut self, goal: Goal) -> bool {
        self.goal = goal;
        // What led nowhere towards one goal may lead to another.
        self.seen.clear();
        self.remembered = 0;
        self.placed = [0; WORDS];
        let result = self.aim().and_then(|()| self.explore(0, 0));
        !matches!(result, Err(Halt::Budget))
    }

    /// Sets the latest starts to what would be better than the best schedule.
    fn aim(&mut self) -> Result<(), Halt> {
        let network = self.network;
        let limits = match (self.goal, &self.best) {
            (_, None) => bound::limits(network, NEVER, NEVER),
            (Goal::Late { bound }, Some(best)) => {
                let late = lateness(network, best);
                bound::limits(network, if late > bound { late - 1 } else { return Err(Halt::Proven) }, NEVER)
            }
            (Goal::End { late, bound }, Some(best)) => {
                let end = best.end();
                bound::limits(network, late, if end > bound { end - 1 } else { return Err(Halt::Proven) })
            }
        };
        let latest = network.latest(&limits).ok_or(Halt::Proven)?;
        let urgent = |owner: usize| {
            let mut tasks: Vec<(u32, usize)> = (0..network.count())
                .filter(|task| network.need(*task, owner) > 0)
                .map(|task| (network.finish(task, latest[task]), task))
                .collect();
            tasks.sort_unstable();
            tasks
        };
        self.urgent = (0..network.owners.len()).map(urgent).collect();
        self.latest = latest;
        Ok(())
    }

    fn is_placed(&self, task: usize) -> bool {
        self.placed[task / 64] & (1 << (task % 64)) != 0
    }

    fn flip(&mut self, task: usize) {
        self.placed[task / 64] ^= 1 << (task % 64);
    }

    /// Tries everything that may come next; starts lie at or after `last`.
    fn explore(&mut self, depth: usize, last: u32) -> Result<(), Halt> {
        if depth == self.network.count() {
            self.best = Some(self.times.clone());
            return self.aim();
        }
        self.left = self.left.checked_sub(1).ok_or(Halt::Budget)?;
        let Some(mut open) = self.open(last) else { return Ok(()) };
        let first = open.iter().map(|one| (one.finish, one.start, one.task)).min();
        let Some((hole, _, chosen)) = first else { return Ok(()) };
        open.retain(|one| one.start < hole || one.task == chosen);
        open.sort_by_key(|one| (self.latest[one.task], one.start, one.task));
        for one in &open {
            // A schedule found meanwhile raises the bar for all that is still to come.
            if open.iter().any(|one| one.start > self.latest[one.task]) {
                return Ok(());
            }
            self.flip(one.task);
            self.times.start[one.task] = one.start;
            self.times.finish[one.task] = one.finish;
            if !self.is_known(one.start) {
                self.explore(depth + 1, one.start)?;
            }
            self.flip(one.task);
        }
        Ok(())
    }

    /// The milestones whose dependencies are placed, with their earliest times; `None` where something cannot be
    /// done in time any more.
    fn open(&self, last: u32) -> Option<Vec<Open>> {
        let network = self.network;
        let mut open = Vec::new();
        let mut times = self.times.clone();
        for &task in &network.order {
            if self.is_placed(task) {
                continue;
            }
            let after = &network.tasks[task].after;
            let ready = network.ready(task, &times.finish).max(last);
            let is_open = after.iter().all(|(before, _)| self.is_placed(*before));
            let start = if is_open { self.free(task, ready) } else { network.start(task, ready) };
            if start > self.latest[task] {
                return None;
            }
            times.start[task] = start;
            times.finish[task] = network.finish(task, start);
            if is_open {
                open.push(Open { task, start, finish: times.finish[task] });
            }
        }
        (0..network.owners.len()).all(|owner| self.fits(owner, &times.start)).then_some(open)
    }

    /// The first start with room for a milestone. What is placed has started by then, so room only grows.
    fn free(&self, task: usize, ready: u32) -> u32 {
        let network = self.network;
        let mut start = network.start(task, ready);
        loop {
            let mut next = NEVER;
            for &(owner, units) in &network.tasks[task].needs {
                let (mut load, mut end) = (units, NEVER);
                for &(_, other) in &self.urgent[owner] {
                    if self.is_placed(other) && self.times.finish[other] > start {
                        load += network.need(other, owner);
                        end = end.min(self.times.finish[other]);
                    }
                }
                if load > network.owners[owner].capacity {
                    next = next.min(end);
                }
            }
            if next == NEVER {
                return start;
            }
            start = network.start(task, next);
        }
    }

    /// Whether the work left to an owner fits before each of its latest finishes, beside what is running.
    fn fits(&self, owner: usize, start: &[u32]) -> bool {
        let network = self.network;
        let calendar = &network.calendars[network.owners[owner].calendar];
        let capacity = u64::from(network.owners[owner].capacity);
        let left = || self.urgent[owner].iter().filter(|(_, task)| !self.is_placed(*task));
        let Some(from) = left().map(|(_, task)| start[*task]).min() else { return true };
        let worked = |to: u32| u64::from(calendar.worked_before(to).saturating_sub(calendar.worked_before(from)));
        let running = self.urgent[owner].iter().filter(|(_, task)| self.is_placed(*task));
        let running: Vec<(u32, u64)> = running
            .filter(|(_, task)| self.times.finish[*task] > from)
            .map(|(_, task)| (self.times.finish[*task], network.need(*task, owner).into()))
            .collect();
        let mut work = 0;
        left().all(|&(limit, task)| {
            work += u64::from(network.need(task, owner)) * u64::from(network.tasks[task].length);
            let busy: u64 = running.iter().map(|(finish, units)| units * worked((*finish).min(limit))).sum();
            work + busy <= capacity * worked(limit)
        })
    }

    /// Whether the same milestones were placed before, none of them later than now; remembers them if not.
    fn is_known(&mut self, last: u32) -> bool {
        let (times, lag) = (&self.times, &self.lag);
        let reaches = |task: usize, finish: u32| finish.saturating_add(lag[task]) > last;
        let situations = self.seen.entry(self.placed).or_default();
        let no_better = |known: &Situation| {
            let held = |(task, finish): &(usize, u32)| *finish <= times.finish[*task] || !reaches(*task, *finish);
            known.last <= last && known.finishes.iter().all(held)
        };
        if situations.iter().any(no_better) {
            return true;
        }
        if self.remembered < REMEMBERED {
            self.remembered += 1;
            let placed = |task: &usize| self.placed[task / 64] & (1 << (task % 64)) != 0;
            let open = (0..times.finish.len()).filter(placed).filter(|task| reaches(*task, times.finish[*task]));
            situations.push(Situation { last, finishes: open.map(|task| (task, times.finish[task])).collect() });
        }
        false
    }
}

/// A milestone that may come next.
struct Open {
    task: usize,
    start: u32,
    finish: u32,
}
