//! The initiatives do not stand in the order of their scores.
//!
//! ## What it does
//! Reads the results under *Score* from top to bottom and reports the first that is higher than the one above it.
//! Equal scores may stand either way. Scores that cannot be read are passed over.
//!
//! ## Why it matters
//! People read a list of priorities from the top and stop where their time ends. What stands below that line is not
//! done, whatever its number says.
//!
//! ## Example
//! A 6.0 below a 3.3.
//!
//! ## Fix
//! Sort the rows by score, the highest first. Where dependencies or dates call for another order of work, the
//! milestones say so; this table says what matters most.

use rust_decimal::Decimal;

use crate::engine::priority::Written;
use crate::finding::Findings;
use crate::skills::platform_infrastructure::{Case, Initiative, Roadmap};
use crate::skills::shared::reading::plan;

crate::rule!("ROA009", "initiatives-unsorted", Warning, needs["roadmap"], "roa009.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let mut scored: Vec<(Initiative<'_>, Decimal)> = Roadmap::of(case.pack)
        .initiatives()
        .filter_map(|row| result(row.score().text).map(|score| (row, score)))
        .collect();
    let Some(at) = scored.windows(2).position(|pair| pair[1].1 > pair[0].1) else { return };
    let ((above, less), (below, more)) = (scored[at], scored[at + 1]);
    let finding = findings
        .at(
            below.place(),
            format!("\"{}\" ({more}) stands below \"{}\" ({less})", below.name().text, above.name().text),
        )
        .related(above.place(), "a lower score above it");
    scored.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
    let order: Vec<String> =
        scored.iter().map(|(row, score)| format!("{} ({score})", short(row.name().text))).collect();
    finding.fix(format!(
        "sort the rows by score: {}; a table that is sent whole stands in the order it is sent",
        order.join(", ")
    ));
}

/// What a score comes to, as it was written.
fn result(score: &str) -> Option<Decimal> {
    Written::parse(score)
        .map(|written| written.result)
        .ok()
        .or_else(|| score.trim().trim_matches(['*', '`']).parse().ok())
}

/// The identifier of a name that has one, else the name.
fn short(name: &str) -> &str {
    crate::text::identifier(name).unwrap_or_else(|| plan::title(name))
}
