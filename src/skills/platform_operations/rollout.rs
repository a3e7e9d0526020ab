//! Section 3: how new versions meet users.

use crate::{section, table};

/// How much of something.
pub const LEVEL: &[&str] = &["low", "medium", "high"];

/// Whether something holds.
pub const YES_NO: &[&str] = &["yes", "no"];

table! {
    /// What a rollout of a service risks and needs.
    pub RiskProfile ("risk profile") {
        /// As in the services.
        service: Name => "Service",
        /// Who is hit.
        blast_radius: Choice(LEVEL) => "Blast radius",
        /// Must it be.
        zero_downtime: Choice(YES_NO) => "Zero downtime",
        /// Within seconds.
        instant_rollback: Choice(&["required", "preferred", "no"]) => "Instant rollback",
        /// Room for a second environment.
        cost: Choice(&["tight", "normal", "free"]) => "Cost",
        /// Before everybody meets it.
        real_traffic: Choice(&["required", "useful", "no"]) => "Real traffic",
        /// Old and new at once.
        mixed_versions: Choice(&["tolerated", "not tolerated"]) => "Mixed versions",
        /// What it keeps.
        state: Choice(&["stateless", "stateful", "schema change"]) => "State",
        /// In the quietest deploy hour: `240 requests per minute`.
        traffic: Measure => "Traffic",
        /// What the team can run.
        complexity: Choice(LEVEL) => "Complexity borne",
    }
}

table! {
    /// How a service goes out.
    pub Strategy ("rollout") {
        /// `checkout in production`.
        rollout: Name => "Rollout",
        /// As in the services.
        services: Refs => "Services",
        /// In this order.
        environments: Refs => "Environments",
        /// The choice.
        strategy: Choice(&["rolling", "blue_green", "canary", "feature_flags", "recreate"]) => "Strategy",
        /// Why, and what would flip it.
        why: Prose => "Why",
        /// The second best.
        runner_up: Choice(&["rolling", "blue_green", "canary", "feature_flags", "recreate", "none"]) => "Runner-up",
        /// The first to use it; blank if in use.
        optional milestone: Refs => "From milestone",
    }
}

table! {
    /// Numbers of a rolling update.
    pub Rolling ("rolling update") {
        /// As above.
        rollout: Name => "Rollout",
        /// `0 instances`, `25 %`.
        max_unavailable: Measure => "Max unavailable",
        /// `1 instance`, `25 %`.
        max_surge: Measure => "Max surge",
        /// `30 s`.
        min_ready: Duration => "Min ready",
    }
}

table! {
    /// Numbers of a blue-green switch.
    pub BlueGreen ("blue-green switch") {
        /// As above.
        rollout: Name => "Rollout",
        /// What switches.
        switch: Prose => "Switch",
        /// How long the old one stays.
        keep_old: Duration => "Keep old for",
    }
}

table! {
    /// One step of a canary.
    pub CanaryStep ("canary step") {
        /// `checkout 5 %`.
        step: Name => "Step",
        /// As above.
        rollout: Refs => "Rollout",
        /// Of traffic: `5 %`.
        share: Measure => "Share",
        /// How long.
        hold: Duration => "Hold",
        /// Triggers.
        judged_by: Refs => "Judged by",
        /// Who moves on.
        go_on: Choice(&["automatic", "manual"]) => "Goes on",
    }
}

table! {
    /// A switch in the code.
    pub Flag ("flag") {
        /// Its key.
        flag: Name => "Flag",
        /// Those that read it.
        services: Refs => "Services",
        /// When the flag service is away.
        default: Choice(&["on", "off"]) => "Default",
        /// How, and how fast.
        kill_switch: Prose => "Kill switch",
        /// Who answers for it.
        owner: Owner => "Owner",
        /// The day it is gone.
        remove_by: Date => "Remove by",
    }
}

section! {
    /// How new versions meet users.
    pub Rollout = "rollout", "Rollout" ["Deployment strategy", "Rollout strategy"], preamble = "notes", numbered = true {
        /// Per service.
        table profiles: RiskProfile => "Risk profiles",
        /// Per service and environment.
        table strategies: Strategy => "Strategies",
        /// Where rolling.
        optional table rolling: Rolling => "Rolling updates",
        /// Where blue-green.
        optional table blue_green: BlueGreen => "Blue-green switches",
        /// Where canary.
        optional table steps: CanaryStep => "Canary steps",
        /// Where flags.
        optional table flags: Flag => "Feature flags",
        /// Anything else.
        optional text notes: Prose => "Notes",
    }
}
