//! The workflow: five steps, one tool each.

use super::{history, repository};
use crate::skill::Step;

/// The steps in their order.
pub(super) const STEPS: &[Step] = &[
    Step {
        tool: "ops_assess",
        title: "Assess the current state",
        description: "Step 1. Records target, release flow, services, tool chain, journeys, baseline observations, delivery \
            measures, alert counts and gaps. Returns the measures with intervals, flaky told from broken deploys, alert \
            precision and blind spots.",
        sections: &["baseline", "records"],
        attachments: &[history::ATTACHMENT, repository::ATTACHMENT],
        optional: false,
        finalizes: false,
    },
    Step {
        tool: "ops_delivery",
        title: "Design the delivery flow",
        description: "Step 2. Draws the pipeline as a graph of stages, environments and artifacts, and chooses a rollout per \
            service. Returns the proof of build-once, staging and checks on every path, strategy scores and canary sizes.",
        sections: &["delivery", "rollout"],
        attachments: &[repository::ATTACHMENT],
        optional: false,
        finalizes: false,
    },
    Step {
        tool: "ops_reliability",
        title: "Design reliability controls",
        description: "Step 3. Sets SLOs on observed baselines or takes them from another pack (`imports`), the error-budget policy, alerts with owner and runbook, and how \
            metrics, logs and traces join. Returns budgets, and whether each alert can fire.",
        sections: &["objectives", "alerting", "observability"],
        attachments: &[],
        optional: false,
        finalizes: false,
    },
    Step {
        tool: "ops_safety_nets",
        title: "Implement safety nets",
        description: "Step 4. Sets quality gates, approvals, rollback triggers, ways back, database changes and drift checks. \
            Returns each trigger held against its SLO's page and its traffic.",
        sections: &["safety"],
        attachments: &[repository::ATTACHMENT],
        optional: false,
        finalizes: false,
    },
    Step {
        tool: "ops_deliver",
        title: "Deliver the plan",
        description: "Step 5. Records architecture, milestones in priority order, success measures, risks, questions and next \
            steps; runs the gate; returns the PlatformOpsPlan. `finalize: true` closes the pack if the gate passes.",
        sections: &["roadmap", "risks"],
        attachments: &[],
        optional: false,
        finalizes: true,
    },
];
