//! An alert can never fire.
//!
//! ## What it does
//! Reads the burn-rate alerts of *Alert policy*, or where there is no such table those that *Operability* speaks of (`page at
//! 14.4x burn over 1 h`), and holds each against the SLOs it is for. An alert waits for an error ratio above burn rate x (100 %
//! - target); where that is 100 % or more, no outage is bad enough.
//!
//! ## Why it matters
//! The usual 14.4 over an hour was made for targets of three nines. For a target of 93 % or less it waits for more failures than
//! there are requests: the whole journey is down, the dashboard is red, and nobody is called. The alert looks configured, so
//! nobody looks for the gap.
//!
//! ## Example
//! Bad: target `>= 80 % over 28 days`, alert `page | 1 h | 5 min | 14.4x`: 14.4 x 20 % = 288 %.
//!
//! Good: `page | 6 h | 30 min | 2.24x`, which fires above 44.8 % and spends 2 % of the budget.
//!
//! ## Fix
//! Take a longer window or a smaller burn rate, as the finding proposes, in a row of *Alert policy* for this SLO.

use std::collections::BTreeMap;

use crate::skills::shared::reading::wording::{joined, shortened};
use crate::engine::slo::AlertReport;
use crate::finding::Findings;
use crate::quantity::number;
use crate::skills::platform_infrastructure::Case;
use crate::skills::platform_infrastructure::reading::goals::Goal;
use crate::skills::platform_infrastructure::reading::goals::alerts::{From, Stated};

crate::rule!("QUA011", "alert-cannot-fire", Error, needs["quality"], "qua011.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let goals = &case.goals;
    for alert in &goals.alerts {
        let mut dead: Vec<(&str, &AlertReport)> = Vec::new();
        let about = goals.goals.iter().filter(|goal| goals.alerts_of(goal).iter().any(|one| std::ptr::eq(*one, alert)));
        let about: Vec<&Goal<'_>> = about.collect();
        let mut reports = BTreeMap::new();
        for goal in &about {
            reports.entry((goal.share, goal.days)).or_insert_with(|| goal.alerts(vec![alert.tier.clone()], None));
        }
        for goal in &about {
            if let Some(Some(Ok(report))) = reports.get(&(goal.share, goal.days))
                && report.tiers.iter().any(|proof| !proof.can_fire)
            {
                dead.push((goal.name(), report));
            }
        }
        let Some((_, first)) = dead.first() else { continue };
        let Some(proof) = first.tiers.first() else { continue };
        let names: Vec<String> = dead.iter().map(|(name, _)| format!("\"{}\"", name.trim())).collect();
        let message = format!("\"{}\" can never fire for {}", alert.said(), joined(&names, "and"));
        let evidence = format!(
            "it waits for an error ratio above {}, and no more than 100 % can fail",
            proof.threshold.derivation
        );
        let proposals: Vec<String> = proof
            .proposals
            .iter()
            .map(|one| {
                let tier = &one.tier;
                let rate = number::print(number::round_down(tier.factor.value, 4));
                format!("{rate}x over {} and {} (fires above {})", tier.long, tier.short, one.threshold)
            })
            .collect();
        let whom = dead.first().map_or("", |(name, _)| name.trim());
        let fix = match &proposals[..] {
            [] => format!("strike it for \"{whom}\": its budget is too large for an alert on burn rate"),
            some => format!("for \"{whom}\" {} at {}{}", alert.tier.severity, some.join(", or at "), in_table(alert)),
        };
        let finding = findings.at(alert.place(), message).evidence(evidence).fix(fix);
        for (name, _) in &dead {
            if let Some(goal) = goals.of_journey(name).find(|goal| goal.share.is_some()) {
                finding.related(goal.slo.target().place, format!("the target: {}", shortened(goal.slo.target().text)));
            }
        }
    }
}

/// Prose has no place for one SLO's own alert.
fn in_table(alert: &Stated<'_>) -> &'static str {
    match alert.from {
        From::Row(_) if !alert.is_for_all() => "",
        _ => ", in a row of its own in [[quality.alerts]]",
    }
}
