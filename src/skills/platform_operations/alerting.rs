//! Section 5: alerting.

use crate::{section, table};

table! {
    /// An interruption of a person.
    pub AlertRule ("alert") {
        /// Its name.
        alert: Name => "Alert",
        /// Felt by users, or inside.
        signal: Choice(&["symptom", "cause"]) => "Signal",
        /// Those it watches.
        services: Refs => "Services",
        /// For symptoms.
        optional slo: Refs => "SLO",
        /// Its urgency.
        severity: Choice(&["page", "ticket", "info"]) => "Severity",
        /// `1 h`.
        optional long: Duration => "Long window",
        /// `5 min`.
        optional short: Duration => "Short window",
        /// `14.4x`.
        optional burn_rate: Measure => "Burn rate",
        /// Where it is no burn rate.
        optional condition: Prose => "Condition",
        /// For causes: what, how early, why no symptom.
        optional predicts: Prose => "Predicts",
        /// Who answers for it.
        owner: Owner => "Owner",
        /// Link and first action.
        runbook: Prose => "Runbook",
    }
}

table! {
    /// Who receives what.
    pub Route ("route") {
        /// `page, team payments`.
        route: Name => "Route",
        /// Its urgency.
        severity: Choice(&["page", "ticket", "info"]) => "Severity",
        /// Or `all`.
        services: Refs => "Services",
        /// Rotation or queue.
        receiver: Prose => "Receiver",
        /// `10 min`.
        optional escalates: Duration => "Escalates after",
        /// To whom.
        optional escalates_to: Owner => "Escalates to",
    }
}

table! {
    /// An alert kept quiet.
    pub Silence ("silence") {
        /// What it matches.
        silence: Name => "Silence",
        /// Why.
        reason: Prose => "Reason",
        /// Who answers for it.
        owner: Owner => "Owner",
        /// The last day.
        ends: Date => "Ends",
    }
}

section! {
    /// When a person is interrupted, who, and what they do first.
    pub Alerting = "alerting", "Alerting" ["Alerts"], preamble = "notes", numbered = true {
        /// Symptoms first.
        table alerts: AlertRule => "Alerts",
        /// By severity and team.
        table routes: Route => "Routing" ["Alert routing"],
        /// With an end.
        optional table silences: Silence => "Silences",
        /// Anything else.
        optional text notes: Prose => "Notes",
    }
}
