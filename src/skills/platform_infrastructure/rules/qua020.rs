//! Another plan took over an SLO that is different here.
//!
//! ## What it does
//! Reads the packs beside this one for SLOs that they took from it, and compares target, window and SLI with the ones here.
//! Reports also an SLO that was taken and is no longer stated. Packs are given with `groundplan check --beside`.
//!
//! ## Why it matters
//! Whoever took the SLO over pages and rolls back by the number it had then. Changed in one place alone, the two plans promise
//! different things to the same users.
//!
//! ## Example
//! Bad: `Checkout` asks for `99.95 % over 30 days` here, and the operations plan that took it alerts on `99.9 % over 30 days`.
//!
//! Good: the same in both, taken over anew after the change.
//!
//! ## Fix
//! Tell the owner of the other plan, so that the SLO is taken over anew; or put the number back.

use crate::finding::Findings;
use crate::skills::exchange;
use crate::skills::platform_infrastructure::{Case, Quality};
use crate::skills::shared::reading::wording::shortened;

crate::rule!("QUA020", "taken-slo-differs", Warning, needs["quality"], "qua020.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let ours = exchange::stated(case.pack);
    for other in case.gate.beside {
        let (theirs, called) = (exchange::stated(&other.pack), other.called());
        for import in exchange::imports(&other.pack).filter(|row| case.gate.is_called(row.name().text)) {
            for name in import.slos().names() {
                // Whether it has a row there is judged there.
                let Some(taken) = exchange::find(&theirs, name) else { continue };
                let Some(own) = exchange::find(&ours, name) else {
                    findings
                        .at(Quality::of(case.pack).0.field("slos"), format!("{called} takes over \"{name}\", which is no longer stated here"))
                        .fix("put its row back, or have it struck from the imported objectives of the other plan");
                    continue;
                };
                for difference in own.differs(taken) {
                    findings
                        .at(
                            difference.ours.place,
                            format!("The {} of \"{name}\" is {} here and {} in {called}, which took it over", difference.what, shortened(difference.ours.text), shortened(&difference.theirs)),
                        )
                        .fix(format!("have it taken over anew by the owner of the other plan; or write `{}` here", difference.theirs));
                }
            }
        }
    }
}
