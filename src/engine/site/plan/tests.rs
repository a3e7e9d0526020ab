//! Tests of plans whose answers follow with pencil and paper.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn read(plan: Value) -> Result<PlanReport, PlanError> {
    run(&serde_json::from_value(plan).unwrap())
}

fn types(of: &[(&str, u64)]) -> Vec<Value> {
    of.iter().map(|(name, count)| json!({"name": name, "count": count})).collect()
}

fn reach(report: &PlanReport, name: &str) -> (u64, u64, Vec<(u32, u64)>) {
    let reach = report.reach.iter().find(|one| one.page_type == name).unwrap();
    let clicks = reach.clicks.iter().map(|one| (one.clicks, one.pages)).collect();
    (reach.reached, reach.orphans_by_design, clicks)
}

/// One home page, 10 categories, 1,000 products: 100 a category, 24 a page, so five pages of 24, 24, 24, 24 and 4.
fn shop(paging: Value) -> Value {
    json!({
        "start": ["home"],
        "max_clicks": 4,
        "page_types": types(&[("home", 1), ("category", 10), ("product", 1_000)]),
        "links": [
            {"from": "home", "to": "category", "pick": "each"},
            {"from": "category", "to": "product", "pick": "each", "paging": paging},
        ],
    })
}

#[test]
fn lists_are_reached_as_their_pages_are_linked() {
    for (paging, expected) in [
        (json!({"size": 24, "style": "next"}), vec![(2, 240), (3, 240), (4, 240), (5, 240), (6, 40)]),
        (json!({"size": 24, "style": "all"}), vec![(2, 240), (3, 760)]),
        // From page 1 the pages 2 and 5 are one click away, 3 and 4 two.
        (json!({"size": 24, "style": "numbered", "reach": 1}), vec![(2, 240), (3, 280), (4, 480)]),
        (json!({"size": 24, "style": "script"}), vec![(2, 240)]),
        (json!({"size": 24, "style": "all", "most_pages": 2}), vec![(2, 240), (3, 240)]),
    ] {
        let report = read(shop(paging.clone())).unwrap();
        let reached: u64 = expected.iter().map(|(_, pages)| pages).sum();
        assert_eq!(reach(&report, "product"), (reached, 1_000 - reached, expected), "{paging}");
    }
}

#[test]
fn what_is_wrong_with_a_shop_is_told() {
    let report = read(shop(json!({"size": 24, "style": "next"}))).unwrap();
    assert_eq!(report.issues.len(), 1);
    assert_eq!(report.issues[0].message, "now: 280 pages lie beyond 4 clicks, the deepest 6 away");
    let product = report.reach.iter().find(|one| one.page_type == "product").unwrap();
    assert_eq!(product.list_pages, 40);
    let derivation = "`category`: each listed once on 10 reached, 24 a page; 1,000 of 1,000 reached, 1,000 - 1,000 = 0 without guarantee";
    assert_eq!(product.derivation, derivation);
    let kinds = |plan| read(plan).unwrap().issues.iter().map(|issue| issue.kind).collect::<Vec<_>>();
    assert_eq!(
        kinds(shop(json!({"size": 24, "style": "script"}))),
        [IssueKind::ScriptPaging, IssueKind::OrphansByDesign]
    );
}

#[test]
fn the_longest_list_counts_where_it_is_stated() {
    let mut plan = shop(json!({"size": 100, "style": "next"}));
    plan["links"][1]["largest"] = json!(550);
    // Nine lists of 50, and one of 550 over six pages.
    let report = read(plan).unwrap();
    assert_eq!(reach(&report, "product").2, [(2, 550), (3, 100), (4, 100), (5, 100), (6, 100), (7, 50)]);
}

#[test]
fn boxes_of_related_pages_guarantee_next_to_nothing() {
    let report = read(json!({
        "start": ["home"],
        "page_types": types(&[("home", 1), ("article", 1_000)]),
        "links": [
            {"from": "home", "to": "article", "pick": "same", "links": 20},
            {"from": "article", "to": "article", "pick": "related", "links": 5},
        ],
    }))
    .unwrap();
    assert_eq!(reach(&report, "article"), (20, 980, vec![(1, 20)]));
    // 980 x (1 - 5 / 1,000)^1,000 = 980 x 0.006654 = 6.5.
    assert_eq!(report.reach[1].unpicked, Some(7));
    assert!(report.issues[0].message.contains("980 of 1,000 pages; boxes of related pages leave about 7 of them"));
}

#[test]
fn crawlers_do_not_pass_blocked_pages_and_leave_noindex_ones() {
    let plan = |field: &str| {
        let mut plan = shop(json!({"size": 100, "style": "next"}));
        plan["page_types"][1][field] = json!(false);
        read(plan).unwrap()
    };
    assert_eq!(reach(&plan("crawlable"), "product").0, 0);
    let noindex = plan("indexable");
    assert_eq!(noindex.reach.iter().find(|one| one.page_type == "product").unwrap().only_through_noindex, 1_000);
    assert_eq!(noindex.issues[0].kind, IssueKind::OnlyThroughNoindex);
}

#[test]
fn statements_that_defeat_each_other_are_told() {
    let report = read(json!({
        "start": ["home"],
        "page_types": [{"name": "home", "count": 1, "indexable": false, "crawlable": false, "in_sitemap": true}],
        "links": [],
    }))
    .unwrap();
    let kinds: Vec<_> = report.issues.iter().map(|issue| issue.kind).collect();
    assert_eq!(kinds, [IssueKind::NoindexInSitemap, IssueKind::BlockedInSitemap, IssueKind::NoindexBlocked]);
}

#[test]
fn sitemaps_split_by_number_and_by_size() {
    let report = read(json!({
        "start": ["a"],
        "horizon": "10 days",
        "page_types": [
            {"name": "a", "count": "120,000 pages", "entry_size": "100 B"},
            {"name": "b", "count": 120_000, "entry_size": "2 kB", "growth": "+10,000 pages per day", "sitemap_files": 6},
            {"name": "c", "count": 50_000},
        ],
        "links": [{"from": "a", "to": "b", "pick": "each"}, {"from": "a", "to": "c", "pick": "each"}],
    }))
    .unwrap();
    let files: Vec<_> = report.sitemaps.iter().map(|one| (one.files, one.indexes, one.full_in_days)).collect();
    // (52,428,800 - 512) / 2,000 = 26,214.1 URLs; 6 files hold 157,284, which 120,000 + 10,000 x 4 exceed.
    assert_eq!(files, [(3, 1, None), (5, 1, Some(4)), (1, 0, None), (3, 1, None), (9, 1, Some(4)), (1, 0, None)]);
    assert_eq!(
        report.sitemaps[0].derivation,
        "120,000 URLs / 50,000 a file = 3 files; 5,000,000 bytes a file of 52,428,800 at most"
    );
    assert_eq!(
        report.sitemaps[1].derivation,
        "120,000 URLs / 26,214 a file = 5 files; (52,428,800 - 512) bytes / 2,000 = 26,214"
    );
    assert!(
        report.sitemaps[2].derivation.ends_with("no size of an entry stated, so held against the number of URLs only")
    );
    let messages: Vec<_> = report.issues.iter().map(|issue| issue.message.as_str()).collect();
    assert_eq!(messages[0], "the 6 files laid out are full in 4 days; add files as they are needed");
    assert!(messages[1].starts_with("in 10 days: 6 files are laid out and 9 are needed"));
}

// Cho and Garcia-Molina 2003, section 4: as many fetches as changes keep (1 - 1/e) = 63 % up to date.
#[test]
fn freshness_follows_the_paper() {
    let report = read(json!({
        "start": ["a"],
        "crawl": "1,000 pages per day",
        "sitemaps_every": "6 h",
        "page_types": [{"name": "a", "count": 10_000, "changes_every": "10 days", "listed_within": "60 min"},
                       {"name": "b", "count": 0, "changes_every": "5 days"}],
        "links": [],
    }))
    .unwrap();
    let fresh = &report.freshness[0];
    assert_eq!((fresh.changes_per_day, fresh.fresh_percent), (1_000.into(), Some("63.2".parse().unwrap())));
    assert_eq!(
        fresh.derivation,
        "10,000 pages / 10 days = 1,000 changes per day; listed after at most 6 h, half of it on average; 10,000 URLs / 1,000 a day \
         = fetched every 10 days; r = 10 / 10 = 1, (1 - e^-r) / r = 63.2 %"
    );
    // (1 - e^-2) / 2 = 0.4323.
    assert_eq!(report.freshness[1].fresh_percent, Some("43.2".parse().unwrap()));
    let kinds: Vec<_> = report.issues.iter().map(|issue| issue.kind).collect();
    assert_eq!(kinds, [IssueKind::ListedLate, IssueKind::CrawledLate]);
}

#[test]
fn errors_name_the_field() {
    let with = |change: &dyn Fn(&mut Value)| {
        let mut plan = shop(json!({"size": 24, "style": "next"}));
        change(&mut plan);
        read(plan).unwrap_err().to_string()
    };
    for (error, expected) in [
        (with(&|plan| plan["start"] = json!([])), "start: name the page type"),
        (
            with(&|plan| plan["start"] = json!(["x"])),
            "start: there is no page type `x`; there are: home, category, product",
        ),
        (with(&|plan| plan["horizon"] = json!("soon")), "horizon: `soon` holds no number"),
        (with(&|plan| plan["horizon"] = json!("-3 months")), "horizon: `-3 months` is out of range"),
        (with(&|plan| plan["crawl"] = json!("50 GB per day")), "crawl: `50 GB per day` is out of range"),
        (with(&|plan| plan["urls_per_file"] = json!(60_000)), "urls_per_file: 60000 is out of range"),
        (
            with(&|plan| plan["page_types"][2]["count"] = json!("-5 pages")),
            "page_types[product].count: `-5 pages` is out of range",
        ),
        (
            with(&|plan| plan["page_types"][2]["count"] = json!("12 GB")),
            "page_types[product].count: `12 GB` is out of range",
        ),
        (
            with(&|plan| plan["page_types"][2]["growth"] = json!("+3 GB per month")),
            "page_types[product].growth: +3 GB per month is out of range",
        ),
        (
            with(&|plan| plan["page_types"][2]["growth"] = json!("fast")),
            "page_types[product].growth: `fast` holds no number",
        ),
        (with(&|plan| plan["page_types"][2]["name"] = json!("home")), "page_types: `home` stands there twice"),
        (
            with(&|plan| plan["links"][1]["to"] = json!("category")),
            "links[category -> category].to: a type cannot hold all of itself",
        ),
        (
            with(&|plan| plan["links"][1]["largest"] = json!(50)),
            "links[category -> product].largest: 50 is out of range",
        ),
        (
            with(&|plan| plan["links"][1]["paging"]["style"] = json!("numbered")),
            "links[category -> product].paging.reach: say how many",
        ),
        (with(&|plan| plan["links"][1]["pick"] = json!("related")), "links[category -> product].links: say how many"),
    ] {
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn growth_beyond_reason_is_an_error() {
    let mut plan = shop(json!({"size": 1, "style": "numbered", "reach": 1}));
    plan["page_types"][2]["count"] = json!(1_000_000_000_000_u64);
    assert_eq!(reach(&read(plan.clone()).unwrap(), "product").0, 1_000_000_000_000);
    plan["horizon"] = json!("1 year");
    plan["page_types"][2]["growth"] = json!("doubling every week");
    assert!(read(plan).unwrap_err().to_string().starts_with("page_types[product].growth: 2x per week is out of range"));
}

proptest! {
    #[test]
    fn all_pages_are_reached_or_orphans(
        home in 1_u64..3, categories in 0_u64..50, products in 0_u64..5_000, size in 1_u64..50, style in 0_usize..4, reach in 1_u64..4, links in prop::option::of(1_u64..100),
    ) {
        let style = ["next", "all", "numbered", "script"][style];
        let report = read(json!({
            "start": ["home"],
            "page_types": types(&[("home", home), ("category", categories), ("product", products)]),
            "links": [
                {"from": "home", "to": "category", "pick": "each"},
                {"from": "category", "to": "product", "pick": "each", "links": links, "paging": {"size": size, "style": style, "reach": reach}},
                {"from": "product", "to": "category", "pick": "same"},
            ],
        })).unwrap();
        for one in &report.reach {
            let sum: u64 = one.clicks.iter().map(|one| one.pages).sum();
            prop_assert_eq!(sum, one.reached);
            prop_assert_eq!(one.reached + one.orphans_by_design, one.pages);
        }
        // Each category shows at most `links`, or one page of a list that goes on by script.
        let shown = |list: u64| list.min(links.unwrap_or(u64::MAX)).min(if style == "script" { size } else { u64::MAX });
        let expected: u64 = (0..categories).map(|index| shown(products / categories + u64::from(index < products % categories))).sum();
        prop_assert_eq!(report.reach[2].reached, expected);
    }

    #[test]
    fn numbered_pages_lie_as_deep_as_a_search_finds(pages in 1_u64..80, reach in 1_u64..6) {
        let report = read(json!({
            "start": ["home"],
            "page_types": types(&[("home", 1), ("item", pages)]),
            "links": [{"from": "home", "to": "item", "pick": "each", "paging": {"size": 1, "style": "numbered", "reach": reach}}],
        })).unwrap();
        let mut depth = vec![u32::MAX; pages as usize];
        depth[0] = 0;
        for clicks in 0..pages as u32 {
            for page in 0..pages {
                if depth[page as usize] == clicks {
                    for next in 0..pages {
                        if next == 0 || next == pages - 1 || next.abs_diff(page) <= reach {
                            depth[next as usize] = depth[next as usize].min(clicks + 1);
                        }
                    }
                }
            }
        }
        let mut expected = std::collections::BTreeMap::new();
        depth.iter().for_each(|clicks| *expected.entry(clicks + 1).or_insert(0_u64) += 1);
        let found: Vec<(u32, u64)> = report.reach[1].clicks.iter().map(|one| (one.clicks, one.pages)).collect();
        prop_assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn more_pages_never_need_fewer_files(count in 0_u64..10_000_000, more in 0_u64..1_000_000, entry in 20_u64..5_000) {
        let files = |count: u64| {
            let types = json!([{"name": "a", "count": count, "entry_size": format!("{entry} B")}]);
            read(json!({"start": ["a"], "page_types": types, "links": []})).unwrap().sitemaps[0].clone()
        };
        let (few, many) = (files(count), files(count + more));
        prop_assert!(few.files <= many.files);
        prop_assert!(many.files * many.urls_per_file >= many.urls && many.urls_per_file * entry < 52_428_800 && many.urls_per_file <= 50_000);
    }
}
