//! What follows from the triggers: how fast each fires, what its window holds, and what pages.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::pack::Computed;
use crate::quantity::{Comparator, number};
use crate::skills::platform_operations::reading::facts::Facts;
use crate::skills::platform_operations::reading::nets::Fuse;
use crate::skills::platform_operations::reading::verdicts::Verdict;
use crate::skills::platform_operations::safety::Safety;

/// The fewest failures that are more than the threshold allows, and the requests of the window: `> 1.44 %` of 150 requests
/// are 3 of them, since 2 are 1.33 %.
fn fires_at(fuse: &Fuse<'_>, held: Decimal) -> Option<(usize, Decimal)> {
    let requests = (held * Decimal::ONE_HUNDRED).checked_div(fuse.bound()?)?;
    let includes = matches!(fuse.threshold.as_ref()?.comparator, Some(Comparator::AtLeast | Comparator::AtMost));
    let least = if includes { held.ceil() } else { held.floor() + Decimal::ONE };
    let least = least.max(Decimal::ONE);
    let failures = usize::try_from(least.to_u64()?).ok()?;
    // A window that holds fewer requests than that is empty most of the time.
    (least <= requests).then_some((failures, number::round(requests, 4)))
}

/// A line for each trigger on a share of failures and each objective that it cites.
pub(in super::super) fn lines(facts: &Facts<'_>) -> Vec<Computed> {
    let of =
        |fuse| facts.verdicts(fuse).into_iter().filter_map(move |verdict| line(fuse, &verdict)).collect::<Vec<_>>();
    facts.nets.triggers.iter().flat_map(of).collect()
}

/// `26 s after everything fails; fires at 3 failures of 150 requests in its window; the threshold is 2.16 of them, and 2 or
/// more tell a bad version; "Orders" pages above 1.44 %`.
fn line(fuse: &Fuse<'_>, verdict: &Verdict<'_, '_>) -> Option<Computed> {
    let after = verdict.judged.fires_after.as_ref()?;
    let mut value = format!("{after} after everything fails");
    let mut derivation = after.derivation.clone();
    if let Some((held, sight)) = verdict.judged.failures.as_ref().zip(verdict.sight.as_ref()) {
        value += &match fires_at(fuse, held.value) {
            Some((failures, requests)) => format!(
                "; fires at {} of {} requests in its window; the threshold is {held} of them",
                number::count(failures, "failure"),
                number::print(requests)
            ),
            None => format!("; the threshold is {held} failures in its window"),
        };
        if let Some(needed) = verdict.failures {
            value += &format!(", and {needed} or more tell a bad version");
        }
        let share = number::print(sight.share);
        derivation += &format!("; {} of {} at {share} %: {}", sight.traffic, sight.of, held.derivation);
    }
    if verdict.paged {
        value += &format!("; \"{}\" pages above {}", verdict.goal.name(), verdict.proposal.threshold);
        derivation += &format!("; {}", verdict.proposal.threshold.derivation);
    }
    let name = fuse.row.name().text.to_owned();
    Some(Computed { section: Safety::SPEC.key, field: "triggers", of: name, what: "fires", value, derivation })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::pack::parse;
    use crate::skill::Skill;
    use crate::skills::platform_operations::PlatformOperations;

    /// What is computed of a trigger with this threshold, on a journey of 5 requests per minute.
    fn fires(threshold: &str, window: &str, target: &str) -> String {
        let source = format!(
            "# Releases

## Current state

### Services

| Service | Kind | Platform | Criticality | Owner |
| --- | --- | --- | --- | --- |
| api | api | aws | critical | Ana Ruiz |

### Journeys

| Journey | Services | Criticality | SLI today | Requests |
| --- | --- | --- | --- | --- |
| Pay | api | critical | none | 5 requests per minute |

## Delivery pipeline

### Environments

| Environment | Tier | Platform | Region | Data |
| --- | --- | --- | --- | --- |
| prod | production | aws | eu | customers |

## Service objectives

### Service level objectives

| SLO | Journey | SLI kind | SLI | Target |
| --- | --- | --- | --- | --- |
| Payments | Pay | availability | good / all | {target} |

## Safety nets

### Rollback triggers

| Trigger | Services | Environments | Metric | SLO | Threshold | Window | Action | Start | Notifies |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| payments fail | api | prod | bad / all | Payments | {threshold} | {window} | roll back | automatic | owner |
"
        );
        let definition = PlatformOperations.definition();
        let pack = parse(&source, definition.standard.sections, definition.name, 1, date(2026, 11, 1)).pack;
        let computed = definition.standard.derive(&pack).computed;
        computed.iter().find(|one| one.what == "fires").expect("a line").value.clone()
    }

    #[test]
    fn what_fires_is_more_than_the_threshold_allows() {
        let says = |line: String, what: &str| assert!(line.contains(what), "{what} is not in {line}");
        // 2 of 150 are 1.33 %.
        says(
            fires("> 1.44 %", "30 min", "99.9 % over 30 days"),
            "; fires at 3 failures of 150 requests in its window; ",
        );
        says(
            fires("> 1.44 %", "30 min", "99.9 % over 30 days"),
            "; the threshold is 2.16 of them, and 2 or more tell a bad version",
        );
        // 6 of 200 are 3 %, which is not above 3 %, but at least 3 %.
        says(fires("> 3 %", "40 min", "99.5 % over 30 days"), "; fires at 7 failures of 200 requests in its window; ");
        says(fires(">= 3 %", "40 min", "99.5 % over 30 days"), "; fires at 6 failures of 200 requests in its window; ");
        says(
            fires("good below 97 %", "40 min", "99.5 % over 30 days"),
            "; fires at 7 failures of 200 requests in its window; ",
        );
    }
}
