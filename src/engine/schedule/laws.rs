//! Laws that every schedule and every simulation obeys, on random plans.

use proptest::prelude::*;
use rust_decimal::Decimal;

use super::bound::lateness;
use super::calendar::Calendar;
use super::chain::{chained, slack};
use super::network::{Network, Owner, Task, Times};
use super::search::{Effort, solve};
use super::simulate::{Trials, simulate};
use crate::engine::chance::percentile;
use crate::quantity::DurationRange;

const EFFORT: Effort = Effort { nodes: 3_000, samples: 10 };

/// Plans of `sizes` milestones for two owners, the second of whom pauses for two days; rollouts pause as well.
fn plans(sizes: std::ops::Range<usize>, fixed: bool) -> impl Strategy<Value = Network> {
    let dates = (0_u32..5, prop::option::weighted(0.3, 1_u32..9), prop::bool::weighted(if fixed { 0.2 } else { 0.0 }));
    let task = (1_u32..4, prop::collection::vec((any::<prop::sample::Index>(), 0_u32..3), 0..3), 0_u32..3, dates);
    (prop::collection::vec(task, sizes), 1_u32..3, 1_u32..3).prop_map(|(rows, first, second)| {
        let calendars =
            vec![Calendar::new(&[], &[]), Calendar::new(&[(3, 5)], &[]), Calendar::new(&[(3, 5)], &[(6, 8)])];
        let mut tasks: Vec<Task> = Vec::new();
        for (length, after, who, (release, due, fixed)) in rows {
            let calendar = who as usize;
            // The third kind needs both owners.
            let needs = match who {
                0 => vec![(0, first)],
                1 => vec![(1, 1)],
                _ => vec![(0, 1), (1, second)],
            };
            let mut waits: Vec<(usize, u32)> = Vec::new();
            for (index, lag) in after {
                if !tasks.is_empty() && !waits.iter().any(|(one, _)| *one == index.index(tasks.len())) {
                    waits.push((index.index(tasks.len()), lag));
                }
            }
            let fixed = fixed && calendars[calendar].is_working(release);
            tasks.push(Task { length, after: waits, needs, calendar, release, movable: false, fixed, due });
        }
        let owners = vec![Owner { capacity: first.max(1), calendar: 0 }, Owner { capacity: second, calendar: 1 }];
        Network::new(tasks, owners, calendars).unwrap()
    })
}

/// The least lateness and, with it, the earliest end of all schedules up to some day: by trying every start.
fn by_trying(network: &Network, task: usize, horizon: u32, times: &mut Times, best: &mut Option<(u32, u32)>) {
    if task == network.count() {
        if network.admits(times) {
            let value = (lateness(network, times), times.end());
            *best = Some(best.map_or(value, |known| known.min(value)));
        }
        return;
    }
    // Dependencies point backwards, so everything a milestone waits for has been placed.
    for start in network.ready(task, &times.finish)..horizon {
        times.start[task] = start;
        times.finish[task] = network.finish(task, start);
        by_trying(network, task + 1, horizon, times, best);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_best_of_all_schedules_is_found_and_proven(network in plans(1..5, true)) {
        let mut best = None;
        let mut times = Times { start: vec![0; network.count()], finish: vec![0; network.count()] };
        let solution = solve(&network, Effort { nodes: 100_000, samples: 5 });
        // Far enough to try everything that ends no later than what was found.
        let horizon = solution.as_ref().map_or(19, |one| one.times.end() + 1).max(19);
        by_trying(&network, 0, horizon, &mut times, &mut best);
        prop_assert_eq!(solution.as_ref().map(|one| (one.late, one.times.end())), best);
        if let Some(solution) = solution {
            prop_assert!(solution.is_optimal() && network.admits(&solution.times));
        }
    }

    #[test]
    fn a_schedule_never_beats_its_critical_path_or_its_bound(network in plans(5..24, false)) {
        let solution = solve(&network, EFFORT).unwrap();
        prop_assert!(network.admits(&solution.times));
        let end = solution.times.end();
        prop_assert!(network.earliest().end() <= solution.end_bound && solution.end_bound <= end);
        prop_assert!(solution.late_bound <= solution.late);
        prop_assert_eq!(solve(&network, EFFORT).unwrap(), solution);
    }

    #[test]
    fn owners_hand_over_without_exceeding_their_capacity(network in plans(5..24, false), longer in 1_u32..9) {
        let times = solve(&network, EFFORT).unwrap().times;
        let chain = chained(&network, &times).unwrap();
        let again = chain.earliest();
        prop_assert!(network.admits(&again));
        prop_assert!(again.finish.iter().zip(&times.finish).all(|(again, first)| again <= first));
        // Other lengths, the same order of work: nothing sooner, and still within every capacity.
        let (mut other, mut chain_of_other) = (network.clone(), chain.clone());
        for task in (0..network.count()).step_by(2) {
            other.tasks[task].length += longer;
            chain_of_other.tasks[task].length += longer;
        }
        let later = chain_of_other.earliest();
        prop_assert!(other.admits(&later));
        prop_assert!(later.finish.iter().zip(&again.finish).all(|(later, again)| later >= again));
    }

    #[test]
    fn slack_is_how_far_a_start_may_slip(network in plans(5..15, false), which in any::<prop::sample::Index>()) {
        let times = solve(&network, EFFORT).unwrap().times;
        let chain = chained(&network, &times).unwrap();
        let slack = slack(&chain, &times);
        // What is done in a freeze of rollouts may start later and still go live with its end.
        let waits_to_go_live = network.tasks.iter().any(|task| task.calendar == 2);
        prop_assert!(slack.contains(&0) || waits_to_go_live);
        let task = which.index(network.count());
        let end_if_started = |day: u32| {
            let mut moved = chain.clone();
            moved.tasks[task].release = day;
            moved.earliest().end()
        };
        prop_assert!(end_if_started(times.start[task] + slack[task]) <= times.end());
        // One working day more moves the end, in the schedule or beyond a freeze.
        let next = chain.calendar(task).start(times.start[task] + slack[task] + 1);
        prop_assert!(end_if_started(next) > times.end() || chain.earliest().end() < times.end());
    }

    #[test]
    fn fixed_lengths_are_done_when_the_schedule_says(network in plans(2..15, false), seed in any::<u64>()) {
        let times = solve(&network, EFFORT).unwrap().times;
        let chain = chained(&network, &times).unwrap();
        let point = |days: u32| DurationRange { low: days.into(), likely: None, high: days.into(), approximate: false };
        let lengths: Vec<DurationRange> = network.tasks.iter().map(|task| point(task.length)).collect();
        let result = simulate(&chain, &lengths, Trials { count: 3, seed, together: 0.5 });
        prop_assert_eq!(result.ends, vec![chain.earliest().end(); 3]);
    }

    #[test]
    fn draws_lie_between_the_best_and_the_worst_case(
        network in plans(2..12, false),
        seed in any::<u64>(),
        more in 0_u32..6,
    ) {
        let times = solve(&network, EFFORT).unwrap().times;
        let chain = chained(&network, &times).unwrap();
        let spread = |task: &Task| DurationRange {
            low: task.length.into(),
            likely: Some(Decimal::from(task.length) + Decimal::from(more) / Decimal::from(3)),
            high: (task.length + more).into(),
            approximate: false,
        };
        let lengths: Vec<DurationRange> = network.tasks.iter().map(spread).collect();
        let mut worst = chain.clone();
        for task in &mut worst.tasks {
            task.length += more;
        }
        let (best, worst) = (chain.earliest(), worst.earliest());
        let result = simulate(&chain, &lengths, Trials { count: 50, seed, together: 0.2 });
        for (task, finishes) in result.finishes.iter().enumerate() {
            prop_assert!(best.finish[task] <= finishes[0] && finishes[49] <= worst.finish[task]);
            prop_assert!(percentile(finishes, 50) <= percentile(finishes, 80));
        }
        prop_assert!(result.critical.iter().all(|count| *count <= 50));
    }
}
