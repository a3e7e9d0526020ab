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
//! - [`written`]: quantities as they stand in files, for all of them

pub mod capacity;
pub mod delivery;
pub mod events;
pub mod pipeline;
pub mod priority;
pub mod rollback;
pub mod rollout;
pub mod schedule;
pub mod site;
pub mod slo;
pub mod written;
