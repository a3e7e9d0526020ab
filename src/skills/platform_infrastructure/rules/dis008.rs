//! Pages lie deeper than the linking rules allow.
//!
//! ## What it does
//! Reckons from *Page types* how many clicks each page lies from the start, lists and their paging included, now and at
//! the horizon, and holds it against the bound that *Internal-linking rules* state (`at most 5 clicks`).
//!
//! ## Why it matters
//! A bound that the lists cannot keep is not kept. 1,200 items at 48 a page with plain next links end 24 clicks below
//! the first page, and crawlers fetch what lies deep rarely or never.
//!
//! ## Example
//! Bad: `at most 4 clicks` beside `recipe | linked from: hub (48 a page, next)` with 5,000 hubs for 6.4 million recipes.
//!
//! Good: the same list with numbered pages, or more hubs, or a wider bound.
//!
//! ## Fix
//! Link more pages of a list (`numbered 5`), show more on each, add a level of hubs, or state a bound that holds.

use crate::skills::platform_infrastructure::reading::site_issues::report;
use crate::engine::site::plan::IssueKind;
use crate::finding::Findings;
use crate::skills::platform_infrastructure::Case;

crate::rule!("DIS008", "pages-too-deep", Warning, needs["discoverability"], "dis008.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    report(
        &case.pages,
        &[IssueKind::TooDeep],
        |row| row.linked_from(),
        "link more pages of the list (`numbered 5`), show more items a page, add a level of hubs, or widen the bound",
        findings,
    );
}
