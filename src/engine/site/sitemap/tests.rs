//! Tests of sitemap files: the protocol's own forms, and files made to do harm.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::*;
use crate::engine::site::crawl::Limits;

fn site() -> Crawl {
    Crawl::new(&["https://e.example/"], &[], Limits::default()).unwrap()
}

fn read(input: &[u8]) -> Result<(Vec<String>, Summary), SitemapError> {
    let mut crawl = site();
    let summary = crawl.add_sitemap("https://e.example/shop/sitemap.xml", input, &SitemapLimits::default())?;
    Ok((crawl.listed.iter().map(|one| crawl.urls.text(one.url).to_owned()).collect(), summary))
}

fn urlset(entries: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>"#
    )
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn reads_pages_with_their_dates() {
    let text = urlset(
        "<url><loc> https://e.example/shop/a?x=1&amp;y=&#50; </loc><lastmod>2027-03-31</lastmod>
         <image:image><image:loc>https://e.example/shop/i.png</image:loc></image:image></url>
         <url><loc><![CDATA[https://e.example/shop/b]]></loc><lastmod>yesterday</lastmod></url>
         <url><loc>https://e.example/other</loc></url><url><loc>/relative</loc></url><url/>",
    );
    let (urls, summary) = read(text.as_bytes()).unwrap();
    assert_eq!(urls, ["https://e.example/shop/a?x=1&y=2", "https://e.example/shop/b", "https://e.example/other"]);
    let numbers = (summary.entries, summary.unreadable, summary.dated, summary.bad_dates, summary.out_of_scope);
    assert_eq!(numbers, (5, 2, 2, 1, 1));
    assert!(summary.has_namespace && summary.bytes == text.len() as u64);
    let (zipped, _) = read(&gzip(text.as_bytes())).unwrap();
    assert_eq!(zipped, urls);
}

#[test]
fn reads_indexes_and_lists() {
    let mut crawl = site();
    let text = "<sitemapindex><sitemap><loc>https://e.example/s1.xml.gz</loc></sitemap>\
        <sitemap><loc>https://e.example.other/s2.xml</loc></sitemap></sitemapindex>";
    let summary = crawl.add_sitemap("https://e.example/index.xml", text.as_bytes(), &SitemapLimits::default()).unwrap();
    assert_eq!((summary.kind, summary.has_namespace, crawl.listed.len()), (Kind::Index, false, 0));
    assert_eq!((summary.entries, summary.out_of_scope), (2, 1));
    assert_eq!(crawl.urls.text(crawl.named_sitemaps[0].url), "https://e.example/s1.xml.gz");
    let (urls, summary) = read(b"\xef\xbb\xbfhttps://e.example/shop/1\r\n\nhttps://e.example/shop/2").unwrap();
    assert_eq!((urls.len(), summary.kind, summary.entries), (2, Kind::Text, 2));
}

// W3C, Date and Time Formats (1997): the forms it allows.
#[test]
fn knows_the_dates_of_the_w3c() {
    for date in [
        "1997", "1997-07", "1997-07-16", "1997-07-16T19:20+01:00", "1997-07-16T19:20:30Z",
        "1997-07-16T19:20:30.45+01:00",
    ] {
        assert!(is_date(date), "{date}");
    }
    for text in ["", "97", "1997-13", "1997-02-30", "16.07.1997", "1997-07-16 19:20", "1997-07-16T19:20:30", "1997-07é"]
    {
        assert!(!is_date(text), "{text}");
    }
}

#[test]
fn entities_are_not_expanded() {
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE u [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>"#;
    assert!(matches!(read(bomb.as_bytes()), Err(SitemapError::Doctype { .. })));
    let external = r#"<!DOCTYPE u SYSTEM "file:///etc/passwd"><urlset/>"#;
    assert!(matches!(read(external.as_bytes()), Err(SitemapError::Doctype { .. })));
    let unknown = urlset("<url><loc>https://e.example/&nbsp;</loc></url>");
    assert!(matches!(read(unknown.as_bytes()), Err(SitemapError::Entity { name, .. }) if name == "nbsp"));
}

#[test]
fn bombs_are_refused() {
    let zeros = gzip(&urlset(&" ".repeat(1_000_000)).into_bytes());
    let small = SitemapLimits { bytes: 100_000, entries: 10 };
    let error = site().add_sitemap("https://e.example/s.gz", zeros.as_slice(), &small).unwrap_err();
    assert!(matches!(error, SitemapError::PieceTooLarge { .. }), "{error}");
    let comments = gzip(&urlset(&"<!-- -->".repeat(100_000)).into_bytes());
    let error = site().add_sitemap("https://e.example/s.gz", comments.as_slice(), &small).unwrap_err();
    assert_eq!(
        error.to_string(),
        "https://e.example/s.gz: more than 100000 bytes once inflated; the protocol allows 52428800"
    );
    let many = urlset(&"<url><loc>https://e.example/</loc></url>".repeat(11));
    let error = site().add_sitemap("https://e.example/s.xml", many.as_bytes(), &small).unwrap_err();
    assert!(matches!(error, SitemapError::TooManyEntries { limit: 10, .. }), "{error}");
    let deep = "<urlset>".repeat(100);
    assert!(matches!(read(deep.as_bytes()), Err(SitemapError::Broken { .. })));
}

#[test]
fn what_is_no_sitemap_is_told() {
    let error = |input: &[u8]| read(input).unwrap_err().to_string();
    assert!(error(b"<rss></rss>").contains("the root element is `rss`"));
    assert!(error(b"\xff\xfe<\0").contains("it is UTF-16"));
    assert!(error(b"").ends_with("at byte 0: it is blank"));
    assert!(error(urlset("").as_bytes()).contains("it has no entries"));
    assert!(error(b"<urlset><url></loc>").contains("cannot be read"));
    assert!(error(b"<urlset><url><loc>x").contains("it ends within an element"));
    let mut cut = gzip(urlset("<url><loc>https://e.example/shop/</loc></url>").as_bytes());
    cut.truncate(cut.len() / 2);
    assert!(error(&cut).contains("cannot be read"));
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(input in prop::collection::vec(any::<u8>(), 0..100)) {
        let _ = read(&input);
        let _ = read(&[&b"\x1f\x8b\x08"[..], &input].concat());
    }

    #[test]
    fn nothing_like_a_sitemap_makes_it_panic(input in "<(urlset|sitemapindex)>(<url>|</url>|<loc>|</loc>|<lastmod>|https://e.example/|&#x0;|&amp;|<!\\[CDATA\\[|\\]\\]>|<a/>|2027|é|<!--|-->|<\\?x|\\?>){0,20}") {
        let _ = read(input.as_bytes());
    }

    #[test]
    fn each_url_is_read(paths in prop::collection::vec("[a-z0-9&<']{1,8}", 1..20)) {
        let escape = |path: &String| path.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "&#39;");
        let entries: String = paths.iter().map(|path| format!("<url><loc>https://e.example/shop/{}</loc></url>", escape(path))).collect();
        let (urls, _) = read(urlset(&entries).as_bytes()).unwrap();
        let expected: Vec<String> = paths.iter().map(|path| urls::normalise(&format!("https://e.example/shop/{path}")).unwrap().into()).collect();
        prop_assert_eq!(urls, expected);
    }
}
