//! Rollback triggers from objectives: what pages a person rolls back a deploy, at the same threshold and no later.
//!
//! [`RollbackInput::answer`] proposes a trigger for each objective and judges those that are stated. The thresholds are
//! those of the objective's page alerts in [`crate::engine::slo`]; there is no second source. The threshold of a proposal
//! is what a canary should [detect](crate::engine::rollout::CanaryInput::detect), too.
//!
//! # Model
//! With failures at a steady ratio `e` a trigger of threshold `t` over a window `w` fires after `w x t / e`, as the long
//! window of an alert does. So it is no later than the page, whatever the ratio, if its `w x t` is no greater than that
//! of the page; and nothing pages that it lets pass, if its `t` is not.
//!
//! # Layout
//! - `input`: objectives and triggers as people state them; `answer`: what comes back; `judge`: how it is found
//! - `failures`: how many failures a trigger should rest on

mod answer;
mod failures;
mod input;
mod judge;
#[cfg(test)]
mod tests;

pub use answer::{Issue, IssueKind, Judged, Proposal, RollbackAnswer, RollbackError};
pub use failures::failures_to_tell;
pub use input::{ObjectiveInput, RollbackInput, TriggerInput};
