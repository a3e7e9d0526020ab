//! An imported SLO differs from the pack it was taken from.
//!
//! ## What it does
//! Holds each SLO that *Imported objectives* names against the newest revision of the pack it was taken from: target, window
//! and SLI. Targets are compared by what they mean, indicators by their words. Reports also an SLO that the other pack no
//! longer states, and one that is said to be taken and has no row. In a store the other pack is found by its id; for files it
//! is given with `groundplan check --beside`.
//!
//! ## Why it matters
//! Two numbers for one promise mean that pages, rollback triggers and capacity work from different ones. The plan that was
//! changed last is right, and the other one does not know it.
//!
//! ## Example
//! Bad: `Checkout` asks for `99.9 % over 30 days` here, and for `99.95 % over 30 days` in revision 7 of the pack it comes from.
//!
//! Good: the same target in both; or a row of its own under another name that is not imported.
//!
//! ## Fix
//! Take the newer one over, with the revision and the day; or have the other pack changed; or strike the SLO from *SLOs* of the
//! import.

use crate::finding::Findings;
use crate::gate::Beside;
use crate::skills::exchange::{self, Stated};
use crate::skills::platform_operations::objectives::Import;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::roster::{is_all, names};
use crate::skills::shared::reading::wording::shortened;

crate::rule!("REL008", "import-differs", Error, needs["objectives"], "rel008.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let ours = exchange::stated(case.pack);
    for import in exchange::imports(case.pack) {
        if let Some(source) = case.gate.cited(import.name().text) {
            compare(&import, source, &ours, findings);
        }
    }
}

fn compare(import: &Import<'_>, source: &Beside, ours: &[Stated<'_>], findings: &mut Findings) {
    let theirs = exchange::stated(&source.pack);
    let called = source.called();
    let all = theirs.iter().map(|one| one.name.as_str()).filter(|_| is_all(import.slos()));
    for name in all.chain(names(import.slos())) {
        let cell = import.slos();
        let Some(own) = exchange::find(ours, name) else {
            findings
                .at(cell.place, format!("\"{name}\" is taken from {called}, and no SLO here has this name"))
                .fix("add its row to [[objectives.slos]], or strike it from the import");
            continue;
        };
        let Some(other) = exchange::find(&theirs, name) else {
            let known: Vec<&str> = theirs.iter().map(|one| one.name.as_str()).collect();
            findings
                .at(cell.place, format!("\"{name}\" is taken from {called}, which states no such SLO"))
                .evidence(format!("it states: {}", shortened(&known.join(", "))))
                .fix("strike it from the import and keep the SLO as your own; or name the one that took its place")
                .related(own.target.place, "the SLO here");
            continue;
        };
        for difference in own.differs(other) {
            findings
                .at(
                    difference.ours.place,
                    format!(
                        "The {} of \"{}\" is {} here and {} in {called}",
                        difference.what,
                        own.name,
                        shortened(difference.ours.text),
                        shortened(&difference.theirs)
                    ),
                )
                .evidence(format!("taken from revision {} on {}", import.revision().text.trim(), import.taken().text.trim()))
                .fix(format!("write `{}`, and revision and day of the import anew; or have the other pack changed", difference.theirs))
                .related(cell.place, "imported here");
        }
    }
}
