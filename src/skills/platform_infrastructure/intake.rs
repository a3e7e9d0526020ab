//! The question bank: twenty questions, in the order of what their answers unlock.

use serde_json::{Map, Value as Json, json};

use super::context::Context;
use crate::pack::{Pack, Value};
use crate::skill::Question;

/// A question of the minimum inputs, or one that refines them.
const fn question(
    id: &'static str,
    group: &'static str,
    text: &'static str,
    unlocks: &'static [&'static str],
    options: &'static [&'static str],
    minimum: bool,
) -> Question {
    Question { id, group, text, unlocks, options, minimum, web_only: false }
}

/// What is assumed where nobody answers a question.
pub(super) fn assumed(question: &str, first: &str) -> String {
    format!("Nobody answered `{question}`; until somebody does, this is assumed: {first}")
}

/// The options of a question, none with a semicolon, which separates them in a cell.
pub(super) fn options(question: &Question) -> Vec<String> {
    question.options.iter().map(|option| option.replace(';', ",")).collect()
}

/// A question that nobody answers, as an assumption that somebody has yet to confirm.
pub(super) fn left_open(pack: &Pack, question: &Question) -> Map<String, Json> {
    let number = match pack.sections.get(Context::KEY).and_then(|section| section.fields.get("assumptions")) {
        Some(Value::Table(rows)) => {
            let numbers = rows.iter().filter_map(|row| row.get("id").strip_prefix('A')?.parse::<u32>().ok());
            numbers.max().unwrap_or_default() + 1
        }
        _ => 1,
    };
    let first = question.options.first().copied().unwrap_or("what runs today stays");
    let row = json!({
        "id": format!("A{number}"),
        "assumption": assumed(question.id, first),
        "options": options(question).join("; "),
        "confidence": "low",
        "source": "question bank; left open in conversation",
    });
    [("assumptions".to_owned(), json!([row]))].into_iter().collect()
}

/// The bank.
pub(super) const QUESTIONS: &[Question] = &[
    question(
        "system-boundary",
        "Context",
        "Which systems, stores and services are inside this plan, which are not, and who uses them, in numbers?",
        &["context.systems", "context.users", "context.non_goals"],
        &["only the systems named in the request", "those and their data stores", "the whole product"],
        true,
    ),
    question(
        "top-pains",
        "Context",
        "Which one to three pains brought you here (reliability, performance, cost, privacy/security/compliance, developer velocity, \
         data quality/analytics, SEO/discoverability), and what did each cost last quarter?",
        &["context.pains", "context.success"],
        &["reliability", "performance", "developer velocity"],
        true,
    ),
    question(
        "architecture",
        "Architecture",
        "Which data stores, runtimes, tenancy model, deployment and hosting are fixed for this horizon, and which key dependencies are \
         outside your control?",
        &["context.architecture", "scaling.limits"],
        &["what runs today stays", "the runtime stays, stores may change", "everything may change"],
        true,
    ),
    question(
        "growth",
        "Scaling",
        "What are users, peak traffic and data size today, how do they grow per week or month, and which spikes have a date?",
        &["context.scale", "scaling.growth"],
        &["growth as in the last twelve months", "twice that", "no growth"],
        true,
    ),
    question(
        "horizon",
        "Context",
        "How far ahead do we plan, which dates cannot move, who is available, and how much risk may be taken?",
        &["context.horizon", "context.staffing", "context.risk_tolerance", "context.decision"],
        &["two quarters, no hard date", "one quarter", "four quarters"],
        true,
    ),
    question(
        "compliance",
        "Architecture",
        "Which laws, certifications, contracts and internal rules bind the design: residency, retention, access, audit?",
        &["context.compliance", "quality.privacy"],
        &["GDPR and SOC 2 Type II", "GDPR alone", "none beyond contracts"],
        true,
    ),
    question(
        "stakeholders",
        "Context",
        "Who decides, who must agree, who only needs to know? Names and roles.",
        &["context.stakeholders", "roadmap.communications"],
        &["the requester decides", "the head of engineering decides"],
        false,
    ),
    question(
        "hard-limits",
        "Scaling",
        "Which limits do you fear (disk, connections, IOPS, queue depth, quota, rate limit, deploy throughput): value now, value at which it breaks?",
        &["scaling.limits", "scaling.risks"],
        &["database disk and connections", "queue depth", "third-party rate limits"],
        false,
    ),
    question(
        "lead-times",
        "Scaling",
        "How long did the last comparable scaling change take from decision to production, and how long a feature freeze would the business bear?",
        &["scaling.projects", "scaling.freeze_policy"],
        &["8 weeks; two weeks of freeze", "4 weeks; one week of freeze", "12 weeks; no freeze"],
        false,
    ),
    question(
        "journeys",
        "Targets",
        "Which three to seven journeys must not break, and where would you measure each?",
        &["quality.slos"],
        &["sign in and the main write, at the load balancer", "all public API calls, at the gateway"],
        false,
    ),
    question(
        "expectations",
        "Targets",
        "Which SLOs or contractual promises exist, and what does the business expect where nothing is written?",
        &["quality.reliability", "quality.performance"],
        &["99.9 % over 30 days", "99.5 % over 30 days", "99.95 % over 30 days"],
        false,
    ),
    question(
        "rebuilt-capabilities",
        "Shared capabilities",
        "What do teams keep building again (permissions, export, filtering and search, notifications, audit log, billing, feature flags), and \
         where does each copy live?",
        &["capabilities.capabilities", "capabilities.shared", "capabilities.product_specific"],
        &["permissions and audit log", "export and search", "nothing is rebuilt"],
        false,
    ),
    question(
        "consumers",
        "Shared capabilities",
        "For each of them: which teams or services would use one shared version, by when, and what hurts in integrating today?",
        &["capabilities.capabilities", "capabilities.ownership"],
        &["the teams that have a copy today", "those and the next product"],
        false,
    ),
    question(
        "interface",
        "Shared capabilities",
        "Which form would the consumers adopt: library or SDK, service API, workflow engine, schema, UI component?",
        &["capabilities.compatibility"],
        &["service API with a generated client", "library in the main language", "shared schema"],
        false,
    ),
    question(
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
    question(
        "observability",
        "Instrumentation",
        "Which logs, metrics and traces exist for the journeys, what was invisible in the last incident, and who is paged?",
        &["instrumentation.gaps", "quality.operability"],
        &["metrics and logs, no traces", "logs alone", "all three"],
        false,
    ),
    question(
        "analytics-decisions",
        "Instrumentation",
        "Which recurring decisions depend on analytics, who takes them, and which number do they look at?",
        &["instrumentation.events"],
        &["weekly product review", "monthly finance report"],
        false,
    ),
    question(
        "bottlenecks",
        "Architecture",
        "What slows or breaks first under load, and how do you know?",
        &["scaling.limits", "instrumentation.gaps"],
        &["the primary database", "a third-party API", "not known"],
        false,
    ),
    question(
        "reliability-risks",
        "Targets",
        "What broke in the last twelve months, what nearly did, and what would you not dare restart?",
        &["risks.risks", "quality.reliability"],
        &["failover is untested", "a single scheduled job", "not known"],
        false,
    ),
    Question {
        id: "discoverability",
        group: "Discoverability",
        text: "Must public pages be found by search engines? If so: which page types, how many of each, rendered where, which are to be indexed, \
               and what do sitemaps and internal links look like today?",
        unlocks: &[
            "discoverability.applicability",
            "discoverability.indexability",
            "discoverability.sitemap",
            "discoverability.links",
        ],
        options: &["no, everything is behind a login", "yes, the public pages"],
        minimum: false,
        web_only: true,
    },
];
