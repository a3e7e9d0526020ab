//! The result of one check.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Indexable pages that no other page links to.
    Orphans,
    /// Linked pages that no way from a start page leads to.
    Unreachable,
    /// Pages that lie deeper than wanted.
    TooDeep,
    /// Links to pages that answer with an error, or are missing from a whole export.
    BrokenLinks,
    /// Pages in a sitemap that are not to be indexed.
    NoindexInSitemap,
    /// Pages in a sitemap that robots.txt forbids to fetch.
    BlockedInSitemap,
    /// Pages in a sitemap that redirect or answer with an error.
    ErrorInSitemap,
    /// Pages in a sitemap that name another page as canonical.
    NonCanonicalInSitemap,
    /// Indexable pages that no sitemap lists.
    MissingFromSitemap,
    /// Sitemap files that break the protocol.
    SitemapFiles,
    /// robots.txt files with lines that are meant as rules and are none.
    RobotsFiles,
    /// Pages that say noindex and are blocked, so that no crawler sees it.
    NoindexBlocked,
    /// Pages with several different canonical URLs.
    CanonicalConflict,
    /// Pages whose canonical page names yet another one, or redirects.
    CanonicalChain,
    /// Pages that name each other as canonical in a circle.
    CanonicalLoop,
    /// Pages whose canonical page is not to be indexed.
    CanonicalToNoindex,
    /// Pages whose canonical page is blocked, missing or answers with an error.
    CanonicalToError,
    /// Language versions that do not name the page in return.
    HreflangWithoutReturn,
    /// Language versions that cannot be indexed.
    HreflangNotIndexable,
    /// Language codes that are none, or stand for two pages.
    HreflangCodes,
    /// Indexable pages with nearly the same text.
    SoftDuplicates,
    /// Indexable pages with the same title.
    SameTitle,
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// All was seen, and nothing found.
    Pass,
    /// Something was found that no further evidence can undo.
    Fail,
    /// What was not seen could change the answer.
    Inconclusive,
    /// There was nothing to check.
    NotApplicable,
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Example {
    /// The page.
    pub url: String,
    /// What is the matter with it.
    pub detail: String,
}

/// The result of one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Check {
    /// What was checked.
    pub kind: Kind,
    /// The answer.
    pub verdict: Verdict,
    /// How many were looked at.
    pub checked: u64,
    /// How many were found.
    pub found: u64,
    /// How many could not be judged.
    pub unknown: u64,
    /// Why the answer is inconclusive, or there was nothing to check.
    pub because: Option<String>,
    /// The first of what was found, by URL.
    pub examples: Vec<Example>,
    /// How the numbers were counted.
    pub derivation: String,
}

/// Counts, and keeps the first examples by URL, whatever order they come in.
#[derive(Debug)]
pub(super) struct Tally {
    most: usize,
    pub checked: u64,
    pub found: u64,
    pub unknown: u64,
    examples: BTreeMap<String, String>,
}

impl Tally {
    pub fn new(most: usize) -> Self {
        Tally { most, checked: 0, found: 0, unknown: 0, examples: BTreeMap::new() }
    }

    /// One was found.
    pub fn find(&mut self, url: &str, detail: impl FnOnce() -> String) {
        self.found += 1;
        self.show(url, detail);
    }

    /// An example of what was counted elsewhere.
    pub fn show(&mut self, url: &str, detail: impl FnOnce() -> String) {
        let full = self.examples.len() >= self.most;
        if full && self.examples.last_key_value().is_none_or(|(last, _)| url >= last.as_str()) {
            return;
        }
        self.examples.insert(url.to_owned(), detail());
        if self.examples.len() > self.most {
            self.examples.pop_last();
        }
    }

    /// The usual answer: found is found; else what could not be judged leaves it open.
    pub fn answer(self, kind: Kind, nothing: &str, unseen: &str, derivation: String) -> Check {
        let (verdict, because) = match &self {
            tally if tally.found > 0 => (Verdict::Fail, None),
            tally if tally.unknown > 0 => (Verdict::Inconclusive, Some(unseen.to_owned())),
            tally if tally.checked == 0 => (Verdict::NotApplicable, Some(nothing.to_owned())),
            _ => (Verdict::Pass, None),
        };
        self.close(kind, verdict, because, derivation)
    }

    pub fn close(self, kind: Kind, verdict: Verdict, because: Option<String>, derivation: String) -> Check {
        let examples = self.examples.into_iter().map(|(url, detail)| Example { url, detail }).collect();
        Check {
            kind,
            verdict,
            checked: self.checked,
            found: self.found,
            unknown: self.unknown,
            because,
            examples,
            derivation,
        }
    }
}

/// A number with commas between thousands.
pub(super) fn print(number: u64) -> String {
    crate::quantity::number::print(number.into())
}

/// A number of things: `1 page`, `1,200 pages`.
pub(super) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", print(number), if number == 1 { one } else { many })
}
