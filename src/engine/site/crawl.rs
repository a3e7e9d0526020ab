//! A site as the evidence shows it: its pages, their links and signals, its sitemaps and robots.txt files.
//!
//! URLs are numbers, links one flat list of them: a link costs 4 bytes, a page about 100 and its URL. Links to other
//! hosts are counted, not kept.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use thiserror::Error;

use super::directives::Directives;
use super::fingerprint::{self, Fingerprint};
use super::robots::Robots;
use super::sitemap_summary::Summary;
use super::urls::{self, UrlError, UrlId, UrlTable};

/// A link to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The absolute URL.
    pub url: String,
    /// Whether the link says `nofollow`, `ugc` or `sponsored`.
    pub nofollow: bool,
}

/// The same page for another language or region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternate {
    /// Its `hreflang` as it is written: `de`, `en-GB`, `x-default`.
    pub language: String,
    /// Its absolute URL.
    pub url: String,
}

/// What was found on a page that a crawler will not use, or what was cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Note {
    /// A canonical link behind the end of the head; crawlers ignore it.
    CanonicalOutsideHead,
    /// An hreflang link behind the end of the head; crawlers ignore it.
    HreflangOutsideHead,
    /// A canonical link whose URL cannot be read.
    CanonicalUnreadable,
    /// Longer than what is read of a page; the rest was not seen.
    PageCutOff,
    /// More links than are kept of a page; the rest was not seen.
    LinksCutOff,
}

impl Note {
    /// Whether part of the page was not seen.
    pub(super) fn cuts_off(self) -> bool {
        matches!(self, Note::PageCutOff | Note::LinksCutOff)
    }
}

/// What is known of one page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Its absolute URL.
    pub url: String,
    /// The HTTP status; `None` where nobody wrote it down, as in an export of files.
    pub status: Option<u16>,
    /// Where a redirect leads.
    pub redirect: Option<String>,
    /// The links; `None` where they are not known.
    pub links: Option<Vec<Link>>,
    /// The canonical URLs, each once, two of them at most: more than one is a contradiction.
    pub canonicals: Vec<String>,
    /// The robots directives of page and headers together.
    pub directives: Directives,
    /// The language versions.
    pub alternates: Vec<Alternate>,
    /// The title.
    pub title: Option<String>,
    /// The fingerprint of its text; `None` where the text is not known.
    pub text: Option<Fingerprint>,
    /// What is worth knowing of how it was read.
    pub notes: Vec<Note>,
}

/// How much is kept. What lies beyond is left out, and the audit says that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// URLs of all kinds, at most 2,147,483,647.
    pub urls: u32,
    /// Links between pages of the site, each counted once a page.
    pub links: u64,
}

impl Default for Limits {
    /// 5,000,000 URLs and 200,000,000 links: about 2 GB if both are reached.
    fn default() -> Self {
        Limits { urls: 5_000_000, links: 200_000_000 }
    }
}

/// Why evidence cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CrawlError {
    /// Nothing to start from.
    #[error("no start page: name at least one URL from which visitors and crawlers set out, such as the home page")]
    NoStart,
    /// An address that is none.
    #[error("{field}: {error}")]
    Url {
        /// Which one: `start`, `host`, `page`, `sitemap`, `robots.txt`.
        field: &'static str,
        /// Why.
        error: UrlError,
    },
}

/// The state of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Its address is known, and nothing else.
    Known,
    /// It was read.
    Read,
    /// It leads elsewhere.
    Redirect,
    /// It answered with this error.
    Error(u16),
}

/// No URL.
pub(super) const NONE: UrlId = UrlId::MAX;
/// The bit of a link that marks it as not to be followed.
pub(super) const NOFOLLOW: u32 = 1 << 31;

/// What is kept of a page.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub url: UrlId,
    pub state: State,
    pub directives: Directives,
    pub links_known: bool,
    pub redirect: UrlId,
    /// The first canonical URL.
    pub canonical: UrlId,
    /// Whether there are several different ones.
    pub canonical_conflict: bool,
    links: (u64, u32),
    alternates: (u64, u32),
    /// The hash of the title, 0 for none.
    pub title: u64,
    pub text: Option<Fingerprint>,
}

/// A page that a sitemap lists, or a sitemap that an index does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub url: UrlId,
    pub sitemap: u32,
}

/// The evidence of a site.
#[derive(Debug, Clone)]
pub struct Crawl {
    pub(super) urls: UrlTable,
    pub(super) starts: Vec<UrlId>,
    /// Few: those of the start pages, and those named beside them.
    hosts: Vec<String>,
    limits: Limits,
    records: Vec<Record>,
    /// The record of a URL, by number of the URL; `NONE` for no record.
    record_of: Vec<u32>,
    links: Vec<u32>,
    alternates: Vec<(u16, UrlId)>,
    languages: indexmap::IndexSet<Box<str>>,
    pub(super) robots: BTreeMap<String, Robots>,
    pub(super) sitemaps: Vec<Summary>,
    pub(super) listed: Vec<Listed>,
    /// Sitemap files, with the index that names them.
    pub(super) named_sitemaps: Vec<Listed>,
    pub(super) notes: BTreeMap<Note, u64>,
    pub(super) external_links: u64,
    pub(super) repeated: u64,
    pub(super) outside: u64,
    pub(super) left_out: u64,
}

impl Crawl {
    /// An empty site that visitors enter at `starts`. Pages on the hosts of these, and on `hosts` (such as
    /// `shop.example.com`), belong to it, over `http` and `https` alike.
    ///
    /// # Errors
    /// [`CrawlError::NoStart`], [`CrawlError::Url`].
    pub fn new(starts: &[&str], hosts: &[&str], limits: Limits) -> Result<Self, CrawlError> {
        let mut crawl = Crawl {
            urls: UrlTable::new(limits.urls.min(NOFOLLOW - 1)),
            starts: Vec::new(),
            hosts: Vec::new(),
            limits,
            records: Vec::new(),
            record_of: Vec::new(),
            links: Vec::new(),
            alternates: Vec::new(),
            languages: indexmap::IndexSet::new(),
            robots: BTreeMap::new(),
            sitemaps: Vec::new(),
            listed: Vec::new(),
            named_sitemaps: Vec::new(),
            notes: BTreeMap::new(),
            external_links: 0,
            repeated: 0,
            outside: 0,
            left_out: 0,
        };
        for host in hosts {
            let url = urls::normalise(&format!("https://{host}"));
            let url = url.map_err(|error| CrawlError::Url { field: "host", error })?;
            crawl.hosts.push(host_of(url.as_str()).to_owned());
        }
        for start in starts {
            let url = urls::normalise(start).map_err(|error| CrawlError::Url { field: "start", error })?;
            crawl.hosts.push(host_of(url.as_str()).to_owned());
            let id = crawl.intern(url.as_str());
            crawl.starts.extend(id);
        }
        if crawl.starts.is_empty() {
            return Err(CrawlError::NoStart);
        }
        Ok(crawl)
    }

    /// Adds a page. One that was added before, or lies on another host, is counted and left out.
    ///
    /// # Errors
    /// [`CrawlError::Url`] for an address that cannot be read.
    pub fn add(&mut self, page: Page) -> Result<(), CrawlError> {
        let url = urls::normalise(&page.url).map_err(|error| CrawlError::Url { field: "page", error })?;
        if !self.is_internal(url.as_str()) {
            self.outside += 1;
            return Ok(());
        }
        let Some(id) = self.intern(url.as_str()) else { return Ok(()) };
        if self.record(id).is_some_and(|record| record.state != State::Known) {
            self.repeated += 1;
            return Ok(());
        }
        for note in &page.notes {
            *self.notes.entry(*note).or_default() += 1;
        }
        let record = Record {
            url: id,
            state: state(&page),
            directives: page.directives,
            links_known: page.links.is_some(),
            redirect: self.optional(page.redirect.as_deref()),
            canonical: self.optional(page.canonicals.first().map(String::as_str)),
            canonical_conflict: page.canonicals.len() > 1,
            links: self.keep_links(page.links.unwrap_or_default()),
            alternates: self.keep_alternates(&page.alternates),
            title: page.title.as_deref().map(str::trim).filter(|title| !title.is_empty()).map_or(0, fingerprint::hash),
            text: page.text,
        };
        self.keep(id, record);
        Ok(())
    }

    /// Sets the robots.txt of the host that `url` is on.
    ///
    /// # Errors
    /// [`CrawlError::Url`] for an address that cannot be read.
    pub fn set_robots(&mut self, url: &str, robots: Robots) -> Result<(), CrawlError> {
        let url = urls::normalise(url).map_err(|error| CrawlError::Url { field: "robots.txt", error })?;
        self.robots.insert(urls::origin(&url), robots);
        Ok(())
    }

    /// How many pages there are, apart from those that are only linked or listed.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is no page.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Whether a URL lies on a host of the site.
    pub(super) fn is_internal(&self, url: &str) -> bool {
        let host = host_of(url);
        self.hosts.iter().any(|own| own == host)
    }

    pub(super) fn intern(&mut self, url: &str) -> Option<UrlId> {
        let id = self.urls.intern(url);
        self.left_out += u64::from(id.is_none());
        id
    }

    pub(super) fn records(&self) -> &[Record] {
        &self.records
    }

    pub(super) fn record(&self, url: UrlId) -> Option<&Record> {
        self.record_of.get(url as usize).and_then(|index| self.records.get(*index as usize))
    }

    /// The links of a page, in order of their URLs' numbers; see [`NOFOLLOW`].
    pub(super) fn links_of(&self, record: &Record) -> &[u32] {
        slice(&self.links, record.links)
    }

    /// The language versions a page names: language and URL.
    pub(super) fn alternates_of(&self, record: &Record) -> impl Iterator<Item = (&str, UrlId)> {
        let language = |index: u16| self.languages.get_index(index.into()).map_or("", |language| language);
        slice(&self.alternates, record.alternates).iter().map(move |(index, url)| (language(*index), *url))
    }

    fn keep(&mut self, id: UrlId, record: Record) {
        let slot = id as usize;
        if self.record_of.len() <= slot {
            self.record_of.resize(slot + 1, NONE);
        }
        let known = self.record_of[slot];
        match self.records.get_mut(known as usize) {
            Some(kept) => *kept = record,
            None => {
                self.record_of[slot] = u32::try_from(self.records.len()).unwrap_or(NONE);
                self.records.push(record);
            }
        }
    }

    fn optional(&mut self, url: Option<&str>) -> UrlId {
        url.and_then(|url| urls::normalise(url).ok()).and_then(|url| self.intern(url.as_str())).unwrap_or(NONE)
    }

    fn keep_links(&mut self, links: Vec<Link>) -> (u64, u32) {
        let mut kept = Vec::with_capacity(links.len());
        for link in links {
            if !self.is_internal(&link.url) {
                self.external_links += 1;
            } else if let Some(id) = self.intern(&link.url) {
                kept.push(if link.nofollow { id | NOFOLLOW } else { id });
            }
        }
        kept.sort_unstable_by_key(|link| (link & !NOFOLLOW, *link));
        // Of a link that stands there twice, the one that may be followed counts.
        kept.dedup_by_key(|link| *link & !NOFOLLOW);
        let room = self.limits.links.saturating_sub(self.links.len() as u64);
        let fitting = usize::try_from(room).unwrap_or(usize::MAX).min(kept.len());
        self.left_out += (kept.len() - fitting) as u64;
        kept.truncate(fitting);
        append(&mut self.links, kept)
    }

    fn keep_alternates(&mut self, alternates: &[Alternate]) -> (u64, u32) {
        let mut kept = Vec::with_capacity(alternates.len());
        for alternate in alternates {
            let (index, _) = self.languages.insert_full(alternate.language.to_ascii_lowercase().into());
            let Ok(index) = u16::try_from(index) else {
                self.languages.pop();
                self.left_out += 1;
                continue;
            };
            let id = self.optional(Some(&alternate.url));
            if id != NONE {
                kept.push((index, id));
            }
        }
        append(&mut self.alternates, kept)
    }
}

fn append<T>(all: &mut Vec<T>, new: Vec<T>) -> (u64, u32) {
    let range = (all.len() as u64, u32::try_from(new.len()).unwrap_or(u32::MAX));
    all.extend(new);
    range
}

fn slice<T>(all: &[T], (start, length): (u64, u32)) -> &[T] {
    let start = usize::try_from(start).unwrap_or(usize::MAX);
    all.get(start..start.saturating_add(length as usize)).unwrap_or_default()
}

/// Host and port: a site is one over `http` and `https`.
fn host_of(url: &str) -> &str {
    let origin = urls::origin_of(url);
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    host.unwrap_or_default()
}

fn state(page: &Page) -> State {
    match page.status {
        Some(300..=399) => State::Redirect,
        Some(status @ 400..) => State::Error(status),
        None if page.redirect.is_some() => State::Redirect,
        None if page.links.is_none() && page.text.is_none() => State::Known,
        _ => State::Read,
    }
}

#[cfg(test)]
#[path = "crawl_tests.rs"]
mod tests;
