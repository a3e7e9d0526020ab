//! Tests of a plan held against the evidence of small sites.

use super::*;
use crate::engine::site::crawl::{Limits, Link, Page};
use crate::engine::site::directives::Directives;
use crate::engine::site::sitemap::SitemapLimits;

fn url(path: &str) -> String {
    format!("https://e.example/{path}")
}

fn page(path: &str, links: &[&str]) -> Page {
    let links = links.iter().map(|path| Link { url: url(path), nofollow: false }).collect();
    Page { url: url(path), status: Some(200), links: Some(links), ..Page::default() }
}

/// Home leads to the hub, the hub to three recipes, of which one leads to a fourth; nobody leads to the fifth. Search
/// pages are blocked by nothing.
fn site() -> Crawl {
    let mut crawl = Crawl::new(&[&url("")], &[], Limits::default()).unwrap();
    let noindex = Directives { noindex: true, nofollow: false };
    for page in [
        page("", &["hub/1", "search?q=a"]),
        page("hub/1", &["r/1", "r/2", "r/3"]),
        page("r/1", &["r/4"]),
        Page { directives: noindex, ..page("r/2", &[]) },
        Page { canonicals: vec![url("r/1")], ..page("r/3", &[]) },
        page("r/4", &[]),
        page("r/5", &[]),
        page("search?q=a", &[]),
        page("about", &[]),
    ] {
        crawl.add(page).unwrap();
    }
    let entries: String =
        ["r/1", "r/4", "search?q=a"].map(|path| format!("<url><loc>{}</loc></url>", url(path))).concat();
    let text = format!(r#"<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>"#);
    crawl.add_sitemap(&url("sitemap.xml"), text.as_bytes(), &SitemapLimits::default()).unwrap();
    crawl
}

fn plan(recipes: &str, paths: &[(&str, &str)]) -> Vec<Expected> {
    let plan = serde_json::json!({
        "start": ["home"],
        "page_types": [
            {"name": "home", "count": 1, "in_sitemap": false},
            {"name": "hub", "count": 1, "in_sitemap": false},
            {"name": "recipe", "count": recipes},
            {"name": "search", "count": 1, "indexable": false},
        ],
        "links": [
            {"from": "home", "to": "hub", "pick": "each"},
            {"from": "hub", "to": "recipe", "pick": "each"},
        ],
    });
    let paths: Vec<_> = paths.iter().map(|(name, paths)| (name.to_string(), PathPattern::parse(paths))).collect();
    expected(&serde_json::from_value(plan).unwrap(), &paths).unwrap()
}

const PATHS: &[(&str, &str)] = &[("home", "/$"), ("recipe", "/r/"), ("search", "/search")];

fn held(recipes: &str, whole: bool) -> Planned {
    let options = Options { whole, ..Options::default() };
    against(&site(), &options, &plan(recipes, PATHS)).unwrap()
}

fn of<'a>(planned: &'a Planned, name: &str) -> &'a TypeFound {
    planned.types.iter().find(|one| one.page_type == name).unwrap()
}

#[test]
fn a_whole_export_settles_what_differs() {
    let planned = held("4 pages", true);
    let recipe = of(&planned, "recipe");
    // The third names the first as canonical: it is none of the plan's pages.
    assert_eq!((recipe.pages, recipe.indexable, recipe.withheld, recipe.listed, recipe.orphans), (4, 3, 1, 2, 1));
    assert_eq!((recipe.deepest, recipe.planned_deepest), (Some(3), Some(2)));
    assert_eq!(
        recipe.disagreements,
        [
            "1 page planned to be indexed, and noindex or blocked",
            "2 pages in no sitemap, planned to be listed",
            "1 page that no page links to, 0 by design",
            "the deepest page lies 3 clicks from the start, 2 planned",
        ]
    );
    assert!(recipe.open.is_empty());
    assert_eq!(
        of(&planned, "search").disagreements,
        ["1 page that may be indexed, planned not to be", "1 page in a sitemap, planned to be in none"]
    );
    assert!(of(&planned, "home").disagreements.is_empty());
    // The hub's paths were not given, so its page is of no type, as is /about.
    assert_eq!(planned.without_paths, ["hub"]);
    assert_eq!((planned.unplanned, planned.unplanned_example), (2, Some(url("about"))));
}

#[test]
fn fewer_pages_are_missing_only_where_all_were_seen() {
    // 4 of 5 are 20 % fewer.
    assert_eq!(of(&held("5 pages", true), "recipe").disagreements[0], "4 pages found, 5 planned");
    let part = held("5 pages", false);
    let recipe = of(&part, "recipe");
    assert_eq!(recipe.open, ["4 pages found, 5 planned; a crawl meets no page that nothing links to"]);
    assert!(!recipe.disagreements.iter().any(|one| one.contains("found")));
    // More than planned are there, whatever else is.
    assert_eq!(of(&held("3 pages", false), "recipe").disagreements[0], "4 pages found, 3 planned");
}

#[test]
fn the_longest_pattern_decides() {
    let plan = plan("4", &[("recipe", "/"), ("search", "/s"), ("hub", "/hub/*")]);
    let planned = against(&site(), &Options::default(), &plan).unwrap();
    let pages = |name: &str| of(&planned, name).pages;
    assert_eq!((pages("recipe"), pages("search"), pages("hub"), planned.unplanned), (6, 1, 1, 0));
}

#[test]
fn paths_of_no_page_type_are_an_error() {
    let plan: SitePlan = serde_json::from_value(
        serde_json::json!({"start": ["home"], "page_types": [{"name": "home", "count": 1}], "links": []}),
    )
    .unwrap();
    let error = expected(&plan, &[("hom".to_owned(), PathPattern::parse("/"))]).unwrap_err();
    assert_eq!(error.to_string(), "type: there is no page type `hom`; there are: home");
}
