//! A signal is gone before anybody needs it.
//!
//! ## What it does
//! Reads *Kept for* of metrics, logs and traces: at least 7 days. Where logs are kept by a platform itself, it also compares
//! with the longest period that the platform's card gives on any plan, if somebody verified it, and *Store* names no export.
//!
//! ## Why it matters
//! The report of a customer comes after the weekend; the comparison with the week before needs that week. What the platform
//! has deleted after a day no query finds, whatever the plan says.
//!
//! ## Example
//! Bad: traces kept for 3 days; logs kept for 30 days in `Netlify function logs`, which cover 7.
//!
//! Good: traces kept for 14 days; logs sent by a drain to a store that keeps 30 days.
//!
//! ## Fix
//! Keep it longer, or export it to a store that does.

use rust_decimal::Decimal;

use crate::finding::Findings;
use crate::gate::text;
use crate::platform::Platform;
use crate::quantity::{self, Quantity};
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::card;
use crate::skills::platform_operations::reading::signals::{Kind, Signal};

crate::rule!("REL013", "kept-too-short", Warning, needs["observability"], "rel013.rs", check);

/// A week: a report that comes on Monday about the Monday before.
const LEAST: Decimal = Decimal::from_parts(7, 0, 0, false, 0);

/// Words of a store to which logs are sent.
const EXPORTS: &[&str] = &["drain*", "export*", "forward*", "stream*", "sink*", "shipped", "ships", "sent to", "via"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for pillar in case.signals.pillars.iter().filter(|pillar| pillar.kind.is_some()) {
        let Some(days) = pillar.days else { continue };
        let cell = pillar.row.keep();
        if days < LEAST {
            findings
                .at(cell.place, format!("\"{}\" is kept for {}, less than a week", pillar.name(), cell.text.trim()))
                .fix("keep it for 7 days at least, or export it to a store that does");
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

/// The platform that keeps logs itself, and for how many days at most; `None` where nobody verified it.
fn forgotten(pillar: &Signal<'_>) -> Option<(&'static Platform, Decimal)> {
    let store = pillar.row.store();
    if pillar.kind != Some(Kind::Logs) || text::has_any(store.text, EXPORTS) {
        return None;
    }
    let platform = card(store)?;
    let note = &platform.logs_retention;
    let periods = quantity::find_all(&note.says).into_iter().filter_map(|(_, period)| period.as_days());
    let longest = periods.max().filter(|_| !note.unverified)?;
    Some((platform, longest))
}
