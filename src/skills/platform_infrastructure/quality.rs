//! Section 3: quality attributes spec.

use crate::{section, table};

table! {
    /// One target of a quality attribute.
    pub Attribute ("attribute") {
        /// `Availability`, `p95 latency`, `Retention`.
        attribute: Name => "Attribute",
        /// A number with unit and window, or a duty that can be checked: `p95 < 300 ms over 30 days`.
        target: Target => "Target",
        /// How one finds out whether it is met.
        measurement: Prose => "Measurement",
        /// Who answers for it.
        owner: Owner => "Owner",
    }
}

table! {
    /// The service level objective of one journey.
    pub Slo ("SLO") {
        /// The journey or API, by name.
        journey: Name => "User journey / API",
        /// Good events over valid events, or a measured quantity.
        key sli: Prose => "SLI",
        /// The target with its window: `99.9 % over 30 days`.
        target: Target => "SLO target",
        /// Where it is measured and by what.
        method: Prose => "Measurement method",
        /// Who answers for it.
        owner: Owner => "Owner",
        /// Baseline, or `estimate` with its confidence.
        optional notes: Prose => "Notes",
    }
}

table! {
    /// What one journey depends on, and how often it is asked for.
    pub Dependency ("dependency of a journey") {
        /// As among the SLOs.
        journey: Name => "Journey",
        /// `a and (b or c)`, `2 of (x, y, z)`.
        optional needs: Prose => "Needs",
        /// `180 requests per hour`.
        optional rate: Measure => "Request rate",
    }
}

table! {
    /// How often a component works.
    pub Component ("component") {
        /// As in Needs.
        component: Name => "Component",
        /// `99.95 %`.
        availability: Measure => "Availability",
        /// Who says so.
        source: Prose => "Source",
    }
}

table! {
    /// What one window of the past came to.
    pub PastWindow ("past window") {
        /// As among the SLOs.
        journey: Name => "Journey",
        /// The day.
        key measured: PastDate => "Last day",
        /// With unit: `99.93 %`.
        value: Measure => "Value",
    }
}

table! {
    /// One burn-rate alert.
    pub Alert ("alert") {
        /// Its journey, or `all`.
        slo: Name => "SLO",
        /// Its urgency.
        key severity: Choice(&["page", "ticket"]) => "Severity",
        /// `1 h`.
        key long: Duration => "Long window",
        /// `5 min`.
        optional short: Duration => "Short window",
        /// `14.4x`.
        burn_rate: Measure => "Burn rate",
    }
}

section! {
    /// How good is good enough: reliability, performance, privacy, operability, cost.
    /// Done when every target is measurable and owned, even where the first number is an estimate with a confidence.
    pub Quality = "quality", "Quality attributes spec"
    ["Quality attributes", "Quality attribute spec", "SLOs and quality attributes", "Non-functional requirements"],
    preamble = "notes", numbered = true {
        /// Availability, error rate, MTTR, incident classes.
        table reliability: Attribute => "Reliability" ["Reliability targets"],
        /// p95 and p99 latency, throughput.
        table performance: Attribute => "Performance" ["Performance targets"],
        /// Encryption, residency, retention, access control, audit.
        table privacy: Attribute => "Privacy and safety" ["Privacy/safety", "Privacy", "Security and privacy", "Privacy & safety"],
        /// Dashboards, alerts, runbooks, on-call, escalation.
        table operability: Attribute => "Operability",
        /// Top cost drivers, budgets, caps.
        table cost: Attribute => "Cost" ["Cost guardrails", "Cost targets"],
        /// One row for each journey that must not break.
        table slos: Slo => "Service level objectives" ["SLOs", "SLO table", "User journeys", "SLIs and SLOs"],
        /// What journeys need.
        optional table dependencies: Dependency => "Journey dependencies" ["Dependencies of journeys"],
        /// How often that works.
        optional table components: Component => "Component availability" ["Availability of components"],
        /// What each past window came to.
        optional table past: PastWindow => "Past windows" ["Baseline windows", "SLO history"],
        /// Your own alerts.
        optional table alerts: Alert => "Alert policy" ["Burn-rate alerts", "Alerting policy"],
        /// Anything else.
        optional text notes: Prose => "Notes",
    }
}
