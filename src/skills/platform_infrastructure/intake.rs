//! The question bank: twenty questions, in the order of what their answers unlock.

use crate::skill::{Label, Question, answering};

/// What is assumed where nobody answers a question.
pub(super) fn assumed(question: &str, first: &str) -> String {
    format!("No answer yet on \"{}\"; assumed until there is one: {first}", question.replace('-', " "))
}

/// The options of a question, none with a semicolon, which separates them in a cell.
pub(super) fn options(question: &Question) -> Vec<String> {
    question.options.iter().map(|option| option.replace(';', ",")).collect()
}

/// The field that an item of an answer belongs to by how it begins, if it is not that of the question itself.
pub(super) fn label(question: &str, item: &str) -> Option<(&'static str, String)> {
    answering::label(QUESTIONS.iter().find(|one| one.id == question)?, item)
}

/// Beginnings of items about users; what stands before the colon says who they are.
const USERS: &[&str] =
    &["customers:", "members:", "readers:", "clients:", "user:", "customer:", "audience:", "consumers:"];

/// Beginnings of items that are no part of the plan.
const NOT: &[&str] = &["not:", "not ", "non-goals:", "out of scope:"];

/// The bank.
pub(super) const QUESTIONS: &[Question] = &[
    Question {
        example: "orders-api; orders-db; users: 41,000 merchants; not the mobile apps",
        labels: &[
            Label { field: "users", cut: &["users:"], kept: USERS },
            Label { field: "non_goals", cut: NOT, kept: &[] },
        ],
        ..Question::new(
            "system-boundary",
            "Context",
            "Which systems, stores and services are inside this plan, which are not, and who uses them, in numbers?",
            &["context.systems", "context.users", "context.non_goals"],
            &["only the systems named in the request", "those and their data stores", "the whole product"],
            true,
        )
    },
    Question::new(
        "top-pains",
        "Context",
        "Which one to three pains brought you here (reliability, performance, cost, privacy/security/compliance, developer velocity, \
         data quality/analytics, SEO/discoverability), and what did each cost last quarter?",
        &["context.pains", "context.success"],
        &["reliability", "performance", "developer velocity"],
        true,
    ),
    Question::new(
        "architecture",
        "Architecture",
        "Which data stores, runtimes, tenancy model, deployment and hosting are fixed for this horizon, and which key dependencies are \
         outside your control?",
        &["context.architecture", "scaling.limits"],
        &["what runs today stays", "the runtime stays, stores may change", "everything may change"],
        true,
    ),
    Question::new(
        "growth",
        "Scaling",
        "What are users, peak traffic and data size today, how do they grow per week or month, and which spikes have a date?",
        &["context.scale", "scaling.growth"],
        &["growth as in the last twelve months", "twice that", "no growth"],
        true,
    ),
    Question {
        example: "two quarters; staffing: 3 engineers until March; risk: none at month end",
        labels: &[
            Label { field: "staffing", cut: &["staffing:", "team:", "people:"], kept: &[] },
            Label { field: "risk_tolerance", cut: &["risk:", "risk tolerance:"], kept: &[] },
        ],
        ..Question::new(
            "horizon",
            "Context",
            "How far ahead do we plan, which dates cannot move, who is available, and how much risk may be taken?",
            &["context.horizon", "context.staffing", "context.risk_tolerance", "context.decision"],
            &["two quarters, no hard date", "one quarter", "four quarters"],
            true,
        )
    },
    Question::new(
        "compliance",
        "Architecture",
        "Which laws, certifications, contracts and internal rules bind the design: residency, retention, access, audit?",
        &["context.compliance", "quality.privacy"],
        &["GDPR and SOC 2 Type II", "GDPR alone", "none beyond contracts"],
        true,
    ),
    Question {
        example: "Ola Berg (CTO) decides; Priya Nair (Payments lead) must agree",
        ..Question::new(
            "stakeholders",
            "Context",
            "Who decides, who must agree, who only needs to know? Names and roles.",
            &["context.stakeholders", "roadmap.communications"],
            &["the requester decides", "the head of engineering decides"],
            false,
        )
    },
    Question {
        example: "orders-db disk | 5.2 TB | 8 TB | +0.31 TB per month (limit, today, breaks at, growth; one limit a line)",
        ..Question::new(
            "hard-limits",
            "Scaling",
            "Which limits do you fear (disk, connections, IOPS, queue depth, quota, rate limit, deploy throughput): value now, value at which it breaks?",
            &["scaling.limits", "scaling.risks"],
            &["database disk and connections", "queue depth", "third-party rate limits"],
            false,
        )
    },
    Question::new(
        "lead-times",
        "Scaling",
        "How long did the last comparable scaling change take from decision to production, and how long a feature freeze would the business bear?",
        &["scaling.projects", "scaling.freeze_policy"],
        &["8 weeks; two weeks of freeze", "4 weeks; one week of freeze", "12 weeks; no freeze"],
        false,
    ),
    Question {
        example: "Place an order | 99.9 % over 30 days | 99.93 % over 90 days (journey, target, what was observed; one a line)",
        ..Question::new(
            "journeys",
            "Targets",
            "Which three to seven journeys must not break, and where would you measure each?",
            &["quality.slos"],
            &["sign in and the main write, at the load balancer", "all public API calls, at the gateway"],
            false,
        )
    },
    Question::new(
        "expectations",
        "Targets",
        "Which SLOs or contractual promises exist, and what does the business expect where nothing is written?",
        &["quality.reliability", "quality.performance"],
        &["99.9 % over 30 days", "99.5 % over 30 days", "99.95 % over 30 days"],
        false,
    ),
    Question {
        example: "CSV export | in orders, billing and reporting | orders, billing, reporting (what, where, who would use one; one a line)",
        ..Question::new(
            "rebuilt-capabilities",
            "Shared capabilities",
            "What do teams keep building again (permissions, export, filtering and search, notifications, audit log, billing, feature flags), and \
             where does each copy live?",
            &["capabilities.capabilities", "capabilities.shared", "capabilities.product_specific"],
            &["permissions and audit log", "export and search", "nothing is rebuilt"],
            false,
        )
    },
    Question {
        follows: Some(("rebuilt-capabilities", "nothing is rebuilt")),
        ..Question::new(
            "consumers",
            "Shared capabilities",
            "For each of them: which teams or services would use one shared version, by when, and what hurts in integrating today?",
            &["capabilities.capabilities", "capabilities.ownership"],
            &["the teams that have a copy today", "those and the next product"],
            false,
        )
    },
    Question {
        follows: Some(("rebuilt-capabilities", "nothing is rebuilt")),
        ..Question::new(
            "interface",
            "Shared capabilities",
            "Which form would the consumers adopt: library or SDK, service API, workflow engine, schema, UI component?",
            &["capabilities.compatibility"],
            &["service API with a generated client", "library in the main language", "shared schema"],
            false,
        )
    },
    Question::new(
        "event-tracking",
        "Instrumentation",
        "How are events collected today, by whom are names defined, and what is known to be wrong?",
        &[
            "instrumentation.events", "instrumentation.identity", "instrumentation.delivery",
            "instrumentation.versioning", "instrumentation.qa",
        ],
        &["client SDKs, names by each team", "server-side, one schema", "no events"],
        false,
    ),
    Question::new(
        "observability",
        "Instrumentation",
        "Which logs, metrics and traces exist for the journeys, what was invisible in the last incident, and who is paged?",
        &["instrumentation.gaps", "quality.operability"],
        &["metrics and logs, no traces", "logs alone", "all three"],
        false,
    ),
    Question::new(
        "analytics-decisions",
        "Instrumentation",
        "Which recurring decisions depend on analytics, who takes them, and which number do they look at?",
        &["instrumentation.events"],
        &["weekly product review", "monthly finance report"],
        false,
    ),
    Question::new(
        "bottlenecks",
        "Architecture",
        "What slows or breaks first under load, and how do you know?",
        &["scaling.limits", "instrumentation.gaps"],
        &["the primary database", "a third-party API", "not known"],
        false,
    ),
    Question::new(
        "reliability-risks",
        "Targets",
        "What broke in the last twelve months, what nearly did, and what would you not dare restart?",
        &["risks.risks", "quality.reliability"],
        &["failover is untested", "a single scheduled job", "not known"],
        false,
    ),
    Question {
        web_only: true,
        ..Question::new(
            "discoverability",
            "Discoverability",
            "Must public pages be found by search engines? If so: which page types, how many of each, rendered where, which are to be indexed, \
               and what do sitemaps and internal links look like today?",
            &[
                "discoverability.applicability",
                "discoverability.indexability",
                "discoverability.sitemap",
                "discoverability.links",
            ],
            &["no, everything is behind a login", "yes, the public pages"],
            false,
        )
    },
];
