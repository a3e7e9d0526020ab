//! An error budget in prose is not the one of its objective.
//!
//! ## What it does
//! Where a text outside the SLOs names the journey of one of them and states its budget (`the budget of Place an order is
//! 43 min`, `Place an order: error budget of 22 minutes`), the time is held against the one that target and window yield.
//! It may be rounded as far as it is written.
//!
//! ## Why it matters
//! The freeze policy, the alert and the review each quote the budget. When the target is tightened and one of them keeps the
//! old minutes, releases go on after the budget is spent.
//!
//! ## Example
//! Bad: `Place an order: error budget of 43 min` in the freeze policy, and a target of `99.95 % over 30 days`
//!
//! Good: `Place an order: error budget of 21 min 36 s`
//!
//! ## Fix
//! Write the budget the finding gives, or correct the target; or refer to the objective instead of repeating its budget.

use std::sync::LazyLock;

use regex::Regex;

use crate::finding::Findings;
use crate::text;
use crate::quantity::{Dimension, duration, number};
use crate::skills::platform_infrastructure::reading::goals::Goal;
use crate::skills::platform_infrastructure::{Case, Quality};
use crate::skills::shared::reading::objective;

crate::rule!("ONE006", "budget-differs-from-objective", Warning, needs["quality"], "one006.rs", check);

/// What leads to a budget: everything from `budget` to the number.
static LEADS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\bbudget(?:\s+of\s+[^;.\d]{1,60}?)?\s*(?:of|is|:|=|\()\s*(?:about\s+|~\s*)?$").ok()
});

/// Words of a part of it.
const PART: &[&str] = &["left", "remain*", "spent", "spend*", "used", "burn*", "consum*", "half", "rest"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let goals: Vec<(&Goal<'_>, _)> =
        case.goals.goals.iter().filter_map(|goal| Some((goal, objective::budget(&goal.target)?))).collect();
    for entry in case.gate.entries() {
        let (said, place) = (entry.cell.text, entry.cell.place);
        if (place.section == Quality::KEY && place.field == "slos") || !text::has_any(said, &["budget"]) {
            continue;
        }
        for statement in said.split([';', '\n']).flat_map(|part| part.split(". ")) {
            let mut named = goals.iter().filter(|(goal, _)| text::key(goal.name()).contains(' ') && text::mentions(statement, goal.name()));
            // Of two journeys in one statement nobody can say whose budget it is; a target beside it is NUM003's.
            let (Some((goal, budget)), None) = (named.next(), named.next()) else { continue };
            // The budget of another window is another budget.
            let times = crate::quantity::find_all(statement);
            let several = times.iter().filter(|(_, one)| one.unit.dimension() == Dimension::Time).count() > 1;
            if several || text::has_any(statement, PART) || statement.contains('%') {
                continue;
            }
            let Some((range, stated)) = times.into_iter().find(|(range, one)| {
                one.unit.dimension() == Dimension::Time
                    && LEADS.as_ref().is_some_and(|pattern| pattern.is_match(&statement[..range.start]))
            }) else {
                continue;
            };
            let Ok(seconds) = stated.in_base() else { continue };
            let written = &statement[range];
            let slack = number::half_of_last_digit(written, seconds.value);
            if budget.duration.value.checked_sub(seconds.value).is_some_and(|gap| gap.abs() <= slack) {
                continue;
            }
            findings
                .at(place, format!("The error budget of \"{}\" is {} here and {} by its target", goal.name().trim(), written.trim(), duration::in_words(budget.duration.value)))
                .evidence(budget.derivation.clone())
                .fix(format!("write {}, or correct the target", duration::in_words(budget.duration.value)))
                .related(goal.slo.target().place, format!("target {}", goal.slo.target().text));
        }
    }
}
