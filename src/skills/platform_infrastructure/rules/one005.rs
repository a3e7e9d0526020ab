//! One growth is stated twice, with two values.
//!
//! ## What it does
//! Collects what texts say of growth with its subject: `Traffic: 3x in 12 months`, `Orders grow 5 % per month`, `orders-db
//! disk: 1.2 TB today, growing 40 GB per month`. Two statements about the same subject are brought to one period and
//! compared; so are a statement about a limit of the clock and that limit's *Growth*, and the *Growth* of a limit whose
//! *Basis* says that it is proportional to something (`Proportional to traffic`) and what is said of that.
//! Rates may differ by a tenth, ranges have to touch. Alternatives among options and what risks suppose are left out.
//!
//! ## Why it matters
//! `3x in 12 months` is 9.6 % per month, and sounds like 8 %. Over a year the two are half a system apart, and capacity,
//! budget and dates were each planned by one of them.
//!
//! ## Example
//! Bad: `Traffic: 3x in 12 months` under *Scale and trajectory*, and `+8 % per month` on the clock, `Proportional to traffic`
//!
//! Good: the same with `+9.6 % per month`
//!
//! ## Fix
//! Decide which growth holds and write it in both places, over the same period.

use std::sync::LazyLock;

use regex::Regex;

use crate::skills::shared::reading::wording::stems;
use crate::engine::capacity::Rates;
use crate::finding::Findings;
use crate::gate::Entry;
use crate::text;
use crate::pack::Place;
use crate::quantity::{Growth, Period, Quantity, TimeUnit, number};
use crate::skills::platform_infrastructure::reading::clock::Reading;
use crate::skills::platform_infrastructure::{Case, Risks, Scaling};

crate::rule!("ONE005", "growth-differs", Warning, needs[], "one005.rs", check);

/// How far two rates may lie apart, as a part of the greater one.
const SLACK: f64 = 0.1;

/// A change and its period.
static RATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let number = r"[+\u{2212}-]?\s*\d[\d,]*(?:\.\d+)?(?:\s*[-\u{2013}]\s*\d[\d,]*(?:\.\d+)?)?";
    let period = r"(?:\d+\s+)?(?:days?|weeks?|months?|quarters?|years?)\b";
    Regex::new(&format!(
        r"(?i)(?P<number>{number})\s?(?:(?P<times>x|times|-?fold)\s+(?:in|within|over|per|a|every)|(?:%|points?|[a-z]+)\s+(?:per|a|each|every))\s+(?P<period>{period})|\b(?P<words>doubl|tripl|halv)(?:es|ing)\s+every\s+{period}"
    ))
    .ok()
});

/// Words that make a number a growth.
const GROWS: &[&str] = &["grow*", "rise*", "rising", "increas*", "growth"];

/// Words of what was, is supposed, or may come.
const OTHERWISE: &[&str] = &[
    "was", "were", "grew", "rose", "last year", "until", "if", "would", "could", "when", "unless", "instead",
    "scenario*", "worst", "best case", "accelerat*", "slow*", "limit*", "at most", "at least", "than", "cut*", "reduc*",
];

/// Words that tell no subject from another.
const GENERIC: &[&str] = &[
    "the", "a", "an", "our", "we", "expect", "expected", "to", "will", "is", "are", "and", "of", "in", "now", "today",
    "currently", "evenly", "about", "all", "total", "overall",
];

/// Words by which a growth is that of something else.
const LIKE: &[&str] = &["proportional to", "in proportion to", "in step with", "scales with", "grows with"];

/// A growth with what it is the growth of.
struct Stated<'a> {
    subject: Vec<String>,
    /// What the subject is called in messages.
    called: String,
    written: String,
    rates: Rates,
    place: Place<'a>,
}

fn check(case: &Case<'_>, findings: &mut Findings) {
    let said: Vec<Stated<'_>> = case.gate.entries().filter(is_statement).flat_map(|entry| stated(&entry)).collect();
    for (at, one) in said.iter().enumerate() {
        let earlier = said[..at].iter().find(|other| other.subject == one.subject && other.place != one.place);
        if let Some(other) = earlier.filter(|other| differ(&one.rates, &other.rates)) {
            report(one, &other.written, other.place, "the other statement", findings);
        }
    }
    for reading in &case.clock {
        let Some(row) = reading.growth else { continue };
        let Ok(rates) = Rates::parse(row.growth().text) else { continue };
        let like = like(row.basis().text);
        for one in &said {
            let about = is_about(one, reading, &case.clock) || like.as_ref() == Some(&one.subject);
            if about && differ(&one.rates, &rates) {
                let label = format!("the growth of \"{}\" on the clock", reading.name().trim());
                report(one, row.growth().text.trim(), row.growth().place, &label, findings);
            }
        }
    }
}

/// Whether a text says what is, not what may be chosen or feared, nor what the clock's own table says.
fn is_statement(entry: &Entry<'_>) -> bool {
    let place = entry.cell.place;
    let of_clock = place.section == Scaling::KEY && matches!(place.field, "limits" | "growth");
    !of_clock && place.section != Risks::KEY && place.column != "options" && entry.cell.text.contains(|c: char| c.is_ascii_digit())
}

/// The growths of a text.
fn stated<'a>(entry: &Entry<'a>) -> Vec<Stated<'a>> {
    let Some(pattern) = RATE.as_ref() else { return Vec::new() };
    let statements = entry.cell.text.split([';', '\n']).flat_map(|part| part.split(". "));
    statements.filter_map(|said| {
        let mut found = pattern.captures_iter(said);
        // Of two rates in one statement nobody can say which is the growth.
        let (one, None) = (found.next()?, found.next()) else { return None };
        let rate = one.get(0)?;
        let before = &said[..rate.start()];
        let grows = one.name("words").is_some()
            || one.name("times").is_some()
            || rate.as_str().starts_with('+')
            || text::has_any(before, GROWS);
        if !grows || text::has_any(said, OTHERWISE) || !ends_there(&said[rate.end()..]) {
            return None;
        }
        let called = subject(before)?;
        let subject = sorted(stems(called, GENERIC));
        if subject.is_empty() || subject.len() > 4 {
            return None;
        }
        let rates = match (one.name("number"), one.name("times"), one.name("period")) {
                (Some(number), Some(_), Some(period)) => format!("{}x per {}", number.as_str(), period.as_str()),
                _ => rate.as_str().to_ascii_lowercase(),
            };
            let rates = Rates::parse(&rates).ok()?;
            Some(Stated { subject, called: called.to_owned(), written: rate.as_str().trim().to_owned(), rates, place: entry.cell.place })
    })
    .collect()
}

/// Whether a statement ends with its rate: `5 % per month in Germany` and `5 % per month (2025)` are about a part of it.
fn ends_there(rest: &str) -> bool {
    let rest = rest.trim_start();
    let cites = |inside: &str| text::identifier(inside).is_some();
    rest.is_empty() || rest.starts_with([',', '.', ')', '*']) || rest.strip_prefix('(').is_some_and(cites) || rest.starts_with("compound")
}

/// What grows: the words before a colon, or before the word for growing.
fn subject(before: &str) -> Option<&str> {
    let said = match before.split_once(':') {
        Some((said, _)) => said,
        None => {
            let verb = text::find_any(before, GROWS).next().map_or(before.len(), |(_, at)| at.start);
            &before[..verb]
        }
    };
    let said = said.trim().trim_matches(|c: char| !c.is_alphanumeric() && c != ')');
    (!said.contains(|c: char| c.is_ascii_digit() || matches!(c, ',' | '(' | '"'))).then_some(said)
}

/// What the basis of a growth says it follows.
fn like(basis: &str) -> Option<Vec<String>> {
    let (_, at) = text::find_any(basis, LIKE).next()?;
    let rest = basis.get(at.end..)?;
    let end = rest.find([';', ',', '.', '(', ':']).unwrap_or(rest.len());
    let subject = sorted(stems(&rest[..end], GENERIC));
    (!subject.is_empty()).then_some(subject)
}

/// Whether a statement is about a limit, and about no other.
fn is_about(one: &Stated<'_>, reading: &Reading<'_>, clock: &[Reading<'_>]) -> bool {
    let named = |name: &str| text::key(name).contains(' ') && text::same_name(&one.called, name);
    named(reading.name()) && clock.iter().filter(|other| named(other.name())).count() == 1
}

fn sorted(mut words: Vec<String>) -> Vec<String> {
    words.sort();
    words.dedup();
    words
}

/// Whether two growths of one kind contradict each other.
fn differ(one: &Rates, other: &Rates) -> bool {
    let Some((one, other)) = paces(one, other) else { return false };
    let slack = SLACK * [one.0, one.1, other.0, other.1].into_iter().map(f64::abs).fold(0.0, f64::max);
    one.0 > other.1 + slack || other.0 > one.1 + slack
}

/// The ends of two ranges by the day, the lesser first; `None` where one compounds and the other does not.
fn paces(one: &Rates, other: &Rates) -> Option<((f64, f64), (f64, f64))> {
    let unit = match &other.low {
        Growth::Linear { change, .. } => Some(change.unit.clone()),
        _ => None,
    };
    let pace = |growth: &Growth| match (growth, &unit) {
        (Growth::Flat, _) => Some(0.0),
        (Growth::Linear { .. }, Some(unit)) => growth.per_day()?.to_unit(unit).ok().map(|one| number::to_f64(one.value)),
        (Growth::Compound { .. }, None) => growth.factor_per_day().map(libm::log),
        _ => None,
    };
    let ends = |rates: &Rates| {
        let (low, high) = (pace(&rates.low)?, pace(&rates.high)?);
        Some((low.min(high), low.max(high)))
    };
    Some((ends(one)?, ends(other)?))
}

fn report(one: &Stated<'_>, other: &str, place: Place<'_>, label: &str, findings: &mut Findings) {
    let evidence = [monthly(&one.written, &one.rates), Rates::parse(other).ok().and_then(|rates| monthly(other, &rates))];
    let evidence: Vec<String> = evidence.into_iter().flatten().collect();
    let finding = findings.at(one.place, format!("The growth of {} is {} here and {other} elsewhere", one.called.trim(), one.written));
    if !evidence.is_empty() {
        finding.evidence(evidence.join("; "));
    }
    finding.fix("decide which holds and write it in both places, over one period").related(place, format!("{label}: {other}"));
}

/// A compound growth by the month, where it is stated otherwise.
fn monthly(written: &str, rates: &Rates) -> Option<String> {
    let Growth::Compound { per, .. } = &rates.low else { return None };
    let month = Period::one(TimeUnit::Month);
    if *per == month || !rates.is_certain() {
        return None;
    }
    let factor = rates.low.factor_per_day()?.powf(number::to_f64(month.days()?));
    let percent = rust_decimal::Decimal::from_f64_retain(100.0 * (factor - 1.0))?;
    let change = Quantity::new(number::round(percent, 3), crate::quantity::Unit::Percent);
    Some(format!("{written} is {change} per month"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_compared_over_one_period() {
        let differ = |one: &str, other: &str| differ(&Rates::parse(one).unwrap(), &Rates::parse(other).unwrap());
        // 3^(1/12) = 1.0959
        assert!(differ("3x per 12 months", "+8 % per month"));
        assert!(!differ("3x per 12 months", "+9.6 % per month"));
        assert!(!differ("+40 GB per month", "+9 GB per week"));
        assert!(differ("+40 GB per month", "+4 GB per week"));
        assert!(!differ("+30-50 GB per month", "+40 GB per month"));
        assert!(differ("-2 points per month", "+2 points per month"));
        // Nobody can compare the two without the value of today.
        assert!(!differ("+40 GB per month", "+9 % per month"));
    }

    #[test]
    fn a_part_of_something_is_another_subject() {
        for (rest, whole) in [("", true), (", mostly mobile", true), (" (A1)", true), (" in Germany", false), (" (2025)", false), (" over the last year", false)] {
            assert_eq!(ends_there(rest), whole, "{rest}");
        }
    }

    #[test]
    fn subjects_are_what_grows() {
        for (before, expected) in [
            ("Traffic: ", Some("Traffic")),
            ("Peak requests: 610 req/s on 2026-10-30, growing ", Some("Peak requests")),
            ("We expect traffic to grow ", Some("We expect traffic to")),
            ("of 640 accounts that grow ", None),
        ] {
            assert_eq!(subject(before), expected, "{before}");
        }
        assert_eq!(like("Proportional to traffic (A1, A4); 13.6 is 85 %"), Some(vec!["traffic".to_owned()]));
        assert_eq!(like("Average of 12 months"), None);
    }
}
