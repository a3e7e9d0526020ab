//! An alert has no runbook that one could follow at night.
//!
//! ## What it does
//! Reads the *Runbook* of each alert for two things: where the steps are written (an address, a path, a file, the number of
//! a page) and the first action: a command, a board or query to open, or what is done to what. `Investigate`, `check the
//! service`, `see runbook` and the like are no action.
//!
//! ## Why it matters
//! Whoever is woken did not build the service, and has minutes. A link without a first action costs the minutes in which
//! the page is read; an action without a link ends where it does not help. An alert on which nobody knows what to do
//! trains people to wait until it ends.
//!
//! ## Example
//! Bad: `investigate and remediate`; `runbooks/orders.md`; `runbooks/orders.md - check the service`.
//!
//! Good: `runbooks/orders.md#failing - if a deploy is younger than 2 h, switch the listener back`.
//!
//! ## Fix
//! Write the link and, behind a dash, the first safe action. Where there is no such action, it should not be an alert.

use super::several::{MOST, others};
use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::goals::Watch;
use crate::skills::shared::reading::wording::{shortened, unfilled};

crate::rule!("ALT001", "no-runbook", Error, hard 4, needs["alerting"], "alt001.rs", check);

/// A first action.
const EXAMPLE: &str = "roll back if a deploy is younger than 1 h";

fn check(case: &Case<'_>, findings: &mut Findings) {
    let bad: Vec<(&Watch<'_>, &str)> =
        case.goals.alerts.iter().filter_map(|alert| Some((alert, lacks(alert)?))).collect();
    let names: Vec<&str> = bad.iter().map(|(alert, _)| alert.name()).collect();
    for (index, (alert, lacks)) in bad.iter().take(MOST).enumerate() {
        let cell = alert.row.runbook();
        let finding = findings.at(cell.place, format!("\"{}\" has {lacks}", alert.name()));
        let said = (!cell.is_blank()).then(|| format!("its runbook: {}", shortened(cell.text)));
        let rest = others(&names).filter(|_| index + 1 == MOST);
        let evidence: Vec<String> = said.into_iter().chain(rest).collect();
        finding.evidence(evidence.join("; "));
        finding.fix(match (&alert.runbook.link, &alert.runbook.action) {
            (Some(link), _) => {
                format!("write the first safe action behind the link: `{link} - {EXAMPLE}`, or whatever it is")
            }
            (None, Some(action)) => format!("put the link before it, as in `runbooks/disk.md - {}`", shortened(action)),
            _ => format!("write link and first action, as in `runbooks/orders.md#failing - {EXAMPLE}`"),
        });
    }
}

/// What its runbook lacks. Of placeholders another rule speaks.
fn lacks(alert: &Watch<'_>) -> Option<&'static str> {
    let cell = alert.row.runbook();
    if cell.is_blank() {
        return Some("no runbook");
    }
    match (&alert.runbook.link, &alert.runbook.action) {
        _ if unfilled(&cell) => None,
        (Some(_), Some(_)) => None,
        (Some(_), None) => Some("a runbook without a first action"),
        (None, Some(_)) => Some("a first action, and no link to the rest of the runbook"),
        (None, None) => Some("a runbook with neither link nor first action"),
    }
}
