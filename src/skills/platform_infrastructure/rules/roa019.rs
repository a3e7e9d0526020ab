//! What comes first hangs on a single point.
//!
//! ## What it does
//! Changes each factor of each initiative by one point, up and down, and reports the changes that put another initiative
//! first.
//!
//! ## Why it matters
//! The points are judgement, and a point is their error. Where one of them decides what is done first, the order is a
//! choice and not a result: it needs a reason in words.
//!
//! ## Example
//! Scores of 5.0 and 4.5: with an effort of 3 instead of 2 the first falls behind the second.
//!
//! ## Fix
//! Look at the point that decides, and say in one sentence in the notes why it is what it is. Nothing has to change.

use rust_decimal::prelude::ToPrimitive;

use crate::engine::priority::{InitiativeInput, PriorityInput, rank};
use crate::finding::Findings;
use crate::skills::platform_infrastructure::score::points;
use crate::skills::platform_infrastructure::{Case, Roadmap};

crate::rule!("ROA019", "first-by-a-point", Info, needs["roadmap"], "roa019.rs", check);

/// How many changes are quoted.
const MOST: usize = 3;

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Roadmap::of(case.pack);
    let initiatives = section.initiatives().filter_map(|row| {
        let whole = |cell| points(&cell)?.to_u8();
        Some(InitiativeInput {
            name: row.name().text.to_owned(),
            impact: whole(row.impact())?,
            risk: whole(row.risk())?,
            effort: whole(row.effort())?,
            lead_time: row.lead_time().text.to_owned(),
        })
    });
    // What cannot be ranked is reported by other rules.
    let Ok(ranking) = rank(&PriorityInput { initiatives: initiatives.collect() }) else { return };
    let Some(first) = ranking.order.first() else { return };
    let decides: Vec<&str> = ranking
        .flips
        .iter()
        .filter(|flip| flip.overtakes.contains(&first.name) || (flip.name == first.name && !flip.falls_behind.is_empty()))
        .map(|flip| flip.derivation.as_str())
        .collect();
    if decides.is_empty() {
        return;
    }
    let more = match decides.len().saturating_sub(MOST) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    findings
        .at(
            section.0.field("initiatives"),
            format!("That \"{}\" comes first hangs on a single point of a judgement", first.name),
        )
        .evidence(format!("{}{more}", decides.iter().take(MOST).copied().collect::<Vec<_>>().join("; ")))
        .fix("say in the notes why it comes first; the points need not change");
}
