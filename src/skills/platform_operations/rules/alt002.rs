//! An alert belongs to nobody.
//!
//! ## What it does
//! Reads the *Owner* of each alert. A blank, a group, a rota and a role that many people have own nothing; a person does, and
//! so does a precise role such as `Payments lead`.
//!
//! ## Why it matters
//! The rota answers the page; the owner changes the alert. Without one nobody raises the bound that is too low, nobody
//! deletes what fires for nothing, and the load of the rota only grows.
//!
//! ## Example
//! Bad: `on-call`, `SRE team`.
//!
//! Good: `Priya Nair (Payments lead)`.
//!
//! ## Fix
//! Name one person or a role that one person has. Routing to a rota stands under *Routing*.

use super::several::{MOST, others};
use crate::finding::Findings;
use crate::gate::rules::owners;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::goals::Watch;
use crate::skills::shared::reading::wording::unfilled;

crate::rule!("ALT002", "no-owner", Error, hard 4, needs["alerting"], "alt002.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let bad: Vec<(&Watch<'_>, String)> =
        case.goals.alerts.iter().filter_map(|alert| Some((alert, lacks(alert)?))).collect();
    let names: Vec<&str> = bad.iter().map(|(alert, _)| alert.name()).collect();
    for (index, (alert, message)) in bad.iter().take(MOST).enumerate() {
        let finding = findings.at(alert.row.owner().place, message.clone());
        let service = case.roster.services_in(alert.row.services()).into_iter().next();
        let owner = service
            .map(|row| row.owner().text)
            .filter(|owner| !owner.trim().is_empty() && owners::nobody(owner).is_none());
        finding.fix(match owner {
            Some(owner) => format!(
                "name one person who may change the alert, such as `{}`, who answers for the service",
                owner.trim()
            ),
            None => "name one person who may change the alert, or a role that one person has".to_owned(),
        });
        if let Some(rest) = others(&names).filter(|_| index + 1 == MOST) {
            finding.evidence(rest);
        }
    }
}

/// What is wrong with its owner. Of placeholders another rule speaks.
fn lacks(alert: &Watch<'_>) -> Option<String> {
    let cell = alert.row.owner();
    if cell.is_blank() {
        return Some(format!("\"{}\" has no owner", alert.name()));
    }
    let nobody = owners::nobody(cell.text).filter(|_| !unfilled(&cell))?;
    Some(format!("\"{}\" belongs to \"{}\", {}", alert.name(), cell.text.trim(), nobody.reason()))
}
