//! A row of the page types cannot be reckoned with.
//!
//! ## What it does
//! Reads *Page types* into a plan of the site, and reports cells it cannot read: a number of pages, a growth, a change
//! rate or a link that is none, a page type that no row declares, a table without a `start`.
//!
//! ## Why it matters
//! Reach, depth and sitemap files are computed from these cells. One that says nothing leaves all of them open.
//!
//! ## Example
//! Bad: `recipe | many | fast | everywhere`.
//!
//! Good: `recipe | 6,400,000 pages | +2 % per month | hub (60 a page, numbered 2) | every 90 days | 40,000 URLs a file`.
//!
//! ## Fix
//! Write the cell as its column asks for.

use crate::finding::Findings;
use crate::skills::platform_infrastructure::{Case, Discoverability};

crate::rule!("DIS011", "page-type-unreadable", Warning, needs["discoverability"], "dis011.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    let pages = &case.pages;
    for unread in pages.unread.iter().filter(|unread| !unread.overfull) {
        findings.at(unread.cell.place, unread.message.clone()).fix(unread.fix.clone());
    }
    if let Some(Err(error)) = &pages.report {
        findings
            .at(Discoverability::of(case.pack).0.field("page_types"), format!("Nothing can be reckoned: {error}"))
            .fix("write `start` under [[discoverability.page_types.linked_from]] of the page type that visitors set out from, and each page type once");
    }
}
