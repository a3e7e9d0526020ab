//! A migration names no way over.
//!
//! ## What it does
//! Looks under *Migration approach* for at least one step that moves consumers without a leap: shim, adapter,
//! wrapper, dual-run or dual-write, shadow reads, strangler, feature flag, backfill, redirect, cut-over,
//! deprecation. A step that is denied ("no dual-run") does not count, and a pattern's name alone ("strangler
//! pattern") says not what is wrapped, moved or retired.
//!
//! ## Why it matters
//! Shared capabilities fail on migration, not on design. Where nobody wrote down how the first consumer moves
//! and how the old path ends, the new one becomes copy number four.
//!
//! ## Example
//! Bad: `Teams adopt it organically`.
//!
//! Good: `Adapter in front of the three exporters; Reporting first; dual-run for 14 days, checksums compared;
//! by flag 10 %, 50 %, 100 % of accounts; old exporters deprecated 2027-03-01, closed 2027-05-31`.
//!
//! ## Fix
//! Write the steps in order: shim or adapter, first consumer, dual-run with what is compared, cut-over in
//! stages, deprecation of the old path with a date.

use std::collections::BTreeSet;

use crate::finding::Findings;
use crate::skills::platform_infrastructure::{Capabilities, Case};
use crate::skills::shared::reading::wording::{said, shortened, unfilled, word_count};

crate::rule!("CAP004", "migration-without-path", Warning, needs["capabilities"], "cap004.rs", check);

const STEPS: &[&str] = &[
    "shim*", "adapter*", "adaptor*", "wrap*", "facade*", "proxy", "proxies", "sidecar*", "dual-run*", "dual run*",
    "dual-write*", "dual write*", "double-write*", "double write*", "parallel", "side by side", "shadow*", "mirror*",
    "strangl*", "flag", "flags", "feature-flag*", "backfill*", "back-fill*", "redirect*", "forwards", "forwarded",
    "cut-over*", "cut over*", "cutover*", "cuts over", "behind a switch", "switched", "deprecat*", "sunset*",
    "retire*", "read-only", "canary", "expand and contract", "branch by abstraction", "codemod*", "translat*",
    "removed", "deleted", "revoked", "dropped", "closed", "frozen", "phased out", "twice", "old and new",
    "until consumers", "migration guide", "reads both", "read both", "writes both", "write both",
    "turned off", "off",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for capability in Capabilities::of(case.pack).capabilities() {
        let migration = capability.migration();
        if unfilled(&migration) {
            continue;
        }
        let name = capability.name().text;
        let steps = said(migration.text, STEPS).collect::<BTreeSet<_>>().len();
        let message = if steps == 0 {
            format!("The migration of \"{name}\" names no step from the old copies to the shared one")
        } else if steps == 1 && word_count(migration.text) < 5 {
            format!("The migration of \"{name}\" names a pattern but not what is wrapped, moved or retired")
        } else {
            continue;
        };
        findings.at(migration.place, message).evidence(format!("it says: {}", shortened(migration.text))).fix(
            "write the steps in order, such as \"adapter in each caller; dual-run for 14 days with counts compared; \
             cut over caller by caller; old path deprecated, removed after 30 days without calls\"",
        );
    }
}
