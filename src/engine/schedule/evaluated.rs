//! A schedule that has been found and simulated.

use super::network::Network;
use super::search::Solution;
use super::simulate::Simulation;
use crate::quantity::Quantity;

/// A schedule with its odds.
pub(super) struct Evaluated {
    pub solution: Solution,
    pub chained: Network,
    pub simulation: Simulation,
}

pub(super) fn days(count: u32) -> Quantity {
    Quantity::days(count)
}
