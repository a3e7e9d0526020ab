//! Three projects of the PSPLIB library with their published optimum.
//!
//! Data: R. Kolisch and A. Sprecher, "PSPLIB - A project scheduling problem library", European Journal of Operational
//! Research 96 (1997), set j30 (single mode). Optima: E. Demeulemeester and W. Herroelen, "New benchmark results for the
//! resource-constrained project scheduling problem", 1995, file j30opt.sm of the library.

use super::calendar::Calendar;
use super::network::{Network, Owner, Task};
use super::search::{Effort, solve};

/// A length, what it needs of the four resources, and what waits for it, counted from 1.
type Row = (u32, [u32; 4], &'static [usize]);

const J302_1: [Row; 30] = [
    (5, [0, 0, 5, 0], &[6, 19, 26]),
    (6, [0, 10, 0, 0], &[4, 9]),
    (2, [0, 0, 0, 2], &[5, 7, 8]),
    (8, [0, 0, 0, 5], &[11]),
    (2, [8, 0, 0, 0], &[27, 28]),
    (4, [0, 0, 4, 0], &[14, 15, 24]),
    (9, [1, 0, 0, 0], &[10, 23]),
    (1, [0, 0, 0, 10], &[25]),
    (1, [0, 6, 0, 0], &[12, 13, 16]),
    (6, [0, 0, 4, 0], &[26]),
    (7, [0, 0, 0, 9], &[15]),
    (3, [0, 0, 0, 9], &[30]),
    (8, [0, 0, 9, 0], &[17, 18]),
    (7, [7, 0, 0, 0], &[21]),
    (5, [0, 5, 0, 0], &[29]),
    (9, [0, 0, 0, 1], &[25, 26]),
    (3, [0, 0, 0, 7], &[24]),
    (4, [0, 0, 0, 4], &[20]),
    (2, [0, 2, 0, 0], &[23]),
    (4, [0, 0, 1, 0], &[21, 22]),
    (10, [0, 0, 3, 0], &[29]),
    (5, [0, 0, 0, 7], &[24]),
    (4, [0, 0, 0, 3], &[25]),
    (2, [0, 3, 0, 0], &[30]),
    (8, [3, 0, 0, 0], &[29]),
    (5, [6, 0, 0, 0], &[27, 28]),
    (8, [0, 0, 0, 9], &[30]),
    (9, [0, 6, 0, 0], &[]),
    (1, [0, 6, 0, 0], &[]),
    (1, [0, 0, 0, 3], &[]),
];

const J3011_1: [Row; 30] = [
    (5, [4, 9, 10, 4], &[8, 16, 26]),
    (1, [4, 10, 9, 4], &[4, 9, 12]),
    (1, [0, 1, 0, 1], &[5, 24]),
    (6, [3, 0, 5, 0], &[10]),
    (7, [0, 1, 0, 8], &[6]),
    (9, [0, 5, 0, 10], &[7, 11]),
    (5, [2, 2, 6, 0], &[14, 25, 28]),
    (3, [4, 7, 3, 0], &[12]),
    (7, [9, 0, 4, 1], &[20]),
    (1, [8, 6, 4, 8], &[17, 18]),
    (9, [9, 0, 7, 0], &[13, 23]),
    (6, [10, 6, 3, 8], &[15]),
    (5, [1, 9, 1, 5], &[25, 28]),
    (5, [8, 10, 2, 6], &[18]),
    (7, [0, 8, 0, 0], &[21, 27]),
    (7, [4, 6, 9, 4], &[17]),
    (4, [10, 5, 10, 4], &[19, 30]),
    (4, [5, 3, 9, 8], &[27]),
    (10, [4, 0, 5, 5], &[22]),
    (1, [10, 7, 0, 9], &[22, 24]),
    (7, [3, 3, 3, 10], &[29]),
    (8, [3, 0, 6, 6], &[23]),
    (3, [8, 1, 9, 5], &[27]),
    (3, [7, 1, 7, 4], &[28]),
    (9, [1, 7, 9, 0], &[26, 30]),
    (4, [3, 0, 9, 0], &[29]),
    (5, [10, 1, 3, 0], &[29]),
    (8, [0, 8, 0, 6], &[]),
    (8, [0, 1, 9, 0], &[]),
    (3, [8, 5, 0, 0], &[]),
];

const J3041_1: [Row; 30] = [
    (3, [3, 6, 0, 7], &[4, 5, 6]),
    (5, [8, 6, 0, 2], &[12, 15, 20]),
    (8, [10, 0, 10, 3], &[7, 9, 19]),
    (5, [0, 6, 6, 0], &[8, 10, 11]),
    (3, [0, 1, 4, 1], &[7, 21, 24]),
    (5, [7, 7, 7, 10], &[8, 13, 14]),
    (3, [9, 3, 9, 3], &[10, 27]),
    (10, [0, 1, 7, 2], &[16, 19, 23]),
    (6, [0, 7, 5, 2], &[11, 14, 20]),
    (7, [6, 1, 2, 6], &[12, 13, 14]),
    (8, [3, 3, 4, 0], &[15, 17, 28]),
    (7, [5, 7, 5, 7], &[16, 18]),
    (1, [5, 2, 0, 2], &[18, 22, 25]),
    (8, [0, 0, 1, 8], &[16, 17, 23]),
    (4, [0, 9, 0, 2], &[21, 23]),
    (6, [1, 2, 0, 6], &[22, 26]),
    (3, [2, 0, 10, 0], &[18]),
    (9, [0, 8, 10, 0], &[29]),
    (6, [3, 0, 2, 10], &[20, 21]),
    (5, [9, 7, 8, 8], &[22, 24, 25]),
    (6, [9, 0, 7, 0], &[30]),
    (7, [2, 6, 0, 3], &[28, 30]),
    (3, [5, 0, 8, 1], &[25, 29]),
    (9, [2, 0, 8, 0], &[26, 27, 29]),
    (10, [2, 8, 1, 0], &[26]),
    (6, [1, 0, 5, 7], &[30]),
    (2, [10, 3, 6, 5], &[28]),
    (9, [5, 2, 10, 8], &[]),
    (1, [5, 9, 8, 5], &[]),
    (5, [7, 0, 6, 7], &[]),
];

fn network(rows: &[Row], capacities: [u32; 4]) -> Network {
    let after = |task: usize| {
        let before = rows.iter().enumerate().filter(move |(_, row)| row.2.contains(&(task + 1)));
        before.map(|(before, _)| (before, 0)).collect()
    };
    let task = |(index, row): (usize, &Row)| Task {
        length: row.0,
        after: after(index),
        needs: row.1.into_iter().enumerate().filter(|(_, units)| *units > 0).collect(),
        calendar: 0,
        release: 0,
        movable: false,
        fixed: false,
        due: None,
    };
    let tasks = rows.iter().enumerate().map(task).collect();
    let owners = capacities.map(|capacity| Owner { capacity, calendar: 0 }).to_vec();
    Network::new(tasks, owners, vec![Calendar::new(&[], &[])]).unwrap()
}

#[test]
fn published_optima_are_found_and_proven() {
    for (name, rows, capacities, optimum) in [
        ("j302_1", J302_1, [9, 11, 11, 16], 38),
        ("j3011_1", J3011_1, [21, 20, 18, 25], 54),
        ("j3041_1", J3041_1, [13, 12, 15, 13], 86),
    ] {
        let network = network(&rows, capacities);
        let solution = solve(&network, Effort { nodes: 20_000, samples: 50 }).unwrap();
        assert!(network.admits(&solution.times), "{name}");
        assert_eq!((solution.times.end(), solution.is_optimal()), (optimum, true), "{name}");
        // With no search at all the bound still holds.
        let rough = solve(&network, Effort { nodes: 0, samples: 0 }).unwrap();
        assert!(rough.end_bound <= optimum && optimum <= rough.times.end(), "{name}");
    }
}
