//! Language versions: each must name the others in return, be indexable, and bear a code that exists.

use std::collections::BTreeMap;

use super::Site;
use super::check::{Check, Kind, Tally, count, print};
use crate::engine::site::crawl::{Record, State};
use crate::engine::site::urls::UrlId;

const NONE_STATED: &str = "no page names language versions";

pub(super) fn checks(site: &Site<'_>) -> Vec<Check> {
    let pages = || site.crawl.records().iter().filter(|record| record.state == State::Read);
    // Sorted, so that the way back is found by halving however many versions a page names.
    let mut pairs: Vec<(UrlId, UrlId)> = Vec::new();
    for record in pages() {
        pairs.extend(site.crawl.alternates_of(record).map(|(_, to)| (record.url, to)));
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs.retain(|(from, to)| from != to);
    vec![returns(site, &pairs), indexable(site, &pairs), codes(site, pages())]
}

fn returns(site: &Site<'_>, pairs: &[(UrlId, UrlId)]) -> Check {
    let mut tally = Tally::new(site.options.examples);
    for (from, to) in pairs {
        tally.checked += 1;
        if pairs.binary_search(&(*to, *from)).is_ok() {
            continue;
        }
        match site.read(*to) {
            Some(_) => tally.find(site.text(*from), || format!("{} does not name it in return", site.text(*to))),
            None => tally.unknown += 1,
        }
    }
    let derivation = format!(
        "{} of {} without return, {} to pages that were not read",
        print(tally.found),
        count(tally.checked, "hreflang link to another page", "hreflang links to other pages"),
        print(tally.unknown)
    );
    tally.answer(Kind::HreflangWithoutReturn, NONE_STATED, "language versions were not read", derivation)
}

fn indexable(site: &Site<'_>, pairs: &[(UrlId, UrlId)]) -> Check {
    let mut tally = Tally::new(site.options.examples);
    for (from, to) in pairs {
        tally.checked += 1;
        match not_indexable(site, *to) {
            Ok(None) => {}
            Ok(Some(reason)) => tally.find(site.text(*from), || format!("{} {reason}", site.text(*to))),
            Err(()) => tally.unknown += 1,
        }
    }
    let links = count(tally.checked, "hreflang link to another page", "hreflang links to other pages");
    let derivation =
        format!("{} of {links} to pages that cannot be indexed, {} not read", print(tally.found), print(tally.unknown));
    tally.answer(Kind::HreflangNotIndexable, NONE_STATED, "language versions were not read", derivation)
}

/// Why a page cannot be indexed; an error where that is not known.
fn not_indexable(site: &Site<'_>, url: UrlId) -> Result<Option<String>, ()> {
    if site.is_blocked(url) {
        return Ok(Some("is blocked by robots.txt".to_owned()));
    }
    if site.is_unread(url) {
        return Err(());
    }
    let Some(record) = site.crawl.record(url) else { return Ok(Some("is missing from the export".to_owned())) };
    match record.state {
        State::Known => Err(()),
        State::Redirect => Ok(Some("redirects".to_owned())),
        State::Error(status) => Ok(Some(format!("answers {status}"))),
        State::Read if record.directives.noindex => Ok(Some("says noindex".to_owned())),
        State::Read if site.is_canonical_elsewhere(record) => {
            Ok(Some(format!("names {} as canonical", site.text(record.canonical))))
        }
        State::Read => Ok(None),
    }
}

fn codes<'a>(site: &Site<'_>, pages: impl Iterator<Item = &'a Record>) -> Check {
    let mut tally = Tally::new(site.options.examples);
    for record in pages {
        let mut seen: BTreeMap<&str, UrlId> = BTreeMap::new();
        let mut problems = Vec::new();
        for (language, url) in site.crawl.alternates_of(record) {
            tally.checked += 1;
            problems.extend(problem(language));
            if *seen.entry(language).or_insert(url) != url {
                problems.push(format!("`{language}` stands for two pages"));
            }
        }
        if !problems.is_empty() {
            problems.dedup();
            problems.truncate(5);
            tally.find(site.text(record.url), || problems.join("; "));
        }
    }
    let links = count(tally.checked, "hreflang link", "hreflang links");
    let derivation = format!("{} among {links}", count(tally.found, "page with bad codes", "pages with bad codes"));
    tally.answer(Kind::HreflangCodes, NONE_STATED, "", derivation)
}

/// What is wrong with a code, in lower case. Accepted are a language of ISO 639-1, a script of ISO 15924 and a region
/// of ISO 3166-1 alpha-2, in this order, the last two optional, and `x-default` (Google Search Central, Localized
/// versions). Their form is checked, and the codes that are mistaken most often.
fn problem(language: &str) -> Option<String> {
    if language == "x-default" {
        return None;
    }
    let mut parts = language.split('-');
    let letters =
        |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let name = parts.next().unwrap_or_default();
    let mut rest: Vec<&str> = parts.collect();
    if rest.first().is_some_and(|part| letters(part, 4)) {
        rest.remove(0);
    }
    match (name, rest.as_slice()) {
        (_, ["uk"]) => Some(format!("`{language}`: the region of the United Kingdom is `gb`")),
        (_, ["eu"]) | ("es", ["la"]) => {
            Some(format!("`{language}`: a language for several countries stands without region"))
        }
        ("cn" | "jp" | "cz" | "dk" | "gr", _) => {
            Some(format!("`{language}`: `{name}` is a country; the language has another code"))
        }
        (name, []) if letters(name, 2) => None,
        (name, [region]) if letters(name, 2) && letters(region, 2) => None,
        _ => Some(format!("`{language}` is no code such as `de`, `en-gb` or `zh-hant-tw`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_codes() {
        for code in ["de", "en-gb", "zh-hant", "zh-hant-tw", "x-default", "pt-br"] {
            assert_eq!(problem(code), None, "{code}");
        }
        for code in ["", "en_us", "en-uk", "english", "jp", "en-", "de-de-de", "es-419", "en-eu", "es-la"] {
            assert!(problem(code).is_some(), "{code}");
        }
    }
}
