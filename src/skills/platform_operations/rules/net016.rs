//! Drift is reverted by itself, and nothing says how an emergency change survives.
//!
//! ## What it does
//! Reads *Compares* of each drift check that reverts: it should say what is left alone, as a change made during an incident.
//!
//! ## Why it matters
//! In an incident people change production by hand, on purpose. A check that takes that back within minutes undoes the
//! mitigation, at night, without anybody having decided it.
//!
//! ## Example
//! Bad: `running digests against those of the last release`, every day, revert.
//!
//! Good: the same, `changes tagged incident are left alone for 24 h`.
//!
//! ## Fix
//! Add one clause to *Compares*: which changes are left alone, and for how long; or report instead of revert.

use crate::finding::Findings;
use crate::text;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::is;
use crate::skills::platform_operations::safety::Safety;
use crate::skills::shared::reading::wording::unfilled;

crate::rule!("NET016", "revert-without-exception", Info, needs["safety"], "net016.rs", check);

/// Words that speak of what is left alone.
const LEFT_ALONE: &[&str] = &[
    "emergenc*", "incident*", "exempt*", "except*", "break glass", "break-glass", "hotfix*", "left alone", "ignor*", "unless", "tagged",
    "paus*", "by hand",
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    for row in Safety::of(case.pack).drift().filter(|row| is(row.on_drift(), "revert")) {
        let compares = row.compares();
        if unfilled(&compares) || text::has_any(compares.text, LEFT_ALONE) {
            continue;
        }
        let name = row.name().text.trim();
        findings
            .at(compares.place, format!("\"{name}\" reverts, and says nothing of a change made during an incident"))
            .fix("add which changes are left alone and for how long: `changes tagged incident are left alone for 24 h`");
    }
}
