//! Clock and sequence of scaling projects do not name the same projects.
//!
//! ## What it does
//! Looks for each *Mitigation project* of the clock among the *Sequenced scaling projects*, for each of those on the clock,
//! and for limits whose project is `none`.
//!
//! ## Why it matters
//! The sequence says in which order the people who can do it get to it. A project that only the clock knows has no place
//! in the queue; one that only the sequence knows relieves nothing anybody measures.
//!
//! ## Example
//! Bad: the clock names `Second ingest region`, the sequence lists four other projects.
//!
//! Good: every project stands in both, under one name.
//!
//! ## Fix
//! Add the missing row with its *Start by* day and its reason, or use one name in both places.

use crate::skills::shared::reading::wording::{joined, unfilled};
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_infrastructure::{Case, Scaling};
use crate::skills::platform_infrastructure::reading::projects;

crate::rule!("SCL009", "project-not-sequenced", Warning, needs["scaling"], "scl009.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let scaling = Scaling::of(case.pack);
    let projects = &case.projects;
    let rows: Vec<_> = projects.sequence().iter().filter(|sequenced| !unfilled(&sequenced.row.name())).collect();
    let is_sequenced = |project: &str| projects.sequenced(project).any(|sequenced| !unfilled(&sequenced.row.name()));
    for limit in scaling.limits().filter(|limit| !unfilled(&limit.name())) {
        let cell = limit.project();
        if unfilled(&cell) {
            continue;
        }
        let names = projects::named(&cell);
        if names.is_empty() {
            findings
                .at(cell.place, format!("\"{}\" names no project that moves it: {}", limit.name().text, cell.text))
                .fix("name the project that starts when the trigger fires, and sequence it");
            continue;
        }
        let missing: Vec<String> =
            names.iter().filter(|name| !is_sequenced(name)).map(|name| format!("\"{name}\"")).collect();
        // A sequence that is missing altogether is another rule's; a name may hold a comma.
        let whole = || rows.iter().any(|sequenced| text::mentions(sequenced.row.name().text, cell.text));
        if !missing.is_empty() && !rows.is_empty() && !whole() {
            findings
                .at(
                    cell.place,
                    format!(
                        "{} is to mitigate \"{}\" but is not sequenced",
                        joined(&missing, "and"),
                        limit.name().text
                    ),
                )
                .fix("add a row to [[scaling.projects]]: what it relieves, by when it starts, why in this order");
        }
    }
    let any = scaling.limits().any(|limit| !unfilled(&limit.project()));
    for sequenced in rows {
        let project = sequenced.row.name();
        if any && !sequenced.is_named {
            findings
                .at(
                    project.place,
                    format!("No limit of the clock names \"{}\" as its mitigation project", project.text),
                )
                .fix("name it under [[scaling.limits.project]] of the limit it moves, or take it out of the scaling sequence");
        }
    }
}
