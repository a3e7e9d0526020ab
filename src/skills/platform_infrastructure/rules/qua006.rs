//! A target cannot be met, or cannot be missed.
//!
//! ## What it does
//! Finds shares of good events of 100 % or more, shares of 0 % or less, and negative values, in the SLOs and in the
//! availability, error and latency targets.
//!
//! ## Why it matters
//! 100 % leaves no error budget: every release risks the objective, so either nothing is released or the objective is
//! ignored, and then the others are too. Nothing a system depends on promises it either.
//!
//! ## Example
//! Bad: `100 % over 30 days`, error rate `0 %`.
//!
//! Good: `>= 99.95 % over 30 days`, which allows 21 min 36 s.
//!
//! ## Fix
//! Ask from which failure rate on users complain or leave, and set the target just above what keeps them. Duties that allow
//! no exception, such as "every grant is audited", belong under *Privacy and safety*, with the check that proves them.

use rust_decimal::Decimal;

use crate::skills::platform_infrastructure::reading::attributes::{AVAILABILITY, ERRORS, P95, P99, group};
use crate::skills::shared::reading::wording::unfilled;
use crate::finding::Findings;
use crate::pack::Cell;
use crate::quantity::{Comparator, Target, Unit};
use crate::skills::platform_infrastructure::{Case, Quality};
use crate::skills::shared::reading::objective;

crate::rule!("QUA006", "impossible-target", Error, needs["quality"], "qua006.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let quality = Quality::of(case.pack);
    for group in ["reliability", "performance"].into_iter().filter_map(group) {
        for row in group.rows(&quality) {
            let topic = group.topic_of(&row).map(|topic| topic.name);
            let judged = [&AVAILABILITY, &ERRORS, &P95, &P99].iter().any(|one| Some(one.name) == topic);
            if judged {
                let errors = topic == Some(ERRORS.name);
                judge(row.name().text, &row.target(), errors, findings);
            }
        }
    }
    for slo in quality.slos() {
        judge(slo.name().text, &slo.target(), false, findings);
    }
}

/// Judges one target; of an error rate, the good side is below.
fn judge(name: &str, cell: &Cell<'_>, errors: bool, findings: &mut Findings) {
    if unfilled(cell) {
        return;
    }
    let Ok(mut target) = Target::parse(cell.text) else { return };
    let value = target.quantity.value;
    if errors && target.comparator.is_none() {
        // `100 % of failed payments are retried` is a duty, and no rate.
        if !value.is_zero() {
            return;
        }
        target.comparator = Some(Comparator::AtMost);
    }
    let impossible = match (&target.quantity.unit, objective::success(&target)) {
        (Unit::Percent, Some(success)) if success >= Decimal::ONE_HUNDRED => {
            Some("leaves nothing to fail, so it cannot be met")
        }
        (Unit::Percent, Some(success)) if success <= Decimal::ZERO => {
            Some("allows everything to fail, so it cannot be missed")
        }
        (Unit::Percent, None) if value <= Decimal::ZERO => Some("is no share of anything"),
        (Unit::Time(_) | Unit::Bytes(_) | Unit::Rate { .. }, _) if value < Decimal::ZERO => Some("is negative"),
        (Unit::Time(_), _) if value.is_zero() => Some("cannot be met: everything takes time"),
        _ => None,
    };
    if let Some(why) = impossible {
        findings
            .at(cell.place, format!("The target of \"{name}\", {}, {why}", target.quantity))
            .evidence(format!("target: {}", cell.text))
            .fix(match target.quantity.unit {
                Unit::Percent => {
                    "set it where users begin to notice, below 100 %: \">= 99.9 % over 30 days\" allows 43 min 12 s; a duty without exception goes under [[quality.privacy]], with the check that proves it"
                }
                _ => "write the time or amount that may not be exceeded, above 0",
            });
    }
}
