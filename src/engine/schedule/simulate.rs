//! What becomes of a schedule when lengths turn out as they may.
//!
//! Lengths follow the triangular distribution of their three points (Kotz and van Dorp, "Beyond Beta", 2004, chapter
//! 1), the one that says no more than these do. Every draw keeps the order of work of the schedule. Only square roots
//! and the four operations are used, so the same seed gives the same days on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use rust_decimal::Decimal;

use super::calendar::Calendar;
use super::network::Network;
use crate::quantity::number;

/// A length by three points, in days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estimate {
    /// The best case.
    pub low: Decimal,
    /// The likely case.
    pub likely: Decimal,
    /// The worst case.
    pub high: Decimal,
}

impl Estimate {
    /// The mean of the triangular distribution.
    pub fn expected(&self) -> Decimal {
        (self.low + self.likely + self.high) / Decimal::from(3)
    }

    /// The same, with each length times so many percent.
    pub fn scaled(&self, percent: u32) -> Estimate {
        let scale = |days: Decimal| days * Decimal::from(percent) / Decimal::ONE_HUNDRED;
        Estimate { low: scale(self.low), likely: scale(self.likely), high: scale(self.high) }
    }
}

/// How to draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Draws {
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

/// The day by which at least so many percent of the draws are done.
pub fn quantile(sorted: &[u32], percent: u32) -> u32 {
    sorted.get(rank(sorted.len(), percent).saturating_sub(1)).copied().unwrap_or(0)
}

/// Which of the sorted draws that is, from 1.
pub fn rank(count: usize, percent: u32) -> usize {
    (count * percent as usize).div_ceil(100).max(1)
}

/// How many draws are done by a day.
pub fn done_by(sorted: &[u32], day: u32) -> usize {
    sorted.partition_point(|finish| *finish <= day)
}

/// Draws all lengths so often, and follows the network each time. Its dependencies must keep every
/// capacity, as those that `chain` adds do.
pub fn simulate(network: &Network, estimates: &[Estimate], draws: Draws) -> Simulation {
    let runner = Runner::new(network, estimates);
    let count = network.count();
    let mut random = ChaCha8Rng::seed_from_u64(draws.seed);
    let mut lengths = vec![0; count];
    let mut state = State { finish: vec![0; count], driver: vec![None; count] };
    let size = draws.count as usize;
    let mut simulation =
        Simulation { finishes: vec![vec![0; size]; count], ends: vec![0; size], critical: vec![0; count] };
    // Nothing below allocates.
    for draw in 0..size {
        runner.draw(&mut random, draws.together, &mut lengths);
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
    triangles: Vec<Triangle>,
}

struct Step<'a> {
    task: usize,
    calendar: &'a Calendar,
    release: u32,
    /// Where its dependencies stand in `after`.
    after: std::ops::Range<usize>,
}

impl<'a> Runner<'a> {
    fn new(network: &'a Network, estimates: &[Estimate]) -> Self {
        let (mut steps, mut after) = (Vec::new(), Vec::new());
        for &task in &network.order {
            let one = &network.tasks[task];
            let from = after.len();
            after.extend_from_slice(&one.after);
            let calendar = network.calendar(task);
            steps.push(Step { task, calendar, release: one.release, after: from..after.len() });
        }
        Runner { steps, after, triangles: estimates.iter().map(Triangle::new).collect() }
    }

    fn draw(&self, random: &mut ChaCha8Rng, together: f64, lengths: &mut [u32]) {
        let common = (together > 0.0 && unit(random) < together).then(|| unit(random));
        for (length, triangle) in lengths.iter_mut().zip(&self.triangles) {
            let at = match common {
                Some(at) => at,
                None => unit(random),
            };
            *length = triangle.days(at);
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

/// A number from 0 to below 1 with 53 random bits.
fn unit(random: &mut ChaCha8Rng) -> f64 {
    const STEP: f64 = 1.0 / (1_u64 << 53) as f64;
    (random.next_u64() >> 11) as f64 * STEP
}

/// A triangular distribution, by the inverse of its distribution function.
struct Triangle {
    low: f64,
    high: f64,
    /// The share below the likely length.
    below: f64,
    /// (likely - low) x (high - low), and (high - likely) x (high - low).
    rise: f64,
    fall: f64,
}

impl Triangle {
    fn new(estimate: &Estimate) -> Self {
        let [low, likely, high] = [estimate.low, estimate.likely, estimate.high].map(number::to_f64);
        let width = high - low;
        let below = if width > 0.0 { (likely - low) / width } else { 0.0 };
        Triangle { low, high, below, rise: (likely - low) * width, fall: (high - likely) * width }
    }

    /// The length at a share of the distribution, to the nearest whole day, at least one: rounding all of them up would
    /// make a chain of short milestones late by half a day each.
    fn days(&self, at: f64) -> u32 {
        let days = if at < self.below {
            self.low + (at * self.rise).sqrt()
        } else {
            self.high - ((1.0 - at) * self.fall).sqrt()
        };
        (days.round() as u32).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::schedule::network::Task;

    fn estimate(low: i64, likely: i64, high: i64) -> Estimate {
        Estimate { low: low.into(), likely: likely.into(), high: high.into() }
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

    fn draws(seed: u64, together: f64) -> Draws {
        Draws { count: 10_000, seed, together }
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
                let result = simulate(&parallel(1), &[estimate(low, likely, high)], draws(seed, 0.0));
                assert_eq!(quantile(&result.ends, percent), days, "{points:?} P{percent}");
            }
        }
    }

    /// The later of two independent lengths is below x with the square of the probability of one: of 10/20/30 the
    /// median of two is where one has 70.7 %: 30 - sqrt(0.293 x 200) = 22.35. Lengths that move together end as one.
    #[test]
    fn what_moves_together_is_late_together() {
        let two = [estimate(10, 20, 30), estimate(10, 20, 30)];
        let median = |together: f64| quantile(&simulate(&parallel(2), &two, draws(7, together)).ends, 50);
        assert_eq!(median(0.0), 22);
        let same = simulate(&parallel(2), &two, draws(7, 1.0));
        assert_eq!(same.finishes[0], same.finishes[1]);
    }

    #[test]
    fn ranks_are_those_of_the_sorted_draws() {
        assert_eq!((rank(10_000, 80), rank(10, 95), rank(1, 50), rank(3, 50)), (8_000, 10, 1, 2));
        let sorted = [3, 5, 5, 9];
        assert_eq!((quantile(&sorted, 50), quantile(&sorted, 80), quantile(&[], 80)), (5, 9, 0));
        assert_eq!((done_by(&sorted, 5), done_by(&sorted, 2)), (3, 0));
    }

    /// The stream of random numbers is part of the promise that a seed gives the same days everywhere.
    #[test]
    fn a_seed_gives_the_same_days_everywhere() {
        let result = simulate(&parallel(1), &[estimate(0, 300, 1_000)], Draws { count: 9, seed: 42, together: 0.0 });
        assert_eq!(result.ends, [212, 294, 304, 367, 489, 528, 600, 629, 813]);
    }
}
