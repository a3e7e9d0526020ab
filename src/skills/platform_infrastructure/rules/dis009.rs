//! The sitemap files do not hold the pages they should, or hold pages they should not.
//!
//! ## What it does
//! Reckons from *Page types* how many sitemap files each page type needs, now and at the horizon, and holds it against
//! the files laid out (`1 file`, `12 files`) and the 50,000 URLs a file may hold. Reports page types that are listed
//! although they are noindex or blocked, and a noindex that robots.txt hides.
//!
//! ## Why it matters
//! A file with too many URLs is refused as a whole, and nobody is told outside the search console (sitemaps.org,
//! Sitemaps XML format 0.9). It works on the day it is written and stops as the site grows.
//!
//! ## Example
//! Bad: `recipe | 120,000 pages | sitemap: 1 file`.
//!
//! Good: `recipe | 120,000 pages | sitemap: 40,000 URLs a file, rewritten hourly`.
//!
//! ## Fix
//! Cut files by page type and number, named by an index file; list only pages that answer 200 and are to be indexed.

use crate::skills::platform_infrastructure::reading::site_issues::report;
use crate::engine::site::plan::IssueKind;
use crate::finding::Findings;
use crate::skills::platform_infrastructure::Case;

crate::rule!("DIS009", "sitemap-does-not-hold", Warning, needs["discoverability"], "dis009.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    for unread in case.pages.unread.iter().filter(|unread| unread.overfull) {
        findings.at(unread.cell.place, unread.message.clone()).fix(unread.fix.clone());
    }
    report(
        &case.pages,
        &[
            IssueKind::SitemapOverflow,
            IssueKind::NoindexInSitemap,
            IssueKind::BlockedInSitemap,
            IssueKind::NoindexBlocked,
        ],
        |row| row.sitemap(),
        "state URLs a file and let the number of files follow, such as `40,000 URLs a file`; or `no` for pages that are \
         not to be indexed",
        findings,
    );
}
