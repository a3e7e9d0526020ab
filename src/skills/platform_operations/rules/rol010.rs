//! A flag's kill switch does not say what is done and how fast it works.
//!
//! ## What it does
//! Reads *Kill switch* of each flag: it needs an action (off, disable, toggle, remove, set, switch) and a time (`10 s`).
//!
//! ## Why it matters
//! The flag is the way back in the minutes in which nobody wants to search. Whether it works in five seconds or after the
//! next poll of a cache decides whether it is used at all, or a rollback of everything instead.
//!
//! ## Example
//! Bad: `in the flag service`.
//!
//! Good: `toggle off, read every 10 s by all tasks; used 2026-10-02`.
//!
//! ## Fix
//! Write what a person does and after how long no user meets the code any more.

use crate::finding::Findings;
use crate::text;
use crate::quantity;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::shared::reading::wording::{joined, shortened, unfilled};

crate::rule!("ROL010", "flag-incomplete", Warning, needs["rollout"], "rol010.rs", check);

const ACTIONS: &[&str] = &[
    "off", "disable*", "toggle*", "turn*", "switch*", "flip*", "set", "sets", "unset", "kill*", "remove*", "revoke*",
    "revert*", "delete*", "false", "0 %",
];

/// Times that people give without a figure.
const AT_ONCE: &[&str] = &["next request", "at once", "immediate*", "a second", "a minute", "instant*"];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for flag in &case.rollouts.flags {
        let cell = flag.kill_switch();
        if unfilled(&cell) {
            continue;
        }
        let timed = quantity::find_all(cell.text).iter().any(|(_, amount)| amount.as_days().is_some())
            || text::has_any(cell.text, AT_ONCE);
        let acts = text::has_any(cell.text, ACTIONS);
        let lacking: Vec<&str> =
            [("what is done", acts), ("how fast it works", timed)].into_iter().filter(|(_, said)| !said).map(|(what, _)| what).collect();
        if lacking.is_empty() {
            continue;
        }
        findings
            .at(cell.place, format!("the kill switch of \"{}\" does not say {}", flag.name().text, joined(&lacking, "and")))
            .evidence(format!("it says: {}", shortened(cell.text)))
            .fix("write the action and the time, such as \"toggle off, read every 10 s by all instances\"");
    }
}
