//! An SLO has no page, or nothing that tells of a slow burn.
//!
//! ## What it does
//! Collects the alerts of each SLO. The SLO of a critical journey needs one that pages, on a burn rate or, where there are few
//! requests, on a condition. Every SLO needs one that opens a ticket.
//!
//! ## Why it matters
//! Without a page a fast burn is told by customers. Without a ticket the gap is below the page: at a page of 14.4x, failures
//! at 14 times the budget's pace spend a month's budget in two days, and nobody is told.
//!
//! ## Example
//! Bad: one page at 14.4x over 1 h for `Order latency`.
//!
//! Good: the same, and `ticket | 3 days | 6 h | 1x`.
//!
//! ## Fix
//! Add the row that the finding computes for the SLO's target and window.

use rust_decimal::Decimal;

use super::several::MOST;
use crate::engine::slo::{Severity, TierProof};
use crate::finding::Findings;
use crate::quantity::{duration, number};
use crate::skills::platform_operations::alerting::Alerting;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::goals::{Goal, Watch};
use crate::skills::platform_operations::reading::roster::{is, is_named};

crate::rule!("ALT006", "slo-unwatched", Warning, needs["alerting", "objectives"], "alt006.rs", check);

/// A page that is proposed fires at so many percent of failures or fewer, if one of the usual ones does.
const EARLY: Decimal = Decimal::TEN;

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Alerting::of(case.pack);
    // An empty table is said to be empty by the rule that knows tables.
    if case.goals.alerts.is_empty() {
        return;
    }
    let mut told = 0;
    for goal in &case.goals.goals {
        let of = |wanted: Severity| {
            case.goals.watching(goal).any(|alert| match wanted {
                Severity::Page => alert.is_page(),
                Severity::Ticket => is(alert.row.severity(), "ticket"),
            })
        };
        let message = match (of(Severity::Page) || !is_critical(case, goal), of(Severity::Ticket)) {
            (true, true) => continue,
            (false, true) => format!("No alert pages when \"{}\" burns fast", goal.name()),
            (true, false) => format!("No alert opens a ticket when \"{}\" burns slowly", goal.name()),
            (false, false) => format!("No alert watches \"{}\"", goal.name()),
        };
        let lacking = if of(Severity::Page) || !is_critical(case, goal) { Severity::Ticket } else { Severity::Page };
        told += 1;
        if told > MOST {
            return;
        }
        let finding = findings.at(section.0.field("alerts"), message);
        if let Some(unseen) = unseen(case, goal).filter(|_| lacking == Severity::Ticket) {
            finding.evidence(unseen);
        }
        finding.fix(match row(goal, lacking) {
            Some(row) => format!("add a symptom alert for it: {row}, with owner and runbook"),
            None => format!("add a symptom alert for it of severity `{lacking}`, with owner and runbook"),
        });
        finding.related(goal.row.name().place, "the SLO");
    }
}

/// Whether a critical journey rests on it; one whose journey is not known counts as critical.
fn is_critical(case: &Case<'_>, goal: &Goal<'_>) -> bool {
    let mut journeys =
        case.roster.journeys.iter().filter(|row| is_named(goal.row.journey(), row.name().text)).peekable();
    journeys.peek().is_none() || journeys.any(|row| is(row.criticality(), "critical"))
}

/// How fast the budget is gone below the least burn rate that tells.
fn unseen(case: &Case<'_>, goal: &Goal<'_>) -> Option<String> {
    let rates =
        case.goals.watching(goal).filter(|alert: &&Watch<'_>| alert.is_page()).filter_map(|alert| alert.burn_rate);
    let (least, days) = (rates.min()?, goal.days?);
    let seconds = days.checked_mul(86_400.into())?.checked_div(least)?;
    let (rate, gone) = (number::print(least), duration::in_words(seconds.round()));
    Some(format!("just below {rate}x the budget of {} days is gone in {gone}, and nobody is told", number::print(days)))
}

/// The row to add, as the engine fits it.
fn row(goal: &Goal<'_>, severity: Severity) -> Option<String> {
    let report = goal.promise()?.question(Vec::new()).answer().ok()?;
    let fitting: Vec<&TierProof> =
        report.tiers.iter().filter(|proof| proof.can_fire && proof.tier.severity == severity).collect();
    // A page that waits for a third of all requests to fail comes late: the next one is slower and lower.
    let early = fitting.iter().find(|proof| severity == Severity::Page && proof.threshold.value <= EARLY);
    let proof = early.or(fitting.last())?;
    let tier = &proof.tier;
    Some(format!(
        "`{severity} | {} | {} | {}x`, which fires above {} of failures",
        tier.long, tier.short, tier.factor, proof.threshold
    ))
}
