//! Tests of the audit on small sites whose answers are plain to see.

use proptest::prelude::*;

use super::*;
use crate::engine::site::crawl::{Alternate, Limits, Link, Page};
use crate::engine::site::fingerprint::Fingerprint;
use crate::engine::site::robots::Robots;
use crate::engine::site::sitemap::SitemapLimits;

const HOME: &str = "https://e.example/";

fn url(path: &str) -> String {
    format!("{HOME}{path}")
}

fn page(path: &str, links: &[&str]) -> Page {
    let links = links.iter().map(|path| Link { url: url(path), nofollow: false }).collect();
    let words: Vec<String> = (0..60).map(|index| format!("{path}{index}")).collect();
    let text = Some(Fingerprint::of(&words.join(" ")));
    Page {
        url: url(path),
        status: Some(200),
        links: Some(links),
        title: Some(format!("T {path}")),
        text,
        ..Page::default()
    }
}

fn site(pages: Vec<Page>) -> Crawl {
    let mut crawl = Crawl::new(&[HOME], &[], Limits::default()).unwrap();
    for page in pages {
        crawl.add(page).unwrap();
    }
    crawl
}

fn list(crawl: &mut Crawl, paths: &[&str]) {
    let entries: String = paths.iter().map(|path| format!("<url><loc>{}</loc></url>", url(path))).collect();
    let text = format!(r#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>"#);
    crawl.add_sitemap(&url("sitemap.xml"), text.as_bytes(), &SitemapLimits::default()).unwrap();
}

fn audit(crawl: &Crawl) -> Report {
    run(crawl, &Options { max_clicks: Some(1), ..Options::default() }).unwrap()
}

fn found(report: &Report, kind: Kind) -> (Verdict, Vec<&str>) {
    let check = report.check(kind).unwrap();
    (check.verdict, check.examples.iter().map(|example| example.url.strip_prefix(HOME).unwrap()).collect())
}

#[test]
fn a_closed_site_has_definite_answers() {
    // Home -> a -> b; c and d link each other only; o is linked by none, f is a document.
    let mut crawl = site(vec![
        page("", &["a", "f.pdf", "gone"]),
        page("a", &["b", ""]),
        page("b", &[]),
        page("c", &["d"]),
        page("d", &["c", "d"]),
        page("o", &["o"]),
        Page { url: url("gone"), status: Some(410), ..Page::default() },
    ]);
    list(&mut crawl, &["", "a", "b", "c", "d"]);
    let report = audit(&crawl);
    assert_eq!(found(&report, Kind::Orphans), (Verdict::Fail, vec!["o"]));
    assert_eq!(found(&report, Kind::Unreachable), (Verdict::Fail, vec!["c", "d"]));
    assert_eq!(found(&report, Kind::TooDeep), (Verdict::Fail, vec!["b"]));
    assert_eq!(found(&report, Kind::BrokenLinks), (Verdict::Fail, vec!["gone"]));
    assert_eq!(found(&report, Kind::MissingFromSitemap), (Verdict::Fail, vec!["o"]));
    assert_eq!(
        report.check(Kind::BrokenLinks).unwrap().examples[0].detail,
        "answers 410; linked from https://e.example/"
    );
    let clicks: Vec<_> = report.clicks.iter().map(|one| (one.clicks, one.pages)).collect();
    assert_eq!(clicks, [(0, 1), (1, 1), (2, 1)]);
    assert!(report.coverage.gaps.is_empty());
    assert_eq!((report.coverage.indexable, report.coverage.errors), (6, 1));
    let derivation = &report.check(Kind::Unreachable).unwrap().derivation;
    assert_eq!(derivation, "2 of 6 indexable pages linked but on no way from 1 start page");
}

#[test]
fn an_unfinished_crawl_is_inconclusive_where_it_must() {
    // The same, but `x` was not read: it may link to the orphan, reach c and d, or be a shorter way to e.
    let pages = || {
        vec![
            page("", &["a"]),
            page("a", &["b", "x"]),
            page("b", &["e"]),
            page("c", &["d"]),
            page("d", &["c"]),
            page("e", &[]),
        ]
    };
    let mut crawl = site(pages());
    list(&mut crawl, &["", "c", "o"]);
    let report = audit(&crawl);
    for kind in [Kind::Orphans, Kind::Unreachable, Kind::BrokenLinks, Kind::NoindexInSitemap, Kind::BlockedInSitemap] {
        assert_eq!(report.check(kind).unwrap().verdict, Verdict::Inconclusive, "{kind:?}");
    }
    // `x` lies 2 clicks away: whatever it links to is 3 or more away, so b and e are beyond 1 click for certain.
    assert_eq!(found(&report, Kind::TooDeep), (Verdict::Fail, vec!["b", "e"]));
    let deep = run(&crawl, &Options { max_clicks: Some(2), ..Options::default() }).unwrap();
    assert_eq!(found(&deep, Kind::TooDeep), (Verdict::Fail, vec!["e"]));
    assert_eq!(report.coverage.gaps, ["2 pages are linked or listed and were not read"]);
    // As an export of the whole site the same evidence is complete, and what is not in it is missing.
    let whole = run(&crawl, &Options { whole: true, ..Options::default() }).unwrap();
    assert_eq!(found(&whole, Kind::Unreachable), (Verdict::Fail, vec!["c", "d"]));
    assert_eq!(found(&whole, Kind::BrokenLinks), (Verdict::Fail, vec!["x"]));
    assert_eq!(found(&whole, Kind::ErrorInSitemap), (Verdict::Fail, vec!["o"]));
    let alone = audit(&site(vec![page("", &[])]));
    let because = alone.check(Kind::Orphans).unwrap().because.clone().unwrap();
    assert!(because.starts_with("a crawl that follows links meets no orphan"), "{because}");
}

#[test]
fn a_shorter_way_through_an_unread_page_leaves_depth_open() {
    let crawl = site(vec![page("", &["a", "x"]), page("a", &["b"]), page("b", &["e"]), page("e", &[])]);
    let report = run(&crawl, &Options { max_clicks: Some(2), ..Options::default() }).unwrap();
    assert_eq!(found(&report, Kind::TooDeep), (Verdict::Inconclusive, vec!["e"]));
}

#[test]
fn ways_that_crawlers_do_not_go_do_not_count() {
    let mut nofollow = page("n", &["x"]);
    nofollow.directives.nofollow = true;
    let mut home = page("", &["n", "blocked", "r"]);
    home.links.as_mut().unwrap().push(Link { url: url("y"), nofollow: true });
    let mut crawl = site(vec![
        home,
        nofollow,
        page("x", &[]),
        page("y", &[]),
        page("blocked", &["z"]),
        page("z", &[]),
        Page { url: url("r"), status: Some(301), redirect: Some(url("t")), ..Page::default() },
        page("t", &[]),
    ]);
    crawl.set_robots(HOME, Robots::parse(b"User-agent: *\nDisallow: /blocked")).unwrap();
    list(&mut crawl, &["", "blocked"]);
    let report = audit(&crawl);
    assert_eq!(found(&report, Kind::Orphans), (Verdict::Fail, vec!["x", "y", "z"]));
    // A redirect costs no click.
    assert_eq!(report.clicks.last().map(|one| (one.clicks, one.pages)), Some((1, 2)));
    let check = report.check(Kind::BlockedInSitemap).unwrap();
    let detail = "robots.txt line 2: `Disallow: /blocked`; listed in https://e.example/sitemap.xml";
    assert_eq!((check.verdict, check.examples[0].detail.as_str()), (Verdict::Fail, detail));
}

/// sitemaps.org, "Sitemaps & Cross Submits": what robots.txt names may lie anywhere, and so may what its index names.
#[test]
fn sitemaps_that_robots_txt_names_may_list_the_whole_host() {
    let mut crawl = site(vec![page("", &["p"]), page("p", &[])]);
    let mut add = |path: &str, text: &str| {
        crawl.add_sitemap(&url(path), text.as_bytes(), &SitemapLimits::default()).unwrap();
    };
    let space = r#"xmlns="http://www.sitemaps.org/schemas/sitemap/0.9""#;
    let index =
        |file: &str| format!("<sitemapindex {space}><sitemap><loc>{}</loc></sitemap></sitemapindex>", url(file));
    let pages = format!("<urlset {space}><url><loc>{HOME}</loc></url></urlset>");
    add("maps/index.xml", &index("maps/pages.xml"));
    add("maps/pages.xml", &pages);
    add("other/index.xml", &index("other/pages.xml"));
    add("other/pages.xml", &pages);
    // The host is written in another case than the address of the file.
    let robots = b"User-agent: *\nDisalow: /x\nSitemap: https://E.Example/maps/index.xml";
    crawl.set_robots(HOME, Robots::parse(robots)).unwrap();
    let report = audit(&crawl);
    assert_eq!(found(&report, Kind::SitemapFiles), (Verdict::Fail, vec!["other/pages.xml"]));
    let robots = report.check(Kind::RobotsFiles).unwrap();
    assert_eq!((robots.verdict, robots.checked), (Verdict::Fail, 1));
    assert_eq!(robots.examples[0].detail, "line 2 is no rule as it is written");
}

#[test]
fn pages_made_by_scripts_leave_the_answer_open() {
    let mut shell = page("app", &[]);
    shell.text = Some(Fingerprint::of(""));
    let mut crawl = site(vec![page("", &["app"]), shell, page("o", &[])]);
    list(&mut crawl, &[""]);
    let report = audit(&crawl);
    assert_eq!(found(&report, Kind::Orphans), (Verdict::Inconclusive, vec!["o"]));
    assert_eq!(report.coverage.gaps, ["1 page holds neither text nor links; scripts seem to make it"]);
}

fn canonical(path: &str, target: &str) -> Page {
    Page { canonicals: vec![url(target)], ..page(path, &[]) }
}

#[test]
fn canonicals_are_followed_to_their_end() {
    let mut noindex = page("noindex", &[]);
    noindex.directives.noindex = true;
    let mut twice = canonical("twice", "ok");
    twice.canonicals.push(url("other"));
    let mut crawl = site(vec![
        page("", &[]),
        canonical("self", "self"),
        canonical("ok", "ok"),
        canonical("one", "ok"),
        canonical("two", "one"),
        canonical("three", "moved"),
        Page { url: url("moved"), status: Some(301), redirect: Some(url("ok")), ..Page::default() },
        canonical("a", "b"),
        canonical("b", "c"),
        canonical("c", "a"),
        canonical("into", "b"),
        canonical("hidden", "noindex"),
        noindex,
        canonical("dead", "gone"),
        Page { url: url("gone"), status: Some(404), ..Page::default() },
        twice,
        canonical("unread", "nowhere"),
    ]);
    list(&mut crawl, &["two", "noindex", "moved", "ok"]);
    let report = audit(&crawl);
    assert_eq!(found(&report, Kind::CanonicalChain), (Verdict::Fail, vec!["three", "two"]));
    assert_eq!(found(&report, Kind::CanonicalLoop), (Verdict::Fail, vec!["a"]));
    let circle = &report.check(Kind::CanonicalLoop).unwrap().examples[0].detail;
    assert_eq!(circle.replace(HOME, ""), "a -> b -> c -> a");
    assert_eq!(found(&report, Kind::CanonicalToNoindex), (Verdict::Fail, vec!["hidden"]));
    assert_eq!(found(&report, Kind::CanonicalToError), (Verdict::Fail, vec!["dead"]));
    assert_eq!(found(&report, Kind::CanonicalConflict), (Verdict::Fail, vec!["twice"]));
    assert_eq!(report.check(Kind::CanonicalToNoindex).unwrap().unknown, 1);
    assert_eq!(found(&report, Kind::NoindexInSitemap), (Verdict::Fail, vec!["noindex"]));
    assert_eq!(found(&report, Kind::ErrorInSitemap), (Verdict::Fail, vec!["moved"]));
    assert_eq!(found(&report, Kind::NonCanonicalInSitemap), (Verdict::Fail, vec!["two"]));
}

fn alternates(path: &str, versions: &[(&str, &str)]) -> Page {
    let version = |(language, path): &(&str, &str)| Alternate { language: (*language).to_owned(), url: url(path) };
    Page { alternates: versions.iter().map(version).collect(), ..page(path, &[]) }
}

#[test]
fn language_versions_name_each_other() {
    let all = [("en", "en"), ("de", "de"), ("fr", "fr")];
    let mut hidden = alternates("fr", &all);
    hidden.directives.noindex = true;
    let mut crawl = site(vec![
        page("", &[]),
        alternates("en", &all),
        alternates("de", &[("de", "de"), ("EN-UK", "en"), ("fr", "fr"), ("fr", "x")]),
        hidden,
        alternates("alone", &[("es", "en")]),
    ]);
    list(&mut crawl, &[""]);
    let report = audit(&crawl);
    let check = report.check(Kind::HreflangWithoutReturn).unwrap();
    // Pairs: en-de, en-fr, de-en, de-fr, de-x, fr-en, fr-de, alone-en.
    assert_eq!((check.verdict, check.checked, check.found, check.unknown), (Verdict::Fail, 8, 1, 1));
    assert_eq!(check.examples[0].url, url("alone"));
    assert_eq!(report.check(Kind::HreflangNotIndexable).unwrap().found, 2);
    let codes = &report.check(Kind::HreflangCodes).unwrap().examples[0];
    assert_eq!(codes.detail, "`en-uk`: the region of the United Kingdom is `gb`; `fr` stands for two pages");
}

#[test]
fn soft_duplicates_are_indexable_and_no_language_versions() {
    let text = page("a", &[]).text;
    let same = |path: &str| Page { text, ..page(path, &[]) };
    let crawl = site(vec![
        page("", &[]),
        same("a"),
        same("b"),
        Page { canonicals: vec![url("a")], ..same("c") },
        Page { text, alternates: vec![], ..page("de", &[]) },
        Page { title: Some("T b".to_owned()), ..page("d", &[]) },
    ]);
    let report = audit(&crawl);
    let check = report.check(Kind::SoftDuplicates).unwrap();
    assert_eq!((check.found, check.checked), (2, 5));
    assert_eq!(check.examples[0].detail, "nearly the same text as https://e.example/b and 1 more");
    assert!(
        check.derivation.contains("at most 3 of 64 bits of the simhash differ, about 98.9 % of the wording the same")
    );
    assert_eq!(found(&report, Kind::SameTitle), (Verdict::Fail, vec!["b"]));
    let versions = site(vec![
        page("", &[]),
        Page { alternates: alternates("a", &[("de", "de")]).alternates, ..same("a") },
        same("de"),
    ]);
    assert_eq!(found(&audit(&versions), Kind::SoftDuplicates), (Verdict::Pass, vec![]));
}

#[test]
fn a_sitemap_that_is_not_read_says_why() {
    for (text, why) in [
        (
            "<!DOCTYPE u [<!ENTITY a 'ha'>]><urlset><url><loc>&a;</loc></url></urlset>",
            "not read to its end: a document type declaration (DOCTYPE); entities are refused, and a sitemap needs none",
        ),
        ("<html/>", "not read to its end: the root element is `html`; a sitemap's is `urlset` or `sitemapindex`"),
    ] {
        let mut crawl = site(vec![page("", &[])]);
        crawl.add_sitemap(&url("s.xml"), text.as_bytes(), &SitemapLimits::default()).unwrap_err();
        let report = audit(&crawl);
        let check = report.check(Kind::SitemapFiles).unwrap();
        assert!(check.examples[0].detail.starts_with(why), "{}", check.examples[0].detail);
        assert!(check.derivation.starts_with("1 of 1 file breaks the protocol"), "{}", check.derivation);
    }
}

#[test]
fn sitemap_files_keep_the_protocol() {
    let mut crawl = site(vec![page("", &[])]);
    let limits = SitemapLimits::default();
    let index = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>https://e.example/s1.xml</loc></sitemap><sitemap><loc>https://e.example/s2.xml</loc></sitemap></sitemapindex>";
    crawl.add_sitemap(&url("index.xml"), index.as_bytes(), &limits).unwrap();
    let many = format!("<urlset>{}</urlset>", "<url><loc>https://e.example/</loc></url>".repeat(50_001));
    crawl.add_sitemap(&url("s1.xml"), many.as_bytes(), &limits).unwrap();
    let report = audit(&crawl);
    let check = report.check(Kind::SitemapFiles).unwrap();
    assert_eq!((check.checked, check.found, check.unknown), (2, 1, 1));
    let detail = "50,001 entries, more than 50,000; without the namespace http://www.sitemaps.org/schemas/sitemap/0.9";
    assert_eq!(check.examples[0].detail, detail);
    assert_eq!(report.coverage.gaps, ["1 sitemap file was not read whole"]);
}

#[test]
fn a_whole_export_knows_nothing_of_other_hosts() {
    let other = Page { canonicals: vec!["https://other.example/".to_owned()], ..page("a", &["moved"]) };
    let moved = "https://other.example/x".to_owned();
    let mut crawl = site(vec![
        page("", &["a"]),
        other,
        Page { url: url("moved"), status: Some(301), redirect: Some(moved), ..Page::default() },
        alternates("de", &[("en", "gone")]),
    ]);
    list(&mut crawl, &["", "gone"]);
    let report = run(&crawl, &Options { whole: true, ..Options::default() }).unwrap();
    assert_eq!(found(&report, Kind::CanonicalToNoindex), (Verdict::Inconclusive, vec![]));
    assert_eq!(found(&report, Kind::BrokenLinks), (Verdict::Pass, vec![]));
    assert_eq!(found(&report, Kind::NoindexInSitemap), (Verdict::Pass, vec![]));
    assert_eq!(found(&report, Kind::ErrorInSitemap), (Verdict::Fail, vec!["gone"]));
    assert_eq!(found(&report, Kind::HreflangNotIndexable), (Verdict::Fail, vec!["de"]));
}

#[test]
fn bad_questions_are_errors() {
    let crawl = site(vec![page("", &[])]);
    let error = |options: Options| run(&crawl, &options).unwrap_err();
    assert_eq!(run(&site(vec![]), &Options::default()), Err(AuditError::NoPages));
    assert_eq!(error(Options { duplicate_bits: 8, ..Options::default() }), AuditError::DuplicateBits { bits: 8 });
    assert!(matches!(error(Options { agent: "bot/1".to_owned(), ..Options::default() }), AuditError::Agent { .. }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_pages_does_not_matter(links in prop::collection::vec(prop::collection::vec(0_usize..12, 0..4), 8), seed in 1_usize..8) {
        let pages: Vec<Page> = links.iter().enumerate().map(|(index, links)| {
            let paths: Vec<String> = links.iter().map(|one| if *one == 0 { String::new() } else { one.to_string() }).collect();
            let path = if index == 0 { String::new() } else { index.to_string() };
            page(&path, &paths.iter().map(String::as_str).collect::<Vec<_>>())
        }).collect();
        let mut turned = pages.clone();
        turned.rotate_left(seed);
        turned.swap(0, 3);
        prop_assert_eq!(audit(&site(pages)), audit(&site(turned)));
    }

    #[test]
    fn a_definite_answer_stays_when_the_crawl_goes_on(links in prop::collection::vec(prop::collection::vec(0_usize..8, 0..3), 8), read in 1_usize..8) {
        let path = |index: usize| if index == 0 { String::new() } else { index.to_string() };
        let all: Vec<Page> = links.iter().enumerate().map(|(index, links)| {
            let paths: Vec<String> = links.iter().map(|one| path(*one)).collect();
            page(&path(index), &paths.iter().map(String::as_str).collect::<Vec<_>>())
        }).collect();
        let paths: Vec<String> = (0..8).map(path).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let mut part = site(all[..read].to_vec());
        list(&mut part, &paths);
        let mut whole = site(all);
        list(&mut whole, &paths);
        let (part, whole) = (audit(&part), audit(&whole));
        for kind in [Kind::Orphans, Kind::Unreachable, Kind::TooDeep] {
            let (before, after) = (part.check(kind).unwrap().verdict, whole.check(kind).unwrap().verdict);
            prop_assert!(before == Verdict::Inconclusive || before == after, "{:?}: {:?}, {:?}", kind, before, after);
        }
    }
}
