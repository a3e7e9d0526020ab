//! The doomsday clock: growth, the days of trigger and limit, the latest safe start.

use super::{Matter, Severity, Sheet, row, word};
use crate::engine::capacity::{
    Backtest, CapacityAnswer, Direction, Distribution, Forecast, GrowthAnswer, IssueKind, LimitAnswer, Moment, Outcome,
};
use crate::output::words::Paint;
use crate::quantity::{Quantity, number};

/// What is the matter with the limits. A limit without a date is one: the question stays open.
pub fn matters(answer: &CapacityAnswer) -> Vec<Matter> {
    answer.limits.iter().flat_map(of_limit).collect()
}

fn of_limit(limit: &LimitAnswer) -> Vec<Matter> {
    let mut matters = Vec::new();
    if let Outcome::Inconclusive { because } = &limit.outcome {
        let inconclusive = |reason: &crate::engine::capacity::Inconclusive| {
            let message = format!("inconclusive, because {}: {}", word(&reason.reason), reason.text);
            Matter::new(Severity::Warning, limit.name.clone(), message)
        };
        matters.extend(because.iter().map(inconclusive));
    }
    // A field other than the limit itself is named behind it.
    let subject = |field: &str| match field {
        "limit" => limit.name.clone(),
        field => format!("{} ({field})", limit.name),
    };
    matters.extend(limit.issues.iter().map(|issue| Matter::of(issue, subject(&issue.subject))));
    matters
}

/// The whole answer.
pub fn render(answer: &CapacityAnswer, paint: Paint) -> String {
    let mut sheet = Sheet::new(paint);
    for limit in &answer.limits {
        let heading = match limit.direction {
            _ if limit.issues.iter().any(|issue| issue.kind == IssueKind::LimitReached) => "at or past its limit of",
            Direction::Rising => "below its limit of",
            Direction::Falling => "above its limit of",
        };
        let title =
            format!("{}: {} on {}, {heading} {}", limit.name, limit.current.value, answer.as_of, limit.limit.value);
        sheet.title(&title);
        let mut rows = vec![
            row("limit", &limit.limit.value, &limit.limit.derivation),
            row("today", &limit.current.value, &limit.current.derivation),
        ];
        rows.extend(limit.growth.iter().flat_map(growth));
        if let Outcome::Forecast(forecast) = &limit.outcome {
            rows.extend(dates(forecast));
        }
        sheet.figures(&rows);
        if let Some(backtest) = &limit.backtest {
            show_backtest(&mut sheet, backtest);
        }
    }
    sheet.title("Drawn");
    sheet.line(&format!(
        "{} paths for each limit, seed {}: the same question gives the same answer",
        number::print(answer.draws.into()),
        answer.seed
    ));
    sheet.matters(&matters(answer));
    sheet.finish()
}

fn growth(growth: &GrowthAnswer) -> Vec<[String; 3]> {
    let mut rows = vec![row("growth", &growth.p50, &growth.derivation)];
    if growth.p10 != growth.p90 {
        rows.push(row("  P10 to P90", format!("{} to {}", growth.p10, growth.p90), &growth.model));
    }
    if !growth.changes.is_empty() {
        let days: Vec<String> = growth.changes.iter().map(ToString::to_string).collect();
        rows.push(row("  changed on", days.join(", "), ""));
    }
    for (label, pattern) in [("  week, Monday first", &growth.weekly), ("  year, January first", &growth.yearly)] {
        if !pattern.is_empty() {
            rows.push(row(label, pattern.join(", "), ""));
        }
    }
    rows
}

fn moment(moment: Moment) -> String {
    match (moment.date, moment.days) {
        (Some(date), Some(days)) => format!("{date} ({})", in_days(days)),
        _ => "beyond the horizon".to_owned(),
    }
}

fn in_days(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "in 1 day".to_owned(),
        _ => format!("in {} days", number::print(days.into())),
    }
}

fn distribution(what: &str, distribution: &Distribution) -> Vec<[String; 3]> {
    let mut rows = vec![row(format!("{what}, P50"), moment(distribution.p50), &distribution.derivation)];
    if distribution.p10 != distribution.p90 {
        rows.push(row("  P10", moment(distribution.p10), "one draw in ten is there by then"));
        rows.push(row("  P90", moment(distribution.p90), "nine in ten are"));
    }
    if distribution.p90.date.is_none() {
        let until = format!("of the draws by {}, the last day looked at", distribution.horizon);
        rows.push(row("  there at all", &distribution.within_horizon, &until));
    }
    rows
}

fn dates(forecast: &Forecast) -> Vec<[String; 3]> {
    let mut rows = Vec::new();
    rows.extend(forecast.to_trigger.iter().flat_map(|to| distribution("trigger fires", to)));
    rows.extend(distribution("limit reached", &forecast.to_limit));
    if let Some(lead) = &forecast.lead_time {
        rows.push(row("lead time, P90", Quantity::days(lead.p90), &lead.derivation));
    }
    if let Some(mitigation) = &forecast.mitigation {
        rows.push(row("done in time", &mitigation.in_time, &mitigation.derivation));
    }
    if let Some(start) = &forecast.latest_safe_start {
        rows.push(row("latest safe start", start.date, &start.derivation));
        rows.push(row("  done in time", &start.in_time, "started on that day, or today where it has passed"));
    }
    if let Some(trigger) = &forecast.recommended_trigger {
        let value = trigger.value.as_ref().map_or("none: start now".to_owned(), ToString::to_string);
        rows.push(row("latest trigger", value, &trigger.derivation));
        rows.push(row("  done in time", &trigger.in_time, "started when it fires"));
    }
    rows
}

fn show_backtest(sheet: &mut Sheet, backtest: &Backtest) {
    sheet.title("Had it been asked before");
    sheet.line(&backtest.derivation);
    let rows =
        [("this procedure", &backtest.model), ("a straight line", &backtest.straight_line)].map(|(name, one)| {
            let cells = [&one.mean_absolute_error, &one.bias, &one.coverage].map(ToString::to_string);
            [vec![name.to_owned()], cells.to_vec()].concat()
        });
    sheet.table(&["forecast by", "mean error", "bias", "within the 80 % interval"], &rows);
    if let Some(widened) = backtest.widened.as_ref().filter(|by| by.value != 1.into()) {
        sheet.aside(&format!("the intervals of the answer are widened by {widened}, so that they hold four in five"));
    }
}
