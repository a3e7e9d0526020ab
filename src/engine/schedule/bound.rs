//! Lower bounds that hold for every schedule: what cannot be done by a day, because the work does not fit.

use super::network::{Network, Times};

/// Later than anything, with room to add to.
pub(super) const NEVER: u32 = u32::MAX / 4;

/// The latest finish of each milestone in a schedule that ends by `end` and in which nothing is more than `late` days
/// past its due day.
pub(super) fn limits(network: &Network, late: u32, end: u32) -> Vec<u32> {
    let due = |due: Option<u32>| due.map_or(end, |due| due.saturating_add(late).min(end));
    network.tasks.iter().map(|task| due(task.due)).collect()
}

/// The greatest number of days by which a milestone is past its due day.
pub(super) fn lateness(network: &Network, times: &Times) -> u32 {
    let late = |(task, finish): (usize, &u32)| network.tasks[task].due.map_or(0, |due| finish.saturating_sub(due));
    times.finish.iter().enumerate().map(late).max().unwrap_or(0)
}

/// A lateness that no schedule beats, not above `known`, which one reaches.
pub(super) fn least_lateness(network: &Network, known: u32) -> u32 {
    least(0, known, |late| refuted(network, &limits(network, late, NEVER)))
}

/// An end that no schedule with at most this lateness beats, not above `known`, which one reaches.
pub(super) fn least_end(network: &Network, late: u32, known: u32) -> u32 {
    let path = network.earliest().end().min(known);
    least(path, known, |end| refuted(network, &limits(network, late, end)))
}

/// Bisects for the first value that is not refuted. What is refuted stays so for every smaller value, whatever the
/// test says there.
fn least(from: u32, known: u32, refuted: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (from, known);
    while low < high {
        let middle = low + (high - low) / 2;
        if refuted(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// Whether no schedule keeps every milestone within its limit: because dependencies and dates forbid it, or because
/// some owner would have to do more between two days than it can (energetic reasoning, Baptiste, Le Pape and Nuijten,
/// "Constraint-Based Scheduling", 2001, section 3.3). `false` says nothing.
pub(super) fn refuted(network: &Network, limits: &[u32]) -> bool {
    let earliest = network.earliest();
    let Some(latest) = network.latest(limits) else { return true };
    let late = |task: usize| earliest.start[task] > latest[task];
    (0..network.count()).any(late)
        || (0..network.owners.len()).any(|owner| overloaded(network, owner, &earliest, &latest))
}

/// A milestone of an owner: where its work may lie, counted in the working days of its own calendar.
struct Load {
    calendar: usize,
    first: u32,
    last: u32,
    length: u32,
    units: u64,
}

impl Load {
    /// The least of its working days that fall between two others, wherever it is put: it is put first or last.
    fn within(&self, from: u32, to: u32) -> u64 {
        let at = |start: u32| (start + self.length).min(to).saturating_sub(start.max(from));
        u64::from(at(self.first).min(at(self.last)))
    }
}

fn overloaded(network: &Network, owner: usize, earliest: &Times, latest: &[u32]) -> bool {
    let (mut loads, mut starts, mut ends) = (Vec::new(), Vec::new(), Vec::new());
    for (task, one) in network.tasks.iter().enumerate() {
        let units = network.need(task, owner);
        if units == 0 {
            continue;
        }
        let calendar = network.calendar(task);
        let day = |start: u32| calendar.worked_before(start);
        loads.push(Load {
            calendar: one.calendar,
            first: day(earliest.start[task]),
            last: day(latest[task]),
            length: one.length,
            units: units.into(),
        });
        starts.extend([earliest.start[task], latest[task]]);
        ends.extend([earliest.finish[task], network.finish(task, latest[task])]);
    }
    for list in [&mut starts, &mut ends] {
        list.sort_unstable();
        list.dedup();
    }
    let (capacity, own) = (u64::from(network.owners[owner].capacity), network.owners[owner].calendar);
    let worked = |calendar: usize, day: u32| network.calendars[calendar].worked_before(day);
    starts.iter().any(|&from| {
        ends.iter().filter(|end| **end > from).any(|&to| {
            let room = capacity * u64::from(worked(own, to) - worked(own, from));
            let inside = |load: &Load| load.within(worked(load.calendar, from), worked(load.calendar, to)) * load.units;
            loads.iter().map(inside).sum::<u64>() > room
        })
    })
}
