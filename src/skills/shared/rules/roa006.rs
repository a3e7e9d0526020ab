//! A milestone is rolled out at once, or cannot be taken back.
//!
//! ## What it does
//! Reads *Rollout/rollback* for stages (shares, cohorts, one at a time, shadow, dual-run, a flag, an order) and for
//! the way back (rollback, revert, restore, the old path kept). What is denied, such as "rollback: not needed", is
//! not there. A milestone that says it changes nothing in production needs neither.
//!
//! ## Why it matters
//! The way back is worth most in the minute nobody has time to invent it. Without stages the first user to see the
//! fault is every user.
//!
//! ## Example
//! `Big bang over one weekend` has neither. `5 %, 50 %, 100 % of accounts; flag off returns to the old path in 5
//! min` has both.
//!
//! ## Fix
//! Name the stages with the time between them, and what is switched, restored or kept so that the change can be
//! undone, and how long that takes. A step that cannot be undone says which copy is kept and who signs.

use crate::finding::Findings;
use crate::text;
use crate::skills::shared::RoadmapRows;
use crate::skills::shared::reading::wording::{says, shortened, unfilled};
use crate::skills::shared::rules::Case;

crate::rule!("ROA006", "rollout-or-rollback-missing", Warning, needs["roadmap"], "roa006.rs", check);

/// Words that part a rollout into stages.
const STAGES: &[&str] = &[
    "canary", "shadow*", "dual-*", "dual *", "pilot*", "staging", "stage*", "staged", "phase*", "phased", "wave*",
    "ring*", "cohort*", "step*", "gradual*", "progressive*", "incremental*", "rolling", "in parallel", "parallel run",
    "blue-green", "blue/green", "first", "before it", "before they", "at a time", "one by one", "by flag",
    "behind a flag", "feature flag*", "dry run", "dry-run", "log only", "log-only", "report only", "report-only",
    "count only", "count-only", "observe-only", "read-only", "notify-only", "advisory", "per service", "per team",
    "per region", "per tenant", "per table", "per caller", "per account", "by service", "by region", "by tenant",
    "by team", "a day", "a week", "apart", "weight*", "internal users", "own account", "sandbox", "rehears*", "last",
    "by channel", "batch*", "throttl*", "a copy",
];

/// Words that repeat themselves in a staged rollout: `service by service`.
const REPEATED: &str = " by ";

/// Words that lead back.
const BACK: &[&str] = &[
    "rollback*", "roll back", "rolls back", "rolled back", "back", "backed out", "revert*", "undo*", "undone",
    "restor*", "return*", "resume*", "previous", "failback", "fall back", "falls back", "fallback", "flag off",
    "by flag", "behind a flag", "feature flag*", "to 0 %", "to zero", "turned off", "switch off", "off by flag",
    "re-enable*", "reenable*", "re-attach*", "reattach*", "reassign*", "disable*", "kept", "keep", "stays", "stay",
    "taken off", "paused", "pausing", "old path", "old one", "quarantine", "fail-open", "snapshot*",
];

/// What says that nothing in production changes.
const HARMLESS: &[&str] = &[
    "no production change", "no change to production", "no change in production", "nothing is deployed",
    "nothing to deploy", "no deployment", "documents only", "document only", "documentation only", "paper only",
];

/// What may follow the word rollback to say that there is none.
const REFUSED: &[&str] = &[
    "none", "n/a", "not needed", "not necessary", "unnecessary", "not required", "not possible", "impossible",
    "not planned", "tbd", "to be agreed", "to be defined", "to be decided",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for milestone in RoadmapRows::of(case.gate.pack).milestones() {
        let rollout = milestone.rollout();
        if unfilled(&rollout) || text::has_any(rollout.text, HARMLESS) {
            continue;
        }
        let (staged, back) = (is_staged(rollout.text), leads_back(rollout.text));
        let (wrong, fix) = match (staged, back) {
            (true, true) => continue,
            (true, false) => ("is rolled out in stages but has no way back", BACK_FIX),
            (false, true) => ("has a way back but is rolled out at once", STAGES_FIX),
            (false, false) => ("has neither stages nor a way back", BOTH_FIX),
        };
        findings
            .at(rollout.place, format!("\"{}\" {wrong}", milestone.name().text))
            .evidence(format!("\"{}\"", shortened(rollout.text)))
            .fix(fix);
    }
}

const BACK_FIX: &str = "say what is switched, restored or kept to undo it and how long that takes, e.g. `rollback is \
     the flag, < 5 minutes`";
const STAGES_FIX: &str =
    "say in which steps, e.g. `5 %, 50 %, 100 % of accounts, 3 days apart`, or `one service a week`";
const BOTH_FIX: &str = "say the steps and how they are undone, e.g. `5 %, 50 %, 100 % of accounts, 3 days apart; \
     rollback is the flag, < 5 minutes`";

fn is_staged(rollout: &str) -> bool {
    const AT_ONCE: &[&str] = &["big bang", "big-bang", "in one step", "in a single step", "in one go", "all at once"];
    let staged = || says(rollout, STAGES) || repeated(rollout) || goes_on(rollout);
    rollout.contains('%') || (!says(rollout, AT_ONCE) && staged())
}

/// `Staging, then production`; "then monitor" is no further stage.
fn goes_on(rollout: &str) -> bool {
    const IDLE: &[&str] = &["monitor", "watch", "observe", "see", "hope", "wait", "done"];
    text::find_word(rollout, "then").is_some_and(|span| {
        let next = rollout[span.end..]
            .split_whitespace()
            .next()
            .unwrap_or_default()
            .trim_matches(|c: char| !c.is_alphanumeric());
        !next.is_empty() && !IDLE.iter().any(|word| next.eq_ignore_ascii_case(word))
    })
}

/// `service by service`, `One library, then 5`: the same word on both sides of `by`.
fn repeated(rollout: &str) -> bool {
    rollout.match_indices(REPEATED).any(|(at, _)| {
        let word =
            |text: Option<&str>| text.unwrap_or_default().trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let before = word(rollout[..at].rsplit(char::is_whitespace).next());
        let after = word(rollout[at + REPEATED.len()..].split(char::is_whitespace).next());
        !before.is_empty() && before == after
    })
}

fn leads_back(rollout: &str) -> bool {
    const NEVER: &[&str] = &[
        "no way back", "no return", "cannot be taken back", "can not be taken back", "cannot be undone", "irreversible",
    ];
    // "Back office first" leads nowhere.
    const NO_WAY: &[&str] = &["back office", "back-office", "back end", "back-end"];
    // Each statement by itself, so that a refusal speaks of its own rollback only.
    rollout.split(['.', ';', ',', '\n']).any(|statement| {
        let refused = ["rollback", "roll back", "back"]
            .iter()
            .filter_map(|word| text::find_word(statement, word))
            .any(|span| REFUSED.iter().any(|words| begins(&statement[span.end..], words)));
        !refused && !text::has_any(statement, NEVER) && says(statement, BACK) && !text::has_any(statement, NO_WAY)
    })
}

/// Whether a text begins with words, marks and `is` aside.
fn begins(text: &str, words: &str) -> bool {
    let text = text.trim_start_matches([' ', ':', '*', '_', '-', '\u{2013}', '\u{2014}', '=']);
    let text = text.strip_prefix("is ").unwrap_or(text);
    text.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words))
}
