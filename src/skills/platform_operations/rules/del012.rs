//! Something is started by hand, and nobody is named who may.
//!
//! ## What it does
//! For each path that a person triggers, and each path with a stage whose start is manual, looks under Started by for
//! somebody: a person, a role, a team. `anyone`, `the pipeline` and the like are nobody.
//!
//! ## Why it matters
//! A manual step is a decision. Where everybody may take it, the audit trail says who did and not who should have; where
//! nobody in particular may, it waits.
//!
//! ## Example
//! Bad: path `hotfix`, trigger `manual`, started by `anyone`.
//!
//! Good: started by `the incident lead, with the on-call of payments`.
//!
//! ## Fix
//! Name the person or the role under Started by.

use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::shared::reading::wording::{shortened, unfilled};

crate::rule!("DEL012", "manual-without-person", Warning, needs["delivery"], "del012.rs", check);

/// Words that name nobody.
const NOBODY: &[&str] = &[
    "anyone", "anybody", "everyone", "everybody", "whoever", "nobody", "none", "pipeline", "the pipeline", "ci", "ci cd",
    "automatic", "automatically", "automation", "by hand", "manually", "manual", "cron", "scheduler", "bot", "a bot",
    "n a", "team", "the team", "someone", "somebody",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for row in &case.roster.paths {
        let (cell, name) = (row.started_by(), row.name().text);
        if unfilled(&cell) || !NOBODY.contains(&text::key(cell.text).as_str()) {
            continue;
        }
        let on = |node: &&crate::skills::platform_operations::reading::flow::Node<'_>| {
            node.manual && node.paths.iter().any(|one| text::same_name(case.flow.paths[*one], name))
        };
        let what = match case.flow.nodes.iter().find(on) {
            _ if is(row.trigger(), "manual") => format!("path \"{name}\" is started by hand"),
            Some(node) => format!("\"{}\" on path \"{name}\" is started by hand", node.name()),
            None => continue,
        };
        let message = format!("{what}, and \"{}\" names nobody who may", shortened(cell.text));
        findings.at(cell.place, message).fix("name a person, a role or a named team: \"incident lead, with the on-call of payments\"");
    }
}
