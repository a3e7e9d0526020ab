//! The burn-rate alerts a pack states: in the table of the section, and in the prose of its attributes.

use crate::engine::slo::{Severity, TierInput, Written};
use crate::pack::{Cell, Place};
use crate::quantity::{self, Unit, number};
use crate::skills::platform_infrastructure::{Alert, Quality};
use crate::text;

/// Letters between a burn rate and its window at most: `14.4x burn over the last 1 h`.
const NEAR: usize = 24;

/// An alert that is stated.
#[derive(Debug)]
pub(in super::super::super) struct Stated<'a> {
    /// The alert.
    pub tier: TierInput,
    /// The objective it is about.
    pub about: About<'a>,
    /// Where it stands.
    pub from: From<'a>,
}

/// The objectives an alert is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super::super) enum About<'a> {
    /// All that are shares.
    All,
    /// The one of this name.
    Slo(&'a str),
}

/// Where an alert is stated.
#[derive(Debug, Clone, Copy)]
pub(in super::super::super) enum From<'a> {
    /// A row of the table.
    Row(Alert<'a>),
    /// A cell of prose.
    Prose(Cell<'a>),
}

impl<'a> Stated<'a> {
    /// Whether it is stated for this objective by name.
    pub fn is_for(&self, slo: &str) -> bool {
        matches!(self.about, About::Slo(name) if text::same_name(name, slo))
    }

    /// Whether it is stated for all objectives.
    pub fn is_for_all(&self) -> bool {
        self.about == About::All
    }

    /// Where its burn rate stands.
    pub fn place(&self) -> Place<'a> {
        match self.from {
            From::Row(row) => row.burn_rate().place,
            From::Prose(cell) => cell.place,
        }
    }

    /// The cell that an error of the engine is about.
    pub fn place_of(&self, field: &str) -> Place<'a> {
        match self.from {
            From::Row(row) if field.ends_with("long") => row.long().place,
            From::Row(row) if field.ends_with("short") => row.short().place,
            _ => self.place(),
        }
    }

    /// `page at 14.4x over 1 h`.
    pub fn said(&self) -> String {
        let rate = self.tier.burn_rate.as_ref().map_or("", Written::as_str).trim();
        let times = if rate.ends_with(|c: char| c.is_ascii_digit()) { "x" } else { "" };
        format!("{} at {rate}{times} over {}", self.tier.severity, self.tier.long.as_str().trim())
    }
}

/// The alerts of a section. Those of the table are meant; prose counts where there is no table.
pub(super) fn stated<'a>(quality: &Quality<'a>) -> Vec<Stated<'a>> {
    let rows: Vec<Stated<'a>> = quality.alerts().filter_map(row).collect();
    if !rows.is_empty() || quality.alerts().next().is_some() {
        return rows;
    }
    let cells = quality.operability().flat_map(|row| [row.target(), row.measurement()]);
    cells.flat_map(prose).collect()
}

/// A row of the table; `None` where it is not filled in. A severity that is none is another rule's.
fn row(row: Alert<'_>) -> Option<Stated<'_>> {
    let severity = match row.severity().text.trim().to_lowercase().as_str() {
        "page" => Severity::Page,
        "ticket" => Severity::Ticket,
        _ => return None,
    };
    if row.name().is_blank() || row.long().is_blank() || row.burn_rate().is_blank() {
        return None;
    }
    let short = Some(row.short()).filter(|short| !short.is_blank());
    let tier = TierInput {
        severity,
        budget: None,
        burn_rate: Some(Written::from(row.burn_rate().text.trim())),
        long: Written::from(row.long().text.trim()),
        short: short.map(|short| Written::from(short.text.trim())),
    };
    let name = row.name().text;
    let all = ["all", "all slos", "every slo", "each", "each slo", "all journeys"];
    let about = if all.contains(&text::key(name).as_str()) { About::All } else { About::Slo(name) };
    Some(Stated { tier, about, from: From::Row(row) })
}

/// The alerts of a text that speaks of burn rates: `page at 14.4x over 1 hour, ticket at 3x over 24 hours`.
fn prose(cell: Cell<'_>) -> Vec<Stated<'_>> {
    if !text::has_any(cell.text, &["burn", "burn-rate*", "burn rate*"]) {
        return Vec::new();
    }
    let found = quantity::find_all(cell.text);
    let alert = |pair: &[(std::ops::Range<usize>, quantity::Quantity)]| {
        let [(at, rate), (end, long)] = pair else { return None };
        let between = cell.text.get(at.end..end.start)?;
        let joined = between.len() <= NEAR && text::has_any(between, &["over", "in", "for", "within", "during"]);
        if rate.unit != Unit::Times || long.as_days().is_none() || !joined {
            return None;
        }
        let before = cell.text.get(..at.start)?.to_lowercase();
        let ticket = before.rfind("ticket") > before.rfind("page");
        let tier = TierInput {
            severity: if ticket { Severity::Ticket } else { Severity::Page },
            budget: None,
            burn_rate: Some(Written::from(number::print(rate.value).as_str())),
            long: Written::from(long.to_string().as_str()),
            short: None,
        };
        Some(Stated { tier, about: About::All, from: From::Prose(cell) })
    };
    found.windows(2).filter_map(alert).collect()
}
