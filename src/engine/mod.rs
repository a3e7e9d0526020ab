//! Domain mathematics over plain values. It knows nothing of packs and reads no clock: days come as arguments.
//!
//! Every result carries a `derivation`, one line of arithmetic that a person can follow with a pocket calculator.
//!
//! # Layout
//! - [`slo`]: error budgets
//! - [`capacity`]: when a limit is reached, and how early its trigger has to fire
//! - [`schedule`]: the order of what depends on each other, and its cycles
//! - [`priority`]: the score of an initiative

pub mod capacity;
pub mod priority;
pub mod schedule;
pub mod slo;
