//! Tests of what is kept of a site.

use super::*;

fn page(url: &str, links: &[(&str, bool)]) -> Page {
    let links = links.iter().map(|(url, nofollow)| Link { url: (*url).to_owned(), nofollow: *nofollow });
    Page { url: url.to_owned(), links: Some(links.collect()), ..Page::default() }
}

#[test]
fn keeps_links_of_the_site_once() {
    let mut crawl = Crawl::new(&["https://e.example/"], &[], Limits::default()).unwrap();
    let links = [
        ("https://e.example/b", true),
        ("https://e.example/a", false),
        ("https://e.example/b", false),
        ("https://other.example/", false),
        ("http://e.example/a", true),
    ];
    crawl.add(page("https://e.example/#top", &links)).unwrap();
    let record = crawl.record(crawl.starts[0]).unwrap();
    let texts: Vec<_> =
        crawl.links_of(record).iter().map(|link| (crawl.urls.text(link & !NOFOLLOW), link & NOFOLLOW != 0)).collect();
    let expected = [("https://e.example/b", false), ("https://e.example/a", false), ("http://e.example/a", true)];
    assert_eq!(texts, expected);
    assert_eq!(crawl.external_links, 1);
}

#[test]
fn what_does_not_belong_is_counted() {
    let mut crawl = Crawl::new(&["https://e.example/"], &["shop.example"], Limits { urls: 3, links: 1 }).unwrap();
    crawl.add(page("https://other.example/", &[])).unwrap();
    crawl.add(page("https://shop.example/", &[("https://e.example/", false), ("https://e.example/x", false)])).unwrap();
    crawl.add(page("https://shop.example/", &[])).unwrap();
    crawl.add(page("https://e.example/y", &[])).unwrap();
    assert_eq!((crawl.outside, crawl.repeated, crawl.left_out, crawl.len()), (1, 1, 2, 1));
}

#[test]
fn a_start_is_needed_and_must_be_a_page() {
    let error = |starts: &[&str]| Crawl::new(starts, &[], Limits::default()).unwrap_err();
    assert_eq!(error(&[]), CrawlError::NoStart);
    assert!(error(&["/home"]).to_string().starts_with("start: `/home` is no absolute URL"));
}

#[test]
fn a_list_of_addresses_is_filled_in_by_what_is_read_later() {
    let mut crawl = Crawl::new(&["https://e.example/"], &[], Limits::default()).unwrap();
    crawl.add(Page { url: "https://e.example/".to_owned(), ..Page::default() }).unwrap();
    assert_eq!(crawl.records()[0].state, State::Known);
    crawl.add(page("https://e.example/", &[])).unwrap();
    assert_eq!((crawl.records()[0].state, crawl.len(), crawl.repeated), (State::Read, 1, 0));
}
