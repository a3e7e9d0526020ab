//! The evidence against the plan: of each page type how many pages there are, how deep they lie, and whether crawlers may
//! do with them what the plan says.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::check::{count, print};
use super::graph::{FAR, Graph, missing_sitemaps};
use super::{AuditError, Options, Site};
use crate::engine::site::crawl::{Crawl, Record, State};
use crate::engine::site::plan::{self, PlanError, SitePlan};
use crate::engine::site::robots::PathPattern;
use crate::engine::site::urls;

/// By how many hundredths of the planned number the pages found may differ from it: a plan is written in round numbers,
/// and a site goes on growing.
const TOLERANCE: u64 = 10;

/// What a plan says of the pages of one type today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Its name.
    pub page_type: String,
    /// Which paths are its pages'; `None` where nobody said.
    pub paths: Option<PathPattern>,
    /// How many pages there are.
    pub pages: u64,
    /// Whether crawlers may fetch and index them.
    pub indexable: bool,
    /// Whether sitemaps list them.
    pub in_sitemap: bool,
    /// The clicks to the deepest of them; `None` where links lead to none.
    pub deepest: Option<u32>,
    /// Pages that the planned links do not reach.
    pub orphans_by_design: u64,
}

/// What a plan says of each page type, whose paths are given by name.
///
/// # Errors
/// Those of the plan, and [`PlanError::UnknownType`] for paths of a type it does not have.
pub fn expected(site: &SitePlan, paths: &[(String, PathPattern)]) -> Result<Vec<Expected>, PlanError> {
    let report = plan::run(site)?;
    let known = || site.page_types.iter().map(|one| one.name.clone()).collect();
    if let Some((name, _)) = paths.iter().find(|(name, _)| site.page_types.iter().all(|one| one.name != *name)) {
        return Err(PlanError::UnknownType { field: "type".to_owned(), name: name.clone(), known: known() });
    }
    let of = |one: &plan::PageType| {
        // The first moment is today.
        let reach = report.reach.iter().find(|reach| reach.page_type == one.name);
        let indexable = one.indexable && one.crawlable;
        Expected {
            page_type: one.name.clone(),
            paths: paths.iter().find(|(name, _)| *name == one.name).map(|(_, paths)| paths.clone()),
            pages: reach.map_or(0, |reach| reach.pages),
            indexable,
            in_sitemap: one.in_sitemap.unwrap_or(indexable),
            deepest: reach.and_then(|reach| reach.clicks.last()).map(|level| level.clicks),
            orphans_by_design: reach.map_or(0, |reach| reach.orphans_by_design),
        }
    };
    Ok(site.page_types.iter().map(of).collect())
}

/// What was found of one page type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TypeFound {
    /// Its name.
    pub page_type: String,
    /// Pages the plan has.
    pub planned: u64,
    /// Pages that were read, those that name another page as canonical aside.
    pub pages: u64,
    /// Among them, those that crawlers may index.
    pub indexable: u64,
    /// Those that say noindex or are blocked by robots.txt.
    pub withheld: u64,
    /// Those that a sitemap lists.
    pub listed: u64,
    /// Those that may be indexed and that no page links to.
    pub orphans: u64,
    /// Clicks to the deepest of those that may be indexed.
    pub deepest: Option<u32>,
    /// The same, as planned.
    pub planned_deepest: Option<u32>,
    /// Where the evidence contradicts the plan.
    pub disagreements: Vec<String>,
    /// What looks otherwise than planned, and why the evidence does not settle it.
    pub open: Vec<String>,
}

/// A plan held against the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Planned {
    /// The page types whose paths are known, in the order of the plan.
    pub types: Vec<TypeFound>,
    /// Page types of the plan whose paths nobody gave; they are not compared.
    pub without_paths: Vec<String>,
    /// Pages that may be indexed and belong to no type.
    pub unplanned: u64,
    /// The first of them, by URL.
    pub unplanned_example: Option<String>,
}

/// Holds a plan against the evidence. A page belongs to the type with the longest pattern that matches its path.
///
/// # Errors
/// [`AuditError`].
pub fn against(crawl: &Crawl, options: &Options, plan: &[Expected]) -> Result<Planned, AuditError> {
    let site = Site::checked(crawl, options)?;
    let graph = Graph::new(&site);
    let listed: BTreeSet<u32> = crawl.listed.iter().map(|one| one.url).collect();
    let mut found: Vec<TypeFound> = plan.iter().map(blank).collect();
    let mut planned = Planned { types: Vec::new(), without_paths: Vec::new(), unplanned: 0, unplanned_example: None };
    let own = |record: &&Record| record.state == State::Read && !site.is_canonical_elsewhere(record);
    for record in crawl.records().iter().filter(own) {
        let text = site.text(record.url);
        let indexable = site.is_indexable(record);
        let Some(one) = type_of(plan, text).and_then(|at| found.get_mut(at)) else {
            planned.unplanned += u64::from(indexable);
            let first = planned.unplanned_example.as_deref().is_none_or(|first| text < first);
            if indexable && first {
                planned.unplanned_example = Some(text.to_owned());
            }
            continue;
        };
        one.pages += 1;
        one.listed += u64::from(listed.contains(&record.url));
        if !indexable {
            one.withheld += 1;
            continue;
        }
        one.indexable += 1;
        one.orphans += u64::from(!graph.is_linked(record.url) && !crawl.starts.contains(&record.url));
        let clicks = graph.clicks(record.url);
        one.deepest = one.deepest.max(Some(clicks).filter(|clicks| *clicks != FAR));
    }
    let evidence = Evidence::of(&site, &graph);
    for (expected, mut one) in plan.iter().zip(found) {
        if expected.paths.is_none() {
            planned.without_paths.push(one.page_type);
            continue;
        }
        judge(expected, &mut one, &evidence);
        planned.types.push(one);
    }
    Ok(planned)
}

fn blank(expected: &Expected) -> TypeFound {
    TypeFound {
        page_type: expected.page_type.clone(),
        planned: expected.pages,
        pages: 0,
        indexable: 0,
        withheld: 0,
        listed: 0,
        orphans: 0,
        deepest: None,
        planned_deepest: expected.deepest,
        disagreements: Vec::new(),
        open: Vec::new(),
    }
}

/// The type of a page; of two patterns of one length the first.
fn type_of(plan: &[Expected], url: &str) -> Option<usize> {
    let path = PathPattern::path(urls::path_of(url));
    let matching = plan.iter().enumerate().filter_map(|(at, one)| Some((at, one.paths.as_ref()?)));
    let matching = matching.filter(|(_, paths)| paths.matches(&path));
    matching.max_by_key(|(at, paths)| (paths.length(), std::cmp::Reverse(*at))).map(|(at, _)| at)
}

/// Why the evidence may not settle a question; `None` where it does.
struct Evidence {
    /// Whether there are fewer pages than planned.
    of_missing_pages: Option<&'static str>,
    /// Whether a page is deep or unlinked.
    of_links: Option<&'static str>,
    /// Whether a page is in no sitemap.
    of_sitemaps: Option<&'static str>,
}

impl Evidence {
    fn of(site: &Site<'_>, graph: &Graph) -> Self {
        let gaps = !graph.gaps(site).is_empty();
        let without_sitemap = site.crawl.sitemaps.is_empty();
        Evidence {
            of_missing_pages: match () {
                () if gaps => Some("not all pages were read"),
                () if !site.options.whole => Some("a crawl meets no page that nothing links to"),
                () => None,
            },
            of_links: (graph.unseen > 0 || gaps).then_some("not all links were seen"),
            of_sitemaps: match () {
                () if without_sitemap => Some("no sitemap was given"),
                () if missing_sitemaps(site) > 0 => Some("not all sitemap files were read"),
                () => None,
            },
        }
    }
}

fn judge(expected: &Expected, found: &mut TypeFound, evidence: &Evidence) {
    let mut differences: Vec<(String, Option<&'static str>)> = Vec::new();
    let pages = |number: u64| count(number, "page", "pages");
    let difference = u128::from(found.pages.abs_diff(expected.pages)) * 100;
    if difference > u128::from(expected.pages) * u128::from(TOLERANCE) {
        let message = format!("{} found, {} planned", pages(found.pages), print(expected.pages));
        differences.push((message, evidence.of_missing_pages.filter(|_| found.pages < expected.pages)));
    }
    if expected.indexable && found.withheld > 0 {
        let message = format!("{} planned to be indexed, and noindex or blocked", pages(found.withheld));
        differences.push((message, None));
    }
    if !expected.indexable && found.indexable > 0 {
        let message = format!("{} that may be indexed, planned not to be", pages(found.indexable));
        differences.push((message, None));
    }
    let unlisted = found.pages - found.listed;
    if expected.in_sitemap && unlisted > 0 {
        let message = format!("{} in no sitemap, planned to be listed", pages(unlisted));
        differences.push((message, evidence.of_sitemaps));
    }
    if !expected.in_sitemap && found.listed > 0 {
        differences.push((format!("{} in a sitemap, planned to be in none", pages(found.listed)), None));
    }
    if found.orphans > expected.orphans_by_design {
        let message =
            format!("{} that no page links to, {} by design", pages(found.orphans), print(expected.orphans_by_design));
        differences.push((message, evidence.of_links));
    }
    if let Some(deepest) = found.deepest
        && expected.deepest.is_some_and(|planned| deepest > planned)
    {
        let planned = expected.deepest.unwrap_or_default();
        let message = format!(
            "the deepest page lies {} from the start, {planned} planned",
            count(deepest.into(), "click", "clicks")
        );
        differences.push((message, evidence.of_links));
    }
    for (message, open) in differences {
        match open {
            Some(because) => found.open.push(format!("{message}; {because}")),
            None => found.disagreements.push(message),
        }
    }
}

#[cfg(test)]
#[path = "planned_tests.rs"]
mod tests;
