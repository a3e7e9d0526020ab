//! The XML form: a stream of tags and texts, of which only `loc` and `lastmod` at their place are kept.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::{Entry, Kind, MAX_PIECE, SitemapError, SitemapLimits, Summary, failure};
use crate::engine::site::crawl::Crawl;
use crate::engine::site::meter::Metered;
use crate::engine::site::urls;

/// The namespace of the protocol.
const NAMESPACE: &[u8] = b"http://www.sitemaps.org/schemas/sitemap/0.9";

/// The elements on the way to a text. `image:loc` and its like have the same local name at another depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Root,
    Entry,
    Loc,
    Lastmod,
    Other,
}

/// Reads one file.
pub(super) struct Xml<'a> {
    crawl: &'a mut Crawl,
    summary: &'a mut Summary,
    limits: &'a SitemapLimits,
    path: Vec<Element>,
    entry: Entry,
}

impl<'a> Xml<'a> {
    pub fn new(crawl: &'a mut Crawl, summary: &'a mut Summary, limits: &'a SitemapLimits) -> Self {
        Xml { crawl, summary, limits, path: Vec::new(), entry: Entry::default() }
    }

    pub fn read<R: BufRead>(mut self, input: Metered<R>) -> Result<(), SitemapError> {
        let mut reader = Reader::from_reader(input);
        reader.config_mut().expand_empty_elements = true;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            reader.get_mut().next_piece();
            let event = reader.read_event_into(&mut buffer);
            self.summary.bytes = reader.get_ref().bytes();
            match event {
                Ok(Event::Eof) if self.path.is_empty() && self.summary.entries > 0 => return Ok(()),
                Ok(Event::Eof) if self.path.is_empty() => return Err(self.broken("it has no entries")),
                Ok(Event::Eof) => return Err(self.broken("it ends within an element")),
                Ok(event) => self.event(&event)?,
                Err(error) => {
                    return Err(failure(self.summary, self.limits, reader.get_ref().passed(), error.to_string()));
                }
            }
        }
    }

    fn broken(&self, reason: &str) -> SitemapError {
        SitemapError::Broken { url: self.summary.url.clone(), at: self.summary.bytes, reason: reason.to_owned() }
    }

    fn event(&mut self, event: &Event<'_>) -> Result<(), SitemapError> {
        match event {
            Event::Start(tag) => self.start(tag)?,
            Event::End(_) => self.end()?,
            Event::Text(text) => self.text(&String::from_utf8_lossy(text)),
            Event::CData(text) => self.text(&String::from_utf8_lossy(text)),
            Event::GeneralRef(reference) => self.reference(reference)?,
            Event::DocType(_) => return Err(SitemapError::Doctype { url: self.summary.url.clone() }),
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), SitemapError> {
        let name = tag.local_name();
        let element = match (self.path.as_slice(), name.as_ref()) {
            ([], b"urlset") => Element::Root,
            ([], b"sitemapindex") => {
                self.summary.kind = Kind::Index;
                Element::Root
            }
            ([], other) => {
                let name = urls::shown(&String::from_utf8_lossy(other));
                return Err(SitemapError::Root { url: self.summary.url.clone(), name });
            }
            ([Element::Root], b"url" | b"sitemap") => {
                self.entry = Entry::default();
                Element::Entry
            }
            ([Element::Root, Element::Entry], b"loc") => Element::Loc,
            ([Element::Root, Element::Entry], b"lastmod") => {
                self.entry.lastmod = Some(String::new());
                Element::Lastmod
            }
            _ => Element::Other,
        };
        if element == Element::Root {
            self.summary.has_namespace = tag.attributes().flatten().any(|one| one.value.as_ref() == NAMESPACE);
        }
        if self.path.len() >= 64 {
            return Err(self.broken("elements within elements, more than 64 deep"));
        }
        self.path.push(element);
        Ok(())
    }

    fn end(&mut self) -> Result<(), SitemapError> {
        if self.path.pop() == Some(Element::Entry) {
            self.crawl.keep_entry(&self.entry, self.limits, self.summary)?;
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        let target = match self.path.last() {
            Some(Element::Loc) => &mut self.entry.loc,
            Some(Element::Lastmod) => self.entry.lastmod.get_or_insert_default(),
            _ => return,
        };
        // Pieces between references are bounded each; so is their sum, well beyond the length of a URL.
        if target.len() + text.len() <= MAX_PIECE as usize {
            target.push_str(text);
        }
    }

    fn reference(&mut self, reference: &BytesRef<'_>) -> Result<(), SitemapError> {
        let name = String::from_utf8_lossy(reference).into_owned();
        let letter = reference.resolve_char_ref().map_err(|error| self.broken(&error.to_string()))?;
        match (letter, resolve_predefined_entity(&name)) {
            (Some(letter), _) => self.text(letter.encode_utf8(&mut [0; 4])),
            (None, Some(text)) => self.text(text),
            (None, None) => {
                return Err(SitemapError::Entity { url: self.summary.url.clone(), name: urls::shown(&name) });
            }
        }
        Ok(())
    }
}
