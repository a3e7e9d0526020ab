//! A delivery measure says neither how much it rests on nor over which days.
//!
//! ## What it does
//! Looks for a count in *Sample* (`52 changes`, `5 of 34 deploys`) and for two days, or a length and a last day, in
//! *Window* (`2026-08-01 to 2026-10-31`, `90 days to 2026-10-31`).
//!
//! ## Why it matters
//! 14.7 % of 34 deploys may be anything from 6.45 to 30.1 % (Wilson, 95 %). Whoever reads the share without its sample takes
//! it for exact, and whoever measures again without the window compares a sale with a summer.
//!
//! ## Example
//! Bad: `14.7 %`, sample `all deploys`, window `last quarter`.
//!
//! Good: `14.7 %`, sample `5 of 34 deploys`, window `2026-08-17 to 2026-11-15`.
//!
//! ## Fix
//! Write the count and the first and last day.

use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::shared::reading::wording::unfilled;

crate::rule!("ASM004", "measure-without-sample", Warning, needs["baseline"], "asm004.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for one in &case.observed.measures {
        let (name, sample, window) = (one.row.name().text.trim(), one.row.sample(), one.row.window());
        if one.samples.is_none() && !unfilled(&sample) {
            findings
                .at(sample.place, format!("the sample of \"{name}\" has no count: \"{}\"", sample.text.trim()))
                .fix("write how many things were measured: `52 changes`, `5 of 34 deploys`");
        }
        if one.window.is_none() && !unfilled(&window) {
            findings
                .at(window.place, format!("the window of \"{name}\" does not name its days: \"{}\"", window.text.trim()))
                .fix("write the first and the last day: `2026-08-01 to 2026-10-31`");
        }
    }
}
