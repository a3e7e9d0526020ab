//! What the rows of owners and freezes say to a schedule.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::engine::schedule::{FreezeInput, Stops};
use crate::pack::Cell;
use crate::quantity::{DateRange, Quantity};
use crate::skills::shared::{Freeze, OwnerCapacity};
use crate::text;

/// Words for what goes live, and for work.
const ROLLOUTS: &[&str] = &[
    "rollout*", "roll-out*", "release*", "deploy*", "go-live*", "go live", "production", "launch*", "change*",
    "migration*",
];
const WORK: &[&str] = &["work", "nobody", "closed", "holiday*", "vacation*", "shutdown", "everything", "all"];

/// What an owner can do at once.
#[derive(Debug, Clone, Copy)]
pub struct Capacity<'a> {
    /// The row.
    pub row: OwnerCapacity<'a>,
    /// The milestones at once.
    pub at_once: u32,
}

impl Capacity<'_> {
    /// Whether a milestone's owner is meant.
    pub fn is_of(&self, owner: &str) -> bool {
        let name = self.row.name().text;
        text::same_name(owner, name) || text::mentions(owner, name)
    }
}

/// The number in a row of owners.
pub(super) fn capacity<'a>(
    row: OwnerCapacity<'a>,
    owners: &[&str],
) -> Result<Capacity<'a>, (Cell<'a>, String, String)> {
    let cell = row.at_once();
    let number = Quantity::parse(cell.text).ok().map(|quantity| quantity.value).filter(Decimal::is_integer);
    let Some(at_once) = number.and_then(|value| value.to_u32()).filter(|value| (1..=1_000).contains(value)) else {
        let problem = format!("\"{}\" is no number of milestones", cell.text);
        return Err((cell, problem, "write a whole number from 1 to 1,000, e.g. `2`".to_owned()));
    };
    let capacity = Capacity { row, at_once };
    if !owners.iter().any(|owner| capacity.is_of(owner)) {
        let problem = format!("\"{}\" owns no milestone", row.name().text);
        return Err((row.name(), problem, "write the owner as the milestones do, or delete the row".to_owned()));
    }
    Ok(capacity)
}

/// A row of freezes; nothing in the error where it is over.
pub(super) fn freeze<'a>(
    row: &Freeze<'a>,
    owners: &[&str],
    as_of: Date,
) -> Result<FreezeInput, Option<(Cell<'a>, String, String)>> {
    let span = DateRange::parse(row.period().text).map_err(|problem| {
        Some((
            row.name(),
            problem.to_string(),
            "write the first and the last day, `2026-12-21 to 2027-01-03`".to_owned(),
        ))
    })?;
    if span.end < as_of {
        return Err(None);
    }
    let cell = row.stops();
    let first = |words: &'static [&'static str]| text::find_any(cell.text, words).map(|(_, span)| span.start).min();
    let stops = match (first(WORK), first(ROLLOUTS)) {
        (Some(work), Some(rollouts)) if rollouts < work => Stops::Rollouts,
        (Some(_), _) => Stops::Work,
        (None, Some(_)) => Stops::Rollouts,
        (None, None) => {
            let problem = format!("\"{}\" does not say what stops", cell.text);
            return Err(Some((
                cell,
                problem,
                "write `work` or `rollouts`, and of whom if not of everybody".to_owned(),
            )));
        }
    };
    let mut whom: Vec<String> = Vec::new();
    for owner in owners.iter().filter(|owner| !owner.is_empty()) {
        // `Henrik Olsen (Ledger lead)` is Henrik Olsen.
        let person = owner.split(['(', ',']).next().unwrap_or(owner).trim();
        if text::mentions(cell.text, person) && !whom.iter().any(|one| one == owner) {
            whom.push((*owner).to_owned());
        }
    }
    if whom.is_empty() && cell.text.contains(" of ") {
        let problem = format!("\"{}\" stops something of nobody who owns a milestone", cell.text);
        return Err(Some((
            cell,
            problem,
            "name owners as the milestones do, or write only `work` or `rollouts`".to_owned(),
        )));
    }
    let reason = row.reason().text.trim();
    Ok(FreezeInput {
        dates: span.to_string(),
        stops,
        owners: whom,
        reason: (!reason.is_empty()).then(|| reason.to_owned()),
    })
}

/// The name an owner goes by in the schedule.
pub(super) fn name(owner: &str, known: &BTreeMap<&str, &Capacity<'_>>) -> String {
    known.get(owner).map_or(owner, |capacity| capacity.row.name().text.trim()).to_owned()
}

pub(super) fn canonical(freeze: FreezeInput, known: &BTreeMap<&str, &Capacity<'_>>) -> FreezeInput {
    let mut owners: Vec<String> = freeze.owners.iter().map(|owner| name(owner, known)).collect();
    owners.dedup();
    FreezeInput { owners, ..freeze }
}
