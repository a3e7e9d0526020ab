//! Two shares of few deploys are compared as if they differed.
//!
//! ## What it does
//! Looks for two shares that state their counts (`2 of 12`, `4 of 12`): the baseline and the target of a success measure,
//! and, in the effect of a gap, two shares with a word of change between or around them (rose, fell, worse, improved). It
//! computes the 95 % interval of each (Wilson, "Probable Inference", 1927) and reports the pair whose intervals overlap.
//!
//! ## Why it matters
//! From 2 of 44 to 1 of 44 is one deploy. The next quarter says the opposite, and a plan that was called a success by such
//! a number is called a failure by the next one.
//!
//! ## Example
//! Bad: success measure `2 of 44 deploys`, to reach `<= 1 of 44 deploys`.
//!
//! Good: success measure `22 of 402 pages were acted on`, to reach `>= 70 %`; or the same deploys counted until the
//! intervals part.
//!
//! ## Fix
//! Choose a measure with more events, count longer, or state both intervals and claim nothing.

use crate::engine::delivery::Rate;
use crate::finding::Findings;
use crate::text;
use crate::pack::Cell;
use crate::quantity::number;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::observed::shares;
use crate::skills::platform_operations::roadmap::Roadmap;

crate::rule!("ASM006", "small-sample-claim", Warning, needs["baseline"], "asm006.rs", check);

/// Words that say that something changed.
const CHANGE: &[&str] = &[
    "improv*", "better", "worse*", "rose", "rise*", "risen", "fell", "fall*", "drop*", "doubl*", "halv*", "increas*", "decreas*",
    "reduc*", "up from", "down from", "more than", "grew", "shrank", "went from", "went to",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for gap in &case.observed.gaps {
        let effect = gap.row.effect();
        // Whoever states intervals claims no more than they allow.
        if !text::has_any(effect.text, CHANGE) || text::has_any(effect.text, &["interval*", "wilson", "ci"]) {
            continue;
        }
        if let [one, other] = &shares(effect.text)[..] {
            compare(effect, one, other, findings);
        }
    }
    for row in Roadmap::of(case.pack).success() {
        let (before, after) = (shares(row.baseline().text), shares(row.target().text));
        if let ([one], [other]) = (&before[..], &after[..]) {
            compare(row.target(), one, other, findings);
        }
    }
}

fn compare(at: Cell<'_>, one: &Rate, other: &Rate, findings: &mut Findings) {
    let ends = |rate: &Rate| [rate.interval[0].value, rate.interval[1].value];
    let ([low, high], [other_low, other_high]) = (ends(one), ends(other));
    if high < other_low || other_high < low {
        return;
    }
    let said = |rate: &Rate| {
        let [low, high] = ends(rate).map(|end| number::print(number::round(end, 3)));
        format!("{} of {}: {low} to {high} %", rate.hits, rate.samples)
    };
    findings
        .at(
            at.place,
            format!("{} of {} and {} of {} cannot be told apart", one.hits, one.samples, other.hits, other.samples),
        )
        .evidence(format!("95 % intervals (Wilson): {}; {}", said(one), said(other)))
        .fix("take a measure with more events or a longer window, or drop the claim that it changed");
}
