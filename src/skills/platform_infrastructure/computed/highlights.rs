//! What a reader of the pack should know first.

use jiff::civil::Date;

use crate::pack::Highlight;
use crate::quantity::Target;
use crate::skills::platform_infrastructure::Context;
use crate::skills::platform_infrastructure::reading::clock::Reading;
use crate::skills::platform_infrastructure::reading::facts::Facts;
use crate::skills::shared::highlights::{highlight, objectives, roadmap, success, unsettled};

/// The highlights: what is decided, what gives way first, what is promised, when it is done, what is open.
pub(super) fn highlights(facts: &Facts<'_>) -> Vec<Highlight> {
    let context = Context::of(facts.pack);
    let goals: Vec<(&str, Option<&Target>)> =
        facts.goals.goals.iter().map(|goal| (goal.name(), Some(&goal.target))).collect();
    [
        highlight("Decision", context.decision().text),
        success(context.success()),
        first_limit(&facts.clock, facts.pack.as_of),
        objectives(&goals),
        roadmap(&facts.timetable),
        unsettled(facts.pack, context.assumptions().filter(|row| !row.name().is_blank()).count()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The limit that is reached first, by a forecast as early as in one of ten draws; when, and by when its project has to
/// start.
fn first_limit(clock: &[Reading<'_>], as_of: Date) -> Option<Highlight> {
    let dated = clock.iter().filter_map(|reading| Some((reading.limit_date(as_of)?.date, reading)));
    let (date, reading) = dated.min_by_key(|(date, _)| *date)?;
    let when = if reading.dates().is_some() { "1 in 10 likely by" } else { "on" };
    let project = reading.limit.project().text.trim();
    let start = reading.latest_start(as_of).filter(|_| !project.is_empty()).map(|start| match start.date < as_of {
        true => format!("; the latest safe start of \"{project}\" was {}", start.date),
        false => format!("; the latest safe start of \"{project}\" is {}", start.date),
    });
    let text =
        format!("{}, at {}, {when} {date}{}", reading.name(), reading.limit_in_words(), start.unwrap_or_default());
    highlight("First limit", &text)
}
