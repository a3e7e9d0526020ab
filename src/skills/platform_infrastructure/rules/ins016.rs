//! A breaking change of an event has no milestone in which its consumers move.
//!
//! ## What it does
//! Reads *Contract changes*. A change breaks where an event ends, where the first part of its version grows, or where
//! the properties before and after are such that a reader of either cannot read the other: another type, another unit,
//! a required property added or removed. Such a row has to name a milestone of the roadmap, or a milestone has to
//! speak of migrating that event. Rows that say neither versions nor properties are reported, too.
//!
//! ## Why it matters
//! A consumer learns of a breaking change from an empty dashboard. Without a date by which each of them reads the new
//! version, the old one is either never switched off, or one day too early.
//!
//! ## Example
//! Bad: `order_placed | total: integer (EUR) | total: integer (EUR cents) | Finance | none`.
//!
//! Good: the same row with `M4`, whose scope is `dual-write order_placed; Finance and Growth read version 2`.
//!
//! ## Fix
//! Name the milestone in which readers move, add one, or make the change compatible: add an optional property beside
//! the old one.

use crate::skills::shared::reading::wording::joined;
use crate::engine::events::compat::{Break, BreakKind, Direction};
use crate::engine::events::migration::unplanned;
use crate::engine::events::Named;
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_infrastructure::reading::events::{Change, What};
use crate::skills::platform_infrastructure::Case;
use crate::skills::shared::reading::plan::{Planned, parts};

crate::rule!("INS016", "breaking-change-unplanned", Warning, needs["instrumentation"], "ins016.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for change in &case.events.changes {
        if change.what.is_none() {
            if !change.row.from().is_blank() && !change.row.to().is_blank() {
                findings
                    .at(change.row.from().place, format!("What changes in {} cannot be told", change.name))
                    .evidence(format!("from: {}; to: {}", change.row.from().text, change.row.to().text))
                    .fix(
                        "write versions such as `1.4.0` and `2.0.0`, or the properties with types before and after, such as \
                         `total: integer (EUR)` and `total: integer (EUR cents)`; `none` for an event that begins or ends",
                    );
            }
            continue;
        }
        milestone(case, change, findings);
    }
}

fn milestone(case: &Case<'_>, change: &Change<'_>, findings: &mut Findings) {
    let cell = change.row.milestone();
    let milestones = &case.plan.milestones;
    // A roadmap of fewer is none, and reported as that.
    if milestones.len() < 2 {
        return;
    }
    let named: Vec<&str> = parts(cell.text).filter(|name| !cell.is_blank() && !name.eq_ignore_ascii_case("none")).collect();
    let known = |name: &&str| {
        milestones.iter().any(|one| {
            text::same_name(one.id, name)
                || text::same_name(one.row.name().text, name)
                || text::same_name(one.title, name)
                || text::identifier(name).is_some_and(|id| id == one.id)
        })
    };
    if let Some(unknown) = named.iter().find(|name| !known(name)) {
        findings
            .at(cell.place, format!("No milestone is called \"{unknown}\""))
            .fix(format!("name one of {}", joined(&case.plan.ids(), "and")));
        return;
    }
    if !named.is_empty() || !change.breaks() {
        return;
    }
    let breaks = breaks(change);
    for open in unplanned(&breaks, &self::milestones(case)) {
        let who = match open.consumers.as_slice() {
            [] => "whoever reads it".to_owned(),
            teams => joined(teams, "and"),
        };
        let near = match open.nearest.as_slice() {
            [] => String::new(),
            near => format!(", such as {}, if they move there", joined(near, "or")),
        };
        findings
            .at(change.row.place(), format!("The change of {} breaks its readers, and no milestone moves them", change.name))
            .evidence(open.breaks.join("; "))
            .fix(format!(
                "name the milestone in which the readers ({who}) move to the new version{near}; or add an optional property \
                 beside the old one instead"
            ));
    }
}

/// The milestones with what they say.
pub(super) fn milestones(case: &Case<'_>) -> Vec<Named> {
    let named = |one: &Planned<'_>| Named {
        name: one.row.name().text.to_owned(),
        text: [one.row.scope().text, one.row.acceptance().text, one.row.rollout().text].join("\n"),
        ..Named::default()
    };
    case.plan.milestones.iter().map(named).collect()
}

/// What a change breaks, for changes between versions in so many words.
fn breaks(change: &Change<'_>) -> Vec<Break> {
    let (kind, message) = match &change.what {
        Some(What::Properties(diff)) => return diff.breaks.clone(),
        Some(What::Ends) => (BreakKind::EventRemoved, format!("`{}` ends: who reads it receives nothing more", change.name)),
        _ => (
            BreakKind::Type,
            format!("from {} to {} is a new major version", change.row.from().text, change.row.to().text),
        ),
    };
    let consumers = change.consumers.clone();
    vec![Break { event: change.name.to_owned(), property: None, direction: Direction::Forward, kind, message, consumers }]
}
