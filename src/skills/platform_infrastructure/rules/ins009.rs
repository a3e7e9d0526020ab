//! A data check has a threshold without a number.
//!
//! ## What it does
//! Looks for an amount under *Threshold* of each data check: in figures, or in words such as "any" and "none".
//!
//! ## Why it matters
//! A check that alerts on "unusual" values is tuned by whoever is woken by it, until it is silent. A number can
//! be argued about before, and measured against the last four weeks.
//!
//! ## Example
//! Bad: `| Volume anomaly | counts by hour | significant drop | ...`.
//!
//! Good: `| Volume anomaly | hourly count against the median of that hour in 4 weeks | > 30 % over 2 hours |
//! ...`.
//!
//! ## Fix
//! Write comparator, number, unit and window. A first guess is fine: replay it over four weeks of data and
//! correct it.

use crate::skills::shared::reading::wording::{has_amount, shortened, unfilled};
use crate::finding::Findings;
use crate::text;
use crate::skills::platform_infrastructure::{Case, Instrumentation};

crate::rule!("INS009", "qa-threshold-without-number", Warning, needs["instrumentation"], "ins009.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for check in Instrumentation::of(case.pack).qa() {
        let threshold = check.threshold();
        if unfilled(&threshold)
            || has_amount(threshold.text)
            || text::has_any(threshold.text, &["any", "none", "no", "every", "one"])
        {
            continue;
        }
        findings
            .at(threshold.place, format!("The threshold of the check \"{}\" has no number", check.name().text))
            .evidence(format!("it says: {}", shortened(threshold.text)))
            .fix(
                "write comparator, number and window, such as \"> 0.5 % over 1 day\" or \"within 30 % of the \
                  median per hour\"",
            );
    }
}
