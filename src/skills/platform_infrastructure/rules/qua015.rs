//! A target is above what was measured, and no milestone closes the difference.
//!
//! ## What it does
//! Reads today's value of each SLO: the number behind `Baseline`, `Today` or `Measured` in *Notes*, and facts of the evidence that
//! name the journey. Where the target is tighter than that, it looks for the work that closes the difference: a milestone,
//! project or capability named in *Notes*, or a milestone whose name, scope or acceptance criteria speak of the journey or of
//! the value to be reached. Silent while there is no roadmap of two milestones, where the target is marked as an estimate,
//! and where *Past windows* decide (QUA018).
//!
//! ## Why it matters
//! Without work the next window looks like the last one: the objective is missed from its first day on, its budget is always
//! spent, and what a spent budget should stop either never moves or is waved through. A target above today's value is a
//! project, and projects stand in the roadmap.
//!
//! ## Example
//! Bad: `99.95 % over 30 days`, notes `Baseline 99.82 % over 90 days (Kibana, 2026-10-11)`, and no milestone about it.
//!
//! Good: the same with `M4 closes the difference`; or the target at 99.8 %, which the last window met.
//!
//! ## Fix
//! Name the milestone that improves it, give that milestone the target as an acceptance criterion, or set a target that past
//! windows met.

use rust_decimal::Decimal;

use super::qua005::{ESTIMATE, Fact, GENERIC};
use crate::skills::shared::reading::wording::{joined, shortened, stem, stems, unfilled};
use crate::finding::Findings;
use crate::text;
use crate::pack::records::Records;
use crate::pack::{Cell, Place};
use crate::quantity::target::percentile;
use crate::quantity::{self, Comparator, Quantity, number};
use crate::skills::platform_infrastructure::reading::goals::Goal;
use crate::skills::platform_infrastructure::{Capabilities, Case, Roadmap, Scaling};

crate::rule!("QUA015", "target-above-baseline", Warning, needs["quality", "roadmap"], "qua015.rs", check);

/// Words before the value of today.
const TODAY: &[&str] = &["baseline", "today", "measured", "observed", "currently", "at present", "so far"];

/// What was measured.
struct Baseline<'a> {
    value: Quantity,
    /// The words it stands in.
    said: String,
    place: Place<'a>,
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    // Of a roadmap that is not written yet other rules speak.
    if case.plan.milestones.len() < 2 {
        return;
    }
    let facts: Vec<(Cell<'_>, Cell<'_>, Fact)> = Records::of(case.pack)
        .evidence()
        .map(|row| (row.name(), row.value(), Fact::new(row.name().text)))
        .collect();
    for goal in &case.goals.goals {
        let notes = goal.slo.notes();
        if unfilled(&goal.slo.name()) || unfilled(&goal.slo.target()) || text::has_any(notes.text, ESTIMATE) {
            continue;
        }
        // Several windows say more than one value.
        if case.goals.past_of(&goal.slo).is_some_and(|past| past.record.supports().is_some()) {
            continue;
        }
        let baselines: Vec<Baseline<'_>> = in_notes(goal).into_iter().chain(in_evidence(goal, &facts)).collect();
        // The notes are about this very indicator; what the evidence says may be measured in another way.
        let Some(baseline) = baselines.first().filter(|first| misses(goal, &first.value)) else { continue };
        if is_improved(case, goal) {
            continue;
        }
        let name = goal.name().trim();
        findings
            .at(
                goal.slo.target().place,
                format!("\"{name}\" asks for {}, {} was measured, and no milestone closes the difference", goal.target, baseline.value),
            )
            .evidence(difference(goal, &baseline.value, &baseline.said))
            .fix(format!(
                "name in [[quality.slos.notes]] the milestone that closes it, as in \"M2 closes the difference\"; or give a milestone the acceptance criterion {}; or ask for what was met, {}",
                goal.target,
                permitted(goal, &baseline.value)
            ))
            .related(baseline.place, format!("what was measured: {}", shortened(if notes.is_blank() { &baseline.said } else { notes.text })));
    }
}

/// The value behind a word such as `Baseline` in the notes.
fn in_notes<'a>(goal: &Goal<'a>) -> Option<Baseline<'a>> {
    let notes = goal.slo.notes();
    let (_, from) = text::find_any(notes.text, TODAY).min_by_key(|(_, range)| range.start)?;
    let said = notes.text.get(from.start..)?;
    let found: Vec<Quantity> = quantity::find_all(said).into_iter().map(|(_, quantity)| quantity).collect();
    let at = found.iter().position(|one| goal.is_comparable(one))?;
    // Some minutes of one bad day are no window to be held against weeks.
    if goal.share.is_some() && found.get(at + 1).and_then(Quantity::as_days).is_some_and(|days| days < Decimal::ONE) {
        return None;
    }
    let value = found.get(at)?.clone();
    // `Baseline p50 ...` is about another percentile.
    if goal.percentile.is_some() && percentile(said).is_some_and(|other| Some(other) != goal.percentile) {
        return None;
    }
    Some(Baseline { value, said: shortened(said), place: notes.place })
}

/// Facts of the evidence that name the journey.
fn in_evidence<'a>(goal: &Goal<'_>, facts: &[(Cell<'a>, Cell<'a>, Fact)]) -> Vec<Baseline<'a>> {
    let (key, words) = (text::key(goal.name()), stems(goal.name(), GENERIC));
    let about = facts.iter().filter(|(_, _, fact)| fact.is_about(&key, &words));
    let of = |(fact, value, _): &(Cell<'a>, Cell<'a>, Fact)| {
        let measured = Quantity::parse(value.text).ok().filter(|one| goal.is_comparable(one))?;
        if goal.percentile.is_some() && percentile(fact.text) != goal.percentile {
            return None;
        }
        Some(Baseline { value: measured, said: format!("{}: {}", fact.text.trim(), value.text.trim()), place: value.place })
    };
    about.filter_map(of).collect()
}

/// Whether a value misses the target.
fn misses(goal: &Goal<'_>, value: &Quantity) -> bool {
    let bound = &goal.target.quantity;
    value.to_unit(&bound.unit).is_ok_and(|value| !goal.comparator().holds(value.value, bound.value))
}

/// By how much the failures have to fall, or the time.
fn difference(goal: &Goal<'_>, value: &Quantity, said: &str) -> String {
    let good = |value: Decimal| if goal.target.quantity.value >= Decimal::from(50) { Decimal::ONE_HUNDRED - value } else { value };
    if goal.share.is_some() {
        let (now, then) = (good(value.value), good(goal.target.quantity.value));
        if let Some(left) = then.checked_div(now) {
            let less = number::round((Decimal::ONE - left) * Decimal::ONE_HUNDRED, 2);
            return format!("{said}; failures have to fall from {} % to {} %, by {} %", number::print(now), number::print(then), number::print(less));
        }
    }
    said.to_owned()
}

/// A target that was met.
fn permitted(goal: &Goal<'_>, value: &Quantity) -> String {
    let comparator = match (goal.target.comparator, goal.share) {
        (Some(Comparator::AtMost | Comparator::Below), _) | (_, None) => Comparator::AtMost,
        _ => Comparator::AtLeast,
    };
    format!("{} {value}", comparator.symbol())
}

/// Whether some planned work is said to close the difference.
pub(super) fn is_improved(case: &Case<'_>, goal: &Goal<'_>) -> bool {
    let notes = goal.slo.notes().text;
    let plan = &case.plan;
    let roadmap = Roadmap::of(case.pack);
    let scaling = Scaling::of(case.pack);
    let named = |name: &str| !name.trim().is_empty() && text::mentions(notes, name);
    let work = plan.milestones.iter().any(|one| named(one.id) || named(one.title))
        || roadmap.initiatives().any(|row| named(row.name().text))
        || scaling.limits().any(|row| named(row.project().text))
        || scaling.projects().any(|row| named(row.name().text))
        || Capabilities::of(case.pack).capabilities().any(|row| named(row.name().text));
    if work {
        return true;
    }
    let words = stems(goal.name(), GENERIC);
    plan.milestones.iter().any(|one| {
        let row = &one.row;
        let said = joined(&[row.name().text, row.scope().text, row.acceptance().text], "");
        let key = text::key(&said);
        let of_milestone: Vec<String> = key.split(' ').map(stem).collect();
        let all = !words.is_empty() && words.iter().all(|word| of_milestone.contains(word));
        all || text::mentions(&said, goal.name()) || reaches(goal, row.acceptance().text)
    })
}

/// Whether acceptance criteria name the value to be reached.
fn reaches(goal: &Goal<'_>, acceptance: &str) -> bool {
    let same_percentile = goal.percentile.is_none() || percentile(acceptance) == goal.percentile;
    let bound = &goal.target.quantity;
    same_percentile
        && quantity::find_all(acceptance)
            .iter()
            .any(|(_, one)| one.same_dimension(bound) && one.compare(bound) == Some(std::cmp::Ordering::Equal))
}
