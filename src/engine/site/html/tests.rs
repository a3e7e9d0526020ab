//! Tests of reading a page: what counts, what does not, and what a hostile page can do.

use proptest::prelude::*;

use super::*;

fn read(headers: &[(&str, &str)], body: &[u8]) -> Page {
    let response = Response { url: "https://e.example/dir/page", status: Some(200), headers, body };
    extract(&response, "googlebot", &PageLimits::default()).unwrap()
}

fn links(page: &Page) -> Vec<(&str, bool)> {
    page.links.iter().flatten().map(|link| (link.url.as_str(), link.nofollow)).collect()
}

#[test]
fn reads_what_a_page_says() {
    let page = read(
        &[],
        br#"<!DOCTYPE html><html><head><meta charset=utf-8><title> Shoes &amp;
            boots </title>
            <link rel="canonical" href="/shoes"><link rel=alternate hreflang=de href="//de.e.example/schuhe">
            <meta name=ROBOTS content="NoFollow"><noscript><link rel=stylesheet href=x.css></noscript>
            <link rel=alternate hreflang=x-default href=/>
            </head><body><nav>Home Shop <a href=/>Home</a></nav>
            <main><h1>Red shoes</h1><a href="a?x=1&amp;y=2#top">one</a> <A HREF=../b rel="external NOFOLLOW">two</A>
            <a name=x>no link</a><a href="mailto:a@e.example">mail</a><area href="/map"></main></body>"#,
    );
    assert_eq!(page.title.as_deref(), Some("Shoes & boots"));
    assert_eq!(page.canonicals, ["https://e.example/shoes"]);
    let alternates: Vec<_> = page.alternates.iter().map(|one| (one.language.as_str(), one.url.as_str())).collect();
    assert_eq!(alternates, [("de", "https://de.e.example/schuhe"), ("x-default", "https://e.example/")]);
    assert_eq!(page.directives, Directives { noindex: false, nofollow: true });
    assert_eq!(
        links(&page),
        [
            ("https://e.example/", false),
            ("https://e.example/dir/a?x=1&y=2", false),
            ("https://e.example/b", true),
            ("https://e.example/map", false)
        ]
    );
    // Without the navigation: Red shoes one two no link mail.
    assert_eq!(page.text.map(|text| text.words), Some(7));
    assert!(page.notes.is_empty());
}

#[test]
fn scripts_templates_and_comments_hold_no_links() {
    let page = read(
        &[],
        b"<script>document.write('<a href=/s>')</script><!-- <a href=/c> --><template><a href=/t>x</a></template>\
          <style>a{}</style><textarea><a href=/f></textarea><p>word</p><noscript><a href=/n>two</a></noscript><a href=/y>z</a>",
    );
    assert_eq!(links(&page), [("https://e.example/n", false), ("https://e.example/y", false)]);
    assert_eq!(page.text.map(|text| text.words), Some(3));
}

#[test]
fn base_and_refresh_count() {
    let page = read(
        &[],
        b"<base href=/other/><base href=/third/><meta http-equiv=Refresh content=\"0; URL='next'\"><a href=x>x</a>",
    );
    assert_eq!(links(&page), [("https://e.example/other/next", false), ("https://e.example/other/x", false)]);
}

#[test]
fn signals_outside_the_head_do_not_count_but_noindex_does() {
    let page = read(
        &[],
        b"<p>text</p><link rel=canonical href=/c><link rel=alternate hreflang=de href=/d><meta name=robots content=none>",
    );
    assert!(page.canonicals.is_empty() && page.alternates.is_empty());
    assert_eq!(page.notes, [Note::CanonicalOutsideHead, Note::HreflangOutsideHead]);
    assert_eq!(page.directives, Directives { noindex: true, nofollow: true });
}

#[test]
fn headers_count_too() {
    let headers = [
        ("x-robots-tag", "otherbot: nofollow"),
        ("X-Robots-Tag", "noindex"),
        ("Link", "</c>; rel=canonical, </de>; rel=alternate; hreflang=de"),
        ("content-type", "application/pdf"),
    ];
    let page = read(&headers, b"<a href=/x>");
    assert_eq!(page.directives, Directives { noindex: true, nofollow: false });
    assert_eq!((page.canonicals, page.alternates.len()), (vec!["https://e.example/c".to_owned()], 1));
    assert_eq!((page.links, page.text), (Some(vec![]), None));
    let redirect =
        Response { url: "https://e.example/a", status: Some(301), headers: &[("Location", "/b")], body: b"" };
    let page = extract(&redirect, "googlebot", &PageLimits::default()).unwrap();
    assert_eq!(page.redirect.as_deref(), Some("https://e.example/b"));
}

#[test]
fn encodings_are_told_by_mark_header_meta_and_bytes() {
    let title = |headers: &[(&str, &str)], body: &[u8]| read(headers, body).title.unwrap();
    assert_eq!(title(&[], b"<title>caf\xe9</title>"), "café");
    assert_eq!(title(&[], "<title>café</title>".as_bytes()), "café");
    assert_eq!(title(&[("content-type", "text/html; charset=iso-8859-2")], b"<title>\xb3</title>"), "ł");
    assert_eq!(title(&[], b"<meta charset='shift_jis'><title>\x83\x65</title>"), "テ");
    assert_eq!(title(&[], b"\xff\xfe<\0t\0i\0t\0l\0e\0>\0x\0"), "x");
    assert_eq!(title(&[], "<meta charset=utf-16><title>é</title>".as_bytes()), "é");
}

#[test]
fn too_much_is_cut_off_and_said() {
    let limits = PageLimits { bytes: 30, links: 1 };
    let body = b"<a href=/1><a href=/2><a href=/3><a href=/4>";
    let response = Response { url: "https://e.example/", status: None, headers: &[], body };
    let page = extract(&response, "googlebot", &limits).unwrap();
    assert_eq!(page.notes, [Note::PageCutOff, Note::LinksCutOff]);
    assert_eq!(links(&page), [("https://e.example/1", false)]);
}

#[test]
fn nesting_does_not_exhaust_the_stack() {
    let page = read(&[], "<noscript><div><template>".repeat(50_000).as_bytes());
    assert_eq!(page.links, Some(vec![]));
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        read(&[("link", "<"), ("x-robots-tag", ":")], &body);
    }

    #[test]
    fn nothing_like_html_makes_it_panic(body in "(<|>|</|=|\"|'| |a|href|base|link|meta|rel|canonical|content|refresh|url|;|noscript|template|title|script|é|&|charset){0,40}") {
        read(&[], body.as_bytes());
    }

    #[test]
    fn each_link_is_found(paths in prop::collection::vec("[a-z0-9]{1,8}", 0..20), quoted: bool) {
        let mark = if quoted { "\"" } else { "" };
        let body: String = paths.iter().map(|path| format!("<p>text<a class=x href={mark}/{path}{mark}>{path}</a>")).collect();
        let page = read(&[], body.as_bytes());
        let found: Vec<&str> = page.links.iter().flatten().filter_map(|link| link.url.rsplit('/').next()).collect();
        prop_assert_eq!(found, paths);
    }
}
