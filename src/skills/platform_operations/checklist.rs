//! The checklist: 17 items, A to G, each backed by rules.

use crate::gate::Item;
use crate::pack::Pack;
use crate::skills::shared::checklist::PRESENT;

/// The items.
pub(super) const CHECKLIST: &[Item] = &[
    Item {
        id: "A1",
        text: "The request belongs here; target, services and tool chain are known; everything named exists.",
        rules: &[PRESENT, &["SCO001", "SCO009", "ASM001", "EVD001"]],
        within: &[
            "baseline", "delivery", "rollout", "objectives", "alerting", "observability", "safety", "records.evidence",
        ],
    },
    Item {
        id: "A2",
        text: "Delivery measures rest on a sample and a window.",
        rules: &[&["ASM003", "ASM004", "ASM005", "ASM006", "ASM007", "ASM011"]],
        within: &["baseline", "roadmap.success"],
    },
    Item {
        id: "A3",
        text: "Gaps are ranked, rest on evidence, and are closed by a milestone.",
        rules: &[&["ASM002", "ASM009", "ASM012", "DLV003"]],
        within: &["baseline", "roadmap"],
    },
    Item {
        id: "B1",
        text: "One artifact is built once and deployed everywhere.",
        rules: &[PRESENT, &["DEL001", "DEL002", "DEL003", "DEL014", "DEL018"]],
        within: &["delivery"],
    },
    Item {
        id: "B2",
        text: "Security and dependency gates block every path to production.",
        rules: &[PRESENT, &["NET001", "NET002", "NET003", "NET012", "NET017", "DEL010"]],
        within: &["safety", "delivery"],
    },
    Item {
        id: "B3",
        text: "Nothing reaches production unverified.",
        rules: &[&["DEL004", "DEL005", "DEL008", "DEL009", "DEL019", "DEL013", "DEL011", "DEL012"]],
        within: &["delivery"],
    },
    Item {
        id: "B4",
        text: "Every production deploy is followed by a health check and a validation.",
        rules: &[&["DEL006", "DEL007", "DEL015", "DEL016", "DEL017"]],
        within: &["delivery"],
    },
    Item {
        id: "C1",
        text: "The strategy fits the risk profile and the platform.",
        rules: &[PRESENT, &["ROL001", "ROL002", "ROL003", "ROL004", "ROL012", "ROL013"]],
        within: &["rollout"],
    },
    Item {
        id: "C2",
        text: "The numbers of the rollout fit traffic and capacity.",
        rules: &[&["ROL005", "ROL006", "ROL007", "ROL008", "ROL009", "ROL010", "ROL011", "ROL014"]],
        within: &["rollout"],
    },
    Item {
        id: "D1",
        text: "Every SLO rests on an observation and can be kept.",
        rules: &[
            PRESENT,
            &["REL001", "REL002", "REL003", "REL004", "REL005", "REL006", "REL008", "REL009", "REL018", "REL019"],
        ],
        within: &["objectives", "baseline.observations"],
    },
    Item {
        id: "D2",
        text: "A spent error budget changes what is done, and somebody decides.",
        rules: &[&["REL007"]],
        within: &["objectives"],
    },
    Item {
        id: "D3",
        text: "Metrics, logs and traces are joined, and the walk from page to line is written.",
        rules: &[PRESENT, &["REL010", "REL011", "REL012", "REL013", "REL014", "REL015", "REL016", "REL017"]],
        within: &["observability"],
    },
    Item {
        id: "E1",
        text: "Every alert has an owner, a runbook, a route and a load that people can bear.",
        rules: &[
            PRESENT,
            &[
                "ALT001", "ALT002", "ALT003", "ALT006", "ALT007", "ALT008", "ALT009", "ALT010", "ASM008", "ASM013",
                "ASM014",
            ],
        ],
        within: &["alerting", "baseline.alert_counts"],
    },
    Item {
        id: "E2",
        text: "Users' symptoms page; causes explain themselves.",
        rules: &[&["ALT004", "ALT005"]],
        within: &["alerting"],
    },
    Item {
        id: "F1",
        text: "Rollback triggers and ways back exist before the first rollout, and are tight, rehearsed and fast enough.",
        rules: &[
            PRESENT,
            &[
                "NET004", "NET005", "NET006", "NET007", "NET008", "NET009", "NET010", "NET011", "NET018", "NET019",
                "NET020", "DLV001",
            ],
        ],
        within: &["safety"],
    },
    Item {
        id: "F2",
        text: "Data and drift: schema changes can be taken back, and what runs is compared with what is declared.",
        rules: &[&["NET013", "NET014", "NET015"]],
        within: &["safety"],
    },
    Item {
        id: "G1",
        text: "The plan can start, is in order, and yields the interface.",
        rules: &[PRESENT, &["DLV004", "DLV005", "DLV007", "EXM001"]],
        within: &[],
    },
];

/// Every item applies to every plan, unless its records say otherwise.
pub(super) fn not_applicable(_pack: &Pack, _item: &str) -> Option<String> {
    None
}
