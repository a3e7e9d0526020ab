//! Which requests belong to this skill.

use crate::skill::screen::{Route, Screen};
use crate::skills::shared::routes;

/// What is planned here, and where other work goes.
pub(super) static SCREEN: Screen = Screen {
    inside: "improvement",
    work: "infrastructure",
    ours: OURS,
    routes: &[
        routes::FEATURE_SPEC,
        Route {
            situation: "seo-content",
            what: "SEO or content strategy, not infrastructure",
            skill: None,
            instead: "the skill content-marketing",
            near: false,
            words: &[
                "seo strategy", "content strategy", "keyword research", "editorial calendar", "backlink*",
                "content marketing",
            ],
        },
        Route {
            situation: "platform-strategy",
            what: "the strategy of a platform as a product, not its infrastructure",
            skill: None,
            instead: "the skill platform-strategy",
            near: false,
            words: &[
                "platform positioning", "position our platform", "go-to-market", "pricing strategy",
                "ecosystem strategy", "platform business model",
            ],
        },
        routes::LOCAL_FIX,
        Route {
            situation: "operations",
            what: "how one target is built, released, watched and taken back, not its infrastructure",
            skill: Some("platform-operations"),
            instead: "the skill platform-operations",
            near: true,
            words: OPERATIONS,
        },
    ],
};

/// Words of this skill; where they stand too, a word of another skill is a side remark.
#[rustfmt::skip]
const OURS: &[&str] = &[
    "scal*", "capacity", "reliab*", "slo", "slos", "latency", "infrastructure", "shared capabilit*",
    "platform team", "observab*", "instrument*", "migrat*", "database", "permissions", "audit log*", "throughput",
    "availability", "sitemap*", "crawl*", "indexab*", "roadmap",
];

/// Words of the skill for delivery pipelines and alerting.
#[rustfmt::skip]
const OPERATIONS: &[&str] = &[
    "ci/cd", "ci-cd", "deploy pipeline*", "deployment pipeline*", "delivery pipeline*", "release pipeline*",
    "build pipeline*", "ci pipeline*", "release workflow*", "continuous delivery", "continuous deployment", "canary",
    "canaries", "blue-green", "blue/green", "rollback*", "roll back", "rolled back", "quality gate*",
    "staging environment", "post-deploy", "burn-rate", "burn rate", "alert fatigue", "alerting", "alerts", "page us",
    "pages us", "pager*", "on-call", "runbook*", "error budget polic*", "error-budget polic*", "change failure rate",
    "deployment frequency", "deployment strategy", "rollout strategy",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skill::Boundary;
    use crate::skills::platform_infrastructure::context::SITUATIONS;

    fn situation(request: &str) -> &'static str {
        match SCREEN.judge(request, None) {
            Boundary::Inside { .. } => "improvement",
            Boundary::Outside { situation, .. } => situation,
        }
    }

    #[test]
    fn an_incident_called_planning_is_an_incident() {
        for request in [
            "We need a platform improvement plan: checkout is down and customers cannot pay.",
            "Pages are down, tell us what to do now",
            "Please draft a reliability roadmap. Production is currently unavailable in eu-west-1.",
            "Scaling plan please, the database's down!",
            "There is an ongoing outage of the search cluster; plan the next steps",
            "our payments api keeps timing out, we are in the middle of a sev1 incident",
            "The API is still returning 500s and we need a capacity plan",
            "The tour went on sale at 10:00 and checkout is returning 502s. 62 % of orders fail. We need the \
                 platform plan now",
            "Checkout has been down since 10:07, write the roadmap",
            "Sign-in has been down for 20 minutes. Scaling plan?",
            "The payments service is down since 9am",
            "what do we do right now to get sales back, and how do we make sure it never happens again?",
            "Exports are failing right now and we want a plan",
            "Payments are failing since 14:05, customers are being double charged. Scaling roadmap asap",
            "Production db unreachable. Need plan",
        ] {
            assert_eq!(situation(request), "active-incident", "{request}");
        }
    }

    #[test]
    fn planning_for_incidents_is_planning() {
        for request in [
            "plan for incidents like last month's outage",
            "After the outage in March we want a reliability roadmap",
            "Make sure orders still work when a region is down",
            "If the primary is down we lose writes; plan capacity and failover",
            "Infrastructure cost is down 3 % but latency is up",
            "The platform team is down two engineers, plan accordingly",
            "Reduce downtime and incident count by half within two quarters",
            "Exports were failing last quarter; teams rebuild permissions",
            "We need a plan to prevent checkout being unavailable during sales",
            "Our exports are timing out above 10,000 rows; six teams rebuild them",
            "Search is down every Monday morning and we want that to end",
            "6.8 % of exports are failing; plan a shared export service",
            "Conversion is down because pages are slow; plan capacity",
            "Sales are down since the redesign, we want a faster platform",
            "Our deployment process is broken and nobody owns it",
            "We are failing our availability SLO three months in a row",
            "Customers cannot export more than 10,000 rows; give us a scaling plan",
            "We fall over on Mondays. What do we fix first, and what do we leave alone?",
            "The audit log is unavailable to four of six teams",
            "The incident process is still manual; plan instrumentation",
            "Our status page is green even when services are down",
            "Right now each team builds its own exporter. Make a shared platform plan.",
            "There was an outage yesterday; it is fixed. Make a reliability roadmap.",
            "Our SLOs are broken: nobody agrees what available means",
        ] {
            assert_eq!(situation(request), "improvement", "{request}");
        }
    }

    #[test]
    fn other_work_goes_elsewhere() {
        assert_eq!(situation("Write a PRD for the new onboarding"), "feature-spec");
        assert_eq!(situation("We need a content strategy and keyword research"), "seo-content");
        assert_eq!(situation("Write the feature spec for shared permissions"), "feature-spec");
        assert_eq!(situation("Draft a scaling plan; user flows come later"), "improvement");
        assert_eq!(situation("Please fix this bug in the cart"), "local-fix");
        assert_eq!(situation("Make the slow query on the orders page faster"), "local-fix");
        assert_eq!(
            situation("Scalability plan with crawlable sitemaps; content strategy is out of scope"),
            "improvement"
        );
        assert!(matches!(
            SCREEN.judge("plan scaling", Some("local-fix")),
            Boundary::Outside { situation: "local-fix", .. }
        ));
        assert!(matches!(
            SCREEN.judge("checkout is down", Some("improvement")),
            Boundary::Outside { situation: "active-incident", .. }
        ));
    }

    #[test]
    fn delivery_and_alerting_belong_to_the_other_skill() {
        for request in [
            "Design a CI/CD pipeline for checkout with canaries and a staging environment",
            "we need burn-rate alerts with runbooks, on-call is drowning",
            "Set SLO alerts that page us for checkout, and an error budget policy",
            "Deployment pipeline: build once, quality gates, rollback in under a minute; database migrations included",
            "blue-green for the shop, who approves and how do we roll back",
            "Our change failure rate is 15 %. Rollback triggers and post-deploy checks please",
        ] {
            assert_eq!(situation(request), "operations", "{request}");
        }
        for request in [
            "Scaling roadmap for two quarters with rollback for each milestone",
            "Reliability roadmap: SLOs, burn-rate alerts, capacity of orders-db",
            "Plan capacity and shared permissions; the CI/CD pipeline is somebody else's",
            "Which limits do we reach first? On-call and runbooks exist already",
            "Six teams rebuild permissions and audit logs, each with its own deployment pipeline",
            "Latency and availability of checkout for the next sale: scale the database, shard sessions, adjust alerts",
        ] {
            assert_eq!(situation(request), "improvement", "{request}");
        }
        assert!(SCREEN.situations().all(|situation| SITUATIONS.contains(&situation)));
    }

    #[test]
    fn a_production_change_needs_a_confirmation() {
        let confirm = |request: &str| match SCREEN.judge(request, None) {
            Boundary::Inside { confirm } => confirm.is_some(),
            Boundary::Outside { .. } => false,
        };
        assert!(confirm("Plan the partitioning and go ahead and run kubectl scale on the workers"));
        assert!(confirm("Scale plan; then run this in production"));
        assert!(confirm("Make a capacity plan. Restart the production primary tonight"));
        assert!(confirm("Capacity plan please, and run `terraform apply` for the bigger instance"));
        assert!(confirm("Write the plan, then drop table legacy_orders"));
        assert!(!confirm("Plan the migration; do not run kubectl against production"));
        assert!(!confirm("Plan the scaling of the database"));
        assert!(!confirm("Replace manual kubectl and terraform apply with a pipeline"));
        assert!(!confirm("Tell us what we need to run it in production by May"));
        assert!(!confirm("Six people can run kubectl today; make deployments safe"));
        assert!(!confirm("Engineers can run kubectl delete on any cluster, which must end"));
    }
}
