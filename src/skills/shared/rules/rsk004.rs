//! The owner of a grave risk has no part in the plan.
//!
//! ## What it does
//! For each risk with high likelihood and high impact, looks for its owner among the owners of the milestones, of
//! the next steps and of the open questions.
//!
//! ## Why it matters
//! Somebody who works on nothing in the plan learns of the risk's signs from others, and late. It may be right, for
//! a sponsor who decides and does not do; then nothing is lost by having read this.
//!
//! ## Example
//! A high and high risk owned by a director, where every milestone and step belongs to others.
//!
//! ## Fix
//! Give the risk to somebody who works on what it threatens, or give its owner the step that mitigates it.

use std::collections::BTreeSet;

use crate::finding::Findings;
use crate::text;
use crate::pack::Cell;
use crate::skills::shared::reading::wording::{shortened, unfilled};
use crate::skills::shared::rules::Case;
use crate::skills::shared::{Risks, RoadmapRows};

crate::rule!("RSK004", "risk-owner-uninvolved", Info, needs["risks", "roadmap"], "rsk004.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Risks::of(case.gate.pack);
    let owners: Vec<Cell<'_>> = RoadmapRows::of(case.gate.pack)
        .milestones()
        .map(|row| row.owner())
        .chain(section.steps().map(|row| row.owner()))
        .chain(section.questions().map(|row| row.owner()))
        .filter(|owner| !unfilled(owner))
        .collect();
    if owners.is_empty() {
        return;
    }
    let involved: BTreeSet<String> = owners.iter().flat_map(people).collect();
    for risk in section.risks() {
        let grave =
            [risk.likelihood(), risk.impact()].iter().all(|level| level.text.trim().eq_ignore_ascii_case("high"));
        let owner = risk.owner();
        if !grave || unfilled(&owner) || people(&owner).any(|person| involved.contains(&person)) {
            continue;
        }
        findings
            .at(
                owner.place,
                format!(
                    "{} owns the grave risk \"{}\" and no milestone, step or question",
                    owner.text,
                    shortened(risk.name().text)
                ),
            )
            .fix(format!(
                "give the risk to somebody who works on what it threatens, or give {} the step that mitigates it",
                owner.text
            ));
    }
}

/// The people a cell names, without their roles.
fn people<'a>(owner: &Cell<'a>) -> impl Iterator<Item = String> + use<'a> {
    owner.names().map(|name| text::key(name.split('(').next().unwrap_or(name))).filter(|name| !name.is_empty())
}
