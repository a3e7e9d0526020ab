//! A decision to share, or not to share, has no reason.
//!
//! ## What it does
//! Reads each item under *Becomes a shared primitive* and *Stays product-specific* and looks for a reason:
//! something after a colon, a dash or in parentheses, or a clause with "because", "since", "so", "which" and
//! the like.
//!
//! ## Why it matters
//! The reason is what outlives the meeting. When a second team asks for cohort computation next spring, "one
//! consumer today" tells at once that the decision is due again; a bare name starts the argument from nothing.
//!
//! ## Example
//! Bad: `- Differentiating experiences`.
//!
//! Good: `- Cohort computation stays with the Cohorts team: no other consumer, and set algebra over users is
//! its product`.
//!
//! ## Fix
//! Name the capability, then why: who uses it, what differs, what would change the decision.

use crate::skills::shared::reading::wording::{shortened, unfilled, word_count};
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_infrastructure::{Case, Capabilities};

crate::rule!("CAP009", "decision-without-reason", Warning, needs["capabilities"], "cap009.rs", check);

const CLAUSES: &[&str] = &[
    "because", "since", "so", "which", "whose", "until", "unless", "while", "due to", "only", "otherwise", "needs",
    "no other", "nobody", "as it", "as they", "no second", "therefore", "hence", "given", "after",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Capabilities::of(case.pack);
    let shared = section.shared().map(|item| (item, "shared"));
    let specific = section.product_specific().map(|item| (item, "kept with one product"));
    for (item, verdict) in shared.chain(specific) {
        if gives_reason(item.text) || unfilled(&item) {
            continue;
        }
        findings.at(item.place, format!("\"{}\" is to be {verdict}, and nothing says why", shortened(item.text))).fix(
            "add the reason after a colon or \"because\": who uses it, what differs, or what would change the \
             decision",
        );
    }
}

fn gives_reason(item: &str) -> bool {
    let after_mark = [": ", " - ", " (", ". ", "\u{2013}", "\u{2014}"]
        .iter()
        .filter_map(|mark| item.split_once(mark))
        .any(|(name, reason)| !name.trim().is_empty() && word_count(reason) >= 2);
    after_mark || (word_count(item) > 4 && text::has_any(item, CLAUSES))
}
