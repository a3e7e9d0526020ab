//! What measures, journeys and gaps say: how sure a share is, which journeys nobody watches, which gap comes first.

use crate::engine::delivery::Rate;
use crate::engine::slo::Figure;
use crate::pack::Computed;
use crate::quantity::number;
use crate::skills::platform_operations::baseline::Baseline;
use crate::skills::platform_operations::reading::facts::Facts;
use crate::skills::platform_operations::reading::observed::{Four, Hole, Measured, is_blind};
use crate::skills::platform_operations::reading::roster::is;
use crate::text;

fn line(field: &'static str, of: &str, what: &'static str, value: String, derivation: String) -> Computed {
    Computed { section: Baseline::KEY, field, of: of.to_owned(), what, value, derivation }
}

/// The lines, in the order of the tables.
pub(in super::super) fn lines(facts: &Facts<'_>) -> Vec<Computed> {
    let mut all = journeys(facts);
    all.extend(facts.observed.measures.iter().filter_map(measure));
    all.extend(gaps(facts));
    all
}

/// A percentage with three figures.
fn short(figure: &Figure) -> String {
    format!("{} %", number::print(number::round(figure.value, 3)))
}

/// `4.7 % to 44.8 %`, with the formula's numbers.
fn interval(rate: &Rate) -> (String, String) {
    let [low, high] = &rate.interval;
    (format!("{} to {}", short(low), short(high)), format!("Wilson score interval, {} of {}", rate.hits, rate.samples))
}

/// How sure a measure is: the interval of a share; what few values allow to say of a median.
fn measure(one: &Measured<'_>) -> Option<Computed> {
    let name = one.row.name().text;
    if let Some(rate) = &one.rate {
        let (value, derivation) = interval(rate);
        return Some(line("measures", name, "95 % interval", value, derivation));
    }
    let samples = one.samples?;
    let median = matches!(one.four, Some(Four::LeadTime | Four::Restore));
    let says = match samples {
        _ if !median => return None,
        0..6 => {
            ("the values themselves, no interval", "a 95 % interval of a median takes 6 values: 1 - 2 x 0.5^6 = 96.9 %")
        }
        6..10 => {
            ("a median with its interval, no 90th percentile", "the interval takes 6 values, the 90th percentile 10")
        }
        _ => return None,
    };
    Some(line("measures", name, "what the sample allows", says.0.to_owned(), format!("{samples} values; {}", says.1)))
}

/// The journeys that nothing measures.
fn journeys(facts: &Facts<'_>) -> Vec<Computed> {
    let blind = facts.roster.journeys.iter().filter(|journey| is_blind(journey));
    let lines = blind.map(|journey| {
        let name = journey.name().text;
        let gap = facts.observed.gaps_of("blind spot").find(|gap| gap.rests_on(name));
        let goals: Vec<&str> = facts.goals.of_journey(name).map(|goal| goal.name()).collect();
        let value = match gap {
            Some(gap) => format!("yes, gap {}", gap.row.name().text),
            None => "yes, no gap names it".to_owned(),
        };
        let goals =
            if goals.is_empty() { "no SLO names it".to_owned() } else { format!("planned: {}", goals.join(", ")) };
        line("journeys", name, "blind spot", value, format!("SLI today: none; {goals}"))
    });
    lines.collect()
}

/// The gaps in the order in which they should be closed: by priority, then by what they concern.
pub(super) fn ranked<'f, 'a>(facts: &'f Facts<'a>) -> Vec<&'f Hole<'a>> {
    let mut ranked: Vec<&Hole<'a>> = facts.observed.gaps.iter().collect();
    ranked.sort_by_cached_key(|gap| (gap.priority().unwrap_or(u8::MAX), reach(facts, gap).0));
    ranked
}

/// The order in which gaps should be closed, and when each is.
fn gaps(facts: &Facts<'_>) -> Vec<Computed> {
    let ranked = ranked(facts);
    if ranked.len() < 2 {
        return Vec::new();
    }
    let all = ranked.len();
    let lines = ranked.into_iter().enumerate().map(|(rank, gap)| {
        let closed = match gap.closed_on(&facts.plan) {
            Some(day) => format!(", closed by {day}"),
            None => String::new(),
        };
        let value = format!("{} of {all}{closed}", rank + 1);
        let (priority, reach) = (gap.row.priority().text.trim(), reach(facts, gap).1);
        let derivation = if priority.is_empty() { reach } else { format!("{priority}, {reach}") };
        line("gaps", gap.row.name().text, "rank", value, derivation)
    });
    lines.collect()
}

/// What a gap concerns, the more critical the lower the number: journeys and services it rests on.
fn reach(facts: &Facts<'_>, gap: &Hole<'_>) -> (u8, String) {
    const ORDER: [&str; 3] = ["critical", "important", "minor"];
    let journeys = facts.roster.journeys.iter().map(|row| (row.name(), row.criticality(), "journey"));
    let services = facts.roster.services.iter().map(|row| (row.name(), row.criticality(), "service"));
    let named = journeys.chain(services).filter(|(name, ..)| gap.rests_on(name.text));
    let found = named.filter_map(|(name, criticality, noun)| {
        let rank = ORDER.iter().position(|word| is(criticality, word))?;
        Some((
            u8::try_from(rank).unwrap_or(u8::MAX),
            format!("{} {noun} {}", text::key(criticality.text), name.text.trim()),
        ))
    });
    found.min_by_key(|(rank, _)| *rank).unwrap_or((u8::MAX, "in the order of the rows".to_owned()))
}
