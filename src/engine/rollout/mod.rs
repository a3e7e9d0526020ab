//! How a new version reaches users: the strategy for a risk profile, and canary steps that see enough requests.
//!
//! [`RolloutInput::answer`] scores rolling, blue-green, canary and feature flags, keeps what cannot be used apart from
//! what is merely worse, and says which single change of the profile would change the choice.
//! [`CanaryInput::answer`] sizes the steps of a canary, or says that there is too little traffic for any.
//!
//! # Layout
//! - `profile`: the question; `strategy`: what each strategy is good for
//! - `choose`: the choice; `flips`: what would change it
//! - `canary`: the question about a canary; `sizing`: its steps; [`power`]: how many requests tell two ratios apart
//!
//! Fields are read as in [`crate::engine::slo`], and so are its errors.

mod canary;
mod choose;
mod flips;
pub mod power;
mod profile;
mod sizing;
mod strategy;
#[cfg(test)]
mod tests;

pub use canary::{CanaryInput, SlowInput, StepInput};
pub use choose::{FactorScore, RolloutAnswer, StrategyScore};
pub use flips::Flip;
pub use profile::{Level, Need, PlatformInput, RolloutInput, StateChange};
pub use sizing::{CanaryAnswer, CanaryStep, Guard, StatedStep};
pub use strategy::{Factor, Strategy};
