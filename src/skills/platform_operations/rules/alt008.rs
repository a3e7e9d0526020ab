//! In a quiet hour one failure fires an alert.
//!
//! ## What it does
//! Takes the *Requests* of each journey in its quietest hour, adds those of its probes, and counts how many failures each
//! burn-rate alert with a window below a day needs. It reports an alert that a single failure fires, and one whose short window
//! often holds no request at all.
//!
//! ## Why it matters
//! At ten requests an hour and 99.9 %, one failure is 10 % of the hour, seven times the bound of the usual page. Somebody is
//! woken for one time-out, learns that it means nothing, and stops reading pages.
//!
//! ## Example
//! Bad: `page | 1 h | 5 min | 14.4x` for a journey of 10 requests per hour.
//!
//! Good: the same with a probe every minute from three places; or a condition: `2 scripted bookings in a row fail`.
//!
//! ## Fix
//! The finding lists what works at this traffic: longer windows, probes, a count of failures, a lower target.

use rust_decimal::Decimal;

use crate::engine::slo::{AlertQuestion, IssueKind, Written};
use crate::finding::Findings;
use crate::quantity::{duration, number};
use crate::skills::platform_operations::observability::Observability;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::{is_named, names};
use crate::skills::platform_operations::reading::verdicts::per_day;

crate::rule!("ALT008", "too-few-events", Warning, needs["alerting", "objectives", "baseline"], "alt008.rs", check);

/// A day in seconds: longer windows hold busy hours as well.
const DAY: Decimal = Decimal::from_parts(86_400, 0, 0, false, 0);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for alert in case.goals.alerts.iter().filter(|alert| alert.long.is_some_and(|long| long < DAY)) {
        let goals = alert.goals.iter().filter_map(|goal| case.goals.goals.get(*goal));
        let found = goals.into_iter().find_map(|goal| {
            let journeys = case.roster.journeys.iter().filter(|row| is_named(goal.row.journey(), row.name().text));
            journeys.into_iter().find_map(|journey| {
                let (rate, said) = traffic(case, journey.name().text, journey.rate().text)?;
                let question =
                    AlertQuestion { quietest: Some(rate.clone()), ..goal.promise()?.question(vec![alert.tier()?]) };
                let report = question.answer().ok()?;
                let kinds = [IssueKind::SingleFailureFires, IssueKind::ShortWindowEmpty];
                let issue = report.issues.into_iter().find(|issue| kinds.contains(&issue.kind))?;
                Some((goal, journey, issue, said, rate))
            })
        });
        let Some((goal, journey, issue, said, rate)) = found else { continue };
        let (what, fix) = match (issue.kind, short_enough(&rate)) {
            (IssueKind::ShortWindowEmpty, Some(short)) => (
                "Often no request is left to judge in the short window of",
                format!("take a short window of {short} or more, or add a probe every minute"),
            ),
            _ => ("One failure fires", issue.fix),
        };
        findings
            .at(
                alert.row.long().place,
                format!("{what} \"{}\" in a quiet hour of \"{}\"", alert.name(), journey.name().text),
            )
            .evidence(format!("{said}: {}", issue.message))
            .fix(fix)
            .related(goal.row.target().place, format!("the target: {}", goal.row.target().text.trim()));
    }
}

/// The requests of a journey in its quietest hour with those of its probes, and how it is said.
fn traffic(case: &Case<'_>, journey: &str, rate: &str) -> Option<(Written, String)> {
    let own = per_day(rate)?;
    let probes = Observability::of(case.pack).probes().filter(|probe| is_named(probe.journey(), journey));
    let more = probes.filter_map(|probe| {
        let places = Decimal::from(names(probe.from()).count().max(1));
        let every = duration::seconds(probe.every().text).filter(|every| *every > Decimal::ZERO)?;
        (DAY * places).checked_div(every)
    });
    let more = more.fold(Decimal::ZERO, |sum, one| sum + one);
    if more.is_zero() {
        return Some((Written::from(rate.trim()), rate.trim().to_owned()));
    }
    let all = format!("{} requests per day", number::print(number::round(own + more, 6)));
    Some((
        Written::from(all.as_str()),
        format!("{} and {} probes per day", rate.trim(), number::print(number::round(more, 6))),
    ))
}

/// The time in which two requests come, in whole minutes.
fn short_enough(rate: &Written) -> Option<String> {
    let minutes = (Decimal::TWO * Decimal::from(1_440)).checked_div(per_day(rate.as_str())?)?;
    Some(duration::in_words(minutes.ceil() * Decimal::from(60)))
}
