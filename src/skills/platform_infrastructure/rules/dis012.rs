//! Pages change more often than crawlers fetch.
//!
//! ## What it does
//! Adds up how often pages of all *Page types* change in a day, and compares that with the crawl rate: a fact of the
//! evidence about crawlers or fetches (`Googlebot fetches | 410,000 per day`), or a statement of the section
//! (`Googlebot fetches 410,000 URLs a day`). Page types that crawlers may not fetch are left out.
//!
//! ## Why it matters
//! A crawler that comes less often than pages change shows yesterday's price, whatever the sitemap says. No lastmod
//! helps when there are more changes than fetches; fewer URLs, or fewer changes that count as such, do.
//!
//! ## Example
//! Bad: 6 million offers that change daily, and 410,000 fetches a day.
//!
//! Good: the same with 300,000 offers that change daily, and archives that change once a year.
//!
//! ## Fix
//! Keep URLs from crawlers that nobody searches for, change lastmod only where the content has changed, or state
//! which page types may be stale and for how long.

use crate::skills::shared::reading::wording::joined;
use crate::finding::Findings;
use crate::quantity::number;
use crate::skills::platform_infrastructure::Case;

crate::rule!("DIS012", "crawled-too-rarely", Warning, needs["discoverability"], "dis012.rs", check);

/// How many page types are named.
const MOST: usize = 3;

fn check(case: &Case<'_>, findings: &mut Findings) {
    let pages = &case.pages;
    let (Some(report), Some((per_day, said))) = (pages.report(), pages.crawl) else { return };
    // The page types that crawlers may fetch have an interval.
    let mut now: Vec<_> =
        report.freshness.iter().filter(|one| one.at == "now" && one.fetched_every_days.is_some()).collect();
    let mut changes = rust_decimal::Decimal::ZERO;
    for one in &now {
        let Some(sum) = changes.checked_add(one.changes_per_day) else { return };
        changes = sum;
    }
    if changes <= per_day {
        return;
    }
    now.sort_by_key(|one| std::cmp::Reverse(one.changes_per_day));
    let Some(row) = now.first().and_then(|one| pages.row(&one.page_type)) else { return };
    let most: Vec<String> = now
        .iter()
        .take(MOST)
        .map(|one| format!("{} {}", one.page_type, number::print(one.changes_per_day)))
        .collect();
    let (changes, fetches) = (number::print(number::round(changes, 3)), number::print(per_day));
    findings
        .at(row.change_rate().place, format!("Pages change {changes} times a day and crawlers fetch {fetches}: what they hold cannot be fresh"))
        .evidence(format!("changes a day: {}", joined(&most, "and")))
        .fix("keep URLs from crawlers that nobody searches for, count as a change only what alters the content, or say which page types may be stale and for how long")
        .related(said.place, "the crawl rate");
}
