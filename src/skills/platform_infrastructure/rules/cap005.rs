//! The expected impact of a capability has no number.
//!
//! ## What it does
//! Looks for an amount under *Expected impact*: in figures, or spelled out ("halves").
//!
//! ## Why it matters
//! Infrastructure that works is invisible. Half a year later somebody asks whether the shared service was worth
//! it, and only a number written down before can answer. A number also ranks candidates; "significant uplift"
//! is the same for all of them.
//!
//! ## Example
//! Bad: `Faster onboarding of new teams`.
//!
//! Good: `A new consumer integrates in 3 days instead of 5 weeks (orders and billing, 2026)`.
//!
//! ## Fix
//! Say what falls or rises, from what to what. Where nobody measured it, write an estimate, call it one, and
//! say when it is checked.

use crate::skills::shared::reading::wording::{has_amount, shortened, unfilled};
use crate::finding::Findings;
use crate::skills::platform_infrastructure::{Case, Capabilities};

crate::rule!("CAP005", "impact-without-number", Warning, needs["capabilities"], "cap005.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for capability in Capabilities::of(case.pack).capabilities() {
        let impact = capability.impact();
        if has_amount(impact.text) || unfilled(&impact) {
            continue;
        }
        findings
            .at(impact.place, format!("The expected impact of \"{}\" has no number", capability.name().text))
            .evidence(format!("it says: {}", shortened(impact.text)))
            .fix(
                "say what changes from what to what, such as \"failed exports fall from 6.8 % to at most 1 %\"; \
                 an estimate is accepted if it says so",
            );
    }
}
