//! Which requests belong to this skill.

use crate::skill::screen::{Route, Screen};
use crate::skills::shared::routes;

/// What is planned here, and where other work goes.
pub(super) static SCREEN: Screen = Screen {
    inside: "operations",
    work: "delivery or alerting",
    ours: OURS,
    routes: &[
        Route { what: "the specification of a feature, not its way to production", ..routes::FEATURE_SPEC },
        Route {
            instead: "just do it; one workflow, one flaky test or one noisy alert costs less than a plan for it",
            near: true,
            words: LOCAL_WORK,
            ..routes::LOCAL_FIX
        },
        routes::LOCAL_FIX,
        Route {
            situation: "infrastructure-plan",
            what: "shared capabilities, capacity or scaling, not how one target is released and watched",
            skill: Some("platform-infrastructure"),
            instead: "the skill platform-infrastructure; its SLOs can be imported here afterwards",
            near: true,
            words: INFRASTRUCTURE,
        },
    ],
};

/// Words of this skill.
#[rustfmt::skip]
const OURS: &[&str] = &[
    "ci/cd", "ci-cd", "ci", "continuous delivery", "continuous integration", "continuous deployment", "pipeline*",
    "deploy*", "redeploy*", "release*", "rollout*", "rollback*", "roll back", "rolls back", "rolled back", "rolling back",
    "canary", "canaries", "blue-green", "blue/green", "blue green", "staging", "hotfix*", "feature flag*", "kill switch",
    "quality gate*", "dependency scan*", "security scan*", "vulnerability scan*", "sast", "dast", "approval*", "artifact*",
    "immutable", "slo", "slos", "sli", "slis", "error budget*", "burn-rate", "burn rate", "alert*", "runbook*", "on-call",
    "on call", "pager*", "page us", "pages us", "paged", "observab*", "monitor*", "tracing", "traces", "dashboard*", "drift",
    "health check*", "smoke test*", "synthetic*", "change failure", "lead time for changes", "time to restore", "mttr",
    "docker image*", "flaky", "go live", "goes live", "ship", "ships", "shipping",
];

/// Words of a single fix to a pipeline or an alert.
#[rustfmt::skip]
const LOCAL_WORK: &[&str] = &[
    "this workflow", "one workflow", "this job", "one job", "one broken job", "this pipeline step", "this flaky test",
    "one flaky test", "a flaky test", "the flaky test", "this test", "one noisy alert", "this noisy alert", "this alert",
    "one alert", "this dashboard", "this dockerfile", "this build", "this yaml", "a syntax error",
];

/// Words of the skill for capacity, shared capabilities and platform roadmaps.
#[rustfmt::skip]
const INFRASTRUCTURE: &[&str] = &[
    "capacity*", "doomsday clock", "shared capabilit*", "shared service*", "shared platform", "platform roadmap",
    "scaling roadmap", "scaling plan", "scal*", "shard*", "partition*", "runway", "run out of", "runs out of",
    "running out of", "connection pool*", "growth", "grows", "growing", "10x", "5x", "3x", "permissions", "audit log*",
    "export service", "notification service", "sitemap*", "crawl*", "event taxonomy", "tracking plan",
    "quality attributes", "keep rebuilding", "keeps rebuilding", "teams rebuild", "data pipeline*", "platformi*",
    "infrastructure roadmap", "infrastructure improvement", "infrastructure plan",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skill::Boundary;
    use crate::skills::platform_operations::baseline::SITUATIONS;

    fn situation(request: &str) -> &'static str {
        match SCREEN.judge(request, None) {
            Boundary::Inside { .. } => "operations",
            Boundary::Outside { situation, .. } => situation,
        }
    }

    fn all_are(expected: &str, requests: &[&str]) {
        let wrong: Vec<(&str, &str)> =
            requests.iter().map(|one| (*one, situation(one))).filter(|(_, found)| *found != expected).collect();
        assert!(wrong.is_empty(), "not {expected}: {wrong:#?}");
    }

    #[test]
    fn every_situation_can_be_written() {
        assert!(SCREEN.situations().all(|situation| SITUATIONS.contains(&situation)));
    }

    #[test]
    fn delivery_and_observability_are_planned_here() {
        all_are(
            "operations",
            &[
                "Design a CI/CD pipeline for our checkout service with staging, canaries and a way back",
                "We push to main and it is live two minutes later. What is the least we need to stop being afraid of \
                     Fridays?",
                "Set SLOs for the API and alert us on burn rate instead of CPU",
                "we go blue-green in March, what do we check after the switch",
                "40 alerts a week and nobody looks any more. Help us get to five that matter, each with a runbook",
                "Deploys take two days because three people have to click; I want one pipeline with gates and approvals",
                "How do we roll back when the release included a migration?",
                "Every environment builds its own docker image. Build once, deploy everywhere please",
                "we need security and dependency scans that actually stop a release",
                "One deploy per week and 15 % of them are taken back. Get us to daily",
                "Feature flags and canaries for the dispatch backend; flags never get removed here",
                "Correlate metrics, logs and traces of our three regions so that on-call finds the bad release",
                "What runs in production is not what is in git. Drift checks and automatic rollback for the platform",
                "Give us an error budget policy product will accept",
            ],
        );
    }

    #[test]
    fn planning_for_trouble_is_planning() {
        all_are(
            "operations",
            &[
                "design rollback for incidents like last month's outage",
                "our deploy pipeline is broken every Friday",
                "alert when checkout is down",
                "page us if the API returns 5xx",
                "we want canaries so that a bad release is not served to everybody",
                "Customers tell us that checkout is down before our alerts do",
                "Users see errors during deploys; roll back automatically",
                "If the error rate of the new version is above 1 %, roll it back",
                "Our last deploy took checkout down for 40 minutes. Design triggers that would have caught it",
                "An alert that checkout is down must page within two minutes",
                "CI is down every other day and releases wait for it",
                "Deploys fail 14 % of the time. Where do we start?",
                "Rollback takes 40 minutes, deploys break the cart about once a month",
                "We are seeing 502s during deploys, so we want zero downtime releases",
                "Deployment frequency is down since we added the approval board",
                "There was an outage yesterday after a release; it is fixed. We want rollback triggers",
                "Postmortem action: every deploy that breaks sign-in must be taken back within 5 minutes",
                "Half of our deploys fail because of flaky tests; plan the pipeline anew",
                "People can't tell which version is live; build once and name it by digest",
                "Roll back in under a minute is what we want",
                "The pager is quiet while customers get errors. Alert on what they feel",
            ],
        );
    }

    #[test]
    fn an_incident_is_an_incident() {
        all_are(
            "active-incident",
            &[
                "deploys fail right now",
                "users get errors, roll it back",
                "Design our rollback. Checkout is down",
                "the 14:05 release broke sign-in, roll it back now",
                "Since the last deploy the API is returning 502s, what do we do now?",
                "Users are getting 500s in production. We need a rollback plan",
                "Every pipeline is failing right now and we have to ship a fix. Redesign CI",
                "canary is live and customers can't pay, revert the release",
                "Production has been down for 20 minutes after a deploy. Which trigger should have fired?",
                "payments are failing since 9:40, please roll back",
                "we're in the middle of a sev1 after the release, plan the rollback",
                "prod api unreachable",
                "sign-in is down since the release, revert it",
                "Roll back production immediately",
            ],
        );
    }

    #[test]
    fn capacity_and_shared_work_belong_to_the_other_skill() {
        all_are(
            "infrastructure-plan",
            &[
                "Make a capacity plan for orders-db, it runs out of connections in spring",
                "Doomsday clock for our stores please",
                "Six teams keep rebuilding permissions and audit logs; plan shared capabilities",
                "Platform roadmap for two quarters: sharding, shared export service",
                "Traffic grows 8 % a month and we want to know what gives way first; write a scaling plan",
                "We need a scaling roadmap for Black Friday at 5x. Deploys are fine",
                "Draft the capacity plan for the search cluster; we deploy weekly",
                "We have no capacity plan. Make one",
                "We want one shared notification service instead of four",
                "partition the activity table before it runs out of disk, give us trigger and runway",
                "tracking plan and event taxonomy across web and iOS",
            ],
        );
    }

    #[test]
    fn mixed_requests_go_where_their_main_work_is() {
        all_are(
            "operations",
            &[
                "Design the deployment pipeline and rollback; capacity is planned elsewhere",
                "Canaries need spare capacity in the cluster; choose the strategy, size the steps and set triggers",
                "CI/CD, staging and SLO alerts for the service that runs our sharded store",
                "Alert us before the database runs out of connections",
                "We are growing and deploys are getting scary: pipeline with gates, rollback, on-call",
            ],
        );
        all_are(
            "infrastructure-plan",
            &[
                "Plan capacity and sharding of orders for 10x growth, and mention how we roll back each step",
                "Shared permissions and audit log for six teams, released behind a feature flag",
                "Scale search to 3x with partitioning; our dashboards show growth of 9 % a month",
            ],
        );
    }

    #[test]
    fn small_work_is_done_and_other_work_goes_elsewhere() {
        all_are(
            "local-fix",
            &[
                "Fix this workflow, the cache key is wrong",
                "One flaky test blocks our pipeline, make it stable",
                "mute this alert, it fires every night",
                "Please fix this bug in the cart",
                "There is a syntax error in deploy.yml",
            ],
        );
        all_are(
            "feature-spec",
            &["Write a PRD for the new onboarding", "Write the feature spec for saved carts, with user flows"],
        );
        let by_word = |word| SCREEN.judge("Pipeline for checkout", Some(word));
        assert!(matches!(by_word("local-fix"), Boundary::Outside { situation: "local-fix", .. }));
        assert!(matches!(by_word("infrastructure-plan"), Boundary::Outside { situation: "infrastructure-plan", .. }));
        assert!(matches!(by_word("active-incident"), Boundary::Outside { situation: "active-incident", .. }));
        assert!(matches!(by_word("operations"), Boundary::Inside { confirm: None }));
    }

    #[test]
    fn a_production_change_needs_a_confirmation() {
        let confirm = |request: &str| matches!(SCREEN.judge(request, None), Boundary::Inside { confirm: Some(_) });
        assert!(confirm("Design the canary for dispatch and go ahead and promote 1.9.2"));
        assert!(confirm("Pipeline plan please, then deploy this to production"));
        assert!(confirm("Write up the blue-green switch and run `kubectl rollout restart` on the new colour"));
        assert!(!confirm("Promotion to production needs two approvers; design that"));
        assert!(!confirm("Anyone can run kubectl apply today, put a pipeline in between"));
        assert!(!confirm("When the trigger fires, switch traffic back"));
    }
}
