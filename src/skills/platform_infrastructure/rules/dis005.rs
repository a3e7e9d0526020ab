//! The linking rules do not say how a page is kept from being an orphan.
//!
//! ## What it does
//! Where discoverability applies, looks in *Internal-linking rules* for a rule that gives each page a link: no
//! orphans, inlinks per page, linked from its hub, reachable within so many clicks.
//!
//! ## Why it matters
//! A sitemap makes a page known; a link makes it worth fetching. Related boxes by popularity link what is
//! linked already, and the long tail, which is most of a large site, has no inlink at all.
//!
//! ## Example
//! Bad: `Related products on every page`.
//!
//! Good: `Every product belongs to a category that is linked from the navigation; a nightly query lists pages
//! without inlinks, target below 0.5 %`.
//!
//! ## Fix
//! Make it a rule of publishing that a page is linked from an indexable one, and count those that are not.

use crate::skills::platform_infrastructure::reading::applicability::{self, Applicability};
use crate::skills::shared::reading::wording::Topic;
use crate::finding::Findings;
use crate::skills::platform_infrastructure::{Case, Discoverability};

crate::rule!("DIS005", "orphans-possible", Warning, needs["discoverability"], "dis005.rs", check);

static PARTS: [Topic; 1] = [Topic {
    name: "orphans",
    words: &[
        "orphan*", "inlink*", "in-link*", "inbound link*", "incoming link*", "internal link to", "linked from",
        "links to it", "reachable", "reached", "clicks from", "clicks of",
    ],
    example: "\"every indexable page is linked from at least one indexable page; a nightly query counts \
              orphans, target below 0.5 %\"",
}];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Discoverability::of(case.pack);
    if Applicability::read(section.applicability().text) == Applicability::Applicable {
        applicability::covers(section.0.field("links"), "Internal-linking rules", section.links(), &PARTS, findings);
    }
}
