//! A page from the bytes of its HTML: links, canonical, robots directives, language versions, title, fingerprint.
//!
//! One pass over its tokens without a tree: what a page says to crawlers stands in start tags. The function is pure, so
//! a caller may run it on as many threads as it likes. Scripts are not run: what only they add is not seen.
//!
//! # Layout
//! - `tokens`: tags, attributes and text
//! - `reader`: what they mean to a crawler

mod reader;
mod tokens;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::crawl::{Alternate, CrawlError, Note, Page};
use super::directives::{self, Directives};
use super::urls::{self, Base};
use reader::Reader;

/// How much of one page is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageLimits {
    /// Bytes of HTML.
    pub bytes: usize,
    /// Links.
    pub links: usize,
}

impl Default for PageLimits {
    /// 15 MB, as much as Googlebot reads of a file (Google Search Central, Googlebot, 2022), and 50,000 links.
    fn default() -> Self {
        PageLimits { bytes: 15_000_000, links: 50_000 }
    }
}

/// A page as it was served or exported.
#[derive(Debug, Clone, Copy)]
pub struct Response<'a> {
    /// Its absolute URL.
    pub url: &'a str,
    /// The HTTP status; `None` where nobody wrote it down.
    pub status: Option<u16>,
    /// The headers, by name in any case. `Content-Type`, `Link`, `Location` and `X-Robots-Tag` are read.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: &'a [u8],
}

impl<'a> Response<'a> {
    fn header(&self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(one, _)| one.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
    }
}

/// What a crawler named `agent` (such as `googlebot`) learns from a page. The text counts without scripts, styles,
/// templates, `<nav>` and `<footer>`.
///
/// # Errors
/// [`CrawlError::Url`] where the address of the page is none.
pub fn extract(response: &Response<'_>, agent: &str, limits: &PageLimits) -> Result<Page, CrawlError> {
    let url = urls::normalise(response.url).map_err(|error| CrawlError::Url { field: "page", error })?;
    let base = Base::new(url.clone());
    let mut page = Page { url: url.into(), status: response.status, ..Page::default() };
    page.redirect = response.header("location").next().and_then(|target| base.resolve(target));
    for value in response.header("x-robots-tag") {
        page.directives = page.directives.and(Directives::parse_header(value, agent));
    }
    for value in response.header("link") {
        for link in directives::header_links(value) {
            let target = base.resolve(link.target);
            relate(&mut page, link.rel, link.hreflang, target);
        }
    }
    let content_type = response.header("content-type").next();
    if content_type.is_some_and(|kind| !is_html(kind)) {
        page.links = Some(Vec::new());
        return Ok(page);
    }
    let cut = response.body.get(..limits.bytes);
    if cut.is_some_and(|cut| cut.len() < response.body.len()) {
        page.notes.push(Note::PageCutOff);
    }
    let body = cut.unwrap_or(response.body);
    let (text, _, _) = encoding(content_type, body).decode(body);
    let mut reader = Reader::new(page, base, agent, limits.links);
    reader.read(&text);
    Ok(reader.finish())
}

fn is_html(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("text/html") || kind.eq_ignore_ascii_case("application/xhtml+xml")
}

/// The encoding: byte order mark, header, `<meta>` within the first 1,024 bytes (WHATWG HTML, section 13.2.3.2), else
/// UTF-8 where the bytes are, else windows-1252.
fn encoding(content_type: Option<&str>, body: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(body) {
        return encoding;
    }
    let header = content_type.and_then(|kind| charset(kind.as_bytes()));
    let declared = header.or_else(|| {
        charset(body.get(..1024).unwrap_or(body)).map(|encoding| {
            // A `<meta>` that could be read is not UTF-16, whatever it says.
            if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding }
        })
    });
    declared.unwrap_or_else(|| if std::str::from_utf8(body).is_ok() { UTF_8 } else { WINDOWS_1252 })
}

/// What stands behind `charset=`.
fn charset(bytes: &[u8]) -> Option<&'static Encoding> {
    const NAME: &[u8] = b"charset";
    let at = bytes.windows(NAME.len()).position(|window| window.eq_ignore_ascii_case(NAME))?;
    let rest = bytes.get(at + NAME.len()..)?.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let label = rest.split(|byte| !byte.is_ascii_graphic() || matches!(byte, b'"' | b'\'' | b';' | b'>')).next()?;
    Encoding::for_label(label)
}

/// Takes up a `<link>` or a link of the header.
fn relate(page: &mut Page, rel: &str, language: Option<&str>, target: Option<String>) {
    if directives::has_rel(rel, "canonical") {
        match &target {
            // Two are a contradiction already; a page of nothing but canonical links must not take for ever.
            Some(url) if page.canonicals.len() < 2 && !page.canonicals.contains(url) => {
                page.canonicals.push(url.clone())
            }
            Some(_) => {}
            None => page.notes.push(Note::CanonicalUnreadable),
        }
    }
    if directives::has_rel(rel, "alternate")
        && let (Some(language), Some(url)) = (language.map(str::trim), target)
        && !language.is_empty()
    {
        page.alternates.push(Alternate { language: language.to_owned(), url });
    }
}

#[cfg(test)]
mod tests;
