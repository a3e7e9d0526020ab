//! Section 5: instrumentation plan.

use crate::{section, table};

/// How urgent a gap is.
pub const PRIORITY: &[&str] = &["P0", "P1", "P2", "P3"];

table! {
    /// Something nobody can see today.
    pub Gap ("gap") {
        /// The area: a service, a journey, a pipeline.
        area: Name => "Area",
        /// What can be seen today.
        state: Prose => "Current state",
        /// What cannot.
        gap: Prose => "Gap",
        /// What will be added.
        proposal: Prose => "Proposed instrumentation",
        /// Who adds it.
        owner: Owner => "Owner",
        /// P0 (now) to P3 (later).
        priority: Choice(PRIORITY) => "Priority",
    }
}

table! {
    /// One field that says who did something.
    pub IdentityField ("identity field") {
        /// `user_id`, `account_id`, `anonymous_id`, or another.
        field: Name => "Field",
        /// What it identifies and who issues it.
        meaning: Prose => "Meaning",
        /// When and how it is merged with another.
        merge: Prose => "Merge rule",
    }
}

table! {
    /// One automatic check of event data.
    pub QaCheck ("QA check") {
        /// The check: schema, volume anomaly, null rate, dedupe rate.
        check: Name => "Check",
        /// What it compares with what.
        compares: Prose => "What it compares",
        /// The threshold at which it alerts.
        threshold: Target => "Threshold",
        /// Who acts on it.
        owner: Owner => "Owner",
    }
}

table! {
    /// One canonical event.
    pub Event ("event") {
        /// The event's name, in one convention: `order_placed`.
        event: Name => "Event name",
        /// The server action that emits it.
        emitted: Prose => "When emitted (server action)",
        /// `name: type` by commas; in brackets unit, class of personal data, retention: `email: string (personal, 30 days)`.
        properties: Prose => "Required properties",
        /// Which identity fields it carries.
        identity: Refs => "Identity fields",
        /// The teams that decide with it.
        consumers: Names => "Consumers (teams)",
        /// Anything else.
        optional notes: Prose => "Notes",
    }
}

table! {
    /// A change of an event's contract within the horizon.
    pub ContractChange ("contract change") {
        /// The event, by name.
        event: Name => "Event",
        /// The version today, or the properties that change, with types; `none` for a new event.
        from: Prose => "From",
        /// The version to come, or what the properties become; `none` where it ends.
        to: Prose => "To",
        /// The teams that read it; those of the taxonomy if blank.
        optional consumers: Names => "Consumers",
        /// The milestone in which they move; needed where the change breaks readers.
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
        /// Canonical identity fields and how they merge.
        table identity: IdentityField => "Identity fields" ["Identity", "Identity strategy", "Canonical identity fields"],
        /// At-least-once or exactly-once, the idempotency key, the dedupe window.
        text delivery: Prose => "Delivery semantics and deduplication" ["Delivery semantics", "Delivery semantics and dedupe", "Delivery"],
        /// How event schemas are versioned and where they live.
        text versioning: Prose => "Schema and versioning" ["Schema/versioning", "Schema versioning", "Versioning"],
        /// Schema, volume anomaly, null rate and dedupe rate checks.
        table qa: QaCheck => "Data QA checks" ["Data quality checks", "QA checks", "Data QA"],
        /// The canonical events.
        table events: Event => "Event taxonomy" ["Events", "Canonical events", "Event contract"],
        /// Planned changes of these contracts.
        optional table changes: ContractChange => "Contract changes" ["Event changes", "Schema changes"],
        /// Anything else a reader needs.
        optional text notes: Prose => "Notes",
    }
}
