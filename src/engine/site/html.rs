//! A page from the bytes of its HTML: links, canonical, robots directives, language versions, title, fingerprint.
//!
//! One pass of a tokenizer (WHATWG HTML, section 13.2.5) without a tree: what a page says to crawlers stands in start
//! tags. The function is pure, so a caller may run it on as many threads as it likes. Scripts are not run: what only
//! they add is not seen.

use std::convert::Infallible;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::crawl::{Alternate, CrawlError, Link, Note, Page};
use super::directives::{self, Directives};
use super::fingerprint::Fingerprinter;
use super::urls::{self, Base};

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

/// Elements that matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Anchor,
    Base,
    Link,
    Meta,
    Title,
    /// Its content is no text of the page: a script, a style.
    Raw,
    /// The tokenizer gives its content as one text, as a browser with scripts would; here it is read.
    Noscript,
    Template,
    /// `<nav>` and `<footer>`: the same on every page.
    Frame,
    Main,
    Head,
    Other,
}

impl Tag {
    fn of(name: &[u8]) -> Self {
        match name {
            b"a" | b"area" => Tag::Anchor,
            b"base" => Tag::Base,
            b"link" => Tag::Link,
            b"meta" => Tag::Meta,
            b"title" => Tag::Title,
            b"script" | b"style" | b"textarea" | b"iframe" | b"noembed" | b"xmp" => Tag::Raw,
            b"template" => Tag::Template,
            b"nav" | b"footer" => Tag::Frame,
            b"main" => Tag::Main,
            b"noscript" => Tag::Noscript,
            b"html" | b"head" | b"basefont" | b"bgsound" => Tag::Head,
            _ => Tag::Other,
        }
    }
}

/// Attributes that matter, as slots of an array.
const ATTRIBUTES: [&[u8]; 6] = [b"href", b"rel", b"name", b"content", b"http-equiv", b"hreflang"];
const HREF: usize = 0;
const REL: usize = 1;
const NAME: usize = 2;
const CONTENT: usize = 3;
const HTTP_EQUIV: usize = 4;
const HREFLANG: usize = 5;

/// Follows the events of the tokenizer.
struct Reader<'a> {
    page: Page,
    base: Base,
    base_is_set: bool,
    agent: &'a str,
    most_links: usize,
    links: Vec<Link>,
    text: Fingerprinter,
    tag: Option<Tag>,
    slot: Option<usize>,
    /// The values of the tag's attributes; the first of a name counts.
    values: [Option<String>; ATTRIBUTES.len()],
    /// What the text belongs to.
    inside: Option<Tag>,
    in_noscript: bool,
    templates: u32,
    frames: u32,
    in_head: bool,
}

impl<'a> Reader<'a> {
    fn new(page: Page, base: Base, agent: &'a str, most_links: usize) -> Self {
        Reader {
            page,
            base,
            base_is_set: false,
            agent,
            most_links,
            links: Vec::new(),
            text: Fingerprinter::default(),
            tag: None,
            slot: None,
            values: [const { None }; ATTRIBUTES.len()],
            inside: None,
            in_noscript: false,
            templates: 0,
            frames: 0,
            in_head: true,
        }
    }

    fn read(&mut self, html: &str) {
        let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
            self.event(&event);
            None
        });
        emitter.naively_switch_states(true);
        // The emitter yields nothing, so that the first call runs to the end.
        let ended = Tokenizer::new_with_emitter(html, emitter).next().is_none();
        debug_assert!(ended);
    }

    fn event(&mut self, event: &CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Some(Tag::of(name));
                self.values.fill(None);
                self.slot = None;
            }
            CallbackEvent::AttributeName { name } => {
                self.slot = ATTRIBUTES.iter().position(|one| one == name).filter(|_| self.tag != Some(Tag::Other));
            }
            CallbackEvent::AttributeValue { value } => {
                let value = || String::from_utf8_lossy(value).into_owned();
                if let Some(slot) = self.slot.take().and_then(|slot| self.values.get_mut(slot)) {
                    slot.get_or_insert_with(value);
                }
            }
            CallbackEvent::CloseStartTag { .. } => {
                if let Some(tag) = self.tag.take() {
                    self.start(tag);
                }
            }
            CallbackEvent::EndTag { name } => self.end(name),
            CallbackEvent::String { value } => self.string(&String::from_utf8_lossy(value)),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Title if self.in_head => self.inside = Some(Tag::Title),
            Tag::Raw => self.inside = Some(Tag::Raw),
            Tag::Noscript if !self.in_noscript => self.inside = Some(Tag::Noscript),
            Tag::Template => self.templates += 1,
            _ if self.templates > 0 => {}
            Tag::Frame => self.frames += 1,
            // No page has its content inside a footer: one that was left open ends here.
            Tag::Main => self.frames = 0,
            Tag::Anchor => self.anchor(),
            Tag::Base => self.set_base(),
            Tag::Link => self.link(),
            Tag::Meta => self.meta(),
            Tag::Title | Tag::Noscript | Tag::Head | Tag::Other => {}
        }
        if matches!(tag, Tag::Anchor | Tag::Frame | Tag::Main | Tag::Other) && self.templates == 0 {
            self.in_head = false;
        }
    }

    fn end(&mut self, name: &[u8]) {
        self.tag = None;
        match Tag::of(name) {
            tag @ (Tag::Raw | Tag::Title | Tag::Noscript) if self.inside == Some(tag) => self.inside = None,
            Tag::Template => self.templates = self.templates.saturating_sub(1),
            Tag::Frame => self.frames = self.frames.saturating_sub(1),
            Tag::Head if name == b"head" => self.in_head = false,
            _ => {}
        }
    }

    fn string(&mut self, text: &str) {
        match self.inside {
            Some(Tag::Title) => {
                let title = text.split_whitespace().collect::<Vec<_>>().join(" ");
                if self.page.title.is_none() && !title.is_empty() {
                    self.page.title = Some(title);
                }
            }
            // Once only: an unclosed one inside another would lead ever deeper.
            Some(Tag::Noscript) => {
                (self.inside, self.in_noscript) = (None, true);
                self.read(text);
                (self.inside, self.in_noscript) = (Some(Tag::Noscript), false);
            }
            Some(_) => {}
            None if self.templates == 0 => {
                self.in_head = self.in_head && text.trim().is_empty();
                if self.frames == 0 {
                    self.text.text(text);
                }
            }
            None => {}
        }
    }

    fn value(&self, slot: usize) -> &str {
        self.values.get(slot).and_then(Option::as_deref).unwrap_or_default()
    }

    fn anchor(&mut self) {
        let Some(url) = self.values[HREF].as_deref().and_then(|href| self.base.resolve(href)) else { return };
        let rel = self.value(REL);
        let nofollow = ["nofollow", "ugc", "sponsored"].iter().any(|name| directives::has_rel(rel, name));
        self.push(Link { url, nofollow });
    }

    fn push(&mut self, link: Link) {
        if self.links.len() < self.most_links {
            self.links.push(link);
        } else if !self.page.notes.contains(&Note::LinksCutOff) {
            self.page.notes.push(Note::LinksCutOff);
        }
    }

    /// The first `<base href>` counts.
    fn set_base(&mut self) {
        if self.base_is_set {
            return;
        }
        let Some(url) = self.values[HREF].as_deref().and_then(|href| self.base.resolve(href)) else { return };
        if let Ok(url) = urls::normalise(&url) {
            self.base = Base::new(url);
            self.base_is_set = true;
        }
    }

    fn link(&mut self) {
        let target = self.values[HREF].as_deref().and_then(|href| self.base.resolve(href));
        let language = self.values[HREFLANG].take();
        let rel = self.values[REL].take().unwrap_or_default();
        if self.in_head {
            relate(&mut self.page, &rel, language.as_deref(), target);
        } else if directives::has_rel(&rel, "canonical") {
            self.page.notes.push(Note::CanonicalOutsideHead);
        } else if directives::has_rel(&rel, "alternate") && language.is_some() {
            self.page.notes.push(Note::HreflangOutsideHead);
        }
    }

    /// Robots directives count wherever they stand: leaving one out would call a page indexed that is not.
    fn meta(&mut self) {
        let name = self.value(NAME).trim();
        if name.eq_ignore_ascii_case("robots") || name.eq_ignore_ascii_case(self.agent) {
            self.page.directives = self.page.directives.and(Directives::parse(self.value(CONTENT)));
        } else if self.value(HTTP_EQUIV).trim().eq_ignore_ascii_case("refresh")
            && let Some(url) = refresh(self.value(CONTENT)).and_then(|target| self.base.resolve(target))
        {
            self.push(Link { url, nofollow: false });
        }
    }

    fn finish(mut self) -> Page {
        self.page.notes.sort_unstable();
        self.page.notes.dedup();
        self.page.links = Some(self.links);
        self.page.text = Some(self.text.finish());
        self.page
    }
}

/// The target of `5; url=/next`.
fn refresh(content: &str) -> Option<&str> {
    let (_, rest) = content.split_once([';', ','])?;
    let rest = rest.trim_start();
    let target = match rest.get(..3) {
        Some(head) if head.eq_ignore_ascii_case("url") => rest[3..].trim_start().strip_prefix('=').unwrap_or(rest),
        _ => rest,
    };
    Some(target.trim().trim_matches(['"', '\'']))
}

#[cfg(test)]
#[path = "html_tests.rs"]
mod tests;
