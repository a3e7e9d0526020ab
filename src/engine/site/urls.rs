//! URLs: normalised once, held once, and named by a number from then on.

use crate::text::cut;
use indexmap::IndexSet;
use thiserror::Error;
use url::{Position, Url};

/// How many letters of a text stand in a message.
const SHOWN: usize = 120;

/// The number of a URL in a [`UrlTable`].
pub type UrlId = u32;

/// Why a text is no address of a page.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UrlError {
    /// The WHATWG URL standard cannot read it, or it is relative.
    #[error("`{text}` is no absolute URL ({reason}); write e.g. `https://example.com/path`")]
    Unreadable {
        /// The text, shortened.
        text: String,
        /// What the parser says.
        reason: String,
    },
    /// Not `http` or `https`, or without a host.
    #[error("`{text}` is no page of the web: its scheme is `{scheme}`, not `http` or `https`")]
    Scheme {
        /// The text, shortened.
        text: String,
        /// Its scheme.
        scheme: String,
    },
}

/// A text short enough for a message.
pub(super) fn shown(text: &str) -> String {
    cut(text, SHOWN)
}

/// Reads an absolute `http` or `https` URL as the WHATWG URL standard does, without its fragment.
///
/// # Errors
/// [`UrlError::Unreadable`], [`UrlError::Scheme`].
pub fn normalise(text: &str) -> Result<Url, UrlError> {
    let mut url = Url::parse(text.trim())
        .map_err(|error| UrlError::Unreadable { text: shown(text), reason: error.to_string() })?;
    if !is_page(&url) {
        return Err(UrlError::Scheme { text: shown(text), scheme: url.scheme().to_owned() });
    }
    url.set_fragment(None);
    Ok(url)
}

fn is_page(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

/// Scheme, host and port: what robots.txt and sitemaps are valid for.
pub fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// The origin of a URL that is normalised already: all before the path.
pub fn origin_of(url: &str) -> &str {
    // Asked of every link: the schemes of pages spare a search.
    let known = ["https://", "http://"].iter().find(|scheme| url.starts_with(**scheme));
    let host = known.map(|scheme| scheme.len()).or_else(|| Some(url.find("://")? + 3)).unwrap_or_default();
    let end = memchr::memchr2(b'/', b'?', &url.as_bytes()[host..]).map_or(url.len(), |at| host + at);
    &url[..end]
}

/// Path and query of a URL that is normalised already: what a rule of robots.txt is matched with.
pub fn path_of(url: &str) -> &str {
    &url[origin_of(url).len()..]
}

/// Endings of what a page links to but no crawler finds links in.
const FILES: &[&str] = &[
    "7z", "apk", "avi", "avif", "bmp", "bz2", "css", "csv", "dmg", "doc", "docx", "eot", "epub", "exe", "gif", "gz",
    "ico", "ics", "iso", "jpeg", "jpg", "js", "json", "m4a", "m4v", "mjs", "mov", "mp3", "mp4", "mpeg", "odp", "ods",
    "odt", "ogg", "pdf", "pkg", "png", "ppt", "pptx", "rar", "rss", "svg", "tar", "tgz", "tif", "tiff", "ttf", "txt",
    "vcf", "wasm", "wav", "webm", "webmanifest", "webp", "woff", "woff2", "xls", "xlsx", "xml", "zip",
];

/// Whether the path ends as the name of a file that holds no links to pages: an image, an archive, a document.
pub fn is_file(url: &str) -> bool {
    let path = path_of(url).split('?').next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| FILES.binary_search(&ending.as_str()).is_ok())
}

/// What relative links on a page are resolved with.
#[derive(Debug, Clone)]
pub struct Base {
    url: Url,
}

impl Base {
    /// Links relative to this URL.
    pub fn new(url: Url) -> Self {
        Base { url }
    }

    /// The absolute URL of a link, without its fragment; `None` for what leads to no page (`mailto:`, `javascript:`)
    /// and for what cannot be read.
    ///
    /// Most links of a site are plain paths, for which resolving is putting the origin before them; the URL parser
    /// does all others.
    pub fn resolve(&self, href: &str) -> Option<String> {
        let href = href.trim_matches([' ', '\t', '\n', '\r', '\x0c']);
        let before_path = &self.url[..Position::BeforePath];
        if is_plain_path(href) {
            return Some([before_path, href].concat());
        }
        if href.strip_prefix(before_path).is_some_and(is_plain_path) {
            return Some(href.to_owned());
        }
        let mut url = self.url.join(href).ok()?;
        if !is_page(&url) {
            return None;
        }
        url.set_fragment(None);
        Some(url.into())
    }
}

/// Whether a path is normalised as it stands: no dots at the beginning of a segment, nothing to be encoded.
fn is_plain_path(path: &str) -> bool {
    let bytes = path.as_bytes();
    let plain = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~' | b'=' | b'&' | b'?')
    };
    let dotted = || bytes.windows(2).any(|pair| pair == b"/.");
    bytes.first() == Some(&b'/') && bytes.get(1) != Some(&b'/') && bytes.iter().all(plain) && !dotted()
}

/// URLs, each held once. The number of URLs is bounded; beyond it nothing is added.
#[derive(Debug, Clone)]
pub struct UrlTable {
    urls: IndexSet<Box<str>>,
    limit: usize,
}

impl UrlTable {
    /// A table of at most `limit` URLs.
    pub fn new(limit: u32) -> Self {
        UrlTable { urls: IndexSet::new(), limit: limit as usize }
    }

    /// The number of a URL, which is added if need be; `None` where the table is full.
    pub fn intern(&mut self, url: &str) -> Option<UrlId> {
        if let Some(index) = self.urls.get_index_of(url) {
            return u32::try_from(index).ok();
        }
        if self.urls.len() >= self.limit {
            return None;
        }
        let (index, _) = self.urls.insert_full(url.into());
        u32::try_from(index).ok()
    }

    /// The number of a URL that is held.
    pub fn find(&self, url: &str) -> Option<UrlId> {
        self.urls.get_index_of(url).and_then(|index| u32::try_from(index).ok())
    }

    /// The URL of a number; blank for one that was never given.
    pub fn text(&self, id: UrlId) -> &str {
        self.urls.get_index(id as usize).map_or("", |url| url)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.urls.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.urls.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_addresses_of_pages_only() {
        assert_eq!(normalise(" HTTPS://Example.com:443/a/../b?x#y ").unwrap().as_str(), "https://example.com/b?x");
        assert_eq!(normalise("https://bücher.example/ä").unwrap().as_str(), "https://xn--bcher-kva.example/%C3%A4");
        assert!(matches!(normalise("/a"), Err(UrlError::Unreadable { .. })));
        assert!(matches!(normalise("file:///etc/passwd"), Err(UrlError::Scheme { .. })));
        assert!(matches!(normalise("mailto:a@b.example"), Err(UrlError::Scheme { .. })));
    }

    // RFC 3986, section 5.4: the reference resolution examples that concern http, fragments cut off.
    #[test]
    fn resolves_the_examples_of_rfc_3986() {
        let base = Base::new(Url::parse("http://a/b/c/d;p?q").unwrap());
        for (href, expected) in [
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g/"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q"),
            ("g#s", "http://a/b/c/g"),
            (";x", "http://a/b/c/;x"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("/../g", "http://a/g"),
            ("g;x=1/../y", "http://a/b/c/y"),
        ] {
            assert_eq!(base.resolve(href).as_deref(), Some(expected), "{href}");
        }
        assert_eq!(base.resolve("mailto:a@b"), None);
        assert_eq!(base.resolve("javascript:void(0)"), None);
    }

    #[test]
    fn tells_files_from_pages() {
        assert!(FILES.is_sorted());
        assert!(is_file("https://e.example/a/b.PDF?x=1"));
        for page in
            ["https://e.example/", "https://e.example/a.html", "https://e.example/v1.2/", "https://e.example?f=a.pdf"]
        {
            assert!(!is_file(page), "{page}");
        }
    }

    #[test]
    fn a_full_table_takes_no_more() {
        let mut table = UrlTable::new(1);
        assert_eq!(table.intern("a"), Some(0));
        assert_eq!((table.intern("b"), table.intern("a"), table.len()), (None, Some(0), 1));
        assert_eq!((table.text(0), table.text(7)), ("a", ""));
    }

    proptest! {
        #[test]
        fn the_short_way_gives_what_the_parser_gives(href in "(/|\\.|[a-z0-9]|\\?|=|&|~|%2e|é| |#|\\\\|:){0,12}", host in "(https://shop\\.example:8443|http://u@e\\.example)") {
            let url = Url::parse(&format!("{host}/a/b?c")).unwrap();
            let slow = |href: &str| url.join(href).ok().filter(is_page).map(|mut one| { one.set_fragment(None); String::from(one) });
            let base = Base::new(url.clone());
            prop_assert_eq!(base.resolve(&href), slow(href.trim()));
            let absolute = format!("{host}{href}");
            prop_assert_eq!(base.resolve(&absolute), slow(absolute.trim()));
        }

        #[test]
        fn origin_and_path_make_the_url(path in "[a-z/?=.:@]{0,12}") {
            if let Ok(url) = normalise(&format!("https://e.example:81/{path}")) {
                prop_assert_eq!(origin_of(url.as_str()), origin(&url));
                prop_assert_eq!(path_of(url.as_str()), &url[Position::BeforePath..]);
            }
        }
    }
}
