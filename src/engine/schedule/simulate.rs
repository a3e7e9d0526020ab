//! What becomes of a schedule when lengths turn out as they may.
//!
//! Lengths follow the distributions of [`crate::engine::chance::Estimate`]. Every draw keeps the order of work of the
//! schedule. Only square roots and the four operations are used, so the same seed gives the same days on every machine.

use super::calendar::Calendar;
use super::network::Network;
use crate::engine::chance::{Draws, Estimate};
use crate::quantity::DurationRange;

/// How to draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trials {
    /// How often.
    pub count: u32,
    /// Where the random numbers begin.
    pub seed: u64,
    /// The share of draws in which all lengths lie at the same point of their ranges, 0 to 1. It is the rank
    /// correlation of any two lengths.
    pub together: f64,
}

/// The draws of a simulation, sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Simulation {
    /// For each milestone the days behind its last, ascending.
    pub finishes: Vec<Vec<u32>>,
    /// The same for the whole.
    pub ends: Vec<u32>,
    /// For each milestone the draws in which the end of everything hangs on it.
    pub critical: Vec<u32>,
}

/// How many draws are done by a day.
pub fn done_by(sorted: &[u32], day: u32) -> usize {
    sorted.partition_point(|finish| *finish <= day)
}

/// Draws all lengths so often, and follows the network each time. Its dependencies must keep every
/// capacity, as those that `chain` adds do.
pub fn simulate(network: &Network, lengths: &[DurationRange], trials: Trials) -> Simulation {
    let runner = Runner::new(network, lengths);
    let count = network.count();
    let mut draws = Draws::new(trials.seed, "lengths");
    let mut lengths = vec![0; count];
    let mut state = State { finish: vec![0; count], driver: vec![None; count] };
    let size = trials.count as usize;
    let mut simulation =
        Simulation { finishes: vec![vec![0; size]; count], ends: vec![0; size], critical: vec![0; count] };
    // Nothing below allocates.
    for draw in 0..size {
        runner.draw(&mut draws, trials.together, &mut lengths);
        let last = runner.follow(&lengths, &mut state);
        for (finishes, finish) in simulation.finishes.iter_mut().zip(&state.finish) {
            finishes[draw] = *finish;
        }
        simulation.ends[draw] = last.map_or(0, |task| state.finish[task]);
        let mut at = last;
        while let Some(task) = at {
            simulation.critical[task] += 1;
            at = state.driver[task];
        }
    }
    for finishes in &mut simulation.finishes {
        finishes.sort_unstable();
    }
    simulation.ends.sort_unstable();
    simulation
}

/// The finish of each milestone in a draw, and what its start waited for.
struct State {
    finish: Vec<u32>,
    driver: Vec<Option<usize>>,
}

/// A network laid out to be followed many times.
struct Runner<'a> {
    steps: Vec<Step<'a>>,
    after: Vec<(usize, u32)>,
    estimates: Vec<Estimate>,
}

struct Step<'a> {
    task: usize,
    calendar: &'a Calendar,
    release: u32,
    /// Where its dependencies stand in `after`.
    after: std::ops::Range<usize>,
}

impl<'a> Runner<'a> {
    fn new(network: &'a Network, lengths: &[DurationRange]) -> Self {
        let (mut steps, mut after) = (Vec::new(), Vec::new());
        for &task in &network.order {
            let one = &network.tasks[task];
            let from = after.len();
            after.extend_from_slice(&one.after);
            let calendar = network.calendar(task);
            steps.push(Step { task, calendar, release: one.release, after: from..after.len() });
        }
        Runner { steps, after, estimates: lengths.iter().map(Estimate::days).collect() }
    }

    /// Lengths to the nearest whole day, at least one: rounding all of them up would make a chain of short milestones
    /// late by half a day each.
    fn draw(&self, draws: &mut Draws, together: f64, lengths: &mut [u32]) {
        let common = (together > 0.0 && draws.uniform() < together).then(|| draws.uniform());
        for (length, estimate) in lengths.iter_mut().zip(&self.estimates) {
            let share = common.unwrap_or_else(|| draws.uniform());
            *length = (estimate.quantile(share).round() as u32).max(1);
        }
    }

    /// Follows the network with these lengths; the milestone that ends last.
    fn follow(&self, lengths: &[u32], state: &mut State) -> Option<usize> {
        let mut last: Option<usize> = None;
        for step in &self.steps {
            let (mut ready, mut driver) = (step.release, None);
            for &(before, lag) in &self.after[step.after.clone()] {
                let at = state.finish[before].saturating_add(lag);
                if at > ready {
                    (ready, driver) = (at, Some(before));
                }
            }
            state.finish[step.task] = step.calendar.finish(step.calendar.start(ready), lengths[step.task]);
            state.driver[step.task] = driver;
            if last.is_none_or(|one| state.finish[step.task] > state.finish[one]) {
                last = Some(step.task);
            }
        }
        last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::chance::percentile;
    use crate::engine::schedule::network::Task;

    fn length(low: i64, likely: i64, high: i64) -> DurationRange {
        DurationRange { low: low.into(), likely: Some(likely.into()), high: high.into(), approximate: false }
    }

    /// So many milestones next to each other.
    fn parallel(count: usize) -> Network {
        let task = |calendar: usize| Task {
            length: 1,
            after: Vec::new(),
            needs: Vec::new(),
            calendar,
            release: 0,
            movable: false,
            fixed: false,
            due: None,
        };
        Network::new(vec![task(0); count], Vec::new(), vec![Calendar::new(&[], &[])]).unwrap()
    }

    fn trials(seed: u64, together: f64) -> Trials {
        Trials { count: 10_000, seed, together }
    }

    /// Quantiles by hand, from the inverse of the triangular distribution function: of 10/20/40 half lies below
    /// 40 - sqrt(0.5 x 30 x 20) = 22.68, of 10/20/30 80 % below 30 - sqrt(0.2 x 20 x 10) = 23.68 and 95 % below
    /// 30 - sqrt(0.05 x 200) = 26.84, each to the nearest day.
    #[test]
    fn quantiles_of_one_length_are_those_of_its_distribution() {
        for (points, percent, days) in
            [((10, 20, 40), 50, 23), ((10, 20, 30), 80, 24), ((10, 20, 30), 95, 27), ((10, 10, 10), 50, 10)]
        {
            for seed in [1, 2, 3] {
                let (low, likely, high) = points;
                let result = simulate(&parallel(1), &[length(low, likely, high)], trials(seed, 0.0));
                assert_eq!(percentile(&result.ends, percent), days, "{points:?} P{percent}");
            }
        }
    }

    /// The later of two independent lengths is below x with the square of the probability of one: of 10/20/30 the
    /// median of two is where one has 70.7 %: 30 - sqrt(0.293 x 200) = 22.35. Lengths that move together end as one.
    #[test]
    fn what_moves_together_is_late_together() {
        let two = [length(10, 20, 30), length(10, 20, 30)];
        let median = |together: f64| percentile(&simulate(&parallel(2), &two, trials(7, together)).ends, 50);
        assert_eq!(median(0.0), 22);
        let same = simulate(&parallel(2), &two, trials(7, 1.0));
        assert_eq!(same.finishes[0], same.finishes[1]);
    }

    /// Two points are uniform here as on the clock: of 10-20 90 % lies below 19, where a triangle would have 17.8.
    #[test]
    fn two_points_are_uniform() {
        let two = DurationRange { likely: None, ..length(10, 15, 20) };
        let ends = simulate(&parallel(1), &[two], trials(1, 0.0)).ends;
        assert_eq!((percentile(&ends, 10), percentile(&ends, 90)), (11, 19));
    }

    #[test]
    fn what_is_done_by_a_day_counts() {
        let sorted = [3, 5, 5, 9];
        assert_eq!((done_by(&sorted, 5), done_by(&sorted, 2)), (3, 0));
    }

    /// The stream of random numbers is part of the promise that a seed gives the same days everywhere.
    #[test]
    fn a_seed_gives_the_same_days_everywhere() {
        let result = simulate(&parallel(1), &[length(0, 300, 1_000)], Trials { count: 9, seed: 42, together: 0.0 });
        assert_eq!(result.ends, [159, 280, 314, 320, 418, 555, 670, 681, 850]);
    }
}
