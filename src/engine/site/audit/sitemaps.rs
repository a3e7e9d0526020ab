//! Sitemaps against pages and robots.txt.

use std::collections::{BTreeMap, BTreeSet};

use super::Site;
use super::check::{Check, Kind, Tally, Verdict, count, print};
use super::graph::missing_sitemaps;
use crate::engine::site::crawl::{Listed, Record, State};
use crate::engine::site::robots::Access;
use crate::engine::site::sitemap::{Kind as FileKind, MAX_BYTES, MAX_URLS, Summary};
use crate::engine::site::urls::{self, UrlId};
use crate::quantity::number;

const NO_SITEMAP: &str = "no sitemap was given";

pub(super) fn checks(site: &Site<'_>) -> Vec<Check> {
    // Of several files that list a page, the first by address is named.
    let mut listed: BTreeMap<UrlId, &str> = BTreeMap::new();
    for one in &site.crawl.listed {
        let file = site.crawl.sitemaps.get(one.sitemap as usize).map_or("", |file| file.url.as_str());
        listed.entry(one.url).and_modify(|first| *first = file.min(first)).or_insert(file);
    }
    let judge = |kind: Kind, what: &str, judge: fn(&Site<'_>, &Record) -> Option<String>| {
        of_read(site, &listed, kind, what, judge)
    };
    vec![
        judge(Kind::NoindexInSitemap, "noindex", |_, record| {
            (record.state == State::Read && record.directives.noindex).then(|| "says noindex".to_owned())
        }),
        blocked(site, &listed),
        judge(Kind::ErrorInSitemap, "a redirect or an error", |site, record| match record.state {
            State::Error(status) => Some(format!("answers {status}")),
            State::Redirect if record.redirect == super::NONE => Some("redirects".to_owned()),
            State::Redirect => Some(format!("redirects to {}", site.text(record.redirect))),
            State::Read | State::Known => None,
        }),
        judge(Kind::NonCanonicalInSitemap, "canonical to another page", |site, record| {
            let elsewhere = record.state == State::Read && site.is_canonical_elsewhere(record);
            elsewhere.then(|| format!("names {} as canonical", site.text(record.canonical)))
        }),
        missing(site, &listed),
        files(site),
        robots_files(site),
        noindex_blocked(site),
    ]
}

/// A check of each listed page that was read.
fn of_read(
    site: &Site<'_>,
    listed: &BTreeMap<UrlId, &str>,
    kind: Kind,
    what: &str,
    judge: fn(&Site<'_>, &Record) -> Option<String>,
) -> Check {
    let mut tally = Tally::new(site.options.examples);
    for (url, file) in listed {
        tally.checked += 1;
        match site.crawl.record(*url).filter(|record| record.state != State::Known) {
            Some(record) => {
                if let Some(detail) = judge(site, record) {
                    tally.find(site.text(*url), || format!("{detail}; listed in {file}"));
                }
            }
            None if site.is_unread(*url) => tally.unknown += 1,
            None if kind == Kind::ErrorInSitemap => {
                tally.find(site.text(*url), || format!("is missing from the export; listed in {file}"));
            }
            None => {}
        }
    }
    let listed = count(tally.checked, "listed page", "listed pages");
    let derivation = format!("{} of {listed} {what}, {} not read", print(tally.found), print(tally.unknown));
    tally.answer(kind, NO_SITEMAP, "listed pages were not read", derivation)
}

fn blocked(site: &Site<'_>, listed: &BTreeMap<UrlId, &str>) -> Check {
    let mut tally = Tally::new(site.options.examples);
    for (url, file) in listed {
        tally.checked += 1;
        match site.access(*url) {
            Some(Access::Allowed) => {}
            Some(Access::Disallowed { line, rule }) => {
                tally.find(site.text(*url), || format!("robots.txt line {line}: `{rule}`; listed in {file}"));
            }
            Some(Access::Unreachable) => {
                tally.find(site.text(*url), || format!("robots.txt answered with a server error; listed in {file}"));
            }
            None => tally.unknown += 1,
        }
    }
    let listed = count(tally.checked, "listed page", "listed pages");
    let derivation = format!(
        "{} of {listed} blocked for {}, {} on hosts without a robots.txt",
        print(tally.found),
        site.options.agent,
        print(tally.unknown)
    );
    tally.answer(Kind::BlockedInSitemap, NO_SITEMAP, "the robots.txt of their host was not given", derivation)
}

fn missing(site: &Site<'_>, listed: &BTreeMap<UrlId, &str>) -> Check {
    let mut tally = Tally::new(site.options.examples);
    if site.crawl.sitemaps.is_empty() {
        return tally.answer(Kind::MissingFromSitemap, NO_SITEMAP, "", "no sitemap".to_owned());
    }
    for record in site.indexable() {
        tally.checked += 1;
        if !listed.contains_key(&record.url) {
            tally.find(site.text(record.url), || "indexable, and in no sitemap".to_owned());
        }
    }
    let pages = count(tally.checked, "indexable page", "indexable pages");
    let derivation =
        format!("{} of {pages} in none of {}", print(tally.found), count(files_read(site), "file", "files"));
    let unread = missing_sitemaps(site);
    if unread > 0 && tally.found > 0 {
        let because = format!("{} not read whole", count(unread, "sitemap file was", "sitemap files were"));
        return tally.close(Kind::MissingFromSitemap, Verdict::Inconclusive, Some(because), derivation);
    }
    tally.answer(Kind::MissingFromSitemap, "no indexable page was read", "", derivation)
}

fn files_read(site: &Site<'_>) -> u64 {
    site.crawl.sitemaps.iter().filter(|file| file.complete && file.kind != FileKind::Index).count() as u64
}

/// What breaks the protocol in each file.
fn files(site: &Site<'_>) -> Check {
    let mut tally = Tally::new(site.options.examples);
    let named = named_by_robots(site);
    for file in &site.crawl.sitemaps {
        tally.checked += 1;
        let problems = problems(file, named.contains(&file.url));
        if !problems.is_empty() {
            tally.find(&file.url, || problems.join("; "));
        }
    }
    for url in &site.sitemap_files {
        let text = site.text(*url);
        match site.crawl.sitemaps.iter().find(|file| file.url == text) {
            Some(file) if file.kind == FileKind::Index => {
                tally.find(text, || "an index that another index names; only sitemaps may be named".to_owned());
            }
            Some(_) => {}
            None => tally.unknown += 1,
        }
    }
    let derivation = format!(
        "{} of {} {} the protocol, {} named in an index and not given; bounds: {} entries, {} bytes",
        print(tally.found),
        count(tally.checked, "file", "files"),
        if tally.found == 1 { "breaks" } else { "break" },
        print(tally.unknown),
        number::print(MAX_URLS.into()),
        number::print(MAX_BYTES.into())
    );
    tally.answer(Kind::SitemapFiles, NO_SITEMAP, "files that an index names were not given", derivation)
}

/// Sitemaps that a robots.txt names, by itself or through an index.
fn named_by_robots(site: &Site<'_>) -> BTreeSet<String> {
    let written = site.crawl.robots.values().flat_map(|robots| robots.sitemaps());
    let mut named: BTreeSet<String> = written.filter_map(|text| urls::normalise(text).ok()).map(String::from).collect();
    let index =
        |one: &Listed| site.crawl.sitemaps.get(one.sitemap as usize).is_some_and(|file| named.contains(&file.url));
    let within: Vec<String> =
        site.crawl.named_sitemaps.iter().filter(|one| index(one)).map(|one| site.text(one.url).to_owned()).collect();
    named.extend(within);
    named
}

fn problems(file: &Summary, named_by_robots: bool) -> Vec<String> {
    let mut problems = Vec::new();
    if !file.complete {
        problems.push(format!("not read to its end: {}", file.stopped_by));
    }
    if file.entries > MAX_URLS {
        problems.push(format!(
            "{} entries, more than {}",
            number::print(file.entries.into()),
            number::print(MAX_URLS.into())
        ));
    }
    if file.bytes > MAX_BYTES {
        problems.push(format!(
            "{} bytes, more than {}",
            number::print(file.bytes.into()),
            number::print(MAX_BYTES.into())
        ));
    }
    let mut some = |number: u64, what: &str| {
        if number > 0 {
            problems.push(format!("{} {what}", count(number, "entry", "entries")));
        }
    };
    some(file.unreadable, "without an absolute URL");
    some(file.bad_dates, "with a lastmod that is no W3C date");
    // A file that robots.txt names may list pages of that host wherever it lies (sitemaps.org, cross submits).
    if !named_by_robots {
        some(file.out_of_scope, "on another host or outside of its folder");
    }
    if file.complete && !file.has_namespace {
        problems.push("without the namespace http://www.sitemaps.org/schemas/sitemap/0.9".to_owned());
    }
    problems
}

/// Lines of each robots.txt that crawlers pass over though they are meant as rules.
fn robots_files(site: &Site<'_>) -> Check {
    let mut tally = Tally::new(site.options.examples);
    for (origin, robots) in &site.crawl.robots {
        tally.checked += 1;
        let lines: Vec<String> = robots.ignored_lines().iter().take(10).map(ToString::to_string).collect();
        let mut problems = Vec::new();
        match robots.ignored_lines().len() {
            0 => {}
            1 => problems.push(format!("line {} is no rule as it is written", lines.join(", "))),
            all => {
                let more = if all > lines.len() { " and others" } else { "" };
                problems.push(format!("lines {}{more} are no rules as they are written", lines.join(", ")));
            }
        }
        if robots.is_cut_off() {
            problems.push("longer than the 500 KiB that crawlers read".to_owned());
        }
        if !problems.is_empty() {
            tally.find(&format!("{origin}/robots.txt"), || problems.join("; "));
        }
    }
    let files = count(tally.checked, "file", "files");
    let derivation = format!("{} of {files} with lines that crawlers pass over", print(tally.found));
    tally.answer(Kind::RobotsFiles, "no robots.txt was given", "", derivation)
}

/// A crawler that may not fetch a page does not see its noindex, and may list the bare URL.
fn noindex_blocked(site: &Site<'_>) -> Check {
    let mut tally = Tally::new(site.options.examples);
    let noindex = |record: &&Record| record.state == State::Read && record.directives.noindex;
    for record in site.crawl.records().iter().filter(noindex) {
        tally.checked += 1;
        match site.access(record.url) {
            Some(Access::Disallowed { line, rule }) => {
                let text = site.text(record.url);
                tally.find(text, || format!("robots.txt line {line} of {}: `{rule}`", urls::origin_of(text)));
            }
            Some(_) => {}
            None => tally.unknown += 1,
        }
    }
    let pages = count(tally.checked, "noindex page", "noindex pages");
    let derivation =
        format!("{} of {pages} blocked, {} on hosts without a robots.txt", print(tally.found), print(tally.unknown));
    let unseen = "the robots.txt of their host was not given";
    tally.answer(Kind::NoindexBlocked, "no page says noindex", unseen, derivation)
}
