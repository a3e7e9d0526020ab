//! A crawl list: one page a line, as crawlers export it.
//!
//! # NDJSON
//! One object a line; only `url` is required:
//! `{"url": "https://e.example/", "status": 200, "links": ["/a", {"url": "/b", "nofollow": true}],
//! "canonical": "/", "robots": "noindex", "x_robots_tag": "googlebot: nofollow", "hreflang": {"de": "/de/"},
//! "redirect": null, "title": "Home", "text": "..."}`
//!
//! # CSV
//! A header with the same names in any order, only `url` required. `links` and `nofollow_links` hold URLs separated by
//! blanks (a URL has none), `hreflang` pairs such as `de=https://e.example/de/ en=https://e.example/`. A file without
//! the column `links` says nothing about links, and what depends on them is inconclusive; a blank cell says that there
//! are none, of a page with a status.
//!
//! Relative URLs are relative to the page's.

use std::collections::BTreeMap;
use std::io::BufRead;

use serde::Deserialize;
use thiserror::Error;

use super::crawl::{Alternate, CrawlError, Link, Note, Page};
use super::directives::Directives;
use super::fingerprint::Fingerprint;
use super::meter::{Bound, Metered};
use super::urls::{self, Base};

/// The form of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    Ndjson,
    /// Comma-separated values with a header.
    Csv,
}

/// Bytes of one line or record.
const MAX_RECORD: u64 = 32 * 1024 * 1024;

/// Why a list cannot be read on.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ListError {
    /// A line that is no record.
    #[error("line {line}: {reason}")]
    Record {
        /// Its number, from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A record without an address.
    #[error("line {line}: {error}")]
    Url {
        /// Its number, from 1.
        line: u64,
        /// What is wrong with it.
        error: CrawlError,
    },
    /// A status that HTTP does not have.
    #[error("line {line}: status {status} is none of HTTP's, which lie from 100 to 599")]
    Status {
        /// Its number, from 1.
        line: u64,
        /// The status.
        status: u16,
    },
    /// A CSV file without a column `url`, or with one that is not known.
    #[error("the header: {reason}; the columns are {}", COLUMNS.join(", "))]
    Header {
        /// What is wrong.
        reason: String,
    },
    /// A line of many megabytes.
    #[error("line {line}: more than {MAX_RECORD} bytes in one record")]
    RecordTooLarge {
        /// Its number, from 1.
        line: u64,
    },
}

/// The columns of CSV.
const COLUMNS: [&str; 11] = [
    "url", "status", "redirect", "links", "nofollow_links", "canonical", "robots", "x_robots_tag", "hreflang", "title",
    "text",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    url: String,
    status: Option<u16>,
    redirect: Option<String>,
    links: Option<Vec<RowLink>>,
    canonical: Option<String>,
    robots: Option<String>,
    x_robots_tag: Option<String>,
    #[serde(default)]
    hreflang: BTreeMap<String, String>,
    title: Option<String>,
    text: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a link is a URL, or an object with `url` and `nofollow`")]
enum RowLink {
    Url(String),
    Marked {
        url: String,
        #[serde(default)]
        nofollow: bool,
    },
}

/// Reads a list row by row and hands each page to `take`, so that memory holds one row. Robots directives are those
/// for `agent`. Returns the number of pages.
///
/// # Errors
/// [`ListError`], with the line; what was read before has been handed over.
pub fn read_list(
    input: impl BufRead,
    format: Format,
    agent: &str,
    mut take: impl FnMut(Page) -> Result<(), CrawlError>,
) -> Result<u64, ListError> {
    let mut rows = 0;
    let mut each = |line: u64, row: Row| {
        let page = page(row, agent, line)?;
        rows += 1;
        take(page).map_err(|error| ListError::Url { line, error })
    };
    match format {
        Format::Ndjson => ndjson(input, &mut each)?,
        Format::Csv => csv(input, &mut each)?,
    }
    Ok(rows)
}

fn ndjson(input: impl BufRead, each: &mut dyn FnMut(u64, Row) -> Result<(), ListError>) -> Result<(), ListError> {
    let mut input = Metered::new(input, u64::MAX, MAX_RECORD);
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        input.next_piece();
        if let Err(error) = input.read_until(b'\n', &mut bytes) {
            return Err(failure(line, input.passed(), error.to_string()));
        }
        if bytes.is_empty() {
            break;
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let row =
            serde_json::from_slice(bytes).map_err(|error| ListError::Record { line, reason: error.to_string() })?;
        each(line, row)?;
    }
    Ok(())
}

fn csv(input: impl BufRead, each: &mut dyn FnMut(u64, Row) -> Result<(), ListError>) -> Result<(), ListError> {
    let mut reader = csv::Reader::from_reader(Metered::new(input, u64::MAX, MAX_RECORD));
    let header = match reader.headers() {
        Ok(header) => header.iter().map(|name| name.trim().to_ascii_lowercase()).collect::<Vec<_>>(),
        Err(error) => return Err(failure(1, reader.get_ref().passed(), error.to_string())),
    };
    if let Some(unknown) = header.iter().find(|name| !COLUMNS.contains(&name.as_str())) {
        return Err(ListError::Header { reason: format!("`{}` is no column", urls::shown(unknown)) });
    }
    if !header.iter().any(|name| name == "url") {
        return Err(ListError::Header { reason: "there is no column `url`".to_owned() });
    }
    let mut record = csv::StringRecord::new();
    loop {
        reader.get_mut().next_piece();
        let line = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(true) => each(line, row(&header, &record, line)?)?,
            Ok(false) => return Ok(()),
            Err(error) => return Err(failure(line, reader.get_ref().passed(), error.to_string())),
        }
    }
}

fn failure(line: u64, passed: Option<Bound>, reason: String) -> ListError {
    match passed {
        Some(_) => ListError::RecordTooLarge { line },
        None => ListError::Record { line, reason },
    }
}

fn row(header: &[String], record: &csv::StringRecord, line: u64) -> Result<Row, ListError> {
    let column = |name: &str| header.iter().position(|one| one == name).and_then(|index| record.get(index));
    let cell = |name: &str| column(name).map(str::trim).filter(|cell| !cell.is_empty());
    let owned = |name: &str| cell(name).map(str::to_owned);
    let status = cell("status").map(|cell| {
        let reason = || format!("the status `{}` is no number", urls::shown(cell));
        cell.parse().map_err(|_| ListError::Record { line, reason: reason() })
    });
    let status = status.transpose()?;
    let links = |name: &str, nofollow: bool| {
        let urls = cell(name).unwrap_or_default().split_ascii_whitespace();
        urls.map(|url| RowLink::Marked { url: url.to_owned(), nofollow }).collect::<Vec<_>>()
    };
    let known = column("links").is_some() && (status.is_some() || cell("links").is_some());
    let mut hreflang = BTreeMap::new();
    for pair in cell("hreflang").unwrap_or_default().split_ascii_whitespace() {
        let reason = || format!("`{}` in hreflang is no pair such as `de=https://example.com/de/`", urls::shown(pair));
        let (language, url) = pair.split_once('=').ok_or_else(|| ListError::Record { line, reason: reason() })?;
        hreflang.insert(language.to_owned(), url.to_owned());
    }
    Ok(Row {
        url: owned("url").unwrap_or_default(),
        status,
        redirect: owned("redirect"),
        links: known.then(|| [links("links", false), links("nofollow_links", true)].into_iter().flatten().collect()),
        canonical: owned("canonical"),
        robots: owned("robots"),
        x_robots_tag: owned("x_robots_tag"),
        hreflang,
        title: owned("title"),
        text: owned("text"),
    })
}

fn page(row: Row, agent: &str, line: u64) -> Result<Page, ListError> {
    let url = urls::normalise(&row.url);
    let url = url.map_err(|error| ListError::Url { line, error: CrawlError::Url { field: "page", error } })?;
    if let Some(status) = row.status.filter(|status| !(100..600).contains(status)) {
        return Err(ListError::Status { line, status });
    }
    let base = Base::new(url.clone());
    let canonical = row.canonical.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let resolved = canonical.and_then(|target| base.resolve(target));
    let unreadable = canonical.is_some() && resolved.is_none();
    let link = |link| {
        let (url, nofollow) = match link {
            RowLink::Url(url) => (url, false),
            RowLink::Marked { url, nofollow } => (url, nofollow),
        };
        base.resolve(&url).map(|url| Link { url, nofollow })
    };
    let alternate = |(language, url): (String, String)| base.resolve(&url).map(|url| Alternate { language, url });
    let meta = row.robots.as_deref().map(Directives::parse).unwrap_or_default();
    let header = row.x_robots_tag.as_deref().map(|value| Directives::parse_header(value, agent)).unwrap_or_default();
    Ok(Page {
        status: row.status,
        redirect: row.redirect.as_deref().and_then(|target| base.resolve(target)),
        links: row.links.map(|links| links.into_iter().filter_map(link).collect()),
        canonicals: resolved.into_iter().collect(),
        directives: meta.and(header),
        alternates: row.hreflang.into_iter().filter_map(alternate).collect(),
        title: row.title,
        text: row.text.as_deref().map(Fingerprint::of),
        notes: if unreadable { vec![Note::CanonicalUnreadable] } else { Vec::new() },
        url: url.into(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(format: Format, text: &[u8]) -> Result<Vec<Page>, ListError> {
        let mut pages = Vec::new();
        let rows = read_list(text, format, "googlebot", |page| {
            pages.push(page);
            Ok(())
        })?;
        assert_eq!(rows, pages.len() as u64);
        Ok(pages)
    }

    const NDJSON: &str = r#"
{"url": "https://e.example/", "status": 200, "links": ["/a#x", {"url": "/b", "nofollow": true}, "mailto:x@y"], "robots": "noindex", "x_robots_tag": "otherbot: nofollow", "hreflang": {"de": "/de"}, "canonical": "/c", "title": "T", "text": "one two"}
{"url": "https://e.example/known"}
"#;

    const CSV: &str = "Title,url,status,links,nofollow_links,robots,x_robots_tag,hreflang,canonical,text
T,https://e.example/,200,/a#x mailto:x@y,/b,noindex,otherbot: nofollow,de=/de,/c,\"one, two\"
,https://e.example/known,,,,,,,,
";

    #[test]
    fn both_forms_say_the_same() {
        let pages = read(Format::Ndjson, NDJSON.as_bytes()).unwrap();
        assert_eq!(read(Format::Csv, CSV.as_bytes()).unwrap(), pages);
        let links: Vec<_> = pages[0].links.iter().flatten().map(|link| (link.url.as_str(), link.nofollow)).collect();
        assert_eq!(links, [("https://e.example/a", false), ("https://e.example/b", true)]);
        assert_eq!(pages[0].directives, Directives { noindex: true, nofollow: false });
        assert_eq!((pages[0].canonicals[0].as_str(), pages[0].text.unwrap().words), ("https://e.example/c", 2));
        assert_eq!((&pages[1].links, pages[1].status), (&None, None));
    }

    #[test]
    fn links_that_nobody_wrote_down_are_not_none() {
        let links = |text: &str| read(Format::Csv, text.as_bytes()).unwrap()[0].links.clone();
        assert_eq!(links("url,status\nhttps://e.example/,200\n"), None);
        assert_eq!(links("url,status,links\nhttps://e.example/,200,\n"), Some(vec![]));
    }

    #[test]
    fn errors_name_the_line_and_the_field() {
        let error = |format, text: &str| read(format, text.as_bytes()).unwrap_err().to_string();
        assert!(error(Format::Ndjson, "\n{\"url\": 1}").starts_with("line 2: invalid type"));
        assert!(
            error(Format::Ndjson, "{\"url\":\"https://e.example/\",\"depth\":1}").contains("unknown field `depth`")
        );
        assert!(error(Format::Ndjson, "{\"url\":\"/a\"}").starts_with("line 1: page: `/a` is no absolute URL"));
        assert!(
            error(Format::Ndjson, "{\"url\":\"https://e.example/\",\"status\":999}").contains("status 999 is none")
        );
        assert!(error(Format::Csv, "status\n200").starts_with("the header: there is no column `url`"));
        assert!(error(Format::Csv, "url,depth\n").starts_with("the header: `depth` is no column"));
        assert!(error(Format::Csv, "url,status\nhttps://e.example/,ok\n").starts_with("line 2: the status `ok`"));
        assert!(error(Format::Csv, "url,status\nhttps://e.example/\n").starts_with("line 2: "));
    }

    #[test]
    fn a_record_without_end_is_refused() {
        for (format, head) in [(Format::Ndjson, "{\"url\":\""), (Format::Csv, "url\n\"")] {
            let endless = std::io::BufReader::new(std::io::Read::chain(head.as_bytes(), std::io::repeat(b'x')));
            let error = read_list(endless, format, "x", |_| Ok(())).unwrap_err();
            assert!(matches!(error, ListError::RecordTooLarge { .. }), "{error}");
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "(url|status|links|,|\"|\n|\\{|\\}|:|\\[|\\]|200|https://e.example/| |é){0,30}") {
            let _ = (read(Format::Ndjson, text.as_bytes()), read(Format::Csv, text.as_bytes()));
        }
    }
}
