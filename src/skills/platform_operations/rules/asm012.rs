//! A gap rests on nothing that was observed.
//!
//! ## What it does
//! Looks up what a gap *rests on*: the name of a row anywhere in the plan (a journey, a tool, an observation, an alert
//! count, a failed deploy), or of a text such as *Release flow*. One name that exists is enough.
//!
//! ## Why it matters
//! A gap without evidence is an opinion with a priority. It cannot be argued against, and nobody can tell later whether it
//! was closed.
//!
//! ## Example
//! Bad: `G4 Deploys are scary`, rests on `experience`.
//!
//! Good: `G4 Deploys harm users`, rests on `Change failure rate, production`.
//!
//! ## Fix
//! Name the row, or add the observation that shows the gap.

use crate::finding::Findings;
use crate::gate::text;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::platform_operations::reading::references::exists_anywhere;
use crate::skills::platform_operations::reading::roster::names;
use crate::skills::shared::reading::wording::{shortened, unfilled};

crate::rule!("ASM012", "gap-without-evidence", Warning, needs["baseline"], "asm012.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for gap in &case.observed.gaps {
        let (name, cell) = (gap.row.name().text.trim(), gap.row.rests_on());
        if unfilled(&cell) {
            continue;
        }
        // A name with a comma in it is parted by it: then the whole cell is tried.
        let exists = |said: &str| !text::same_name(said, name) && exists_anywhere(case.pack, said);
        if names(cell).any(exists) || exists(cell.text) {
            continue;
        }
        findings
            .at(cell.place, format!("gap \"{name}\" rests on no row of the plan: \"{}\"", shortened(cell.text)))
            .fix("name the row that shows it: an observation, measure, journey, tool or alert count; or add the observation");
    }
}
