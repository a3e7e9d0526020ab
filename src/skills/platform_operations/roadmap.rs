//! Section 8: the plan.

use crate::section;
use crate::skills::shared::{Freeze, Milestone, OwnerCapacity, SuccessMeasure};

section! {
    /// The architecture in a paragraph, and who changes what by when.
    /// Done when the first milestone can start now and no rollout comes before its safety nets.
    pub Roadmap = "roadmap", "Delivery plan" ["Roadmap", "Plan", "Rollout plan"], preamble = "summary", numbered = true {
        /// Pipeline and observability from end to end, in a paragraph.
        text summary: Prose => "Architecture" ["Summary"],
        /// Rollout steps, in the order of priority.
        table milestones: Milestone => "Milestones" ["Rollout steps"],
        /// The measures that tell success.
        table success: SuccessMeasure => "Success measures" ["Success"],
        /// What owners can carry.
        optional table capacity: OwnerCapacity => "Owner capacity" ["Capacity"],
        /// Days without work or rollouts.
        optional table freezes: Freeze => "Freezes" ["Change freezes"],
        /// Anything else.
        optional text notes: Prose => "Notes",
    }
}
