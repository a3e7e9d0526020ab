//! A cause pages although a symptom already does.
//!
//! ## What it does
//! For each page whose signal is `cause`, looks at its services. A service is covered where a page on a symptom names it, or
//! where the SLO of such a page is one of a journey that needs it. A cause may page for a covered service in one case: its
//! *Predicts* says that it comes less than a day ahead, why users feel nothing until then, and on which day it was right; and
//! it is not counted as noise.
//!
//! ## Why it matters
//! CPU at 90 % is no harm to anybody. If users suffer, the symptom pages; if they do not, there is nothing to do at three in
//! the morning. Each page for a state inside costs the attention that the next real one needs.
//!
//! ## Example
//! Bad: `CPU above 80 % | cause | checkout-api | page` beside `Orders failing fast | symptom | checkout-api | page`.
//!
//! Good: `CPU above 80 %` on the dashboard that the runbook of `Orders failing fast` opens; or as `ticket`.
//!
//! ## Fix
//! Make it a ticket, or remove the row. Where users feel nothing until it is too late, say so under *Predicts*, with the hours
//! ahead and the day on which it was right.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::goals::Watch;
use crate::skills::shared::reading::wording::joined;

crate::rule!("ALT004", "cause-pages", Error, hard 7, needs["alerting"], "alt004.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for alert in case.goals.alerts.iter().filter(|alert| alert.is_cause() && alert.is_page()) {
        if comes_first(case, alert) {
            continue;
        }
        let services: Vec<&str> =
            case.roster.services_in(alert.row.services()).iter().map(|row| row.name().text).collect();
        let covers: Vec<_> =
            services.iter().filter_map(|service| Some((*service, case.symptom_page(service)?))).collect();
        let Some((first, cover)) = covers.first() else { continue };
        let covered: Vec<String> = covers.iter().map(|(service, _)| format!("\"{service}\"")).collect();
        let free: Vec<String> = services
            .iter()
            .filter(|service| covers.iter().all(|(covered, _)| covered != *service))
            .map(|service| format!("`{service}`"))
            .collect();
        let page = cover.page;
        let evidence = match cover.journey {
            Some(journey) => {
                format!("\"{}\" pages when users of \"{journey}\" suffer, which needs \"{first}\"", page.name())
            }
            None => format!("\"{}\" pages when users of \"{first}\" suffer", page.name()),
        };
        let message = format!(
            "\"{}\" pages for a cause in {}, where a symptom pages already",
            alert.name(),
            joined(&covered, "and")
        );
        let narrowed = if free.is_empty() {
            String::new()
        } else {
            format!(", leave only {} under [[alerting.alerts.services]]", joined(&free, "and"))
        };
        findings
            .at(alert.row.severity().place, message)
            .evidence(evidence)
            .fix(format!(
                "make it a [[alerting.alerts.severity=ticket]]{narrowed}, or remove the row; it may page if [[alerting.alerts.predicts]] says how many hours ahead it comes, why users feel nothing until then, and on which day it was right"
            ))
            .related(page.row.name().place, "the page on the symptom");
    }
}

/// Whether it comes before any symptom, in time for a person and for no ticket, and has been right.
fn comes_first(case: &Case<'_>, alert: &Watch<'_>) -> bool {
    let prediction = &alert.prediction;
    let urgent = prediction.lead.is_some_and(|days| days < Decimal::ONE);
    let right = prediction.seen.is_some_and(|day| day <= case.pack.as_of);
    let count = case.load.of_alert(alert.name(), alert.row.condition().text);
    urgent && prediction.unseen && right && !count.is_some_and(|count| count.is_noise())
}
