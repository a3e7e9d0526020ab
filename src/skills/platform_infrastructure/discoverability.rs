//! Section 6: discoverability plan, for web platforms.

use crate::{section, table};

table! {
    /// Pages made by one template.
    pub PageType ("page type") {
        /// Its name.
        page_type: Name => "Page type",
        /// `6,400,000 pages`.
        pages: Measure => "Pages",
        /// `+3 % per month`, `flat`.
        growth: Prose => "Growth",
        /// `start`, or `hub (60 a page, numbered), home (20 links)`.
        linked_from: Prose => "Linked from",
        /// `every 30 days`, `none`.
        change_rate: Prose => "Change rate",
        /// `no`, or `40,000 URLs a file, rewritten hourly`.
        sitemap: Prose => "Sitemap",
    }
}

section! {
    /// How crawlers reach every page that should be found, and none that should not.
    /// Done when a crawler can reach every indexable page and every noindex and canonical is intentional; otherwise the words "Not applicable" and a reason.
    pub Discoverability = "discoverability", "Discoverability plan"
    ["Discoverability", "SEO and discoverability", "Discoverability plan (web only)", "Discoverability (web platforms)"],
    preamble = "applicability", numbered = true {
        /// `Applicable` or `Not applicable`, and the reason.
        text applicability: Prose => "Applicability" ["Applicable"],
        /// Noindex, robots and canonical of each page type.
        optional list indexability: Prose => "Indexability rules" ["Indexability", "Indexing rules"],
        /// Sitemap categories, pagination and freshness.
        optional list sitemap: Prose => "Sitemap strategy" ["Sitemap", "Sitemaps"],
        /// Which page links to which; no orphans.
        optional list links: Prose => "Internal-linking rules" ["Internal linking", "Internal links", "Linking rules"],
        /// For reach, depth and sitemap files.
        optional table page_types: PageType => "Page types" ["Page classes", "Templates"],
        /// Crawl simulation, sample URLs, monitoring.
        optional list validation: Prose => "Validation plan" ["Validation"],
        /// Anything else.
        optional text notes: Prose => "Notes",
    }
}
