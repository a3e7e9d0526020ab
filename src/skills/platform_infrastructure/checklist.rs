//! The checklist: 24 items, A to G, each backed by rules.

use super::Discoverability;
use crate::gate::Item;
use crate::pack::Pack;
use crate::skills::shared::checklist::PRESENT;

/// The items.
pub(super) const CHECKLIST: &[Item] = &[
    Item {
        id: "A1",
        text: "The boundary of what is planned here is explicit and matches the request.",
        rules: &[&["SEC001", "SCO001", "SCO004", "SCO009"]],
        within: &["context", "records.confirmations"],
    },
    Item {
        id: "A2",
        text: "The inputs suffice, or their gaps are explicit assumptions.",
        rules: &[
            PRESENT,
            &[
                "SCO003", "SCO005", "SCO006", "SCO007", "SCO008", "EVD001", "TXT005", "MEA001", "NUM002", "INS015",
                "ONE005", "ONE007",
            ],
        ],
        within: &["context", "records.answers", "records.evidence"],
    },
    Item {
        id: "A3",
        text: "The deliverables are explicit, complete and in order.",
        rules: &[&[
            "SEC001", "SEC004", "PCK001", "PCK002", "PCK004", "PCK005", "PCK007", "PCK009", "PCK010", "SCO002",
            "SCO010",
        ]],
        within: &[],
    },
    Item {
        id: "B1",
        text: "Every candidate has two or more consumers or a clear near-term reuse.",
        rules: &[PRESENT, &["CAP001", "CAP002", "CAP006", "ONE003", "TXT003", "TXT004"]],
        within: &["capabilities.capabilities"],
    },
    Item {
        id: "B2",
        text: "Every shared capability has a contract and an ownership model.",
        rules: &[PRESENT, &["CAP003", "CAP005", "CAP007", "CAP009", "CAP010"]],
        within: &[
            "capabilities.capabilities",
            "capabilities.ownership",
            "capabilities.shared",
            "capabilities.product_specific",
        ],
    },
    Item {
        id: "B3",
        text: "Migration and rollout are planned: compatibility, versioning, deprecation.",
        rules: &[PRESENT, &["CAP004", "CAP008"]],
        within: &["capabilities.capabilities", "capabilities.compatibility"],
    },
    Item {
        id: "C1",
        text: "Reliability and performance targets are measurable.",
        rules: &[
            PRESENT,
            &[
                "QUA001", "QUA002", "QUA003", "QUA004", "QUA005", "QUA006", "QUA009", "QUA013", "QUA014", "QUA015",
                "QUA016", "QUA018", "QUA019", "QUA020", "NUM001", "OWN001", "NUM003", "ONE006", "INS015",
            ],
        ],
        within: &[
            "quality.reliability", "quality.performance", "quality.slos", "quality.dependencies", "quality.components",
            "quality.past",
        ],
    },
    Item {
        id: "C2",
        text: "Privacy and safety are spelled out: encryption, residency, retention, access.",
        rules: &[PRESENT, &["QUA001", "QUA007", "ONE004", "OWN001"]],
        within: &["quality.privacy"],
    },
    Item {
        id: "C3",
        text: "Operability is covered: dashboards, alerts, on-call, runbooks.",
        rules: &[PRESENT, &["QUA001", "QUA010", "QUA011", "QUA012", "QUA017", "OWN001"]],
        within: &["quality.operability", "quality.alerts", "quality.dependencies"],
    },
    Item {
        id: "C4",
        text: "Cost has guardrails: budgets, top drivers, caps and alerts.",
        rules: &[PRESENT, &["QUA001", "QUA008", "OWN001"]],
        within: &["quality.cost"],
    },
    Item {
        id: "D1",
        text: "The top limits are listed with current values or explicit estimates.",
        rules: &[
            PRESENT,
            &[
                "SCL001", "SCL002", "SCL006", "SCL007", "SCL012", "SCL013", "SCL014", "SCL015", "SCL016", "MEA001",
                "TXT003", "TXT004", "ONE002", "ONE005",
            ],
        ],
        within: &["scaling.limits", "scaling.growth", "scaling.risks"],
    },
    Item {
        id: "D2",
        text: "Every trigger fires early enough for the lead time.",
        rules: &[&["SEC001", "SEC004", "SCL003", "SCL004", "SCL005", "SCL011", "MEA002", "NUM001"]],
        within: &["scaling"],
    },
    Item {
        id: "D3",
        text: "Every trigger has an owner and a named project.",
        rules: &[PRESENT, &["SCL008", "SCL009", "OWN001", "ROA013"]],
        within: &["scaling.limits", "scaling.projects"],
    },
    Item {
        id: "D4",
        text: "A clear policy says what stops when a trigger fires.",
        rules: &[PRESENT, &["SCL010"]],
        within: &["scaling.freeze_policy"],
    },
    Item {
        id: "E1",
        text: "Observability gaps have owners and priorities.",
        rules: &[PRESENT, &["INS001", "OWN001", "TXT005", "TXT003", "TXT004"]],
        within: &["instrumentation.gaps"],
    },
    Item {
        id: "E2",
        text: "Canonical events are captured server-side where possible.",
        rules: &[PRESENT, &["INS001", "INS006", "INS007", "INS011", "INS012", "INS013", "INS014"]],
        within: &["instrumentation.events"],
    },
    Item {
        id: "E3",
        text: "The identity strategy has merge rules for user, account and anonymous.",
        rules: &[PRESENT, &["INS002", "INS003", "INS008", "INS014"]],
        within: &["instrumentation.identity", "instrumentation.events"],
    },
    Item {
        id: "E4",
        text: "Data-quality checks exist: schema, volume anomalies, null rates, dedupe.",
        rules: &[PRESENT, &["INS004", "INS005", "INS009", "INS010", "INS015", "INS016", "INS017"]],
        within: &[
            "instrumentation.qa", "instrumentation.delivery", "instrumentation.versioning", "instrumentation.changes",
        ],
    },
    Item {
        id: "F1",
        text: "Discoverability is explicitly applicable or not.",
        rules: &[&["SEC001", "DIS001", "DIS002"]],
        within: &["discoverability"],
    },
    Item {
        id: "F2",
        text: "Sitemap and link rules prevent orphans.",
        rules: &[&["SEC001", "DIS004", "DIS005", "DIS007", "DIS008", "DIS009", "DIS010", "DIS011", "DIS012"]],
        within: &["discoverability"],
    },
    Item {
        id: "F3",
        text: "Indexability controls are intentional.",
        rules: &[&["SEC001", "DIS003", "DIS006"]],
        within: &["discoverability"],
    },
    Item {
        id: "G1",
        text: "Milestones have acceptance criteria and owners.",
        rules: &[PRESENT, &["ROA001", "ROA002", "OWN001", "TXT003", "TXT004", "INS015"]],
        within: &["roadmap.milestones"],
    },
    Item {
        id: "G2",
        text: "Dependencies, priorities and rollout with rollback are included.",
        rules: &[
            PRESENT,
            &[
                "ROA003", "ROA004", "ROA005", "ROA006", "ROA007", "ROA008", "ROA009", "ROA010", "ROA011", "ROA012",
                "ROA014", "ROA016", "ROA017", "ROA018", "ROA020", "ROA021", "DAT002", "DAT003", "MEA002", "NUM001",
                "NUM004", "ONE001", "ROA015",
            ],
        ],
        within: &["roadmap"],
    },
    Item {
        id: "G3",
        text: "Risks, open questions and next steps are present and actionable.",
        rules: &[PRESENT, &["RSK001", "RSK002", "RSK003", "OWN001", "DAT001", "DAT002", "REF001", "EXM001", "TXT005"]],
        within: &["risks", "records.exemptions"],
    },
];

/// F2 and F3 do not apply where the pack says that discoverability does not.
pub(super) fn not_applicable(pack: &Pack, item: &str) -> Option<String> {
    if !matches!(item, "F2" | "F3") {
        return None;
    }
    let reason = not_applicable_reason(Discoverability::of(pack).applicability().text)?;
    Some(if reason.is_empty() { "discoverability does not apply".to_owned() } else { reason.to_owned() })
}

/// What follows the words "Not applicable" at the beginning of a text.
pub(super) fn not_applicable_reason(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(['*', '_', ' ']);
    const WORDS: &str = "not applicable";
    let head = text.get(..WORDS.len())?;
    head.eq_ignore_ascii_case(WORDS).then(|| {
        text[WORDS.len()..]
            .trim_start_matches(['*', '_', ' ', ':', '.', ',', ';', '-', '\u{2013}', '\u{2014}', '('])
            .trim_end_matches(')')
    })
}
