//! Section 5: instrumentation plan.

use crate::{section, table};

/// How urgent a gap is.
pub const PRIORITY: &[&str] = &["P0", "P1", "P2", "P3"];

table! {
    /// Something nobody can see today.
    pub Gap ("gap") {
        /// A service, a journey, a pipeline.
        area: Name => "Area",
        /// What can be seen today.
        state: Prose => "Current state",
        /// What cannot.
        gap: Prose => "Gap",
        /// What will be added.
        proposal: Prose => "Proposed instrumentation",
        /// Who adds it.
        owner: Owner => "Owner",
        /// P0 is now, P3 later.
        priority: Choice(PRIORITY) => "Priority",
    }
}

table! {
    /// One field that says who did something.
    pub IdentityField ("identity field") {
        /// `user_id`, `account_id`, `anonymous_id`, ...
        field: Name => "Field",
        /// Whom it identifies.
        meaning: Prose => "Meaning",
        /// When and how it is merged.
        merge: Prose => "Merge rule",
    }
}

table! {
    /// One automatic check of event data.
    pub QaCheck ("QA check") {
        /// Schema, volume anomaly, null rate, dedupe rate.
        check: Name => "Check",
        /// What with what.
        compares: Prose => "What it compares",
        /// Where it alerts: `> 2 % over 1 h`.
        threshold: Target => "Threshold",
        /// Who acts.
        owner: Owner => "Owner",
    }
}

table! {
    /// One canonical event.
    pub Event ("event") {
        /// In one convention: `order_placed`.
        event: Name => "Event name",
        /// The server action.
        emitted: Prose => "When emitted (server action)",
        /// `total: integer (EUR cents), email: string (personal, 30 days)`.
        properties: Prose => "Required properties",
        /// Those it carries.
        identity: Refs => "Identity fields",
        /// Who decides with it.
        consumers: Names => "Consumers (teams)",
        /// Such as `kept 13 months`.
        optional notes: Prose => "Notes",
    }
}

table! {
    /// A change of an event's contract within the horizon.
    pub ContractChange ("contract change") {
        /// The event.
        event: Name => "Event",
        /// Version, or typed properties.
        key from: Prose => "From",
        /// `none` if it ends.
        to: Prose => "To",
        /// Who reads it.
        optional consumers: Names => "Consumers",
        /// Where readers move.
        optional milestone: Refs => "Milestone",
    }
}

section! {
    /// What must become visible, and the contract of the events people decide with.
    /// Done when definitions agree across clients, key events are captured server-side, and QA checks exist.
    pub Instrumentation = "instrumentation", "Instrumentation plan"
    ["Instrumentation", "Instrumentation and analytics", "Observability and instrumentation plan", "Instrumentation & analytics plan"],
    preamble = "notes", numbered = true {
        /// Observability gaps.
        table gaps: Gap => "Observability gaps" ["Gaps"],
        /// Identity fields and how they merge.
        table identity: IdentityField => "Identity fields" ["Identity", "Identity strategy", "Canonical identity fields"],
        /// Guarantee, idempotency key, dedupe window.
        text delivery: Prose => "Delivery semantics and deduplication" ["Delivery semantics", "Delivery semantics and dedupe", "Delivery"],
        /// Where schemas live, what breaks.
        text versioning: Prose => "Schema and versioning" ["Schema/versioning", "Schema versioning", "Versioning"],
        /// Automatic checks of event data.
        table qa: QaCheck => "Data QA checks" ["Data quality checks", "QA checks", "Data QA"],
        /// The canonical events.
        table events: Event => "Event taxonomy" ["Events", "Canonical events", "Event contract"],
        /// Planned changes.
        optional table changes: ContractChange => "Contract changes" ["Event changes", "Schema changes"],
        /// Anything else.
        optional text notes: Prose => "Notes",
    }
}
