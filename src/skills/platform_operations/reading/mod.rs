//! What a pack of this skill says, read once for the rules, for what is derived, and for the answers of steps.
//!
//! # Layout
//! - `roster`: services, environments, stages and the like, and the cells that name them
//! - `goals`: objectives, the observations they rest on, the alerts that watch them
//! - `observation`: what was observed, in the terms of a target
//! - `signals`: the pillars of observability and what they carry
//! - `rollouts`: strategies with their numbers and the risk profiles behind them
//! - `choices`: the strategy that each risk profile speaks for; `canaries`: what the steps of a canary can see
//! - `nets`: triggers, ways back, approvals; `verdicts`: triggers held against the objectives they cite
//! - `flow`: the stages as a graph, and the proof of what every way into production passes
//! - `alerts`: runbooks and predictions in the words of an alert; `coverage`: which pages and objectives cover a service
//! - `load`: what today's alerts cost and bring
//! - `observed`: delivery measures, failed deploys, alert counts, gaps
//! - `references`: which table each column of references refers to
//! - `facts`: all of it, and the case that rules take

pub(super) mod alerts;
pub(super) mod canaries;
pub(super) mod choices;
pub(super) mod coverage;
pub(super) mod facts;
pub(super) mod flow;
pub(super) mod goals;
pub(super) mod load;
pub(super) mod nets;
pub(super) mod observation;
pub(super) mod observed;
pub(super) mod references;
pub(super) mod rollouts;
pub(super) mod roster;
pub(super) mod signals;
pub(super) mod verdicts;
