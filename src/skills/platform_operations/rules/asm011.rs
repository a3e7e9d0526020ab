//! One of the four delivery measures is missing.
//!
//! ## What it does
//! Asks the measures for deployment frequency, lead time for changes, change failure rate and time to restore, of any
//! service or of all; and accepts a gap of kind *measurement* for those that are not measured.
//!
//! ## Why it matters
//! The four are read together: more deploys are no gain if more of them fail, and fewer failures none if each takes a day
//! to mend (Forsgren, Humble and Kim, "Accelerate", 2018, chapter 2). One alone can be improved at the cost of the others.
//!
//! ## Example
//! Bad: deployment frequency and lead time, and nothing of failures.
//!
//! Good: all four, or three and a gap `G4 Restores are not recorded` of kind *measurement*.
//!
//! ## Fix
//! Add the row. From a deploy history all four are computed: with the brief, or as `history` of the step that assesses.

use crate::finding::Findings;
use crate::skills::platform_operations::baseline::Baseline;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::observed::Four;
use crate::skills::shared::reading::wording::joined;

crate::rule!("ASM011", "measure-missing", Warning, needs["baseline"], "asm011.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let observed = &case.observed;
    // An empty table is said to be empty by the rule that knows tables.
    if observed.measures.is_empty() || observed.gaps_of("measurement").next().is_some() {
        return;
    }
    let missing: Vec<&str> = Four::ALL
        .into_iter()
        .filter(|four| !observed.measures.iter().any(|one| one.four == Some(*four)))
        .map(Four::name)
        .collect();
    if missing.is_empty() {
        return;
    }
    let names = joined(&missing, "and").to_lowercase();
    let verb = if missing.len() == 1 { "is" } else { "are" };
    findings
        .at(Baseline::of(case.pack).0.field("measures"), format!("{names} {verb} not among the delivery measures"))
        .fix(format!("add {names} with sample and window, or a gap of kind [[baseline.gaps.kind=measurement]] with its milestone"));
}
