//! Domain mathematics over plain values. It knows nothing of packs and reads no clock: days come as arguments.
//!
//! Every result carries a `derivation`, one line of arithmetic that a person can follow with a pocket calculator.
//!
//! # Layout
//! - [`slo`]: error budgets, alerts that can fire, targets that dependencies and history permit
//! - [`capacity`]: when a limit is reached, how surely, and how early its trigger has to fire
//! - [`schedule`]: a roadmap in time: cycles, critical path, who can do what when, which deadlines hold
//! - [`priority`]: the score of an initiative, and what would change the order
//! - [`events`]: the contract of events, its versions, samples held against it
//! - [`site`]: whether crawlers reach what they should
//! - [`pipeline`]: a delivery pipeline as a graph, and the proof of what every way into production passes
//! - [`rollout`]: the rollout strategy for a risk profile, and canary steps that see enough requests
//! - [`rollback`]: rollback triggers from objectives, proposed and judged
//! - [`delivery`]: delivery measures from a history of deploys, alert fatigue, blind spots
//! - [`chance`], [`issue`], [`written`]: random numbers and estimates, what an answer gives reason to say, quantities as
//!   they stand in files; for all of them
//!
//! # Dates
//! Work that starts on a date starts in its morning; work that is done on a date is done by its evening. A limit that is
//! reached on a date is reached in its morning, since parts of days are cut off: what comes in time for it is done the
//! day before.

pub mod capacity;
pub mod chance;
pub mod delivery;
pub mod events;
pub mod issue;
pub mod pipeline;
pub mod priority;
pub mod rollback;
pub mod rollout;
pub mod schedule;
pub mod site;
pub mod slo;
pub mod written;
