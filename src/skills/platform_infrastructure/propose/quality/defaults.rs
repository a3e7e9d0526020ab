//! Defaults of quality attributes, made consistent with what the brief states elsewhere.

use rust_decimal::Decimal;

use super::objectives::{Wanted, is_share};
use crate::quantity::{Quantity, Target, Unit, find_all, number};
use crate::skills::platform_infrastructure::propose::Draft;
use crate::skills::platform_infrastructure::propose::catalog::Attribute;
use crate::skills::platform_infrastructure::propose::words::listed;
use crate::text;

/// Kinds of journeys in which a person or a program waits for an answer.
const REQUESTS: &[&str] = &[
    "interactive-read", "interactive-write", "checkout-payment", "login-authentication", "search", "public-api",
    "ml-inference",
];

/// The default of an attribute, made consistent with what the brief states elsewhere, and how.
pub(super) fn default_target(draft: &Draft<'_>, entry: &Attribute) -> (String, String) {
    let kept = (entry.target.clone(), String::new());
    match entry.key.as_str() {
        "availability" => availability(draft).map_or(kept, |(percent, journey)| {
            (
                format!(">= {} % over 30 days", number::print(percent)),
                format!(" Set by the loosest objective of a journey that waits for answers, \"{journey}\"."),
            )
        }),
        "error-rate" => {
            let stated = draft.brief.targets.iter().find(|fact| text::same_name(&fact.attribute, "Availability"));
            let percent = match stated {
                Some(fact) => Target::parse(&fact.target)
                    .ok()
                    .filter(|target| target.quantity.unit == Unit::Percent)
                    .map(|target| target.quantity.value),
                None => availability(draft).map(|(percent, _)| percent),
            };
            percent.filter(is_share).map_or(kept, |percent| {
                let left = Decimal::ONE_HUNDRED - percent;
                (
                    format!("<= {} % over 30 days", number::print(left)),
                    " The rest that the availability target leaves.".to_owned(),
                )
            })
        }
        "p95-latency" => match latency(draft) {
            Some(latency) => {
                (format!("p95 < {} over 30 days{}", latency.p95, latency.of), format!(" {}", latency.why_p95))
            }
            None => kept,
        },
        "p99-latency" => match latency(draft) {
            Some(latency) => {
                (format!("p99 < {} over 30 days{}", latency.p99, latency.of), format!(" {}", latency.why_p99))
            }
            None => kept,
        },
        "audit" => {
            let kept_elsewhere =
                draft.brief.targets.iter().any(|fact| {
                    text::same_name(&fact.attribute, "Retention") && text::has_any(&fact.target, &["audit*"])
                });
            match kept_elsewhere {
                true => (
                    entry.target.replace("kept 12 months", "kept as long as the retention target says"),
                    " How long is stated under retention.".to_owned(),
                ),
                false => kept,
            }
        }
        "residency" => match regions(draft).as_slice() {
            [] => kept,
            regions => (
                format!("100 % of personal data in {} with 0 exceptions, checked every 24 hours", listed(regions)),
                " The region is the one that section 1 names.".to_owned(),
            ),
        },
        _ => kept,
    }
}

/// The loosest share, stated or proposed, among journeys of requests, where it is looser than the default.
fn availability<'b>(draft: &Draft<'b>) -> Option<(Decimal, &'b str)> {
    let default =
        draft.catalog.attribute("Availability").and_then(|entry| Target::parse(&entry.target).ok())?.quantity.value;
    draft
        .brief
        .journeys
        .iter()
        .filter(|journey| journey.kind.as_deref().is_some_and(|kind| REQUESTS.contains(&kind)))
        .filter_map(|journey| {
            let kind = draft.catalog.journey(journey.kind.as_deref(), &journey.name);
            let proposed = || kind.map(|kind| Wanted::of(journey, kind).target());
            let target = Target::parse(&journey.target.clone().or_else(proposed)?).ok()?;
            (target.quantity.unit == Unit::Percent).then_some((target.quantity.value, journey.name.as_str()))
        })
        .filter(|(percent, _)| is_share(percent) && *percent < default)
        .min_by_key(|(percent, _)| *percent)
}

struct Latency {
    p95: String,
    p99: String,
    /// The journey they hold for, where not for all.
    of: String,
    why_p95: &'static str,
    why_p99: &'static str,
}

/// Latency bounds that agree with the ones the brief states: the loosest stated p95, and twice that for p99; or the
/// loosest time within which a request counts as good as p99, and half of it for p95. Twice is the ratio of the
/// catalogue's defaults.
fn latency(draft: &Draft<'_>) -> Option<Latency> {
    let attributes = draft.brief.targets.iter().map(|fact| (fact.attribute.as_str(), fact.target.as_str()));
    let journeys =
        draft.brief.journeys.iter().filter_map(|journey| journey.target.as_deref()).map(|target| (target, target));
    let measures = draft.brief.success.iter().map(|one| (one.measure.as_str(), one.target.as_str()));
    let p95 = attributes
        .chain(journeys)
        .chain(measures)
        .filter(|(named, _)| text::has_any(named, &["p95"]))
        .flat_map(|(_, target)| find_all(target).into_iter().map(|(_, quantity)| quantity))
        .filter(short)
        .max_by_key(base);
    if let Some(p95) = p95 {
        let p99 = Quantity { value: p95.value.checked_mul(Decimal::TWO)?.normalize(), ..p95.clone() };
        return Some(Latency {
            p95: p95.to_string(),
            p99: p99.to_string(),
            of: String::new(),
            why_p95: "Taken from the loosest p95 that the brief states.",
            why_p99: "Twice the loosest p95 that the brief states.",
        });
    }
    let within = draft
        .brief
        .journeys
        .iter()
        .filter(|journey| journey.kind.as_deref().is_some_and(|kind| REQUESTS.contains(&kind)))
        .filter_map(|journey| {
            let share = Target::parse(journey.target.as_deref()?).ok()?.quantity;
            let bound = bound_within(journey.sli.as_deref()?)?;
            (share.unit == Unit::Percent && share.value >= Decimal::from(99)).then_some((bound, journey.name.as_str()))
        })
        .filter(|(quantity, _)| base(quantity) < Decimal::ONE)
        .max_by_key(|(quantity, _)| base(quantity))?;
    let (within, journey) = within;
    let p95 = Quantity { value: (within.value / Decimal::TWO).normalize(), ..within.clone() };
    Some(Latency {
        p95: p95.to_string(),
        p99: within.to_string(),
        of: format!(" for \"{journey}\""),
        why_p95: "Half of the p99.",
        why_p99: "The time within which the objective of this journey counts an answer as good.",
    })
}

/// The value in the base of its unit, seconds for a time.
fn base(quantity: &Quantity) -> Decimal {
    quantity.in_base().map_or(Decimal::ZERO, |base| base.value)
}

/// A time that a person waits for an answer, not a window.
fn short(quantity: &Quantity) -> bool {
    matches!(quantity.unit, Unit::Time(_)) && quantity.value > Decimal::ZERO && base(quantity) <= Decimal::from(60)
}

/// The time behind the word `within`.
fn bound_within(sli: &str) -> Option<Quantity> {
    let at = text::find_word(sli, "within")?;
    let rest = &sli[at.end..];
    find_all(rest)
        .into_iter()
        .find(|(span, _)| rest[..span.start].trim().is_empty())
        .map(|(_, quantity)| quantity)
        .filter(short)
}

/// Names of cloud regions in the answers about the system: `eu-west-1`, `northamerica-northeast1`.
fn regions(draft: &Draft<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let text = format!("{} {}", draft.brief.answer_text("system-boundary"), draft.brief.answer_text("architecture"));
    for word in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')')) {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        if is_region(word) && !found.iter().any(|known| known == word) {
            found.push(word.to_owned());
        }
    }
    found
}

/// Whether a word is spelled like a region of a large cloud: a continent or country, a direction, a number.
fn is_region(word: &str) -> bool {
    const DIRECTIONS: &[&str] =
        &["north", "south", "east", "west", "central", "northeast", "northwest", "southeast", "southwest"];
    let mut parts = word.split('-');
    let place = parts.next().is_some_and(|part| part.len() >= 2 && part.bytes().all(|byte| byte.is_ascii_lowercase()));
    let rest: Vec<&str> = parts.collect();
    let direction =
        rest.first().is_some_and(|part| DIRECTIONS.contains(&part.trim_end_matches(|c: char| c.is_ascii_digit())));
    place && direction && word.ends_with(|c: char| c.is_ascii_digit())
}
