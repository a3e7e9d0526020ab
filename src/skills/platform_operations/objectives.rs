//! Section 4: service objectives.

use crate::{section, table};

table! {
    /// The objective of one journey.
    pub Objective ("SLO") {
        /// `checkout availability`.
        slo: Name => "SLO",
        /// As in the journeys.
        journey: Refs => "Journey",
        /// Which kind.
        kind: Choice(&["availability", "latency", "throughput", "error rate", "freshness"]) => "SLI kind",
        /// Good over valid.
        sli: Prose => "SLI",
        /// `99.9 % over 30 days`.
        target: Target => "Target",
        /// A baseline observation.
        baseline: Refs => "Baseline",
        /// Where and by what.
        method: Prose => "Measurement method",
        /// Who answers for it.
        owner: Owner => "Owner",
        /// `M4 closes the difference`.
        optional notes: Prose => "Notes",
    }
}

table! {
    /// What a spent budget changes.
    pub BudgetRule ("budget rule") {
        /// `50 %`.
        spent: Name => "Spent",
        /// What is done differently.
        change: Prose => "What changes",
        /// One person.
        decided_by: Owner => "Decided by",
        /// How it ends.
        until: Prose => "Until",
    }
}

table! {
    /// SLOs taken from another pack.
    pub Import ("import") {
        /// Its id, title or file.
        pack: Name => "Pack",
        /// Its revision.
        revision: Prose => "Revision",
        /// Those taken, or `all`.
        slos: Refs => "SLOs",
        /// The day.
        taken: Prose => "Taken on",
    }
}

section! {
    /// How good is good enough, and what a spent budget changes.
    pub Objectives = "objectives", "Service objectives" ["SLOs", "Service level objectives"], preamble = "notes", numbered = true {
        /// One or more per critical journey.
        table slos: Objective => "Service level objectives" ["SLO table"],
        /// What decides.
        table policy: BudgetRule => "Error-budget policy",
        /// From elsewhere.
        optional table imports: Import => "Imported objectives",
        /// Anything else.
        optional text notes: Prose => "Notes",
    }
}
