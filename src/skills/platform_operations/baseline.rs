//! Section 1: current state.

use crate::pack::records::Evidence;
use crate::{section, table};

/// What a request may be about; everything but `operations` belongs elsewhere.
pub const SITUATIONS: &[&str] = &["operations", "active-incident", "local-fix", "infrastructure-plan", "feature-spec"];

/// How much something matters.
pub const CRITICALITY: &[&str] = &["critical", "important", "minor"];

table! {
    /// Something that is deployed.
    pub Service ("service") {
        /// Its name everywhere.
        service: Name => "Service",
        /// What it is.
        kind: Choice(&["web", "api", "worker", "job", "function", "static", "database", "infrastructure"]) => "Kind",
        /// As a card names it: `aws`, `vercel`.
        platform: Prose => "Platform",
        /// How much it matters.
        criticality: Choice(CRITICALITY) => "Criticality",
        /// Who answers for it.
        owner: Owner => "Owner",
    }
}

table! {
    /// A part of the tool chain as it is.
    pub Tool ("tool") {
        /// `pipeline`, `registry`, `metrics`, `paging`, `flags`.
        part: Name => "Part",
        /// Which tool, how used.
        tool: Prose => "Tool",
        /// File and line, or who said so.
        optional source: Prose => "Source",
    }
}

table! {
    /// What a user does.
    pub Journey ("journey") {
        /// Its name everywhere.
        journey: Name => "Journey",
        /// Those it needs.
        services: Refs => "Services",
        /// How much it matters.
        criticality: Choice(CRITICALITY) => "Criticality",
        /// What is measured of it; `none` is a blind spot.
        sli: Prose => "SLI today",
        /// In the quietest hour of a deploy day: `240 requests per minute`.
        optional rate: Measure => "Requests",
    }
}

table! {
    /// A delivery measure, as observed.
    pub DeliveryMeasure ("delivery measure") {
        /// `Lead time for changes, checkout`.
        measure: Name => "Measure",
        /// With unit; `median 26 h`.
        value: Measure => "Value",
        /// `52 changes`.
        sample: Prose => "Sample",
        /// `2026-08-01 to 2026-10-31`.
        window: Prose => "Window",
        /// Where from.
        source: Prose => "Source",
    }
}

table! {
    /// A deploy that failed or ran again.
    pub DeployFailure ("failed deploy") {
        /// `2026-10-07 checkout 9f1c2ab`.
        deploy: Name => "Deploy",
        /// Where.
        environment: Prose => "Environment",
        /// Same commit later succeeded: flaky.
        outcome: Choice(&["broken", "flaky", "open", "harmed users"]) => "Outcome",
        /// Where it failed.
        stage: Prose => "Stage",
        /// Until users were served again.
        optional restored: Duration => "Restored after",
    }
}

table! {
    /// How often an alert fired and mattered.
    pub AlertCount ("alert count") {
        /// As the alerting names it.
        alert: Name => "Alert",
        /// A count.
        fired: Prose => "Fired",
        /// A count.
        acknowledged: Prose => "Acknowledged",
        /// A person changed something.
        actioned: Prose => "Actioned",
        /// Which days.
        window: Prose => "Window",
        /// Where from.
        source: Prose => "Source",
    }
}

table! {
    /// What is wrong today.
    pub Gap ("gap") {
        /// `G1 Search is blind`.
        gap: Name => "Gap",
        /// Of which kind.
        kind: Choice(&["blind spot", "flaky deploy", "alert fatigue", "pipeline", "security", "rollback", "observability", "measurement"]) => "Kind",
        /// Rows it rests on.
        rests_on: Refs => "Rests on",
        /// What it costs whom.
        effect: Prose => "Effect",
        /// P0 is now.
        priority: Choice(&["P0", "P1", "P2", "P3"]) => "Priority",
        /// Milestones, or `accepted: why`.
        closed_by: Refs => "Closed by",
    }
}

section! {
    /// What was observed, and what is wrong with it.
    pub Baseline = "baseline", "Current state" ["Baseline", "Assessment"], preamble = "release_flow", numbered = true {
        /// The request in the person's own words.
        optional text request: Prose => "Request",
        /// Only `operations` is planned here.
        optional text situation: Choice(SITUATIONS) => "Situation",
        /// What the plan is for.
        text target: Prose => "Target",
        /// How a change reaches users today.
        text release_flow: Prose => "Release flow",
        /// What is deployed.
        table services: Service => "Services",
        /// The tool chain.
        table stack: Tool => "Tool chain" ["Stack"],
        /// What users do.
        table journeys: Journey => "Journeys" ["User journeys"],
        /// What SLOs and gaps rest on.
        table observations: Evidence => "Baseline observations" ["Observations"],
        /// The four, per service or for all.
        table measures: DeliveryMeasure => "Delivery measures",
        /// From the deploy history.
        optional table failures: DeployFailure => "Failed and flaky deploys",
        /// From the paging tool.
        optional table alert_counts: AlertCount => "Alert counts",
        /// Most urgent first.
        table gaps: Gap => "Ranked gaps" ["Gaps"],
        /// Anything else.
        optional text notes: Prose => "Notes",
    }
}
