//! An alert that is known to be noise goes on paging.
//!
//! ## What it does
//! Looks up each page of the plan among the alert counts, by name or where its condition repeats the name. Noise is an alert that
//! fired ten times or more while fewer than half of the firings led anybody to change something.
//!
//! ## Why it matters
//! Precision is what makes a page believable. After the tenth page for nothing, the eleventh is acknowledged from bed; that is
//! how real outages are found late although the alert fired in time.
//!
//! ## Example
//! Bad: `CPU above 80 % | 212 fired | 3 actioned`, and a row of severity `page` of that name under *Alerts*.
//!
//! Good: no such row; the symptom pages, and CPU stands on the dashboard its runbook opens.
//!
//! ## Fix
//! Make it a ticket, or remove the row. If it was changed so that it is another alert, give it another name.

use crate::engine::delivery::Fatigue;
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::load::with_interval;

crate::rule!("ASM008", "noise-kept", Warning, needs["baseline", "alerting"], "asm008.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let Some(Fatigue { alerts, .. }) = &case.load.fatigue else { return };
    for alert in case.goals.alerts.iter().filter(|alert| alert.is_page()) {
        let count = case.load.of_alert(alert.name(), alert.row.condition().text).filter(|count| count.is_noise());
        let Some(count) = count else { continue };
        let name = count.row.name().text;
        let Some(worth) = alerts.iter().find(|one| text::same_name(&one.name, name)) else { continue };
        let rate = &worth.precision;
        let message = match rate.hits {
            0 => format!("\"{}\" goes on paging: nobody acted on any of {} firings", alert.name(), rate.samples),
            hits => {
                format!("\"{}\" goes on paging: somebody acted on {hits} of {} firings", alert.name(), rate.samples)
            }
        };
        let fix = match rate.hits {
            0 => "remove the row; the count is the argument",
            _ => {
                "make it a [[alerting.alerts.severity=ticket]], or remove the row; raise the bound or lengthen the window first if it is to page, and name it anew"
            }
        };
        findings
            .at(alert.row.severity().place, message)
            .evidence(format!("precision {}; {} firings for nothing", with_interval(rate), worth.for_nothing))
            .fix(fix)
            .related(count.row.name().place, "the count");
    }
}
