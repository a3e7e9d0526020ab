//! The questions of the intake, the ones whose answers unlock most first.

use crate::skill::Question;

/// One question, asked of every target.
macro_rules! question {
    ($id:literal, $group:literal, $minimum:literal, $text:literal, [$($unlocks:literal),*], [$($option:literal),*]) => {
        Question::new($id, $group, $text, &[$($unlocks),*], &[$($option),*], $minimum)
    };
}

/// The questions.
pub(super) const QUESTIONS: &[Question] = &[
    Question {
        example: "checkout-api | api | aws | critical | Lena Fischer (Checkout lead)",
        attachment: Some("repository"),
        ..question!(
            "services",
            "target",
            true,
            "What is deployed (services, workers, databases, infrastructure), on which platform, and who answers for each?",
            ["baseline.services", "baseline.stack", "rollout.profiles"],
            ["one service and its database on one platform", "several services of one team on one platform"]
        )
    },
    question!(
        "release-flow",
        "target",
        true,
        "How does a change reach users today, from merge to production, which steps does a person do by hand, and how does a hotfix go?",
        ["baseline.release_flow", "delivery.paths", "delivery.stages"],
        ["merge starts build and deploy to staging; a person starts production", "every merge goes to production"]
    ),
    Question {
        example: "Place an order | storefront, checkout-api | critical | load-balancer 5xx of POST /orders | 6 requests per minute",
        ..question!(
            "journeys",
            "reliability",
            true,
            "Which three to five things do users do that must not fail, how often in the quietest hour, and what is measured of each?",
            ["baseline.journeys", "objectives.slos", "observability.probes"],
            ["the journeys that earn money", "sign-in, the main read and the main write"]
        )
    },
    Question {
        example: "Orders answered without server fault | 99.91 % | 90 days | ALB access logs | 2026-10-31",
        ..question!(
            "observations",
            "reliability",
            true,
            "What share of requests succeeded, and how fast, over the last weeks? From which system, read on which day?",
            ["baseline.observations", "objectives.slos"],
            ["nothing is measured; measuring becomes the first milestone", "it is measured, but nobody has read it"]
        )
    },
    Question {
        example: "Change failure rate | 12 % | 4 of 34 deploys | 2026-08-01 to 2026-10-31 | deployments API",
        attachment: Some("history"),
        ..question!(
            "deploy-history",
            "delivery",
            true,
            "Can you export the deploys of the last quarter: time, commit and its time, service, environment, result, and when users were served again?",
            ["baseline.measures", "baseline.failures", "baseline.gaps"],
            ["no history; measuring becomes a gap", "only the failed deploys are known"]
        )
    },
    Question {
        example: "Harriet Boyle | Head of engineering; Dev Malhotra | Platform lead | delivery, safety",
        ..question!(
            "people",
            "plan",
            false,
            "Who decides about this plan, and who answers for which part of it? Full names with their roles, whoever decides first.",
            ["roadmap.milestones", "risks.questions", "objectives.policy"],
            ["the head of engineering decides", "the lead of the team decides"]
        )
    },
    Question {
        example: "CPU above 80 % | 212 | 190 | 3 | 2026-08-01 to 2026-10-31 | Opsgenie report",
        ..question!(
            "alert-counts",
            "alerts",
            false,
            "How often did each alert fire in the last quarter, how often was it acknowledged, and how often did a person change something?",
            ["baseline.alert_counts", "alerting.alerts"],
            ["not counted; counting becomes a gap", "there are no alerts yet"]
        )
    },
    question!(
        "environments",
        "delivery",
        false,
        "Which environments are there, in which regions, how does the data of staging differ from production, and who may change them by hand?",
        ["delivery.environments", "delivery.checks", "safety.drift"],
        ["one staging and one production in one region", "previews only, no staging"]
    ),
    question!(
        "artifact",
        "delivery",
        false,
        "What is built, how often per change, by what does a deploy name it (digest, tag, branch), and how long is it kept?",
        ["delivery.artifacts"],
        ["one image by digest", "each environment builds its own"]
    ),
    question!(
        "risk",
        "rollout",
        false,
        "How many users does a bad version harm, how fast must it be gone, and may two versions serve at once?",
        ["rollout.profiles", "rollout.strategies", "rollout.steps"],
        ["all users at once, within a minute, versions may mix", "few users, another deploy is fast enough"]
    ),
    question!(
        "data-changes",
        "rollback",
        false,
        "Which schema changes are planned, on how large tables, and can the version before them still run after them?",
        ["safety.changes", "safety.ways_back"],
        ["none in this quarter", "additive ones only, in expand and contract"]
    ),
    question!(
        "approvals",
        "gates",
        false,
        "Who may approve a production deploy, how many must, may authors approve their own, and how long does a yes hold?",
        ["safety.approvals"],
        ["two of the team, not the author, within 4 hours", "nobody; checks decide"]
    ),
    question!(
        "scans",
        "gates",
        false,
        "Which security, dependency and secret checks run, which of them can stop a release, and who may let one pass?",
        ["safety.gates", "safety.controls"],
        ["code and dependency scans that block on high", "scans that report only"]
    ),
    question!(
        "way-back",
        "rollback",
        false,
        "How is a bad version taken back, by whom or by what, how long did it take the last time, and when was that?",
        ["safety.ways_back", "safety.triggers"],
        ["the version before it by its digest", "a revert and a new build"]
    ),
    question!(
        "on-call",
        "alerts",
        false,
        "Who is paged, at which hours, who comes next if nobody answers, and where are the runbooks?",
        ["alerting.routes", "alerting.alerts"],
        ["one rotation for everything", "each team for its own"]
    ),
    question!(
        "signals",
        "observability",
        false,
        "Which metrics, logs and traces are kept, for how long, and by which ids can you walk from a page to one request and the version that served it?",
        ["observability.pillars", "observability.correlation", "observability.dashboards"],
        ["metrics and logs that share service and version, no traces", "logs of the platform alone"]
    ),
    question!(
        "budget-policy",
        "reliability",
        false,
        "What should change when the error budget is spent, and who decides?",
        ["objectives.policy"],
        ["deploys stop except fixes; the head of engineering decides", "nothing is agreed yet"]
    ),
    question!(
        "staffing",
        "plan",
        false,
        "Who works on this, for how many hours a week, and on how many things at once?",
        ["roadmap.capacity"],
        ["one engineer for half of the time", "two engineers"]
    ),
    question!(
        "risk_tolerance",
        "plan",
        false,
        "How much risk may changing the pipeline itself take, and where may it take none?",
        ["roadmap.milestones"],
        ["staging may break, production may not", "one service first, the others when it has held for a week"]
    ),
    question!(
        "deadline",
        "plan",
        false,
        "By when must it be done, and on which days must nothing go live?",
        ["roadmap.milestones", "roadmap.freezes"],
        ["within a quarter, no freeze", "before the next season, nothing during it"]
    ),
];
