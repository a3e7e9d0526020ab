//! Links do not lead to all pages of a page type.
//!
//! ## What it does
//! Reckons from *Page types* which pages the links guarantee a way to, from the page type that says `start` on. A list
//! (`hub (60 a page)`) reaches each page of it; boxes of related pages guarantee none. Reports indexable page types that
//! nothing links to or only in part, lists that go on by script alone, and pages reached through noindex pages only.
//!
//! ## Why it matters
//! What no link leads to is an orphan by design: known from the sitemap at best, fetched rarely, and without any of the
//! standing that links pass on. It is decided in the templates, long before any crawl can show it.
//!
//! ## Example
//! Bad: `recipe | 6,400,000 pages | linked from: recipe (6 related)`.
//!
//! Good: `recipe | 6,400,000 pages | linked from: hub (60 a page, numbered 2), recipe (6 related)`.
//!
//! ## Fix
//! Give the page type a listing that holds each of its pages once, and is itself linked from the start.

use crate::skills::platform_infrastructure::reading::site_issues::report;
use crate::engine::site::plan::IssueKind;
use crate::finding::Findings;
use crate::skills::platform_infrastructure::Case;

crate::rule!("DIS007", "page-type-unreachable", Warning, needs["discoverability"], "dis007.rs", check);

fn check(case: &Case<'_>, findings: &mut Findings) {
    report(
        &case.pages,
        &[IssueKind::OrphansByDesign, IssueKind::ScriptPaging, IssueKind::OnlyThroughNoindex],
        |row| row.linked_from(),
        "let a page type that is linked from the start list each of them, such as `hub (60 a page, numbered 2)`",
        findings,
    );
}
