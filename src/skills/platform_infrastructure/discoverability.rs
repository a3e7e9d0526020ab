//! Section 6: discoverability plan, for web platforms.

use crate::section;

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
        /// Crawl simulation, sample URLs, monitoring.
        optional list validation: Prose => "Validation plan" ["Validation"],
        /// Anything else a reader needs.
        optional text notes: Prose => "Notes",
    }
}
