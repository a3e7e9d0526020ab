//! Section 6: observability.

use crate::{section, table};

table! {
    /// A pillar: metrics, logs, traces, and what joins them.
    pub Pillar ("pillar") {
        /// `metrics`, `logs`, `traces`, `synthetic`, `profiles`.
        pillar: Name => "Pillar",
        /// Or `all`.
        services: Refs => "Services",
        /// RED, USE, which events.
        collects: Prose => "Collects",
        /// `service, version, region, trace_id`.
        carries: Names => "Carries",
        /// Where it goes.
        store: Prose => "Store",
        /// How long.
        keep: Duration => "Kept for",
        /// Head, tail, rate, priority; with the share.
        optional sampling: Prose => "Sampling",
    }
}

table! {
    /// A dashboard.
    pub Dashboard ("dashboard") {
        /// Its name.
        dashboard: Name => "Dashboard",
        /// Which question.
        level: Choice(&["overview", "service", "incident", "capacity"]) => "Level",
        /// What it shows.
        panels: Prose => "Panels",
        /// Who answers for it.
        owner: Owner => "Owner",
    }
}

table! {
    /// A scripted request from outside.
    pub Probe ("probe") {
        /// Its name.
        probe: Name => "Probe",
        /// As in the journeys.
        journey: Refs => "Journey",
        /// Places.
        from: Names => "From",
        /// `1 min`.
        every: Duration => "Every",
        /// That it fires.
        alert: Refs => "Alert",
    }
}

section! {
    /// What can be seen, and how one signal leads to the next.
    pub Observability = "observability", "Observability" ["Observability pillars"], preamble = "correlation", numbered = true {
        /// Metrics, logs and traces at least.
        table pillars: Pillar => "Pillars",
        /// From alert to trace to log to change.
        text correlation: Prose => "Correlation",
        /// From overview to incident.
        table dashboards: Dashboard => "Dashboards",
        /// From outside.
        optional table probes: Probe => "Synthetic checks" ["Probes"],
        /// Severity levels and postmortems.
        optional text incidents: Prose => "Incidents",
        /// Anything else.
        optional text notes: Prose => "Notes",
    }
}
