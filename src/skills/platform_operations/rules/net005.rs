//! A rollback trigger is not complete.
//!
//! ## What it does
//! Reads each trigger for the five that make it work: what is measured, above which value, over which time, what happens, who
//! learns of it. A threshold without a number, a window that is no length of time, and the action `page` where no other trigger
//! acts for the same service and environment count as missing.
//!
//! ## Why it matters
//! A trigger is carried out by a machine, or by a tired person. What is not written is not done: a threshold without a window
//! fires on the first failed request or never, and a trigger that pages leaves the release in place until somebody wakes.
//!
//! ## Example
//! Bad: `errors high | checkout-api | prod | errors | | too many | soon | page | automatic | |`.
//!
//! Good: `orders fail | checkout-api | prod | 5xx of POST /orders on green / all of them | Order availability | > 1.44 % | 10 min | roll back | automatic | #releases`.
//!
//! ## Fix
//! Fill the cells that the finding names; threshold and window follow from the SLO's page.

use crate::finding::Findings;
use crate::pack::Cell;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::nets::{Fuse, Nets};
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::shared::reading::wording::{joined, shortened, unfilled};

crate::rule!("NET005", "trigger-incomplete", Error, hard 3, needs["safety"], "net005.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for fuse in &case.nets.triggers {
        let row = fuse.row;
        let name = row.name().text;
        let parts = [
            (row.metric(), "what is measured"),
            (row.threshold(), "above which value it fires"),
            (row.window(), "over which time"),
            (row.action(), "what it does"),
            (row.notifies(), "who learns of it"),
        ];
        let blank: Vec<(Cell<'_>, &str)> = parts.into_iter().filter(|(cell, _)| cell.is_blank()).collect();
        if let Some((first, _)) = blank.first() {
            let lacking: Vec<&str> = blank.iter().map(|(_, part)| *part).collect();
            let place = if blank.len() == 1 { first.place } else { row.place() };
            findings
                .at(place, format!("The trigger \"{name}\" does not say {}", joined(&lacking, "and")))
                .fix(fix(case, fuse));
        }
        for (cell, read, what) in [
            (row.threshold(), fuse.threshold.is_some(), "a threshold without a number"),
            (row.window(), fuse.window.is_some(), "a window that is no length of time"),
        ] {
            if !read && !unfilled(&cell) {
                findings
                    .at(cell.place, format!("The trigger \"{name}\" has {what}: \"{}\"", shortened(cell.text)))
                    .fix(fix(case, fuse));
            }
        }
        if is(row.action(), "page") && !another_acts(case, fuse) {
            findings
                .at(
                    row.action().place,
                    format!("The trigger \"{name}\" pages somebody, and nothing takes the release back"),
                )
                .fix("write [[safety.triggers.action=roll back]], [[safety.triggers.action=halt]] or [[safety.triggers.action=flag off]]; the person it pages is named under [[safety.triggers.notifies]]");
        }
    }
}

/// What would do, from the SLO that it cites.
fn fix(case: &Case<'_>, fuse: &Fuse<'_>) -> String {
    let proposal = case.goals_of_trigger(fuse).find_map(|goal| case.proposal(goal));
    match proposal {
        Some(one) => {
            format!("write it; for its SLO `> {}` over `{}` fires no later than the page", one.threshold, one.window)
        }
        None => {
            "write it, such as `5xx of the new version / its requests`, `> 1.44 %`, `5 min`, [[safety.triggers.action=roll back]], `#releases`"
                .to_owned()
        }
    }
}

/// Whether another trigger acts wherever this one pages. Where its services or environments are unknown, nothing is said.
fn another_acts(case: &Case<'_>, fuse: &Fuse<'_>) -> bool {
    Nets::pairs(&case.roster, fuse.row.services(), fuse.row.environments())
        .all(|(service, environment)| case.nets.triggers_of(service, environment).any(Fuse::acts))
}
