//! The sitemap strategy leaves out categories, pagination or freshness.
//!
//! ## What it does
//! Where discoverability applies, looks in *Sitemap strategy* for how URLs are divided among files, how large a
//! file gets, and how soon a change shows.
//!
//! ## Why it matters
//! A file may hold 50,000 URLs and 50 MB (sitemaps.org, Sitemaps XML format 0.9, limits as of 2016); a site
//! that grows past it loses pages silently. Files by page type show which type is not indexed. And a lastmod
//! that changes with every build teaches crawlers to ignore it.
//!
//! ## Example
//! Bad: `We generate a sitemap every night`.
//!
//! Good: `One file family per page type and language; 40,000 URLs a file; a new page listed within 60 minutes,
//! a removed one gone within 24 hours; lastmod is the last change of content`.
//!
//! ## Fix
//! Say the classes of files, the URLs per file and how they are numbered, and the delay until a change is
//! listed.

use crate::skills::platform_infrastructure::reading::applicability::{self, Applicability};
use crate::skills::shared::reading::wording::Topic;
use crate::finding::Findings;
use crate::skills::platform_infrastructure::{Case, Discoverability};

crate::rule!("DIS004", "sitemap-incomplete", Warning, needs["discoverability"], "dis004.rs", check);

static PARTS: [Topic; 3] = [
    Topic {
        name: "categories of files",
        words: &[
            "categor*", "per *", "by type", "by page type", "by language", "by section", "by class", "page type*",
            "page class*", "famil*", "type", "types", "for each", "one file for", "split by", "grouped",
            "separate sitemap*", "two sitemaps", "three sitemaps", "four sitemaps", "sitemap for", "sitemaps for",
            "news sitemap", "image sitemap",
        ],
        example: "\"one family of files per page type and language\"",
    },
    Topic {
        name: "pagination",
        words: &[
            "paginat*", "urls a file", "urls per file", "per file", "a file", "each file", "50,000", "50000", "50k",
            "40,000", "50 mb", "chunk*", "shard*", "index file*", "sitemap index", "numbered", "pages of",
        ],
        example: "\"at most 40,000 URLs a file, numbered by id\"",
    },
    Topic {
        name: "freshness",
        words: &[
            "fresh*", "lastmod", "last-modified", "nightly", "hourly", "daily", "weekly", "minutes", "hours",
            "on publish*", "on publication", "regenerat*", "rebuil*", "rewritten", "updated", "real time",
        ],
        example: "\"a change is listed within 60 minutes; lastmod is the last change of content\"",
    },
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Discoverability::of(case.pack);
    if Applicability::read(section.applicability().text) == Applicability::Applicable {
        applicability::covers(section.0.field("sitemap"), "Sitemap strategy", section.sitemap(), &PARTS, findings);
    }
}
