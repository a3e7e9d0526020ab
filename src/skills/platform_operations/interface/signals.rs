//! Pillars, metrics, logs and traces first; SLOs as the rows stand; alerts, pages first, then tickets.

use super::{around, entry, joined, listed, said};
use crate::pack::records::Evidence;
use crate::skills::platform_operations::observability::Observability;
use crate::skills::platform_operations::reading::facts::Facts;
use crate::skills::platform_operations::reading::goals::{Goal, Watch};
use crate::skills::platform_operations::reading::roster::{is, is_all};
use crate::text;

/// `traces: all services; W3C context; tail sampling, all errors; carries service, version, trace_id; 14 days`.
pub(super) fn pillars(facts: &Facts<'_>) -> Vec<String> {
    const FIRST: [&str; 3] = ["metrics", "logs", "traces"];
    let mut rows: Vec<_> = Observability::of(facts.pack).pillars().filter(|row| !row.name().is_blank()).collect();
    rows.sort_by_key(|row| FIRST.iter().position(|name| text::same_name(row.name().text, name)).unwrap_or(FIRST.len()));
    let pillar = rows.iter().map(|row| {
        let services = if is_all(row.services()) { "all services".to_owned() } else { listed("", row.services(), "") };
        let parts = [
            services,
            said(row.collects()),
            around("sampling ", row.sampling(), ""),
            listed("carries ", row.carries(), ""),
            said(row.keep()),
        ];
        entry(row.name(), joined(&parts, "; "))
    });
    pillar.collect()
}

/// `checkout availability: 99.9 % over 30 days (baseline 99.94 % over 90 days to 2026-10-31)`.
pub(super) fn slos(facts: &Facts<'_>) -> Vec<String> {
    let slo = |goal: &Goal<'_>| {
        let baseline = goal.observed.iter().map(|fact| observed(&fact.row)).collect::<Vec<_>>().join(", ");
        let baseline = if baseline.is_empty() { baseline } else { format!("(baseline {baseline})") };
        entry(goal.row.name(), joined(&[said(goal.row.target()), baseline], " "))
    };
    facts.goals.goals.iter().map(slo).collect()
}

/// `99.94 % over 90 days to 2026-10-31`; the day of the observation stands for an end that the window does not name.
fn observed(fact: &Evidence<'_>) -> String {
    let window = said(fact.window());
    if text::key(&window) == "moment" {
        return joined(&[said(fact.value()), around("on ", fact.observed(), "")], " ");
    }
    let has_day = !crate::quantity::date::find_dates(&window).is_empty();
    let until = if has_day { String::new() } else { around("to ", fact.observed(), "") };
    joined(&[said(fact.value()), around("over ", fact.window(), ""), until], " ")
}

/// `checkout fast burn: page, 14.4x over 1 h and 5 min on checkout availability; Priya Nair; runbooks/checkout.md`.
pub(super) fn alerts(facts: &Facts<'_>) -> Vec<String> {
    const ORDER: [&str; 2] = ["page", "ticket"];
    let mut alerts: Vec<&Watch<'_>> = facts.goals.alerts.iter().collect();
    alerts.sort_by_key(|one| ORDER.iter().position(|word| is(one.row.severity(), word)).unwrap_or(ORDER.len()));
    alerts.into_iter().map(alert).collect()
}

fn alert(one: &Watch<'_>) -> String {
    let row = &one.row;
    let windows = joined(&[said(row.long()), said(row.short())], " and ");
    let windows = if windows.is_empty() { windows } else { format!("over {windows}") };
    let burn = joined(&[said(row.burn_rate()), windows, listed("on ", row.slo(), "")], " ");
    let when = joined(&[said(row.severity()), burn, said(row.condition())], ", ");
    entry(row.name(), joined(&[when, said(row.owner()), said(row.runbook())], "; "))
}
