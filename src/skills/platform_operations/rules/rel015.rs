//! A level of dashboards is missing.
//!
//! ## What it does
//! Looks for a dashboard of each level: overview, service, incident.
//!
//! ## Why it matters
//! The overview answers whether users are served, the service dashboard which part is at fault, the incident dashboard what
//! changed. One board with forty panels answers none of them at three in the morning.
//!
//! ## Example
//! Bad: four service dashboards.
//!
//! Good: one overview with SLIs and budgets, one for each service, and one for incidents with deploys and exemplars.
//!
//! ## Fix
//! Add the dashboard, with its panels and its owner.

use crate::finding::Findings;
use crate::skills::platform_operations::observability::Observability;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::shared::reading::wording::joined;

crate::rule!("REL015", "dashboard-level-missing", Warning, needs["observability"], "rel015.rs", check);

/// The levels, each with what its dashboard shows.
const LEVELS: &[(&str, &str)] = &[
    ("overview", "SLI and error budget of each journey, open incidents"),
    ("service", "rate, errors and duration by version, saturation, deploy marks"),
    ("incident", "errors by version and region, exemplars, recent deploys and flags"),
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Observability::of(case.pack);
    let rows: Vec<_> = section.dashboards().filter(|row| !row.name().is_blank()).collect();
    let missing: Vec<&(&str, &str)> =
        LEVELS.iter().filter(|(level, _)| !rows.iter().any(|row| is(row.level(), level))).collect();
    // An empty table is said to be empty by the rule that knows tables.
    let (Some((level, panels)), false) = (missing.first(), rows.is_empty()) else { return };
    let levels: Vec<&str> = missing.iter().map(|(level, _)| *level).collect();
    findings
        .at(section.0.field("dashboards"), format!("no dashboard is of the level {}", joined(&levels, "or")))
        .fix(format!("add a row of level `{level}`, with panels such as: {panels}"));
}
