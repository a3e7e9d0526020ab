//! What follows from the page types: which pages links lead to and how deep, how many sitemap files it takes now and at
//! the horizon, how soon a change is listed.

use crate::pack::Computed;
use crate::quantity::{Quantity, duration, number};
use crate::skills::platform_infrastructure::Discoverability;
use crate::skills::platform_infrastructure::reading::pages::Pages;
use rust_decimal::Decimal;

const NOW: &str = "now";

/// The derived values of the section.
pub(super) fn computed(pages: &Pages<'_>) -> Vec<Computed> {
    let Some(report) = pages.report() else { return Vec::new() };
    let mut all = Vec::new();
    let mut add = |of: &str, what, value: String, derivation: String| {
        let of = of.to_owned();
        all.push(Computed { section: Discoverability::KEY, field: "page_types", of, what, value, derivation });
    };
    let print = |pages: u64| number::print(pages.into());
    for reach in report.reach.iter().filter(|reach| reach.at == NOW) {
        let name = &reach.page_type;
        let deepest = reach.clicks.last().map(|level| match level.clicks {
            0 => ", where visitors set out".to_owned(),
            1 => ", 1 click from the start".to_owned(),
            clicks => format!(", the deepest {clicks} clicks from the start"),
        });
        let value = format!("{} of {} pages{}", print(reach.reached), print(reach.pages), deepest.unwrap_or_default());
        add(name, "linked", value, reach.derivation.clone());
        let mut families = report.sitemaps.iter().filter(|family| family.page_type == *name);
        if let Some(now) = families.next() {
            let mut value = format!("{} now", print(now.files));
            let mut derivation = now.derivation.split("; no size").next().unwrap_or_default().to_owned();
            let mut several = now.files > 1;
            if let (Some(then), Some(day)) = (families.next(), pages.horizon) {
                several |= then.files > 1;
                value += &format!(", {} on {day}", print(then.files));
                if then.urls != now.urls {
                    let urls = (print(then.urls), print(then.urls_per_file), print(then.files));
                    derivation += &format!("; on {day} {} URLs / {} a file = {}", urls.0, urls.1, urls.2);
                }
            }
            // One file that stays one is nothing to plan for.
            if several {
                add(name, "sitemap files", value, derivation);
            }
        }
        let fresh = report.freshness.iter().find(|fresh| fresh.at == NOW && fresh.page_type == *name);
        if let Some(fresh) = fresh
            && let Some(days) = fresh.listed_after_days
        {
            let seconds = (days * Decimal::from(86_400)).round();
            let value = format!("listed after at most {}", duration::in_words(seconds));
            add(name, "change", value, fresh.derivation.clone());
        }
        if let Some(fresh) = fresh
            && let (Some(percent), Some(every)) = (fresh.fresh_percent, fresh.fetched_every_days)
        {
            let value = format!(
                "up to date {} % of the time, if all pages are fetched alike, every {}",
                number::print(percent),
                Quantity::days(every)
            );
            add(name, "what crawlers hold", value, fresh.derivation.clone());
        }
    }
    all
}
