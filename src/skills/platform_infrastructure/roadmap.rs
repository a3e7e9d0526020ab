//! Section 7: execution roadmap.

use crate::{section, table};

table! {
    /// A milestone with an end that can be judged.
    pub Milestone ("milestone") {
        /// Identifier and name: `M1 Audit log service`.
        milestone: Name => "Milestone",
        /// What is built or changed.
        scope: Prose => "Scope",
        /// What must be measured or shown for it to be done.
        acceptance: Prose => "Acceptance criteria",
        /// Who answers for it.
        owner: Owner => "Owner",
        /// The milestones it waits for, by identifier; `none` if it can start now.
        dependencies: Refs => "Dependencies",
        /// Earliest start and latest end: `2027-01-11 to 2027-02-19`.
        eta: DateRange => "ETA range",
        /// How it is rolled out in stages, and how it is taken back.
        rollout: Prose => "Rollout/rollback",
    }
}

table! {
    /// An initiative and the arithmetic of its priority:
    /// (impact + risk + lead time points) / effort.
    pub Initiative ("initiative") {
        /// The initiative, by the name of its milestone or project.
        initiative: Name => "Initiative",
        /// 1 (slight) to 5 (decisive).
        impact: Measure => "Impact",
        /// Risk removed, 1 to 5.
        risk: Measure => "Risk",
        /// 1 (days) to 5 (quarters).
        effort: Measure => "Effort",
        /// Lead time; counts 1 point up to 2 weeks, 2 up to 6, 3 up to 13, 4 up to 26, 5 beyond.
        lead_time: Duration => "Lead time",
        /// The arithmetic: `(5 + 4 + 3) / 2 = 6.0`.
        score: Prose => "Score",
    }
}

table! {
    /// How much an owner can carry.
    pub OwnerCapacity ("owner capacity") {
        /// As in the milestones.
        owner: Name => "Owner",
        /// `2`.
        at_once: Prose => "Milestones at once",
    }
}

table! {
    /// Days on which something stops.
    pub Freeze ("freeze") {
        /// `2026-12-21 to 2027-01-03`.
        period: Name => "Period",
        /// `work` or `rollouts`; `of` whom.
        stops: Prose => "What stops",
        /// Why.
        reason: Prose => "Why",
    }
}

section! {
    /// Who does what by when, and how it is taken back.
    /// Done when there is a first milestone that can start now, dependencies are explicit and acyclic, and acceptance criteria are measurable.
    pub Roadmap = "roadmap", "Execution roadmap"
    ["Roadmap", "Execution plan", "Delivery roadmap", "Milestones"], preamble = "notes", numbered = true {
        /// The milestones, in the order of work.
        table milestones: Milestone => "Milestones",
        /// The initiatives by priority, highest score first.
        table initiatives: Initiative => "Prioritized initiatives" ["Prioritization", "Initiatives", "Priorities"],
        /// Which old paths are retired, when, and how it is known that nobody uses them.
        list deprecation: Prose => "Deprecation and decommissioning" ["Deprecations", "Decommissioning", "Deprecation"],
        /// Who is told what, when, over which channel.
        list communications: Prose => "Communications" ["Communication", "Communication plan"],
        /// Milestones an owner can carry at once.
        optional table capacity: OwnerCapacity => "Owner capacity" ["Capacity"],
        /// Days without work or rollouts.
        optional table freezes: Freeze => "Freezes" ["Change freezes", "Freeze periods"],
        /// Anything else a reader needs.
        optional text notes: Prose => "Notes",
    }
}
