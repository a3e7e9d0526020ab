//! A signal is gone before anybody needs it.
//!
//! ## What it does
//! Reads *Kept for* of metrics, logs and traces: at least 7 days, and metrics at least as long as the longest window of an
//! SLO, which is computed from them. It compares with a time that *Store* states, and, where logs are kept by a platform
//! itself and *Store* names no export, with the longest period that the platform's card gives, if somebody verified it.
//!
//! ## Why it matters
//! The report of a customer comes after the weekend; the comparison with the week before needs that week. What the platform
//! has deleted after a day no query finds, whatever the plan says.
//!
//! ## Example
//! Bad: traces kept for 3 days; metrics kept for 15 days under an SLO over 30; logs kept for 30 days in `Netlify function
//! logs`, which cover 7.
//!
//! Good: traces kept for 14 days; logs sent by a drain to a store that keeps 30 days.
//!
//! ## Fix
//! Keep it longer, or export it to a store that does.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::text;
use crate::platform::{self, Platform};
use crate::quantity::{self, Quantity};
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::signals::{Kind, Signal};

crate::rule!("REL013", "kept-too-short", Warning, needs["observability"], "rel013.rs", check);

/// A week: a report that comes on Monday about the Monday before.
const LEAST: Decimal = Decimal::from_parts(7, 0, 0, false, 0);

/// Words of a store to which logs are sent.
const EXPORTS: &[&str] = &["drain*", "export*", "forward*", "stream*", "sink*", "shipped", "ships", "sent to", "via"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let windows = case.goals.goals.iter().filter_map(|goal| Some((goal, goal.promise()?.days)));
    let longest = windows.max_by_key(|(_, days)| *days);
    for pillar in case.signals.pillars.iter().filter(|pillar| pillar.kind.is_some()) {
        let Some(days) = pillar.days else { continue };
        let cell = pillar.row.keep();
        if days < LEAST {
            findings
                .at(cell.place, format!("\"{}\" is kept for {}, less than a week", pillar.name(), cell.text.trim()))
                .fix("keep it for 7 days at least, or export it to a store that does");
        } else if let Some(stored) = stored(case, pillar).filter(|stored| days > *stored) {
            findings
                .at(
                    cell.place,
                    format!(
                        "\"{}\" is to be kept for {}, and its store keeps it for {}",
                        pillar.name(),
                        cell.text.trim(),
                        Quantity::days(stored)
                    ),
                )
                .fix("name the milestone that brings the longer time, or write the time that holds")
                .related(pillar.row.store().place, "the store");
        } else if let Some((goal, window)) =
            longest.filter(|(_, window)| pillar.kind == Some(Kind::Metrics) && days < *window)
        {
            findings
                .at(
                    cell.place,
                    format!(
                        "\"{}\" is kept for {}, and the SLO \"{}\" is over {}",
                        pillar.name(),
                        cell.text.trim(),
                        goal.name(),
                        Quantity::days(window)
                    ),
                )
                .fix("keep it for the window of the SLO at least, or record the indicator into a store that does")
                .related(goal.row.target().place, "the SLO");
        } else if let Some((platform, kept)) = forgotten(pillar).filter(|(_, kept)| days > *kept) {
            let note = &platform.logs_retention;
            findings
                .at(
                    cell.place,
                    format!("\"{}\" is to be kept for {}, and {} keeps logs for {} at most", pillar.name(), cell.text.trim(), platform.name, Quantity::days(kept)),
                )
                .evidence(format!("{} ({})", note.says, note.source.as_deref().unwrap_or_default()))
                .fix("name under [[observability.pillars.store]] the drain or export, and the store that keeps them so long");
        }
    }
}

/// How long the store keeps it, where the plan says so of the store: `Prometheus, 15 days`. A milestone named there will
/// change it.
fn stored(case: &Case<'_>, pillar: &Signal<'_>) -> Option<Decimal> {
    let said = [pillar.row.store().text, pillar.row.keep().text];
    if case.plan.milestones.iter().any(|one| said.iter().any(|text| text::mentions(text, one.id))) {
        return None;
    }
    // What waits in a buffer is not what the store keeps.
    if text::has_any(said[0], &["buffer*", "cache*", "queue*", "local*", "spool*"]) {
        return None;
    }
    let mut periods = quantity::find_all(said[0]).into_iter().filter_map(|(_, period)| period.as_days());
    let only = periods.next()?;
    periods.next().is_none().then_some(only)
}

/// The platform that keeps logs itself, and for how many days at most; `None` where nobody verified it.
fn forgotten(pillar: &Signal<'_>) -> Option<(&'static Platform, Decimal)> {
    let store = pillar.row.store();
    if pillar.kind != Some(Kind::Logs) || text::has_any(store.text, EXPORTS) {
        return None;
    }
    let platform = platform::named(store.text)?;
    let note = &platform.logs_retention;
    let periods = quantity::find_all(&note.says).into_iter().filter_map(|(_, period)| period.as_days());
    let longest = periods.max().filter(|_| !note.unverified)?;
    Some((platform, longest))
}
