//! The plan read into numbers, every field checked and named where it is wrong.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use rust_decimal::prelude::{FromPrimitive, ToPrimitive};

use super::{Issue, IssueKind, LinkRule, PageType, Paging, Pick, PlanError, SitePlan, Style};
use crate::engine::site::sitemap::MAX_URLS;
use crate::engine::written::Written;
use crate::quantity::{ByteUnit, Growth, Period, Quantity, QuantityError, Unit, number};

/// Pages of one type; larger numbers are slips of the pen.
const MOST_PAGES: u64 = 1_000_000_000_000;
/// Page types and rules that are read.
const MOST_TYPES: usize = 200;
const MOST_RULES: usize = 2_000;

/// A page type in numbers.
#[derive(Debug, Clone)]
pub(super) struct Type {
    pub name: String,
    pub count: u64,
    pub growth: Growth,
    pub indexable: bool,
    pub crawlable: bool,
    pub in_sitemap: bool,
    /// Bytes of a sitemap entry.
    pub entry: Option<Decimal>,
    pub files: Option<u64>,
    /// Days between two changes of one page.
    pub changes_every: Option<Decimal>,
    /// Days until a change should be listed.
    pub listed_within: Option<Decimal>,
    /// Days.
    pub sitemaps_every: Option<Decimal>,
    pub urls_per_file: u64,
}

/// A rule whose types are numbers.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub from: usize,
    pub to: usize,
    pub pick: Pick,
    pub links: Option<u64>,
    pub largest: Option<u64>,
    pub paging: Option<Paging>,
    pub follow: bool,
}

/// A plan in numbers.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub types: Vec<Type>,
    pub rules: Vec<Rule>,
    pub start: Vec<usize>,
    /// Days.
    pub horizon: Option<Decimal>,
    pub max_clicks: Option<u32>,
    /// Fetches per day.
    pub crawl: Option<Decimal>,
}

impl Plan {
    pub fn read(plan: &SitePlan) -> Result<Self, PlanError> {
        let most = |field, length, most| if length > most { Err(PlanError::TooMany { field, most }) } else { Ok(()) };
        most("page_types", plan.page_types.len(), MOST_TYPES)?;
        most("links", plan.links.len(), MOST_RULES)?;
        let urls_per_file = files("urls_per_file", plan.urls_per_file)?.unwrap_or(MAX_URLS);
        let sitemaps_every = days("sitemaps_every", plan.sitemaps_every.as_deref())?;
        let read = |one| read_type(one, sitemaps_every, urls_per_file);
        let types = plan.page_types.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let mut names = BTreeSet::new();
        if let Some(twice) = types.iter().find(|one| !names.insert(one.name.as_str())) {
            return Err(PlanError::TwiceNamed { name: twice.name.clone() });
        }
        let start = plan.start.iter().map(|name| find(&types, "start", name)).collect::<Result<Vec<_>, _>>()?;
        if start.is_empty() {
            let what = "name the page type that visitors set out from, such as `home`";
            return Err(PlanError::Missing { field: "start".to_owned(), what });
        }
        let rules = plan.links.iter().map(|rule| read_rule(&types, rule)).collect::<Result<Vec<_>, _>>()?;
        Ok(Plan {
            rules,
            start,
            horizon: days("horizon", plan.horizon.as_deref())?,
            max_clicks: plan.max_clicks,
            crawl: plan.crawl.as_deref().map(|text| per_day("crawl", text)).transpose()?,
            types,
        })
    }

    /// Days from now for which the plan is reckoned.
    pub fn moments(&self) -> Vec<Decimal> {
        [Decimal::ZERO].into_iter().chain(self.horizon).collect()
    }

    /// How many pages of each type there are after so many days.
    pub fn counts(&self, days: Decimal) -> Result<Vec<u64>, PlanError> {
        let project = |one: &Type| {
            let grown = grow(one.count, &one.growth, days).filter(|count| *count <= MOST_PAGES);
            let field = || format!("page_types[{}].growth", one.name);
            grown.ok_or_else(|| out_of_range(&field(), &one.growth, "what leads to at most 1,000,000,000,000 pages"))
        };
        self.types.iter().map(project).collect()
    }

    /// The plan with its longest lists grown as their targets have.
    pub fn scaled(&self, counts: &[u64]) -> Plan {
        let mut plan = self.clone();
        for rule in &mut plan.rules {
            let now = u128::from(self.types.get(rule.to).map_or(1, |one| one.count).max(1));
            let then = u128::from(counts.get(rule.to).copied().unwrap_or_default());
            let grow = |largest: u64| u64::try_from((u128::from(largest) * then).div_ceil(now)).unwrap_or(u64::MAX);
            rule.largest = rule.largest.map(grow);
        }
        plan
    }

    /// Statements about one type that defeat each other.
    pub fn contradictions(&self) -> Vec<Issue> {
        let mut issues = Vec::new();
        for one in &self.types {
            let mut issue = |kind, message: &str| {
                issues.push(Issue { kind, page_type: one.name.clone(), message: message.to_owned() });
            };
            if one.in_sitemap && !one.indexable {
                issue(IssueKind::NoindexInSitemap, "sitemaps list pages that say noindex; list none of them");
            }
            if one.in_sitemap && !one.crawlable {
                issue(IssueKind::BlockedInSitemap, "sitemaps list pages that robots.txt blocks; list none of them");
            }
            if !one.indexable && !one.crawlable {
                issue(
                    IssueKind::NoindexBlocked,
                    "robots.txt blocks the pages, so that no crawler sees their noindex; let them be fetched",
                );
            }
        }
        for rule in &self.rules {
            if rule.paging.as_ref().is_some_and(|paging| paging.style == Style::Script)
                && let (Some(from), Some(to)) = (self.types.get(rule.from), self.types.get(rule.to))
            {
                let message = format!("lists on `{}` go on by script alone; link their next pages", from.name);
                issues.push(Issue { kind: IssueKind::ScriptPaging, page_type: to.name.clone(), message });
            }
        }
        issues
    }
}

/// The number of pages after some days, whole pages; `None` beyond what can be calculated.
pub(super) fn grow(count: u64, growth: &Growth, days: Decimal) -> Option<u64> {
    let now = Decimal::from(count);
    let grown = match growth {
        Growth::Flat => now,
        Growth::Linear { change, per } => {
            let change = change.value.checked_mul(days)?.checked_div(per.days()?)?;
            now.checked_add(change)?
        }
        Growth::Compound { factor, per } => {
            let periods = number::to_f64(days.checked_div(per.days()?)?);
            Decimal::from_f64(number::to_f64(now) * libm::pow(number::to_f64(*factor), periods))?
        }
    };
    grown.max(Decimal::ZERO).round().to_u64()
}

/// URLs of a file, within what the protocol allows.
fn files(field: &str, urls: Option<u64>) -> Result<Option<u64>, PlanError> {
    match urls {
        Some(urls) if urls == 0 || urls > MAX_URLS => Err(out_of_range(field, urls, "1 to 50,000 (sitemaps.org)")),
        urls => Ok(urls),
    }
}

fn read_type(one: &PageType, sitemaps_every: Option<Decimal>, urls_per_file: u64) -> Result<Type, PlanError> {
    let at = |field: &str| format!("page_types[{}].{field}", one.name);
    if one.name.trim().is_empty() {
        return Err(PlanError::Missing { field: "page_types".to_owned(), what: "a page type has no name" });
    }
    let growth = match one.growth.as_deref() {
        None => Growth::Flat,
        Some(text) => Growth::parse(text).map_err(|error| PlanError::Quantity { field: at("growth"), error })?,
    };
    if let Growth::Linear { change, .. } = &growth
        && !matches!(change.unit, Unit::Count(_))
    {
        return Err(out_of_range(&at("growth"), &growth, "a number of pages or a percentage, per time"));
    }
    let entry = one.entry_size.as_deref().map(|text| bytes(&at("entry_size"), text)).transpose()?;
    if one.sitemap_files == Some(0) {
        return Err(out_of_range(&at("sitemap_files"), 0, "1 or more"));
    }
    Ok(Type {
        name: one.name.clone(),
        count: read_count(&at("count"), &one.count)?,
        growth,
        indexable: one.indexable,
        crawlable: one.crawlable,
        in_sitemap: one.in_sitemap.unwrap_or(one.indexable),
        entry,
        files: one.sitemap_files,
        changes_every: days(&at("changes_every"), one.changes_every.as_deref())?,
        listed_within: days(&at("listed_within"), one.listed_within.as_deref())?,
        sitemaps_every: days(&at("sitemaps_every"), one.sitemaps_every.as_deref())?.or(sitemaps_every),
        urls_per_file: files(&at("urls_per_file"), one.urls_per_file)?.unwrap_or(urls_per_file),
    })
}

fn read_rule(types: &[Type], rule: &LinkRule) -> Result<Rule, PlanError> {
    let at = |field: &str| format!("links[{} -> {}].{field}", rule.from, rule.to);
    let (from, to) = (find(types, &at("from"), &rule.from)?, find(types, &at("to"), &rule.to)?);
    let missing = |field: &str, what| Err(PlanError::Missing { field: at(field), what });
    if rule.pick == Pick::Each && from == to {
        return missing("to", "a type cannot hold all of itself; make its levels types of their own");
    }
    if rule.pick == Pick::Related && rule.links.is_none() {
        return missing("links", "say how many links to related pages each page has");
    }
    if rule.links == Some(0) {
        return Err(out_of_range(&at("links"), 0, "1 or more"));
    }
    let of = |index: usize| types.get(index).map_or(0, |one: &Type| one.count);
    if let Some(largest) = rule.largest {
        let mean = of(to).div_ceil(of(from).max(1));
        if rule.pick != Pick::Each || largest < mean || largest > of(to) {
            return Err(out_of_range(
                &at("largest"),
                largest,
                "for `each`, from the mean length of a list to all targets",
            ));
        }
    }
    if let Some(paging) = &rule.paging {
        if paging.size == 0 || paging.most_pages == Some(0) {
            return Err(out_of_range(&at("paging"), 0, "1 or more items a page, and pages"));
        }
        if paging.style == Style::Numbered && paging.reach.is_none_or(|reach| reach == 0) {
            return missing(
                "paging.reach",
                "say how many pages before and after the current one are linked, 1 or more",
            );
        }
    }
    let (pick, links, largest, follow) = (rule.pick, rule.links, rule.largest, rule.follow);
    Ok(Rule { from, to, pick, links, largest, paging: rule.paging.clone(), follow })
}

fn find(types: &[Type], field: &str, name: &str) -> Result<usize, PlanError> {
    types.iter().position(|one| one.name == name).ok_or_else(|| PlanError::UnknownType {
        field: field.to_owned(),
        name: name.to_owned(),
        known: types.iter().map(|one| one.name.clone()).collect(),
    })
}

fn out_of_range(field: &str, text: impl ToString, accepted: &'static str) -> PlanError {
    PlanError::Range { field: field.to_owned(), text: text.to_string(), accepted }
}

fn parse(field: &str, text: &str) -> Result<Quantity, PlanError> {
    Quantity::parse_only(text).map_err(|error| PlanError::Quantity { field: field.to_owned(), error })
}

fn read_count(field: &str, count: &Written) -> Result<u64, PlanError> {
    const ACCEPTED: &str = "a whole number from 0 to 1,000,000,000,000, such as `120,000 pages`";
    let quantity = parse(field, count.as_str())?;
    let whole = matches!(quantity.unit, Unit::Count(_)) && quantity.value.fract().is_zero();
    let pages = quantity.value.to_u64().filter(|pages| whole && *pages <= MOST_PAGES);
    pages
        .filter(|_| !quantity.value.is_sign_negative())
        .ok_or_else(|| out_of_range(field, format!("`{count}`"), ACCEPTED))
}

/// A length of time above nothing, in days.
fn days(field: &str, text: Option<&str>) -> Result<Option<Decimal>, PlanError> {
    let Some(text) = text else { return Ok(None) };
    let quantity = parse(field, text)?;
    let days = quantity.as_days().filter(|days| *days > Decimal::ZERO && *days <= Decimal::from(36_525));
    days.map(Some).ok_or_else(|| {
        out_of_range(field, format!("`{text}`"), "a length of time up to 100 years, such as `24 months`")
    })
}

fn bytes(field: &str, text: &str) -> Result<Decimal, PlanError> {
    let in_bytes = parse(field, text)?.to_unit(&Unit::Bytes(ByteUnit::BYTE));
    let bytes = in_bytes.map_err(|error: QuantityError| PlanError::Quantity { field: field.to_owned(), error })?.value;
    if bytes < Decimal::from(20) || bytes > Decimal::from(1_000_000) {
        return Err(out_of_range(field, format!("`{text}`"), "20 B to 1 MB, such as `180 B`"));
    }
    Ok(bytes)
}

fn per_day(field: &str, text: &str) -> Result<Decimal, PlanError> {
    let quantity = parse(field, text)?;
    let value = match &quantity.unit {
        Unit::Rate { of, .. } if matches!(**of, Unit::Count(_)) => {
            let unit = of.as_ref().clone().per(Period::DAY);
            quantity.to_unit(&unit).map_err(|error| PlanError::Quantity { field: field.to_owned(), error })?.value
        }
        _ => Decimal::ZERO,
    };
    if value <= Decimal::ZERO {
        return Err(out_of_range(
            field,
            format!("`{text}`"),
            "a number of pages per time, such as `50,000 pages per day`",
        ));
    }
    Ok(value)
}
