//! The page types of a site, read into a plan whose reach, depth, sitemap files and freshness can be reckoned.
//!
//! A cell says in words what the plan has in fields: *Linked from* is `start`, or page types with what the list looks
//! like in brackets (`hub (60 a page, numbered)`); *Sitemap* is `no`, or how files are cut and written
//! (`40,000 URLs a file, rewritten every 15 min`).

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::engine::site::plan::{self as site, LinkRule, Paging, Pick, PlanReport, SitePlan, Style};
use crate::gate::rules::placeholder;
use crate::pack::records::Records;
use crate::pack::{Cell, Pack};
use crate::quantity::{self, Quantity, Unit, date};
use crate::skills::platform_infrastructure::checklist::not_applicable_reason;
use crate::skills::platform_infrastructure::{Context, Discoverability, PageType};
use crate::skills::shared::reading::plan::parts;
use crate::text;

/// The page types of a pack.
#[derive(Debug)]
pub(in super::super) struct Pages<'a> {
    /// Their rows, of which the name is filled in.
    pub rows: Vec<PageType<'a>>,
    /// Cells that cannot be read.
    pub unread: Vec<Unread<'a>>,
    /// The plan that the cells that can be read make.
    pub plan: SitePlan,
    /// What the plan leads to, where every cell can be read; `None` without page types.
    pub report: Option<Result<PlanReport, String>>,
    /// The clicks within which pages are to lie, with the rule that says so.
    pub bound: Option<(u32, Cell<'a>)>,
    /// What crawlers fetch in a day, with the cell that says so.
    pub crawl: Option<(Decimal, Cell<'a>)>,
    /// The day up to which growth is reckoned.
    pub horizon: Option<Date>,
}

/// A cell that cannot be read.
#[derive(Debug)]
pub(in super::super) struct Unread<'a> {
    /// The cell.
    pub cell: Cell<'a>,
    /// What is the matter.
    pub message: String,
    /// What would be read.
    pub fix: String,
    /// Whether it asks for more than 50,000 URLs a file, which no crawler reads.
    pub overfull: bool,
}

/// What stands in a cell that links lead from.
struct From<'a> {
    name: &'a str,
    notes: Vec<&'a str>,
}

impl<'a> Pages<'a> {
    /// Reads the page types of a pack. Where discoverability does not apply there are none.
    pub fn of(pack: &'a Pack) -> Self {
        let section = Discoverability::of(pack);
        let applies = not_applicable_reason(section.applicability().text).is_none();
        let filled = |row: &PageType<'a>| !row.name().is_blank() && placeholder::in_text(row.name().text).is_empty();
        let rows: Vec<PageType<'a>> = section.page_types().filter(|row| applies && filled(row)).collect();
        let horizon = horizon(pack);
        let bound = bound(section);
        let crawl = crawl(pack, section);
        let mut unread = Vec::new();
        let mut plan = plan(&rows, &mut unread, bound.map(|(clicks, _)| clicks), horizon.map(|day| (pack.as_of, day)));
        plan.crawl = crawl.map(|(per_day, _)| format!("{per_day} per day"));
        let report = (!rows.is_empty() && unread.iter().all(|one| one.overfull))
            .then(|| site::run(&plan).map_err(|error| error.to_string()));
        Pages { rows, unread, plan, report, bound, crawl, horizon }
    }

    /// What the plan leads to.
    pub fn report(&self) -> Option<&PlanReport> {
        self.report.as_ref()?.as_ref().ok()
    }

    /// The row of a page type.
    pub fn row(&self, name: &str) -> Option<&PageType<'a>> {
        self.rows.iter().find(|row| plain(row.name().text) == name)
    }
}

/// A name without marks.
pub(in super::super) fn plain(name: &str) -> &str {
    name.trim().trim_matches(['`', '*', ' '])
}

/// Words for crawlers and what they do.
const CRAWLERS: &[&str] = &["crawl*", "googlebot", "bingbot", "bot", "bots", "fetches"];

/// A number of fetches a day in a statement about crawlers: `Googlebot fetches 410,000 URLs a day`.
static FETCHES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(\d[\d,]*(?:\.\d+)?)( million)? (?:[a-z][a-z-]* ){0,3}(?:fetches|urls|pages|requests|hits) (?:a|per|each|every) day\b").ok()
});

/// What crawlers fetch in a day: by the evidence, else by a statement of the section.
fn crawl<'a>(pack: &'a Pack, section: Discoverability<'a>) -> Option<(Decimal, Cell<'a>)> {
    let day = |rate: &Quantity| match &rate.unit {
        Unit::Rate { of, per } if matches!(**of, Unit::Count(_)) => rate.value.checked_div(per.days()?),
        _ => None,
    };
    let of_evidence =
        Records::of(pack).evidence().filter(|row| text::has_any(row.name().text, CRAWLERS)).find_map(|row| {
            let per_day = Quantity::parse(row.value().text).ok().as_ref().and_then(day)?;
            Some((per_day, row.value()))
        });
    let said = section.sitemap().chain(section.links()).chain(section.validation()).chain([section.notes()]);
    let stated = || {
        said.filter(|cell| text::has_any(cell.text, CRAWLERS)).find_map(|cell| {
            let found = FETCHES.as_ref()?.captures(cell.text)?;
            let number: Decimal = found.get(1)?.as_str().replace(',', "").parse().ok()?;
            let million = if found.get(2).is_some() { Decimal::from(1_000_000) } else { Decimal::ONE };
            Some((number.checked_mul(million)?, cell))
        })
    };
    of_evidence.or_else(stated).filter(|(per_day, _)| *per_day >= Decimal::ONE)
}

/// The last date of the time horizon that lies ahead.
fn horizon(pack: &Pack) -> Option<Date> {
    let dates = date::find_dates(Context::of(pack).horizon().text).into_iter().map(|(_, date)| date);
    dates.filter(|date| *date > pack.as_of).max()
}

/// The clicks that the linking rules allow: `at most 5 clicks from the front page`. The widest of several.
fn bound(section: Discoverability<'_>) -> Option<(u32, Cell<'_>)> {
    let mut widest: Option<(u32, Cell<'_>)> = None;
    for item in section.links() {
        let words: Vec<&str> = item.text.split_whitespace().collect();
        for pair in words.windows(2) {
            let [number, word] = pair else { continue };
            let word = word.trim_matches(|c: char| !c.is_alphabetic()).to_ascii_lowercase();
            let number = number.trim_matches(|c: char| !c.is_alphanumeric());
            if !matches!(word.as_str(), "click" | "clicks") {
                continue;
            }
            let clicks = number.parse().ok().or_else(|| in_words(number)).filter(|clicks| (1..=100).contains(clicks));
            if let Some(clicks) = clicks
                && widest.is_none_or(|(known, _)| clicks > known)
            {
                widest = Some((clicks, item));
            }
        }
    }
    widest
}

fn in_words(number: &str) -> Option<u32> {
    const WORDS: &[&str] = &["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let at = WORDS.iter().position(|word| number.eq_ignore_ascii_case(word))?;
    u32::try_from(at + 1).ok()
}

fn plan<'a>(
    rows: &[PageType<'a>],
    unread: &mut Vec<Unread<'a>>,
    max_clicks: Option<u32>,
    horizon: Option<(Date, Date)>,
) -> SitePlan {
    let mut plan = SitePlan {
        horizon: horizon.and_then(|(from, to)| from.until(to).ok()).map(|span| format!("{} days", span.get_days())),
        start: Vec::new(),
        max_clicks,
        crawl: None,
        sitemaps_every: None,
        urls_per_file: None,
        page_types: Vec::new(),
        links: Vec::new(),
    };
    for row in rows {
        let name = plain(row.name().text).to_owned();
        let pages = pages(row, unread);
        let mut one = site::PageType {
            name: name.clone(),
            count: pages.to_string().into(),
            growth: Some(row.growth().text.trim().to_owned()).filter(|_| !is_none(&row.growth())),
            indexable: true,
            crawlable: true,
            in_sitemap: None,
            entry_size: None,
            sitemap_files: None,
            changes_every: changes(row, pages, unread),
            listed_within: None,
            sitemaps_every: None,
            urls_per_file: None,
        };
        if let Some(growth) = &one.growth
            && let Err(error) = quantity::Growth::parse(growth)
        {
            let fix = "write `+3 % per month`, `+200 pages per week` or `flat`".to_owned();
            unread.push(Unread { cell: row.growth(), message: error.to_string(), fix, overfull: false });
        }
        sitemap(row, &mut one, unread);
        plan.page_types.push(one);
        for from in sources(row) {
            if is_start(from.name) {
                plan.start.push(name.clone());
            } else if let Some(known) = rows.iter().find(|other| same(other.name().text, from.name)) {
                let link = link(plain(known.name().text), &name, &from);
                plan.links.extend(link.map_err(|message| {
                    let fix = "say in brackets how the list looks: `hub (60 a page, numbered)`, `home (20 links)`, \
                               `article (6 related)`"
                        .to_owned();
                    unread.push(Unread { cell: row.linked_from(), message, fix, overfull: false });
                }));
            } else {
                let known: Vec<&str> = rows.iter().map(|row| plain(row.name().text)).collect();
                unread.push(Unread {
                    cell: row.linked_from(),
                    message: format!(
                        "\"{}\" is linked from \"{}\", which is no page type of the table",
                        name, from.name
                    ),
                    fix: format!(
                        "name one of {}, `start` where visitors set out, or add a row for it",
                        known.join(", ")
                    ),
                    overfull: false,
                });
            }
        }
    }
    plan
}

/// Names of page types are written in singular and plural.
fn same(one: &str, other: &str) -> bool {
    let stem = |name: &str| -> Vec<String> {
        let words = crate::engine::events::name::words(plain(name));
        words.iter().map(|word| crate::engine::events::name::singular(word)).filter(|word| word != "page").collect()
    };
    text::same_name(one, other) || (stem(one) == stem(other) && !stem(one).is_empty())
}

fn is_start(name: &str) -> bool {
    ["start", "start page", "entry", "entry page", "entry point"].iter().any(|word| name.eq_ignore_ascii_case(word))
}

fn is_none(cell: &Cell<'_>) -> bool {
    cell.is_blank()
        || ["none", "n/a", "nothing", "nowhere", "never"].iter().any(|word| cell.text.trim().eq_ignore_ascii_case(word))
}

/// `6,400,000 pages`, `1.2M`.
fn pages<'a>(row: &PageType<'a>, unread: &mut Vec<Unread<'a>>) -> u64 {
    let cell = row.pages();
    let read = Quantity::parse(cell.text).ok().filter(|pages| matches!(pages.unit, Unit::Count(_)));
    let whole = read.and_then(|pages| pages.value.to_u64().filter(|_| pages.value.fract().is_zero()));
    match whole {
        Some(pages) => pages,
        None => {
            let message = format!("\"{}\" is no number of pages", cell.text.trim());
            let fix = "write a whole number, such as `6,400,000 pages`".to_owned();
            unread.push(Unread { cell, message, fix, overfull: false });
            0
        }
    }
}

/// How often one page changes: `every 30 days`, `weekly`, `2 % per day` of all pages, `40,000 pages per day`.
fn changes<'a>(row: &PageType<'a>, pages: u64, unread: &mut Vec<Unread<'a>>) -> Option<String> {
    let cell = row.change_rate();
    if is_none(&cell) {
        return None;
    }
    let days = interval(cell.text).or_else(|| {
        let rate = Quantity::parse(cell.text).ok()?;
        let Unit::Rate { of, per } = &rate.unit else { return None };
        let per_day = rate.value.checked_div(per.days()?)?;
        match of.as_ref() {
            Unit::Percent => Decimal::ONE_HUNDRED.checked_div(per_day),
            Unit::Count(_) => Decimal::from(pages).checked_div(per_day),
            _ => None,
        }
    });
    match days.filter(|days| *days > Decimal::ZERO) {
        // Whole seconds, so that the length reads as people write lengths.
        Some(days) => Some(format!("{} s", (days * Decimal::from(86_400)).round().max(Decimal::ONE))),
        None => {
            let message = format!("\"{}\" does not say how often a page changes", cell.text.trim());
            let fix = "write `every 30 days`, `weekly`, `2 % per day` or `40,000 pages per day`".to_owned();
            unread.push(Unread { cell, message, fix, overfull: false });
            None
        }
    }
}

/// `every 15 min`, `hourly`, `nightly`, in days.
fn interval(text: &str) -> Option<Decimal> {
    let lower = text.to_ascii_lowercase();
    const WORDS: &[(&str, i64, u32)] =
        &[("nightly", 1, 0), ("daily", 1, 0), ("weekly", 7, 0), ("monthly", 304_375, 4), ("yearly", 36_525, 2)];
    if let Some((_, days, scale)) = WORDS.iter().find(|(word, ..)| text::find_word(&lower, word).is_some()) {
        return Some(Decimal::new(*days, *scale));
    }
    if text::find_word(&lower, "hourly").is_some() {
        return Decimal::ONE.checked_div(Decimal::from(24));
    }
    let after = text::find_any(&lower, &["every", "each"]).map(|(_, at)| at.end).min()?;
    let rest = lower.get(after..)?;
    let length = quantity::find_all(rest).into_iter().find_map(|(_, length)| length.as_days());
    // `every hour`, `each day`.
    length.or_else(|| Quantity::parse_only(&format!("1 {}", rest.split_whitespace().next()?)).ok()?.as_days())
}

/// What the sitemap cell says of files.
fn sitemap<'a>(row: &PageType<'a>, one: &mut site::PageType, unread: &mut Vec<Unread<'a>>) {
    let cell = row.sitemap();
    let says = |words: &[&str]| text::has_any(cell.text, words);
    one.indexable = !says(&["noindex"]);
    one.crawlable = !says(&["blocked", "disallow*"]);
    let first = cell.text.split([',', ';', ':', ' ']).next().unwrap_or_default();
    let no = is_none(&cell) || first.eq_ignore_ascii_case("no") || first.eq_ignore_ascii_case("not");
    let listed = says(&["listed", "yes", "files", "file", "sitemap"]);
    one.in_sitemap = Some(!no && (listed || (one.indexable && one.crawlable)));
    for note in phrases(cell.text) {
        let lower = note.to_ascii_lowercase();
        let number = || quantity::find_all(note).into_iter().next().map(|(_, one)| one);
        let whole = || number().and_then(|one| one.value.to_u64());
        if text::has_any(&lower, &["a file", "per file", "each file", "urls each"]) {
            match whole() {
                Some(urls) if urls > 50_000 || urls == 0 => unread.push(Unread {
                    cell,
                    message: format!("\"{note}\": a sitemap file may hold 1 to 50,000 URLs (sitemaps.org)"),
                    fix: "split it: `40,000 URLs a file`, named by an index file".to_owned(),
                    overfull: true,
                }),
                urls => one.urls_per_file = urls,
            }
        } else if text::has_any(&lower, &["one file", "single file", "one sitemap", "single sitemap"]) {
            one.sitemap_files = Some(1);
        } else if text::has_any(&lower, &["file", "files"]) {
            one.sitemap_files = whole().filter(|files| *files > 0);
        } else if text::has_any(&lower, &["within"]) {
            let length = number().and_then(|one| one.as_days());
            one.listed_within = length.map(seconds);
        } else if let Some(days) = interval(note) {
            one.sitemaps_every = Some(seconds(days));
        }
    }
}

fn seconds(days: Decimal) -> String {
    format!("{} s", (days * Decimal::from(86_400)).round().max(Decimal::ONE))
}

/// What commas and semicolons part; the comma of `40,000` parts nothing.
fn phrases(text: &str) -> impl Iterator<Item = &str> {
    let digit = |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at)).is_some_and(u8::is_ascii_digit);
    let mut starts = vec![0];
    for (at, mark) in text.char_indices() {
        let within = mark == ',' && digit(at.checked_sub(1)) && digit(Some(at + 1));
        if matches!(mark, ',' | ';') && !within {
            starts.push(at + 1);
        }
    }
    let ends: Vec<usize> = starts.iter().skip(1).map(|at| at - 1).chain([text.len()]).collect();
    starts
        .into_iter()
        .zip(ends)
        .filter_map(|(start, end)| text.get(start..end))
        .map(str::trim)
        .filter(|one| !one.is_empty())
}

/// The page types that a cell names, with what stands in brackets behind each.
fn sources<'a>(row: &PageType<'a>) -> Vec<From<'a>> {
    let cell = row.linked_from();
    if is_none(&cell) {
        return Vec::new();
    }
    let source = |part: &'a str| {
        let (name, notes) = part.split_once('(').unwrap_or((part, ""));
        let notes = notes.trim().trim_end_matches(')');
        From { name: plain(name), notes: phrases(notes).collect() }
    };
    parts(cell.text).map(source).filter(|from| !from.name.is_empty()).collect()
}

/// A rule of linking: every page of `to` stands in the list of one page of `from`, unless its notes say otherwise.
fn link(from: &str, to: &str, source: &From<'_>) -> Result<LinkRule, String> {
    let mut rule = LinkRule {
        from: from.to_owned(),
        to: to.to_owned(),
        pick: Pick::Each,
        links: None,
        largest: None,
        paging: None,
        follow: true,
    };
    let (mut size, mut most_pages, mut style, mut reach) = (None, None, Style::Next, None);
    for note in &source.notes {
        let lower = note.to_ascii_lowercase();
        let number = quantity::find_all(note).into_iter().next().and_then(|(_, one)| one.value.to_u64());
        let says = |words: &[&str]| text::has_any(&lower, words);
        if says(&["nofollow", "not followed"]) {
            rule.follow = false;
        } else if says(&["related"]) {
            (rule.pick, rule.links) = (Pick::Related, number);
        } else if says(&["a page", "per page"]) {
            size = number;
        } else if says(&["at most", "up to", "first"]) && says(&["pages"]) {
            most_pages = number;
        } else if says(&["largest", "longest"]) {
            rule.largest = number;
        } else if says(&["script", "infinite scroll*", "load more", "endless*"]) {
            style = Style::Script;
        } else if says(&["numbered"]) {
            (style, reach) = (Style::Numbered, Some(number.unwrap_or(1)));
        } else if says(&["all pages", "every page linked"]) {
            style = Style::All;
        } else if says(&["next"]) {
            style = Style::Next;
        } else if says(&["each", "all"]) {
            rule.links = number;
        } else if says(&["links", "link", "top", "navigation", "menu"]) {
            (rule.pick, rule.links) = (Pick::Same, number);
        } else {
            return Err(format!("\"{note}\" of \"{}\" does not say how pages are linked", source.name));
        }
    }
    rule.paging = size.map(|size| Paging { size, style, reach, most_pages });
    // A script shows the first page only, whatever its size.
    if style == Style::Script && rule.paging.is_none() {
        return Err(format!(
            "\"{}\" loads its list by a script and does not say how many items come first",
            source.name
        ));
    }
    Ok(rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::parse;
    use crate::skill::Skill;
    use crate::skills::platform_infrastructure::PlatformInfrastructure;
    use jiff::civil::date;

    /// A pack with these rows of page types.
    fn pack(rows: &str) -> Pack {
        let source = format!(
            "## Context snapshot\n\n### Time horizon and deadline\n\n2026-11-02 to 2027-11-02.\n\n## Discoverability \
             plan\n\n### Applicability\n\nApplicable: all of it.\n\n### Internal-linking rules\n\n- at most four clicks \
             from home\n\n### Page types\n\n| Page type | Pages | Growth | Linked from | Change rate | Sitemap |\n\
             | --- | --- | --- | --- | --- | --- |\n{rows}\n"
        );
        let sections = PlatformInfrastructure.definition().standard.sections;
        parse(&source, sections, "platform-infrastructure", 1, date(2026, 11, 2)).pack
    }

    #[test]
    fn a_shop_in_words_is_the_plan_it_means() {
        let pack = pack(
            "| home | 1 page | flat | start | none | no |\n\
             | category pages | 10 pages | flat | home | weekly | one file, rewritten nightly |\n\
             | product | 1,000 pages | +100 pages per day | Category (24 a page, numbered 1), product (6 related) | \
             2 % per day | 40,000 URLs a file, hourly, within 2 h |",
        );
        let pages = Pages::of(&pack);
        assert!(pages.unread.is_empty(), "{:?}", pages.unread);
        assert_eq!(pages.bound.map(|(clicks, _)| clicks), Some(4));
        assert_eq!(pages.horizon, Some(date(2027, 11, 2)));
        let report = pages.report().unwrap();
        // 100 a category, 24 a page: page 1 is 2 clicks away, pages 2 and 5 are 3, pages 3 and 4 are 4.
        let product = report.reach.iter().find(|reach| reach.page_type == "product").unwrap();
        let clicks: Vec<(u32, u64)> = product.clicks.iter().map(|one| (one.clicks, one.pages)).collect();
        assert_eq!((product.reached, clicks), (1_000, vec![(2, 240), (3, 280), (4, 480)]));
        // (1,000 + 365 x 100) / 40,000 is below one file.
        let files: Vec<(u64, u64)> = report.sitemaps.iter().map(|one| (one.urls, one.files)).collect();
        assert_eq!(files, [(10, 1), (1_000, 1), (10, 1), (37_500, 1)]);
        // 2 % of the pages a day is each page every 50 days: 20 changes a day.
        let fresh = report.freshness.iter().find(|fresh| fresh.page_type == "product").unwrap();
        assert_eq!(fresh.changes_per_day, Decimal::from(20));
        assert_eq!(fresh.listed_after_days.map(|days| (days * Decimal::from(24)).round_dp(6)), Some(Decimal::ONE));
    }

    #[test]
    fn cells_that_say_nothing_are_told() {
        let pack = pack(
            "| home | a few | soon | start | often | no |\n| product | 10 pages | flat | shelf | none | 60,000 URLs a file |",
        );
        let pages = Pages::of(&pack);
        let columns: Vec<String> = pages.unread.iter().map(|one| one.cell.place.to_location().to_string()).collect();
        assert_eq!(
            columns,
            [
                "discoverability.page_types[home].pages",
                "discoverability.page_types[home].change_rate",
                "discoverability.page_types[home].growth",
                "discoverability.page_types[product].sitemap",
                "discoverability.page_types[product].linked_from",
            ]
        );
        assert!(pages.report.is_none());
    }
}
