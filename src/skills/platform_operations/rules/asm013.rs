//! An alert count is no number, or does not add up.
//!
//! ## What it does
//! Reads *Fired*, *Acknowledged* and *Actioned* as whole numbers from 0 on, and the days of *Window*. More acknowledged or actioned than
//! fired is a mistake of the export or of the copy.
//!
//! ## Why it matters
//! Precision and load per shift are computed from these cells; "many" and "about 200" stop both. An alert that was acted on more
//! often than it fired was counted in two ways.
//!
//! ## Example
//! Bad: `CPU above 80 % | ~200 | most | 240 | last quarter`.
//!
//! Good: `CPU above 80 % | 212 | 190 | 3 | 2026-08-17 to 2026-11-15`.
//!
//! ## Fix
//! Copy the numbers from the paging tool, each counting firings of the same days.

use crate::finding::Findings;
use crate::skills::platform_operations::reading::facts::Case;
use crate::skills::shared::reading::wording::{shortened, unfilled};

crate::rule!("ASM013", "count-unreadable", Error, needs["baseline"], "asm013.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for count in &case.load.counts {
        let row = count.row;
        let name = row.name().text;
        let cells = [
            (row.fired(), count.fired, "fired"),
            (row.acknowledged(), count.acknowledged, "was acknowledged"),
            (row.actioned(), count.actioned, "was acted on"),
        ];
        for (cell, read, what) in cells {
            match (read, count.fired) {
                _ if unfilled(&cell) => {}
                (None, _) => {
                    findings
                        .at(
                            cell.place,
                            format!("How often \"{name}\" {what} is no whole number: \"{}\"", shortened(cell.text)),
                        )
                        .fix("write the number of the paging tool in figures, such as `212`");
                }
                (Some(read), Some(fired)) if read > fired => {
                    findings
                        .at(cell.place, format!("\"{name}\" {what} {read} times and fired {fired} times"))
                        .fix(format!("count firings in both: at most {fired} of them"));
                }
                _ => {}
            }
        }
        if count.days.is_none() && !unfilled(&row.window()) {
            findings
                .at(
                    row.window().place,
                    format!(
                        "The window of \"{name}\" has no two days and no length: \"{}\"",
                        shortened(row.window().text)
                    ),
                )
                .fix("write first and last day, such as `2026-08-17 to 2026-11-15`");
        }
    }
}
