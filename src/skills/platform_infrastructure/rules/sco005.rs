//! A success measure cannot be judged: its target has no number, or another unit than its baseline.
//!
//! ## What it does
//! Reads the target of each success measure for a number, and compares its unit with the baseline's. A rate
//! and a count over a window agree (`7 alarms per quarter`, `0 alarms over 90 days`); hours and percent do
//! not.
//!
//! ## Why it matters
//! On the day of judgement somebody holds the measured value against the target. "Feels instant" cannot be
//! held against anything, and a baseline in hours with a target in percent shows a difference without
//! showing progress.
//!
//! ## Example
//! Bad: `| Speed | 1.9 s | Feels instant | ...`.
//!
//! Good: `| Origin p95 of article pages | 1.9 s | <= 0.8 s over 30 days | ...`.
//!
//! ## Fix
//! Give the target a number in the unit of the baseline. If the baseline is in the wrong unit, measure it
//! again in the right one.

use crate::skills::shared::reading::wording::shortened;
use crate::finding::Findings;
use crate::gate::rules::placeholder;
use crate::text::has_any;
use crate::quantity::{Quantity, Target, Unit, find_all};
use crate::skills::platform_infrastructure::{Case, Context};

crate::rule!("SCO005", "success-not-measurable", Warning, needs["context"], "sco005.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for measure in Context::of(case.pack).success() {
        let (baseline, target) = (measure.baseline(), measure.target());
        let name = measure.name().text;
        if target.is_blank() || !placeholder::in_text(target.text).is_empty() {
            continue;
        }
        let Ok(goal) = Target::parse(target.text) else {
            let fix = match (nines(target.text), Quantity::parse(baseline.text)) {
                (Some(share), _) => format!("write `>= {share} % over 30 days` if that is meant"),
                (None, Ok(today)) => {
                    format!("write the value to reach in the unit of the baseline, {today}, with comparator and window")
                }
                (None, Err(_)) => {
                    "write the value to reach with comparator and unit, such as `<= 350 ms over 30 days`".to_owned()
                }
            };
            findings
                .at(target.place, format!("The target of \"{name}\" has no number"))
                .evidence(format!("it says: {}", shortened(target.text)))
                .fix(fix);
            continue;
        };
        let today = find_all(baseline.text);
        let agrees = |unit: &Unit| {
            unit.same_dimension(&goal.quantity.unit) || amount(unit).same_dimension(amount(&goal.quantity.unit))
        };
        if today.is_empty() || today.iter().any(|(_, value)| agrees(&value.unit)) {
            continue;
        }
        findings
            .at(target.place, format!("The target of \"{name}\" and its baseline are in different units"))
            .evidence(format!("baseline: {}; target: {}", shortened(baseline.text), shortened(target.text)))
            .fix("state both in one unit, the one that the method under [[context.success.method]] yields");
    }
}

/// What a rate is a rate of: a count over a window may stand against a rate.
fn amount(unit: &Unit) -> &Unit {
    match unit {
        Unit::Rate { of, .. } => amount(of),
        other => other,
    }
}

/// The share that `five nines` stands for.
fn nines(text: &str) -> Option<&'static str> {
    const SHARES: &[(&str, &str)] = &[
        ("two nines", "99"),
        ("three nines", "99.9"),
        ("four nines", "99.99"),
        ("five nines", "99.999"),
        ("six nines", "99.9999"),
    ];
    SHARES.iter().find(|(words, _)| has_any(text, &[words])).map(|(_, share)| *share)
}
