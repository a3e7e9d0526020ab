//! An alert reaches nobody, or a page has no second person.
//!
//! ## What it does
//! Looks for a route for the severity of each page and ticket and for each of its services. A route for pages must say after how
//! long it escalates and to whom.
//!
//! ## Why it matters
//! An alert without a route goes to a default channel, which is read in the morning. A page without escalation fails with the
//! one telephone that is off.
//!
//! ## Example
//! Bad: `page payments | page | payments | rotation payments | | |` and no route for `search`.
//!
//! Good: `page all | page | all | rotation by team label | 10 min | Dana Ruiz (SRE lead)`.
//!
//! ## Fix
//! Add the service to the route, or add a route; give a route for pages a time and a person.

use std::collections::BTreeMap;

use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::alerting::{Alerting, Route};
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::goals::Watch;
use crate::skills::platform_operations::reading::roster::{is, is_named};
use crate::skills::shared::reading::wording::joined;

crate::rule!("ALT009", "route-missing", Warning, needs["alerting"], "alt009.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let routes: Vec<Route<'_>> = Alerting::of(case.pack).routes().filter(|row| !row.name().is_blank()).collect();
    // An empty table is said to be empty by the rule that knows tables.
    if routes.is_empty() {
        return;
    }
    // One finding for the alerts of one severity that lack a route for the same services.
    let mut stray: BTreeMap<(String, Vec<&str>), Vec<&Watch<'_>>> = BTreeMap::new();
    for alert in case.goals.alerts.iter().filter(|alert| alert.interrupts()) {
        let severity = alert.row.severity().text;
        let services = case.roster.services_in(alert.row.services());
        let unrouted = services.iter().map(|row| row.name().text).filter(|service| {
            !routes.iter().any(|route| is(route.severity(), severity) && is_named(route.services(), service))
        });
        let unrouted: Vec<&str> = unrouted.collect();
        if !unrouted.is_empty() {
            stray.entry((text::key(severity), unrouted)).or_default().push(alert);
        }
    }
    for ((severity, services), alerts) in &stray {
        let Some(first) = alerts.first() else { continue };
        let said: Vec<String> = services.iter().map(|service| format!("\"{service}\"")).collect();
        let finding = findings.at(
            first.row.severity().place,
            format!("\"{}\" has no route: none takes a {severity} of {}", first.name(), joined(&said, "and")),
        );
        let others: Vec<&str> = alerts.iter().skip(1).map(|alert| alert.name()).collect();
        if !others.is_empty() {
            finding.evidence(format!("the same for {}", joined(&others, "and")));
        }
        finding.fix(match routes.iter().find(|route| is(route.severity(), severity)) {
            Some(route) => format!(
                "add {} under [[alerting.routes.services]] of the route \"{}\", or `all`",
                joined(services, "and"),
                route.name().text
            ),
            None => format!("add a route of severity `{severity}` with its receiver"),
        });
    }
    for route in routes.iter().filter(|route| is(route.severity(), "page")) {
        let (cell, lacks) = match (route.escalates(), route.escalates_to()) {
            (after, _) if after.is_blank() => (after, "after how long it escalates"),
            (_, to) if to.is_blank() => (to, "to whom it escalates"),
            _ => continue,
        };
        findings
            .at(cell.place, format!("The route \"{}\" carries pages, and does not say {lacks}", route.name().text))
            .fix("write after how long an unanswered page goes on, such as `10 min`, and to whom: one person, or a role that one person has");
    }
}
