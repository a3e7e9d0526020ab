//! Single defects of plans of operations, each introduced into a pack that has none.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::edit::Edit::{Cell, Copy, Field, Given, Keep, Row, Strike, Text};
use super::source;
use super::suite::{Defect, Suite};

// The tables of defects are laid out by hand: one defect, one or two lines.

/// A shop that switches from blue to green, with a database.
const SHOP: &str = "ops-ecommerce";

/// Rides by canary and flags.
const RIDES: &str = "ops-canary-flags";

/// Payments, region after region.
const PAYMENTS: &str = "ops-multi-region";

/// A platform for developers, updated in a rolling way.
const INTERNAL: &str = "ops-internal-platform";

/// Three people on a platform that hosts for them.
const SMALL: &str = "ops-small-team";

/// Invoices, on a platform that runs containers.
const INVOICES: &str = "ops-saas-burn-rate";

#[rustfmt::skip]
const ASSESSMENT: &[Defect] = &[
    ("an incident is to be planned", &[Text("baseline.request", "Checkout is down and customers cannot pay; roll back now.")],
        "SCO001", "baseline.request", "pipelineStages"),
    ("a journey that nobody measures", &[Row("baseline.journeys", &[("journey", "Return an order"), ("services", "checkout-api"), ("criticality", "important"),
        ("sli", "none"), ("rate", "1 request per minute")])], "ASM002", "baseline.journeys[Return an order].sli", "observabilityPillars"),
    ("an observation of last summer", &[
        Cell("baseline.observations", "Product pages", "window", "30 days to 2026-07-15"), Cell("baseline.observations", "Product pages", "observed", "2026-07-15"),
    ], "ASM003", "baseline.observations[Product pages answered without server fault within 800 ms].observed", "slos"),
    ("a measure of nobody knows how much", &[Cell("baseline.measures", "Lead time", "sample", "all changes")],
        "ASM004", "baseline.measures[Lead time for changes, production].sample", "pipelineStages"),
    ("a share that its count does not yield", &[Cell("baseline.measures", "Change failure rate", "value", "12 %")],
        "ASM005", "baseline.measures[Change failure rate, production].value", "pipelineStages"),
    ("success that two deploys decide", &[Cell("roadmap.success", "Harmful releases", "baseline", "5 of 34 deploys"),
        Cell("roadmap.success", "Harmful releases", "target", "<= 3 of 34 deploys")],
        "ASM006", "roadmap.success[Harmful releases that ran longer than 10 min].target", "pipelineStages"),
    ("a deploy that harmed users, called flaky", &[Cell("baseline.failures", "2026-10-15 catalog-api", "outcome", "flaky")],
        "ASM007", "baseline.failures[2026-10-15 catalog-api a4f4ef2].outcome", "pipelineStages"),
    ("a page that is known as noise", &[Cell("alerting.alerts", "Product pages failing slowly", "alert", "Target group has an unhealthy host"),
        Cell("alerting.alerts", "Target group", "severity", "page"), Copy("alerting.alerts", "Target group", &[("alert", "Product pages failing for days"), ("severity", "ticket")])],
        "ASM008", "alerting.alerts[Target group has an unhealthy host].severity", "alerts"),
    ("an urgent gap that stays open", &[Cell("baseline.gaps", "G1", "closed_by", "none")],
        "ASM009", "baseline.gaps[G1 Production is rebuilt].closed_by", "pipelineStages"),
    ("restores that nobody counts", &[Strike("baseline.measures", "Time to restore")], "ASM011", "baseline.measures", "pipelineStages"),
    ("a gap out of the blue", &[Cell("baseline.gaps", "G2", "rests_on", "experience")],
        "ASM012", "baseline.gaps[G2 No verification before production].rests_on", "pipelineStages"),
    ("more acted on than fired", &[Cell("baseline.alert_counts", "RDS", "actioned", "5")],
        "ASM013", "baseline.alert_counts[RDS free storage below 20 %].actioned", "alerts"),
    ("a load nobody speaks of", &[Cell("baseline.alert_counts", "CPU", "fired", "312"), Cell("baseline.gaps", "G4", "kind", "observability")],
        "ASM014", "baseline.alert_counts", "alerts"),
    ("the urgent after what can wait", &[Cell("baseline.gaps", "G6", "closed_by", "M5"), Row("roadmap.milestones", &[("milestone", "M5 Tracking counted"),
        ("scope", "one counter in the tracking page"), ("acceptance", "the SLI is on the overview for 7 days"), ("owner", "Callum Reid"), ("dependencies", "none"),
        ("eta", "2026-11-23 to 2026-11-24"), ("rollout", "storefront alone; back: the counter is switched off")])],
        "DLV003", "baseline.gaps[G1 Production is rebuilt].closed_by", "pipelineStages"),
];

/// Names that lead nowhere, in each part.
#[rustfmt::skip]
const NAMES: &[Defect] = &[
    ("a check of no stage", &[Cell("delivery.checks", "staging order", "stage", "verify the staging")], "ASM001", "delivery.checks[staging order].stage", "pipelineStages"),
    ("a service that is none", &[Cell("rollout.profiles", "catalog-api", "service", "catalogue-api")], "ASM001", "rollout.profiles[catalogue-api].service", "deployStrategy"),
    ("a gate on no stage", &[Cell("safety.gates", "unit and regression", "result_of", "unit test, full regression")], "ASM001", "safety.gates[unit and regression].result_of", "qualityGates"),
    ("a migration in no stage", &[Cell("safety.changes", "add order", "stage", "migrate live")], "ASM001", "safety.changes[add order.delivery_slot].stage", "rollbackPlan"),
    ("a pillar of no service", &[Cell("observability.pillars", "traces", "services", "storefront, checkout")], "ASM001", "observability.pillars[traces].services", "observabilityPillars"),
    ("an objective of no journey", &[Copy("objectives.slos", "Order latency", &[("slo", "Payment latency"), ("journey", "Pay")]),
        Copy("alerting.alerts", "Orders slow for days", &[("alert", "Payments slow for days"), ("slo", "Payment latency")]),
        Copy("alerting.alerts", "Orders failing fast", &[("alert", "Payments slow"), ("slo", "Payment latency")])], "ASM001", "objectives.slos[Payment latency].journey", "slos"),
    ("a route for no service", &[Copy("alerting.routes", "ticket shop", &[("route", "ticket search"), ("services", "search")])], "ASM001", "alerting.routes[ticket search].services", "alerts"),
];

#[rustfmt::skip]
const PIPELINE: &[Defect] = &[
    ("production takes a second build", &[Row("delivery.stages", &[("stage", "build storefront again"), ("kind", "build"), ("services", "storefront"),
        ("after", "approve production"), ("artifact", "storefront image")]), Cell("delivery.stages", "migrate prod", "after", "build storefront again")],
        "DEL001", "delivery.stages[build storefront again].artifact", "pipelineStages"),
    ("an image by tag", &[Cell("delivery.artifacts", "checkout image", "identity", "tag")], "DEL002", "delivery.artifacts[checkout image].identity", "pipelineStages"),
    ("a deploy of nobody knows what", &[Cell("delivery.stages", "deploy prod", "artifact", "")], "DEL003", "delivery.stages[deploy prod].artifact", "pipelineStages"),
    ("a way around staging", &[Cell("delivery.stages", "approve production", "after", "full regression, scans"), Cell("safety.gates", "code scan", "blocks", "migrate staging, deploy staging, approve production"),
        Cell("safety.gates", "dependency scan", "blocks", "migrate staging, deploy staging, approve production")], "DEL004", "delivery.stages[deploy prod].after", "pipelineStages"),
    ("a staging that nobody looks at", &[Cell("delivery.stages", "approve production", "after", "deploy staging")], "DEL005", "delivery.stages[deploy prod].after", "pipelineStages"),
    ("a verification without a check", &[Strike("delivery.checks", "staging readiness"), Strike("delivery.checks", "staging order")],
        "DEL005", "delivery.stages[verify staging]", "pipelineStages"),
    ("no health check after the deploy", &[Strike("delivery.checks", "green readiness")], "DEL006", "delivery.stages[verify prod]", "pipelineStages"),
    ("no validation after the deploy", &[Strike("delivery.checks", "real order"), Strike("delivery.checks", "orders after")], "DEL007", "delivery.stages[verify prod]", "pipelineStages"),
    ("stages that wait for each other", &[Cell("delivery.stages", "unit tests", "after", "full regression")], "DEL008", "delivery.stages[unit tests].after", "pipelineStages"),
    ("no analysis", &[Cell("delivery.stages", "scans", "kind", "test")], "DEL010", "delivery.stages[deploy prod].after", "pipelineStages"),
    ("no way for a hotfix", &[Strike("delivery.paths", "hotfix")], "DEL011", "delivery.paths", "pipelineStages"),
    ("a path that anyone starts", &[Cell("delivery.paths", "hotfix", "started_by", "anyone")], "DEL012", "delivery.paths[hotfix].started_by", "pipelineStages"),
    ("a check that looks good", &[Cell("delivery.checks", "staging order", "expects", "the shop looks good")], "DEL015", "delivery.checks[staging order].expects", "pipelineStages"),
    ("migrations that are gone before they are needed", &[Cell("delivery.artifacts", "shop migrations", "keep", "14 days")],
        "DEL018", "delivery.artifacts[shop migrations].keep", "pipelineStages"),
    ("no stages", &[Keep("delivery.stages", 0)], "DLV007", "delivery.stages", "pipelineStages"),
    ("rollouts in the sale", &[Cell("roadmap.milestones", "M4", "eta", "2026-12-17 to 2027-02-12")],
        "DLV004", "roadmap.milestones[M4 Blue-green in production].rollout", "pipelineStages"),
    ("nothing of delivery is measured", &[Strike("roadmap.success", "Harmful releases"), Strike("roadmap.success", "Lead time"),
        Cell("roadmap.success", "Pages per", "measure", "People who like the shop")], "DLV005", "roadmap.success", "pipelineStages"),
    ("an exemption that has expired", &[Row("records.exemptions", &[("rule", "DEL011"), ("place_text", "delivery.paths"), ("reason", "the path takes 9 minutes"),
        ("accepted_by", "Dev Malhotra"), ("expires", "2026-11-20")])], "EXM001", "records.exemptions[DEL011].expires", "pipelineStages"),
    ("evidence without a value", &[Row("records.evidence", &[("fact", "Cloud spend"), ("value", "a lot"), ("window", "2026-10"), ("source", "invoice of 2026-11-02"),
        ("observed", "2026-11-02")])], "EVD001", "records.evidence[Cloud spend].value", "pipelineStages"),
];

#[rustfmt::skip]
const ROLLOUT: &[Defect] = &[
    ("a service without a strategy", &[Cell("rollout.strategies", "shop in", "services", "storefront, checkout-api")], "ROL001", "rollout.strategies", "deployStrategy"),
    ("a strategy that the platform cannot do", &[Cell("baseline.services", "catalog-api", "platform", "railway")],
        "ROL002", "rollout.strategies[shop in production].strategy", "deployStrategy"),
    ("mixed versions that are not tolerated", &[Cell("rollout.strategies", "shop in", "strategy", "rolling"), Field("rollout.blue_green"),
        Row("rollout.rolling", &[("rollout", "shop in production"), ("max_unavailable", "0 %"), ("max_surge", "50 %"), ("min_ready", "60 s")])],
        "ROL003", "rollout.strategies[shop in production].strategy", "deployStrategy"),
    ("a strategy that the profile speaks against", &[Cell("rollout.strategies", "shop in", "why", "We know how it works")], "ROL004", "rollout.strategies[shop in production].why", "deployStrategy"),
    ("an old version that is gone too soon", &[Cell("rollout.blue_green", "shop in", "keep_old", "30 min")],
        "ROL009", "rollout.blue_green[shop in production].keep_old", "deployStrategy"),
    ("twice the capacity for nothing", &[Cell("rollout.profiles", "catalog-api", "cost", "tight")], "ROL012", "rollout.strategies[shop in production].why", "deployStrategy"),
    ("no strategies", &[Keep("rollout.strategies", 0)], "DLV007", "rollout.strategies", "deployStrategy"),
];

#[rustfmt::skip]
const OBJECTIVES: &[Defect] = &[
    ("an objective out of the blue", &[Cell("objectives.slos", "Product pages", "baseline", "none")], "REL001", "objectives.slos[Product pages].baseline", "slos"),
    ("an observation of tomorrow", &[Cell("baseline.observations", "Orders answered within", "observed", "2026-11-20")],
        "REL002", "baseline.observations[Orders answered within 1.5 s].observed", "slos"),
    ("a target without a window", &[Cell("objectives.slos", "Product pages", "target", ">= 99.5 %")], "REL003", "objectives.slos[Product pages].target", "slos"),
    ("a target that cannot be met", &[Cell("objectives.slos", "Product pages", "target", "101 % over 30 days")], "REL019", "objectives.slos[Product pages].target", "slos"),
    ("a target above what was observed", &[Cell("objectives.slos", "Product pages", "target", "99.7 % over 30 days"), Cell("safety.triggers", "product pages fail", "threshold", "> 4 %")], "REL004", "objectives.slos[Product pages].target", "slos"),
    ("an indicator nobody can compute", &[Cell("objectives.slos", "Product pages", "sli", "The shop is up")], "REL005", "objectives.slos[Product pages].sli", "slos"),
    ("a critical journey that nobody promises", &[Cell("baseline.journeys", "Track", "criticality", "critical")], "REL006", "objectives.slos", "slos"),
    ("a policy that stops nothing", &[Cell("objectives.policy", "100 %", "change", "the teams look at it together")], "REL007", "objectives.policy", "slos"),
    ("a promise that another plan gives otherwise", &[Given("Order availability", "99.95 % over 30 days"),
        Row("objectives.imports", &[("pack", "Platform"), ("revision", "3"), ("slos", "Order availability"), ("taken", "2026-11-10")])],
        "REL008", "objectives.slos[Order availability].target", "slos"),
    ("a target above what its services attain", &[Cell("objectives.slos", "Product pages", "target", "99.8 % over 30 days"), Cell("objectives.slos", "Product pages", "notes", "M4 closes the difference"), Cell("safety.triggers", "product pages fail", "threshold", "> 2.8 %"),
        Row("baseline.observations", &[("fact", "catalog-api available"), ("value", "99.7 %"), ("window", "30 days to 2026-11-15"), ("source", "ALB access logs in Athena"), ("observed", "2026-11-15")])],
        "REL009", "objectives.slos[Product pages].target", "slos"),
    ("a promise of an unknown plan", &[Row("objectives.imports", &[("pack", "Nowhere"), ("revision", "3"), ("slos", "Order availability"), ("taken", "2026-11-10")])],
        "REL018", "objectives.imports[Nowhere].pack", "slos"),
    ("no objectives", &[Keep("objectives.slos", 0)], "DLV007", "objectives.slos", "slos"),
];

#[rustfmt::skip]
const OBSERVABILITY: &[Defect] = &[
    ("no traces", &[Strike("observability.pillars", "traces")], "REL010", "observability.pillars", "observabilityPillars"),
    ("logs that do not know the version", &[Cell("observability.pillars", "logs", "carries", "service, trace_id, order_hash")],
        "REL011", "observability.pillars[logs].carries", "observabilityPillars"),
    ("logs of three days", &[Cell("observability.pillars", "logs", "keep", "3 days")], "REL013", "observability.pillars[logs].keep", "observabilityPillars"),
    ("no way from the page to the line", &[Text("observability.correlation", "People look at the dashboards and ask around.")],
        "REL014", "observability.correlation", "observabilityPillars"),
    ("no dashboard for incidents", &[Strike("observability.dashboards", "Release and incident")], "REL015", "observability.dashboards", "observabilityPillars"),
    ("a quiet journey without a probe", &[Cell("baseline.journeys", "Track", "criticality", "critical"), Cell("baseline.journeys", "Track", "rate", "20 requests per hour"),
        Cell("objectives.slos", "Order latency", "journey", "Place an order, Track a delivery")],
        "REL016", "observability.probes", "observabilityPillars"),
    ("traces of nobody knows which share", &[Cell("observability.pillars", "traces", "sampling", "some of them")],
        "REL017", "observability.pillars[traces].sampling", "observabilityPillars"),
    ("no pillars", &[Keep("observability.pillars", 0)], "DLV007", "observability.pillars", "observabilityPillars"),
];

#[rustfmt::skip]
const ALERTS: &[Defect] = &[
    ("a runbook without an action", &[Cell("alerting.alerts", "Orders slow for", "runbook", "runbooks/orders.md#slow-for-days")],
        "ALT001", "alerting.alerts[Orders slow for days].runbook", "alerts"),
    ("an alert of the team", &[Cell("alerting.alerts", "Orders slow for", "owner", "the team")], "ALT002", "alerting.alerts[Orders slow for days].owner", "alerts"),
    ("a symptom of no objective", &[Copy("alerting.alerts", "Orders slow for", &[("alert", "Delivery tracking slow"), ("slo", "Tracking latency")])],
        "ALT003", "alerting.alerts[Delivery tracking slow].slo", "alerts"),
    ("a cause that pages", &[Cell("alerting.alerts", "Database storage", "severity", "page")], "ALT004", "alerting.alerts[Database storage].severity", "alerts"),
    ("a cause that explains nothing", &[Cell("alerting.alerts", "Database storage", "predicts", "writes stop")], "ALT005", "alerting.alerts[Database storage].predicts", "alerts"),
    ("an objective that nobody watches for days", &[Strike("alerting.alerts", "Orders slow for")], "ALT006", "alerting.alerts", "alerts"),
    ("a page that can never fire", &[Cell("alerting.alerts", "Orders failing fast", "burn_rate", "1200x")], "ALT007", "alerting.alerts[Orders failing fast].burn_rate", "alerts"),
    ("a page at one failure", &[Cell("alerting.alerts", "Orders failing fast", "long", "5 min"), Cell("alerting.alerts", "Orders failing fast", "short", "1 min")],
        "ALT008", "alerting.alerts[Orders failing fast].long", "alerts"),
    ("a ticket that reaches nobody", &[Cell("alerting.routes", "ticket shop", "services", "storefront, checkout-api, catalog-api")],
        "ALT009", "alerting.alerts[Database storage].severity", "alerts"),
    ("a silence until spring", &[Row("alerting.silences", &[("silence", "Orders slow"), ("reason", "the payment provider moves"), ("owner", "Ruth Okonedo"), ("ends", "2027-03-31")])],
        "ALT010", "alerting.silences[Orders slow].ends", "alerts"),
    ("no alerts", &[Keep("alerting.alerts", 0)], "DLV007", "alerting.alerts", "alerts"),
];

#[rustfmt::skip]
const SAFETY: &[Defect] = &[
    ("a code scan that only warns", &[Cell("safety.gates", "code scan", "on_failure", "warn")], "NET001", "safety.gates[code scan].blocks", "qualityGates"),
    ("no scan of dependencies", &[Strike("safety.gates", "dependency scan")], "NET002", "safety.gates", "qualityGates"),
    ("a gate that opens for anything", &[Cell("safety.gates", "unit and regression", "threshold", "as agreed by the team")],
        "NET003", "safety.gates[unit and regression].threshold", "qualityGates"),
    ("an approval by one", &[Cell("safety.approvals", "production approval", "approvers", "1 engineering lead")],
        "NET012", "safety.approvals[production approval].approvers", "qualityGates"),
    ("a pipeline that anybody can change", &[Row("safety.controls", &[("control", "protected branches"), ("state", "no"), ("place_text", "main takes direct pushes")])],
        "NET017", "safety.controls[protected branches].state", "qualityGates"),
    ("no gates", &[Keep("safety.gates", 0), Keep("safety.approvals", 0)], "DLV007", "safety.gates", "qualityGates"),
    ("a service that no trigger watches", &[Strike("safety.triggers", "product pages"), Cell("safety.triggers", "green unhealthy", "services", "storefront, checkout-api")],
        "NET004", "safety.triggers", "rollbackPlan"),
    ("a trigger of some time or other", &[Cell("safety.triggers", "green unhealthy", "window", "a while")], "NET005", "safety.triggers[green unhealthy].window", "rollbackPlan"),
    ("a trigger that a page overtakes", &[Cell("safety.triggers", "orders fail", "threshold", "> 5 %")], "NET006", "safety.triggers[orders fail on green].threshold", "rollbackPlan"),
    ("a window without requests", &[Cell("safety.triggers", "orders fail", "window", "2 min")], "NET007", "safety.triggers[orders fail on green].window", "rollbackPlan"),
    ("a service without a way back", &[Cell("safety.ways_back", "shop by listener", "services", "storefront, checkout-api"), Cell("safety.ways_back", "shop by digest", "services", "storefront, checkout-api")],
        "NET008", "safety.ways_back", "rollbackPlan"),
    ("a rehearsal of last winter", &[Cell("safety.ways_back", "shop by digest", "rehearsed", "2026-01-10")], "NET009", "safety.ways_back[shop by digest].rehearsed", "rollbackPlan"),
    ("a schema that only new code reads", &[Field("safety.changes")], "NET013", "safety.changes", "rollbackPlan"),
    ("a column that goes with the release", &[Copy("safety.changes", "add order", &[("change", "drop order.delivery_slot"), ("phase", "contract")])],
        "NET014", "safety.changes[drop order.delivery_slot].stage", "rollbackPlan"),
    ("a database that nobody compares", &[Cell("safety.drift", "infrastructure", "compares", "Feature switches with the list in the repository"), Cell("safety.drift", "infrastructure", "drift", "switches")],
        "NET015", "safety.drift", "rollbackPlan"),
    ("a way back that takes its time", &[Cell("safety.ways_back", "shop by listener", "takes", "6 min")], "NET018", "safety.ways_back[shop by listener].takes", "rollbackPlan"),
    ("a threshold of its own", &[Cell("safety.triggers", "orders fail", "slo", "")], "NET019", "safety.triggers[orders fail on green].slo", "rollbackPlan"),
    ("a trigger that waits for a person", &[Cell("safety.triggers", "orders fail", "start", "manual"), Cell("safety.triggers", "green unhealthy", "start", "manual")],
        "NET020", "safety.triggers[orders fail on green].start", "rollbackPlan"),
    ("triggers after the first rollout", &[Cell("roadmap.milestones", "M4", "dependencies", "M2"), Cell("baseline.gaps", "G5", "priority", "P1")], "DLV001", "safety.triggers[orders fail on green].milestone", "rollbackPlan"),
];

#[rustfmt::skip]
const CANARIES: &[Defect] = &[
    ("a path without a stage", &[Row("delivery.paths", &[("path", "release train"), ("trigger", "tag"), ("started_by", "Jonas Ekman"), ("purpose", "all changes of a week")])],
        "DEL009", "delivery.paths[release train]", "pipelineStages"),
    ("a migration inside a deploy", &[Cell("rollout.profiles", "pricing", "state", "schema change"), Row("safety.changes", &[("change", "add price.zone"), ("services", "pricing"),
        ("phase", "expand"), ("stage", "deploy prod"), ("window", "30 days"), ("tested", "staging with 2 million rows, 4 s, 2026-11-10")])],
        "DEL016", "delivery.stages[deploy prod].after", "pipelineStages"),
    ("a schedule that nobody watches", &[Row("delivery.paths", &[("path", "nightly rebuild"), ("trigger", "schedule"), ("started_by", "Buildkite schedule, 04:00 UTC"), ("purpose", "base image updates")]),
        Row("delivery.stages", &[("stage", "rebuild base"), ("kind", "build"), ("services", "all"), ("after", "none"), ("paths", "nightly rebuild")])],
        "DEL017", "delivery.paths[nightly rebuild]", "pipelineStages"),
    ("shares that fall", &[Cell("rollout.steps", "dispatch 50 %", "share", "20 %")], "ROL006", "rollout.steps[dispatch 50 %].share", "deployStrategy"),
    ("a step that sees nothing", &[Cell("rollout.steps", "dispatch 5 %", "hold", "8 min"), Cell("safety.triggers", "new version fails", "window", "8 min"),
        Cell("safety.triggers", "new version slow", "window", "8 min")], "ROL007", "rollout.steps[dispatch 5 %].hold", "deployStrategy"),
    ("a step that nothing judges", &[Cell("rollout.steps", "dispatch 25 %", "judged_by", "none")], "ROL008", "rollout.steps[dispatch 25 %].judged_by", "deployStrategy"),
    ("a kill switch that says nothing", &[Cell("rollout.flags", "pricing.surge-v3", "kill_switch", "ask the pricing team")],
        "ROL010", "rollout.flags[pricing.surge-v3].kill_switch", "deployStrategy"),
    ("a flag past its day", &[Cell("rollout.flags", "pricing.surge-v3", "remove_by", "2026-10-30")], "ROL011", "rollout.flags[pricing.surge-v3].remove_by", "deployStrategy"),
    ("a flag gone before its rollout ends", &[Cell("rollout.flags", "pricing.surge-v3", "remove_by", "2026-12-11"),
        Cell("roadmap.milestones", "M2", "rollout", "pricing first, by flag pricing.surge-v3; back: flag off")], "ROL014", "rollout.flags[pricing.surge-v3].remove_by", "deployStrategy"),
    ("a trigger slower than its step", &[Cell("safety.triggers", "new version fails", "window", "20 min")], "NET011", "safety.triggers[new version fails].window", "rollbackPlan"),
];

#[rustfmt::skip]
const REGIONS: &[Defect] = &[
    ("two regions at once", &[Cell("delivery.stages", "deploy prod-us", "after", "deploy prod-ap")], "DEL013", "delivery.stages[deploy prod-us].after", "pipelineStages"),
    ("logs that do not know the region", &[Cell("observability.pillars", "logs", "carries", "service, version, trace_id, payment_id_hash")],
        "REL012", "observability.pillars[logs].carries", "observabilityPillars"),
];

#[rustfmt::skip]
const ROLLING: &[Defect] = &[
    ("nothing that can move", &[Cell("rollout.rolling", "services in", "max_surge", "0 %")], "ROL005", "rollout.rolling[services in production].max_surge", "deployStrategy"),
];

#[rustfmt::skip]
const HOSTED: &[Defect] = &[
    ("a build for each environment", &[Cell("delivery.stages", "build app", "runs", "vercel build"), Cell("delivery.stages", "promote", "runs", "git push to the production branch"),
        Cell("delivery.artifacts", "app deployment", "store", "Vercel"), Cell("delivery.artifacts", "app deployment", "provenance", "")],
        "DEL014", "delivery.artifacts[app deployment].identity", "pipelineStages"),
    ("a preview for staging", &[Cell("delivery.stages", "build app", "runs", "vercel deploy"), Cell("delivery.environments", "staged", "data", "preview of the pull request")],
        "DEL019", "delivery.environments[staged]", "pipelineStages"),
    ("a canary where traffic cannot be split", &[Cell("baseline.services", "app", "platform", "render"), Cell("rollout.strategies", "app in", "strategy", "canary"), Field("rollout.blue_green")],
        "ROL013", "rollout.strategies[app in production].strategy", "deployStrategy"),
];

#[rustfmt::skip]
const RENDERED: &[Defect] = &[
    ("a platform that forgets", &[Cell("delivery.artifacts", "web bundle", "store", "Render"), Cell("delivery.artifacts", "web bundle", "provenance", "image attested by the runner")],
        "NET010", "safety.ways_back[previous build on Render].how", "rollbackPlan"),
];

static SUITE: LazyLock<Suite> = LazyLock::new(|| {
    let shop = [ASSESSMENT, NAMES, PIPELINE, ROLLOUT, OBJECTIVES, OBSERVABILITY, ALERTS, SAFETY];
    let others = [(RIDES, CANARIES), (PAYMENTS, REGIONS), (INTERNAL, ROLLING), (SMALL, HOSTED), (INVOICES, RENDERED)];
    let all = shop.into_iter().map(|group| (SHOP, group)).chain(others);
    let all = all.flat_map(|(pack, group)| group.iter().map(move |defect| (pack, defect)));
    Suite::of("platform-operations", |pack| source("golden", pack), all)
});

#[test]
fn each_defect_is_found_where_it_is_and_lowers_its_criterion() {
    SUITE.each_is_found();
}

#[test]
fn no_other_section_pays() {
    SUITE.no_other_section_pays(&[]);
}

/// The rules of this skill; those that it shares find their defects in packs of the other.
#[test]
fn every_rule_that_weighs_something_finds_its_defect() {
    let own = ["ASM", "DEL", "ROL", "REL", "ALT", "NET", "DLV"];
    SUITE.every_rule_is_tried(|rule| own.contains(&&rule.id[..3]));
}

#[test]
fn one_warning_does_not_fail_a_pack_and_one_error_does() {
    SUITE.errors_fail_and_a_warning_does_not();
}

/// The eight hard constraints of the contract hold whoever accepts a breach.
#[test]
fn hard_rules_take_no_exemption() {
    assert_eq!(SUITE.hard_constraints(), BTreeSet::from([1, 2, 3, 4, 5, 6, 7, 8]));
}
