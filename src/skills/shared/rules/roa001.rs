//! The roadmap has fewer than two milestones.
//!
//! ## What it does
//! Counts the rows of *Milestones* that have a name and say what is built or when it is accepted. Rows that still
//! hold nothing but the template's words do not count.
//!
//! ## Why it matters
//! A plan with one milestone has one moment at which anybody learns whether it works, and that moment is its end.
//! Money, people and doubt need an earlier one. Without any milestone there is nothing to start, to wait for or to
//! take back.
//!
//! ## Example
//! A table whose only row is `M1 New platform`, from January to December.
//!
//! ## Fix
//! Cut the work where something can be measured or shown: a first milestone of two to six weeks that proves the
//! riskiest assumption, then the others, each with its own acceptance criteria.

use crate::finding::Findings;
use crate::pack::Cell;
use crate::skills::shared::reading::plan;
use crate::skills::shared::reading::wording::{counted, unfilled};
use crate::skills::shared::rules::Case;
use crate::skills::shared::{Milestone, RoadmapRows};

crate::rule!("ROA001", "too-few-milestones", Error, needs["roadmap"], "roa001.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let rows = RoadmapRows::of(case.gate.pack);
    let (filled, open): (Vec<Milestone<'_>>, Vec<Milestone<'_>>) = rows.milestones().partition(is_filled);
    if filled.len() >= 2 {
        return;
    }
    let message = match filled.first() {
        Some(only) => format!("The roadmap has a single milestone, \"{}\"", only.name().text),
        None => "The roadmap has no milestone".to_owned(),
    };
    let finding = findings.at(rows.place(), message).fix(
        "list at least two, the first of which can start now: identifier and name, scope, acceptance criteria with a \
         number, owner, \
         dependencies, ETA range, rollout and rollback",
    );
    if !open.is_empty() {
        finding.evidence(format!("{} with a name or a scope still to be written", counted(open.len(), "row")));
    }
}

/// Whether somebody has filled in a row.
fn is_filled(row: &Milestone<'_>) -> bool {
    let name = row.name();
    let title = Cell { text: plan::title(name.text), place: name.place };
    let empty = unfilled(&row.scope()) && unfilled(&row.acceptance());
    !unfilled(&title) && !empty
}
