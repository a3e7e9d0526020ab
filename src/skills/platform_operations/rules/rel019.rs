//! The target of an SLO cannot be met, or cannot be missed.
//!
//! ## What it does
//! Finds targets that ask for 100 % or more of good events, or for 0 % or less: `100 %`, `101 %`, `<= 0 %` of errors, `>= 0 %`.
//!
//! ## Why it matters
//! 100 % leaves no error budget: no burn rate, no budget policy and no rollback trigger can be computed from it, and every
//! release risks the objective. What cannot be missed asks for nothing.
//!
//! ## Example
//! Bad: `101 % over 30 days`; `100 % over 30 days`; an error rate of `0 %`.
//!
//! Good: `99.95 % over 30 days`, which allows 21 min 36 s.
//!
//! ## Fix
//! Set the target just above the failure rate at which users complain or leave. A duty that allows no exception, such as "no
//! card is charged twice", is a check of a stage with its own alert, and no SLO.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::quantity::Unit;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::shared::reading::objective;
use crate::skills::shared::reading::wording::{shortened, unfilled};

crate::rule!("REL019", "target-all-or-nothing", Error, needs["objectives"], "rel019.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for goal in &case.goals.goals {
        let cell = goal.row.target();
        let Some(target) = goal.target.as_ref().filter(|target| target.quantity.unit == Unit::Percent) else {
            continue;
        };
        let why = match objective::success(target) {
            _ if unfilled(&cell) => continue,
            Some(share) if share >= Decimal::ONE_HUNDRED => "leaves nothing to fail, so it cannot be met",
            Some(share) if share <= Decimal::ZERO => "allows everything to fail, so it cannot be missed",
            None if target.quantity.value <= Decimal::ZERO => "is no share of anything",
            _ => continue,
        };
        findings.at(cell.place, format!("The target of \"{}\", {}, {why}", goal.name(), shortened(cell.text))).fix(
            "ask for more than 0 % and less than 100 %, as users need it: `99.9 % over 30 days` allows 43 min 12 s",
        );
    }
}
