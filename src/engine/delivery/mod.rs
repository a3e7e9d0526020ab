//! How delivery does: what a history of deploys says, which alerts wear people out, and which journeys nobody watches.
//!
//! [`read_csv`] and [`read_json`] read a history; [`DeliveryInput::answer`] gives a [`DeliveryReport`].
//!
//! # Measures
//! The four of Forsgren, Humble and Kim, "Accelerate" (2018), chapter 2, over deploys to production in a window of whole
//! days in UTC. What happened to users counts:
//! - A *failed* or *aborted* deploy whose very commit succeeded on the next try, with nothing else deployed in between, is
//!   *flaky*: the pipeline failed, not the change. It is counted apart. Not so where users were hurt: it was rolled back,
//!   or has a time at which service was restored.
//! - Any other *aborted* deploy is *stopped*: the pipeline did what it is for, and no user met the change. It is a try,
//!   and no change that failed.
//! - Every other failed or rolled-back deploy is *broken*: change failure rate = broken / (succeeded + broken).
//! - Deployment frequency counts what reached users: what succeeded, was rolled back or had to be restored.
//! - Lead time is from the commit to its first deploy that succeeded; time to restore from a broken deploy to
//!   `restored_at`. Percentiles are values that occurred: the least with so many at or below it.
//! - Cancelled deploys count for nothing.
//!
//! # Layout
//! - `history`: rows of a history and their readers; `outcome`: flaky or broken
//! - `measures`: the four; `interval`: how sure they are
//! - `alerts`: alert fatigue; `report`: all of it, with the gaps in order

mod alerts;
mod history;
mod interval;
mod measures;
mod outcome;
mod report;
#[cfg(test)]
mod tests;

pub use alerts::{AlertInput, AlertPrecision, Fatigue};
pub use history::{Deploy, DeployInput, DeployResult, HistoryError, read_csv, read_json};
pub use interval::{median_ranks, wilson};
pub use measures::{Lengths, Measures, Rate};
pub use outcome::Outcome;
pub use report::{DeliveryError, DeliveryInput, DeliveryReport, FailedDeploy, Gap, GapKind, JourneyInput};
