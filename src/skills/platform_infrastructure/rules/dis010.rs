//! Pages change faster than the sitemap says so.
//!
//! ## What it does
//! Compares how often a page changes with how often its sitemap is written anew (`rewritten nightly`), or with the delay
//! that is promised (`within 15 min`), as *Page types* state them.
//!
//! ## Why it matters
//! A sitemap that lags behind tells crawlers of changes that are gone again. They learn that its lastmod means nothing
//! and fetch by their own calendar.
//!
//! ## Example
//! Bad: `offer | change rate: every 2 h | sitemap: 40,000 URLs a file, rewritten nightly`.
//!
//! Good: `offer | change rate: every 2 h | sitemap: 40,000 URLs a file, rewritten every 15 min`.
//!
//! ## Fix
//! Write the file when a page changes, or more often; or promise the delay that it keeps.

use crate::skills::platform_infrastructure::reading::site_issues::report;
use crate::engine::site::plan::IssueKind;
use crate::finding::Findings;
use crate::skills::platform_infrastructure::Case;

crate::rule!("DIS010", "sitemap-too-slow", Warning, needs["discoverability"], "dis010.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    report(
        &case.pages,
        &[IssueKind::ListedLate],
        |row| row.sitemap(),
        "write the file when a page changes, or at least as often as pages do, such as `rewritten every 15 min`",
        findings,
    );
}
