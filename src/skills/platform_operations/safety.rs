//! Section 7: safety nets.

use super::rollout::YES_NO;
use crate::{section, table};

table! {
    /// What must hold before a stage may start.
    pub Gate ("gate") {
        /// Its name.
        gate: Name => "Gate",
        /// What it protects.
        kind: Choice(&["test", "security", "dependency", "secret", "quality", "performance", "policy"]) => "Kind",
        /// Stages that yield it.
        result_of: Refs => "Result of",
        /// Stages.
        blocks: Refs => "Blocks",
        /// What passes.
        threshold: Prose => "Threshold",
        /// And if not.
        on_failure: Choice(&["block", "warn"]) => "On failure",
        /// Who may, until when.
        optional exceptions: Prose => "Exceptions",
    }
}

table! {
    /// A person's yes.
    pub Approval ("approval") {
        /// Its name.
        approval: Name => "Approval",
        /// Stages.
        blocks: Refs => "Blocks",
        /// How many, of whom.
        approvers: Prose => "Approvers",
        /// May authors approve.
        self_approval: Choice(YES_NO) => "Self-approval",
        /// `4 h`.
        expires: Duration => "Expires after",
        /// Where.
        recorded: Prose => "Recorded in",
    }
}

table! {
    /// What sends a release back.
    pub Trigger ("trigger") {
        /// Its name.
        trigger: Name => "Trigger",
        /// Those released.
        services: Refs => "Services",
        /// Where.
        environments: Refs => "Environments",
        /// Of the new version.
        metric: Prose => "Metric",
        /// Its source.
        optional slo: Refs => "SLO",
        /// `> 1.44 %`.
        threshold: Target => "Threshold",
        /// `5 min`.
        window: Duration => "Window",
        /// What happens.
        action: Choice(&["roll back", "halt", "flag off", "page"]) => "Action",
        /// By itself or by a person.
        start: Choice(&["automatic", "manual"]) => "Start",
        /// Who learns of it.
        notifies: Prose => "Notifies",
        /// That installs it; blank if in use.
        optional milestone: Refs => "By milestone",
    }
}

table! {
    /// A way back.
    pub WayBack ("way back") {
        /// `checkout by listener`.
        way: Name => "Way back",
        /// Those it serves.
        services: Refs => "Services",
        /// Where.
        environments: Refs => "Environments",
        /// By what.
        by: Choice(&["flag", "traffic", "artifact", "forward fix", "restore"]) => "By",
        /// The steps.
        how: Prose => "How",
        /// Measured, or an estimate.
        takes: Duration => "Takes",
        /// The last time.
        optional rehearsed: Prose => "Rehearsed",
    }
}

table! {
    /// A change of a schema.
    pub SchemaChange ("schema change") {
        /// Its name; the same in its expand and its contract row.
        change: Name => "Change",
        /// Whose.
        services: Refs => "Services",
        /// Which step.
        key phase: Choice(&["expand", "migrate", "contract", "reversible", "forward only"]) => "Phase",
        /// The migrate stage.
        stage: Refs => "Stage",
        /// How long old code still works.
        window: Duration => "Rollback window",
        /// Where, with which volume and duration.
        tested: Prose => "Tested",
    }
}

table! {
    /// What runs against what is declared.
    pub DriftCheck ("drift check") {
        /// Its name.
        drift: Name => "Drift check",
        /// What with what.
        compares: Prose => "Compares",
        /// `1 day`.
        every: Duration => "Every",
        /// What follows.
        on_drift: Choice(&["report", "adopt", "revert"]) => "On drift",
        /// Who acts.
        owner: Owner => "Owner",
    }
}

table! {
    /// A protection of the pipeline itself.
    pub Control ("control") {
        /// `action pins`, `OIDC`, `least privilege`, `provenance verified`.
        control: Name => "Control",
        /// Today.
        state: Choice(&["yes", "partly", "no", "unknown"]) => "State",
        /// File and line, or milestone.
        place_text: Prose => "Where",
    }
}

section! {
    /// What stops a bad release, and what undoes it.
    pub Safety = "safety", "Safety nets" ["Safety"], preamble = "notes", numbered = true {
        /// What blocks.
        table gates: Gate => "Quality gates" ["Gates"],
        /// Who says yes.
        table approvals: Approval => "Approvals",
        /// What sends back.
        table triggers: Trigger => "Rollback triggers" ["Triggers"],
        /// How one gets back.
        table ways_back: WayBack => "Ways back" ["Rollback", "Rollback plan"],
        /// Schemas.
        optional table changes: SchemaChange => "Database changes" ["Schema changes"],
        /// Declared against running.
        table drift: DriftCheck => "Drift checks",
        /// The pipeline's own security.
        optional table controls: Control => "Pipeline security",
        /// Anything else.
        optional text notes: Prose => "Notes",
    }
}
