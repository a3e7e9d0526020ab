//! What a reader of a plan should know first, as far as skills have it in common.

use super::reading::objective;
use super::reading::timetable::Timetable;
use super::{Question, Risks, SuccessMeasure};
use crate::engine::slo::Budget;
use crate::pack::{Highlight, Pack};
use crate::quantity::{Target, date, number};
use crate::text::{counted, one_line};

/// How many things of a kind are named; the rest is counted.
const NAMED: usize = 3;

/// A highlight, unless there is nothing to know.
pub fn highlight(what: &'static str, text: &str) -> Option<Highlight> {
    let text = one_line(text);
    (!text.is_empty()).then_some(Highlight { what, text })
}

/// A highlight that names the first few of several things.
pub fn some(what: &'static str, things: impl Iterator<Item = String>) -> Option<Highlight> {
    let things: Vec<String> = things.collect();
    let mut named = things.iter().take(NAMED).cloned().collect::<Vec<_>>().join("; ");
    if let Some(more) = things.len().checked_sub(NAMED).filter(|more| *more > 0) {
        named.push_str(&format!("; and {more} more"));
    }
    highlight(what, &named)
}

/// What tells success: `Checkout p95: 420 ms to <= 300 ms by 2027-03-31`.
pub fn success<'a>(measures: impl Iterator<Item = SuccessMeasure<'a>>) -> Option<Highlight> {
    let whole = measures.filter(|row| !row.name().is_blank() && !row.target().is_blank());
    some(
        "Success",
        whole.map(|row| {
            let from = if row.baseline().is_blank() { String::new() } else { format!("{} to ", row.baseline().text) };
            let by = if row.by().is_blank() { String::new() } else { format!(" by {}", row.by().text) };
            format!("{}: {from}{}{by}", row.name().text, row.target().text)
        }),
    )
}

/// How many objectives there are, and what the strictest allows: of those with an error budget the one of which the
/// smallest share may fail.
pub fn objectives<'a>(all: &[(&'a str, Option<&'a Target>)]) -> Option<Highlight> {
    let budget = |(name, target): &(&'a str, Option<&'a Target>)| {
        let target = (*target)?;
        Some((objective::budget(target)?, *name, target))
    };
    let strictest: Option<(Budget, &str, &Target)> =
        all.iter().filter_map(budget).min_by_key(|(budget, ..)| budget.fraction);
    let count = counted(all.len(), "objective");
    match strictest {
        _ if all.is_empty() => None,
        None => highlight("Objectives", &count),
        Some((budget, name, target)) => {
            let budget = budget.in_words();
            highlight(
                "Objectives",
                &format!("{count}; the strictest is \"{name}\", {target}: an error budget of {budget}"),
            )
        }
    }
}

/// When the roadmap is done, and how sure that is; `None` where it makes no whole schedule.
pub fn roadmap(timetable: &Timetable<'_>) -> Option<Highlight> {
    let roadmap = timetable.roadmap.as_ref().filter(|_| timetable.is_whole)?;
    let count = counted(timetable.entries.len(), "milestone");
    let odds = &roadmap.odds;
    let planned = roadmap.deadlines.iter().find(|one| one.milestone.is_none());
    let text = match planned.filter(|_| !timetable.is_certain()) {
        None => format!("{count}, the last one done by {}", odds.p50),
        Some(planned) => {
            let percent = number::print(planned.percent);
            // One day with two probabilities would read as a mistake.
            let p80 = if odds.p80 == planned.date { String::new() } else { format!(", 80 % by {}", odds.p80) };
            format!(
                "{count}; 50 % likely to be done by {}{p80}, {percent} % by the planned end, {}",
                odds.p50, planned.date
            )
        }
    };
    highlight("Roadmap", &text)
}

/// What nobody has confirmed or answered yet.
pub fn unsettled(pack: &Pack, assumptions: usize) -> Option<Highlight> {
    let questions: Vec<Question<'_>> = Risks::of(pack).questions().filter(|row| !row.name().is_blank()).collect();
    let first = questions.iter().filter_map(|row| date::parse(row.due().text).ok()).min();
    let mut parts = Vec::new();
    if assumptions > 0 {
        parts.push(format!("{} to be confirmed", counted(assumptions, "assumption")));
    }
    if !questions.is_empty() {
        let due = first.map_or_else(String::new, |day| format!(", the first due {day}"));
        parts.push(format!("{}{due}", counted(questions.len(), "open question")));
    }
    highlight("Not settled", &parts.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strictest_objective_is_the_one_that_lets_least_fail() {
        let targets =
            ["p95 < 300 ms over 30 days", "99.5 % over 7 days", "99.9 % over 30 days", "<= 0.5 % over 28 days"]
                .map(|text| Target::parse(text).ok());
        let names = ["Search", "Login", "Pay", "Errors"];
        let all: Vec<_> = names.into_iter().zip(targets.iter().map(Option::as_ref)).collect();
        let said = objectives(&all).map(|one| one.line());
        assert_eq!(
            said.as_deref(),
            Some(
                "Objectives: 4 objectives; the strictest is \"Pay\", 99.9 % over 30 days: an error budget of 43 min 12 s"
            )
        );
        assert_eq!(objectives(&all[..1]).map(|one| one.text).as_deref(), Some("1 objective"));
        assert_eq!(objectives(&[]), None);
    }

    #[test]
    fn what_is_more_than_a_few_is_counted() {
        let things = |count: usize| some("Things", (1..=count).map(|n| n.to_string())).map(|one| one.text);
        assert_eq!(
            (things(0), things(3).as_deref(), things(5).as_deref()),
            (None, Some("1; 2; 3"), Some("1; 2; 3; and 2 more"))
        );
    }
}
