//! No success measure tells whether delivery or reliability got better.
//!
//! ## What it does
//! Looks for a row of the success measures that names a delivery measure of the baseline, one of the four by its usual
//! name, an SLO, or an alert load.
//!
//! ## Why it matters
//! A plan for delivery and reliability that is judged by "migration finished" can be finished with nothing better for
//! anybody. What was measured at the start has to be measured again at the end.
//!
//! ## Example
//! Bad: one success measure, `Services migrated`, from 0 to 4.
//!
//! Good: `Change failure rate, production`, from `14.7 % (5 of 34)` to `<= 8 %`, by 2027-05-14, from the deploy history.
//!
//! ## Fix
//! Add a row for a delivery measure or an SLO, with its value today, the value to reach and the day.

use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::baseline::Baseline;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::roadmap::Roadmap;

crate::rule!("DLV005", "nothing-measured", Warning, needs["roadmap"], "dlv005.rs", check);

/// What tells whether delivery or reliability got better, in the field's words.
const WORDS: &[&str] = &[
    "deployment frequency", "deploy frequency", "lead time", "change failure", "failed deploys", "deploys that fail*", "time to restore",
    "restore*", "recovery", "error rate", "availability", "latency", "pages per", "alert*", "error budget", "slo",
    "slos", "rollback*", "flaky", "downtime",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Roadmap::of(case.pack);
    let mut rows = section.success().filter(|row| !row.name().is_blank()).peekable();
    // An empty table is said to be empty by the rule that knows tables.
    if rows.peek().is_none() {
        return;
    }
    let baseline = Baseline::of(case.pack);
    let measures: Vec<&str> = baseline.measures().map(|row| row.name().text).collect();
    let tells = |name: &str| {
        text::has_any(name, WORDS)
            || measures.iter().any(|measure| text::same_name(measure, name))
            || case.goals.goals.iter().any(|goal| text::mentions(name, goal.name()))
    };
    if rows.any(|row| tells(row.name().text)) {
        return;
    }
    let finding = findings.at(section.0.field("success"), "no success measure names a delivery measure or an SLO");
    let example = measures.first().copied().or_else(|| case.goals.goals.first().map(|goal| goal.name()));
    finding.fix(match example {
        Some(name) => format!("add a row for \"{name}\": its value today, the value to reach, the day and the source"),
        None => "add a row for one of the four delivery measures: value today, value to reach, day, source".to_owned(),
    });
}
