//! One failure pages somebody.
//!
//! ## What it does
//! Takes the *Request rate* of a journey, its SLO, and its alerts (those of *Alert policy*, else the usual ones), and counts how
//! many failures a page needs. It reports a page that one failure fires, and one whose short window is often empty.
//!
//! ## Why it matters
//! Ten requests an hour at 99.9 % allow seven failures a month. The usual page over one hour fires at 1.44 % of ten requests,
//! which is one failure: somebody is woken for a single time-out, learns that it means nothing, and stops reading pages.
//!
//! ## Example
//! Bad: `Erase personal data | | 10 requests per hour` with `99.9 % over 30 days` and the usual alerts.
//!
//! Good: the same with alerts over 3 days, a probe every minute, or a target of `99 % over 90 days`.
//!
//! ## Fix
//! The finding lists what works for this journey, with what it costs. Where nothing does, let failures open tickets.

use crate::engine::slo::{IssueKind, Severity};
use crate::finding::Findings;
use crate::skills::platform_infrastructure::Case;

crate::rule!("QUA017", "one-failure-pages", Warning, needs["quality"], "qua017.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let goals = &case.goals;
    for need in &goals.needs {
        let rate = need.row.rate();
        if rate.is_blank() {
            continue;
        }
        for goal in goals.of_journey(need.row.name().text) {
            let stated = goals.alerts_of(goal);
            let own = !stated.is_empty();
            let tiers = if own { stated.iter().map(|alert| alert.tier.clone()).collect() } else { goal.fitting() };
            if tiers.is_empty() {
                continue;
            }
            let Some(Ok(report)) = goal.alerts(tiers, Some(rate.text)) else { continue };
            let pages: Vec<&str> = report
                .tiers
                .iter()
                .filter(|proof| proof.tier.severity == Severity::Page)
                .map(|proof| proof.tier.name.as_str())
                .collect();
            let found = report.issues.iter().find(|issue| {
                matches!(issue.kind, IssueKind::SingleFailureFires | IssueKind::ShortWindowEmpty)
                    && pages.contains(&issue.subject.as_str())
            });
            let Some(issue) = found else { continue };
            let whose = if own { "" } else { " under the usual alerts" };
            let message = match issue.kind {
                IssueKind::SingleFailureFires => format!("One failure of \"{}\" pages{whose}", goal.name().trim()),
                _ => format!("A page of \"{}\" often has nothing to look at{whose}", goal.name().trim()),
            };
            findings
                .at(rate.place, message)
                .evidence(format!("{}: {}", issue.subject, issue.message))
                .fix(issue.fix.clone())
                .related(goal.slo.target().place, format!("the target: {}", goal.slo.target().text));
        }
    }
}
