//! What comes first hangs on a single point.
//!
//! ## What it does
//! Changes impact, risk and effort of each initiative by one point, up and down, and reports the changes that put another
//! initiative first, where the order decides something: milestones of both have one owner, neither waits for the other, and
//! the one begins after the other has ended. Silent where the notes of the roadmap speak of the first initiative.
//!
//! ## Why it matters
//! The points are judgement, and a point is their error. Where one of them decides what an owner does first, the order is a
//! choice and not a result: it needs a reason in words.
//!
//! ## Example
//! Scores of 5.0 and 4.5: with an effort of 3 instead of 2 the first falls behind the second, and Ana Ruiz builds both, one
//! after the other.
//!
//! ## Fix
//! Look at the point that decides, and say in one sentence in the notes why it is what it is. Nothing has to change.

use rust_decimal::prelude::ToPrimitive;

use crate::engine::priority::{Factor, InitiativeInput, PriorityInput, rank};
use crate::finding::Findings;
use crate::text;
use crate::skills::shared::reading::phrase::Phrase;
use crate::skills::shared::reading::plan::{Plan, title};
use crate::skills::platform_infrastructure::reading::score::points;
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
    if text::mentions(section.notes().text, title(&first.name)) {
        return;
    }
    let plan = &case.plan;
    let queues = |other: &String| queues(plan, &first.name, other);
    let decides: Vec<&str> = ranking
        .flips
        .iter()
        // The points of a lead time are no judgement.
        .filter(|flip| flip.factor != Factor::LeadTime)
        .filter(|flip| match flip.name == first.name {
            true => flip.falls_behind.iter().any(queues),
            false => flip.overtakes.contains(&first.name) && queues(&flip.name),
        })
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

/// Whether milestones of two initiatives have one owner who does them one after the other, though neither has to wait for
/// the other: the order is that of the initiatives.
fn queues(plan: &Plan<'_>, first: &str, other: &str) -> bool {
    let of = |name: &str| -> Vec<usize> {
        let name = Phrase::new(name);
        (0..plan.milestones.len()).filter(|at| Phrase::new(plan.milestones[*at].row.name().text).same(&name)).collect()
    };
    let other = of(other);
    of(first).iter().any(|one| {
        other.iter().filter(|other| *other != one).any(|other| {
            let (early, late) = (&plan.milestones[*one], &plan.milestones[*other]);
            let owner = early.row.owner();
            !owner.is_blank()
                && text::same_name(owner.text, late.row.owner().text)
                && early.eta.zip(late.eta).is_some_and(|(early, late)| early.end < late.start)
                && !waits(plan, *other, *one)
        })
    })
}

/// Whether a milestone waits for another, by way of others too.
fn waits(plan: &Plan<'_>, one: usize, on: usize) -> bool {
    let mut seen = vec![false; plan.milestones.len()];
    let mut open = vec![one];
    while let Some(at) = open.pop() {
        for next in plan.milestones.get(at).into_iter().flat_map(|one| one.waits_on()) {
            if next == on {
                return true;
            }
            if let Some(seen) = seen.get_mut(next).filter(|seen| !**seen) {
                *seen = true;
                open.push(next);
            }
        }
    }
    false
}
