//! The indexability rules leave out noindex, robots or canonical.
//!
//! ## What it does
//! Where discoverability applies, looks in *Indexability rules* for each of the three means: noindex,
//! robots.txt (or robots directives), canonical.
//!
//! ## Why it matters
//! The three do different things and defeat each other when mixed up: a page that robots.txt forbids to fetch
//! never shows its noindex (Google Search Central, Block search indexing with noindex, 2025), and a noindex
//! page that names another as canonical contradicts itself. A plan that decides only one of them leaves the
//! other two to whatever the templates happen to send.
//!
//! ## Example
//! Bad: `Products are indexed, search is noindex`.
//!
//! Good: `Products: index, canonical to /p/{id}. Filters: noindex, not blocked in robots.txt. Internal search:
//! disallowed in robots.txt, linked from nowhere`.
//!
//! ## Fix
//! For each page type say whether it is indexed, by which means it is kept out, and what its canonical is.

use crate::skills::platform_infrastructure::reading::applicability::{self, Applicability};
use crate::skills::shared::reading::wording::Topic;
use crate::finding::Findings;
use crate::skills::platform_infrastructure::{Case, Discoverability};

crate::rule!("DIS003", "indexability-incomplete", Warning, needs["discoverability"], "dis003.rs", check);

static PARTS: [Topic; 3] = [
    Topic {
        name: "noindex",
        words: &["noindex*", "no-index*", "not indexed", "kept out of the index"],
        example: "\"cart and account pages: noindex\"",
    },
    Topic {
        name: "robots",
        words: &["robots*", "x-robots-tag", "disallow*"],
        example: "\"internal search: disallowed in robots.txt and linked from nowhere\"",
    },
    Topic {
        name: "canonical",
        words: &["canonical*"],
        example: "\"product pages: canonical to /p/{id} without parameters\"",
    },
];

fn check(case: &Case<'_>, findings: &mut Findings) {
    let section = Discoverability::of(case.pack);
    if Applicability::read(section.applicability().text) == Applicability::Applicable {
        applicability::covers(
            section.0.field("indexability"),
            "Indexability rules",
            section.indexability(),
            &PARTS,
            findings,
        );
    }
}
