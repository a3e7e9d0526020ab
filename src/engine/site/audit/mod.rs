//! What the evidence of a site shows: pages that no crawler finds, and signals that contradict each other.
//!
//! A crawl that is not finished cannot show that something is missing. Each check says what it found, of how many, and
//! what it could not see; where that could change the answer, the answer is "inconclusive".
//!
//! # Layout
//! - [`run`]: all checks; `graph`: links, clicks, and what was not read
//! - `reach`: orphans, unreachable and deep pages, broken links
//! - `sitemaps`, `canonical`, `hreflang`, `duplicates`: one file for each kind of signal
//! - [`planned`]: the evidence against a plan of the site

mod canonical;
mod check;
mod duplicates;
mod graph;
mod hreflang;
pub mod planned;
mod reach;
mod sitemaps;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use check::{Check, Example, Kind, Verdict};
use graph::Graph;

use super::crawl::{Crawl, NONE, Note, Record, State};
use super::robots::{Access, Rules};
use super::urls::{self, UrlId};

/// What is asked of the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// The crawler whose rules of robots.txt count.
    pub agent: String,
    /// Whether the pages are all there are, as in an export of a whole site: then a linked page that is not among them
    /// is missing. Otherwise it is one that the crawl has not read.
    pub whole: bool,
    /// The clicks from a start page within which each indexable page should lie; no bound if left out.
    pub max_clicks: Option<u32>,
    /// In how many of the 64 bits of their fingerprints soft duplicates may differ, 0 to 7.
    pub duplicate_bits: u32,
    /// The words a text needs before it can be a soft duplicate; shorter ones are when they are equal.
    pub duplicate_words: u32,
    /// How many examples each check gives.
    pub examples: usize,
}

impl Default for Options {
    /// Googlebot, a crawl rather than an export, 3 bits (Manku, Jain, Das Sarma 2007), 50 words, 10 examples.
    fn default() -> Self {
        Options {
            agent: "googlebot".to_owned(),
            whole: false,
            max_clicks: None,
            duplicate_bits: 3,
            duplicate_words: 50,
            examples: 10,
        }
    }
}

/// Why nothing is audited.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AuditError {
    /// No page at all.
    #[error("there is no page to audit: give pages or a crawl list")]
    NoPages,
    /// A distance at which different texts would count as duplicates.
    #[error("duplicate_bits: {bits} of 64 bits is no near-duplicate; 0 to 7 would be accepted, 3 is usual")]
    DuplicateBits {
        /// The bits.
        bits: u32,
    },
    /// No name of a crawler.
    #[error("agent: `{agent}` is no product token such as `googlebot`: letters, `_` and `-` (RFC 9309, section 2.2.1)")]
    Agent {
        /// The name.
        agent: String,
    },
}

/// How much of the site the evidence shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Coverage {
    /// Pages that were read.
    pub read: u64,
    /// Pages among these that may be indexed: not noindex, not blocked, not canonical to another.
    pub indexable: u64,
    /// Redirects.
    pub redirects: u64,
    /// Pages that answered with an error.
    pub errors: u64,
    /// Pages that are linked or listed, may be fetched, and were not read.
    pub unread: u64,
    /// Of these, how many the start pages lead to.
    pub unread_reached: u64,
    /// Links to other hosts.
    pub external_links: u64,
    /// Pages that were given twice, of which the first was taken.
    pub repeated: u64,
    /// Pages on other hosts, left out.
    pub outside: u64,
    /// URLs and links beyond the limits, left out.
    pub left_out: u64,
    /// What was found while reading pages, and on how many.
    pub notes: BTreeMap<Note, u64>,
    /// Why the evidence does not show the whole site; blank where it does.
    pub gaps: Vec<String>,
}

/// How many indexable pages lie that many clicks from a start page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Clicks {
    /// Clicks on the shortest way; a redirect costs none.
    pub clicks: u32,
    /// Pages.
    pub pages: u64,
}

/// All that the evidence shows.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Report {
    /// How much of the site was seen.
    pub coverage: Coverage,
    /// Indexable pages by clicks. Where pages were not read these are upper bounds.
    pub clicks: Vec<Clicks>,
    /// The checks, in the order of [`Kind`].
    pub checks: Vec<Check>,
}

impl Report {
    /// The result of one check.
    pub fn check(&self, kind: Kind) -> Option<&Check> {
        self.checks.iter().find(|check| check.kind == kind)
    }
}

/// The evidence with what all checks need of it.
struct Site<'a> {
    crawl: &'a Crawl,
    options: &'a Options,
    rules: BTreeMap<&'a str, Rules<'a>>,
    /// By URL: whether robots.txt forbids it.
    blocked: Vec<bool>,
    /// Files that sitemap indexes name: no pages.
    sitemap_files: BTreeSet<UrlId>,
}

impl<'a> Site<'a> {
    /// The evidence, where the options fit it.
    fn checked(crawl: &'a Crawl, options: &'a Options) -> Result<Self, AuditError> {
        if crawl.is_empty() {
            return Err(AuditError::NoPages);
        }
        if options.duplicate_bits > 7 {
            return Err(AuditError::DuplicateBits { bits: options.duplicate_bits });
        }
        let is_token = |letter: char| letter.is_ascii_alphabetic() || matches!(letter, '_' | '-');
        if options.agent.is_empty() || !options.agent.chars().all(is_token) {
            return Err(AuditError::Agent { agent: urls::shown(&options.agent) });
        }
        let rules = crawl.robots.iter().map(|(origin, robots)| (origin.as_str(), robots.rules_for(&options.agent)));
        let sitemap_files = crawl.named_sitemaps.iter().map(|one| one.url).collect();
        let mut site = Site { crawl, options, rules: rules.collect(), blocked: Vec::new(), sitemap_files };
        site.blocked = ids(crawl).map(|id| site.access(id).is_some_and(|access| !access.is_allowed())).collect();
        Ok(site)
    }

    /// What robots.txt says of a URL; `None` without a robots.txt of its host.
    fn access(&self, url: UrlId) -> Option<Access> {
        let text = self.crawl.urls.text(url);
        self.rules.get(urls::origin_of(text)).map(|rules| rules.check(urls::path_of(text)))
    }

    fn is_blocked(&self, url: UrlId) -> bool {
        self.blocked.get(url as usize).copied().unwrap_or_default()
    }

    fn text(&self, url: UrlId) -> &'a str {
        self.crawl.urls.text(url)
    }

    /// The record of a page that was read.
    fn read(&self, url: UrlId) -> Option<&'a Record> {
        self.crawl.record(url).filter(|record| record.state == State::Read)
    }

    /// Whether nothing is known of a URL but its address. In a whole export such a page of the site does not exist.
    fn is_unread(&self, url: UrlId) -> bool {
        let known_only = self.crawl.record(url).is_none_or(|record| record.state == State::Known);
        known_only && !(self.options.whole && self.crawl.is_internal(self.text(url)))
    }

    /// Whether the page names another one as the one to be indexed.
    fn is_canonical_elsewhere(&self, record: &Record) -> bool {
        record.canonical != NONE && record.canonical != record.url
    }

    fn is_indexable(&self, record: &Record) -> bool {
        record.state == State::Read
            && !record.directives.noindex
            && !self.is_blocked(record.url)
            && !self.is_canonical_elsewhere(record)
    }

    /// Pages that may be indexed.
    fn indexable(&self) -> impl Iterator<Item = &'a Record> {
        self.crawl.records().iter().filter(|record| self.is_indexable(record))
    }
}

/// The numbers of all URLs.
fn ids(crawl: &Crawl) -> std::ops::Range<UrlId> {
    0..u32::try_from(crawl.urls.len()).unwrap_or(UrlId::MAX)
}

/// Audits the evidence. The result does not depend on the order in which pages were added, as long as none was added
/// twice.
///
/// # Errors
/// [`AuditError`].
pub fn run(crawl: &Crawl, options: &Options) -> Result<Report, AuditError> {
    let site = Site::checked(crawl, options)?;
    let graph = Graph::new(&site);
    let coverage = coverage(&site, &graph);
    let mut checks = reach::checks(&site, &graph);
    checks.extend(sitemaps::checks(&site));
    checks.extend(canonical::checks(&site));
    checks.extend(hreflang::checks(&site));
    checks.extend(duplicates::checks(&site));
    Ok(Report { coverage, clicks: reach::clicks(&site, &graph), checks })
}

fn coverage(site: &Site<'_>, graph: &Graph) -> Coverage {
    let crawl = site.crawl;
    let count = |is: fn(State) -> bool| crawl.records().iter().filter(|record| is(record.state)).count() as u64;
    Coverage {
        read: count(|state| state == State::Read),
        indexable: site.indexable().count() as u64,
        redirects: count(|state| state == State::Redirect),
        errors: count(|state| matches!(state, State::Error(_))),
        unread: graph.unread,
        unread_reached: graph.unread_reached,
        external_links: crawl.external_links,
        repeated: crawl.repeated,
        outside: crawl.outside,
        left_out: crawl.left_out,
        notes: crawl.notes.clone(),
        gaps: graph.gaps(site),
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
