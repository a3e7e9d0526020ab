//! A flag is past the day on which it should be gone.
//!
//! ## What it does
//! Compares *Remove by* of each flag with the day as of which the plan is written.
//!
//! ## Why it matters
//! A flag that stays keeps two versions of the code alive, and after a while nobody tests the one that is off. The day on
//! which it is switched by mistake comes: Knight Capital's orders of 2012 ran through a path that had been dead for years.
//!
//! ## Example
//! Bad: as of 2026-11-12, `Remove by` 2026-09-30.
//!
//! Good: the flag removed; or a new day, with the reason in the notes.
//!
//! ## Fix
//! Remove the flag from code and table, or write a day that somebody plans for.

use crate::finding::Findings;
use crate::quantity::{Quantity, date};
use crate::skills::platform_operations::reading::facts::Case;

crate::rule!("ROL011", "flag-overdue", Warning, needs["rollout"], "rol011.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for flag in &case.rollouts.flags {
        let cell = flag.remove_by();
        let today = case.pack.as_of;
        let Some(day) = date::parse(cell.text).ok().filter(|day| *day < today) else { continue };
        let late = i64::from((today - day).get_days());
        findings
            .at(cell.place, format!("\"{}\" was to be removed by {day}, {} before {today}", flag.name().text, Quantity::days(late)))
            .fix("remove the flag and its row, or write a new day and say why in the notes");
    }
}
