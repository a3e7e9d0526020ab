//! Where the clock of limits meets the roadmap: which mitigations come too late, and what would help.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};

use super::chain::chained;
use super::evaluated::{Evaluated, days};
use super::length::{expected, scaled, whole};
use super::model::{Limit, Model};
use super::network::{Network, Task};
use super::result::{Fix, LimitCheck, Move};
use super::search::{Effort, solve};
use super::simulate::{Simulation, Trials, simulate};
use crate::engine::chance::percentile;
use crate::quantity::{DurationRange, number};

/// A search for each change tried.
const QUICK: Effort = Effort { nodes: 2_000, samples: 20 };
/// Draws that show whether a change is worth drawing in full.
const FEW: u32 = 400;
/// Shares of a milestone that are tried as its first part.
const PARTS: [u32; 9] = [90, 80, 70, 60, 50, 40, 30, 20, 10];
/// The chance that decides.
const CHANCE: u32 = 80;

/// Holds each limit against the milestone that moves it.
pub(super) fn check(model: &Model, base: &Evaluated, fixes: bool) -> Vec<LimitCheck> {
    let one = |limit: &Limit| {
        let finish = p80(&base.simulation, limit.task);
        let short = finish.saturating_sub(limit.due);
        // A date before the plan is farther away than its beginning.
        let short = short + u32::try_from(span(limit.date, model.start)).unwrap_or(0);
        let finish_p80 = model.last(finish);
        let verdict = if short > 0 {
            format!("{} short", days(short))
        } else {
            format!("{} to spare", days(limit.due.saturating_sub(finish)))
        };
        let last = limit.date.yesterday().unwrap_or(limit.date);
        let (last, finish) = (format!("{last}, the day before the P10 limit,"), format!("P80 finish {finish_p80}"));
        let (later, earlier) = if short > 0 { (finish, last) } else { (last, finish) };
        LimitCheck {
            limit: limit.name.clone(),
            milestone: model.milestones[limit.task].id.clone(),
            limit_p10: limit.date,
            finish_p80,
            days_short: short,
            fixes: if short > 0 && fixes { Fixer { model, base, limit }.fixes() } else { Vec::new() },
            derivation: format!("{later} - {earlier} = {verdict}"),
        }
    };
    model.limits.iter().map(one).collect()
}

fn p80(simulation: &Simulation, task: usize) -> u32 {
    percentile(&simulation.finishes[task], CHANCE)
}

fn span(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// A changed roadmap.
struct Changed {
    network: Network,
    lengths: Vec<DurationRange>,
    moves: Vec<Move>,
}

struct Fixer<'a> {
    model: &'a Model,
    base: &'a Evaluated,
    limit: &'a Limit,
}

impl Fixer<'_> {
    /// The changes that work, cheapest first: those that break nothing else before those that do; an earlier place in
    /// the order of work before a smaller first part, slower growth, and more capacity; one change before two, and
    /// among equals the one that delays the plan least. Two at once are tried only where no single change of the
    /// roadmap works.
    fn fixes(&self) -> Vec<Fix> {
        let pulled = || self.pull(self.as_is());
        let mut fixes: Vec<Fix> = self.verify(pulled()).into_iter().collect();
        fixes.extend(self.split(|| self.as_is()));
        fixes.extend(self.capacity(|| self.as_is()));
        if fixes.is_empty() {
            fixes.extend(self.split(pulled));
            fixes.extend(self.capacity(pulled));
        }
        fixes.extend(self.lower_load());
        let rank = |one: &Move| match one {
            Move::PullForward => 0,
            Move::Split { .. } => 1,
            Move::LowerLoad { .. } => 2,
            Move::AddCapacity { .. } => 3,
        };
        fixes.sort_by_key(|fix| {
            let worst = fix.moves.iter().map(rank).max();
            (!fix.breaks.is_empty(), fix.moves.len(), worst, fix.plan_moves_days)
        });
        fixes
    }

    fn as_is(&self) -> Changed {
        let (network, lengths) = (self.model.network.clone(), self.model.lengths.clone());
        Changed { network, lengths, moves: Vec::new() }
    }

    /// The mitigation is due at once, and nothing else is due at all.
    fn pull(&self, mut changed: Changed) -> Changed {
        for task in &mut changed.network.tasks {
            task.due = None;
        }
        changed.network.tasks[self.limit.task].due = Some(0);
        // It and what it waits for may begin before they are planned.
        let (mut seen, mut left) = (BTreeSet::new(), vec![self.limit.task]);
        while let Some(task) = left.pop() {
            if !seen.insert(task) {
                continue;
            }
            let one = &mut changed.network.tasks[task];
            if one.movable {
                one.release = 0;
            }
            left.extend(one.after.iter().map(|(before, _)| *before));
        }
        changed.moves.push(Move::PullForward);
        changed
    }

    /// The greatest first part that is in time, by bisection. What waits for the milestone waits for the rest, too.
    fn split(&self, base: impl Fn() -> Changed) -> Option<Fix> {
        let mut found = None;
        let (mut low, mut high) = (0, PARTS.len());
        // The least part first: where it does not help, none does.
        let mut at = PARTS.len() - 1;
        while low < high {
            match self.split_at(PARTS[at], &base) {
                Some(fix) => (found, high) = (Some(fix), at),
                None => low = at + 1,
            }
            at = low + (high - low) / 2;
        }
        found
    }

    fn split_at(&self, percent: u32, base: impl Fn() -> Changed) -> Option<Fix> {
        let Changed { network, mut lengths, mut moves } = base();
        let Network { mut tasks, owners, calendars, .. } = network;
        let (first, rest) = (self.limit.task, tasks.len());
        for (before, _) in tasks.iter_mut().flat_map(|task| &mut task.after) {
            if *before == first {
                *before = rest;
            }
        }
        lengths.push(scaled(&lengths[first], 100 - percent));
        lengths[first] = scaled(&lengths[first], percent);
        tasks.push(Task {
            length: expected(&lengths[rest]),
            after: vec![(first, 0)],
            release: 0,
            movable: true,
            fixed: false,
            due: self.model.network.tasks[first].due.filter(|_| moves.is_empty()),
            ..tasks[first].clone()
        });
        tasks[first].length = expected(&lengths[first]);
        if moves.is_empty() {
            tasks[first].due = None;
        }
        moves.push(Move::Split { percent });
        let network = Network::new(tasks, owners, calendars)?;
        self.verify(Changed { network, lengths, moves })
    }

    /// One more, or else two more, for each owner that something before the mitigation waits for.
    fn capacity(&self, base: impl Fn() -> Changed) -> Vec<Fix> {
        let with = |owner: usize, more: u32| {
            let mut changed = base();
            changed.network.owners[owner].capacity += more;
            changed.moves.push(Move::AddCapacity { owner: self.model.owners[owner].clone(), more });
            self.verify(changed)
        };
        let owners = self.busy();
        let one_more: Vec<Fix> = owners.iter().filter_map(|owner| with(*owner, 1)).collect();
        if one_more.is_empty() { owners.iter().filter_map(|owner| with(*owner, 2)).collect() } else { one_more }
    }

    /// The owners that hand over on the way to the mitigation.
    fn busy(&self) -> BTreeSet<usize> {
        let (network, chained) = (&self.model.network, &self.base.chained);
        let (mut owners, mut seen, mut left) = (BTreeSet::new(), BTreeSet::new(), vec![self.limit.task]);
        while let Some(task) = left.pop() {
            if !seen.insert(task) {
                continue;
            }
            for (before, _) in &chained.tasks[task].after {
                left.push(*before);
                if !network.tasks[task].after.iter().any(|(one, _)| one == before) {
                    let shared = network.tasks[task].needs.iter().map(|(owner, _)| *owner);
                    owners.extend(shared.filter(|owner| network.need(*before, *owner) > 0));
                }
            }
        }
        owners
    }

    /// Growth so much slower that the limit is reached when the mitigation is there: the way left is the same, so days
    /// and growth are inversely proportional, for compound growth that of the logarithm.
    fn lower_load(&self) -> Option<Fix> {
        let (has, needs) = (self.limit.due, p80(&self.base.simulation, self.limit.task));
        if has == 0 || needs <= has {
            return None;
        }
        let share = Decimal::ONE - Decimal::from(has) / Decimal::from(needs);
        let percent = (share * Decimal::ONE_HUNDRED).round_dp_with_strategy(1, RoundingStrategy::ToPositiveInfinity);
        let left = Decimal::ONE - percent / Decimal::ONE_HUNDRED;
        // Computed anew with the rounded share.
        let reached = if left > Decimal::ZERO { Decimal::from(has) / left } else { return None };
        let reached = whole(reached.floor());
        let percent = percent.normalize();
        let (finish, until) = (self.model.last(needs), self.model.date(reached));
        (reached >= needs).then(|| Fix {
            what: format!(
                "lower the growth of the load by {} % from {} to {finish}",
                number::print(percent),
                self.model.start
            ),
            cost: "whatever sheds the load: limits, archiving, deferred launches".to_owned(),
            moves: vec![Move::LowerLoad { percent }],
            finish_p80: finish,
            limit_p10: until,
            plan_moves_days: 0,
            breaks: Vec::new(),
            derivation: format!(
                "1 - {} / {} = {} %; with it the limit is reached after {} / (100 % - {} %) = {}, on {until}",
                days(has),
                days(needs),
                number::print(percent),
                days(has),
                number::print(percent),
                days(reached)
            ),
        })
    }

    /// Plans and simulates the changed roadmap; `None` where the mitigation still comes too late.
    fn verify(&self, changed: Changed) -> Option<Fix> {
        let (model, task) = (self.model, self.limit.task);
        let solution = solve(&changed.network, QUICK)?;
        let chain = chained(&changed.network, &solution.times)?;
        // Where even seven of ten are late in a few draws, eight of ten are in all.
        let few = simulate(&chain, &changed.lengths, Trials { count: FEW.min(model.draws), ..model.trials() });
        if percentile(&few.finishes[task], CHANCE - 10) > self.limit.due {
            return None;
        }
        let simulation = simulate(&chain, &changed.lengths, model.trials());
        let finish = p80(&simulation, task);
        if finish > self.limit.due {
            return None;
        }
        let end = |simulation: &Simulation| i64::from(percentile(&simulation.ends, CHANCE));
        let plan_moves_days = end(&simulation) - end(&self.base.simulation);
        let (before, after) = (p80(&self.base.simulation, task), finish);
        let finish_p80 = model.last(finish);
        let start = model.date(solution.times.start[task]);
        Some(Fix {
            what: self.words(&changed.moves, &start.to_string()),
            cost: cost(&changed.moves, plan_moves_days),
            moves: changed.moves,
            finish_p80,
            limit_p10: self.limit.date,
            plan_moves_days,
            breaks: self.breaks(&simulation),
            derivation: format!(
                "planned and simulated anew: P80 finish {} instead of {}, {} to spare before the P10 limit {}",
                finish_p80,
                model.last(before),
                days(self.limit.due - after),
                self.limit.date
            ),
        })
    }

    /// Deadlines and other limits that were in time at P80 and no longer are.
    fn breaks(&self, after: &Simulation) -> Vec<String> {
        let model = self.model;
        let before = &self.base.simulation;
        // The deadline of a split milestone is that of its rest; limits are served by its first part.
        let rest = after.finishes.len().checked_sub(1).filter(|last| *last == model.network.count());
        let whole = |task: usize| rest.filter(|_| task == self.limit.task).unwrap_or(task);
        let late = |task: usize, then: usize, due: u32| p80(before, task) <= due && p80(after, then) > due;
        let dues = model.network.tasks.iter().enumerate().filter_map(|(task, one)| Some((task, one.due?)));
        let mut names: Vec<String> = dues
            .filter(|(task, due)| late(*task, whole(*task), *due))
            .map(|(task, _)| format!("deadline of {}", model.milestones[task].id))
            .collect();
        names.extend(model.limits.iter().filter(|one| late(one.task, one.task, one.due)).map(|one| one.name.clone()));
        let plan = |simulation: &Simulation| percentile(&simulation.ends, CHANCE);
        if model.deadline.is_some_and(|due| plan(before) <= due && plan(after) > due) {
            names.push("deadline of the plan".to_owned());
        }
        names
    }

    fn words(&self, moves: &[Move], start: &str) -> String {
        let id = &self.model.milestones[self.limit.task].id;
        let words = moves.iter().map(|one| match one {
            Move::PullForward => format!("pull {id} and what it waits for forward: it starts on {start}"),
            Move::Split { percent } => {
                format!(
                    "split {id}: a first part of at most {percent} % of its length moves the limit, the rest follows"
                )
            }
            Move::AddCapacity { owner, more } => format!("let {owner} carry {more} more at once"),
            Move::LowerLoad { percent } => format!("lower the growth of the load by {} %", number::print(*percent)),
        });
        words.collect::<Vec<String>>().join("; ")
    }
}

fn cost(moves: &[Move], plan_moves: i64) -> String {
    let plan = match plan_moves {
        0 => "the plan ends when it did".to_owned(),
        later if later > 0 => format!("the plan ends {} later (P80)", days(u32::try_from(later).unwrap_or(0))),
        earlier => format!("the plan ends {} earlier (P80)", days(u32::try_from(-earlier).unwrap_or(0))),
    };
    let own = moves.iter().filter_map(|one| match one {
        Move::AddCapacity { owner, more } => Some(format!("{more} more of {owner}")),
        Move::Split { percent } => Some(format!("{} % of the work comes after the limit is safe", 100 - percent)),
        Move::PullForward | Move::LowerLoad { .. } => None,
    });
    own.chain([plan]).collect::<Vec<String>>().join("; ")
}
