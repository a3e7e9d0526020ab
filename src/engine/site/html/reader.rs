//! What the tokens of a page mean to a crawler.

use super::relate;
use super::tokens::{Attribute, Raw, Token, Tokens};
use crate::engine::site::crawl::{Link, Note, Page};
use crate::engine::site::directives::{self, Directives};
use crate::engine::site::fingerprint::Fingerprinter;
use crate::engine::site::urls::{self, Base};

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
            b"script" | b"style" | b"textarea" | b"iframe" | b"noembed" | b"noframes" | b"xmp" => Tag::Raw,
            b"template" => Tag::Template,
            b"nav" | b"footer" => Tag::Frame,
            b"main" => Tag::Main,
            b"noscript" => Tag::Noscript,
            b"html" | b"head" | b"basefont" | b"bgsound" => Tag::Head,
            _ => Tag::Other,
        }
    }
}

/// Follows the tokens of a page.
pub(super) struct Reader<'a> {
    page: Page,
    base: Base,
    base_is_set: bool,
    agent: &'a str,
    most_links: usize,
    links: Vec<Link>,
    text: Fingerprinter,
    /// What the text belongs to.
    inside: Option<Tag>,
    in_noscript: bool,
    templates: u32,
    frames: u32,
    in_head: bool,
}

impl<'a> Reader<'a> {
    pub fn new(page: Page, base: Base, agent: &'a str, most_links: usize) -> Self {
        Reader {
            page,
            base,
            base_is_set: false,
            agent,
            most_links,
            links: Vec::new(),
            text: Fingerprinter::default(),
            inside: None,
            in_noscript: false,
            templates: 0,
            frames: 0,
            in_head: true,
        }
    }

    pub fn read(&mut self, html: &str) {
        let mut tokens = Tokens::new(html);
        while let Some(token) = tokens.next() {
            match token {
                Token::Start(name) => self.start(Tag::of(name.as_bytes()), &tokens),
                Token::End(name) => self.end(name.as_bytes()),
                Token::Text(text) => self.string(text),
            }
        }
    }

    fn start(&mut self, tag: Tag, tokens: &Tokens<'_>) {
        match tag {
            Tag::Title if self.in_head => self.inside = Some(Tag::Title),
            Tag::Raw => self.inside = Some(Tag::Raw),
            Tag::Noscript if !self.in_noscript => self.inside = Some(Tag::Noscript),
            Tag::Template => self.templates += 1,
            _ if self.templates > 0 => {}
            Tag::Frame => self.frames += 1,
            // No page has its content inside a footer: one that was left open ends here.
            Tag::Main => self.frames = 0,
            Tag::Anchor => self.anchor(tokens),
            Tag::Base => self.set_base(tokens),
            Tag::Link => self.link(tokens),
            Tag::Meta => self.meta(tokens),
            Tag::Title | Tag::Noscript | Tag::Head | Tag::Other => {}
        }
        if matches!(tag, Tag::Anchor | Tag::Frame | Tag::Main | Tag::Other) && self.templates == 0 {
            self.in_head = false;
        }
    }

    fn end(&mut self, name: &[u8]) {
        match Tag::of(name) {
            tag @ (Tag::Raw | Tag::Title | Tag::Noscript) if self.inside == Some(tag) => self.inside = None,
            Tag::Template => self.templates = self.templates.saturating_sub(1),
            Tag::Frame => self.frames = self.frames.saturating_sub(1),
            Tag::Head if name == b"head" => self.in_head = false,
            _ => {}
        }
    }

    fn string(&mut self, raw: Raw<'_>) {
        match self.inside {
            Some(Tag::Title) => {
                let text = raw.resolve();
                let title = text.split_whitespace().collect::<Vec<_>>().join(" ");
                if self.page.title.is_none() && !title.is_empty() {
                    self.page.title = Some(title);
                }
            }
            // Once only: an unclosed one inside another would lead ever deeper.
            Some(Tag::Noscript) => {
                (self.inside, self.in_noscript) = (None, true);
                self.read(raw.text);
                (self.inside, self.in_noscript) = (Some(Tag::Noscript), false);
            }
            Some(_) => {}
            None if self.templates == 0 => {
                self.in_head = self.in_head && raw.resolve().trim().is_empty();
                if self.frames == 0 {
                    self.text.text(&raw.resolve());
                }
            }
            None => {}
        }
    }

    fn anchor(&mut self, tokens: &Tokens<'_>) {
        let Some(url) = self.target(tokens) else { return };
        let rel = tokens.value(Attribute::Rel).unwrap_or_default();
        let nofollow = ["nofollow", "ugc", "sponsored"].iter().any(|name| directives::has_rel(&rel, name));
        self.push(Link { url, nofollow });
    }

    /// Where the tag leads.
    fn target(&self, tokens: &Tokens<'_>) -> Option<String> {
        tokens.value(Attribute::Href).and_then(|href| self.base.resolve(&href))
    }

    fn push(&mut self, link: Link) {
        if self.links.len() < self.most_links {
            self.links.push(link);
        } else if !self.page.notes.contains(&Note::LinksCutOff) {
            self.page.notes.push(Note::LinksCutOff);
        }
    }

    /// The first `<base href>` counts.
    fn set_base(&mut self, tokens: &Tokens<'_>) {
        if self.base_is_set {
            return;
        }
        let Some(url) = self.target(tokens) else { return };
        if let Ok(url) = urls::normalise(&url) {
            self.base = Base::new(url);
            self.base_is_set = true;
        }
    }

    fn link(&mut self, tokens: &Tokens<'_>) {
        // A link without an address links nothing (WHATWG HTML, section 4.2.4).
        let is_blank = tokens.value(Attribute::Href).is_none_or(|href| href.is_empty());
        let target = if is_blank { None } else { self.target(tokens) };
        let language = tokens.value(Attribute::Hreflang);
        let rel = tokens.value(Attribute::Rel).unwrap_or_default();
        if self.in_head {
            relate(&mut self.page, &rel, language.as_deref(), target);
        } else if directives::has_rel(&rel, "canonical") {
            self.page.notes.push(Note::CanonicalOutsideHead);
        } else if directives::has_rel(&rel, "alternate") && language.is_some() {
            self.page.notes.push(Note::HreflangOutsideHead);
        }
    }

    /// Robots directives count wherever they stand: leaving one out would call a page indexed that is not.
    fn meta(&mut self, tokens: &Tokens<'_>) {
        let value = |attribute| tokens.value(attribute).unwrap_or_default();
        let (name, content) = (value(Attribute::Name), value(Attribute::Content));
        let name = name.trim();
        if name.eq_ignore_ascii_case("robots") || name.eq_ignore_ascii_case(self.agent) {
            self.page.directives = self.page.directives.and(Directives::parse(&content));
        } else if value(Attribute::HttpEquiv).trim().eq_ignore_ascii_case("refresh")
            && let Some(url) = refresh(&content).and_then(|target| self.base.resolve(target))
        {
            self.push(Link { url, nofollow: false });
        }
    }

    pub fn finish(mut self) -> Page {
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
