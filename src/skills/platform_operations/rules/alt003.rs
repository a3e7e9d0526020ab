//! An alert on what users feel names no SLO.
//!
//! ## What it does
//! Looks up the *SLO* of each alert whose signal is `symptom`, among the SLOs of the plan and those imported from another pack.
//!
//! ## Why it matters
//! The SLO says how bad is bad enough, and who agreed to it. A symptom alert without one has a bound that somebody once
//! typed: it pages while the budget is whole, or stays silent while it is spent, and nobody can say which of the two is
//! a mistake.
//!
//! ## Example
//! Bad: `Checkout 5xx above 10 in 5 min | symptom | checkout-api | |`.
//!
//! Good: `Orders failing fast | symptom | checkout-api | Order availability |` with a burn rate.
//!
//! ## Fix
//! Name the SLO of the journey. Where there is none, add it on a baseline observation; a state inside is a `cause`.

use super::several::{MOST, others};
use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::goals::Watch;
use crate::skills::platform_operations::reading::roster::{is_all, names};
use crate::skills::shared::reading::wording::{joined, unfilled};

crate::rule!("ALT003", "symptom-without-slo", Error, hard 4, needs["alerting", "objectives"], "alt003.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let bad: Vec<&Watch<'_>> =
        case.goals.alerts.iter().filter(|alert| alert.is_symptom() && !names_one(case, alert)).collect();
    let all: Vec<&str> = bad.iter().map(|alert| alert.name()).collect();
    for (index, alert) in bad.iter().take(MOST).enumerate() {
        let cell = alert.row.slo();
        let named: Vec<String> = names(cell).map(|name| format!("\"{name}\"")).collect();
        let message = match named.as_slice() {
            [] => format!("\"{}\" is about what users feel, and names no SLO", alert.name()),
            some => format!("\"{}\" names {}, of which the plan has no SLO", alert.name(), joined(some, "and")),
        };
        let services = case.roster.services_in(alert.row.services());
        let fitting = services.iter().find_map(|service| case.goals_of_service(service.name().text).next());
        let finding = findings.at(cell.place, message);
        finding.fix(match fitting {
            Some(goal) => format!("name the SLO it watches, such as `{}`; if it is about a state inside, its [[alerting.alerts.signal]] is [[alerting.alerts.signal=cause]]", goal.name()),
            None => "add an SLO for the journey, on a baseline observation, and name it here; if it is about a state inside, its [[alerting.alerts.signal]] is [[alerting.alerts.signal=cause]]".to_owned(),
        });
        if let Some(rest) = others(&all).filter(|_| index + 1 == MOST) {
            finding.evidence(rest);
        }
    }
}

/// Whether it names an SLO that exists. Of placeholders another rule speaks.
fn names_one(case: &Case<'_>, alert: &Watch<'_>) -> bool {
    let cell = alert.row.slo();
    (!cell.is_blank() && unfilled(&cell)) || is_all(cell) || names(cell).any(|name| case.knows_goal(name))
}
