//! The links of a site as a crawler follows them.

use std::collections::{BTreeSet, VecDeque};

use super::check::count;
use super::{Site, ids};
use crate::engine::site::crawl::{NOFOLLOW, NONE, Record, State};
use crate::engine::site::urls::{self, UrlId};

/// Not reached.
pub(super) const FAR: u32 = u32::MAX;

/// Pages that a start page leads to and whose links were not seen: behind them there may be anything.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub count: u64,
    /// The fewest clicks to one of them.
    pub nearest: u32,
}

/// What links lead to.
#[derive(Debug)]
pub(super) struct Graph {
    /// By URL: clicks from the nearest start page.
    pub clicks: Vec<u32>,
    /// By URL: whether another page links or redirects to it in a way a crawler follows.
    pub linked: Vec<bool>,
    pub open: Open,
    /// Pages whose links were not seen, reached or not.
    pub unseen: u64,
    /// Pages that are linked or listed, may be fetched, and were not read.
    pub unread: u64,
    /// Of these, how many the start pages lead to.
    pub unread_reached: u64,
    /// Pages without text and links.
    scripted: u64,
    /// Pages that were read, without their links.
    linkless: u64,
}

impl Graph {
    pub fn new(site: &Site<'_>) -> Self {
        let urls = site.crawl.urls.len();
        let mut graph = Graph {
            clicks: vec![FAR; urls],
            linked: vec![false; urls],
            open: Open { count: 0, nearest: FAR },
            unseen: 0,
            unread: 0,
            unread_reached: 0,
            scripted: 0,
            linkless: 0,
        };
        graph.walk(site);
        for record in site.crawl.records() {
            for target in targets(site, record).filter(|target| *target != record.url) {
                set(&mut graph.linked, target, true);
            }
            let read = record.state == State::Read && !site.is_blocked(record.url);
            graph.scripted += u64::from(read && is_scripted(site, record));
            graph.linkless += u64::from(read && !record.links_known);
        }
        for url in ids(site.crawl).filter(|url| hides_links(site, *url)) {
            graph.unseen += 1;
            let unread = site.is_unread(url);
            graph.unread += u64::from(unread);
            let clicks = graph.clicks(url);
            if clicks != FAR {
                graph.unread_reached += u64::from(unread);
                graph.open.count += 1;
                graph.open.nearest = graph.open.nearest.min(clicks);
            }
        }
        graph
    }

    pub fn clicks(&self, url: UrlId) -> u32 {
        self.clicks.get(url as usize).copied().unwrap_or(FAR)
    }

    pub fn is_linked(&self, url: UrlId) -> bool {
        self.linked.get(url as usize).copied().unwrap_or_default()
    }

    /// Breadth first; a redirect costs no click, so its target goes to the front.
    fn walk(&mut self, site: &Site<'_>) {
        let mut queue = VecDeque::new();
        for start in &site.crawl.starts {
            set(&mut self.clicks, *start, 0);
            queue.push_back((*start, 0));
        }
        while let Some((url, clicks)) = queue.pop_front() {
            // Found again on a shorter way in the meantime.
            if self.clicks(url) < clicks {
                continue;
            }
            let Some(record) = site.crawl.record(url) else { continue };
            let cost = u32::from(record.state != State::Redirect);
            for target in targets(site, record) {
                let clicks = clicks.saturating_add(cost);
                if clicks < self.clicks(target) {
                    set(&mut self.clicks, target, clicks);
                    if cost == 0 {
                        queue.push_front((target, clicks));
                    } else {
                        queue.push_back((target, clicks));
                    }
                }
            }
        }
    }

    /// Why the evidence does not show the whole site.
    pub fn gaps(&self, site: &Site<'_>) -> Vec<String> {
        let mut gaps = Vec::new();
        let mut gap = |number: u64, one: &str, many: &str| {
            if number > 0 {
                gaps.push(count(number, one, many));
            }
        };
        gap(self.unread, "page is linked or listed and was not read", "pages are linked or listed and were not read");
        gap(self.linkless, "page was read without its links", "pages were read without their links");
        gap(
            self.scripted,
            "page holds neither text nor links; scripts seem to make it",
            "pages hold neither text nor links; scripts seem to make them",
        );
        gap(
            site.crawl.left_out,
            "URL or link was left out, beyond the limits",
            "URLs or links were left out, beyond the limits",
        );
        let cut: u64 = site.crawl.notes.iter().filter(|(note, _)| note.cuts_off()).map(|(_, pages)| pages).sum();
        gap(cut, "page was cut off", "pages were cut off");
        gap(missing_sitemaps(site), "sitemap file was not read whole", "sitemap files were not read whole");
        gaps
    }
}

/// Sitemap files that an index names and nobody gave, or that could not be read to the end.
pub(super) fn missing_sitemaps(site: &Site<'_>) -> u64 {
    let whole = site.crawl.sitemaps.iter().filter(|file| file.complete);
    let whole: BTreeSet<&str> = whole.map(|file| file.url.as_str()).collect();
    let named = site.sitemap_files.iter().map(|url| site.text(*url));
    let given = site.crawl.sitemaps.iter().map(|file| file.url.as_str());
    named.chain(given).filter(|url| !whole.contains(url)).collect::<BTreeSet<_>>().len() as u64
}

/// Where a crawler gets from a URL: the links of a page it may fetch and follow, or the target of a redirect.
pub(super) fn targets<'a>(site: &Site<'a>, record: &'a Record) -> impl Iterator<Item = UrlId> + use<'a> {
    let follows = record.state == State::Read && !record.directives.nofollow && !site.is_blocked(record.url);
    let links = if follows { site.crawl.links_of(record) } else { &[] };
    let redirect = (record.state == State::Redirect && record.redirect != NONE).then_some(record.redirect);
    links.iter().filter(|link| *link & NOFOLLOW == 0).copied().chain(redirect)
}

/// Whether a page may have links that the evidence does not show.
fn hides_links(site: &Site<'_>, url: UrlId) -> bool {
    let text = site.text(url);
    if site.is_blocked(url) || urls::is_file(text) || site.sitemap_files.contains(&url) || !site.crawl.is_internal(text)
    {
        return false;
    }
    match site.crawl.record(url) {
        Some(record) if record.state == State::Read => !record.links_known || is_scripted(site, record),
        Some(record) if record.state == State::Redirect => record.redirect == NONE,
        _ => site.is_unread(url),
    }
}

fn is_scripted(site: &Site<'_>, record: &Record) -> bool {
    record.links_known && site.crawl.links_of(record).is_empty() && record.text.is_some_and(|text| text.words == 0)
}

fn set<T>(values: &mut [T], url: UrlId, value: T) {
    if let Some(slot) = values.get_mut(url as usize) {
        *slot = value;
    }
}
