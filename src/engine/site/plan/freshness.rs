//! How long a change stays unseen: until a sitemap lists it, and until a crawler comes.
//!
//! Changes are taken to come at random (Poisson), which crawls of the web have borne out (J. Cho, H. Garcia-Molina,
//! Effective page refresh policies for web crawlers, ACM TODS 28(4), 2003, section 3). A page that changes every T days
//! on average and is fetched every I days is up to date for the share F = (1 - e^(-I/T)) / (I/T) of the time (the same,
//! section 4).

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use schemars::JsonSchema;
use serde::Serialize;

use super::input::{Plan, Type};
use super::reach::Reach;
use super::{Issue, IssueKind};
use crate::quantity::{Quantity, duration, number};

/// How long the changes of a page type stay unseen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Freshness {
    /// When: `now`, `in 730.5 days`.
    pub at: String,
    /// The page type.
    pub page_type: String,
    /// Changes a day, rounded to three figures.
    #[schemars(with = "String")]
    pub changes_per_day: Decimal,
    /// The longest delay until a change is listed, in days.
    #[schemars(with = "Option<String>")]
    pub listed_after_days: Option<Decimal>,
    /// Days between two fetches of a page, if crawlers come to all pages equally often; rounded to a hundredth.
    #[schemars(with = "Option<String>")]
    pub fetched_every_days: Option<Decimal>,
    /// The share of time for which what crawlers hold is up to date, in percent, rounded to a tenth.
    #[schemars(with = "Option<String>")]
    pub fresh_percent: Option<Decimal>,
    /// How these follow.
    pub derivation: String,
}

pub(super) fn reckon(plan: &Plan, reach: &[Reach]) -> Vec<Freshness> {
    // Crawlers fetch list pages too, and pages that say noindex.
    let fetched = plan.types.iter().zip(reach).filter(|(one, _)| one.crawlable);
    let urls = fetched.fold(0_u64, |sum, (_, reach)| sum.saturating_add(reach.pages).saturating_add(reach.list_pages));
    let interval = plan.crawl.and_then(|per_day| Decimal::from(urls).checked_div(per_day));
    let known = plan.types.iter().zip(reach);
    known.filter_map(|(one, reach)| Some(freshness(plan, one, reach, one.changes_every?, (urls, interval)))).collect()
}

fn freshness(
    plan: &Plan,
    one: &Type,
    reach: &Reach,
    every: Decimal,
    (urls, interval): (u64, Option<Decimal>),
) -> Freshness {
    let changes = Decimal::from(reach.pages).checked_div(every).unwrap_or(Decimal::MAX);
    let changes = number::round(changes, 3).normalize();
    let listed = one.sitemaps_every.filter(|_| one.in_sitemap);
    let interval = interval.filter(|_| one.crawlable);
    let fresh = interval.and_then(|interval| share(interval, every));
    let pages = number::print(reach.pages.into());
    let mut derivation =
        vec![format!("{pages} pages / {} = {} changes per day", Quantity::days(every), number::print(changes))];
    if let Some(listed) = listed {
        derivation.push(format!("listed after at most {}, half of it on average", words(listed)));
    }
    if let (Some(interval), Some(per_day), Some(fresh)) = (interval, plan.crawl, fresh) {
        derivation.push(format!(
            "{} URLs / {} a day = fetched every {}; r = {} / {} = {}, (1 - e^-r) / r = {} %",
            number::print(urls.into()),
            number::print(per_day),
            Quantity::days(interval.round_dp(2)),
            number::print(interval.round_dp(2)),
            number::print(every),
            number::print(interval.checked_div(every).unwrap_or_default().round_dp(3)),
            number::print(fresh)
        ));
    }
    Freshness {
        at: reach.at.clone(),
        page_type: one.name.clone(),
        changes_per_day: changes,
        listed_after_days: listed,
        fetched_every_days: interval.map(|interval| interval.round_dp(2).normalize()),
        fresh_percent: fresh,
        derivation: derivation.join("; "),
    }
}

/// (1 - e^(-r)) / r in percent, for r = interval / every.
fn share(interval: Decimal, every: Decimal) -> Option<Decimal> {
    let ratio = number::to_f64(interval.checked_div(every)?);
    // Below that, the difference of two almost equal numbers; the series begins with 1 - r / 2.
    let share = if ratio < 1e-6 { 1.0 - ratio / 2.0 } else { -libm::expm1(-ratio) / ratio };
    Some(Decimal::from_f64(share * 100.0)?.round_dp(1).normalize())
}

fn words(days: Decimal) -> String {
    duration::in_words(days.checked_mul(Decimal::from(86_400)).unwrap_or(Decimal::MAX).round())
}

pub(super) fn issues(plan: &Plan, fresh: &[Freshness]) -> Vec<Issue> {
    let mut issues = Vec::new();
    for fresh in fresh {
        let Some(one) = plan.types.iter().find(|one| one.name == fresh.page_type) else { continue };
        let mut issue = |kind, message: String| {
            issues.push(Issue { kind, page_type: one.name.clone(), message: format!("{}: {message}", fresh.at) });
        };
        // The delay of listing does not change with the number of pages: it is told once.
        if let (Some(delay), Some(wanted)) = (fresh.listed_after_days.filter(|_| fresh.at == "now"), one.listed_within)
            && delay > wanted
        {
            let (delay, wanted) = (words(delay), words(wanted));
            issue(
                IssueKind::ListedLate,
                format!("a change is listed after up to {delay}, wanted within {wanted}; write sitemaps on change"),
            );
        }
        if let (Some(delay), Some(every), None) =
            (fresh.listed_after_days.filter(|_| fresh.at == "now"), one.changes_every, one.listed_within)
            && delay > every
        {
            let (delay, every) = (words(delay), words(every));
            issue(
                IssueKind::ListedLate,
                format!(
                    "a page changes every {every} and its change is listed after up to {delay}, when it has changed \
                     again; write sitemaps on change"
                ),
            );
        }
        if let (Some(interval), Some(every)) = (fresh.fetched_every_days, one.changes_every)
            && interval > every
        {
            let message = format!(
                "a page changes every {} and is fetched every {}; what crawlers hold is up to date {} % of the time",
                Quantity::days(every),
                Quantity::days(interval),
                fresh.fresh_percent.map_or_else(String::new, number::print)
            );
            issue(IssueKind::CrawledLate, message);
        }
    }
    issues
}
