//! An alert policy does not fit the period of its SLO.
//!
//! ## What it does
//! Reads the rows of *Alert policy*, or the burn-rate alerts that *Operability* speaks of, against the window of each SLO
//! they are for. It reports a row whose SLO does not exist or has no share of good events with a window; windows and burn
//! rates that cannot be read; a long window longer than the period, or a short one that is not shorter than the long one; a
//! burn rate below 1, which fires while the objective is met; one so high that no budget is left when it fires; and an alert
//! that another one always precedes.
//!
//! ## Why it matters
//! Burn rates are quoted for 30 days. Copied to another period they spend another share of the budget: 1x over 3 days is
//! 10 % of a month, and 0.9 of a burn rate in four weeks that never misses its target. Alerts that fire without harm are
//! muted, and then the others are too.
//!
//! ## Example
//! Bad: SLO over 7 days, `ticket | 14 days | 1 day | 1x`; or `page | 6 h | 6 h | 6x`.
//!
//! Good: burn rate = share of the budget x period / long window: 5 % x 7 days / 6 h = 1.4x over 6 h and 30 min.
//!
//! ## Fix
//! Choose the share of the budget that an alert may cost (2 % and 5 % for a page, 10 % for a ticket), compute the burn rate
//! from it, and take about a twelfth of the long window as the short one.

use std::collections::BTreeSet;

use crate::engine::slo::{AlertReport, IssueKind, SloError, TierAnswer};
use crate::finding::Findings;
use crate::skills::platform_infrastructure::Case;
use crate::skills::platform_infrastructure::reading::goals::Goal;
use crate::skills::platform_infrastructure::reading::goals::alerts::{About, From, Stated};

crate::rule!("QUA012", "alert-unfit", Warning, needs["quality"], "qua012.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let goals = &case.goals;
    for (index, alert) in goals.alerts.iter().enumerate() {
        if let (About::Slo(name), From::Row(row)) = (alert.about, alert.from) {
            let own: Vec<&Goal<'_>> = goals.of_journey(name).collect();
            let lacks = if own.is_empty() {
                Some("no SLO of this name can be read")
            } else if own.iter().all(|goal| goal.share.is_none() || goal.days.is_none()) {
                Some("its SLO is no share of good events with a window")
            } else {
                None
            };
            if let Some(lacks) = lacks {
                findings
                    .at(row.name().place, format!("\"{}\" is for \"{}\", and {lacks}", alert.said(), name.trim()))
                    .fix("name an SLO as its table does, or write `all`; restate a percentile as a share, such as `95 % of requests within 300 ms over 30 days`");
                continue;
            }
        }
        // One finding for each alert: the first objective that it does not fit.
        let about = |goal: &&Goal<'_>| goals.alerts_of(goal).iter().any(|one| std::ptr::eq(*one, alert));
        let mut seen = BTreeSet::new();
        for goal in goals.goals.iter().filter(about).filter(|goal| seen.insert((goal.share, goal.days))) {
            let trouble = match goal.alerts(vec![alert.tier.clone()], None) {
                None => continue,
                Some(Err(error)) => Some(unusable(alert, &error)),
                Some(Ok(report)) => below_one(&report).or_else(|| {
                    let others = goals.alerts.iter().take(index).chain(goals.alerts.iter().skip(index + 1));
                    let others =
                        others.filter(|other| goals.alerts_of(goal).iter().any(|one| std::ptr::eq(*one, *other)));
                    preceded(goal, &report, others)
                }),
            };
            if let Some(Trouble { field, message, fix }) = trouble {
                findings
                    .at(
                        alert.place_of(&field),
                        format!("\"{}\" does not fit \"{}\": {message}", alert.said(), goal.name().trim()),
                    )
                    .evidence(format!("SLO target: {}", goal.slo.target().text))
                    .fix(fix);
                break;
            }
        }
    }
}

struct Trouble {
    field: String,
    message: String,
    fix: String,
}

/// An alert that the engine refuses.
fn unusable(alert: &Stated<'_>, error: &SloError) -> Trouble {
    let said = error.to_string();
    let field = said.split([' ', ':']).next().unwrap_or_default().to_owned();
    let words = [
        ("tiers[0].long", "the long window"),
        ("tiers[0].short", "the short window"),
        ("tiers[0].burn_rate", "the burn rate"),
    ];
    let message = words.iter().fold(said.clone(), |said, (key, word)| said.replace(key, word));
    let message = message.replace("; state other tiers, or stretch the default ones", "");
    let fix = if field.ends_with("long") {
        "take a long window within the period of the SLO: 1 h and 6 h for a page, 1 day for a ticket".to_owned()
    } else if field.ends_with("short") {
        format!("take about a twelfth of {} as the short window, or leave it blank", alert.tier.long)
    } else {
        "burn rate = share of the budget x period / long window; over 30 days: 2 % in 1 h = 14.4x, 5 % in 6 h = 6x, 10 % in 3 days = 1x".to_owned()
    };
    Trouble { field, message, fix }
}

fn below_one(report: &AlertReport) -> Option<Trouble> {
    let issue = report.issues.iter().find(|issue| issue.kind == IssueKind::FactorBelowOne)?;
    Some(Trouble { field: "burn_rate".to_owned(), message: issue.message.clone(), fix: format!("take {}", issue.fix) })
}

/// An alert behind another that is no less severe, looks at a shorter window and needs no higher burn rate: by the time
/// it fires, the other one has.
fn preceded<'a>(
    goal: &Goal<'_>,
    report: &AlertReport,
    others: impl Iterator<Item = &'a Stated<'a>>,
) -> Option<Trouble> {
    let this = &report.tiers.first()?.tier;
    let first = |other: &TierAnswer| {
        other.severity <= this.severity
            && other.long_seconds <= this.long_seconds
            && other.short_seconds <= this.short_seconds
            && other.factor.value <= this.factor.value
    };
    for other in others {
        let Some(Ok(answer)) = goal.alerts(vec![other.tier.clone()], None) else { continue };
        let Some(tier) = answer.tiers.first().map(|proof| &proof.tier) else { continue };
        // Of two that are the same, the first one stays.
        let same = first(tier)
            && tier.severity == this.severity
            && tier.long_seconds == this.long_seconds
            && tier.factor.value == this.factor.value
            && tier.short_seconds == this.short_seconds;
        if first(tier) && !same {
            return Some(Trouble {
                field: "burn_rate".to_owned(),
                message: format!(
                    "whenever it fires, \"{}\" has fired already, at no higher burn rate over no longer windows",
                    other.said()
                ),
                fix: "strike it, or give the longer window the lower burn rate: 14.4x over 1 h, 6x over 6 h, 3x over 1 day, 1x over 3 days".to_owned(),
            });
        }
    }
    None
}
