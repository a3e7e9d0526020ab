//! Section 6: whether pages must be found, and the rules as the brief states them. No rule is proposed: a wrong one
//! takes pages out of search results.

use super::Arguments;
use super::words::{self, lower_first, put, row, sentence};
use crate::skills::platform_infrastructure::brief::{Brief, PageFact};
use crate::text;

/// Words that say that no page is to be found.
const HIDDEN: &[&str] = &[
    "behind a sign-in", "behind sign-in", "behind a login", "behind login", "sign-in", "signed-in", "login", "log-in",
    "noindex", "internal", "intranet", "no public page*", "not public", "never", "no", "none", "not applicable",
    "does not matter", "irrelevant",
];

/// The arguments of the step; `None` where the brief says nothing of it, so that the gate asks.
pub(super) fn arguments(brief: &Brief) -> Option<Arguments> {
    let mut arguments = words::arguments();
    if let Some(web) = &brief.web {
        put(&mut arguments, "applicability", format!("Applicable: {}", sentence(&web.why)));
        for (field, items) in [
            ("indexability", &web.indexability),
            ("sitemap", &web.sitemap),
            ("links", &web.links),
            ("validation", &web.validation),
        ] {
            put(&mut arguments, field, items.clone());
        }
        put(&mut arguments, "page_types", web.page_types.iter().map(page_type).collect::<Vec<_>>());
        return Some(arguments);
    }
    let answer = brief.answer_text("discoverability");
    let pain = brief
        .answer_items("top-pains")
        .into_iter()
        .any(|pain| text::has_any(pain.split(':').next().unwrap_or_default(), &["seo*", "discoverability"]));
    if answer.is_empty() || pain || !text::has_any(&answer, HIDDEN) {
        return None;
    }
    put(&mut arguments, "applicability", format!("Not applicable: {}", sentence(&lower_first(&answer))));
    Some(arguments)
}

/// A row of the page types; what the brief leaves out is what nobody states: no growth, no link, no change, no sitemap.
fn page_type(fact: &PageFact) -> serde_json::Value {
    let from = fact.linked_from.join(", ");
    row([
        ("page_type", fact.name.as_str()),
        ("pages", &fact.pages),
        ("growth", fact.growth.as_deref().unwrap_or("flat")),
        ("linked_from", if from.is_empty() { "none" } else { &from }),
        ("change_rate", fact.changes.as_deref().unwrap_or("none")),
        ("sitemap", fact.sitemap.as_deref().unwrap_or("no")),
    ])
}
