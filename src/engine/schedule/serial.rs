//! Schedules by rule: the serial schedule generation scheme (Kelley 1963; Kolisch 1996, "Serial and parallel
//! resource-constrained project scheduling methods revisited").

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::bound::{NEVER, lateness};
use super::network::{Network, Times};

/// The distance between two ranks of priority.
const RANK: u64 = 16;

/// The best of a few schedules: by the usual rules of priority, and by random changes of the best of these. `None`
/// where none of them keeps the fixed dates.
pub(super) fn best(network: &Network, samples: u32) -> Option<Times> {
    let value = |times: &Times| (lateness(network, times), times.end());
    let mut found: Option<(Times, Vec<u64>)> = None;
    let mut keep = |rule: Vec<u64>| {
        if let Some(times) = serial(network, &rule)
            && found.as_ref().is_none_or(|(best, _)| value(&times) < value(best))
        {
            found = Some((times, rule));
        }
        found.as_ref().map(|(_, rule)| rule.clone())
    };
    let mut rule = None;
    for one in rules(network) {
        rule = keep(one);
    }
    let mut random = ChaCha8Rng::seed_from_u64(1);
    for sample in 0..samples {
        let Some(base) = &rule else { break };
        // Neighbours within 2, 4, 8 or 16 ranks may change places.
        let spread = RANK << (1 + sample % 4);
        let changed = base.iter().map(|one| one + random.next_u64() % spread).collect();
        rule = keep(changed);
    }
    found.map(|(times, _)| times)
}

/// Priorities; the lowest number comes first.
fn rules(network: &Network) -> Vec<Vec<u64>> {
    let earliest = network.earliest();
    let end = earliest.end();
    let due: Vec<u32> = network.tasks.iter().map(|task| task.due.unwrap_or(end.max(1)).max(1)).collect();
    // Due days may be out of reach: the latest starts are relative to the end of everything then.
    let limits: Vec<u32> = due.iter().map(|due| NEVER / 2 + due).collect();
    let latest = network.latest(&limits).unwrap_or_else(|| earliest.start.clone());
    let finish: Vec<u64> = (0..network.count()).map(|task| network.finish(task, latest[task]).into()).collect();
    let slack = |task: usize| u64::from(latest[task].saturating_sub(earliest.start[task]));
    let all = 0..network.count();
    [
        all.clone().map(|task| latest[task].into()).collect::<Vec<u64>>(),
        finish,
        all.clone().map(slack).collect(),
        all.clone().map(|task| earliest.start[task].into()).collect(),
        all.map(|task| u64::from(NEVER - network.tasks[task].length)).collect(),
    ]
    .iter()
    .map(|rule| ranks(rule))
    .collect()
}

fn ranks(rule: &[u64]) -> Vec<u64> {
    let mut order: Vec<usize> = (0..rule.len()).collect();
    order.sort_by_key(|task| (rule[*task], *task));
    let mut ranks = vec![0; rule.len()];
    for (rank, task) in (0_u64..).zip(order) {
        ranks[task] = rank * RANK;
    }
    ranks
}

/// Puts one milestone after the other, each as early as those before it allow: of those whose dependencies are placed
/// the one with the lowest priority number. Fixed dates are taken first. `None` where one of them cannot be held.
pub(super) fn serial(network: &Network, priority: &[u64]) -> Option<Times> {
    let count = network.count();
    let mut times = Times { start: vec![0; count], finish: vec![0; count] };
    let mut placed = vec![false; count];
    let fixed = (0..count).filter(|task| network.tasks[*task].fixed);
    for task in fixed {
        let start = network.tasks[task].release;
        if free(network, task, start, &times, &placed) != start {
            return None;
        }
        set(network, task, start, &mut times, &mut placed);
    }
    let mut waiting: Vec<usize> = (0..count).filter(|task| !placed[*task]).collect();
    while !waiting.is_empty() {
        let open = |task: usize| network.tasks[task].after.iter().all(|(before, _)| placed[*before]);
        let (at, task) = waiting
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, task)| open(*task))
            .min_by_key(|(_, task)| (priority[*task], *task))?;
        waiting.remove(at);
        let start = free(network, task, network.ready(task, &times.finish), &times, &placed);
        set(network, task, start, &mut times, &mut placed);
    }
    let late = |task: usize| network.tasks[task].fixed && network.ready(task, &times.finish) > times.start[task];
    (!(0..count).any(late)).then_some(times)
}

fn set(network: &Network, task: usize, start: u32, times: &mut Times, placed: &mut [bool]) {
    times.start[task] = start;
    times.finish[task] = network.finish(task, start);
    placed[task] = true;
}

/// The first start at or after `ready` at which every owner has room from start to finish.
fn free(network: &Network, task: usize, ready: u32, times: &Times, placed: &[bool]) -> u32 {
    let mut start = network.start(task, ready);
    while let Some(next) = conflict(network, task, start, times, placed) {
        start = network.start(task, next);
    }
    start
}

/// The first day after `start` on which the cause of a conflict ends; `None` where there is none.
fn conflict(network: &Network, task: usize, start: u32, times: &Times, placed: &[bool]) -> Option<u32> {
    let finish = network.finish(task, start);
    for &(owner, units) in &network.tasks[task].needs {
        let others: Vec<(u32, u32, u32)> = (0..network.count())
            .filter(|one| placed[*one] && times.start[*one] < finish && times.finish[*one] > start)
            .map(|one| (times.start[one].max(start), times.finish[one], network.need(one, owner)))
            .filter(|(_, _, units)| *units > 0)
            .collect();
        for &(day, _, _) in &others {
            let running = || others.iter().filter(|(from, to, _)| *from <= day && day < *to);
            let load: u32 = running().map(|(_, _, units)| *units).sum();
            if load + units > network.owners[owner].capacity {
                return running().map(|(_, to, _)| *to).min();
            }
        }
    }
    None
}
