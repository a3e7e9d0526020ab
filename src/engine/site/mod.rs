//! Discoverability: what a site's plan leads to, and what its pages show.
//!
//! # Layout
//! - [`plan`]: page types, counts, growth and link rules -> reach, click depth, sitemap files, freshness
//! - [`crawl`]: the evidence: pages, links, sitemaps, robots.txt
//! - [`html`], [`list`], [`sitemap`], [`robots`]: where it is read from
//! - [`audit`]: what the evidence shows, and what it cannot show
//! - [`urls`], [`directives`], [`fingerprint`]: what these share
//!
//! No part of it opens a file or a connection. Input comes as bytes and readers, is bounded wherever it could grow
//! without end, and none of it is executed or expanded.

pub mod audit;
pub mod crawl;
pub mod directives;
pub mod fingerprint;
pub mod html;
pub mod list;
mod meter;
pub mod plan;
pub mod robots;
pub mod sitemap;
mod sitemap_summary;
pub mod urls;
