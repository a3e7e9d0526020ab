//! One of the four basic data checks is missing.
//!
//! ## What it does
//! Looks under *Data QA checks* for a check of schema, of volume, of null values and of duplicates. Names are
//! read with tolerance: "completeness" is a check of null values, "row count anomaly" one of volume.
//!
//! ## Why it matters
//! Each of the four finds a failure that the others let pass. A renamed field breaks the schema; a dead emitter
//! is seen only in the volume; a broken identity join only in nulls; a retry storm only in duplicates. Without
//! them analysts find the fault, weeks later, in a report somebody has already decided by.
//!
//! ## Example
//! Bad: `dashboards are reviewed regularly`. Good: a row each for schema, volume anomaly, null rate and dedupe
//! rate, with what is compared, a threshold and an owner.
//!
//! ## Fix
//! Add the missing rows. A fifth, reconciliation against the source table, finds what the four miss.

use crate::skills::shared::reading::wording::{Topic, examples, joined, missing, names, together};
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_infrastructure::{Case, Instrumentation};

crate::rule!("INS005", "qa-check-missing", Warning, needs["instrumentation"], "ins005.rs", check);

static CHECKS: [Topic; 4] = [
    Topic {
        name: "schema",
        words: &["schema*", "contract", "contracts", "validity", "validation", "conformance", "malformed", "invalid"],
        example: "\"Schema | events refused by their JSON Schema over events received | > 0.1 % over 1 hour\"",
    },
    Topic {
        name: "volume",
        words: &[
            "volume*", "count", "counts", "anomal*", "traffic", "throughput", "freshness and volume", "drop in events",
        ],
        example: "\"Volume anomaly | hourly count against the median of that hour in 4 weeks | > 30 % over 2 hours\"",
    },
    Topic {
        name: "null rate",
        words: &["null*", "missing", "completeness", "empty", "blank*", "absent"],
        example: "\"Null rate | null required properties and identity fields over all events | > 0.5 % over 1 day\"",
    },
    Topic {
        name: "dedupe rate",
        words: &["dedup*", "duplicat*", "repeat*", "unique*", "uniqueness"],
        example: "\"Dedupe rate | repeated event_id over events received | > 1 % over 1 day\"",
    },
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Instrumentation::of(case.pack);
    let checks: Vec<&str> = section.qa().map(|check| check.name().text).collect();
    if checks.is_empty() {
        return;
    }
    // What is compared counts too, as far as it is not what every check compares: events and their number.
    let compared = together(section.qa().map(|check| check.compares()));
    let lacks: Vec<&Topic> = missing(&checks.join("\n"), &CHECKS)
        .into_iter()
        .filter(|topic| topic.name == "volume" || !text::has_any(&compared, topic.words))
        .collect();
    if lacks.is_empty() {
        return;
    }
    findings
        .at(section.0.field("qa"), format!("The data checks do not cover {}", names(&lacks, "or")))
        .evidence(format!("checks: {}", joined(&checks, "and")))
        .fix(format!("add {} such as {}", if lacks.len() == 1 { "a row" } else { "rows" }, examples(&lacks)));
}
