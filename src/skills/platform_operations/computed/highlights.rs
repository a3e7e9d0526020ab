//! What a reader of the plan should know first.

use super::observed::ranked;
use crate::pack::Highlight;
use crate::quantity::Target;
use crate::skills::platform_operations::interface::strategies;
use crate::skills::platform_operations::reading::facts::Facts;
use crate::skills::platform_operations::roadmap::Roadmap;
use crate::skills::shared::highlights::{highlight, objectives, roadmap, some, success, unsettled};

/// The highlights: how delivery does today, what is wrong first, how releases go out, what is promised, what tells
/// success, when it is done, what is open.
pub(super) fn highlights(facts: &Facts<'_>) -> Vec<Highlight> {
    let goals: Vec<(&str, Option<&Target>)> =
        facts.goals.goals.iter().map(|goal| (goal.name(), goal.target.as_ref())).collect();
    let measured = facts.observed.measures.iter().filter(|one| !one.row.value().is_blank());
    [
        some("Delivery today", measured.map(|one| format!("{} {}", one.row.name().text, one.row.value().text))),
        first_gap(facts),
        some("Rollout", strategies(facts).into_iter()),
        objectives(&goals),
        success(Roadmap::of(facts.pack).success()),
        roadmap(&facts.timetable),
        unsettled(facts.pack, 0),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The gap that ranks first, and when it is closed.
fn first_gap(facts: &Facts<'_>) -> Option<Highlight> {
    let gap = *ranked(facts).first()?;
    let priority = gap.row.priority();
    let priority = if priority.is_blank() { String::new() } else { format!(" ({})", priority.text.trim()) };
    let closed = gap.closed_on(&facts.plan).map_or_else(String::new, |day| format!(", closed by {day}"));
    highlight("First gap", &format!("{}{priority}{closed}", gap.row.name().text))
}
