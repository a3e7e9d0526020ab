//! Section 2: the delivery pipeline.

use crate::{section, table};

table! {
    /// A way by which changes reach users.
    pub DeliveryPath ("path") {
        /// `main`, `hotfix`, `nightly`.
        path: Name => "Path",
        /// What starts it.
        trigger: Choice(&["pull request", "merge", "tag", "schedule", "manual", "flag"]) => "Trigger",
        /// Who may.
        started_by: Prose => "Started by",
        /// When it is used.
        purpose: Prose => "Purpose",
    }
}

table! {
    /// A place where versions run.
    pub Environment ("environment") {
        /// `staging`, `prod-eu`.
        environment: Name => "Environment",
        /// What it is for.
        tier: Choice(&["development", "preview", "staging", "production"]) => "Tier",
        /// As a card names it.
        platform: Prose => "Platform",
        /// Where.
        optional region: Prose => "Region",
        /// Which data, how it differs from production.
        optional data: Prose => "Data",
    }
}

table! {
    /// What is built once and deployed everywhere.
    pub Artifact ("artifact") {
        /// `checkout image`.
        artifact: Name => "Artifact",
        /// Those in it.
        services: Refs => "Services",
        /// One stage.
        built_by: Refs => "Built by",
        /// What a deploy names.
        identity: Choice(&["digest", "deployment id", "migration files", "tag", "branch", "none"]) => "Identity",
        /// Registry.
        store: Prose => "Kept in",
        /// How long.
        keep: Duration => "Kept for",
        /// Attestation, signature, SBOM.
        optional provenance: Prose => "Provenance",
    }
}

table! {
    /// One node of the pipeline.
    pub Stage ("stage") {
        /// `deploy prod-eu`.
        stage: Name => "Stage",
        /// What it does.
        kind: Choice(&["build", "test", "analyze", "package", "approve", "migrate", "deploy", "verify", "release"]) => "Kind",
        /// Or `all`.
        services: Refs => "Services",
        /// Stages; `none` for the first.
        after: Refs => "After",
        /// Blank for all.
        optional paths: Refs => "Paths",
        /// For migrate, deploy, verify.
        optional environment: Refs => "Environment",
        /// What it consumes or yields.
        optional artifact: Refs => "Artifact",
        /// Blank is automatic.
        optional start: Choice(&["automatic", "manual"]) => "Start",
        /// Job and file.
        optional runs: Prose => "Runs as",
    }
}

table! {
    /// What a verify stage checks.
    pub Check ("check") {
        /// `checkout readiness`.
        check: Name => "Check",
        /// The verify stage.
        stage: Refs => "Stage",
        /// What kind.
        kind: Choice(&["health", "smoke", "synthetic", "slo", "data", "manual"]) => "Kind",
        /// What must hold.
        expects: Prose => "Expects",
        /// Until when.
        within: Duration => "Within",
        /// And if not.
        on_failure: Choice(&["roll back", "halt", "page"]) => "On failure",
    }
}

section! {
    /// Stages and environments as a graph.
    pub Delivery = "delivery", "Delivery pipeline" ["Pipeline", "Delivery flow"], preamble = "notes", numbered = true {
        /// Ways to users.
        table paths: DeliveryPath => "Paths",
        /// Where versions run.
        table environments: Environment => "Environments",
        /// What is built.
        table artifacts: Artifact => "Artifacts",
        /// The graph.
        table stages: Stage => "Stages" ["Pipeline stages"],
        /// What verifications check.
        table checks: Check => "Verification checks" ["Checks"],
        /// Anything else.
        optional text notes: Prose => "Notes",
    }
}
