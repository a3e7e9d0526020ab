//! Sitemap files (sitemaps.org protocol 0.9): `urlset` and `sitemapindex` in XML, and plain lists of URLs; gzip or not.
//!
//! The parser knows the five entities of XML and character references, and no others: a document type declaration,
//! in which entities would be declared, is refused. What is inflated, and each tag and text, is bounded.

mod xml;

use std::io::{BufRead, BufReader};

use flate2::bufread::MultiGzDecoder;
use thiserror::Error;

use xml::Xml;

use super::crawl::{Crawl, CrawlError, Listed};
pub use super::sitemap_summary::{Kind, Summary};

use super::meter::{Bound, Metered};
use super::urls;

/// URLs in a file, and files in an index (sitemaps.org, "Using Sitemap index files").
pub const MAX_URLS: u64 = 50_000;
/// Bytes of a file before compression: 50 MB, which the protocol spells out as 52,428,800.
pub const MAX_BYTES: u64 = 52_428_800;
/// Bytes of a tag or a text. A URL has fewer than 2,048 characters.
const MAX_PIECE: u64 = 64 * 1024;

/// How much of a file is read; a larger one is an error. Files beyond the protocol's bounds but within these are read,
/// and the audit says that they are too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SitemapLimits {
    /// Bytes after inflating.
    pub bytes: u64,
    /// Entries.
    pub entries: u64,
}

impl Default for SitemapLimits {
    /// Four times what the protocol allows.
    fn default() -> Self {
        SitemapLimits { bytes: 4 * MAX_BYTES, entries: 4 * MAX_URLS }
    }
}

/// Why a file is no sitemap, or is not read to the end.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SitemapError {
    /// Its address is none.
    #[error(transparent)]
    Address(#[from] CrawlError),
    /// A document type declaration.
    #[error("{url}: a document type declaration (DOCTYPE); entities are refused, and a sitemap needs none")]
    Doctype {
        /// The address of the file.
        url: String,
    },
    /// An entity that XML does not define.
    #[error("{url}: the entity `&{name};` is none of XML's five (amp, lt, gt, quot, apos)")]
    Entity {
        /// The address of the file.
        url: String,
        /// Its name.
        name: String,
    },
    /// Larger than is read, after inflating.
    #[error("{url}: more than {limit} bytes{}; the protocol allows {MAX_BYTES}", once_inflated(*.inflated))]
    TooLarge {
        /// The address of the file.
        url: String,
        /// What is read of a file.
        limit: u64,
        /// Whether it was compressed.
        inflated: bool,
    },
    /// A tag or text larger than is read.
    #[error("{url}: a tag or a text of more than {MAX_PIECE} bytes, where a URL has fewer than 2,048 characters")]
    PieceTooLarge {
        /// The address of the file.
        url: String,
    },
    /// More entries than are read.
    #[error("{url}: more than {limit} entries; the protocol allows {MAX_URLS}")]
    TooManyEntries {
        /// The address of the file.
        url: String,
        /// What is read of a file.
        limit: u64,
    },
    /// Another kind of document.
    #[error("{url}: the root element is `{name}`; a sitemap's is `urlset` or `sitemapindex`")]
    Root {
        /// The address of the file.
        url: String,
        /// The name of the root.
        name: String,
    },
    /// Not well-formed, cut off, broken gzip, or no bytes at all.
    #[error("{url}: cannot be read at byte {at}: {reason}")]
    Broken {
        /// The address of the file.
        url: String,
        /// Where, counted after inflating.
        at: u64,
        /// What is wrong.
        reason: String,
    },
}

impl Crawl {
    /// Reads a sitemap file that was found at `url`, compressed or not, and takes up its pages.
    ///
    /// # Errors
    /// One of [`SitemapError`]. What was read before stays.
    pub fn add_sitemap(
        &mut self,
        url: &str,
        mut input: impl BufRead,
        limits: &SitemapLimits,
    ) -> Result<Summary, SitemapError> {
        let address = urls::normalise(url).map_err(|error| CrawlError::Url { field: "sitemap", error })?;
        let address = String::from(address);
        let broken =
            |error: std::io::Error| SitemapError::Broken { url: address.clone(), at: 0, reason: error.to_string() };
        let head = input.fill_buf().map_err(broken)?;
        let is_gzip = head.starts_with(&[0x1f, 0x8b]);
        let mut summary = Summary { url: address, ..Summary::default() };
        let result = if is_gzip {
            let inflated = Metered::new(BufReader::new(MultiGzDecoder::new(input)), limits.bytes, MAX_PIECE);
            self.read_sitemap(inflated, limits, &mut summary)
        } else {
            self.read_sitemap(Metered::new(input, limits.bytes, MAX_PIECE), limits, &mut summary)
        };
        let result = result.map_err(|error| match error {
            SitemapError::TooLarge { url, limit, .. } => SitemapError::TooLarge { url, limit, inflated: is_gzip },
            other => other,
        });
        summary.complete = result.is_ok();
        if let Err(error) = &result {
            let (text, address) = (error.to_string(), format!("{}: ", summary.url));
            summary.stopped_by = text.strip_prefix(&address).unwrap_or(&text).to_owned();
        }
        self.sitemaps.push(summary.clone());
        result.map(|()| summary)
    }

    fn read_sitemap<R: BufRead>(
        &mut self,
        mut input: Metered<R>,
        limits: &SitemapLimits,
        summary: &mut Summary,
    ) -> Result<(), SitemapError> {
        let broken = |at, reason: String| SitemapError::Broken { url: summary.url.clone(), at, reason };
        let head = input.fill_buf().map_err(|error| broken(0, error.to_string()))?;
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            return Err(broken(
                0,
                "it is UTF-16; a sitemap must be UTF-8 (sitemaps.org, Sitemap XML format)".to_owned(),
            ));
        }
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        match head.first() {
            None => Err(broken(0, "it is blank".to_owned())),
            Some(b'<') => Xml::new(self, summary, limits).read(input),
            Some(_) => self.read_lines(input, limits, summary),
        }
    }

    fn read_lines<R: BufRead>(
        &mut self,
        mut input: Metered<R>,
        limits: &SitemapLimits,
        summary: &mut Summary,
    ) -> Result<(), SitemapError> {
        summary.kind = Kind::Text;
        summary.has_namespace = true;
        let mut line = Vec::new();
        loop {
            line.clear();
            input.next_piece();
            let result = input.read_until(b'\n', &mut line);
            summary.bytes = input.bytes();
            let reason = result.as_ref().err().map(ToString::to_string);
            if let Some(reason) = reason {
                return Err(failure(summary, limits, input.passed(), reason));
            }
            if line.is_empty() {
                return Ok(());
            }
            let text = String::from_utf8_lossy(&line);
            let loc = text.trim_start_matches('\u{feff}').trim();
            if !loc.is_empty() {
                let entry = Entry { loc: loc.to_owned(), lastmod: None };
                self.keep_entry(&entry, limits, summary)?;
            }
        }
    }

    fn keep_entry(&mut self, entry: &Entry, limits: &SitemapLimits, summary: &mut Summary) -> Result<(), SitemapError> {
        if summary.entries >= limits.entries {
            return Err(SitemapError::TooManyEntries { url: summary.url.clone(), limit: limits.entries });
        }
        summary.entries += 1;
        if let Some(date) = &entry.lastmod {
            summary.dated += 1;
            summary.bad_dates += u64::from(!is_date(date.trim()));
        }
        let Ok(url) = urls::normalise(&entry.loc) else {
            summary.unreadable += 1;
            return Ok(());
        };
        // The location of a file says what it may list; an index may name files of its own host.
        let in_scope = match summary.kind {
            Kind::Index => urls::origin_of(&summary.url) == urls::origin_of(url.as_str()),
            _ => url.as_str().starts_with(folder_of(&summary.url)),
        };
        summary.out_of_scope += u64::from(!in_scope);
        let Some(id) = self.intern(url.as_str()) else { return Ok(()) };
        let listed = Listed { url: id, sitemap: u32::try_from(self.sitemaps.len()).unwrap_or(u32::MAX) };
        match summary.kind {
            Kind::Index => self.named_sitemaps.push(listed),
            _ => self.listed.push(listed),
        }
        Ok(())
    }
}

/// A URL up to the last slash of its path.
fn folder_of(url: &str) -> &str {
    let path = url.split('?').next().unwrap_or(url);
    path.rfind('/').map_or(path, |end| &path[..=end])
}

/// Whether a text is a date of the W3C profile of ISO 8601: a year, a month, a day, or a moment with its zone.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits =
        |range: std::ops::Range<usize>| bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    match bytes.len() {
        4 => digits(0..4),
        7 => digits(0..4) && bytes[4] == b'-' && matches!(text[5..].parse(), Ok(1..=12)),
        10 => text.parse::<jiff::civil::Date>().is_ok() && digits(0..4),
        _ => bytes.get(10) == Some(&b'T') && (text.parse::<jiff::Timestamp>().is_ok() || is_minute(text)),
    }
}

/// `2027-03-31T10:00Z`: the profile allows to leave out the seconds.
fn is_minute(text: &str) -> bool {
    let (Some(head), Some(zone)) = (text.get(..16), text.get(16..)) else { return false };
    format!("{head}:00{zone}").parse::<jiff::Timestamp>().is_ok()
}

fn once_inflated(inflated: bool) -> &'static str {
    if inflated { " once inflated" } else { "" }
}

/// The error behind a failed read.
fn failure(summary: &Summary, limits: &SitemapLimits, passed: Option<Bound>, reason: String) -> SitemapError {
    let url = summary.url.clone();
    match passed {
        Some(Bound::Total) => SitemapError::TooLarge { url, limit: limits.bytes, inflated: false },
        Some(Bound::Piece) => SitemapError::PieceTooLarge { url },
        None => SitemapError::Broken { url, at: summary.bytes, reason },
    }
}

/// An entry as it is read.
#[derive(Debug, Default)]
struct Entry {
    loc: String,
    lastmod: Option<String>,
}

#[cfg(test)]
mod tests;
