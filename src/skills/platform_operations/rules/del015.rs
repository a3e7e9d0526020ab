//! A check cannot fail, or no verification makes it.
//!
//! ## What it does
//! Looks under Expects for something that can be observed: a number, or a condition that either holds or does not. The
//! stage of a check has to be of kind verify.
//!
//! ## Why it matters
//! "Looks good" passes at five in the afternoon. A machine can only stop a rollout on a bound, and a check that hangs on
//! a build or a deploy is made by nobody.
//!
//! ## Example
//! Bad: `the application works as expected`.
//!
//! Good: `3 of 3 scripted orders reach status paid within 20 s`; `every task healthy for 60 s`.
//!
//! ## Fix
//! Write what is measured, the bound, and from how many; name the stage of kind verify.

use crate::engine::pipeline::StageKind;
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::{is_named, names};
use crate::skills::shared::reading::wording::{has_amount, shortened, unfilled};

crate::rule!("DEL015", "check-without-limit", Warning, needs["delivery"], "del015.rs", check);

/// Conditions that hold or do not.
const CONDITIONS: &[&str] = &[
    "every", "each", "all", "none", "no", "never", "equal*", "identical", "same", "unchanged", "answers", "returns",
    "responds", "readable", "visible", "present", "absent", "empty", "delivered", "received", "issued", "created",
    "healthy", "ready", "reaches", "passes", "pass", "succeeds", "succeed", "exists", "matches", "green",
];
/// What can be said of anything.
const VAGUE: &[&str] = &[
    "as expected", "as intended", "looks good", "look good", "works", "working", "fine", "ok", "okay", "acceptable",
    "reasonable", "normal", "normally", "properly", "correctly", "satisfactory",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for row in &case.roster.checks {
        let (cell, name) = (row.expects(), row.name().text);
        let measured = has_amount(cell.text) || text::has_number(cell.text);
        let vague = text::has_any(cell.text, VAGUE) || !text::has_any(cell.text, CONDITIONS);
        if !unfilled(&cell) && !measured && vague {
            let message = format!("\"{name}\" expects nothing that can be measured: \"{}\"", shortened(cell.text));
            findings
                .at(cell.place, message)
                .fix("write what is measured and its bound: \"3 of 3 scripted orders paid within 20 s\"");
        }
        let cell = row.stage();
        let other = names(cell).filter_map(|one| case.flow.nodes.iter().find(|node| text::same_name(node.name(), one)));
        for node in other.filter(|node| node.kind != StageKind::Verify) {
            let message = format!("\"{name}\" is a check of \"{}\", which is no stage of kind verify", node.name());
            let fits = |one: &&crate::skills::platform_operations::reading::flow::Node<'_>| {
                one.kind == StageKind::Verify
                    && one.environments.iter().any(|place| is_named(node.row.environment(), place.name().text))
            };
            findings.at(cell.place, message).fix(match case.flow.nodes.iter().find(fits) {
                Some(verify) => format!("name \"{}\", which verifies the same environment", verify.name()),
                None => format!("add a stage of kind verify after \"{}\" and name it here", node.name()),
            });
        }
    }
}
