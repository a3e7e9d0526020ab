//! The validation plan leaves out crawl simulation, sample URLs or monitoring.
//!
//! ## What it does
//! Where discoverability applies, looks in *Validation plan* for each of the three.
//!
//! ## Why it matters
//! Each finds what the others cannot: a crawl finds pages no link reaches, fixed sample URLs stop a template
//! that turns noindex before it ships, and monitoring shows what crawlers really fetch. Rules that nobody tests
//! last until the next template release.
//!
//! ## Example
//! Bad: `SEO checks after release`.
//!
//! Good: `Weekly crawl of 200,000 URLs from the home page; 60 sample URLs checked in CI for status, robots and
//! canonical; alert when verified crawler hits fall by 40 % against the 7-day median`.
//!
//! ## Fix
//! Name all three with a number each: how many pages are crawled how often, which URLs are tested when, and
//! what raises an alert.

use crate::skills::platform_infrastructure::reading::applicability::{self, Applicability};
use crate::skills::shared::reading::wording::Topic;
use crate::finding::Findings;
use crate::skills::platform_infrastructure::{Case, Discoverability};

crate::rule!("DIS006", "validation-incomplete", Warning, needs["discoverability"], "dis006.rs", check);

static PARTS: [Topic; 3] = [
    Topic {
        name: "crawl simulation",
        words: &[
            "crawl", "crawls", "crawl-*", "crawled", "simulated crawl", "spider*", "link graph", "link-graph",
            "screaming frog",
        ],
        example: "\"weekly crawl of 200,000 URLs from the home page\"",
    },
    Topic {
        name: "sample URLs",
        words: &[
            "sample*", "fixed url*", "test url*", "golden url*", "spot check*", "spot-check*", "url list",
            "urls checked", "urls are",
        ],
        example: "\"60 sample URLs checked in CI for status, robots and canonical\"",
    },
    Topic {
        name: "monitoring",
        words: &["monitor*", "alert*", "search console", "dashboard*", "coverage report*", "log analysis", "watched"],
        example: "\"alert when verified crawler hits fall by 40 % against the 7-day median\"",
    },
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Discoverability::of(case.pack);
    if Applicability::read(section.applicability().text) == Applicability::Applicable {
        applicability::covers(section.0.field("validation"), "Validation plan", section.validation(), &PARTS, findings);
    }
}
