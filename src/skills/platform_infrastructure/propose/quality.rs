//! Section 3: targets of quality attributes, and one objective for each journey.

use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::catalog::{Attribute, Journey as Kind};
use super::words::{self, first_clause, listed, option, put, row, sentence};
use super::{Arguments, Assumed, Draft, calendar};
use crate::gate::text;
use crate::quantity::{Quantity, Target, Unit, find_all, number};
use crate::skills::platform_infrastructure::brief::{AttributeFact, Journey};

/// A table of attributes.
#[derive(Debug)]
pub(super) struct Group {
    /// The group in the catalogue, and the field of the section.
    pub key: &'static str,
    /// The area whose owner answers for it.
    area: &'static str,
    /// Words by which an attribute that the catalogue does not know is put here.
    words: &'static [&'static str],
    /// What may be assumed instead of the defaults.
    instead: [&'static str; 2],
}

/// The groups, in the order of the section.
pub(super) const GROUPS: &[Group] = &[
    Group {
        key: "reliability",
        area: "quality",
        words: &[],
        instead: [
            "the values measured in the first 30 days",
            "the strictest promise made to a customer, for every journey",
        ],
    },
    Group {
        key: "performance",
        area: "quality",
        words: &["latency", "throughput", "response time", "p50", "p75", "p90", "p95", "p99"],
        instead: ["the values measured in the first 30 days", "the slowest answer that 10 users accept in a test"],
    },
    Group {
        key: "privacy",
        area: "privacy",
        words: &["encrypt*", "residency", "retention", "access", "audit", "privacy", "erasure", "consent"],
        instead: ["the stricter of default and contract, store by store", "only the duties named under compliance"],
    },
    Group {
        key: "operability",
        area: "quality",
        words: &["dashboard*", "alert*", "runbook*", "on-call", "escalation", "deploy*"],
        instead: ["today's practice written down and kept for one quarter", "the defaults for core journeys alone"],
    },
    Group {
        key: "cost",
        area: "cost",
        words: &["cost*", "budget*", "spend*", "cap", "caps", "driver*"],
        instead: ["the limits Finance works with today", "the defaults from the next quarter on"],
    },
];

/// Kinds of journeys in which a person or a program waits for an answer.
const REQUESTS: &[&str] = &[
    "interactive-read", "interactive-write", "checkout-payment", "login-authentication", "search", "public-api",
    "ml-inference",
];

/// The arguments of the step.
pub(super) fn arguments(draft: &mut Draft<'_>) -> Arguments {
    let mut arguments = words::arguments();
    let extra: Vec<&AttributeFact> =
        draft.brief.targets.iter().filter(|fact| draft.catalog.attribute(&fact.attribute).is_none()).collect();
    for group in GROUPS {
        let rows = attributes(draft, group, &extra);
        put(&mut arguments, group.key, rows);
    }
    put(&mut arguments, "slos", objectives(draft));
    let expected = draft.brief.answer_text("expectations");
    if !expected.is_empty() {
        put(&mut arguments, "notes", format!("Promised or expected today, as stated: {}", sentence(&expected)));
    }
    arguments
}

fn attributes(draft: &mut Draft<'_>, group: &Group, extra: &[&AttributeFact]) -> Vec<Json> {
    let owner = draft.area(group.area);
    let entries: Vec<&'static Attribute> = {
        let catalog: &'static super::Catalog = draft.catalog;
        catalog.attributes.iter().filter(|entry| entry.group == group.key).collect()
    };
    let stated =
        |entry: &Attribute| draft.brief.targets.iter().find(|fact| text::same_name(&fact.attribute, &entry.attribute));
    let open: Vec<&Attribute> = entries.iter().copied().filter(|entry| stated(entry).is_none()).collect();
    // Without a single fact about the system, defaults are not proposals about it.
    let silent = draft.brief.journeys.is_empty() && draft.brief.targets.is_empty();
    let id = if open.is_empty() || silent { String::new() } else { assume_defaults(draft, group, &open) };
    let stated =
        |entry: &Attribute| draft.brief.targets.iter().find(|fact| text::same_name(&fact.attribute, &entry.attribute));
    let mut rows = Vec::new();
    for entry in entries {
        match stated(entry) {
            Some(fact) => rows.push(fact_row(&entry.attribute, fact, owner)),
            None if silent => {}
            None => {
                let (target, why) = default_target(draft, entry);
                // What explains the default does not explain another target.
                let measured =
                    if why.is_empty() { entry.measurement.as_str() } else { first_clause(&entry.measurement) };
                let measurement = format!("{}{why} ({id})", sentence(measured));
                rows.push(row([
                    ("attribute", &entry.attribute),
                    ("target", &target),
                    ("measurement", &measurement),
                    ("owner", owner.unwrap_or_default()),
                ]));
            }
        }
    }
    let here = |fact: &&&AttributeFact| group_of(&fact.attribute).key == group.key;
    rows.extend(extra.iter().filter(here).map(|fact| fact_row(&fact.attribute, fact, owner)));
    rows
}

fn group_of(attribute: &str) -> &'static Group {
    GROUPS.iter().find(|group| text::has_any(attribute, group.words)).unwrap_or(&GROUPS[0])
}

fn fact_row(name: &str, fact: &AttributeFact, owner: Option<&str>) -> Json {
    let owner = fact.owner.as_deref().or(owner).unwrap_or_default();
    row([("attribute", name), ("target", &fact.target), ("measurement", &fact.measurement), ("owner", owner)])
}

fn assume_defaults(draft: &mut Draft<'_>, group: &Group, open: &[&Attribute]) -> String {
    let names: Vec<String> = open.iter().map(|entry| spelled(&entry.attribute)).collect();
    let plural = names.len() > 1;
    let adapted = open.iter().any(|entry| !default_target(draft, entry).1.is_empty());
    let mut options: Vec<String> =
        std::iter::once("the defaults as listed in section 3").chain(group.instead).map(str::to_owned).collect();
    let promised = promises(draft);
    if group.key == "reliability"
        && !promised.is_empty()
        && let Some(last) = options.last_mut()
    {
        *last = format!("what the intake names as promised or expected, {}, for every journey", listed(&promised));
    }
    let confirm = draft.confirms(group.area);
    draft.assume(Assumed {
        text: format!(
            "The {} for {} {} {}{}, because the brief states none",
            if plural { "targets" } else { "target" },
            listed(&names),
            if plural { "are" } else { "is" },
            if plural { "defaults" } else { "a default" },
            if adapted { " as far as nothing stated elsewhere implies another" } else { "" }
        ),
        options,
        confidence: words::lowest(open.iter().map(|entry| entry.confidence.as_str())),
        confirm,
        source: format!("catalogue attributes: {}", words::documents(open.iter().map(|entry| entry.source.as_str()))),
    })
}

/// The shares that the answer on expectations names: `99.8 %`.
fn promises(draft: &Draft<'_>) -> Vec<String> {
    let expected = draft.brief.answer_text("expectations");
    let shares = find_all(&expected).into_iter().map(|(_, quantity)| quantity);
    let mut found: Vec<String> = Vec::new();
    for share in shares.filter(|quantity| quantity.unit == Unit::Percent && quantity.value >= Decimal::from(90)) {
        let text = share.to_string();
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// `MTTR` and `p95 latency` stay, `On-call` becomes `on-call`.
fn spelled(attribute: &str) -> String {
    if attribute.chars().skip(1).any(char::is_uppercase) { attribute.to_owned() } else { attribute.to_lowercase() }
}

/// The default of an attribute, made consistent with what the brief states elsewhere, and how.
fn default_target(draft: &Draft<'_>, entry: &Attribute) -> (String, String) {
    let kept = (entry.target.clone(), String::new());
    match entry.key.as_str() {
        "availability" => availability(draft).map_or(kept, |(percent, journey)| {
            (
                format!(">= {} % over 30 days", number::print(percent)),
                format!(
                    " As loose as the loosest stated objective of a journey that waits for answers, \"{journey}\"."
                ),
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
            percent.filter(|percent| *percent < Decimal::ONE_HUNDRED).map_or(kept, |percent| {
                let left = Decimal::ONE_HUNDRED - percent;
                (
                    format!("<= {} % over 30 days", number::print(left)),
                    " What the availability target leaves.".to_owned(),
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
                " The region is the one the intake names.".to_owned(),
            ),
        },
        _ => kept,
    }
}

/// The loosest stated share among journeys of requests, where it is looser than the default.
fn availability<'b>(draft: &Draft<'b>) -> Option<(Decimal, &'b str)> {
    let default =
        draft.catalog.attribute("Availability").and_then(|entry| Target::parse(&entry.target).ok())?.quantity.value;
    draft
        .brief
        .journeys
        .iter()
        .filter(|journey| journey.kind.as_deref().is_some_and(|kind| REQUESTS.contains(&kind)))
        .filter_map(|journey| {
            let target = Target::parse(journey.target.as_deref()?).ok()?;
            (target.quantity.unit == Unit::Percent).then_some((target.quantity.value, journey.name.as_str()))
        })
        .filter(|(percent, _)| is_share(percent) && *percent < default)
        .min_by_key(|(percent, _)| *percent)
}

/// Whether a percentage is a part of a whole that something is left of.
fn is_share(percent: &Decimal) -> bool {
    (Decimal::ZERO..Decimal::ONE_HUNDRED).contains(percent)
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
            why_p95: "The loosest p95 stated elsewhere in this brief.",
            why_p99: "Twice the loosest p95 that is stated.",
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

fn objectives(draft: &mut Draft<'_>) -> Vec<Json> {
    let journeys = &draft.brief.journeys;
    let revisit = calendar::monday(calendar::plus(draft.as_of(), 60));
    let kinds: Vec<Option<&'static Kind>> = {
        let catalog: &'static super::Catalog = draft.catalog;
        journeys.iter().map(|journey| catalog.journey(journey.kind.as_deref(), &journey.name)).collect()
    };
    let measured = assume_methods(draft, &kinds);
    let mut rows = Vec::new();
    for (journey, kind) in journeys.iter().zip(kinds) {
        let owner = journey.owner.as_deref().or(draft.area("quality")).unwrap_or_default().to_owned();
        let proposal = match (&journey.target, kind) {
            (None, Some(kind)) => Some(propose(draft, journey, kind)),
            _ => None,
        };
        let target =
            journey.target.clone().or(proposal.as_ref().map(|proposal| proposal.target.clone())).unwrap_or_default();
        let sli = journey.sli.clone().or(kind.map(|kind| kind.sli.clone())).unwrap_or_default();
        let mut notes: Vec<String> = Vec::new();
        if let Some(baseline) = &journey.baseline {
            notes.push(format!("Baseline {}", sentence(baseline)));
        }
        match &proposal {
            Some(proposal) => notes.push(format!(
                "{}Target is an estimate, confidence {} ({}); revisit {revisit}.",
                proposal.why, proposal.confidence, proposal.id
            )),
            None if journey.baseline.is_none() && !target.is_empty() => {
                notes.push(format!("Target as stated, not measured yet: estimate, confidence low; revisit {revisit}."));
            }
            None => {}
        }
        if borrows(journey) && kind.is_some() && proposal.is_none() {
            notes.push(format!("{} ({measured}).", open_parts(journey)));
        }
        rows.push(row([
            ("journey", &journey.name),
            ("sli", &sli),
            ("target", &target),
            ("method", &method(journey, kind)),
            ("owner", &owner),
            ("notes", &notes.join(" ")),
        ]));
    }
    rows
}

/// Whether indicator or method come from the catalogue.
fn borrows(journey: &Journey) -> bool {
    journey.sli.is_none() || (journey.method.is_none() && (journey.sli.is_none() || seen_in(journey).is_none()))
}

fn open_parts(journey: &Journey) -> &'static str {
    match (journey.sli.is_none(), journey.method.is_none()) {
        (true, true) => "Indicator and method are proposed",
        (true, false) => "Indicator is proposed",
        _ => "Method is proposed",
    }
}

/// Where the indicator is measured: as stated; where the writer's own indicator was read for its baseline; as the
/// catalogue measures its own indicator.
fn method(journey: &Journey, kind: Option<&Kind>) -> String {
    if let Some(method) = &journey.method {
        return method.clone();
    }
    match (journey.sli.is_some(), seen_in(journey), kind) {
        (true, Some(source), _) => format!("{source}, as for the baseline"),
        (_, _, Some(kind)) => kind.method.clone(),
        (false, Some(source), None) => format!("{source}, as for the baseline"),
        _ => String::new(),
    }
}

/// The source in brackets behind a baseline, without its date: `99.93 % over 90 days (Grafana, 2026-10-31)`.
fn seen_in(journey: &Journey) -> Option<&str> {
    let baseline = journey.baseline.as_deref()?.trim();
    let (_, inside) = baseline.strip_suffix(')')?.rsplit_once('(')?;
    let source = inside.rsplit_once(',').map_or(inside, |(source, _)| source).trim();
    (!source.is_empty()).then_some(source)
}

/// A proposed objective.
struct Proposal {
    target: String,
    confidence: String,
    id: String,
    /// A sentence before the estimate, where the catalogue's target was not taken.
    why: String,
}

/// The catalogue's target; or half of today's failures, where the baseline shows more than twice the failures that
/// target allows: an objective missed from the first day on steers nothing.
fn propose(draft: &mut Draft<'_>, journey: &Journey, kind: &Kind) -> Proposal {
    let (target, window) =
        kind.target.split_once(" over ").map_or((kind.target.as_str(), ""), |(share, window)| (share, window));
    let over = if window.is_empty() { String::new() } else { format!(" over {window}") };
    let wanted =
        Quantity::parse(target).ok().filter(|quantity| quantity.unit == Unit::Percent).map(|quantity| quantity.value);
    let today = journey
        .baseline
        .as_deref()
        .and_then(|text| Quantity::parse(text).ok())
        .filter(|quantity| quantity.unit == Unit::Percent);
    let failures = |share: Decimal| Decimal::ONE_HUNDRED - share;
    let print = |share: Decimal| format!("{} %{over}", number::print(share));
    let halved = match (wanted, today.map(|quantity| quantity.value)) {
        (Some(wanted), Some(today))
            if failures(today) > failures(wanted) * Decimal::TWO && today < Decimal::ONE_HUNDRED =>
        {
            Some((Decimal::ONE_HUNDRED - number::round_up(failures(today) / Decimal::TWO, 2), today))
        }
        _ => None,
    };
    let (assumed, why, options, confidence) = match (halved, wanted) {
        (Some((half, today)), Some(wanted)) => (
            print(half),
            format!(
                "Half of today's failures; the catalogue's {} would be missed from the first day on. ",
                print(wanted)
            ),
            vec![print(half), print(wanted), format!("{} as today", print(today))],
            "low",
        ),
        (_, Some(wanted)) if journey.baseline.is_some() => {
            (kind.target.clone(), String::new(), around(wanted, &print), kind.confidence.as_str())
        }
        (_, Some(wanted)) => (kind.target.clone(), String::new(), around(wanted, &print), "low"),
        _ => (
            kind.target.clone(),
            String::new(),
            vec![
                kind.target.clone(),
                "the value of the first 30 days".to_owned(),
                "no objective before the first 30 days are measured".to_owned(),
            ],
            "low",
        ),
    };
    let parts = match (
        journey.sli.is_none(),
        journey.method.is_none() && (journey.sli.is_none() || seen_in(journey).is_none()),
    ) {
        (true, true) => ", with indicator and method of the catalogue",
        (true, false) => ", with the indicator of the catalogue",
        (false, true) => ", with the method of the catalogue",
        (false, false) => "",
    };
    let confirm = journey.owner.clone().or_else(|| draft.confirms("quality"));
    let id = draft.assume(Assumed {
        text: format!(
            "The objective of \"{}\" is {assumed}{parts}; kind \"{}\": {}",
            journey.name,
            kind.name,
            kind.when.trim_end_matches('.')
        ),
        options: options.iter().map(|one| option(one)).collect(),
        confidence: confidence.to_owned(),
        confirm,
        source: format!("catalogue journeys, {}: {}", kind.key, kind.source),
    });
    Proposal { target: assumed, confidence: confidence.to_owned(), id, why }
}

/// A share, half its failures, twice its failures.
fn around(share: Decimal, print: &dyn Fn(Decimal) -> String) -> Vec<String> {
    let failures = Decimal::ONE_HUNDRED - share;
    vec![
        print(share),
        print(Decimal::ONE_HUNDRED - failures / Decimal::TWO),
        print(Decimal::ONE_HUNDRED - failures * Decimal::TWO),
    ]
}

/// One assumption for all journeys whose target is stated and whose indicator or method is not.
fn assume_methods(draft: &mut Draft<'_>, kinds: &[Option<&'static Kind>]) -> String {
    let open: Vec<(&str, &Kind)> = draft
        .brief
        .journeys
        .iter()
        .zip(kinds)
        .filter(|(journey, _)| journey.target.is_some() && borrows(journey))
        .filter_map(|(journey, kind)| Some((journey.name.as_str(), (*kind)?)))
        .collect();
    if open.is_empty() {
        return String::new();
    }
    let names: Vec<String> = open.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let confirm = draft.confirms("quality");
    draft.assume(Assumed {
        text: format!("What the brief leaves open of indicator and method of {} is the catalogue's", listed(&names)),
        options: vec![
            "the catalogue's indicator and method".to_owned(),
            "what today's dashboards show, unchanged".to_owned(),
            "a synthetic probe every 60 seconds beside today's dashboards".to_owned(),
        ],
        confidence: "medium".to_owned(),
        confirm,
        source: format!("catalogue journeys: {}", words::documents(open.iter().map(|(_, kind)| kind.source.as_str()))),
    })
}
