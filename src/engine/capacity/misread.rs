//! Numbers that are read in one way and may have been meant in another: without a unit, or in percent of a percentage.

use rust_decimal::Decimal;

use super::answer::{Issue, IssueKind};
use super::bound::Bound;
use super::frame::Frame;
use super::work::Work;
use crate::quantity::{Growth, Quantity, Unit, number};

/// Numbers without a unit beside others that have one. Of samples a plain number is in the unit of the limit, as said.
pub(super) fn read_as(frame: &Frame<'_>) -> Vec<Issue> {
    let spec = frame.spec;
    if frame.unit == Unit::PLAIN {
        return Vec::new();
    }
    let limit = match &spec.bound {
        Bound::Stated(limit) => Some(limit),
        _ => None,
    };
    let rates = spec.growth.iter().flat_map(|rates| [&rates.low, &rates.high].into_iter().chain(&rates.likely));
    let mut amounts = rates.filter_map(|growth| match growth {
        Growth::Linear { change, .. } => Some(change),
        _ => None,
    });
    let grown = amounts.find(|change| !change.has_unit());
    let stated =
        [("current", spec.current.as_ref()), ("trigger", spec.trigger.as_ref()), ("limit", limit), ("growth", grown)];
    let bare = stated.into_iter().filter_map(|(field, value)| Some((field, value.filter(|value| !value.has_unit())?)));
    bare.map(|(field, value)| {
        let message = format!("{value} bears no unit and is read as {}", frame.exactly(value.value));
        Issue::new(IssueKind::UnitAssumed, field, message)
    })
    .collect()
}

/// `+3 % per month` of 40 % is 1.2 points, which who thinks in percentages rarely means.
pub(super) fn of_percentage(work: &Work<'_>) -> Option<Issue> {
    let rates = work.frame.spec.growth.as_ref().filter(|_| work.frame.unit == Unit::Percent)?;
    let growth = rates.likely.as_ref().unwrap_or(&rates.high);
    let Growth::Compound { factor, per } = growth else { return None };
    let text = growth.to_string();
    let share = factor.checked_sub(Decimal::ONE)?.checked_mul(Decimal::ONE_HUNDRED)?;
    let points = Growth::Linear { change: Quantity::new(share.normalize(), Unit::Points), per: *per };
    let then = work.frame.about(work.model.today * number::to_f64(*factor));
    let message = format!(
        "{text} is a share of the value, which takes {} to {then}; where points are meant, write `{points}`",
        work.frame.about(work.model.today)
    );
    text.contains('%').then(|| Issue::new(IssueKind::PercentOfPercent, "growth", message))
}
