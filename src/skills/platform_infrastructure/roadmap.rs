//! Section 7: execution roadmap.

use crate::skills::shared::{Freeze, Milestone, OwnerCapacity};
use crate::{section, table};

table! {
    /// An initiative and the arithmetic of its priority:
    /// (impact + risk + lead time points) / effort.
    pub Initiative ("initiative") {
        /// A milestone or project, by name.
        initiative: Name => "Initiative",
        /// 1 (slight) to 5 (decisive): `4`.
        impact: Measure => "Impact",
        /// Risk removed, 1 to 5: `3`.
        risk: Measure => "Risk",
        /// 1 (days) to 5 (quarters): `2`.
        effort: Measure => "Effort",
        /// 1 point up to 2 weeks, 2 to 6, 3 to 13, 4 to 26, 5 beyond.
        lead_time: Duration => "Lead time",
        /// `(5 + 4 + 3) / 2 = 6.0`.
        score: Prose => "Score",
    }
}

section! {
    /// Who does what by when, and how it is taken back.
    /// Done when there is a first milestone that can start now, dependencies are explicit and acyclic, and acceptance criteria are measurable.
    pub Roadmap = "roadmap", "Execution roadmap"
    ["Roadmap", "Execution plan", "Delivery roadmap", "Milestones"], preamble = "notes", numbered = true {
        /// In the order of work.
        table milestones: Milestone => "Milestones",
        /// Highest score first.
        table initiatives: Initiative => "Prioritized initiatives" ["Prioritization", "Initiatives", "Priorities"],
        /// Old paths: retired when, and how one knows that nobody uses them.
        list deprecation: Prose => "Deprecation and decommissioning" ["Deprecations", "Decommissioning", "Deprecation"],
        /// Who is told what, when, over which channel.
        list communications: Prose => "Communications" ["Communication", "Communication plan"],
        /// What owners can carry.
        optional table capacity: OwnerCapacity => "Owner capacity" ["Capacity"],
        /// Days without work or rollouts.
        optional table freezes: Freeze => "Freezes" ["Change freezes", "Freeze periods"],
        /// Anything else.
        optional text notes: Prose => "Notes",
    }
}
