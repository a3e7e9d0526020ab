//! Which pages links lead to: orphans, unreachable pages, deep pages, broken links.

use std::collections::BTreeMap;

use super::check::{Check, Kind, Tally, Verdict, count, print};
use super::graph::{FAR, Graph, targets};
use super::{Clicks, Site, ids};
use crate::engine::site::crawl::State;
use crate::engine::site::urls::{self, UrlId};

pub(super) fn checks(site: &Site<'_>, graph: &Graph) -> Vec<Check> {
    vec![orphans(site, graph), unreachable(site, graph), too_deep(site, graph), broken(site, graph)]
}

/// Indexable pages by clicks.
pub(super) fn clicks(site: &Site<'_>, graph: &Graph) -> Vec<Clicks> {
    let mut by_clicks: BTreeMap<u32, u64> = BTreeMap::new();
    for clicks in site.indexable().map(|record| graph.clicks(record.url)).filter(|clicks| *clicks != FAR) {
        *by_clicks.entry(clicks).or_default() += 1;
    }
    by_clicks.into_iter().map(|(clicks, pages)| Clicks { clicks, pages }).collect()
}

/// Listed pages of the site that were not read: whether they may be indexed is not known.
fn listed_unread<'a>(site: &'a Site<'_>) -> impl Iterator<Item = UrlId> + 'a {
    let mut listed: Vec<UrlId> = site.crawl.listed.iter().map(|one| one.url).collect();
    listed.sort_unstable();
    listed.dedup();
    let internal = |url: &UrlId| site.crawl.is_internal(site.text(*url));
    listed.into_iter().filter(move |url| site.is_unread(*url) && !site.is_blocked(*url) && internal(url))
}

fn orphans(site: &Site<'_>, graph: &Graph) -> Check {
    let mut tally = Tally::new(site.options.examples);
    for record in site.indexable() {
        tally.checked += 1;
        if !graph.is_linked(record.url) && !site.crawl.starts.contains(&record.url) {
            tally.find(site.text(record.url), || "no page that was read links to it".to_owned());
        }
    }
    for url in listed_unread(site).filter(|url| !graph.is_linked(*url)) {
        tally.unknown += 1;
        tally
            .show(site.text(url), || "in a sitemap, linked from no page that was read, and not read itself".to_owned());
    }
    let derivation = format!(
        "{} of {} without a link from another page ({} listed in a sitemap and unlinked, but unread)",
        print(tally.found),
        count(tally.checked, "indexable page", "indexable pages"),
        print(tally.unknown)
    );
    let known = site.options.whole || !site.crawl.listed.is_empty();
    let (verdict, because) = match () {
        () if tally.checked == 0 && tally.unknown == 0 => {
            (Verdict::NotApplicable, Some("no indexable page was read".to_owned()))
        }
        () if tally.found + tally.unknown > 0 && graph.unseen > 0 => {
            let unseen = count(graph.unseen, "page", "pages");
            (Verdict::Inconclusive, Some(format!("the links of {unseen} were not seen and may lead to them")))
        }
        () if tally.found > 0 => (Verdict::Fail, None),
        () if !known => {
            let because =
                "a crawl that follows links meets no orphan; a sitemap or an export of the whole site shows them";
            (Verdict::Inconclusive, Some(because.to_owned()))
        }
        () => (Verdict::Pass, None),
    };
    tally.close(Kind::Orphans, verdict, because, derivation)
}

fn unreachable(site: &Site<'_>, graph: &Graph) -> Check {
    let mut tally = Tally::new(site.options.examples);
    for record in site.indexable() {
        tally.checked += 1;
        if graph.clicks(record.url) == FAR && graph.is_linked(record.url) {
            tally.find(site.text(record.url), || "linked, but from pages that no start page leads to".to_owned());
        }
    }
    tally.unknown = graph.unread - graph.unread_reached;
    let derivation = format!(
        "{} of {} linked but on no way from {}",
        print(tally.found),
        count(tally.checked, "indexable page", "indexable pages"),
        count(site.crawl.starts.len() as u64, "start page", "start pages")
    );
    let (verdict, because) = match () {
        () if tally.checked == 0 => (Verdict::NotApplicable, Some("no indexable page was read".to_owned())),
        () if tally.found > 0 && graph.open.count > 0 => {
            let open = count(graph.open.count, "page", "pages");
            let because = format!("the start pages lead to {open} whose links were not seen, and these may lead on");
            (Verdict::Inconclusive, Some(because))
        }
        () if tally.found > 0 => (Verdict::Fail, None),
        () if tally.unknown > 0 => {
            let because = "pages that are linked or listed were not read, and no way to them was seen";
            (Verdict::Inconclusive, Some(because.to_owned()))
        }
        () => (Verdict::Pass, None),
    };
    tally.close(Kind::Unreachable, verdict, because, derivation)
}

fn too_deep(site: &Site<'_>, graph: &Graph) -> Check {
    let mut tally = Tally::new(site.options.examples);
    let Some(most) = site.options.max_clicks else {
        let because = Some("no bound was given; set max_clicks".to_owned());
        return tally.close(Kind::TooDeep, Verdict::NotApplicable, because, "no bound".to_owned());
    };
    let mut deepest = 0;
    for record in site.indexable() {
        let clicks = graph.clicks(record.url);
        if clicks == FAR {
            continue;
        }
        tally.checked += 1;
        deepest = deepest.max(clicks);
        if clicks > most {
            tally.find(site.text(record.url), || count(clicks.into(), "click", "clicks"));
        }
    }
    let derivation = format!(
        "{} of {} beyond {}; the deepest lies {} away",
        print(tally.found),
        count(tally.checked, "reached indexable page", "reached indexable pages"),
        count(most.into(), "click", "clicks"),
        count(deepest.into(), "click", "clicks")
    );
    // A way through a page whose links were not seen takes at least one click more than that page.
    let certain = graph.open.count == 0 || graph.open.nearest >= most;
    let open = count(graph.open.count, "page", "pages");
    let (verdict, because) = match () {
        () if tally.checked == 0 => (Verdict::NotApplicable, Some("no indexable page was reached".to_owned())),
        () if tally.found > 0 && certain => (Verdict::Fail, None),
        () if tally.found > 0 => {
            (Verdict::Inconclusive, Some(format!("a shorter way may lead through {open} whose links were not seen")))
        }
        () if graph.open.count > 0 => {
            (Verdict::Inconclusive, Some(format!("deeper pages may lie behind {open} whose links were not seen")))
        }
        () => (Verdict::Pass, None),
    };
    tally.close(Kind::TooDeep, verdict, because, derivation)
}

/// Each broken target once, with one page that links to it.
fn broken(site: &Site<'_>, graph: &Graph) -> Check {
    let mut tally = Tally::new(site.options.examples);
    let mut reasons: BTreeMap<UrlId, String> = BTreeMap::new();
    for url in ids(site.crawl).filter(|url| graph.is_linked(*url)) {
        let text = site.text(url);
        match site.crawl.record(url).map(|record| record.state) {
            Some(State::Error(status)) => drop(reasons.insert(url, format!("answers {status}"))),
            Some(State::Read | State::Redirect) => {}
            // Images and documents are not among the pages that are given.
            _ if urls::is_file(text) || site.is_blocked(url) || !site.crawl.is_internal(text) => continue,
            _ if site.options.whole => drop(reasons.insert(url, "is missing from the export".to_owned())),
            _ => tally.unknown += 1,
        }
        tally.checked += 1;
    }
    let mut from: BTreeMap<UrlId, &str> = BTreeMap::new();
    for record in site.crawl.records() {
        for target in targets(site, record).filter(|target| reasons.contains_key(target)) {
            let source = site.text(record.url);
            from.entry(target).and_modify(|first| *first = source.min(first)).or_insert(source);
        }
    }
    for (url, reason) in &reasons {
        let source = from.get(url).copied().unwrap_or_default();
        tally.find(site.text(*url), || format!("{reason}; linked from {source}"));
    }
    let derivation = format!(
        "{} of {} broken, {} not read",
        print(tally.found),
        count(tally.checked, "linked page", "linked pages"),
        print(tally.unknown)
    );
    tally.answer(Kind::BrokenLinks, "no page is linked", "linked pages were not read", derivation)
}
