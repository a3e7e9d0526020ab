//! An SLO rests on no observation of the baseline.
//!
//! ## What it does
//! Looks up what each SLO names under *Baseline* among the baseline observations. Reports an SLO that names none of them.
//!
//! ## Why it matters
//! A target that nobody measured is a wish: it is missed on the first day, or it is so far below what users already have
//! that it never tells anything. Alerts and rollback triggers derived from it page for nothing or stay silent.
//!
//! ## Example
//! Bad: `99.9 % over 30 days` with a blank Baseline, or with `industry standard`.
//!
//! Good: `99.9 % over 30 days`, Baseline `Orders answered without server fault`, which is an observation of 99.91 % over 90
//! days from the access logs, read on 2026-11-15.
//!
//! ## Fix
//! Name the observation the target rests on, and add it to *Baseline observations* with value, window, source and day. Where
//! nothing is measured yet, move the SLO to the gaps, as a blind spot with the milestone that measures it.

use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::names;
use crate::skills::shared::reading::wording::shortened;

crate::rule!("REL001", "slo-without-baseline", Error, hard 5, needs["objectives"], "rel001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for goal in case.goals.goals.iter().filter(|goal| goal.observed.is_empty()) {
        let cell = goal.row.baseline();
        let message = match names(cell).next() {
            Some(_) => format!("\"{}\" rests on \"{}\", which is no baseline observation", goal.name(), shortened(cell.text)),
            None => format!("\"{}\" rests on no baseline observation", goal.name()),
        };
        let finding = findings.at(cell.place, message);
        let fitting = case.goals.observations.iter().find(|fact| goal.held(fact).is_some());
        finding.fix(match fitting {
            Some(fact) => format!(
                "name the observation it rests on, such as \"{}\" if it is about this indicator; or add a row to \
                 [[baseline.observations]] with value, window, source and day",
                fact.name()
            ),
            None => "add a row to [[baseline.observations]] (value, window, source, day) and name it here; or make it a gap \
                     of kind [[baseline.gaps.kind=blind spot]] with the milestone that measures it"
                .to_owned(),
        });
    }
}
