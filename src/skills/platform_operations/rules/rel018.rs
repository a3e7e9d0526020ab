//! A pack from which SLOs were taken is not at hand.
//!
//! ## What it does
//! Looks for the pack that each row of *Imported objectives* names: in a store by its id, among files by title or name of the
//! file, as given with `--beside`.
//!
//! ## Why it matters
//! What is not at hand is not compared, and the target that changed there stays unchanged here without a word.
//!
//! ## Example
//! Bad: an import from `shop-platform`, checked by itself.
//!
//! Good: `groundplan check OPS.md --beside shop-platform.md`; or an import from `pk_0123...`, the id of a pack in the same store.
//!
//! ## Fix
//! Give the other pack with `--beside`, or name it by the id under which the store holds it.

use crate::finding::Findings;
use crate::skills::exchange;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::shared::reading::wording::{shortened, unfilled};

crate::rule!("REL018", "import-unseen", Warning, needs["objectives"], "rel018.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for import in exchange::imports(case.pack) {
        let cell = import.name();
        if unfilled(&cell) || case.gate.cited(cell.text).is_some() {
            continue;
        }
        let name = shortened(cell.text);
        findings
            .at(cell.place, format!("SLOs were taken from \"{name}\", which is not at hand, so nothing was compared"))
            .fix("check the file with `--beside` and the other pack's file; or name the other pack by its id in this store");
    }
}
