//! A merge rule states no rule.
//!
//! ## What it does
//! Reads each *Merge rule* and looks for a condition or an outcome: when it is linked, which id survives, or
//! that it is never merged. "n/a", "standard" and "handled by the SDK" state none.
//!
//! ## Why it matters
//! Merging is where identity goes wrong, and it cannot be undone in the reports already sent. On a shared
//! device "merge at login" without "first user only" adds one person's history to another's, which is a wrong
//! number and, where data is personal, a disclosure.
//!
//! ## Example
//! Bad: `| anonymous_id | cookie | n/a |`.
//!
//! Good: `| anonymous_id | first-party cookie | linked to the user_id at first sign-in, 30 days back; never
//! moved to another user |`.
//!
//! ## Fix
//! Say when it is linked to what, how far back, and which one survives; or that it is never merged.

use crate::finding::Findings;
use crate::text;
use crate::skills::platform_infrastructure::reading::identity;
use crate::skills::platform_infrastructure::{Case, Instrumentation};
use crate::skills::shared::reading::wording::{shortened, unfilled, word_count};

crate::rule!("INS003", "merge-rule-without-rule", Warning, needs["instrumentation"], "ins003.rs", check);

/// Words of a condition or an outcome.
const RULES: &[&str] = &[
    "never", "not merged", "no merge", "no merging", "not linked", "not joined", "not issued", "not used", "once",
    "when", "whenever", "at", "on", "upon", "after", "before", "during", "if", "unless", "until", "only", "older",
    "oldest", "newer", "newest", "earlier", "latest", "first", "last", "wins", "surviv*", "keep", "keeps", "kept",
    "stays", "link", "linked", "links", "map", "mapped", "maps", "mapping", "alias*", "tied", "joined", "attributed",
    "back-fill*", "backfill*", "exactly", "canonical", "immutable", "one", "maps to", "belongs", "discard*",
    "rewritten", "inherits", "follows", "replaces", "precedence",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for row in Instrumentation::of(case.pack).identity() {
        let merge = row.merge();
        if states_a_rule(merge.text) || unfilled(&merge) {
            continue;
        }
        let example = match identity::field(row.name().text).as_str() {
            "user_id" => "never merged by itself; a duplicate confirmed by support is mapped to the older id",
            "account_id" => {
                "stamped as of the event and never rewritten; when two accounts merge, the older survives and \
                 the newer is an alias"
            }
            "anonymous_id" => {
                "linked to the user_id at first sign-in, 30 days back; never moved to another user; renewed at \
                 sign-out"
            }
            _ => "never merged; one value belongs to exactly one account_id",
        };
        findings
            .at(
                merge.place,
                format!("The merge rule of \"{}\" says neither when it merges nor which one survives", row.name().text),
            )
            .evidence(format!("it says: {}", shortened(merge.text)))
            .fix(format!("state the rule, such as \"{example}\""));
    }
}

fn states_a_rule(merge: &str) -> bool {
    let words = word_count(merge);
    text::has_any(merge, &["never", "immutable", "does not exist", "do not exist", "no such", "there is none"])
        || (words > 1 && text::has_any(merge, RULES))
}
