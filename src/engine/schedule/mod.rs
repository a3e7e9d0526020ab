//! The roadmap: what waits for what, when it is done, and how sure that is.
//!
//! [`plan()`] takes a [`RoadmapInput`] and gives a [`Roadmap`]: the best schedule that owners, dependencies, freezes and
//! dates allow, with a proof or a bound; its odds by simulation; whether each mitigation comes before its limit, and
//! what would help; whether the first milestone can start at once. [`gantt()`] draws it.
//!
//! # Conventions
//! - Lengths are calendar days, as in [`crate::quantity`]: a working day counts 1.4, so weekends are part of every
//!   length. Three points are triangular, two uniform, as on the clock (see [`crate::engine::chance::Estimate`]); the
//!   expected length is their mean, rounded up.
//! - A milestone occupies its owner, and whomever else it needs, from its start to its finish, freezes included.
//! - A freeze of *work* stops those it concerns: what is under way takes so much longer. In a freeze of *rollouts* work
//!   goes on, but nothing is done before the first day after it. Waits behind a dependency pass in both.
//! - Dates are last days: what is done on a date is done by its end, and what waits for it starts on the next day. What
//!   comes in time for a limit is done the day before it (see [`crate::engine`]).
//!
//! # Layout
//! - `plan`, `result`, `input`, `model`, `length`, `freezes`, `error`: what people write, in numbers; what comes back
//! - [`network`], [`calendar`]: milestones and days as numbers
//! - [`search`], `serial`, `bound`: the best schedule, a good one to begin with, and what no schedule beats
//! - `chain`, [`simulate`]: the order of work of a schedule, and its odds
//! - `join`: limits against mitigations
//! - `gantt`: the chart
//! - `order`: cycles and orders of anything that waits

mod bound;
pub mod calendar;
mod chain;
mod error;
mod evaluated;
mod freezes;
mod gantt;
mod input;
mod join;
#[cfg(test)]
mod laws;
mod length;
mod model;
pub mod network;
mod order;
mod plan;
#[cfg(test)]
mod psplib;
mod result;
#[cfg(test)]
mod roadmaps;
pub mod search;
mod serial;
pub mod simulate;

pub use error::PlanError;
pub use gantt::gantt;
pub use input::{FreezeInput, LimitInput, MilestoneInput, OwnerInput, RoadmapInput, Stops};
pub use order::{ScheduleError, cycles, print, topological};
pub use plan::{plan, plan_with};
pub use result::{
    CriticalPath, DeadlineOdds, Dependence, Fix, FreezeSpan, HeldBy, Issue, IssueKind, LimitCheck, Move, Odds, Planned,
    Proof, Roadmap, StartCheck,
};
