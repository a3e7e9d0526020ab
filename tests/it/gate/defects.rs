//! What a single defect costs: introduced into a pack that has none, it is found by its rule, at its place, and lowers the
//! criterion it belongs to.

use std::sync::LazyLock;

use super::edit::Edit::{
    Before, Cell, Copy, Empty, Field, Item, Items, Keep, Lift, Move, Row, Section, Source, Strike, Taken, Text,
};
use super::source;
use super::suite::{Defect, Suite};

// The tables of defects are laid out by hand: one defect, one or two lines.

/// The pack most defects are introduced into; it has no pages to be found.
pub const APPLICATION: &str = "b2b-analytics";

/// The pack for defects of discoverability.
const SITE: &str = "content-site";

#[rustfmt::skip]
const SCOPE: &[Defect] = &[
    ("an incident is to be planned", &[Text("context.request", "Checkout is down and customers cannot pay; tell us what to do now.")],
        "SCO001", "context.request", "scope"),
    ("the decision has no date", &[Text("context.decision", "We will build permissions once (and not rewrite the products), to cut \
        product-team time on export, filtering and permission code from 27 % to at most 12 %.")],
        "SCO002", "context.decision", "scope"),
    ("a pain of no kind", &[Item("context.pains", 0, "everybody is unhappy with 27 % of it")], "SCO003", "context.pains[1]", "scope"),
    ("a single non-goal", &[Keep("context.non_goals", 1)], "SCO004", "context.non_goals", "scope"),
    ("no non-goals", &[Field("context.non_goals")], "SEC002", "context.non_goals", "scope"),
    ("a share that does not come out", &[Item("context.scale", 1, "Peak requests: 610 req/s on 2026-10-30, growing 5 % per month; 14 of 40 services (30 %) take half")],
        "NUM002", "context.scale[2]", "scope"),
    ("a value of the clock that is another", &[Item("context.scale", 2, "warehouse disk: 5.2 TB today, growing 0.42 TB per month")],
        "ONE002", "context.scale[3]", "scope"),
    ("a growth that is another", &[Item("context.scale", 2, "warehouse disk: 8.4 TB today, growing 0.6 TB per month")],
        "ONE005", "context.scale[3]", "scope"),
    ("a success measure without a number", &[Cell("context.success", "Failed exports", "target", "much lower")],
        "SCO005", "context.success[Failed exports above 10,000 rows].target", "scope"),
    ("a baseline that was not measured", &[Cell("context.success", "Failed exports", "baseline", "9.1 %")],
        "ONE007", "context.success[Failed exports above 10,000 rows].baseline", "scope"),
    ("nobody decides", &[Items("context.stakeholders", &["Marta Lindqvist, CTO", "Dev Raman, SRE lead"])],
        "SCO006", "context.stakeholders", "scope"),
    ("an assumption without alternatives", &[Cell("context.assumptions", "A1", "options", "OpenFGA behind our own API")],
        "SCO007", "context.assumptions[A1].options", "scope"),
    ("an architecture without a technology", &[Items("context.architecture", &["We have several services and some databases"])],
        "SCO008", "context.architecture", "scope"),
    ("a production change that nobody confirmed", &[Text("context.request", "Plan the permissions service, then go ahead and run kubectl apply.")],
        "SCO009", "context.request", "scope"),
    ("a decision nobody measures", &[Text("context.decision", "We will build four shared capabilities (and not rewrite the products) by \
        2027-07-30, to answer 40 letters a day.")],
        "SCO010", "context.decision", "scope"),
    ("no context", &[Section("context")], "SEC001", "context", "scope"),
];

#[rustfmt::skip]
const PLATFORMIZATION: &[Defect] = &[
    ("two candidates", &[Keep("capabilities.capabilities", 2)], "CAP001", "capabilities.capabilities", "platformization"),
    ("one consumer", &[Cell("capabilities.capabilities", "Permissions", "consumers", "Admin team")],
        "CAP002", "capabilities.capabilities[Permissions].consumers", "platformization"),
    ("more consumers than are named", &[Cell("capabilities.capabilities", "Audit log", "impact", "Evidence for 9 consumers takes 10 minutes instead of the 6 hours measured in September 2026")],
        "ONE003", "capabilities.capabilities[Audit log].impact", "platformization"),
    ("a contract without an interface", &[Cell("capabilities.capabilities", "Audit log", "contract", "A unified place for everybody")],
        "CAP003", "capabilities.capabilities[Audit log].contract", "platformization"),
    ("a migration without a path", &[Cell("capabilities.capabilities", "Filtering", "migration", "Teams move over in their own time")],
        "CAP004", "capabilities.capabilities[Filtering].migration", "platformization"),
    ("an impact without a number", &[Cell("capabilities.capabilities", "Permissions", "impact", "A game changer")],
        "CAP005", "capabilities.capabilities[Permissions].impact", "platformization"),
    ("a consumer nobody introduced", &[Cell("capabilities.capabilities", "Filtering", "consumers", "Dashboards team, Atlas squad")],
        "CAP006", "capabilities.capabilities[Filtering].consumers", "platformization"),
    ("an ownership model without owners", &[Text("capabilities.ownership", "The platform owns the platform.")],
        "CAP007", "capabilities.ownership", "platformization"),
    ("versions that never end", &[Text("capabilities.compatibility", "We do not break anybody.")],
        "CAP008", "capabilities.compatibility", "platformization"),
    ("a decision without a reason", &[Item("capabilities.shared", 0, "Permissions")], "CAP009", "capabilities.shared[1]", "platformization"),
    ("a candidate nobody decided on", &[Items("capabilities.shared", &[
        "Permissions: five copies and two disclosures this year",
        "Filtering: cohorts and reports need it before anything else",
        "Data export: five consumers, and its failures are seen weekly",
    ])], "CAP010", "capabilities.shared", "platformization"),
    ("no capabilities", &[Section("capabilities")], "SEC001", "capabilities", "platformization"),
];

#[rustfmt::skip]
const QUALITY: &[Defect] = &[
    ("no throughput", &[Strike("quality.performance", "Throughput")], "QUA001", "quality.performance", "quality"),
    ("a target without a number", &[Cell("quality.reliability", "Error rate", "target", "very low")],
        "QUA002", "quality.reliability[Error rate].target", "quality"),
    ("an SLO without a window", &[Cell("quality.slos", "Open a dashboard", "target", "99.9 %")],
        "QUA003", "quality.slos[Open a dashboard].target", "quality"),
    ("an indicator nobody can compute", &[Cell("quality.slos", "Open a dashboard", "sli", "The dashboard feels nice")],
        "QUA004", "quality.slos[Open a dashboard].sli", "quality"),
    ("a target out of the blue", &[Cell("quality.slos", "Write an audit entry", "notes", "")],
        "QUA005", "quality.slos[Write an audit entry].notes", "quality"),
    ("a target nobody can meet", &[Cell("quality.slos", "Write an audit entry", "target", "100 % over 30 days")],
        "QUA006", "quality.slos[Write an audit entry].target", "quality"),
    ("a retention without a length", &[Cell("quality.privacy", "Retention", "target", "Deleted when nobody reads it")],
        "QUA007", "quality.privacy[Retention].target", "quality"),
    ("a budget without an amount", &[Cell("quality.cost", "Budget", "target", "Within what was agreed")],
        "QUA008", "quality.cost[Budget].target", "quality"),
    ("a budget ten times too small", &[Source("or 43.2 minutes of full outage", "or 4.32 minutes of full outage")],
        "NUM003", "quality.reliability[Availability].target", "quality"),
    ("a budget of another target", &[Cell("quality.operability", "Escalation", "target", "The error budget of Open a dashboard is 20 minutes; an unacknowledged page goes to the second person after 10 minutes")],
        "ONE006", "quality.operability[Escalation].target", "quality"),
    ("a retention that is too short", &[Source("SOC 2 Type II observation from 2027-04-05 (criteria", "Audit entries must be kept for at least 3 years; SOC 2 Type II observation from 2027-04-05 (criteria")],
        "ONE004", "quality.privacy[Retention].target", "quality"),
    ("a computed line that was edited", &[Source("### Journey dependencies", "> **Computed**\n>\n> - Open a dashboard: error budget = 4 min 19.2 s [(100 % - 99.99 %) x 30 days = 4 min 19.2 s]\n\n### Journey dependencies")],
        "NUM001", "quality.slos", "quality"),
    ("two targets for one indicator", &[Copy("quality.slos", "Open a dashboard", &[("target", "99.5 % over 30 days")])],
        "QUA009", "quality.slos[Open a dashboard].target", "quality"),
    ("an alert that can never fire", &[Source("## 4. Scaling", "### Alert policy\n\n| SLO | Severity | Long window | Short window | Burn rate |\n\
        | --- | --- | --- | --- | --- |\n| Export up to 1 million rows | page | 1 h | 5 min | 120x |\n\n## 4. Scaling")],
        "QUA011", "quality.alerts[Export up to 1 million rows].burn_rate", "quality"),
    ("an alert of an SLO that is none", &[Source("## 4. Scaling", "### Alert policy\n\n| SLO | Severity | Long window | Short window | Burn rate |\n\
        | --- | --- | --- | --- | --- |\n| Print a report | page | 1 h | 5 min | 14.4x |\n\n## 4. Scaling")],
        "QUA012", "quality.alerts[Print a report].slo", "quality"),
    ("a target above what its database permits", &[Cell("quality.components", "core-db", "availability", "99.9 %")],
        "QUA013", "quality.slos[Permission check (authz Check)].target", "quality"),
    ("a dependency nobody measured", &[Strike("quality.components", "dashboards-api")],
        "QUA014", "quality.dependencies[Open a dashboard].needs", "quality"),
    ("a target above today's value without work", &[Cell("quality.slos", "Run a filtered query", "notes", "Baseline p95 520 ms over 30 days (Tempo, 2026-10-30)")],
        "QUA015", "quality.slos[Run a filtered query].target", "quality"),
    ("a threshold between buckets", &[Cell("quality.slos", "Run a filtered query", "method", "Histogram `query_seconds`, buckets 100, 250, 500 and 1000 ms")],
        "QUA016", "quality.slos[Run a filtered query].target", "quality"),
    ("a target that its past windows missed", &[
        Cell("quality.slos", "Run a filtered query", "notes", "Month ends from Tempo"),
        Row("quality.past", &[("journey", "Run a filtered query"), ("measured", "2026-08-31"), ("value", "380 ms")]),
        Row("quality.past", &[("journey", "Run a filtered query"), ("measured", "2026-09-30"), ("value", "470 ms")]),
        Row("quality.past", &[("journey", "Run a filtered query"), ("measured", "2026-10-30"), ("value", "520 ms")]),
    ], "QUA018", "quality.slos[Run a filtered query].target", "quality"),
    ("a past window of another kind", &[
        Row("quality.past", &[("journey", "Write an audit entry"), ("measured", "2026-08-31"), ("value", "310 ms")]),
    ], "QUA019", "quality.past[Write an audit entry].value", "quality"),
    ("a target that another plan took over with another number", &[Taken("Open a dashboard", "99.5 % over 30 days")],
        "QUA020", "quality.slos[Open a dashboard].target", "quality"),
    ("a quiet journey that pages", &[Cell("quality.dependencies", "Permission check", "rate", "10 requests per hour")],
        "QUA017", "quality.dependencies[Permission check (authz Check)].rate", "quality"),
    ("an operability that cannot be checked", &[Cell("quality.operability", "On-call", "target", "Somebody is there")],
        "QUA010", "quality.operability[On-call].target", "quality"),
    ("an owner who is nobody", &[Cell("quality.slos", "Open a dashboard", "owner", "the team")],
        "OWN001", "quality.slos[Open a dashboard].owner", "quality"),
    ("no quality attributes", &[Section("quality")], "SEC001", "quality", "quality"),
];

#[rustfmt::skip]
const SCALING: &[Defect] = &[
    ("two limits", &[Keep("scaling.limits", 2)], "SCL001", "scaling.limits", "scaling"),
    ("a limit without growth", &[Strike("scaling.growth", "warehouse disk")], "SCL002", "scaling.limits[warehouse disk].component", "scaling"),
    ("a trigger that fires too late", &[Cell("scaling.limits", "core-db CPU", "trigger", ">= 84 %")],
        "SCL003", "scaling.limits[core-db CPU].trigger", "scaling"),
    ("a trigger beyond the limit", &[Cell("scaling.limits", "core-db CPU", "trigger", ">= 90 %")],
        "SCL004", "scaling.limits[core-db CPU].trigger", "scaling"),
    ("a trigger that has fired", &[Cell("scaling.limits", "warehouse disk", "trigger", ">= 8.0 TB")],
        "SCL005", "scaling.limits[warehouse disk].current", "scaling"),
    ("a growth in another unit", &[Cell("scaling.growth", "warehouse disk", "growth", "+12 tables per month")],
        "SCL006", "scaling.growth[warehouse disk].growth", "scaling"),
    ("a limit that is reached", &[Cell("scaling.limits", "CI queue wait", "current", "40 min")],
        "SCL007", "scaling.limits[CI queue wait].current", "scaling"),
    ("a project nobody builds", &[Cell("scaling.limits", "CI queue wait", "project", "Runner farm")],
        "SCL008", "scaling.limits[CI queue wait].project", "scaling"),
    ("a project nobody sequenced", &[Strike("scaling.projects", "CI runner autoscaling")],
        "SCL009", "scaling.limits[CI queue wait].project", "scaling"),
    ("no freeze policy", &[Field("scaling.freeze_policy")], "SEC002", "scaling.freeze_policy", "scaling"),
    ("a freeze policy that stops nothing", &[Text("scaling.freeze_policy", "We look at it together and find a good way.")],
        "SCL010", "scaling.freeze_policy", "scaling"),
    ("a project that starts too late", &[Cell("scaling.projects", "CI runner autoscaling", "start_by", "2027-12-01")],
        "SCL011", "scaling.projects[CI runner autoscaling].start_by", "scaling"),
    ("scaling risks of nothing in particular", &[Items("scaling.risks", &["Growth may surprise us"])], "SCL012", "scaling.risks", "scaling"),
    ("a project that relieves nothing listed", &[Cell("scaling.projects", "Export service", "relieves", "mail queue")],
        "ROA013", "scaling.projects[Export service].relieves", "scaling"),
    ("a growth that its measurements refute", &[Cell("scaling.growth", "warehouse disk", "growth", "+0.30 TB per month")],
        "SCL013", "scaling.growth[warehouse disk].growth", "scaling"),
    ("a measurement of nothing", &[Row("scaling.measurements", &[("component", "query cache"), ("measured", "2026-10-31"), ("value", "3 GB")])],
        "SCL014", "scaling.measurements[query cache].component", "scaling"),
    ("a latency that an idle worker misses", &[Cell("scaling.growth", "core-db CPU", "keeps", "p95 < 20 ms with 16 cores of 10 ms")],
        "SCL015", "scaling.growth[core-db CPU].keeps", "scaling"),
    ("a date that the clock denies", &[Items("scaling.risks", &["Permission joins load core-db CPU: without M2 core-db CPU reaches its limit on 2027-02-01"])],
        "SCL016", "scaling.risks[1]", "scaling"),
    ("nobody watches a limit", &[Cell("scaling.limits", "core-db CPU", "owner", "")], "SEC003", "scaling.limits[core-db CPU].owner", "scaling"),
    ("a reading without a number", &[Cell("scaling.limits", "core-db CPU", "current", "fairly high")],
        "MEA001", "scaling.limits[core-db CPU].current", "scaling"),
    ("a lead time that is none", &[Cell("scaling.limits", "CI queue wait", "lead_time", "soon")],
        "MEA002", "scaling.limits[CI queue wait].lead_time", "scaling"),
    ("a start in the past", &[Cell("scaling.projects", "Export service", "start_by", "2026-09-01")],
        "DAT002", "scaling.projects[Export service].start_by", "scaling"),
    ("a row that was copied", &[Copy("scaling.limits", "warehouse disk", &[("component", "search cluster heap")])],
        "TXT003", "scaling.limits[search cluster heap]", "scaling"),
    ("filler for a reason", &[Cell("scaling.projects", "Export service", "reason", "as needed")],
        "TXT002", "scaling.projects[Export service].reason", "scaling"),
    ("no doomsday clock", &[Section("scaling")], "SEC001", "scaling", "scaling"),
];

#[rustfmt::skip]
const INSTRUMENTATION: &[Defect] = &[
    ("two events", &[Keep("instrumentation.events", 2)], "INS001", "instrumentation.events", "instrumentation"),
    ("nobody before sign-in", &[Strike("instrumentation.identity", "anonymous_id")], "INS002", "instrumentation.identity", "instrumentation"),
    ("an identity that never merges by any rule", &[Cell("instrumentation.identity", "anonymous_id", "merge", "n/a")],
        "INS003", "instrumentation.identity[anonymous_id].merge", "instrumentation"),
    ("a delivery without semantics", &[Text("instrumentation.delivery", "The SDK retries in the background, so nothing is lost.")],
        "INS004", "instrumentation.delivery", "instrumentation"),
    ("no null-rate check", &[Strike("instrumentation.qa", "Null rate")], "INS005", "instrumentation.qa", "instrumentation"),
    ("an event from the browser", &[Cell("instrumentation.events", "dashboard_opened", "emitted", "The browser renders the dashboard")],
        "INS006", "instrumentation.events[dashboard_opened].emitted", "instrumentation"),
    ("a name in another convention", &[Cell("instrumentation.events", "export_failed", "event", "exportFailed")],
        "INS007", "instrumentation.events[exportFailed].event", "instrumentation"),
    ("an identity nobody defined", &[Cell("instrumentation.events", "export_failed", "identity", "user_id, device_id")],
        "INS008", "instrumentation.events[export_failed].identity", "instrumentation"),
    ("a threshold without a number", &[Cell("instrumentation.qa", "Null rate", "threshold", "low")],
        "INS009", "instrumentation.qa[Null rate].threshold", "instrumentation"),
    ("schemas that live nowhere", &[Text("instrumentation.versioning", "Schemas are versioned.")],
        "INS010", "instrumentation.versioning", "instrumentation"),
    ("properties without types", &[Cell("instrumentation.events", "export_failed", "properties", "event_id, reason")],
        "INS011", "instrumentation.events[export_failed].properties", "instrumentation"),
    ("a property of two types", &[Cell("instrumentation.events", "export_failed", "properties", "event_id uuid, export_id int, reason string")],
        "INS012", "instrumentation.events[export_failed].properties", "instrumentation"),
    ("an address that nobody classified", &[Cell("instrumentation.events", "export_failed", "properties", "event_id uuid, export_id uuid, email string")],
        "INS013", "instrumentation.events[export_failed].properties", "instrumentation"),
    ("an event kept past its target", &[Cell("instrumentation.events", "export_failed", "notes", "kept 3 years")],
        "INS014", "instrumentation.events[export_failed].notes", "instrumentation"),
    ("a check of an event that nobody emits", &[Cell("instrumentation.qa", "Reconciliation", "compares", "`export_succeeded` against finished jobs in jobs-mq")],
        "INS015", "instrumentation.qa[Reconciliation].compares", "instrumentation"),
    ("a change that nobody moves to", &[Row("instrumentation.changes", &[("event", "filter_applied"), ("from", "1.0"), ("to", "2.0")])],
        "INS016", "instrumentation.changes[filter_applied]", "instrumentation"),
    ("an event that breaks what was agreed", &[Before("instrumentation.events", "export_failed", "properties", "event_id uuid, export_id uuid, reason string, rows int")],
        "INS017", "instrumentation.events[export_failed].properties", "instrumentation"),
    ("two gaps of one name", &[Cell("instrumentation.gaps", "Exports", "area", "Permission decisions")],
        "TXT004", "instrumentation.gaps[Permission decisions].area", "instrumentation"),
    ("a priority of another scale", &[Cell("instrumentation.gaps", "Exports", "priority", "urgent")],
        "TXT005", "instrumentation.gaps[Exports].priority", "instrumentation"),
    ("no instrumentation", &[Section("instrumentation")], "SEC001", "instrumentation", "instrumentation"),
];

#[rustfmt::skip]
const EXECUTION: &[Defect] = &[
    ("one milestone", &[Keep("roadmap.milestones", 1)], "ROA001", "roadmap.milestones", "execution"),
    ("an opinion for a criterion", &[Cell("roadmap.milestones", "M5", "acceptance", "CI is stable and performs well")],
        "ROA002", "roadmap.milestones[M5 CI runner autoscaling].acceptance", "execution"),
    ("a circle", &[Cell("roadmap.milestones", "M1 ", "dependencies", "M11")],
        "ROA003", "roadmap.milestones[M1 Contracts and baselines].dependencies", "execution"),
    ("a dependency that is no milestone", &[Cell("roadmap.milestones", "M5", "dependencies", "the supplier signs")],
        "ROA004", "roadmap.milestones[M5 CI runner autoscaling].dependencies", "execution"),
    ("nothing can start", &[Cell("roadmap.milestones", "M1 ", "dependencies", "Q1")], "ROA005", "roadmap.milestones", "execution"),
    ("a big bang", &[Cell("roadmap.milestones", "M5", "rollout", "Big bang over one weekend")],
        "ROA006", "roadmap.milestones[M5 CI runner autoscaling].rollout", "execution"),
    ("a start before its dependency", &[Cell("roadmap.milestones", "M7", "eta", "2027-01-04 to 2027-01-15")],
        "ROA007", "roadmap.milestones[M7 Connection pooling with PgBouncer].eta", "execution"),
    ("a trial that does not fit", &[Cell("roadmap.milestones", "M3", "rollout", "Dual-run for 90 days, then service by service; rollback returns to the old parsers")],
        "ROA021", "roadmap.milestones[M3 Filtering library].rollout", "execution"),
    ("a sum that is wrong", &[Cell("roadmap.initiatives", "M5", "score", "(3 + 2 + 2) / 1 = 8.0")],
        "ROA008", "roadmap.initiatives[M5 CI runner autoscaling].score", "execution"),
    ("the least important on top", &[Lift("roadmap.initiatives", "M11")],
        "ROA009", "roadmap.initiatives[M5 CI runner autoscaling]", "execution"),
    ("an end after the decision", &[Cell("roadmap.milestones", "M9", "eta", "2027-03-22 to 2027-08-31")],
        "ROA010", "roadmap.milestones[M9 Tiered storage for the warehouse].eta", "execution"),
    ("an old path without an end", &[Item("roadmap.deprecation", 0, "Old permission checks go away eventually")],
        "ROA011", "roadmap.deprecation[1]", "execution"),
    ("a message to nobody", &[Item("roadmap.communications", 0, "Communicate progress regularly")],
        "ROA012", "roadmap.communications[1]", "execution"),
    ("days that are not counted", &[Item("roadmap.deprecation", 0, "Old permission checks: refused on 2027-05-03, deleted by 2027-07-16 (30 days later) by Ines Carvalho")],
        "NUM004", "roadmap.deprecation[1]", "execution"),
    ("an initiative nobody builds", &[Cell("roadmap.initiatives", "M9", "initiative", "Student mobile app refresh")],
        "ROA014", "roadmap.initiatives[Student mobile app refresh].initiative", "execution"),
    ("a mitigation behind its limit", &[Cell("roadmap.milestones", "M7", "eta", "2027-09-06 to 2027-10-15")],
        "ROA015", "roadmap.milestones[M7 Connection pooling with PgBouncer].eta", "execution"),
    ("dates shorter than the work", &[Cell("roadmap.milestones", "M5", "eta", "2027-01-11 to 2027-01-15")],
        "ROA016", "roadmap.milestones[M5 CI runner autoscaling].eta", "execution"),
    ("two milestones for one pair of hands", &[Row("roadmap.capacity", &[("owner", "Luca Ferrante"), ("at_once", "1")])],
        "ROA017", "roadmap.capacity[Luca Ferrante].at_once", "execution"),
    ("dates that are kept once in twenty times", &[Cell("roadmap.milestones", "M5", "eta", "2027-01-11 to 2027-02-01")],
        "ROA018", "roadmap.milestones[M5 CI runner autoscaling].eta", "execution"),
    ("a freeze of nothing", &[Row("roadmap.freezes", &[("period", "2026-12-21 to 2027-01-03"), ("stops", "the usual"), ("reason", "holidays")])],
        "ROA020", "roadmap.freezes[2026-12-21 to 2027-01-03].stops", "execution"),
    ("a placeholder", &[Cell("roadmap.milestones", "M5", "acceptance", "TBD")],
        "TXT001", "roadmap.milestones[M5 CI runner autoscaling].acceptance", "execution"),
    ("dates that are none", &[Cell("roadmap.milestones", "M9", "eta", "spring 2027")],
        "DAT003", "roadmap.milestones[M9 Tiered storage for the warehouse].eta", "execution"),
    ("no open questions", &[Field("risks.questions")], "RSK001", "risks.questions", "execution"),
    ("a milestone with another day", &[Cell("risks.risks", "Growth accelerates", "mitigation", "Limits reviewed on the first Monday of a month; M2 ends on 2028-01-17; the freeze policy applies when runway falls below lead time")],
        "ONE001", "risks.risks[Growth accelerates after the spring launch (A4)].mitigation", "execution"),
    ("a wish for a mitigation", &[Cell("risks.risks", "Growth accelerates", "mitigation", "Monitor closely")],
        "RSK002", "risks.risks[Growth accelerates after the spring launch (A4)].mitigation", "execution"),
    ("nothing to do this week", &[Keep("risks.steps", 1), Cell("risks.steps", "Freeze new", "due", "2026-12-18")],
        "RSK003", "risks.steps", "execution"),
    ("a day that is none", &[Cell("risks.steps", "Freeze new", "due", "next week")],
        "DAT001", "risks.steps[Freeze new export, filter and permission code and move the 23 open tickets].due", "execution"),
    ("a citation of nothing", &[Cell("risks.questions", "Q3", "blocks", "First cohort of M17")],
        "REF001", "risks.questions[Q3 Which 5 % of accounts may see exports change first in M10?].blocks", "execution"),
    ("an empty section", &[Empty("risks")], "SEC004", "risks", "execution"),
    ("no roadmap", &[Section("roadmap")], "SEC001", "roadmap", "execution"),
    ("no risks", &[Section("risks")], "SEC001", "risks", "execution"),
];

#[rustfmt::skip]
const WHOLE: &[Defect] = &[
    ("not applicable without a reason", &[Text("discoverability.applicability", "Not applicable.")],
        "DIS002", "discoverability.applicability", "actionability"),
    ("an exemption that has expired", &[Row("records.exemptions", &[("rule", "SCL003"), ("place_text", "scaling.limits"),
        ("reason", "the archive job frees 300 GB"), ("accepted_by", "Marta Lindqvist"), ("expires", "2026-11-20")])],
        "EXM001", "records.exemptions[SCL003].expires", "actionability"),
    ("evidence without a value", &[Cell("records.evidence", "Cloud spend", "value", "a lot")],
        "EVD001", "records.evidence[Cloud spend].value", "actionability"),
    ("front matter that is not read", &[Source("rule_set: 1", "rule_set: one")], "PCK001", "pack", "actionability"),
    ("a section that comes twice", &[Source("## Appendix: records", "## 4. Scaling\n\nSee above.\n\n## Appendix: records")],
        "PCK004", "scaling", "actionability"),
    ("sections out of order", &[Move("## 3. Quality", "## 8. Risks")], "PCK005", "quality", "actionability"),
    ("a table nobody reads", &[Source("### Communications\n", "| Colour | Shape |\n| --- | --- |\n| red | round |\n\n### Communications\n")],
        "PCK007", "roadmap", "actionability"),
    ("a column that is missing", &[Source("| Risk | Likelihood | Impact | Mitigation | Owner |", "| Risk | Likelihood | Impact | Mitigation | Colour |")],
        "PCK009", "risks.risks", "actionability"),
    ("a row with too many cells", &[Source("| Noor Haddad | 2026-11-13 |\n", "| Noor Haddad | 2026-11-13 | Monday | noon |\n")],
        "PCK010", "risks.steps", "actionability"),
];

#[rustfmt::skip]
const DISCOVERABILITY: &[Defect] = &[
    ("applicable or not, nobody says", &[Text("discoverability.applicability", "Search engines matter to the business.")],
        "DIS001", "discoverability.applicability", "actionability"),
    ("no index rules", &[Items("discoverability.indexability", &["Recipe pages are indexed"])],
        "DIS003", "discoverability.indexability", "actionability"),
    ("a sitemap of no kind", &[Items("discoverability.sitemap", &["There is one sitemap"])],
        "DIS004", "discoverability.sitemap", "actionability"),
    ("links that leave orphans", &[Items("discoverability.links", &["Pages link to what is related"])],
        "DIS005", "discoverability.links", "actionability"),
    ("a validation by looking", &[Items("discoverability.validation", &["Somebody looks at it after a release"])],
        "DIS006", "discoverability.validation", "actionability"),
    ("pages that no link leads to", &[Cell("discoverability.page_types", "how-to", "linked_from", "how-to (6 related)")],
        "DIS007", "discoverability.page_types[how-to].linked_from", "actionability"),
    ("lists that go on and on", &[Cell("discoverability.page_types", "how-to", "linked_from", "hub (1 a page, next)")],
        "DIS008", "discoverability.page_types[how-to].linked_from", "actionability"),
    ("a sitemap of one file", &[Cell("discoverability.page_types", "how-to", "sitemap", "one file")],
        "DIS009", "discoverability.page_types[how-to].sitemap", "actionability"),
    ("a sitemap of last month", &[Cell("discoverability.page_types", "hub", "sitemap", "40,000 URLs a file, rewritten every 60 days")],
        "DIS010", "discoverability.page_types[hub].sitemap", "actionability"),
    ("a page type of nobody knows how many", &[Cell("discoverability.page_types", "how-to", "pages", "a lot of pages")],
        "DIS011", "discoverability.page_types[how-to].pages", "actionability"),
    ("pages that change faster than crawlers come", &[Cell("discoverability.page_types", "recipe", "change_rate", "daily"),
        Cell("records.evidence", "Verified Googlebot", "value", "410,000 per day")],
        "DIS012", "discoverability.page_types[recipe].change_rate", "actionability"),
    ("no word on discoverability", &[Section("discoverability")], "SEC001", "discoverability", "actionability"),
];

static SUITE: LazyLock<Suite> = LazyLock::new(|| {
    let application = [SCOPE, PLATFORMIZATION, QUALITY, SCALING, INSTRUMENTATION, EXECUTION, WHOLE];
    let application = application.into_iter().flatten().map(|defect| (APPLICATION, defect));
    let all = application.chain(DISCOVERABILITY.iter().map(|defect| (SITE, defect)));
    Suite::of("platform-infrastructure", |pack| source("golden", pack), all)
});

#[test]
fn each_defect_is_found_where_it_is_and_lowers_its_criterion() {
    SUITE.each_is_found();
}

/// Actionability looks at the whole pack.
#[test]
fn no_other_section_pays() {
    SUITE.no_other_section_pays(&["actionability"]);
}

/// Without any known section there is nothing to edit; the fixtures of PCK002 show it.
#[test]
fn every_rule_that_weighs_something_finds_its_defect() {
    SUITE.every_rule_is_tried(|rule| rule.id != "PCK002");
}

#[test]
fn one_warning_does_not_fail_a_pack_and_one_error_does() {
    SUITE.errors_fail_and_a_warning_does_not();
}
