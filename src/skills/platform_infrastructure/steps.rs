//! The workflow: eight steps, one tool each.

use crate::skill::Step;

/// The steps in their order.
pub(super) const STEPS: &[Step] = &[
    Step {
        tool: "infra_intake",
        title: "Intake and decision framing",
        description: "Step 1. Records the intake answers and the context snapshot: systems, users, pains (1-3), horizon, \
            stakeholders, constraints, assumptions, success measures, non-goals, decision. Returns the next questions to ask.",
        sections: &["context", "records"],
        attachments: &[],
        optional: false,
        finalizes: false,
    },
    Step {
        tool: "infra_capabilities",
        title: "Shared capabilities",
        description: "Step 2. Inventories capabilities that several teams rebuild (3-7 candidates) and plans the shared ones: \
            consumers, contract, migration, ownership, compatibility.",
        sections: &["capabilities"],
        attachments: &[],
        optional: false,
        finalizes: false,
    },
    Step {
        tool: "infra_quality",
        title: "Quality attributes",
        description: "Step 3. Sets measurable, owned targets for reliability, performance, privacy, operability and cost, and one \
            SLO per journey. Returns each error budget.",
        sections: &["quality"],
        attachments: &[],
        optional: false,
        finalizes: false,
    },
    Step {
        tool: "infra_scaling",
        title: "Doomsday clock",
        description: "Step 4. Lists 3-10 limits with metric, current value, trigger, lead time, project and owner, with hard limit \
            and growth. Returns each runway and the latest trigger that is early enough.",
        sections: &["scaling"],
        attachments: &[],
        optional: false,
        finalizes: false,
    },
    Step {
        tool: "infra_instrumentation",
        title: "Instrumentation",
        description: "Step 5. Plans observability gaps, server-side events, identity fields with merge rules, delivery, \
            schema versioning and data QA checks.",
        sections: &["instrumentation"],
        attachments: &[],
        optional: false,
        finalizes: false,
    },
    Step {
        tool: "infra_discoverability",
        title: "Discoverability",
        description: "Step 6, web platforms only. Plans indexability, sitemaps, internal links and their validation. For anything \
            else set `applicability` to \"Not applicable: <reason>\".",
        sections: &["discoverability"],
        attachments: &[],
        optional: true,
        finalizes: false,
    },
    Step {
        tool: "infra_roadmap",
        title: "Roadmap",
        description: "Step 7. Sequences milestones with acceptance criteria, owners, dependencies, ETA ranges and rollback, and \
            prioritizes initiatives. Returns each score's arithmetic.",
        sections: &["roadmap"],
        attachments: &[],
        optional: false,
        finalizes: false,
    },
    Step {
        tool: "infra_finalize",
        title: "Quality gate and finalize",
        description: "Step 8. Records risks, open questions and next steps, runs the gate, and with `finalize: true` closes the pack \
            if the gate passes. Refuses while an error stands or the rubric is under 4.0, and says what to mend.",
        sections: &["risks"],
        attachments: &[],
        optional: false,
        finalizes: true,
    },
];
