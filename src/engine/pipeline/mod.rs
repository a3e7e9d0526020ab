//! A delivery pipeline as a graph, and the proof that nothing reaches production unless it was built once, gated,
//! staged and checked.
//!
//! [`prove()`] takes a [`PipelineInput`] and gives a [`Proof`]: the order of the stages, what holds for every way into
//! production and by which stages, and each violation with the shortest path that shows it and the smallest edit that
//! puts it right. [`edited()`] applies edits, [`flowchart()`] draws a pipeline.
//!
//! # Model
//! - A stage starts when *all* of `after` and *one* of `after_any` have succeeded. A stage that is not `required` may
//!   fail or be skipped: what it would have proved does not count for what follows, what came before it does.
//! - A *run* of a stage is what has happened by the time it starts: all of `after`, one of `after_any`, and so on back
//!   to stages that wait for nothing. "On every path" says: in every run. Guarantees follow in one pass through the
//!   topological order: a stage has one if it brings it, if one of `after` has it, or if each of `after_any` has it.
//! - A path is a chain of stages through a run that lacks something, the shortest from the build of what is deployed,
//!   or else from any stage that waits for nothing.
//! - Two artifacts of one service and one component are one thing built twice. What is meant to be built apart, such
//!   as a line for hotfixes, is a component of its own.
//! - A stage that rolls back returns to what production has had, so the constraints on deploys do not bind it.
//!
//! # Layout
//! - `input`, `error`: what people write, and why it cannot be used
//! - `graph`: runs, guarantees, shortest paths
//! - `check`: the constraints; `builds`: that of one build; `checked`: what they found; `result`: what comes back
//! - `edit`: changes of a pipeline; `candidates`, `repair`: the smallest that help
//! - `flowchart`: the drawing

mod builds;
mod candidates;
mod check;
mod checked;
mod edit;
mod error;
mod flowchart;
mod graph;
mod input;
#[cfg(test)]
mod laws;
mod repair;
mod result;
#[cfg(test)]
mod tests;

pub use edit::{Edit, edited};
pub use error::PipelineError;
pub use flowchart::flowchart;
pub use input::{
    ArtifactInput, CheckKind, EnvironmentInput, EnvironmentKind, GateInput, GateKind, PipelineInput, Reference,
    StageInput, StageKind, Starts,
};
pub use repair::prove;
pub use result::{Constraint, Holding, Problem, Proof, Repair, Violation};
