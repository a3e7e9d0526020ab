//! Section 6: discoverability plan, for web platforms.

use crate::{section, table};

table! {
    /// Pages made by one template.
    pub PageType ("page type") {
        /// What it is called: `home`, `hub`, `recipe`.
        page_type: Name => "Page type",
        /// How many there are: `6,400,000 pages`.
        pages: Measure => "Pages",
        /// `+3 % per month`, `+200 pages per week`, `flat`.
        growth: Prose => "Growth",
        /// `start`, or page types with how they list it: `hub (60 a page, numbered 2)`, `home (20 links)`, `recipe (6 related)`; `none`.
        linked_from: Prose => "Linked from",
        /// How often a page changes: `every 30 days`, `2 % per day`; `none`.
        change_rate: Prose => "Change rate",
        /// `no`, `noindex`, or files and freshness: `40,000 URLs a file, rewritten every 15 min`.
        sitemap: Prose => "Sitemap",
    }
}

section! {
    /// How crawlers reach every page that should be found, and none that should not.
    /// Done when a crawler can reach every indexable page and every noindex and canonical is intentional; otherwise the words "Not applicable" and a reason.
    pub Discoverability = "discoverability", "Discoverability plan"
    ["Discoverability", "SEO and discoverability", "Discoverability plan (web only)", "Discoverability (web platforms)"],
    preamble = "applicability", numbered = true {
        /// `Applicable` or `Not applicable`, followed by the reason.
        text applicability: Prose => "Applicability" ["Applicable"],
        /// Which page types are indexed, and the noindex, robots and canonical rule of each.
        optional list indexability: Prose => "Indexability rules" ["Indexability", "Indexing rules"],
        /// Sitemap categories, pagination and freshness.
        optional list sitemap: Prose => "Sitemap strategy" ["Sitemap", "Sitemaps"],
        /// Which page links to which, so that no page is an orphan.
        optional list links: Prose => "Internal-linking rules" ["Internal linking", "Internal links", "Linking rules"],
        /// Page types with counts and links; reach, depth, sitemap files and freshness are computed.
        optional table page_types: PageType => "Page types" ["Page classes", "Templates"],
        /// Crawl simulation, sample URLs, monitoring.
        optional list validation: Prose => "Validation plan" ["Validation"],
        /// Anything else a reader needs.
        optional text notes: Prose => "Notes",
    }
}
