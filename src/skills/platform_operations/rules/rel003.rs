//! The target of an SLO cannot be judged: it has no number, no side or no window, or a window of minutes.
//!
//! ## What it does
//! Reads the target of each SLO: a number with its unit, the side on which good values lie where the unit leaves it open, and
//! the window over which it is judged. `99.9 %` is a bound from below and `300 ms` one from above without saying so; of `5 %`
//! nobody can tell. The window stands behind *over*, *per* or *in any*; a time behind *within*, `<`, `<=`, *below* or *under*
//! is the time a single event may take. A window of less than an hour is reported too.
//!
//! ## Why it matters
//! Error budget, burn rates and rollback triggers are computed from the target. `99.9 %` over a day allows 86 seconds at once
//! or never; over 30 days it allows 43 minutes. Without the window neither is agreed. Over 5 minutes it allows 0.3 seconds,
//! so the budget is spent or untouched before anybody can decide anything.
//!
//! ## Example
//! Bad: `99.9 %`; `high availability`; `99.9 % over 5 min`; `5 % over 30 days`.
//!
//! Good: `99.9 % over 30 days`; `<= 0.1 % over 28 days`; `98 % within 800 ms over 30 days`; `p95 < 300 ms over 30 days`.
//!
//! ## Fix
//! Write comparator, number with unit, and window: `>= 99.9 % over 30 days`.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::quantity::{Unit, Window};
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::goals::Goal;
use crate::skills::shared::reading::wording::{shortened, unfilled};

crate::rule!("REL003", "target-unreadable", Warning, needs["objectives"], "rel003.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for goal in &case.goals.goals {
        let cell = goal.row.target();
        if unfilled(&cell) {
            continue;
        }
        if let Some((problem, fix)) = problem(goal) {
            findings
                .at(cell.place, format!("The target of \"{}\", {}, {problem}", goal.name(), shortened(cell.text)))
                .fix(fix);
        }
    }
}

/// What is wrong with a target, and what would be accepted.
fn problem(goal: &Goal<'_>) -> Option<(&'static str, String)> {
    const LIKE: &str =
        "write comparator, number with unit, and window, as in `>= 99.9 % over 30 days` or `p95 < 300 ms over 30 days`";
    let Some(target) = &goal.target else { return Some(("has no number", LIKE.to_owned())) };
    let bound = &target.quantity;
    let unsaid = target.comparator.is_none() && bound.value > Decimal::ZERO && bound.value < Decimal::from(50);
    if !bound.has_unit() {
        return Some(("has no unit", LIKE.to_owned()));
    }
    if bound.unit == Unit::Percent && goal.share.is_none() {
        // A share that leaves nothing or everything to fail is another finding.
        return unsaid.then(|| {
            (
                "does not say whether more or less is good",
                format!("write `<= {bound}` for failures, or `>= {bound}` for successes, with the window"),
            )
        });
    }
    let is_rate = matches!(bound.unit, Unit::Rate { .. } | Unit::Count(_));
    if is_rate && target.comparator.is_none() {
        return Some((
            "does not say whether more or less is good",
            format!("write `>= {bound}` where it has to be reached, `<= {bound}` where it must not be passed"),
        ));
    }
    if target.window.is_some_and(Window::is_short) {
        return Some(("is judged over less than an hour", "write the days over which it is judged, as in \"over 30 days\"; the time that a single event may take stands behind \"within\"".to_owned()));
    }
    let window = target.window.is_none().then_some("has no window")?;
    Some((window, format!("add the days over which it is judged: `{} over 30 days`", goal.row.target().text.trim())))
}
