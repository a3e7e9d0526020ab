//! Canonical URLs: chains, circles, contradictions, and targets that cannot be indexed.

use super::check::{Check, Kind, Tally, count, print};
use super::{Site, ids};
use crate::engine::site::crawl::{NONE, Record, State};
use crate::engine::site::urls::UrlId;

const NONE_STATED: &str = "no page names another as canonical";
const UNREAD: &str = "canonical pages were not read";

pub(super) fn checks(site: &Site<'_>) -> Vec<Check> {
    let ways = Ways::new(site);
    let of = |kind: Kind, what: &str, judge: &dyn Fn(UrlId) -> Judgement| each(site, kind, what, judge);
    vec![
        conflict(site),
        of(Kind::CanonicalChain, "lead on", &|target| match next(site, target) {
            // A circle is another check's.
            Some(_) if ways.is_circular(target) => Judgement::Fine,
            Some(next) => Judgement::Found(format!("which leads on to {}", site.text(next))),
            None if site.is_unread(target) => Judgement::Unknown,
            None => Judgement::Fine,
        }),
        circles(site, &ways),
        of(Kind::CanonicalToNoindex, "to a noindex page", &|target| match site.crawl.record(target) {
            Some(record) if record.state == State::Read && record.directives.noindex => {
                Judgement::Found("which says noindex".to_owned())
            }
            _ if site.is_unread(target) => Judgement::Unknown,
            _ => Judgement::Fine,
        }),
        of(Kind::CanonicalToError, "to an error or a blocked page", &|target| match site
            .crawl
            .record(target)
            .map(|record| record.state)
        {
            _ if site.is_blocked(target) => Judgement::Found("which robots.txt blocks".to_owned()),
            Some(State::Error(status)) => Judgement::Found(format!("which answers {status}")),
            Some(State::Read | State::Redirect) => Judgement::Fine,
            _ if site.is_unread(target) || !site.crawl.is_internal(site.text(target)) => Judgement::Unknown,
            _ => Judgement::Found("which is missing from the export".to_owned()),
        }),
    ]
}

enum Judgement {
    Fine,
    Unknown,
    Found(String),
}

/// Pages that name another as canonical.
fn elsewhere<'a>(site: &'a Site<'_>) -> impl Iterator<Item = &'a Record> {
    site.crawl.records().iter().filter(|record| record.state == State::Read && site.is_canonical_elsewhere(record))
}

fn each(site: &Site<'_>, kind: Kind, what: &str, judge: &dyn Fn(UrlId) -> Judgement) -> Check {
    let mut tally = Tally::new(site.options.examples);
    for record in elsewhere(site) {
        tally.checked += 1;
        match judge(record.canonical) {
            Judgement::Fine => {}
            Judgement::Unknown => tally.unknown += 1,
            Judgement::Found(detail) => {
                tally.find(site.text(record.url), || format!("canonical to {}, {detail}", site.text(record.canonical)));
            }
        }
    }
    let pages = count(tally.checked, "page with another as canonical", "pages with another as canonical");
    let derivation = format!("{} of {pages} {what}, {} unknown", print(tally.found), print(tally.unknown));
    tally.answer(kind, NONE_STATED, UNREAD, derivation)
}

/// Where a page's canonical, or a redirect, leads on to.
fn next(site: &Site<'_>, url: UrlId) -> Option<UrlId> {
    let record = site.crawl.record(url)?;
    let next = match record.state {
        State::Read => record.canonical,
        State::Redirect => record.redirect,
        State::Known | State::Error(_) => NONE,
    };
    (next != NONE && next != url).then_some(next)
}

/// Where canonicals and redirects lead in the end. Each URL has one way on, so each is walked over once.
struct Ways {
    /// By URL: whether its way ends in a circle.
    circular: Vec<bool>,
    /// One URL of each circle.
    circles: Vec<UrlId>,
}

impl Ways {
    fn new(site: &Site<'_>) -> Self {
        let urls = site.crawl.urls.len();
        let mut ways = Ways { circular: vec![false; urls], circles: Vec::new() };
        let mut walk_of = vec![NONE; urls];
        let mut path = Vec::new();
        for start in ids(site.crawl) {
            path.clear();
            let mut at = Some(start);
            let mut circular = false;
            while let Some(url) = at {
                match walk_of.get_mut(url as usize) {
                    Some(walk) if *walk == NONE => *walk = start,
                    Some(walk) if *walk == start => {
                        ways.circles.push(url);
                        circular = true;
                        break;
                    }
                    _ => {
                        circular = ways.is_circular(url);
                        break;
                    }
                }
                path.push(url);
                at = next(site, url);
            }
            for url in path.iter().filter(|_| circular) {
                if let Some(slot) = ways.circular.get_mut(*url as usize) {
                    *slot = true;
                }
            }
        }
        ways
    }

    fn is_circular(&self, url: UrlId) -> bool {
        self.circular.get(url as usize).copied().unwrap_or_default()
    }
}

fn circles(site: &Site<'_>, ways: &Ways) -> Check {
    let mut tally = Tally::new(site.options.examples);
    tally.checked = elsewhere(site).count() as u64;
    tally.unknown = elsewhere(site).filter(|record| site.is_unread(record.canonical)).count() as u64;
    for url in &ways.circles {
        report(site, *url, &mut tally);
    }
    let pages = count(tally.checked, "page with another as canonical", "pages with another as canonical");
    let derivation = format!("{} among {pages}", count(tally.found, "circle", "circles"));
    tally.answer(Kind::CanonicalLoop, NONE_STATED, UNREAD, derivation)
}

fn report(site: &Site<'_>, start: UrlId, tally: &mut Tally) {
    let mut circle = vec![site.text(start)];
    let mut at = next(site, start);
    while let Some(url) = at.filter(|url| *url != start) {
        circle.push(site.text(url));
        at = next(site, url);
    }
    let first = circle.iter().enumerate().min_by_key(|(_, url)| **url).map_or(0, |(index, _)| index);
    circle.rotate_left(first);
    let shown = circle.iter().take(5).copied().collect::<Vec<_>>().join(" -> ");
    let more = if circle.len() > 5 { format!(" -> {} more", circle.len() - 5) } else { String::new() };
    let home = circle.first().copied().unwrap_or_default();
    tally.find(home, || format!("{shown}{more} -> {home}"));
}

fn conflict(site: &Site<'_>) -> Check {
    let mut tally = Tally::new(site.options.examples);
    for record in site.crawl.records().iter().filter(|record| record.state == State::Read && record.canonical != NONE) {
        tally.checked += 1;
        if record.canonical_conflict {
            let detail = || format!("several canonical URLs, the first {}", site.text(record.canonical));
            tally.find(site.text(record.url), detail);
        }
    }
    let pages = count(tally.checked, "page with a canonical URL", "pages with a canonical URL");
    let derivation = format!("{} of {pages} with several", print(tally.found));
    tally.answer(Kind::CanonicalConflict, "no page names a canonical URL", UNREAD, derivation)
}
