//! Who hands over to whom: a schedule as a network in which owners are dependencies too.

use super::network::{Network, Times};

/// The network with a dependency for each unit of an owner that one milestone of the schedule leaves to the next (the
/// resource flow of Artigues, Michelon and Reusser 2003). Whatever the lengths, a schedule that follows it keeps every
/// capacity, and nothing done sooner makes anything later. `None` only where the times are no schedule.
pub(super) fn chained(network: &Network, times: &Times) -> Option<Network> {
    let mut by_start: Vec<usize> = (0..network.count()).collect();
    by_start.sort_by_key(|task| (times.start[*task], times.finish[*task], *task));
    let mut tasks = network.tasks.clone();
    for (owner, one) in network.owners.iter().enumerate() {
        // The milestone that had each unit last.
        let mut held: Vec<Option<usize>> = vec![None; one.capacity as usize];
        for &task in by_start.iter().filter(|task| network.need(**task, owner) > 0) {
            let waits = |before: usize| tasks[task].after.iter().any(|(one, _)| *one == before);
            let done = |before: &Option<usize>| before.is_none_or(|one| times.finish[one] <= times.start[task]);
            let mut free: Vec<usize> = (0..held.len()).filter(|unit| done(&held[*unit])).collect();
            // Units of what it waits for anyway add no dependency; then those that became free last.
            free.sort_by_key(|unit| match held[*unit] {
                Some(before) if waits(before) => (0, 0, *unit),
                Some(before) => (1, u32::MAX - times.finish[before], *unit),
                None => (2, 0, *unit),
            });
            let units = network.need(task, owner) as usize;
            for &unit in free.get(..units)? {
                if let Some(before) = held[unit].replace(task)
                    && !tasks[task].after.iter().any(|(one, _)| *one == before)
                {
                    tasks[task].after.push((before, 0));
                }
            }
        }
    }
    Network::new(tasks, network.owners.clone(), network.calendars.clone())
}

/// How many days each milestone may start later without moving the end of everything, given who hands over to whom.
pub(super) fn slack(chained: &Network, times: &Times) -> Vec<u32> {
    let latest = chained.latest(&vec![times.end(); chained.count()]);
    let latest = latest.unwrap_or_else(|| times.start.clone());
    latest.iter().zip(&times.start).map(|(latest, start)| latest.saturating_sub(*start)).collect()
}
