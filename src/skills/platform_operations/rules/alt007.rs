//! An alert cannot fire, or fires at what its SLO permits.
//!
//! ## What it does
//! Reads when each page and ticket fires: a burn rate over a long and a short window, or a condition. It reports an alert with
//! neither; a burn rate without long or short window; windows and rates that do not fit the SLO; and a burn rate x (1 - target)
//! of 100 % or more, for which no outage is bad enough.
//!
//! ## Why it matters
//! The usual 14.4x over an hour was made for three nines over 30 days. At a target of 93 % it waits for 100.8 % of failures.
//! Such an alert looks configured, so nobody looks for the gap. Without a short window an alert goes on for an hour after the
//! fault has ended, and hides the next one.
//!
//! ## Example
//! Bad: target `90 % over 30 days`, `page | 1 h | 5 min | 14.4x`: 14.4 x 10 % = 144 %.
//!
//! Good: `page | 6 h | 30 min | 2.4x` for it, which fires above 24 %.
//!
//! ## Fix
//! Take the windows and the rate that the finding computes: burn rate = share of the budget x SLO window / long window.

use crate::engine::slo::{AlertReport, IssueKind, SloError};
use crate::finding::Findings;
use crate::pack::Place;
use crate::quantity::number;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::goals::{Goal, Watch};

crate::rule!("ALT007", "alert-does-not-fit", Warning, needs["alerting"], "alt007.rs", check);

/// What is wrong with an alert, and what would do.
struct Trouble<'a> {
    place: Place<'a>,
    message: String,
    evidence: String,
    fix: String,
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    for alert in case.goals.alerts.iter().filter(|alert| alert.interrupts()) {
        let goals = alert.goals.iter().filter_map(|goal| case.goals.goals.get(*goal));
        let trouble =
            unsaid(alert).or_else(|| goals.into_iter().find_map(|goal| unfit(alert, goal))).or_else(|| endless(alert));
        if let Some(Trouble { place, message, evidence, fix }) = trouble {
            findings.at(place, format!("\"{}\" {message}", alert.name())).evidence(evidence).fix(fix);
        }
    }
}

/// Nothing says when it fires.
fn unsaid<'a>(alert: &Watch<'a>) -> Option<Trouble<'a>> {
    let row = alert.row;
    let (place, message, fix) = if row.burn_rate().is_blank() && row.condition().is_blank() {
        (
            row.condition().place,
            "does not say when it fires",
            "write the burn rate with its windows, or the condition with its number and time",
        )
    } else if alert.burn_rate.is_some() && row.long().is_blank() {
        (
            row.long().place,
            "has a burn rate, and no window to take it over",
            "write the long window: 1 h at 14.4x, 6 h at 6x, 3 days at 1x, for an SLO over 30 days",
        )
    } else {
        return None;
    };
    Some(Trouble { place, message: message.to_owned(), evidence: String::new(), fix: fix.to_owned() })
}

/// It does not fit an objective.
fn unfit<'a>(alert: &Watch<'a>, goal: &Goal<'_>) -> Option<Trouble<'a>> {
    let (tier, promise) = (alert.tier()?, goal.promise()?);
    match promise.question(vec![tier]).answer() {
        Err(error) => Some(refused(alert, goal, &error)),
        Ok(report) => dead(alert, goal, &report).or_else(|| idle(alert, goal, &report)),
    }
}

/// The engine refuses it.
fn refused<'a>(alert: &Watch<'a>, goal: &Goal<'_>, error: &SloError) -> Trouble<'a> {
    let said = error.to_string();
    let (place, fix) = if said.starts_with("tiers[0].long") {
        (
            alert.row.long().place,
            "take a long window within that of the SLO: 1 h and 6 h for a page, 3 days for a ticket",
        )
    } else if said.starts_with("tiers[0].short") {
        (alert.row.short().place, "take about a twelfth of the long window as the short one")
    } else {
        (
            alert.row.burn_rate().place,
            "burn rate = share of the budget x SLO window / long window; over 30 days: 2 % in 1 h = 14.4x, 5 % in 6 h = 6x, 10 % in 3 days = 1x",
        )
    };
    let words = [
        ("tiers[0].long", "its long window"),
        ("tiers[0].short", "its short window"),
        ("tiers[0].burn_rate", "its burn rate"),
    ];
    let why = words.iter().fold(said, |said, (key, word)| said.replace(key, word));
    let message = format!("does not fit \"{}\": {why}", goal.name());
    Trouble { place, message, evidence: String::new(), fix: fix.to_owned() }
}

/// No outage is bad enough.
fn dead<'a>(alert: &Watch<'a>, goal: &Goal<'_>, report: &AlertReport) -> Option<Trouble<'a>> {
    let proof = report.tiers.iter().find(|proof| !proof.can_fire)?;
    let proposals = proof.proposals.iter().map(|one| {
        let rate = number::print(number::round_down(one.tier.factor.value, 4));
        format!("{rate}x over {} and {} (fires above {})", one.tier.long, one.tier.short, one.threshold)
    });
    let proposals: Vec<String> = proposals.collect();
    let fix = if proposals.is_empty() {
        "remove it: the budget is too large for a burn rate".to_owned()
    } else {
        format!("take {}", proposals.join(", or "))
    };
    let evidence =
        format!("it waits for failures above {}, and no more than 100 % can fail", proof.threshold.derivation);
    Some(Trouble {
        place: alert.row.burn_rate().place,
        message: format!("can never fire for \"{}\"", goal.name()),
        evidence,
        fix,
    })
}

/// It fires while the objective is met.
fn idle<'a>(alert: &Watch<'a>, goal: &Goal<'_>, report: &AlertReport) -> Option<Trouble<'a>> {
    let issue = report.issues.iter().find(|issue| issue.kind == IssueKind::FactorBelowOne)?;
    let message = format!("fires while \"{}\" is met", goal.name());
    Some(Trouble {
        place: alert.row.burn_rate().place,
        message,
        evidence: issue.message.clone(),
        fix: "take a burn rate of 1x or more".to_owned(),
    })
}

/// It goes on long after the fault has ended.
fn endless<'a>(alert: &Watch<'a>) -> Option<Trouble<'a>> {
    let row = alert.row;
    (alert.burn_rate.is_some() && !row.long().is_blank() && row.short().is_blank()).then(|| Trouble {
        place: row.short().place,
        message: format!(
            "has no short window, and goes on for up to {} after the fault has ended",
            row.long().text.trim()
        ),
        evidence: String::new(),
        fix: "write about a twelfth of the long window: 5 min for 1 h, 30 min for 6 h, 6 h for 3 days".to_owned(),
    })
}
