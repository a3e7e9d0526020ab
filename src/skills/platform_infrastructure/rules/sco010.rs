//! The decision promises a measure that nobody will measure.
//!
//! ## What it does
//! Looks in the decision for one of the success measures: for most of the words of its name, or for the
//! number of its target. One of them is enough.
//!
//! ## Why it matters
//! The decision is what the sponsor remembers, the success table is what gets measured. Where the two name
//! different things, the plan can reach all of its measures and still miss what was promised, and nobody
//! has a query for it.
//!
//! ## Example
//! Bad: a decision "to carry 40,000 containers" above a table that measures page views.
//!
//! Good: the same decision with a row `| Containers served | 24,600 containers | >= 40,000 containers over
//! 7 days | ...`.
//!
//! ## Fix
//! Add the decision's measure to the success table with baseline and method, or let the decision name a
//! measure of the table.

use std::cmp::Ordering;
use std::ops::Range;

use crate::skills::shared::reading::wording::{shortened, stems};
use crate::finding::Findings;
use crate::gate::rules::placeholder;
use crate::quantity::{Quantity, Target, find_all};
use crate::skills::platform_infrastructure::{Case, Context, SuccessMeasure};

crate::rule!("SCO010", "decision-not-measured", Warning, needs["context"], "sco010.rs", check);

/// Words of a measure's name that do not tell which measure it is.
const GENERIC: &[&str] = &[
    "of", "in", "the", "a", "an", "to", "for", "at", "on", "and", "or", "with", "per", "by", "from", "over", "within",
    "rate", "time", "number", "share",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let context = Context::of(case.pack);
    let decision = context.decision();
    // A decision without any number is reported as incomplete.
    let promised = amounts(decision.text);
    if promised.is_empty() || !placeholder::in_text(decision.text).is_empty() {
        return;
    }
    let measures: Vec<SuccessMeasure<'_>> = context
        .success()
        .filter(|measure| !measure.name().is_blank() && placeholder::in_text(measure.name().text).is_empty())
        .collect();
    let words = stems(decision.text, GENERIC);
    let named = |measure: &SuccessMeasure<'_>| {
        let name = stems(measure.name().text, GENERIC);
        let found = name.iter().filter(|word| words.contains(word)).count();
        found > 0 && found * 2 >= name.len()
    };
    let numbered = |measure: &SuccessMeasure<'_>| {
        let Ok(target) = Target::parse(measure.target().text) else { return false };
        let goal = target.quantity;
        !goal.value.is_zero() && promised.iter().any(|(_, value)| is_same(value, &goal))
    };
    if measures.is_empty() || measures.iter().any(|measure| named(measure) || numbered(measure)) {
        return;
    }
    let names: Vec<&str> = measures.iter().map(|measure| measure.name().text).collect();
    let numbers: Vec<&str> = promised.iter().map(|(range, _)| &decision.text[range.clone()]).collect();
    findings
        .at(decision.place, "The decision names none of the success measures")
        .evidence(format!(
            "it promises {}; measured are: {}",
            shortened(&numbers.join(
                ", \
             "
            )),
            shortened(&names.join("; "))
        ))
        .fix(
            "add what it promises to the success table, with baseline and method, or let it name one of the \
             measures there",
        )
        .related(context.0.field("success"), "the success measures");
}

/// Whether two quantities are one number: `1 TB` and `1,000 GB`, and also `40,000 boxes` and `40,000 containers`.
fn is_same(left: &Quantity, right: &Quantity) -> bool {
    let counted = left.unit.dimension() == right.unit.dimension() && left.value == right.value;
    counted || left.compare(right).is_some_and(Ordering::is_eq)
}

/// The quantities of a text, years aside: `capabilities for 2027` promises nothing.
pub(super) fn amounts(text: &str) -> Vec<(Range<usize>, Quantity)> {
    let year = |range: &Range<usize>| text[range.clone()].len() == 4 && text[range.clone()].starts_with("20");
    find_all(text).into_iter().filter(|(range, value)| value.has_unit() || !year(range)).collect()
}
